"""The ledger: each change of what is published, once, with its effect on the sums."""

from contextlib import suppress
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from admin_forms import client_of, of_pledge, opened
from builders import (
    link,
    make_actor,
    make_article,
    make_candidate,
    make_event,
    make_item,
    make_pledge,
    make_rate,
    make_total,
)
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, Sum
from hypothesis import given
from hypothesis import strategies as st
from test_invariants import LINKS, PLEDGES, on_pages, world

from pledges import ledger, public, review, totals
from pledges.models import Change, DataVersion, ExchangeRate, Pledge, ReportedTotal
from pledges.models.vocabulary import LOANS, Measure

pytestmark = pytest.mark.django_db
EFFECTS = [
    f"{measure}_{currency}" for measure in Measure for currency in ("usd", "eur")
]
JANUARY, FEBRUARY = date(2023, 1, 1), date(2023, 2, 1)


def kinds(record: Pledge | ReportedTotal) -> list[str]:
    return [change.kind for change in record.changes.all()]


def last(record: Pledge | ReportedTotal) -> Change:
    found: Change = record.changes.last()
    return found


def fields(change: Change) -> dict[str, tuple[str, str]]:
    return {one["field"]: (one["before"], one["after"]) for one in change.fields}


# What a row is


def test_publication_is_one_row_that_reads_alone(bob):
    claim = make_candidate(make_article("Japan gives $37."), amount=37, sector="energy")

    pledge = review.accept(claim, bob)

    [row] = Change.objects.all()
    assert (row.kind, row.role, row.pledge) == ("published", "editor", pledge)
    assert row.version == DataVersion.current()
    assert (row.title, row.donor, row.recipient) == (pledge.title, "JP", "UA")
    told = fields(row)
    assert told["amount"] == ("", "37.00")
    assert told["sector"] == ("", "energy")
    assert told[f"quote {pledge.evidence.get().pk}"] == ("", "Japan gives $37.")
    assert "channel" not in told
    assert (row.promised_usd, row.committed_usd) == (37, 0)


def test_program_is_told_from_editors():
    assert last(make_pledge()).role == "program"


def test_draft_has_no_row_until_it_is_published(bob):
    draft = make_pledge(published=False)
    link(draft, "supersedes", make_pledge(amount=80))
    draft.amount = Decimal(120)
    review.revise(draft, None, draft.version)
    assert not draft.changes.exists()

    review.publish(draft, bob)

    assert kinds(draft) == ["published"]
    assert last(draft).promised_usd == 120


def test_what_changes_nothing_is_no_row():
    pledge = make_pledge()

    review.revise(pledge, None, pledge.version)
    review.publish(pledge, None)

    assert kinds(pledge) == ["published"]


def test_correction_says_before_and_after_and_what_it_does_to_the_sum(bob):
    pledge = make_pledge(amount=100)
    pledge.amount = Decimal(70)

    review.revise(pledge, bob, pledge.version)

    row = last(pledge)
    assert (row.kind, row.promised_usd) == ("corrected", -30)
    assert fields(row)["amount"] == ("100.00", "70.00")
    assert "title" not in fields(row)


@pytest.mark.parametrize(
    ("stage", "kind", "effect"),
    [
        ("committed", "stage", {"committed_usd": 100}),
        ("delivered", "delivered", {"committed_usd": 100, "delivered_usd": 100}),
        ("withdrawn", "withdrawn", {"promised_usd": -100}),
    ],
)
def test_step_has_the_effect_of_the_measures_that_it_reaches(stage, kind, effect):
    pledge = make_pledge(amount=100)

    make_event(pledge, stage, FEBRUARY)

    row = last(pledge)
    assert row.kind == kind
    assert fields(row)["stage"] == ("announced", stage)
    in_dollars = [name for name in EFFECTS if name.endswith("usd")]
    assert {name: getattr(row, name) for name in in_dollars} == {
        name: effect.get(name, 0) for name in in_dollars
    }


def test_link_is_noted_with_its_reason_where_it_takes_from_the_sum():
    older, newer = make_pledge(amount=80), make_pledge(amount=100)

    link(newer, "supersedes", older, reason="It includes the 80.")

    row = last(older)
    assert (row.kind, row.promised_usd) == ("linked", -80)
    assert row.reason == "It includes the 80."
    assert fields(row)["why_not"] == ("", "superseded")
    assert (kinds(newer), last(newer).promised_usd) == (["published", "linked"], 0)


def test_pledge_that_links_reach_from_afar_is_counted_anew():
    whole, part = make_pledge(amount=100), make_pledge(amount=40)
    link(part, "part_of", whole)

    make_event(part, "withdrawn", FEBRUARY)
    part.amount = Decimal(30)
    review.revise(part, None, part.version)

    assert kinds(whole) == ["published", "linked", "recounted"]
    assert fields(last(whole))["counted_usd"] == ("60.00", "70.00")


