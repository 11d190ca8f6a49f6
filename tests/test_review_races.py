"""Two reviewers on one claim, two hundred times: nothing doubled, nothing half done."""

from collections.abc import Iterator
from decimal import Decimal

import pytest
from builders import make_candidate
from test_race import (  # noqa: F401
    Worker,
    all_at_once,
    public_sum,
    pytestmark,
    workers,
)

from pledges import review
from pledges.models import Candidate, Evidence, Pledge, StageEvent

ROUNDS = 40
LATE, STALE, REFUSED = "AlreadyDecidedError", "StaleVersionError", "ValidationError"


@pytest.fixture
def sound() -> Iterator[None]:
    """At the end every decided claim has its one quote, every pledge its quote."""
    yield
    published = Candidate.objects.published()
    assert set(published) == {one.candidate for one in Evidence.objects.all()}
    assert not Pledge.objects.filter(evidence=None).exists()
    assert not Pledge.objects.filter(published_at=None).exists()
    assert not StageEvent.objects.filter(evidence=None).exists()
    counted = Pledge.objects.published().counted()
    assert public_sum() == sum(pledge.amount for pledge in counted)


def pledge_of(candidate: Candidate) -> Pledge | None:
    return Pledge.objects.filter(evidence__candidate=candidate).first()


def test_accept_against_accept_publishes_once(workers, sound):  # noqa: F811
    for number in range(1, ROUNDS + 1):
        of = {"pk": make_candidate().pk}

        said = all_at_once(workers, ("accept", of), ("accept", of))

        assert said == [LATE, "done"]
        assert Pledge.objects.count() == Evidence.objects.count() == number


def test_accept_against_reject_is_one_of_both(workers, sound):  # noqa: F811
    for _ in range(ROUNDS):
        candidate = make_candidate()
        of = {"pk": candidate.pk}

        said = all_at_once(workers, ("accept", of), ("reject", of))

        assert said == [LATE, "done"]
        candidate.refresh_from_db()
        is_rejected = candidate.state == "rejected"
        assert bool(candidate.reason) == is_rejected
        assert (pledge_of(candidate) is None) == is_rejected
    accept_something()


def accept_something() -> None:
    """Publish one claim, so that there is a sum, whoever won."""
    review.accept(make_candidate(), by=None)


def test_accept_against_edit_publishes_what_its_reviewer_read(
    workers,  # noqa: F811
    sound,
):
    for _ in range(ROUNDS):
        candidate = make_candidate(amount=Decimal(100))
        of = {"pk": candidate.pk}

        said = all_at_once(workers, ("accept", of), ("correct", of | {"amount": 120}))

        candidate.refresh_from_db()
        if candidate.state == "accepted":
            assert said == [LATE, "done"]
            assert pledge_of(candidate).amount == candidate.amount == 100
        else:
            assert said == [STALE, "done"]
            assert (candidate.state, candidate.amount) == ("pending", 120)
            assert pledge_of(candidate) is None
    accept_something()


def test_undo_against_attach_is_one_of_both(workers, sound):  # noqa: F811
    for _ in range(ROUNDS):
        first, second = make_candidate(), make_candidate()
        pledge = review.accept(first, by=None)
        merge = {"pk": second.pk, "into": pledge.pk}

        said = all_at_once(workers, ("undo", {"pk": first.pk}), ("merge", merge))

        assert said == [REFUSED, "done"]
        states = [Candidate.objects.get(pk=one.pk).state for one in (first, second)]
        quotes = Evidence.objects.filter(pledge=pledge.pk).count()
        assert (states, quotes) in [
            (["accepted", "merged"], 2),
            (["pending", "pending"], 0),
        ]
    accept_something()


def test_undo_against_undo_takes_back_once(workers, sound):  # noqa: F811
    for _ in range(ROUNDS):
        candidate = make_candidate()
        review.accept(candidate, by=None)
        of = {"pk": candidate.pk}

        said = all_at_once(workers, ("undo", of), ("undo", of))

        assert said == [LATE, "done"]
        candidate.refresh_from_db()
        assert (candidate.state, pledge_of(candidate)) == ("pending", None)
    accept_something()
