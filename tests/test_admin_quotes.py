"""Goods and steps rest on quoted words: refused without once published, else stored."""

import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from admin_forms import ADD_PLEDGE, client_of, of_pledge, opened, pledge_form, rows
from builders import make_article, make_item, make_pledge
from django.contrib.auth.models import User

from pledges.models import Article, EquipmentItem, Evidence, Pledge, StageEvent

TEXT = (
    "Japan will pay $37 million into a NATO fund for a drone detection system.\n"
    "It also gives five mobile gas\nturbine generators and seven transformers."
)
MONEY = "Japan will pay $37 million into a NATO fund for a drone detection system"
GOODS = "five mobile gas turbine generators and seven transformers"
LATER = "The seven transformers arrived in Kyiv."


def public(**fields: Any) -> Pledge:
    """Return a published pledge that rests on the sentence about the money."""
    return make_pledge(article=make_article(TEXT), quote=MONEY, **fields)


def send_row(user: User, pledge: Pledge, prefix: str, **row: Any) -> Any:
    """Open the form of ``pledge``, fill one more row of ``prefix``, and send it."""
    client = client_of(user)
    form = opened(client, of_pledge(pledge))
    place = int(form[f"{prefix}-TOTAL_FORMS"])
    form |= {f"{prefix}-{place}-{name}": value for name, value in row.items()}
    form |= {f"{prefix}-TOTAL_FORMS": place + 1}
    return client.post(of_pledge(pledge), form)


def send_goods(user: User, pledge: Pledge, **row: Any) -> Any:
    """Send one more line of goods."""
    goods = {"name": "transformer", "quantity": 7, "quantity_qualifier": "exact"}
    return send_row(user, pledge, "items", **goods | row)


def send_step(user: User, pledge: Pledge, **row: Any) -> Any:
    """Send one more step."""
    step = {"stage": "delivered", "on": "2024-05-01", "precision": "day"}
    return send_row(user, pledge, "events", **step | row)


def errors_of(response: Any, prefix: str) -> list[str]:
    """Return the fields at which the last row of ``prefix`` was refused."""
    inlines = response.context["inline_admin_formsets"]
    [formset] = [one.formset for one in inlines if one.formset.prefix == prefix]
    return list(formset.errors[-1])


# Steps


def test_a_step_of_a_published_pledge_without_a_quote_is_refused(bob: User) -> None:
    pledge = public()

    page = send_step(bob, pledge)

    assert errors_of(page, "events") == ["quote"]
    assert [event.stage for event in pledge.events.all()] == ["announced"]


def test_a_step_rests_on_the_words_pasted_beside_it(bob: User) -> None:
    pledge, article = public(), make_article(LATER)

    send_step(bob, pledge, article=article.pk, quote="seven  transformers arrived")

    pledge.refresh_from_db()
    step = pledge.events.get(stage="delivered")
    assert pledge.stage == "delivered"
    assert step.evidence.pledge == pledge
    assert (step.evidence.article, step.evidence.quote) == (
        article,
        "seven transformers arrived",
    )


@pytest.mark.parametrize(
    ("article", "quote", "field"),
    [
        (LATER, "words that nobody wrote", "quote"),
        (LATER, "", "quote"),
        ("", "seven transformers", "article"),
    ],
)
def test_a_step_with_half_a_quote_is_refused_at_its_field(
    bob: User, article: str, quote: str, field: str
) -> None:
    pledge, later = public(), make_article(LATER)

    page = send_step(bob, pledge, article=later.pk if article else "", quote=quote)

    assert errors_of(page, "events") == [field]
    assert not pledge.events.filter(stage="delivered").exists()


def test_words_quoted_before_are_not_quoted_twice(bob: User) -> None:
    pledge = public()
    article = Article.objects.get()

    send_step(bob, pledge, article=article.pk, quote=MONEY)

    assert {event.evidence for event in pledge.events.all()} == {pledge.evidence.get()}


def test_a_step_is_led_to_other_words(bob: User) -> None:
    pledge, client = public(), client_of(bob)
    form = opened(client, of_pledge(pledge)) | {"events-0-quote": "Japan will pay"}

    client.post(of_pledge(pledge), form)

    assert pledge.events.get().evidence.quote == "Japan will pay"
    assert {one.quote for one in pledge.evidence.all()} == {MONEY, "Japan will pay"}


def test_an_old_step_without_a_quote_does_not_stand_in_the_way(bob: User) -> None:
    pledge, client = public(), client_of(bob)
    pledge.events.update(evidence=None)

    client.post(
        of_pledge(pledge), opened(client, of_pledge(pledge)) | {"amount": "38000000"}
    )

    pledge.refresh_from_db()
    assert pledge.amount == Decimal(38_000_000)


def test_a_step_of_a_draft_may_wait_for_its_quote(alice: User) -> None:
    pledge = public(published=False)

    send_step(alice, pledge)

    assert pledge.events.get(stage="delivered").evidence is None


# Goods


def test_goods_of_a_published_pledge_that_no_quote_names_are_refused(bob: User) -> None:
    pledge = public()

    page = send_goods(bob, pledge)

    assert errors_of(page, "items") == ["quote"]
    assert not EquipmentItem.objects.exists()


def test_goods_that_a_quote_names_rest_on_it(bob: User) -> None:
    pledge = public()

    send_goods(bob, pledge, name="drone detection system", quantity="")

    evidence = pledge.items.get().evidence.get()
    assert evidence.quote == MONEY
    assert evidence.article == pledge.evidence.get().article


