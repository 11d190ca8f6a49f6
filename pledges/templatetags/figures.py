"""Figures as words: exact in tables, compact in headlines, never 0 for unknown."""

from decimal import ROUND_HALF_EVEN, Decimal
from urllib.parse import parse_qsl, urlencode

from django import template

from pledges import terms
from pledges.fields import grouped
from pledges.models import EquipmentItem, Pledge, ReportedTotal
from pledges.models.vocabulary import Qualifier
from pledges.totals import Total

register = template.Library()

SCALES = [
    (Decimal(10) ** 12, "tn"),
    (Decimal(10) ** 9, "bn"),
    (Decimal(10) ** 6, "m"),
]


@register.filter
def exact(value: Decimal | int | None) -> str:
    """Return every digit, with separators; cents where there are any; "" for None."""
    return "" if value is None else grouped(value)


@register.filter
def compact(value: Decimal | None) -> str:
    """Return ``value`` for a headline, in three or four digits: 11.97 bn."""
    if value is None:
        return ""
    for scale, word in SCALES:
        # 999,999,999 is 1.00 bn, not 1,000.00 m.
        if abs(value) >= scale * Decimal("0.999995"):
            figure = (value / scale).quantize(Decimal("0.01"), ROUND_HALF_EVEN)
            return f"{figure:,.2f}\N{NO-BREAK SPACE}{word}"
    return exact(value)


@register.filter
def plain(value: Decimal | int | str | None) -> str:
    """
    Return ``value`` for a machine: no separators, no locale; "" for unknown.

    A template hands in "" where it looked for something on None.
    """
    if value is None or value == "":
        return ""
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


@register.filter
def qualifier(code: str) -> str:
    """Return the words before a figure; none where it is exact."""
    return "" if code == Qualifier.EXACT else str(Qualifier(code).label)


@register.filter
def claimed(total: ReportedTotal) -> str:
    """Return a reported figure as a headline has it: at least USD 7.00 bn."""
    words = f"{qualifier(total.amount_qualifier)} {total.currency} "
    return (words + compact(total.amount)).strip()


@register.filter
def numbered(item: EquipmentItem) -> str:
    """Return goods with their number, if any: at least 5 × generator."""
    if item.quantity is None:
        return item.name
    many = f"{qualifier(item.quantity_qualifier)} {item.quantity:,} × {item.name}"
    return many.strip()


@register.filter
def rate(value: Decimal | None) -> str:
    """Return an exchange rate in six telling digits."""
    return "" if value is None else f"{value:.6g}"


@register.filter
def made_of(total: Total) -> list[str]:
    """Return what a sum is made of, in words; what there is none of is left out."""
    some = "pledge" if total.pledges == 1 else "pledges"
    parts = [
        (total.up_to, "“up to”"),
        (total.at_least, "“at least”"),
        (total.about, "“about”"),
        (total.unvalued, "without a stated value"),
        (total.unconverted, "not converted"),
        (total.estimated, _estimated(total)),
        (total.not_counted, "not counted"),
    ]
    return [f"in {total.pledges:,} {some}"] + [
        f"{number:,} {words}" for number, words in parts if number
    ]


def _estimated(total: Total) -> str:
    worth = total.estimates
    apart = "" if worth is None else f" ({total.currency} {exact(worth)} together)"
    return f"with an estimated value, not added{apart}"


@register.filter
def both_currencies(total: Total) -> str:
    """Return a sum in the currency of the page, and what it is in the other one."""
    if total.currency == "USD":
        other = "" if total.eur is None else f" or EUR {exact(total.eur)}"
        words = f"USD {exact(total.usd)}{other}"
        lacks = f", without {total.not_in_eur} that could not be converted to EUR"
        return words + (lacks if total.not_in_eur else "")
    if total.usd is None:
        return f"EUR {exact(total.eur)}"
    more = f", with {total.not_in_eur} that could not be converted to EUR"
    words = f"EUR {exact(total.eur)} or USD {exact(total.usd)}"
    return words + (more if total.not_in_eur else "")


@register.filter
def counted_in(pledge: Pledge, currency: str) -> Decimal | None:
    """Return what ``pledge`` adds to a sum in ``currency``."""
    return terms.worth_in(currency, pledge, "counted")


@register.filter
def worth_in(record: Pledge | ReportedTotal, currency: str) -> Decimal | None:
    """Return the amount of ``record`` in ``currency``."""
    return terms.worth_in(currency, record)


@register.filter
def web(address: str) -> str:
    """Return ``address`` if a reader may follow it; "" for javascript: and the like."""
    return address if address.startswith(("https://", "http://")) else ""


@register.simple_tag
def query_with(query: str, name: str, value: object) -> str:
    """Return ``query`` with ``name`` set to ``value`` alone, for another list."""
    # Another list has columns and pages of its own.
    kept = [pair for pair in parse_qsl(query) if pair[0] not in (name, "sort", "page")]
    return "?" + urlencode([*kept, (name, str(value))])


@register.simple_tag
def query_without(query: str, name: str) -> str:
    """Return ``query`` without ``name``, for a page on which it is no filter."""
    kept = [pair for pair in parse_qsl(query) if pair[0] != name]
    return "?" + urlencode(kept) if kept else ""
