"""Where sources differ: which rows stand side by side, what the record has, and why."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from admin_forms import client_of, of_pledge, opened
from builders import link, make_article, make_candidate, make_evidence, make_pledge
from django.test import Client

from pledges import review
from pledges.disagreements import Disagreement
from pledges.disagreements.figures import agree, figure
from pledges.models import EquipmentItem, Pledge, StageEvent

MONDAY, WEDNESDAY, THURSDAY = (date(2023, 1, day) for day in (2, 4, 5))


def tell(
    text: str, on: date | None = MONDAY, into: review.Record | None = None, **claim: Any
) -> review.Record:
    """Publish what an article of the day ``on`` claims, perhaps of a known record."""
    article = make_article(text, published_on=on, publisher=f"Teller of “{text}”")
    return review.accept(make_candidate(article, **claim), None, None, into)


def differing(client: Client, record: review.Record) -> list[Disagreement]:
    pledge = record.pledge if isinstance(record, EquipmentItem) else record
    found: list[Disagreement] = client.get(f"/pledges/{pledge.pk}").context[
        "disagreements"
    ]
    return found


def words(one: Disagreement) -> list[tuple[str, bool]]:
    """Return the quote of each row, and whether the record has what it states."""
    return [(row.passage.quote, row.chosen) for row in one.told]


# Figures


def ends(stated: str) -> Any:
    """Read "at_least 100", "about 2.5" or "100 to 150"."""
    first, *rest = stated.split()
    if rest[:1] == ["to"]:
        return figure(Decimal(rest[1]), "exact", Decimal(first))
    return figure(Decimal(rest[0]), first) if rest else figure(Decimal(first), "exact")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("100", "100"),
        ("about 100", "100"),
        ("1.2e6", "1234567"),  # rounded to the digits that it has
        ("100", "104"),  # to two at least
        ("about 2.6", "2.57"),
        ("at_least 100", "150"),
        ("at_most 13", "13"),
        ("at_most 13", "about 9"),
        ("at_least 7", "at_most 9"),
        ("100 to 150", "120"),
        ("100 to 150", "at_least 140"),
    ],
)
def test_figures_that_can_both_be_true_agree(one, other):
    assert agree(ends(one), ends(other))
    assert agree(ends(other), ends(one))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("110", "150"),
        ("100", "140"),
        ("about 2.5", "about 2.57"),
        ("259", "262"),
        ("at_least 100", "90"),
        ("at_most 100", "150"),
        ("at_least 100", "at_least 150"),
        ("at_most 100", "at_most 150"),
        ("at_least 9", "at_most 7"),
        ("100 to 150", "200"),
        ("100 to 150", "120 to 150"),
    ],
)
def test_figures_that_cannot_both_be_true_differ(one, other):
    assert not agree(ends(one), ends(other))
    assert not agree(ends(other), ends(one))


# What is a disagreement


def test_two_amounts_stand_side_by_side_and_the_record_has_one(db, client):
    pledge = tell("110 million", amount=110_000_000)
    tell("150 million", WEDNESDAY, pledge, amount=150_000_000)

    [one] = differing(client, pledge)

    assert (one.field, one.title) == ("amount", "Amount")
    assert words(one) == [("110 million", True), ("150 million", False)]


def test_the_same_amount_in_two_currencies_differs(db, client):
    pledge = tell("€100", amount=100, currency="EUR")
    tell("$100", THURSDAY, pledge, amount=100, currency="USD")

    assert [words(one) for one in differing(client, pledge)] == [
        [("€100", True), ("$100", False)]
    ]


def test_an_amount_beside_a_report_without_one_is_no_disagreement(db, client):
    pledge = tell("will give 100")
    tell("will give money", THURSDAY, pledge, amount=None, currency="")

    assert differing(client, pledge) == []


def test_will_give_and_has_given_in_reports_of_the_same_days_differ(db, client):
    pledge = tell("will give", stage="announced")
    tell("has given", WEDNESDAY, pledge, stage="delivered")

    [one] = differing(client, pledge)

    assert (one.field, one.title) == ("stage", "How firm it is")
    assert words(one) == [("will give", False), ("has given", True)]


def test_a_later_stage_told_later_is_progress(db, client):
    pledge = tell("will give", stage="announced")
    tell("has given", THURSDAY, pledge, stage="delivered")

    assert differing(client, pledge) == []


def test_stages_of_articles_without_a_date_are_not_compared(db, client):
    pledge = tell("will give", on=None, stage="announced")
    tell("has given", None, pledge, stage="delivered")

    assert differing(client, pledge) == []


def test_one_article_that_tells_two_steps_does_not_disagree_with_itself(db, client):
    article = make_article("Promised on Monday. Signed on Tuesday.")
    promised = make_candidate(article, "Promised on Monday.", stage="announced")
    signed = make_candidate(article, "Signed on Tuesday.", stage="committed")
    pledge = review.accept(promised, None)
    review.accept(signed, None, None, pledge)

    assert differing(client, pledge) == []


def test_steps_that_an_editor_typed_in_are_compared_too(db, client):
    pledge = make_pledge(article=make_article("will give", published_on=MONDAY))
    passage = make_evidence(
        make_article("has given", published_on=WEDNESDAY), pledge=pledge
    )
    StageEvent.objects.create(
        pledge=pledge, stage="delivered", on=WEDNESDAY, evidence=passage
    )

    [one] = differing(client, pledge)

    assert [quote for quote, _ in words(one)] == ["will give", "has given"]


def test_two_days_of_the_same_step_differ(db, client):
    pledge = tell("on 3 May", announced_on=date(2022, 5, 3))
    tell("on 4 May", THURSDAY, pledge, announced_on=date(2022, 5, 4))

    [one] = differing(client, pledge)

    assert (one.field, words(one)) == ("day", [("on 3 May", True), ("on 4 May", False)])


def test_a_day_agrees_with_its_month(db, client):
    pledge = tell("on 3 May", announced_on=date(2022, 5, 3))
    month = {"announced_on": date(2022, 5, 1), "announced_precision": "month"}
    tell("in May", THURSDAY, pledge, **month)

    assert differing(client, pledge) == []


def test_days_of_two_steps_are_not_compared(db, client):
    pledge = tell("promised on 3 May", announced_on=date(2022, 5, 3))
    signed = {"announced_on": date(2022, 6, 1), "stage": "committed"}
    tell("signed on 1 June", THURSDAY, pledge, **signed)

    assert differing(client, pledge) == []


@pytest.mark.parametrize(
    ("field", "one", "other"),
    [
        ("donor", "JP", "several-donors"),
        ("recipient", "UA", "ukraine-and-neighbours"),
        ("channel", "NATO", "EU"),
        ("instrument", "grant", "loan"),
    ],
)
def test_two_parties_or_forms_differ(db, client, field, one, other):
    pledge = tell("one", **{field: one})
    tell("other", THURSDAY, pledge, **{field: other})

    [found] = differing(client, pledge)

    assert (found.field, words(found)) == (field, [("one", True), ("other", False)])


def test_two_numbers_of_the_same_goods_differ_at_their_line(db, client):
    item = tell("259 generators", kind="equipment", item="generator", quantity=259)
    more = {"kind": "equipment", "item": "generator", "quantity": 262}
    tell("262 generators", THURSDAY, item, **more)

    [one] = differing(client, item)

    assert (one.title, one.record) == ("Number: generator", item)
    assert words(one) == [("259 generators", True), ("262 generators", False)]


def test_goods_that_arrive_in_two_steps_are_no_disagreement(db, client):
    goods = {"kind": "equipment", "item": "tank"}
    item = tell("ten tanks promised", quantity=10, **goods)
    some = {"quantity": 4, "stage": "delivered", **goods}
    tell("four tanks arrived", THURSDAY, item, **some)
    tell("nine tanks arrived", date(2023, 2, 1), item, **some | {"quantity": 9})

    assert differing(client, item) == []


def test_two_reports_of_many_goods_disagree_on_the_stage_once(db, client):
    first = make_article("vests and tents promised", published_on=MONDAY)
    later = make_article("vests and tents sent", published_on=WEDNESDAY)
    vests = make_candidate(first, kind="equipment", item="vest")
    tents = make_candidate(first, kind="equipment", item="tent")
    vest = review.accept(vests, None)
    assert isinstance(vest, EquipmentItem)
    tent = review.accept(tents, None, None, vest.pledge)
    for item in (vest, tent):
        assert isinstance(item, EquipmentItem)
        sent = {"kind": "equipment", "item": item.name, "stage": "delivered"}
        review.accept(make_candidate(later, **sent), None, None, item)

    [one] = differing(client, vest)

    assert [quote for quote, _ in words(one)] == [
        "vests and tents promised",
        "vests and tents sent",
    ]


# Duplicates and resolutions


def test_duplicates_stand_side_by_side_on_both_pages_with_the_reason(db, client):
    first = tell("237 and 25", kind="equipment", item="generator", quantity=262)
    again = tell("259", kind="equipment", item="generator", quantity=259)
    assert isinstance(first, EquipmentItem)
    assert isinstance(again, EquipmentItem)
    link(again.pledge, "duplicates", first.pledge, "The same machines.")

    for item in (first, again):
        [one] = differing(client, item)
        assert one.reason == "The same machines."
        assert sorted(words(one)) == [("237 and 25", True), ("259", False)]


def test_a_draft_that_duplicates_is_not_shown(db, client):
    pledge = make_pledge()
    link(make_pledge(published=False), "duplicates", pledge, "Secret.")

    assert differing(client, pledge) == []


def resolve(pledge: Pledge, why: str) -> None:
    pledge.refresh_from_db()
    pledge.resolution = why
    review.revise(pledge, None, pledge.version)


def test_page_says_what_the_record_has_and_why(db, client):
    pledge = tell("about 2.57", amount=2_570_000, amount_qualifier="about")
    assert isinstance(pledge, Pledge)
    tell("about 2.5", THURSDAY, pledge, amount=2_500_000, amount_qualifier="about")
    resolve(pledge, "The ministry's own figure.")

    html = " ".join(client.get(f"/pledges/{pledge.pk}").content.decode().split())

    assert "Where the sources differ" in html
    assert "“about 2.57”" in html
    assert "“about 2.5”" in html
    assert 'In the record: <span class="qualifier">about</span> USD&nbsp;2,57' in html
    assert "<strong>Why:</strong> The ministry&#x27;s own figure." in html


def test_one_reason_for_two_fields_is_given_once(db, client):
    pledge = tell("a grant of 110", amount=110, instrument="grant")
    assert isinstance(pledge, Pledge)
    tell("a loan of 150", THURSDAY, pledge, amount=150, instrument="loan")
    resolve(pledge, "The grant was signed.")

    html = client.get(f"/pledges/{pledge.pk}").content.decode()

    assert [one.title for one in differing(client, pledge)] == ["Amount", "Instrument"]
    assert html.count("<strong>Why:</strong> The grant was signed.") == 1


def test_page_says_where_no_reason_is_recorded(db, client):
    pledge = tell("110", amount=110)
    tell("150", THURSDAY, pledge, amount=150)

    html = client.get(f"/pledges/{pledge.pk}").content.decode()

    assert "Which of them is right has not been decided yet." in html


def test_an_editors_note_sets_all_words_side_by_side(db, client):
    pledge = tell("over half a million", amount=500, amount_qualifier="at_least")
    assert isinstance(pledge, Pledge)
    tell("550", THURSDAY, pledge, amount=550)
    assert differing(client, pledge) == []
    resolve(pledge, "The lower end is on paper.")

    [one] = differing(client, pledge)

    assert (one.field, one.reason) == ("words", "The lower end is on paper.")
    assert [quote for quote, _ in words(one)] == ["over half a million", "550"]


def test_reviewers_write_the_resolution_in_the_form_and_its_history_is_kept(bob):
    pledge = make_pledge()
    for thought in ("First thought.", "Second thought."):
        form = opened(client_of(bob), of_pledge(pledge)) | {"resolution": thought}
        client_of(bob).post(of_pledge(pledge), form)

    kept = list(pledge.history.values_list("resolution", flat=True))
    assert list(dict.fromkeys(kept)) == ["Second thought.", "First thought.", ""]


def test_disagreements_of_the_seed_have_their_reasons(seeded, client):
    pledges = Pledge.objects.exclude(resolution="")

    found = {
        (one.field, one.reason == pledge.resolution)
        for pledge in pledges
        for one in differing(client, pledge)
    }

    assert found == {("amount", True), ("day", True), ("words", True)}
