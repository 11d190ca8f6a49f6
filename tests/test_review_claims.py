"""A claim as its reviewer read it: corrected, accepted with a link, or refused."""

from decimal import Decimal

import pytest
from builders import link, make_article, make_candidate, make_pledge
from django.core.exceptions import PermissionDenied, ValidationError
from test_review import public_sum, snapshot

from pledges import review
from pledges.models import Candidate, DataVersion, Pledge, PledgeLink

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("relation", "counted"),
    [("tops_up", 180), ("supersedes", 100), ("re_announces", 80), ("part_of", 180)],
)
def test_claim_accepted_with_a_link_is_a_new_pledge_counted_by_it(
    bob, relation, counted
):
    other = make_pledge(amount=180 if relation == "part_of" else 80)
    candidate = make_candidate(amount=Decimal(100))

    pledge = review.accept_linked(candidate, bob, relation, other, " Inferred. ")

    made = PledgeLink.objects.get()
    assert (made.pledge, made.relation, made.other) == (pledge, relation, other)
    assert (made.reason, candidate.reason) == ("Inferred.", "Inferred.")
    assert candidate.state == "accepted"
    assert public_sum() == counted


def test_version_of_the_data_rises_once_with_pledge_and_link(bob):
    other, candidate = make_pledge(), make_candidate()
    before = DataVersion.current()

    review.accept_linked(candidate, bob, "tops_up", other, "Inferred.")

    assert DataVersion.current() == before + 1


def test_goods_accepted_with_a_link_link_their_pledge_in_kind(bob):
    other = make_pledge(amount=None)
    candidate = make_candidate(kind="equipment")

    item = review.accept_linked(candidate, bob, "tops_up", other, "Inferred.")

    assert PledgeLink.objects.get().pledge == item.pledge


@pytest.mark.parametrize(
    ("fields", "relation", "reason"),
    [
        ({}, "tops_up", " "),
        ({}, "contradicts", "Inferred."),
        ({"kind": "total"}, "tops_up", "Inferred."),
        ({"donor": None}, "tops_up", "Inferred."),
    ],
    ids=["no reason", "no relation", "a total", "no donor"],
)
def test_link_that_is_refused_leaves_no_pledge(bob, fields, relation, reason):
    other, candidate = make_pledge(), make_candidate(**fields)
    before = snapshot()

    with pytest.raises(ValidationError):
        review.accept_linked(candidate, bob, relation, other, reason)

    assert snapshot() == before


def test_only_reviewers_accept_with_a_link(alice):
    other, candidate = make_pledge(), make_candidate()
    before = snapshot()

    with pytest.raises(PermissionDenied):
        review.accept_linked(candidate, alice, "tops_up", other, "Inferred.")

    assert snapshot() == before


@pytest.mark.parametrize("door", ["accept", "reject", "correct"])
def test_claim_changed_since_it_was_read_is_not_decided(bob, door):
    read = make_candidate()
    review.correct(Candidate.objects.get(pk=read.pk), {"amount": Decimal(120)})
    before = snapshot()
    doors = {
        "accept": lambda: review.accept(read, bob),
        "reject": lambda: review.reject(read, bob, "Old."),
        "correct": lambda: review.correct(read, {"stage": "delivered"}),
    }

    with pytest.raises(review.StaleVersionError):
        doors[door]()

    assert snapshot() == before


def test_decided_claim_is_not_corrected(bob):
    read = make_candidate()
    review.reject(Candidate.objects.get(pk=read.pk), bob, "Old.")

    with pytest.raises(review.AlreadyDecidedError):
        review.correct(read, {"amount": Decimal(120)})

    assert Candidate.objects.get().amount == 100


def test_link_to_what_is_no_pledge_any_more_is_refused(bob):
    candidate = make_candidate()
    gone = review.accept(candidate, bob)
    seen = Pledge.objects.get(pk=gone.pk)
    review.undo(candidate, bob)

    with pytest.raises(ValidationError):
        link(make_pledge(), "tops_up", seen)
    with pytest.raises(ValidationError, match="was taken back"):
        review.accept_linked(make_candidate(), bob, "tops_up", seen, "Inferred.")

    assert not PledgeLink.objects.exists()


def test_claim_by_hand_takes_the_passage_that_was_meant(bob):
    article = make_article("Five trucks came. Five trucks will come.")

    claim = review.record(
        article, "Five trucks", {"kind": "equipment", "item": "truck"}, near=10
    )

    assert (claim.start, claim.end) == (18, 29)
