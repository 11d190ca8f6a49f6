"""The one door to publication: who may, what becomes of a claim, what is refused."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from itertools import permutations
from typing import Any

import pytest
from builders import (
    link,
    make_actor,
    make_article,
    make_candidate,
    make_event,
    make_evidence,
    make_item,
    make_pledge,
    make_total,
)
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError
from django.db.models import Sum

from pledges import review
from pledges.models import (
    Candidate,
    DataVersion,
    EquipmentItem,
    Evidence,
    Pledge,
    PledgeLink,
    ReportedTotal,
    StageEvent,
)
from pledges.models.vocabulary import Measure

pytestmark = pytest.mark.django_db
MODELS = [Pledge, EquipmentItem, ReportedTotal, Evidence, StageEvent, PledgeLink]
MODELS += [Candidate, DataVersion]
TEXT = "Japan pledged $37 million for Ukraine. It will send five gas turbines."


def snapshot() -> dict[str, list[dict[str, Any]]]:
    """Return everything that review can change, as it is stored."""
    return {
        model.__name__: list(model.objects.order_by("pk").values()) for model in MODELS
    }


def public_sum() -> Decimal | None:
    pledges = Pledge.objects.published().counted()
    total: Decimal | None = pledges.aggregate(total=Sum("counted_usd"))["total"]
    return total


def steps(pledge: Pledge) -> list[tuple[str, date | None, str]]:
    return list(pledge.events.values_list("stage", "on", "precision"))


# Accept


def test_accepted_claim_is_a_published_pledge_with_its_quote(bob):
    quote = "Japan pledged $37 million for Ukraine."
    candidate = make_candidate(
        make_article(TEXT),
        quote,
        amount=Decimal(37_000_000),
        channel="NATO",
        sector="military",
        announced_on=date(2024, 1, 7),
    )

    pledge = review.accept(candidate, bob)

    assert Pledge.objects.published().get() == pledge
    assert (pledge.donor.code, pledge.recipient.code) == ("JP", "UA")
    assert (pledge.channel.code, pledge.sector) == ("NATO", "military")
    assert (pledge.amount, pledge.currency) == (37_000_000, "USD")
    assert pledge.counted_usd == 37_000_000
    assert pledge.title == "Japan to Ukraine: USD 37,000,000"
    evidence = pledge.evidence.get()
    assert (evidence.quote, evidence.candidate) == (quote, candidate)
    assert steps(pledge) == [("announced", date(2024, 1, 7), "day")]


def test_decision_is_kept_with_who_made_it(bob):
    candidate = make_candidate()

    review.accept(candidate, bob)

    stored = Candidate.objects.get()
    assert (stored.state, stored.decided_by) == ("accepted", bob)
    assert stored.decided_at


def test_accepted_claim_without_a_date_was_made_by_the_day_of_the_article(bob):
    candidate = make_candidate(make_article(published_on=date(2024, 3, 5)))

    pledge = review.accept(candidate, bob)

    assert (pledge.announced_on, pledge.announced_precision) == (date(2024, 3, 5), "by")
    assert steps(pledge) == [("announced", date(2024, 3, 5), "by")]


def test_firm_claim_was_announced_on_its_day_and_is_firm_by_the_article(bob):
    article = make_article(published_on=date(2024, 3, 5))
    claim = {"stage": "delivered", "announced_on": date(2023, 12, 1)}

    pledge = review.accept(make_candidate(article, **claim), bob)

    assert steps(pledge) == [
        ("announced", date(2023, 12, 1), "day"),
        ("delivered", date(2024, 3, 5), "by"),
    ]
    assert pledge.stage == "delivered"


def test_withdrawn_claim_of_an_undated_article_is_not_counted(bob):
    article = make_article(published_on=None)
    claim = {"stage": "withdrawn", "announced_on": date(2023, 12, 1)}

    pledge = review.accept(make_candidate(article, **claim), bob)

    assert (pledge.stage, pledge.counted) == ("withdrawn", False)


def test_uncertain_claim_is_published_and_not_counted(bob):
    pledge = review.accept(make_candidate(is_uncertain=True), bob)

    assert pledge.published_at
    assert (pledge.why_not, public_sum()) == ("uncertain", None)


def test_corrected_claim_is_published_as_corrected(bob):
    candidate = make_candidate(amount=Decimal(10))

    pledge = review.accept(candidate, bob, {"amount": Decimal(12), "sector": "energy"})

    assert (pledge.amount, pledge.sector, public_sum()) == (12, "energy", 12)


def test_history_keeps_what_the_extractor_proposed(bob):
    candidate = make_candidate(amount=Decimal(10))

    review.accept(candidate, bob, {"amount": Decimal(12)})

    states = candidate.history.order_by("history_id").values_list("amount", "state")
    assert list(states) == [(10, "pending"), (12, "accepted")]


@pytest.mark.parametrize(
    "changes",
    [
        {"amount": Decimal(12), "currency": ""},
        {"currency": "XXX"},
        {"amount": Decimal(0)},
        {"amount": Decimal(-1)},
        {"amount": "NaN"},
        {"donor": None},
        {"stage": "promised"},
        {"quote": "Words that nobody wrote"},
        {"announced_on": date(9999, 1, 1)},
    ],
)
def test_claim_with_an_impossible_correction_is_not_published(bob, changes):
    candidate = make_candidate()
    before = snapshot()

    with pytest.raises(ValidationError):
        review.accept(candidate, bob, changes)

    assert snapshot() == before


# Equipment


def test_accepted_goods_are_an_item_of_a_new_pledge_in_kind(bob):
    candidate = make_candidate(kind="equipment", item="transformer", quantity=7)

    item = review.accept(candidate, bob)

    assert (item.name, item.quantity) == ("transformer", 7)
    assert item.evidence.get().candidate == candidate
    assert (item.pledge.amount, item.pledge.currency) == (None, "")
    assert item.pledge.published_at


def test_goods_accepted_into_a_pledge_are_a_further_item_of_it(bob):
    pledge = make_pledge(amount=None)
    make_item(pledge, "transformer")
    goods = make_candidate(kind="equipment", item="generator")

    review.accept(goods, bob, into=pledge)

    assert {item.name for item in pledge.items.all()} == {"transformer", "generator"}
    assert Candidate.objects.get(pk=goods.pk).state == "accepted"


def test_goods_merged_into_an_item_support_it(bob):
    item = make_item(quantity=5)
    goods = make_candidate(kind="equipment", item="gas turbine", quantity=4)

    review.accept(goods, bob, into=item)

    [same] = EquipmentItem.objects.all()
    assert (same.name, same.quantity) == ("mobile gas turbine generator", 5)
    assert same.evidence.count() == 2
    assert Candidate.objects.get(pk=goods.pk).state == "merged"


def test_of_several_delivery_reports_the_largest_number_holds(bob):
    item = make_item(quantity=5)

    for number in [3, 2]:
        claim = {"kind": "equipment", "quantity": number, "stage": "delivered"}
        review.accept(make_candidate(**claim), bob, into=item)

    stored = EquipmentItem.objects.get(pk=item.pk)
    assert (stored.quantity, stored.delivered_quantity) == (5, 3)


def test_goods_without_a_number_have_none(bob):
    item = review.accept(make_candidate(kind="equipment", quantity=None), bob)

    assert EquipmentItem.objects.get(pk=item.pk).quantity is None


# Totals


@pytest.mark.parametrize(
    ("stage", "measure"),
    [
        ("announced", Measure.PROMISED),
        ("committed", Measure.COMMITTED),
        ("delivered", Measure.DELIVERED),
    ],
)
def test_accepted_total_is_published_and_enters_no_sum(bob, stage, measure):
    claim = {"kind": "total", "stage": stage, "amount": Decimal(7_000_000_000)}

    total = review.accept(make_candidate(**claim), bob)

    assert ReportedTotal.objects.published().get() == total
    assert (total.measure, total.amount_usd) == (measure, 7_000_000_000)
    assert total.evidence.exists()
    assert public_sum() is None


@pytest.mark.parametrize("lacking", [{"donor": None}, {"amount": None, "currency": ""}])
def test_total_needs_a_donor_and_an_amount(bob, lacking):
    candidate = make_candidate(kind="total", **lacking)

    with pytest.raises(ValidationError):
        review.accept(candidate, bob)

    assert not ReportedTotal.objects.exists()


# Merge


def test_merged_claim_adds_evidence_and_no_money(bob):
    pledge = make_pledge(amount=100)
    other = make_candidate(amount=Decimal(999))

    review.accept(other, bob, into=pledge)

    assert public_sum() == 100
    assert {row.candidate for row in pledge.evidence.all()} == {None, other}
    assert Candidate.objects.get(pk=other.pk).state == "merged"


def test_merged_claim_can_raise_the_stage(bob):
    pledge = make_pledge(amount=100)

    review.accept(make_candidate(stage="committed"), bob, into=pledge)

    assert Pledge.objects.get(pk=pledge.pk).stage == "committed"


def test_merging_keeps_what_another_wrote_in_the_meantime(bob):
    pledge = make_pledge(amount=100)
    stale = Pledge.objects.get(pk=pledge.pk)
    pledge.amount = Decimal(111)
    review.revise(pledge, bob, pledge.version)

    review.accept(make_candidate(), bob, into=stale)

    stored = Pledge.objects.get(pk=pledge.pk)
    assert (stored.amount, stored.version) == (111, 2)


def test_articles_about_one_pledge_change_the_sum_once_in_any_order(bob):
    claims = [("announced", 100), ("committed", 98), ("announced", 101)]
    seen = set()

    for order in permutations(claims):
        candidates = [make_candidate(stage=s, amount=Decimal(a)) for s, a in order]
        pledge = review.accept(candidates[0], bob, {"amount": Decimal(100)})
        for candidate in candidates[1:]:
            review.accept(candidate, bob, into=pledge)
        pledge.refresh_from_db()
        seen.add((pledge.counted_usd, pledge.stage, pledge.evidence.count()))

    assert seen == {(100, "committed", 3)}
    assert public_sum() == 600


@pytest.mark.parametrize(
    ("kind", "make_record"),
    [
        ("pledge", make_item),
        ("pledge", make_total),
        ("equipment", make_total),
        ("total", make_pledge),
        ("total", make_item),
    ],
)
def test_claim_cannot_support_a_record_of_another_kind(bob, kind, make_record):
    record, candidate = make_record(), make_candidate(kind=kind)
    before = snapshot()

    with pytest.raises(ValidationError):
        review.accept(candidate, bob, into=record)

    assert snapshot() == before


# Reject


def test_rejected_claim_is_kept_with_its_reason(bob):
    candidate = make_candidate()

    review.reject(candidate, bob, " A budget, no aid. ")

    stored = Candidate.objects.get()
    assert (stored.state, stored.decided_by) == ("rejected", bob)
    assert stored.reason == "A budget, no aid."
    assert not Pledge.objects.exists()


@pytest.mark.parametrize("reason", ["", "  ", "\n"])
def test_rejection_needs_a_reason(bob, reason):
    candidate = make_candidate()

    with pytest.raises(ValidationError, match="Say why"):
        review.reject(candidate, bob, reason)

    assert Candidate.objects.get().state == "pending"


# Decided once


ACCEPT, REJECT = "accept", "reject"


def decide(how: str, candidate: Candidate, by: Any) -> None:
    if how == ACCEPT:
        review.accept(candidate, by)
    else:
        review.reject(candidate, by, "No aid.")


@pytest.mark.parametrize("first", [ACCEPT, REJECT])
@pytest.mark.parametrize("second", [ACCEPT, REJECT])
def test_second_decision_changes_nothing(bob, first, second):
    candidate = make_candidate()
    late = Candidate.objects.get(pk=candidate.pk)
    decide(first, candidate, bob)
    before = snapshot()

    with pytest.raises(review.AlreadyDecidedError):
        decide(second, late, bob)

    assert snapshot() == before


def test_decided_claim_cannot_be_merged(bob):
    candidate, pledge = make_candidate(), make_pledge()
    review.accept(candidate, bob)
    before = snapshot()

    with pytest.raises(review.AlreadyDecidedError):
        review.accept(candidate, bob, into=pledge)

    assert snapshot() == before


# Who may


DOORS: dict[str, Callable[[Any], Any]] = {
    "accept": lambda by: review.accept(make_candidate(), by),
    "merge": lambda by: review.accept(make_candidate(), by, into=make_pledge()),
    "reject": lambda by: review.reject(make_candidate(), by, "No aid."),
    "publish": lambda by: review.publish(make_pledge(published=False), by),
    "revise": lambda by: review.revise(make_pledge(), by, 1),
    "link": lambda by: review.link(make_pledge(), "tops_up", make_pledge(), "So.", by),
}


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("name", ["alice", "charlie"])
def test_only_reviewers_change_what_the_public_sees(request, name, door):
    person = request.getfixturevalue(name)
    drafts = Pledge.objects.filter(published_at=None)

    with pytest.raises(PermissionDenied):
        DOORS[door](person)

    assert not Candidate.objects.exclude(state="pending").exists()
    assert drafts.exists() == (door == "publish")
    assert not PledgeLink.objects.exists()


@pytest.mark.parametrize("door", DOORS)
def test_reviewers_may(bob, door):
    DOORS[door](bob)


def test_step_is_added_by_reviewers_only(alice):
    pledge = make_pledge()
    passage = pledge.evidence.get()

    with pytest.raises(PermissionDenied):
        review.add_event(
            pledge, "delivered", date(2024, 1, 1), passage.article, passage.quote, alice
        )

    assert steps(pledge) == [("announced", date(2023, 1, 1), "day")]


# Publish and revise


def test_pledge_without_evidence_is_not_published(bob):
    pledge = Pledge.objects.create(donor=make_actor("JP"), title="No quote")

    with pytest.raises(ValidationError, match="without evidence"):
        review.publish(pledge, bob)

    assert not Pledge.objects.published().exists()


def test_pledge_is_published_on_the_evidence_of_its_goods(bob):
    pledge = make_pledge(published=False, amount=None)
    item = make_item(pledge)
    pledge.events.all().delete()
    pledge.evidence.all().delete()

    review.publish(pledge, bob)

    assert EquipmentItem.objects.published().get() == item


def test_amount_without_a_quote_of_its_own_is_not_published(bob):
    pledge = make_pledge(published=False, amount=100)
    make_item(pledge)
    pledge.events.all().delete()
    pledge.evidence.all().delete()

    with pytest.raises(ValidationError, match="Its amount rests on no quote"):
        review.publish(pledge, bob)

    assert not Pledge.objects.published().exists()


def test_goods_that_no_quote_names_are_not_published(bob):
    pledge = make_pledge(published=False, article=make_article(TEXT))
    EquipmentItem.objects.create(pledge=pledge, name="gas turbine", quantity=5)
    EquipmentItem.objects.create(pledge=pledge, name="tent", quantity=9)
    before = snapshot()

    with pytest.raises(ValidationError, match="No quote names “9 × tent”"):
        review.publish(pledge, bob)

    assert snapshot() == before


def test_step_without_a_quote_is_not_published(bob):
    pledge = make_pledge(published=False)
    StageEvent.objects.create(pledge=pledge, stage="delivered", on=date(2024, 1, 1))

    with pytest.raises(ValidationError, match="Delivered 2024-01-01” rests on no"):
        review.publish(pledge, bob)

    assert not Pledge.objects.published().exists()


def test_first_step_rests_on_the_quote_of_the_pledge(bob):
    pledge = make_pledge(published=False)
    pledge.events.update(evidence=None)

    review.publish(pledge, bob)

    assert pledge.events.get().evidence == pledge.evidence.get()


@pytest.mark.parametrize("kind", ["pledge", "equipment"])
def test_claim_does_not_take_an_unquoted_draft_along_to_the_public(bob, kind):
    draft = make_pledge(published=False)
    EquipmentItem.objects.create(pledge=draft, name="tent", quantity=9)
    claim = make_candidate(kind=kind)
    before = snapshot()

    with pytest.raises(ValidationError, match="No quote names “9 × tent”"):
        review.accept(claim, bob, into=draft)

    assert snapshot() == before


def test_publishing_twice_keeps_the_first_moment(bob):
    pledge = make_pledge()
    first = pledge.published_at

    review.publish(pledge, bob)

    assert Pledge.objects.get(pk=pledge.pk).published_at == first


def test_revised_pledge_is_valued_and_counted_anew(bob):
    pledge = make_pledge(amount=100)
    pledge.amount = Decimal(111)

    review.revise(pledge, bob, version=1)

    stored = Pledge.objects.get(pk=pledge.pk)
    assert (stored.amount_usd, stored.counted_usd, stored.version) == (111, 111, 2)


def test_revision_of_a_stale_version_changes_nothing(bob):
    pledge = make_pledge(amount=100)
    stale = Pledge.objects.get(pk=pledge.pk)
    pledge.amount = Decimal(111)
    review.revise(pledge, bob, version=1)
    before = snapshot()
    stale.title = "Another title"

    with pytest.raises(review.StaleVersionError):
        review.revise(stale, bob, version=1)

    assert snapshot() == before


def test_revision_of_a_part_counts_its_whole_anew(bob):
    whole, part = make_pledge(amount=100), make_pledge(amount=30)
    link(part, "part_of", whole)
    part.amount = Decimal(45)

    review.revise(part, bob, version=1)

    whole.refresh_from_db()
    assert (whole.counted_usd, public_sum()) == (55, 100)


def test_editor_revises_a_draft(alice):
    draft = make_pledge(published=False)
    draft.title = "A better title"

    review.revise(draft, alice, version=1)

    stored = Pledge.objects.get(pk=draft.pk)
    assert (stored.title, stored.published_at) == ("A better title", None)


def test_form_of_a_draft_does_not_change_what_was_published_meanwhile(alice, bob):
    draft = make_pledge(published=False, amount=100)
    stale = Pledge.objects.get(pk=draft.pk)
    review.publish(draft, bob)
    before = snapshot()
    stale.amount = Decimal(1)

    with pytest.raises(review.StaleVersionError):
        review.revise(stale, alice, version=1)

    assert snapshot() == before


# Record, steps, links


def test_recorded_claim_waits_with_its_place_in_the_text(alice):
    article = make_article(TEXT)
    fields = {"kind": "pledge", "amount": Decimal(37_000_000), "currency": "USD"}

    candidate = review.record(article, "$37 million", fields)

    assert list(Candidate.objects.pending()) == [candidate]
    assert article.text[candidate.start : candidate.end] == "$37 million"
    assert candidate.rules == ["entered by hand"]


@pytest.mark.parametrize("quote", ["", "$38 million", "japan pledged"])
def test_claim_with_a_quote_from_elsewhere_is_not_recorded(db, quote):
    with pytest.raises(ValidationError, match="does not occur"):
        review.record(make_article(TEXT), quote, {"kind": "pledge"})

    assert not Candidate.objects.exists()


def test_added_step_rests_on_a_quote_and_moves_the_pledge(bob):
    pledge = make_pledge()

    event = make_event(pledge, "delivered", date(2024, 1, 1))

    assert event.evidence.quote
    assert pledge.stage == "delivered"


def test_step_told_twice_is_one_step(bob):
    pledge = make_pledge()

    make_event(pledge, "delivered", date(2024, 1, 1))
    make_event(pledge, "delivered", date(2024, 1, 1))

    assert [stage for stage, _, _ in steps(pledge)] == ["announced", "delivered"]


def test_link_needs_a_reason(bob):
    with pytest.raises(ValidationError):
        review.link(make_pledge(), "tops_up", make_pledge(), "", bob)


def test_second_whole_of_a_part_is_refused(bob):
    part = make_pledge()
    link(part, "part_of", make_pledge())

    with pytest.raises((ValidationError, IntegrityError)):
        link(part, "part_of", make_pledge())

    assert PledgeLink.objects.count() == 1


# The version of the data


@pytest.mark.parametrize(
    ("door", "rise"), [("accept", 1), ("publish", 1), ("reject", 0), ("record", 0)]
)
def test_version_of_the_data_rises_once_with_what_the_public_sees(bob, door, rise):
    doors = {
        "accept": (make_candidate(), lambda c: review.accept(c, bob)),
        "reject": (make_candidate(), lambda c: review.reject(c, bob, "No aid.")),
        "publish": (make_pledge(published=False), lambda p: review.publish(p, bob)),
        "record": (
            make_article(TEXT),
            lambda a: review.record(a, "Japan", {"kind": "pledge"}),
        ),
    }
    given, act = doors[door]
    before = DataVersion.current()

    act(given)

    assert DataVersion.current() == before + rise


def test_version_of_the_data_rises_once_with_a_merge_a_step_and_a_revision(bob):
    pledge, candidate = make_pledge(), make_candidate()
    before = DataVersion.current()

    review.accept(candidate, bob, into=pledge)
    assert DataVersion.current() == before + 1
    make_event(pledge, "delivered", date(2024, 1, 1))
    assert DataVersion.current() == before + 2
    review.revise(pledge, bob, version=1)
    assert DataVersion.current() == before + 3


def test_published_figure_has_its_quote_even_after_merging(bob):
    pledge = make_pledge()
    review.accept(make_candidate(), bob, into=pledge)
    make_evidence(pledge=pledge)

    for row in Evidence.objects.published():
        assert row.article.text[row.start : row.end] == row.quote
    assert Pledge.objects.published().filter(evidence=None).count() == 0
