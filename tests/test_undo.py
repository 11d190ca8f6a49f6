"""Taking a decision back: all of it, by whoever made it, while nothing rests on it."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from builders import (
    link,
    make_article,
    make_candidate,
    make_event,
    make_item,
    make_pledge,
    make_total,
    make_user,
)
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from test_review import public_sum, snapshot, steps

from pledges import review, undoing
from pledges.models import (
    Candidate,
    DataVersion,
    EquipmentItem,
    Evidence,
    Pledge,
    PledgeLink,
    ReportedTotal,
)

pytestmark = pytest.mark.django_db


def facts() -> object:
    """Return everything that review can change but the version of the data."""
    stored = snapshot()
    del stored["DataVersion"]
    return stored


def test_accepted_claim_taken_back_waits_again_and_its_pledge_is_gone(bob):
    candidate = make_candidate()
    before = facts()
    review.accept(candidate, bob)

    review.undo(candidate, bob)

    assert facts() == before
    assert list(Candidate.objects.pending()) == [candidate]
    assert (public_sum(), Pledge.objects.count()) == (None, 0)


def test_history_keeps_what_was_taken_back(bob):
    candidate = make_candidate()
    pledge = review.accept(candidate, bob)

    review.undo(candidate, bob)

    kept = Pledge.history.filter(id=pledge.pk).order_by("history_id")
    assert [one.history_type for one in kept][-1] == "-"
    published = [one.published_at is not None for one in kept]
    assert published[-3:] == [True, False, False]
    states = candidate.history.order_by("history_id").values_list("state", flat=True)
    assert list(states) == ["pending", "accepted", "pending"]
    assert Evidence.history.filter(history_type="-", candidate=candidate).exists()


def test_claim_taken_back_keeps_its_corrections_and_can_be_accepted_anew(bob):
    candidate = make_candidate()
    review.accept(candidate, bob, {"amount": Decimal(120)})
    review.undo(candidate, bob)

    pledge = review.accept(candidate, bob)

    assert (pledge.amount, public_sum()) == (Decimal(120), 120)


def test_rejection_taken_back_waits_again_without_its_reason(bob):
    candidate = make_candidate()
    before = snapshot()
    review.reject(candidate, bob, "Old.")

    review.undo(candidate, bob)

    # The version of the data too: the public saw nothing of it.
    assert snapshot() == before


def test_merge_taken_back_leaves_the_pledge_as_it_was(bob):
    pledge = make_pledge(stage="announced")
    candidate = make_candidate(stage="delivered", announced_on=date(2023, 1, 1))
    before = facts()
    review.accept(candidate, bob, into=pledge)
    pledge.refresh_from_db()
    assert pledge.stage == "delivered"

    review.undo(candidate, bob)

    assert facts() == before


def test_draft_published_by_a_merge_is_a_draft_again(bob):
    draft = make_pledge(published=False)
    candidate = make_candidate()
    review.accept(candidate, bob, into=draft)

    review.undo(candidate, bob)

    assert Pledge.objects.get().published_at is None
    assert public_sum() is None


def test_goods_taken_back_leave_the_pledge_in_kind_that_was_there(bob):
    item = make_item(name="truck")
    pledge = item.pledge
    review.publish(pledge, bob)
    candidate = make_candidate(kind="equipment", item="van")
    before = facts()
    review.accept(candidate, bob, into=pledge)

    review.undo(candidate, bob)

    assert facts() == before
    assert list(EquipmentItem.objects.all()) == [item]


def test_delivered_number_of_a_merge_is_taken_back(bob):
    item = make_item(name="truck", delivered_quantity=2)
    candidate = make_candidate(kind="equipment", item="truck", stage="delivered")
    review.accept(candidate, bob, into=item)
    assert EquipmentItem.objects.get().delivered_quantity == 5

    review.undo(candidate, bob)

    assert EquipmentItem.objects.get().delivered_quantity == 2
    assert steps(item.pledge) == [("announced", date(2023, 1, 1), "day")]


def test_total_taken_back_is_gone(bob):
    candidate = make_candidate(kind="total")
    review.accept(candidate, bob)

    review.undo(candidate, bob)

    assert not ReportedTotal.objects.exists()


def test_merge_into_a_total_taken_back_leaves_the_total(bob):
    total = make_total()
    candidate = make_candidate(kind="total")
    before = facts()
    review.accept(candidate, bob, into=total)

    review.undo(candidate, bob)

    assert facts() == before


def test_linked_pledge_taken_back_gives_the_other_its_place_again(bob):
    other = make_pledge(amount=80)
    candidate = make_candidate()
    review.accept_linked(candidate, bob, "supersedes", other, "Stated by the donor.")
    assert public_sum() == 100

    review.undo(candidate, bob)

    assert (public_sum(), PledgeLink.objects.count()) == (80, 0)
    assert list(Pledge.objects.all()) == [other]


def test_version_of_the_data_rises_once_with_an_undone_publication(bob):
    candidate = make_candidate()
    review.accept(candidate, bob)
    before = DataVersion.current()

    review.undo(candidate, bob)

    assert DataVersion.current() == before + 1


# Refused


def refused(candidate, by, why):
    before = snapshot()

    with pytest.raises(ValidationError, match=why):
        review.undo(Candidate.objects.get(pk=candidate.pk), by)

    assert snapshot() == before


def test_what_the_public_has_had_for_long_is_not_taken_back(bob):
    candidate = make_candidate()
    review.accept(candidate, bob)
    long_ago = timezone.now() - undoing.WINDOW - timedelta(seconds=1)
    Candidate.objects.update(decided_at=long_ago)

    refused(candidate, bob, "more than 15 minutes ago.* withdrawn by a step")


def test_pledge_on_which_another_claim_rests_is_not_taken_back(bob):
    candidate, second = make_candidate(), make_candidate()
    pledge = review.accept(candidate, bob)
    review.accept(second, bob, into=pledge)

    refused(candidate, bob, "another passage was added")
    review.undo(second, bob)
    review.undo(candidate, bob)
    assert not Pledge.objects.exists()


def test_pledge_with_a_further_step_is_not_taken_back(bob):
    candidate = make_candidate()
    make_event(review.accept(candidate, bob), "delivered", date(2024, 1, 1))

    refused(candidate, bob, "another passage was added")


def test_pledge_in_kind_with_a_further_line_is_not_taken_back(bob):
    candidate = make_candidate(kind="equipment")
    item = review.accept(candidate, bob)
    review.accept(make_candidate(kind="equipment", item="van"), bob, into=item.pledge)

    refused(candidate, bob, "another passage was added")


def test_pledge_revised_since_is_not_taken_back(bob):
    candidate = make_candidate()
    pledge = review.accept(candidate, bob)
    pledge.amount = Decimal(120)
    review.revise(pledge, bob, pledge.version)

    refused(candidate, bob, "the record was changed")


@pytest.mark.parametrize("way", ["from", "to"])
def test_pledge_linked_since_is_not_taken_back(bob, way):
    candidate = make_candidate()
    pair = [review.accept(candidate, bob), make_pledge()]
    one, other = pair if way == "from" else reversed(pair)
    link(one, "tops_up", other)

    refused(candidate, bob, "another pledge was linked")


def test_only_who_decided_takes_it_back(bob, alice):
    carol = make_user("carol", "Reviewer")
    candidate = make_candidate()
    review.reject(candidate, bob, "Old.")
    before = snapshot()

    for other in (carol, alice, None):
        with pytest.raises(PermissionDenied):
            review.undo(candidate, other)

    assert snapshot() == before


def test_decision_is_taken_back_once(bob):
    candidate = make_candidate()
    review.accept(candidate, bob)
    again = Candidate.objects.get(pk=candidate.pk)
    review.undo(candidate, bob)
    before = snapshot()

    with pytest.raises(review.AlreadyDecidedError):
        review.undo(again, bob)

    assert snapshot() == before


def test_claim_that_waits_has_no_decision_to_take_back():
    candidate = make_candidate()

    with pytest.raises(review.AlreadyDecidedError):
        review.undo(candidate, None)


# What is gone meanwhile


def test_claim_is_not_merged_into_what_was_taken_back(bob):
    candidate, late = make_candidate(), make_candidate(make_article())
    pledge = review.accept(candidate, bob)
    seen = Pledge.objects.get(pk=pledge.pk)
    review.undo(candidate, bob)

    with pytest.raises(ValidationError, match="was taken back"):
        review.accept(late, bob, into=seen)

    assert set(Candidate.objects.pending()) == {candidate, late}
