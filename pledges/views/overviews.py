"""The pages of sums and charts: the dashboard, a donor's page, a recipient's page."""

from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from pledges import totals
from pledges.filters import PledgeFilterSet, chips
from pledges.models import Actor, EquipmentItem, Pledge
from pledges.models.vocabulary import MEASURE_STAGES, Measure
from pledges.snapshot import in_one_snapshot

from .listing import Status, answer, narrowed, quoted, rows_of, status

# Lines and bars that a reader can tell apart; lists that one takes in at a glance.
LINES, BARS, LATEST, ASIDES = 5, 12, 8, 50


def charts(
    asked: dict[str, Any],
    pledges: totals.Pledges,
    cells: list[totals.Cell],
    day: Status,
    recipients: tuple[str, ...] = (),
) -> dict[str, Any]:
    """Return the sums, tables and charts that ``pledges`` have on every page."""
    donors = totals.by_donor(cells)
    leading = [row for row in donors if row.total.usd is not None][:LINES]
    claims = totals.comparable(asked, donors, recipients)
    goods = EquipmentItem.objects.filter(pledge__in=pledges.order_by())
    drawn = {row.key for row in leading}
    return {
        "total": totals.of(cells),
        "committed": totals.of(cells, Measure.COMMITTED),
        "delivered": totals.of(cells, Measure.DELIVERED),
        "donors": donors,
        "recipients": totals.by_recipient(cells),
        "sectors": totals.by_sector(cells),
        "instruments": totals.by_instrument(cells),
        "stages": totals.by_stage(cells),
        "timeline": totals.cumulative(
            pledges,
            leading,
            [one.total for one in claims if one.total.donor.code in drawn],
            day.data_to,
        ),
        "beside": in_reading_order(totals.beside(claims)),
        "goods": totals.by_size(totals.equipment(goods)),
    }


def in_reading_order(beside: list[totals.Beside]) -> list[totals.Beside]:
    """Return the latest first, and those with nothing to compare last."""
    latest_first = beside[::-1]
    return sorted(latest_first, key=lambda one: one.gap_usd is None)


def overview(
    request: HttpRequest,
    template: str,
    filterset: PledgeFilterSet,
    context: dict[str, Any],
    actor: Actor | None = None,
) -> HttpResponse:
    """
    Render a page of charts over the pledges that the query string lets through.

    On a recipient's page, what its groups were promised is kept apart.
    """
    found = rows_of(filterset)
    cells = totals.cells(found)
    own = found
    if context.get("party") == "recipient" and actor:
        own = found.filter(recipient=actor)
        shared = [cell for cell in cells if cell.recipient != actor.code]
        cells = [cell for cell in cells if cell.recipient == actor.code]
        context["shared_total"] = totals.of(shared)
    day = status(totals.of(cells).published)
    page = context | {
        "filterset": filterset,
        "chips": list(chips(filterset, request.GET)),
        "query": request.GET.urlencode(),
        **list_queries(request, context.get("party", ""), actor),
        "latest": quoted(own[:LATEST]),
        "bars": BARS,
        "actor": actor,
        "status": day,
    }
    if filterset.is_valid():
        about = (actor.code,) if actor and own is not found else ()
        page |= charts(filterset.form.cleaned_data, own, cells, day, about)
    return answer(request, template, [filterset], page)


def list_queries(
    request: HttpRequest, party: str, actor: Actor | None
) -> dict[str, str]:
    """Return the query strings under which the list shows what each card adds up."""
    query = request.GET.copy()
    if actor:
        query.setlist(party, [actor.code])
    queries = {"list_query": query.urlencode()}
    for measure in (Measure.COMMITTED, Measure.DELIVERED):
        asked = set(query.getlist("stage")) or set(MEASURE_STAGES[measure])
        stages = [one for one in MEASURE_STAGES[measure] if one in asked]
        query.setlist("stage", [stage.value for stage in stages])
        queries[f"{measure}_query"] = query.urlencode()
    return queries


@in_one_snapshot
def dashboard(request: HttpRequest) -> HttpResponse:
    """Show how much, from whom, to whom, over time, under the filters."""
    return overview(request, "dashboard", narrowed(request), {})


@in_one_snapshot
def donor_detail(request: HttpRequest, code: str) -> HttpResponse:
    """Show what one donor promised, to whom, and what became of it."""
    actor = get_object_or_404(Actor, code=code)
    given = Pledge.objects.published().given_by(actor).for_listing()
    filterset = PledgeFilterSet(request.GET, given, fixed="donor")
    left_out = rows_of(filterset).filter(counted=False)[:ASIDES]
    context = {"party": "donor", "left_out": list(left_out)}
    return overview(request, "donor_detail", filterset, context, actor)


@in_one_snapshot
def recipient_detail(request: HttpRequest, code: str) -> HttpResponse:
    """Show what one recipient was promised; what its groups were, apart."""
    actor = get_object_or_404(Actor, code=code)
    reaching = Pledge.objects.published().reaching(actor).for_listing()
    filterset = PledgeFilterSet(request.GET, reaching, fixed="recipient")
    aside = Q(counted=False) | ~Q(recipient=actor)
    asides = rows_of(filterset).filter(aside)[: 2 * ASIDES]
    context = {
        "party": "recipient",
        "left_out": [one for one in asides if one.recipient == actor],
        "shared": [one for one in asides if one.recipient != actor],
    }
    return overview(request, "recipient_detail", filterset, context, actor)
