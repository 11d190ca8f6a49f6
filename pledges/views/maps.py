"""The map of recipients or donors, and the flows between them."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse

from pledges import totals
from pledges.filters import MapFilterSet, PledgeFilterSet, chips
from pledges.places import Place, places
from pledges.snapshot import in_one_snapshot
from pledges.terms import terms_of

from .listing import answer, narrowed, rows_of, status, total_today

# As many bands at each side as a reader can tell apart.
BANDS = 10


@dataclass(frozen=True)
class Placed:
    """The total of one country, and where the map has it."""

    row: totals.Row
    place: Place


def frame(
    request: HttpRequest, filterset: PledgeFilterSet, by: list[str]
) -> tuple[list[totals.Cell], dict[str, Any]]:
    """Return the cells of which a page is made, and what stands around its chart."""
    terms = terms_of(request)
    cells = totals.cells(rows_of(filterset), terms, by)
    total = totals.of(cells)
    query = request.GET.copy()
    query.pop("side", None)  # no filter of other pages
    return cells, {
        "filterset": filterset,
        "chips": list(chips(filterset, request.GET)),
        "query": query.urlencode(),
        "list_query": query.urlencode(),
        "total": total,
        "total_today": total_today(filterset, terms),
        "status": status(total.published, terms),
    }


@in_one_snapshot
def world_map(request: HttpRequest) -> HttpResponse:
    """Show on a map who was promised how much, or who promised it."""
    filterset = narrowed(request, MapFilterSet)
    party = "donor" if request.GET.get("side") == "donors" else "recipient"
    cells, context = frame(request, filterset, [party])
    rows = totals.by_donor(cells) if party == "donor" else totals.by_recipient(cells)
    placed = [Placed(row, places()[row.key]) for row in rows if row.key in places()]
    elsewhere = [row for row in rows if row.key not in places()]
    context |= {
        "party": party,
        "largest": rows[0] if rows else None,
        "placed": placed,
        "elsewhere": elsewhere,
        "total_placed": totals.together([one.row.total for one in placed]),
        "total_elsewhere": totals.together([row.total for row in elsewhere]),
    }
    return answer(request, "map", [filterset], context)


@in_one_snapshot
def flow_chart(request: HttpRequest) -> HttpResponse:
    """Show what goes from whom, through which channel, to whom."""
    filterset = narrowed(request)
    cells, context = frame(request, filterset, ["donor", "channel", "recipient"])
    context["flows"] = totals.flows(cells, BANDS)
    return answer(request, "flows", [filterset], context)
