"""Why totals differ: one claim beside the ways in which one may add up."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from pledges import totals
from pledges.filters.kinds import UNSTATED, received_by
from pledges.models import ReportedTotal
from pledges.models.dates import day_in_words
from pledges.models.vocabulary import LOANS, Instrument, Measure
from pledges.snapshot import in_one_snapshot
from pledges.terms import WITH, WITHOUT, Terms, terms_of

from .listing import pledges_under, status

EXAMPLE = "JP"  # the donor of whom most is claimed
Kept = Callable[[totals.Cell], bool]


@dataclass(frozen=True)
class Way:
    """One way of adding up, and the list that has the same sum."""

    words: str
    total: totals.Total
    query: str


@in_one_snapshot
def why_totals_differ(request: HttpRequest) -> HttpResponse:
    """Tell the reasons, and work them out on the claim that fits our sums least."""
    terms = replace(terms_of(request), measure=Measure.PROMISED, loans=WITH)
    donor = [totals.Row(EXAMPLE, "", totals.Total())]
    claims = totals.beside(totals.comparable({}, donor, terms=terms), terms)
    context: dict[str, Any] = {"status": status(0, terms)}
    if measured := [one for one in claims if one.gap is not None]:
        one = max(measured, key=farthest)
        claim = one.claim.total
        context |= {
            "one": one,
            "ways": ways(claim, first_of(claim, claims), terms),
            "stated": totals.as_stated(pledges_of(claim, claim.as_of, terms), terms),
        }
    return render(request, "pledges/why_totals_differ.html", context)


def farthest(one: totals.Beside) -> tuple[int, Decimal]:
    """Rank first by how firm the claim is, then by the gap."""
    firmness = Measure.values.index(one.claim.total.measure)
    return firmness, abs(one.gap or Decimal(0))


def first_of(claim: ReportedTotal, claims: list[totals.Beside]) -> date | None:
    """Return the day on which the figure of ``claim`` was stated first."""
    same = [one.claim.total for one in claims]
    days = [
        one.as_of
        for one in same
        if (one.amount, one.currency) == (claim.amount, claim.currency)
        and one.recipient_id == claim.recipient_id
        and one.as_of
    ]
    return min(days, default=None)


def pledges_of(claim: ReportedTotal, day: date | None, terms: Terms) -> totals.Pledges:
    """Return what the donor promised the recipient, and its groups, by ``day``."""
    by_then = Q(donor=claim.donor, shown_promised_on__lte=day)
    pledges = pledges_under(terms).filter(by_then)
    if claim.recipient:
        pledges = pledges.filter(received_by([claim.recipient.code], "yes"))
    return pledges


def ways(claim: ReportedTotal, first: date | None, terms: Terms) -> list[Way]:
    """Return the ways of adding up, each with its sum; one query a day."""
    cells = cells_of(claim, claim.as_of, terms)
    to = claim.recipient.usual_name if claim.recipient else "all"
    code = claim.recipient.code if claim.recipient else ""
    others = [name for name in [*Instrument.values, UNSTATED[0]] if name != "guarantee"]

    def way(words: str, keeps: Kept = lambda _: True, **said: Any) -> Way:
        measure = Measure(said.get("measure", Measure.PROMISED))
        total = totals.of([one for one in cells if keeps(one)], measure)
        return Way(words, total, query_of(claim, **said))

    found = [
        way(f"Promised by that day to {to} and to groups with {to}"),
        way("the same without guarantees", not_guaranteed, instrument=others),
        way("the same without loans and guarantees", not_lent, loans=WITHOUT),
        way(
            f"the same to {to} alone", lambda one: one.recipient == code, with_groups=""
        ),
        way("the same, as far as committed or delivered", measure="committed"),
        way("the same, as far as reported as delivered", measure="delivered"),
    ]
    if first and first != claim.as_of:
        when = day_in_words(first)
        words = f"the same by {when}, the first such claim in our records"
        total = totals.of(cells_of(claim, first, terms))
        found.insert(1, Way(words, total, query_of(claim, announced_before=first)))
    return found


def cells_of(claim: ReportedTotal, day: date | None, terms: Terms) -> list[totals.Cell]:
    """Return what was promised by ``day``, by recipient, form and stage."""
    by = ["recipient", "instrument"]
    return totals.cells(pledges_of(claim, day, terms), terms, by)


def not_guaranteed(one: totals.Cell) -> bool:
    """Leave out what costs nothing as long as others pay."""
    return one.instrument != Instrument.GUARANTEE


def not_lent(one: totals.Cell) -> bool:
    """Leave out loans and guarantees."""
    return one.instrument not in LOANS


def query_of(claim: ReportedTotal, **said: Any) -> str:
    """Return the address of the list with that sum; terms are named, none is kept."""
    asked = {
        "donor": claim.donor.code,
        "recipient": claim.recipient.code if claim.recipient else "",
        "with_groups": "yes",
        "announced_before": claim.as_of,
        "measure": Measure.PROMISED.value,
        "loans": WITH,
    }
    return urlencode({k: v for k, v in (asked | said).items() if v}, doseq=True)
