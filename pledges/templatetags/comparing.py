"""What a comparison says: quotients, places, and who moves most, in words."""

from decimal import Decimal

from django import template

from pledges.models.vocabulary import Measure
from pledges.totals import GDP_SHARE, PER_HEAD, Compared, Rank

from .figures import exact

register = template.Library()


@register.filter
def telling(value: Decimal | None) -> str:
    """
    Return a quotient to be read: two decimals, below one three telling digits.

    >>> [telling(Decimal(one)) for one in ("1234.567", "0.2817", "0.0000123456")]
    ['1,234.57', '0.282', '0.0000123']
    """
    if value is None:
        return ""
    if not value or abs(value) >= 1:
        return exact(round(value, 2))
    return f"{Decimal(f'{value:.3g}'):f}"


@register.filter
def ordinal(place: int) -> str:
    """
    Return a place as a word: 1st, 12th, 43rd.

    >>> [ordinal(one) for one in (1, 2, 3, 4, 11, 12, 13, 21, 112)]
    ['1st', '2nd', '3rd', '4th', '11th', '12th', '13th', '21st', '112th']
    """
    teen = 10 < place % 100 < 14
    ending = "th" if teen else {1: "st", 2: "nd", 3: "rd"}.get(place % 10, "th")
    return f"{place}{ending}"


@register.filter
def of_key(some: dict[str, object], key: str) -> object:
    """Return what ``some`` has under ``key``; None for nothing."""
    return some.get(key)


@register.filter
def unranked(donor: Compared, by: str) -> str:
    """Return why ``donor`` has no figure and no place by ``by``."""
    needed = {PER_HEAD: donor.population, GDP_SHARE: donor.gdp}
    if by not in needed or needed[by]:
        return "no known sum"
    return "not known" if donor.is_country else "not applicable"


@register.filter
def moved(rank: Rank) -> str:
    """Return how far a donor stands from its place by the amount: 11 up."""
    if not rank.up:
        return ""
    return f"{abs(rank.up)} {'up' if rank.up > 0 else 'down'}"


@register.filter
def finding(donors: list[Compared], measure: Measure) -> str:
    """Return who of ``donors`` stands most differently by amount and share of GDP."""
    amount = measure.value
    ranked = [one for one in donors if amount in one.ranks]
    if not ranked:
        return "None of these donors has a sum that could be ranked."
    both = [one for one in ranked if GDP_SHARE in one.ranks]
    told = max(both or ranked[:1], key=lambda one: _distance(one.ranks.get(GDP_SHARE)))
    first, share = told.ranks[amount], told.ranks.get(GDP_SHARE)
    words = f"{told.name} is {ordinal(first.place)} of {first.of} donors"
    words += f" by the amount {amount}"
    if share is None:
        return f"{words}."
    return f"{words} and {ordinal(share.place)} of {share.of} as a share of GDP."


def _distance(rank: Rank | None) -> int:
    return abs(rank.up or 0) if rank else 0
