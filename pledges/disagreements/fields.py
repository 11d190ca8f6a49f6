"""What claims are compared by: how each field is read, and when two sources differ."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from pledges.models import Evidence
from pledges.models.vocabulary import Precision, Stage

from .figures import Figure, agree, figure

# Reports of the same days tell of the same moment; later ones may tell of progress.
SAME_DAYS = timedelta(days=2)
KNOWN_PARTS: dict[str, int] = {Precision.YEAR: 1, Precision.MONTH: 2, Precision.DAY: 3}
Read = Callable[[Any], object]  # returns None for what is not stated


@dataclass(frozen=True)
class Told:
    """What one passage states; ``chosen`` where the record has the same."""

    # A Candidate as accepted, the StageEvent of a passage typed in, or a Pledge.
    claim: Any
    passage: Evidence
    chosen: bool = False


@dataclass(frozen=True)
class Field:
    """One thing that a claim may state."""

    name: str
    title: str
    read: Read
    differ: Callable[[Told, Told], bool]


def _amount(claim: Any) -> Figure | None:
    """Return the money of a claim or pledge; a step tells of its stage alone."""
    if not hasattr(claim, "amount_qualifier"):
        return None
    exactness = claim.amount_qualifier
    return figure(claim.amount, exactness, claim.amount_min, claim.currency)


def _quantity(claim: Any) -> Figure | None:
    if not hasattr(claim, "quantity"):
        return None
    return figure(claim.quantity, claim.quantity_qualifier)


def _day(claim: Any) -> tuple[int, ...] | None:
    """Return year, month and day of the promise, as far as they are stated."""
    on = getattr(claim, "announced_on", None)
    known = KNOWN_PARTS.get(getattr(claim, "announced_precision", ""))
    return (on.year, on.month, on.day)[:known] if on and known else None


def _attribute(name: str) -> Read:
    return lambda claim: getattr(claim, name, None) or None


def _amounts_differ(one: Told, other: Told) -> bool:
    ours, theirs = _amount(one.claim), _amount(other.claim)
    return bool(ours and theirs and not agree(ours, theirs))


def _numbers_differ(one: Told, other: Told) -> bool:
    """Compare promises with promises, and deliveries of the same days."""
    ours, theirs = _quantity(one.claim), _quantity(other.claim)
    arrived = [told.claim.stage == Stage.DELIVERED for told in (one, other)]
    if any(arrived) and not (all(arrived) and _same_days(one, other)):
        return False
    return bool(ours and theirs and not agree(ours, theirs))


def _stages_differ(one: Told, other: Told) -> bool:
    return one.claim.stage != other.claim.stage and _same_days(one, other)


def _same_days(one: Told, other: Told) -> bool:
    first, second = (told.passage.article.published_on for told in (one, other))
    return bool(first and second and abs(first - second) <= SAME_DAYS)


def _days_differ(one: Told, other: Told) -> bool:
    """Compare days of the same step, as far as both are known."""
    ours, theirs = _day(one.claim) or (), _day(other.claim) or ()
    known = min(len(ours), len(theirs))
    return one.claim.stage == other.claim.stage and ours[:known] != theirs[:known]


def _word(name: str, title: str, attribute: str) -> Field:
    """Return a field in which any two different values differ."""
    read = _attribute(attribute)
    return Field(name, title, read, lambda a, b: read(a.claim) != read(b.claim))


NUMBER = Field("quantity", "Number", _quantity, _numbers_differ)
FIELDS = [
    Field("amount", "Amount", _amount, _amounts_differ),
    NUMBER,
    Field("stage", "How firm it is", _attribute("stage"), _stages_differ),
    Field("day", "Day of the promise", _day, _days_differ),
    _word("donor", "Donor", "donor_id"),
    _word("recipient", "Recipient", "recipient_id"),
    _word("channel", "Channel", "channel_id"),
    _word("instrument", "Instrument", "instrument"),
]