def test_published_and_linked_at_once_is_one_row_of_each(bob):
    other = make_pledge(amount=80)

    review.accept_linked(make_candidate(), bob, "supersedes", other, "By the donor.")

    pledge = Pledge.objects.latest("pk")
    assert (kinds(pledge), kinds(other)) == (["published"], ["published", "linked"])
    assert [last(one).promised_usd for one in (pledge, other)] == [100, -80]
    assert last(pledge).reason == last(other).reason == "By the donor."


def test_further_source_and_delivered_number_are_changes():
    item = make_item(name="truck")
    review.publish(item.pledge, None)
    review.accept(make_candidate(kind="equipment", item="truck"), None, into=item)
    assert last(item.pledge).kind == "supported"

    claim = make_candidate(kind="equipment", item="truck", stage="delivered")
    review.accept(claim, None, into=item)

    assert last(item.pledge).kind == "delivered"
    assert fields(last(item.pledge))[f"goods {item.pk}"] == (
        "5 × truck",
        "5 × truck, 5 delivered",
    )


def test_form_with_all_its_rows_is_one_change_and_says_why(bob):
    pledge = make_pledge(amount=100)
    make_event(pledge, "withdrawn", FEBRUARY)
    client = client_of(bob)
    form = opened(client, of_pledge(pledge))
    form |= {"events-1-retraction": "Of another pledge.", "amount": "120"}

    client.post(of_pledge(pledge), form)

    row = last(pledge)
    assert kinds(pledge) == ["published", "withdrawn", "retracted"]
    assert (row.role, row.reason) == ("editor", "Of another pledge.")
    assert fields(row)["amount"] == ("100.00", "120.00")
    assert fields(row)[f"step {pledge.events.last().pk}"] == (
        "withdrawn, 2023-02-01",
        "",
    )
    assert row.promised_usd == 120


def test_publication_taken_back_takes_back_its_effect_and_keeps_its_rows(bob):
    other, claim = make_pledge(amount=80), make_candidate()
    review.accept_linked(claim, bob, "supersedes", other, "By the donor.")

    review.undo(claim, bob)

    rows = Change.objects.exclude(pledge=other.pk).for_listing().order_by("pk")
    assert [(row.kind, row.promised_usd) for row in rows] == [
        ("published", 100),
        ("undone", -100),
    ]
    assert rows[0].pledge_id == rows[1].pledge_id
    assert not Pledge.objects.filter(pk=rows[0].pledge_id).exists()
    assert (rows[1].title, rows[1].record) == (rows[0].title, None)
    assert (last(other).kind, last(other).promised_usd) == ("retracted", 80)


def test_merge_taken_back_is_a_retraction(bob):
    pledge = make_pledge()
    claim = make_candidate(stage="delivered", announced_on=JANUARY)
    review.accept(claim, bob, into=pledge)

    review.undo(claim, bob)

    assert kinds(pledge) == ["published", "delivered", "retracted"]
    assert last(pledge).delivered_usd == -100


def test_pledge_that_moves_leaves_one_sum_and_enters_another():
    pledge = make_pledge(donor="JP", amount=100)
    pledge.donor = make_actor("DE")

    review.revise(pledge, None, pledge.version)

    _, left, entered = pledge.changes.all()
    assert (left.kind, left.donor, left.promised_usd) == ("moved", "JP", -100)
    assert (entered.kind, entered.donor, entered.promised_usd) == (
        "corrected",
        "DE",
        100,
    )
    assert fields(left) == fields(entered) == {"donor": ("JP", "DE")}


def test_reported_total_is_noted_and_has_no_effect(bob):
    claim = make_candidate(kind="total")

    total = review.accept(claim, bob)
    review.undo(claim, bob)

    rows = Change.objects.filter(total=total.pk)
    assert [row.kind for row in rows] == ["published", "undone"]
    assert rows[0].title == "Japan, reported total: USD 100"
    assert {getattr(row, name) for row in rows for name in EFFECTS} == {0}


def test_corrected_total_is_noted(bob):
    total = make_total(speaker="")
    client, form = client_of(bob), f"/admin/pledges/reportedtotal/{total.pk}/change/"

    client.post(form, opened(client, form) | {"speaker": "Kishida"})

    assert kinds(total) == ["published", "corrected"]
    assert fields(last(total)) == {"speaker": ("", "Kishida")}


# Unknown is not zero


def test_effect_of_what_has_no_known_value_is_unknown():
    row = last(make_pledge(amount=None))

    assert (row.promised_usd, row.promised_eur) == (None, None)
    assert row.committed_usd == 0


def test_effect_of_a_correction_that_cannot_be_converted_is_unknown():
    pledge = make_pledge(amount=100, currency="EUR")
    pledge.amount = Decimal(70)
    review.revise(pledge, None, pledge.version)
    assert (last(pledge).promised_usd, last(pledge).promised_eur) == (None, -30)

    pledge.beneficiary = "schools"
    review.revise(pledge, None, pledge.version)

    assert (last(pledge).promised_usd, last(pledge).promised_eur) == (0, 0)


