"""A process of its own that acts at the word of test_race.py: a JSON order a line."""

import json
import sys
import time
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import django

django.setup()

from pledges import corrections, review  # noqa: E402
from pledges.documents import Head  # noqa: E402
from pledges.ingest import ingest  # noqa: E402
from pledges.models import Candidate, CorrectionRequest, Pledge  # noqa: E402

# Each action reads what a form would show, waits for the start, then writes.


def accept(pk: int) -> Iterator[None]:
    candidate = Candidate.objects.get(pk=pk)
    yield
    review.accept(candidate, by=None)


def reject(pk: int) -> Iterator[None]:
    candidate = Candidate.objects.get(pk=pk)
    yield
    review.reject(candidate, by=None, reason="No aid.")


def merge(pk: int, into: int) -> Iterator[None]:
    candidate, pledge = Candidate.objects.get(pk=pk), Pledge.objects.get(pk=into)
    yield
    review.accept(candidate, by=None, into=pledge)


def correct(pk: int, amount: int) -> Iterator[None]:
    candidate = Candidate.objects.get(pk=pk)
    yield
    review.correct(candidate, {"amount": Decimal(amount)})


def undo(pk: int) -> Iterator[None]:
    candidate = Candidate.objects.get(pk=pk)
    yield
    review.undo(candidate, by=None)


def accept_part(pk: int, whole: int) -> Iterator[None]:
    candidate, other = Candidate.objects.get(pk=pk), Pledge.objects.get(pk=whole)
    yield
    part = review.accept(candidate, by=None)
    assert isinstance(part, Pledge)
    review.link(part, "part_of", other, "A source says so.", by=None)


def revise(pk: int, amount: int) -> Iterator[None]:
    pledge = Pledge.objects.get(pk=pk)
    yield
    version, pledge.amount = pledge.version, Decimal(amount)
    review.revise(pledge, by=None, version=version)


def take_in(text: str) -> Iterator[None]:
    yield
    ingest(text, Head())


def report(text: str, token: str) -> Iterator[None]:
    sent = CorrectionRequest(text=text)
    yield
    corrections.take_in(sent, token, "192.0.2.1")


ACTIONS: dict[str, Callable[..., Iterator[None]]] = {
    "accept": accept,
    "reject": reject,
    "merge": merge,
    "correct": correct,
    "undo": undo,
    "accept_part": accept_part,
    "revise": revise,
    "take_in": take_in,
    "report": report,
}


def obey(order: dict[str, Any]) -> str:
    """Carry out one order; returns "done" or the name of the error."""
    action = ACTIONS[order["do"]](**order["of"])
    next(action)
    time.sleep(max(0, order["at"] - time.time()))
    try:
        next(action, None)
    except Exception as error:
        return type(error).__name__
    return "done"


if __name__ == "__main__":
    for line in sys.stdin:
        sys.stdout.write(json.dumps(obey(json.loads(line))) + "\n")
        sys.stdout.flush()
