"""The columns of the comparison: sums, what they are measured against, and ranks."""

from decimal import Decimal
from operator import attrgetter
from typing import Any

from pledges.totals import DEFINITIONS

from .columns import Column, Read, plain

MEANINGS = {
    "promised": "by the sum promised",
    "committed": "by the sum committed or further",
    "delivered": "by the sum delivered",
    "with_loans": "by the measure asked for, with loans and guarantees",
    "without_loans": "by the measure asked for, without loans and guarantees",
    "per_head": "by the sum per head",
    "gdp_share": "by the sum as a share of GDP",
}


def telling(header: str, meaning: str, read: Read) -> Column:
    """Return a quotient in six telling digits, however small it is."""

    def told(row: Any) -> Decimal | None:
        value = read(row)
        return None if value is None else Decimal(f"{value:.6g}")

    return Column(header, "decimal", meaning, told)


def figure(name: str, header: str, meaning: str) -> list[Column]:
    """Return a reference figure and its year, empty where there is none."""

    def of(part: str) -> Read:
        return lambda row: getattr(getattr(row, name), part, None)

    return [
        Column(header, "integer", meaning, of("value")),
        Column(f"{name}_year", "integer", "year of that figure", of("year")),
    ]


def ranks(by: str) -> list[Column]:
    """Return the place by one definition, and among how many it is."""

    def of(part: str) -> Read:
        return lambda row: getattr(row.ranks.get(by), part, None)

    return [
        Column(f"rank_{by}", "integer", f"place {MEANINGS[by]}", of("place")),
        Column(f"ranked_{by}", "integer", "donors that have such a place", of("of")),
    ]


COMPARED = [
    Column(
        "permalink",
        "permalink",
        "address of the page",
        lambda row: f"/donors/{row.key}",
    ),
    plain("code", "code", "who gives: ISO 3166-1 alpha-2 or slug", "key"),
    plain("name", "text", "who gives: usual name"),
    plain("measure", "code", "what the sums are of", "total.terms.measure"),
    plain("sum_usd", "decimal", "what its pledges add up to", "total.usd"),
    plain("sum_eur", "decimal", "what its pledges add up to", "total.eur"),
    plain("counted", "integer", "how many pledges sums have", "total.pledges"),
    plain("unvalued", "integer", "counted: without an amount", "total.unvalued"),
    *figure("population", "population", "how many people it has"),
    *figure("gdp", "gdp_usd", "what its economy produced in a year"),
    telling("per_head_usd", "the sum over the people", attrgetter("per_head_usd")),
    telling("per_head_eur", "the sum over the people", attrgetter("per_head_eur")),
    telling(
        "gdp_share", "the sum over the GDP of one year", lambda r: r.values["gdp_share"]
    ),
    *[column for by in DEFINITIONS for column in ranks(by)],
]
