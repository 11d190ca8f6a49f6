"""How a stored record compares with a claim: in amount, in time, in name."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeVar

from rapidfuzz import fuzz, utils

from pledges.inbox import NEAR_AMOUNT, NEAR_DAYS
from pledges.models import Candidate, EquipmentItem, Pledge, ReportedTotal
from pledges.records import Record

N = TypeVar("N", int, Decimal)
NEAR_NAME = 80


@dataclass(frozen=True)
class Likeness:
    """What two have in common; None where one of them says nothing."""

    gap: Decimal | None = None  # of the amounts in one currency: record less claim
    is_near_amount: bool = False  # also of amounts in two currencies
    days: int | None = None  # from the claim to the record
    name: float | None = None  # how alike the goods are called, 0 to 100
    pieces: int | None = None  # of the goods: record less claim
    is_same_channel: bool = False  # of money: what goes there may add to it

    @property
    def is_soon(self) -> bool:
        """Say whether both are of the same days."""
        return self.days is not None and abs(self.days) <= NEAR_DAYS.days

    @property
    def is_near_name(self) -> bool:
        """Say whether both may mean the same goods."""
        return self.name is not None and self.name >= NEAR_NAME

    @property
    def closeness(self) -> float:
        """Return a number that is the higher, the more they have in common."""
        amount = 3.0 if self.gap == 0 else 2.0 * self.is_near_amount
        goods = 2.0 * self.is_near_name + 1.0 * (self.pieces == 0)
        soon = 1 - abs(self.days or 0) / (NEAR_DAYS.days + 1) if self.is_soon else 0.0
        channel = 1.5 * self.is_same_channel
        return amount + goods + soon + channel + (self.name or 0) / 100


def likeness(claim: Candidate, record: Record, usd: Decimal | None) -> Likeness:
    """Compare ``record`` with ``claim``, which is worth ``usd`` if that is known."""
    if isinstance(record, EquipmentItem):
        return Likeness(
            days=_days(claim, record.pledge),
            name=name_likeness(claim.item, record.name),
            pieces=_less(record.quantity, claim.quantity),
        )
    gap = None
    if record.currency == claim.currency:
        gap = _less(record.amount, claim.amount)
    return Likeness(
        gap=gap,
        is_near_amount=_is_near(gap, claim.amount)
        or _is_near(_less(record.amount_usd, usd), usd),
        days=_days(claim, record),
        is_same_channel=_is_same_channel(claim, record),
    )


def name_likeness(one: str, other: str) -> float:
    """
    Return how alike two names of goods are, 0 to 100; the order of words is nothing.

    >>> name_likeness("Leopard 2A6 tank", "tank, Leopard 2A6")
    100.0
    >>> name_likeness("truck", "mobile gas turbine generator") < 50
    True
    """
    return fuzz.token_set_ratio(one, other, processor=utils.default_process)


def _is_same_channel(claim: Candidate, record: Pledge | ReportedTotal) -> bool:
    if not isinstance(record, Pledge) or claim.item or claim.channel_id is None:
        return False
    return record.channel_id == claim.channel_id


def _less(one: N | None, other: N | None) -> N | None:
    return None if one is None or other is None else one - other


def _is_near(gap: Decimal | None, amount: Decimal | None) -> bool:
    return gap is not None and amount is not None and abs(gap) <= amount * NEAR_AMOUNT


def day_of(record: Candidate | Pledge | ReportedTotal) -> date | None:
    """Return the day that ``record`` is of; of a claim, at the latest its article's."""
    if isinstance(record, ReportedTotal):
        return record.as_of
    if isinstance(record, Pledge):
        return record.announced_on
    return record.announced_on or record.article.published_on


def _days(claim: Candidate, record: Pledge | ReportedTotal) -> int | None:
    here, there = day_of(claim), day_of(record)
    return (there - here).days if here and there else None
