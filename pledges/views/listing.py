"""What all lists have in common: narrow by the address, page, say what is shown."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import django_filters as df
from django import forms
from django.core.exceptions import BadRequest
from django.core.paginator import EmptyPage, Page, Paginator
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from pledges import totals
from pledges.filters import PledgeFilterSet, chips, unknown
from pledges.models import Evidence, Pledge, ReportedTotal
from pledges.models.evidence import ReportedTotalQuerySet
from pledges.models.pledges import PledgeQuerySet
from pledges.models.vocabulary import Measure
from pledges.terms import NAMES, Terms, terms_of

PER_PAGE = 50
NO_LIMIT = Q()
DAYS = {"promised", "as_of", "published", "latest"}


@dataclass(frozen=True)
class Status:
    """What a page says of the data it shows."""

    version: int
    data_to: date | None
    rows: int


@dataclass(frozen=True)
class Head:
    """One column head of a list: its words and the addresses that sort by it."""

    label: str
    sort: str = ""  # the public name in the address; "" for one without order
    link: str = ""
    direction: str = ""  # "ascending", "descending" or "" (aria-sort)
    numeric: bool = False


@dataclass(frozen=True)
class Quoted:
    """A pledge and the passage that says it best, if any."""

    pledge: Pledge
    quote: Evidence | None


def narrowed(
    request: HttpRequest, kind: type[PledgeFilterSet] = PledgeFilterSet
) -> PledgeFilterSet:
    """Return the published pledges under the terms and filters of the address."""
    terms = terms_of(request)
    return kind(request.GET, in_measure(pledges_under(terms), terms).for_listing())


def pledges_under(terms: Terms) -> PledgeQuerySet:
    """Return the published pledges under ``terms``, whatever the measure."""
    pledges = Pledge.objects.published(terms.currency, terms.as_of)
    return pledges if terms.with_loans else pledges.without_loans()


def in_measure(pledges: Any, terms: Terms) -> Any:
    """Keep the stages of the measure; for promised also what is not counted at all."""
    if terms.measure == Measure.PROMISED:
        return pledges
    return pledges.in_measure(terms.measure)


def total_today(
    filterset: df.FilterSet, terms: Terms, about: Q = NO_LIMIT
) -> totals.Total | None:
    """Return today's sum of what a past day's page adds up; None on a page of today."""
    if not terms.as_of or not filterset.is_valid():
        return None
    return total_under(filterset, terms.now, about)


def total_under(filterset: df.FilterSet, terms: Terms, about: Q) -> totals.Total:
    """Return the sum of what ``filterset`` lets through under ``terms``; one query."""
    pledges = in_measure(pledges_under(terms).filter(about), terms)
    found = filterset.filter_queryset(pledges)
    return totals.of(totals.cells(found, terms, by=()))


def claims_under(terms: Terms) -> ReportedTotalQuerySet:
    """Return the published reported totals that are of what ``terms`` ask for."""
    claims = ReportedTotal.objects.published(terms.currency, terms.as_of)
    firm = claims.at_least(terms.measure)
    return firm if terms.with_loans else firm.without_loans()


def of_day(terms: Terms) -> PledgeQuerySet | None:
    """Return all pledges of the past day that is asked for; None for now."""
    day = terms.as_of
    return Pledge.objects.published(terms.currency, day) if day else None


def feed_of(request: HttpRequest, name: str, *key: object) -> str:
    """Return the address of the feed of this page and its filters, as of now."""
    query = request.GET.copy()
    for one in ("as_of", "sort", "page"):
        query.pop(one, None)
    return reverse(name, args=key) + (f"?{query.urlencode()}" if query else "")


def rows_of(filterset: df.FilterSet) -> QuerySet[Any]:
    """Return what ``filterset`` lets through: nothing for a filter that is nonsense."""
    queryset: QuerySet[Any] = filterset.qs
    return queryset if filterset.is_valid() else queryset.none()


def page_of(request: HttpRequest, rows: Any) -> Page[Any]:
    """Return the page that the address asks for; BadRequest or Http404 if none."""
    wanted = request.GET.get("page", "1")
    if not (wanted.isascii() and wanted.isdigit() and 0 < len(wanted) < 10):
        raise BadRequest("page is a whole number from 1.")
    try:
        return Paginator(rows, PER_PAGE).page(int(wanted))
    except EmptyPage:
        raise Http404(f"There is no page {wanted}.") from None


def heads(
    request: HttpRequest, columns: dict[str, str], numeric: str, default: str
) -> list[Head]:
    """
    Return the column heads for ``columns`` (label: sort name, "" for none).

    ``numeric`` names the sort names of right-aligned columns, split by spaces;
    ``default`` is how the list is sorted where the address does not say. A label may
    have {measure} and {currency} in it.
    """
    now = request.GET.get("sort") or default
    terms = terms_of(request)
    said = {"measure": terms.measure.label, "currency": terms.currency}
    return [
        _head(request, label.format(**said), sort, now, sort in numeric.split())
        for label, sort in columns.items()
    ]


def _head(request: HttpRequest, label: str, sort: str, now: str, numeric: bool) -> Head:
    """Return a head whose link sorts: figures and days downwards first, words up."""
    if not sort:
        return Head(label)
    first = f"-{sort}" if numeric or sort in DAYS else sort
    other = sort if first.startswith("-") else f"-{sort}"
    query = request.GET.copy()
    query.pop("page", None)
    query["sort"] = other if now == first else first
    way = "descending" if now.startswith("-") else "ascending"
    active = now.lstrip("-") == sort
    return Head(label, sort, f"?{query.urlencode()}", way if active else "", numeric)


def list_context(
    request: HttpRequest, filterset: df.FilterSet, rows: Any
) -> dict[str, Any]:
    """Return what every list page shows around its rows."""
    page = page_of(request, rows)
    query = request.GET.copy()
    query.pop("page", None)
    return {
        "filterset": filterset,
        "chips": list(chips(filterset, request.GET)),
        "page": page,
        "page_numbers": page.paginator.get_elided_page_range(
            page.number, on_each_side=2, on_ends=1
        ),
        "query": query.urlencode(),
        "status": status(page.paginator.count, terms_of(request)),
    }


def status(rows: int, terms: Terms) -> Status:
    """Return the data version, the day the data reach to, and how many rows."""
    return Status(*totals.reach(terms.as_of), rows)


def quoted(pledges: Iterable[Pledge]) -> list[Quoted]:
    """Return each of ``pledges`` with its most telling passage; one query."""
    listed = list(pledges)
    passages: dict[int, list[Evidence]] = {pledge.pk: [] for pledge in listed}
    behind = Evidence.objects.behind(list(passages))
    for one in behind.select_related("article", "candidate", "item"):
        passages[one.pledge_behind or 0].append(one)
    return [Quoted(pledge, _telling(pledge, passages[pledge.pk])) for pledge in listed]


def _telling(pledge: Pledge, passages: list[Evidence]) -> Evidence | None:
    """Return the passage from which the amount was read, or else the first."""

    def rank(one: Evidence) -> tuple[bool, bool]:
        return one.item_id is not None, not says_amount(one, pledge)

    return min(passages, key=rank, default=None)


def says_amount(passage: Evidence, pledge: Pledge) -> bool:
    """Say whether the amount of ``pledge`` was read in ``passage``."""
    claim = passage.candidate
    return claim is not None and claim.amount == pledge.amount


def answer(
    request: HttpRequest,
    template: str,
    filtersets: Sequence[df.FilterSet],
    context: dict[str, Any],
) -> HttpResponse:
    """Render ``template``; 400 where a filter was nonsense, with what is wrong."""
    known = {name for one in filtersets for name in one.filters}
    known |= {"page"} & context.keys() | set(NAMES)
    if strange := unknown(request.GET, known):
        page = {"strange": strange, "known": sorted(known)}
        return render(request, "pledges/unknown_filter.html", page, status=400)
    wrong = [one for one in filtersets if not one.is_valid()]
    page = context | {"faults": [field for one in wrong for field in faults(one)]}
    code = 400 if wrong else 200
    return render(request, f"pledges/{template}.html", page, status=code)


def faults(filterset: df.FilterSet) -> list[forms.BoundField]:
    """Return the fields of ``filterset`` with something wrong in them."""
    return [field for field in filterset.form if field.errors]
