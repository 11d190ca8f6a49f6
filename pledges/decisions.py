"""What a decision does to the claim itself: once, and on what its reviewer read."""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.models import User
from django.utils import timezone

from .models import Candidate
from .models.vocabulary import CandidateState

DECISION = {"state", "decided_by", "decided_at", "reason"}
CLAIMED = [one.attname for one in Candidate._meta.fields if one.name not in DECISION]


class AlreadyDecidedError(Exception):
    """Somebody else decided on this candidate first; nothing was changed."""


class StaleVersionError(Exception):
    """The record was changed since the form was opened; nothing was changed."""


def decide(
    candidate: Candidate,
    state: CandidateState,
    by: User | None,
    changes: Mapping[str, Any],
) -> None:
    """Take the candidate out of the queue, once; compare-and-swap on its state."""
    taken = Candidate.objects.pending().filter(pk=candidate.pk).update(state=state)
    if not taken:
        raise AlreadyDecidedError(f"{candidate} was decided before.")
    decision = {"state": state, "decided_at": timezone.now(), "decided_by": by}
    store(candidate, {**changes, **decision})


def reopen(candidate: Candidate) -> None:
    """Put a decided candidate back into the queue, unless it was decided anew."""
    stands = Candidate.objects.exclude(state=CandidateState.PENDING).filter(
        pk=candidate.pk, state=candidate.state, decided_at=candidate.decided_at
    )
    again = {"state": CandidateState.PENDING, "decided_by": None, "decided_at": None}
    if not stands.update(**again):
        raise AlreadyDecidedError(f"{candidate} was decided anew.")
    store(candidate, {**again, "reason": ""})


def correct(candidate: Candidate, changes: Mapping[str, Any]) -> None:
    """Store ``changes`` to a candidate that waits; call it in a transaction."""
    waiting = Candidate.objects.pending().select_for_update()
    if not waiting.filter(pk=candidate.pk).exists():
        raise AlreadyDecidedError(f"{candidate} was decided before.")
    store(candidate, changes)


def store(candidate: Candidate, changes: Mapping[str, Any]) -> None:
    """Store ``changes``, unless the claim is no longer what it was when it was read."""
    stored = Candidate.objects.get(pk=candidate.pk)
    if any(getattr(stored, name) != getattr(candidate, name) for name in CLAIMED):
        raise StaleVersionError(f"{candidate} was changed by somebody else.")
    for name, new in changes.items():
        setattr(candidate, name, new)
    candidate.full_clean()
    candidate.save()
