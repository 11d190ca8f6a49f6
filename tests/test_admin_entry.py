"""Entering by hand: stored once, checked at the field, never over another's edit."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from admin_forms import (
    ADD_PLEDGE,
    client_of,
    of_pledge,
    opened,
    pledge_form,
    rows,
)
from builders import link, make_actor, make_article, make_pledge
from django.contrib.auth.models import User

from pledges.models import DataVersion, Evidence, Pledge, PledgeLink, StageEvent

TEXT = "Kyiv. Japan will pay $37 million into a NATO fund.\nIt gives\nfive turbines."
QUOTE = "Japan will pay $37 million into a NATO fund"


def stored() -> Pledge:
    return Pledge.objects.get()


def test_a_pledge_is_stored_as_a_draft_with_title_step_and_conversion(
    alice: User,
) -> None:
    response = client_of(alice).post(ADD_PLEDGE, pledge_form())

    assert response.status_code == 302
    assert stored().title == "Japan to Ukraine: USD 37,000,000"
    assert stored().published_at is None
    assert stored().amount_usd == Decimal(37_000_000)
    [event] = StageEvent.objects.all()
    assert (event.stage, event.on) == ("announced", date(2024, 1, 7))


def test_the_stage_of_the_add_form_becomes_the_first_step(alice: User) -> None:
    client_of(alice).post(ADD_PLEDGE, pledge_form(first_stage="considered"))

    assert stored().stage == "considered"
    assert stored().why_not == "considered"


def test_steps_entered_as_rows_take_the_place_of_the_stage(alice: User) -> None:
    steps = rows(
        "events", {"stage": "committed", "on": "2024-02-01", "precision": "day"}
    )
    client_of(alice).post(ADD_PLEDGE, pledge_form(**steps))

    assert [event.stage for event in StageEvent.objects.all()] == ["committed"]
    assert stored().stage == "committed"


def test_goods_without_an_amount_give_the_title(alice: User) -> None:
    goods = rows(
        "items",
        {"name": "mobile gas turbine generator", "quantity": 5}
        | {"quantity_qualifier": "exact"},
    )
    client_of(alice).post(ADD_PLEDGE, pledge_form(amount="", currency="", **goods))

    [item] = stored().items.all()
    assert (item.name, item.quantity) == ("mobile gas turbine generator", 5)
    assert "mobile gas turbine generator" in stored().title
    assert stored().amount is None


def test_the_place_of_a_quote_is_found_across_line_breaks(alice: User) -> None:
    article = make_article(TEXT)
    quote = rows(
        "evidence", {"article": article.pk, "quote": "It gives five  turbines"}
    )

    client_of(alice).post(ADD_PLEDGE, pledge_form(**quote))

    [evidence] = Evidence.objects.all()
    assert evidence.quote == "It gives\nfive turbines"
    assert article.text[evidence.start : evidence.end] == evidence.quote


def test_a_quote_that_occurs_twice_stands_where_it_occurs_first(alice: User) -> None:
    article = make_article("Aid of $5. Aid of $5.")
    quote = rows("evidence", {"article": article.pk, "quote": "Aid of $5"})

    client_of(alice).post(ADD_PLEDGE, pledge_form(**quote))

    assert Evidence.objects.get().start == 0


def test_the_article_of_the_address_stands_in_the_first_row(alice: User) -> None:
    article = make_article(TEXT)

    form = opened(client_of(alice), f"{ADD_PLEDGE}?article={article.pk}")

    assert form["evidence-0-article"] == article.pk


BAD_MONEY = ["NaN", "1e400", "-5", "9" * 30, "12.345", "١٢٣", "0", "ten"]
BAD = [
    *(({"amount": amount}, "amount") for amount in BAD_MONEY),
    ({"currency": ""}, "currency"),
    ({"currency": "XXQ"}, "currency"),
    ({"amount_min": "40000000"}, "amount_min"),
    ({"amount_min": "5", "amount": "", "currency": ""}, "amount_min"),
    ({"amount_min": "Infinity"}, "amount_min"),
    ({"announced_on": "0000-01-01"}, "announced_on"),
    ({"announced_on": "9999-12-31"}, "announced_on"),
    ({"announced_on": "2023-02-30"}, "announced_on"),
    ({"period_start": "2024-02-01", "period_end": "2024-01-01"}, "period_end"),
    ({"donor": ""}, "donor"),
    ({"title": "a\x00b"}, "title"),
]


@pytest.mark.parametrize(("wrong", "field"), BAD, ids=str)
def test_bad_input_gets_an_error_at_its_field_and_stores_nothing(
    alice: User, wrong: dict[str, str], field: str
) -> None:
    response = client_of(alice).post(ADD_PLEDGE, pledge_form(**wrong))

    form = response.context["adminform"].form
    assert response.status_code == 200
    assert list(form.errors) == [field]
    assert not Pledge.objects.exists()
    assert form[field].value() == wrong.get(field, form[field].value())


@pytest.mark.parametrize("field", ["period_end", "amount_min"])
def test_an_error_among_the_seldom_needed_fields_is_in_sight(
    alice: User, field: str
) -> None:
    [wrong] = [wrong for wrong, at in BAD[::-1] if at == field][:1]

    page = client_of(alice).post(ADD_PLEDGE, pledge_form(**wrong)).content.decode()

    assert f'id="id_{field}_error"' in page
    assert "<details" not in page


BAD_ROWS: list[tuple[str, dict[str, Any], str]] = [
    ("evidence", {"quote": "words that nobody wrote"}, "quote"),
    ("evidence", {"quote": ""}, "quote"),
    ("evidence", {"quote": QUOTE, "article": ""}, "article"),
    ("items", {"name": "tank", "quantity": "0"}, "quantity"),
    ("items", {"name": "tank", "quantity": "-1"}, "quantity"),
    ("items", {"name": "tank", "quantity": "9" * 30}, "quantity"),
    ("items", {"name": "tank", "quantity": "9" * 5000}, "quantity"),
    ("events", {"stage": "delivered", "on": "9999-01-01"}, "on"),
    ("events", {"stage": "delivered", "amount": "1e400"}, "amount"),
]


@pytest.mark.parametrize(("prefix", "row", "field"), BAD_ROWS, ids=str)
def test_a_bad_row_gets_an_error_at_its_field_and_stores_nothing(
    alice: User, prefix: str, row: dict[str, Any], field: str
) -> None:
    filled = {
        "evidence": {"article": make_article(TEXT).pk},
        "items": {"quantity_qualifier": "exact"},
        "events": {"precision": "day"},
    }[prefix]

    response = client_of(alice).post(
        ADD_PLEDGE, pledge_form(**rows(prefix, filled | row))
    )

    [errors] = [
        inline.formset.errors[0]
        for inline in response.context["inline_admin_formsets"]
        if inline.formset.prefix == prefix
    ]
    [message] = errors[field]
    assert message
    assert "__all__" not in errors or prefix == "items"
    assert not Pledge.objects.exists()


def test_a_link_that_closes_a_circle_is_refused_at_its_field(bob: User) -> None:
    one, other = make_pledge(), make_pledge()
    link(one, "supersedes", other)
    back = {"relation": "supersedes", "other": one.pk, "reason": "Wrong way round."}

    client = client_of(bob)
    form = opened(client, of_pledge(other)) | rows("links", back)
    response = client.post(of_pledge(other), form)

    assert "lead back to this pledge" in response.content.decode()
    assert PledgeLink.objects.count() == 1


def test_a_pledge_cannot_be_part_of_two(alice: User) -> None:
    wholes = [make_pledge(published=False) for _ in "ab"]
    parts = [
        {"relation": "part_of", "other": whole.pk, "reason": "Said so."}
        for whole in wholes
    ]

    response = client_of(alice).post(ADD_PLEDGE, pledge_form(**rows("links", *parts)))

    assert "part of one other at most" in response.content.decode()
    assert Pledge.objects.count() == 2


def test_a_draft_changes_no_published_sum(alice: User) -> None:
    old = make_pledge(amount=100)
    replaces = {"relation": "supersedes", "other": old.pk, "reason": "New package."}

    client_of(alice).post(ADD_PLEDGE, pledge_form(**rows("links", replaces)))

    old.refresh_from_db()
    assert old.counted
    assert old.counted_usd == Decimal(100)


def test_a_change_is_converted_counted_and_kept_in_the_history(alice: User) -> None:
    pledge = make_pledge(published=False)
    client = client_of(alice)
    form = opened(client, of_pledge(pledge)) | {"amount": "250.50"}

    client.post(of_pledge(pledge), form)

    pledge.refresh_from_db()
    assert (pledge.amount_usd, pledge.version) == (Decimal("250.50"), 2)
    assert pledge.history.first().history_user == alice


def test_saving_an_untouched_form_changes_nothing(bob: User) -> None:
    pledge = make_pledge()
    before = (DataVersion.current(), pledge.history.count())
    client = client_of(bob)

    client.post(of_pledge(pledge), opened(client, of_pledge(pledge)))

    pledge.refresh_from_db()
    assert (DataVersion.current(), pledge.history.count()) == before
    assert pledge.version == 1


def test_completing_names_offers_the_code_itself_first(alice: User) -> None:
    for code in ("UA", "EC", "GT", "AG"):
        make_actor(code)
    asked = {"app_label": "pledges", "model_name": "pledge", "field_name": "recipient"}

    found = client_of(alice).get("/admin/autocomplete/", asked | {"term": "ua"}).json()

    names = [row["text"] for row in found["results"]]
    assert names[0] == "Ukraine"
    assert len(names) == 4


@pytest.mark.parametrize("wrong", [{"donor": "9" * 30}, {"channel": "9" * 30}], ids=str)
def test_a_key_that_no_row_can_have_is_a_bad_request(
    alice: User, wrong: dict[str, str]
) -> None:
    response = client_of(alice).post(ADD_PLEDGE, pledge_form(**wrong))

    # SQLite cannot even be asked; PostgreSQL knows no such row: an error at the field.
    assert response.status_code in (200, 400)
    assert not Pledge.objects.exists()


def as_a_browser_sends(form: dict[str, Any]) -> dict[str, Any]:
    """Return ``form`` with the line ends that HTML prescribes."""
    return {
        name: value.replace("\n", "\r\n") if isinstance(value, str) else value
        for name, value in form.items()
    }


def test_a_quote_over_two_lines_is_unchanged_as_a_browser_sends_it(bob: User) -> None:
    article = make_article("It gives\nfive turbines. It gives\nfive turbines.")
    pledge = make_pledge(article=article, quote="It gives\nfive turbines")
    second = article.text.rindex("It")
    Evidence.objects.update(start=second, end=second + len("It gives\nfive turbines"))
    client = client_of(bob)

    form = as_a_browser_sends(opened(client, of_pledge(pledge)))
    client.post(of_pledge(pledge), form)

    pledge.refresh_from_db()
    assert pledge.version == 1
    assert Evidence.objects.get().start == second
