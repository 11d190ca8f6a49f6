"""Figures as sources state them, and whether two of them can both be true."""

from decimal import ROUND_HALF_UP, Context, Decimal
from typing import NamedTuple

from pledges.models.vocabulary import Qualifier


class Figure(NamedTuple):
    """The ends between which a figure is stated to lie, open where one is None."""

    low: Decimal | None
    high: Decimal | None
    currency: str = ""


def figure(
    value: Decimal | int | None,
    qualifier: str,
    low: Decimal | None = None,
    currency: str = "",
) -> Figure | None:
    """Return the ends of a stated ``value``; ``low`` is that of a range."""
    if value is None:
        return None
    high = Decimal(value)
    if low is not None:
        return Figure(low, high, currency)
    return Figure(
        None if qualifier == Qualifier.AT_MOST else high,
        None if qualifier == Qualifier.AT_LEAST else high,
        currency,
    )


def agree(one: Figure, other: Figure) -> bool:
    """
    Say whether two figures can both be true of the same thing.

    A rounding agrees with what it rounds; a floor, a ceiling or a range with what lies
    within it. Two floors, two ceilings and two ranges must be the same.
    """
    if one.currency != other.currency:
        return False
    if _shape(one) == _shape(other):
        return _same(one.low, other.low) and _same(one.high, other.high)
    low = max((x for x in (one.low, other.low) if x is not None), default=None)
    high = min((x for x in (one.high, other.high) if x is not None), default=None)
    return low is None or high is None or low <= high or _same(low, high)


def _shape(stated: Figure) -> tuple[bool, bool, bool]:
    return stated.low is None, stated.high is None, stated.low == stated.high


def _same(one: Decimal | None, other: Decimal | None) -> bool:
    if one is None or other is None:
        return one is other
    return one == other or _rounds(one, other) or _rounds(other, one)


def _rounds(coarse: Decimal, fine: Decimal) -> bool:
    """
    Say whether ``coarse`` is ``fine`` in fewer digits, but at least two.

    >>> _rounds(Decimal(2_600_000), Decimal(2_570_000))
    True
    >>> _rounds(Decimal(2_500_000), Decimal(2_570_000))
    False
    """
    digits = max(2, len(coarse.normalize().as_tuple().digits))
    shorter = Context(prec=digits, rounding=ROUND_HALF_UP).create_decimal(fine)
    return shorter == coarse
