"""The lists as CSV, at the address of the page plus .csv."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Any

import django_filters as df
from django.db.models import Prefetch, QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from pledges import exports, totals
from pledges.filters import (
    ActorListFilterSet,
    ArticleFilterSet,
    PledgeListFilterSet,
    TotalFilterSet,
    unknown,
)
from pledges.models import (
    DataVersion,
    Evidence,
    PledgeLink,
)
from pledges.snapshot import snapshot
from pledges.terms import NAMES, Terms, terms_of

from .listing import claims_under, narrowed, of_day, rows_of
from .lists import articles_under, goods_narrowed, in_order, passages_narrowed

CHUNK = 2_000
QUOTES = Evidence.objects.select_related("article", "candidate")


@dataclass(frozen=True)
class Selection:
    """The rows that an address asks for, and the filters that chose them."""

    name: str  # of the file and its columns
    rows: Iterable[Any]
    filtersets: Sequence[df.FilterSet]


def as_csv(
    select: Callable[[HttpRequest], Selection],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Make a view that answers with what ``select`` finds, as a file."""

    @wraps(select)
    def view(request: HttpRequest) -> HttpResponseBase:
        with snapshot():
            return csv_response(request, select(request))

    return view


def csv_response(request: HttpRequest, selection: Selection) -> HttpResponseBase:
    """Return a whole CSV file; 400 in plain text where a filter is nonsense."""
    if errors := list(dict.fromkeys(errors_of(request, selection.filtersets))):
        return HttpResponse("".join(errors), "text/plain; charset=utf-8", 400)
    site = f"{request.scheme}://{request.get_host()}"
    columns = exports.TABLES[selection.name]
    file, count = exports.write_csv(columns, selection.rows, site)
    version, terms = DataVersion.current(), terms_of(request)
    response = FileResponse(
        file,
        as_attachment=True,
        filename=f"aid-tracker-{selection.name}-v{version}{terms.in_name}.csv",
        content_type="text/csv; charset=utf-8; header=present",
    )
    response["X-Row-Count"] = str(count)
    response["X-Data-Version"] = str(version)
    if terms.as_of:
        response["X-As-Of"] = str(terms.as_of)
    return response


def errors_of(
    request: HttpRequest, filtersets: Iterable[df.FilterSet]
) -> Iterator[str]:
    """Yield one line for each thing that is wrong with a filter."""
    known = {name for filterset in filtersets for name in filterset.filters}
    for one in unknown(request.GET, {*known, *NAMES, "page"}):
        yield f"{one.name}: {one}\n"
    for filterset in filtersets:
        for name, errors in filterset.errors.items():
            for error in errors:
                # The message may repeat what was typed, line breaks and all.
                yield f"{name}: {' '.join(str(error).split())}\n"


def streamed(rows: QuerySet[Any], *prefetched: "Prefetch[Any]") -> Iterator[Any]:
    """Yield ``rows`` with what they refer to, some thousands at a time."""
    return rows.prefetch_related(*prefetched).iterator(chunk_size=CHUNK)


def links(name: str, other: str, terms: Terms) -> "Prefetch[Any]":
    """Fetch the links of ``name``, but not those to what the public cannot see."""
    public: dict[str, Any] = {f"{other}__published_at__isnull": False}
    if (there := of_day(terms)) is not None:
        public = {f"{other}__in": there}
    links = PledgeLink.objects.standing().filter(**public)
    return Prefetch(name, links.order_by("pk"))


@as_csv
def pledges_csv(request: HttpRequest) -> Selection:
    """Send the pledges that the query string lets through."""
    filterset = narrowed(request, PledgeListFilterSet)
    rows = streamed(
        rows_of(filterset),
        Prefetch("evidence", QUOTES),
        Prefetch("items__evidence", QUOTES),
        links("links", "other", terms_of(request)),
        links("links_from", "pledge", terms_of(request)),
    )
    return Selection("pledges", rows, [filterset])


@as_csv
def donors_csv(request: HttpRequest) -> Selection:
    """Send the donors of the pledges that the query string lets through."""
    filterset = narrowed(request, ActorListFilterSet)
    cells = cells_of(filterset, request, "donor")
    rows = summed(totals.by_donor(cells), request)
    return Selection("donors", rows, [filterset])


@as_csv
def recipients_csv(request: HttpRequest) -> Selection:
    """Send the recipients of the pledges that the query string lets through."""
    filterset = narrowed(request, ActorListFilterSet)
    rows = summed(
        totals.by_recipient(cells_of(filterset, request, "recipient")), request
    )
    return Selection("recipients", rows, [filterset])


def cells_of(
    filterset: df.FilterSet, request: HttpRequest, party: str
) -> list[totals.Cell]:
    """Return what the filters let through, under the terms of the address."""
    return totals.cells(rows_of(filterset), terms_of(request), by=[party])


def summed(rows: list[totals.Row], request: HttpRequest) -> list[totals.Row]:
    """Return summed ``rows`` in the order of the page."""
    return in_order(rows, request.GET.get("sort") or "-usd")


@as_csv
def equipment_csv(request: HttpRequest) -> Selection:
    """Send the goods of the pledges that the query string lets through."""
    pledges, filterset = goods_narrowed(request)
    rows = streamed(rows_of(filterset), Prefetch("evidence", QUOTES))
    return Selection("equipment", rows, [pledges, filterset])


@as_csv
def totals_csv(request: HttpRequest) -> Selection:
    """Send the reported totals that the query string lets through."""
    reported = claims_under(terms_of(request)).for_listing()
    filterset = TotalFilterSet(request.GET, reported)
    rows = streamed(rows_of(filterset), Prefetch("evidence", QUOTES))
    return Selection("reported-totals", rows, [filterset])


@as_csv
def articles_csv(request: HttpRequest) -> Selection:
    """Send the heads of the articles that the query string lets through."""
    filterset = ArticleFilterSet(request.GET, articles_under(terms_of(request)))
    return Selection("articles", streamed(rows_of(filterset)), [filterset])


@as_csv
def evidence_csv(request: HttpRequest) -> Selection:
    """Send the passages behind what the query string lets through."""
    filterset = passages_narrowed(request)
    return Selection("evidence", streamed(rows_of(filterset)), [filterset])