def test_effect_of_a_value_that_comes_to_be_known_is_that_value():
    pledge = make_pledge(amount=108, currency="EUR")
    assert (last(pledge).promised_usd, last(pledge).promised_eur) == (None, 108)
    make_rate("USD", JANUARY, "1.5", period="month")

    review.revise(pledge, None, pledge.version)

    assert (last(pledge).kind, last(pledge).promised_usd) == ("recounted", 162)
    assert last(pledge).promised_eur == 0


# Whole


def test_decision_that_is_refused_leaves_no_row(bob):
    pledge = make_pledge()

    with pytest.raises(ValidationError):
        review.link(pledge, "supersedes", pledge, "Nonsense.", bob)

    assert kinds(pledge) == ["published"]


def test_ledger_begun_late_opens_with_what_is_published():
    pledge, total = make_pledge(amount=100), make_total()
    make_pledge(published=False)
    Change.objects.all().delete()

    ledger.begin()

    assert [(row.kind, row.pledge, row.total) for row in Change.objects.all()] == [
        ("opening", pledge, None),
        ("opening", None, total),
    ]
    assert last(pledge).promised_usd == 100


def assert_ledger_is_whole() -> None:
    """Compare the ledger with all that is published: fields, sums, and whose."""
    published = set(Pledge.objects.published().values_list("pk", flat=True))
    numbers = {row.pledge_id for row in Change.objects.all() if row.pledge_id}
    told = ledger.told("pledge", sorted(numbers))
    shown = public.pledges_shown(published)
    assert {pk: state for pk, state in told.items() if state} == {
        pk: one.state for pk, one in shown.items()
    }
    loans = Q(instrument__in=LOANS)
    pairs = [(Q(), Q()), (Q(donor="DE"), Q(donor__code="DE")), (~loans, ~loans)]
    pairs.append((Q(recipient="UA"), Q(recipient__code="UA")))
    for of_changes, of_pledges in pairs:
        rows = Change.objects.filter(of_changes)
        added = rows.aggregate(**{name: Sum(name) for name in EFFECTS})
        pledges = Pledge.objects.published().filter(of_pledges)
        sums = {measure: totals.of(pledges, measure) for measure in Measure}
        assert {name: value or 0 for name, value in added.items()} == {
            f"{measure}_{currency}": getattr(total, currency) or 0
            for measure, total in sums.items()
            for currency in ("usd", "eur")
        }, of_changes


EDITS = st.lists(
    st.one_of(
        st.tuples(st.just("amount"), st.none() | st.integers(1, 10**9)),
        st.tuples(st.just("currency"), st.sampled_from(["USD", "EUR", "JPY", "UAH"])),
        st.tuples(st.just("donor"), st.sampled_from(["JP", "DE"])),
        st.tuples(st.just("recipient"), st.sampled_from(["UA", "MD"])),
        st.tuples(st.just("instrument"), st.sampled_from(["loan", "grant"])),
        st.tuples(st.just("held_out"), st.sampled_from(["uncertain", ""])),
        st.tuples(st.just("event"), st.sampled_from(["delivered", "withdrawn"])),
        st.tuples(st.just("link"), st.sampled_from(["part_of", "duplicates"])),
        st.tuples(st.just("retract"), st.sampled_from(["events", "links"])),
        st.tuples(st.just("rate"), st.sampled_from(["1.07", "1.21"])),
        st.tuples(st.just("accept"), st.booleans()),
    ),
    min_size=3,
    max_size=8,
)


def do(what: str, value: Any, pledge: Pledge, other: Pledge) -> None:
    """Make one edit through the one door."""
    pledge.refresh_from_db()
    if what == "event":
        make_event(pledge, value, FEBRUARY)
    elif what == "link":
        review.link(pledge, value, other, "A source says so.", None)
    elif what == "retract":
        with review.publishing(None):
            row = getattr(pledge, value).standing().last()
            if row and (value == "links" or pledge.events.standing().count() > 1):
                row.retraction = "A mistake."
                row.save()
            review.recount([pledge, other])
    elif what == "accept":
        claim = make_candidate(amount=Decimal(7))
        review.accept(claim, None)
        if value:
            review.undo(claim, None)
    else:
        revise(what, value, pledge)


def revise(what: str, value: Any, pledge: Pledge) -> None:
    if what == "rate":
        ExchangeRate.objects.filter(currency="USD").update(rate=Decimal(value))
    else:
        is_party = what in ("donor", "recipient")
        setattr(pledge, what, make_actor(value) if is_party else value)
    if pledge.amount and not pledge.currency:
        pledge.currency = "USD"
    review.revise(pledge, None, pledge.version)


@on_pages
@given(PLEDGES, LINKS, EDITS, st.randoms(use_true_random=False))
def test_effects_add_up_to_the_sums_and_fields_to_the_records(
    pledges, links, edits, chance
):
    with world(pledges, links) as made:
        assert_ledger_is_whole()
        made = [make_pledge(amount=100), make_pledge(donor="DE", amount=40), *made]
        for what, value in edits:
            pledge, other = chance.sample(made, 2)
            # A link that would lead in a circle is refused, and leaves nothing behind.
            with suppress(ValidationError), transaction.atomic():
                do(what, value, pledge, other)
        assert_ledger_is_whole()