def test_goods_rest_on_the_words_pasted_beside_them(bob: User) -> None:
    pledge = public()

    send_goods(bob, pledge, quote=GOODS)

    evidence = pledge.items.get().evidence.get()
    assert evidence.quote == GOODS.replace("gas ", "gas\n")


def test_words_of_an_article_that_is_not_quoted_are_refused(bob: User) -> None:
    pledge = public()
    make_article(LATER)

    page = send_goods(bob, pledge, quote="seven transformers arrived")

    assert errors_of(page, "items") == ["quote"]
    assert not EquipmentItem.objects.exists()


def test_goods_join_a_pledge_that_rests_on_other_goods_alone(bob: User) -> None:
    pledge = public(amount=None)
    make_item(pledge)
    pledge.events.update(evidence=None)
    pledge.evidence.all().delete()

    send_goods(bob, pledge, quote="seven transformers")

    assert pledge.items.get(name="transformer").evidence.get().quote == (
        "seven transformers"
    )


def test_goods_and_the_quote_that_names_them_come_in_one_form(bob: User) -> None:
    pledge, article, client = public(), make_article(LATER), client_of(bob)
    form = opened(client, of_pledge(pledge))
    form |= {
        "evidence-TOTAL_FORMS": 2,
        "evidence-1-article": article.pk,
        "evidence-1-quote": LATER,
    }
    goods = {"name": "transformer", "quantity": 7, "quantity_qualifier": "exact"}

    client.post(of_pledge(pledge), form | rows("items", goods))

    assert pledge.items.get().evidence.get().quote == LATER


def test_the_delivered_number_is_corrected_by_hand(bob: User) -> None:
    pledge, client = public(), client_of(bob)
    item = make_item(pledge, quantity=7, delivered_quantity=6)
    form = opened(client, of_pledge(pledge)) | {"items-0-delivered_quantity": "4"}

    client.post(of_pledge(pledge), form)

    item.refresh_from_db()
    assert (item.quantity, item.delivered_quantity) == (7, 4)
    assert item.history.first().history_user == bob


# Amounts


@pytest.mark.parametrize("quote", ["", MONEY])
def test_an_amount_joins_published_goods_with_a_quote_only(
    bob: User, quote: str
) -> None:
    pledge, client = public(amount=None), client_of(bob)
    make_item(pledge)
    pledge.events.update(evidence=None)
    pledge.evidence.all().delete()
    form = opened(client, of_pledge(pledge)) | {"amount": "5", "currency": "USD"}
    if quote:
        words = {"article": Article.objects.get().pk, "quote": quote}
        form |= rows("evidence", words)

    page = client.post(of_pledge(pledge), form)

    pledge.refresh_from_db()
    assert pledge.amount == (5 if quote else None)
    assert quote or "The amount needs a quote" in page.content.decode()


# From the draft to the public


def test_a_draft_becomes_public_with_every_figure_on_its_quote(bob: User) -> None:
    article = make_article(TEXT)
    quotes = [{"article": article.pk, "quote": quote} for quote in (MONEY, GOODS)]
    names = ["drone detection system", "mobile gas turbine generator", "transformer"]
    goods = [{"name": name, "quantity_qualifier": "exact"} for name in names]

    client_of(bob).post(
        ADD_PLEDGE,
        pledge_form(_publish="1", **rows("evidence", *quotes), **rows("items", *goods)),
    )

    pledge = Pledge.objects.published().get()
    rests = {item.name: item.evidence.get().quote for item in pledge.items.all()}
    literal = GOODS.replace("gas ", "gas\n")
    assert rests == dict(zip(names, [MONEY, literal, literal], strict=True))
    assert pledge.events.get().evidence.quote == MONEY


def test_what_keeps_a_draft_from_the_public_is_named(bob: User) -> None:
    client = client_of(bob)
    quote = {"article": make_article(TEXT).pk, "quote": MONEY}
    goods = {"name": "tent", "quantity": 5, "quantity_qualifier": "exact"}
    steps = [
        {"stage": "announced", "on": "2024-01-07", "precision": "day"},
        {"stage": "delivered", "on": "2024-02-07", "precision": "day"},
    ]
    form = pledge_form(
        _publish="1",
        **rows("evidence", quote),
        **rows("items", goods),
        **rows("events", *steps),
    )

    page = client.post(ADD_PLEDGE, form, follow=True).content.decode()

    assert "No quote names “5 × tent”" in page
    assert "The step “Delivered 2024-02-07” rests on no quote." in page
    draft = Pledge.objects.get()
    assert draft.published_at is None
    assert StageEvent.objects.filter(pledge=draft, on=date(2024, 2, 7)).exists()
    assert Evidence.objects.get().quote == MONEY


def test_an_editor_reads_the_quotes_of_goods_and_steps_that_are_public(
    alice: User,
) -> None:
    item = make_item(make_pledge(), name="tank")
    step = item.pledge.events.get()
    step.evidence = item.pledge.evidence.get()
    step.save()

    page = client_of(alice).get(of_pledge(item.pledge)).content.decode()

    quote = item.evidence.get().quote
    for cell in re.findall(r'field-quoted"[^>]*>\s*<p>([^<]*)', page):
        assert cell == quote
    assert "<p>None</p>" not in page
