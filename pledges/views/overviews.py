"""The pages of sums and charts: the dashboard, a donor's page, a recipient's page."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404

from pledges import totals
from pledges.filters import PledgeFilterSet, chips
from pledges.models import Actor, Change, EquipmentItem
from pledges.models.vocabulary import Measure
from pledges.snapshot import in_one_snapshot
from pledges.terms import Terms, terms_of

from .citing import cited_sum
from .listing import (
    Status,
    answer,
    feed_of,
    in_measure,
    pledges_under,
    quoted,
    rows_of,
    status,
    total_today,
)

# Lines and bars that a reader can tell apart; lists that one takes in at a glance.
LINES, BARS, LATEST, CHANGES, ASIDES, CLAIMS = 5, 12, 8, 5, 50, 20
TABLES = {
    "donors": ("donor",),
    "recipients": ("recipient",),
    "kinds": ("sector", "instrument"),
}
Cells = dict[str, list[totals.Cell]]
NOT_COUNTED = Q(shown_counted=False)


@dataclass(frozen=True)
class Card:
    """The sum of one measure, and the list that it adds up."""

    measure: Measure
    total: totals.Total
    query: str
    lead: bool  # the measure that the rest of the page follows


def cards(cells: list[totals.Cell], query: QueryDict, terms: Terms) -> list[Card]:
    """Return the three measures beside each other; they are never added together."""
    asked = query.copy()
    found = []
    for measure in Measure:
        asked["measure"] = measure.value
        total, lead = totals.of(cells, measure), measure == terms.measure
        found.append(Card(measure, total, asked.urlencode(), lead))
    return found


def cells_of(found: totals.Pledges, terms: Terms, party: str) -> Cells:
    """Return the cells of which the tables of each kind are made."""
    if party:
        return dict.fromkeys(TABLES, totals.cells(found, terms))
    # All donors with all recipients for all that there is: too many to read at once.
    return {name: totals.cells(found, terms, by) for name, by in TABLES.items()}


def kept(cells: Cells, measure: Measure) -> Cells:
    """Return the cells of ``measure``."""
    return {name: totals.within(some, measure) for name, some in cells.items()}


def apart(
    cells: Cells, recipients: list[str], terms: Terms
) -> tuple[Cells, totals.Total]:
    """Return the cells of ``recipients`` alone, and the sum of what groups receive."""
    every = cells["recipients"]
    shared = [cell for cell in every if cell.recipient not in recipients]
    alone = [cell for cell in every if cell.recipient in recipients]
    whole = totals.of(totals.within(shared, terms.measure))
    return dict.fromkeys(TABLES, alone), whole


def charts(
    asked: dict[str, Any],
    pledges: totals.Pledges,
    cells: Cells,
    day: Status,
    terms: Terms,
    recipients: Iterable[str] = (),
) -> dict[str, Any]:
    """Return the sums, tables and charts that ``pledges`` have on every page."""
    donors = totals.by_donor(cells["donors"])
    leading = [row for row in donors if row.total.amount is not None][:LINES]
    claims = totals.comparable(asked, donors, recipients, terms)
    goods = EquipmentItem.objects.published(terms.as_of)
    drawn = {row.key for row in leading}
    return {
        "total": totals.of(cells["kinds"]),
        "donors": donors,
        "recipients": totals.by_recipient(cells["recipients"]),
        "sectors": totals.by_sector(cells["kinds"]),
        "instruments": totals.by_instrument(cells["kinds"]),
        "stages": totals.by_stage(cells["kinds"]),
        "timeline": totals.cumulative(
            pledges,
            leading,
            [one.total for one in claims if one.total.donor.code in drawn],
            day.data_to,
        ),
        "claims": len(claims),
        "beside": in_reading_order(totals.beside(claims[-CLAIMS:], terms)),
        "goods": totals.by_size(
            totals.equipment(goods.filter(pledge__in=pledges.order_by()))
        ),
    }


def in_reading_order(beside: list[totals.Beside]) -> list[totals.Beside]:
    """Return the latest first, and those with nothing to compare last."""
    latest_first = beside[::-1]
    return sorted(latest_first, key=lambda one: one.gap is None)


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
    terms, party = terms_of(request), context.get("party", "")
    found = in_measure(rows_of(filterset), terms)
    cells = cells_of(rows_of(filterset), terms, party)
    recipients = [actor.code] if party == "recipient" and actor else []
    if recipients:
        cells, context["shared_total"] = apart(cells, recipients, terms)
    about = Q(**{party: actor}) if actor else Q()
    own = found.filter(about)
    chosen = kept(cells, terms.measure)
    day = status(totals.of(chosen["kinds"]).published, terms)
    query = list_query(request, party, actor)
    page = context | {
        "filterset": filterset,
        "chips": list(chips(filterset, request.GET)),
        "query": request.GET.urlencode(),
        "list_query": query.urlencode(),
        "cards": cards(cells["kinds"], query, terms),
        "latest": quoted(own[:LATEST]),
        "bars": BARS,
        "actor": actor,
        "feed": feed_of(request, f"{party}-detail-atom", actor.code) if actor else "",
        "total_today": total_today(filterset, terms, about),
        "status": day,
    }
    if filterset.is_valid():
        page |= charts(filterset.form.cleaned_data, own, chosen, day, terms, recipients)
        # Each is a query: the whole dashboard has what changed, all else how to cite.
        if page["chips"] or page.get("changes") is None:
            page["cited"] = cited_sum(request, filterset, page, about)
    return answer(request, template, [filterset], page)


def list_query(request: HttpRequest, party: str, actor: Actor | None) -> QueryDict:
    """Return the query under which the list shows what this page adds up."""
    query = request.GET.copy()
    if actor:
        query.setlist(party, [actor.code])
    return query


@in_one_snapshot
def dashboard(request: HttpRequest) -> HttpResponse:
    """Show how much, from whom, to whom, over time, under the filters."""
    terms = terms_of(request)
    filterset = PledgeFilterSet(request.GET, pledges_under(terms).for_listing())
    # A past day is compared with today in a sentence; the ledger has the rest.
    newest = None if terms.as_of else Change.objects.of_published()[:CHANGES]
    return overview(request, "dashboard", filterset, {"changes": newest})


def given_by(request: HttpRequest, actor: Actor) -> PledgeFilterSet:
    """Return what ``actor`` gives, under the terms and filters of the address."""
    given = pledges_under(terms_of(request)).given_by(actor).for_listing()
    return PledgeFilterSet(request.GET, given, fixed="donor")


def reaching(request: HttpRequest, actor: Actor) -> PledgeFilterSet:
    """Return what ``actor`` receives, alone or in a group."""
    pledges = pledges_under(terms_of(request)).reaching(actor).for_listing()
    return PledgeFilterSet(request.GET, pledges, fixed="recipient")


@in_one_snapshot
def donor_detail(request: HttpRequest, code: str) -> HttpResponse:
    """Show what one donor promised, to whom, and what became of it."""
    actor = get_object_or_404(Actor, code=code)
    terms = terms_of(request)
    filterset = given_by(request, actor)
    left_out = in_measure(rows_of(filterset), terms).filter(NOT_COUNTED)[:ASIDES]
    context = {"party": "donor", "left_out": list(left_out)}
    return overview(request, "donor_detail", filterset, context, actor)


@in_one_snapshot
def recipient_detail(request: HttpRequest, code: str) -> HttpResponse:
    """Show what one recipient was promised; what its groups were, apart."""
    actor = get_object_or_404(Actor, code=code)
    terms = terms_of(request)
    filterset = reaching(request, actor)
    aside = NOT_COUNTED | ~Q(recipient=actor)
    asides = in_measure(rows_of(filterset), terms).filter(aside)[: 2 * ASIDES]
    context = {
        "party": "recipient",
        "left_out": [one for one in asides if one.recipient == actor],
        "shared": [one for one in asides if one.recipient != actor],
    }
    return overview(request, "recipient_detail", filterset, context, actor)
