"""Help us confirm: the counted pledges, the weakest supported first; page and file."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from pledges import health
from pledges.filters import PledgeFilterSet
from pledges.models import Pledge
from pledges.snapshot import in_one_snapshot
from pledges.terms import Terms, terms_of

from .files import CHUNK, Selection, as_csv
from .listing import answer, list_context, narrowed, pledges_under, rows_of


@dataclass(frozen=True)
class InQueue:
    """A pledge with its place among those that need confirmation, and its health."""

    place: int
    pledge: Pledge
    health: health.Health


def queue_of(filterset: PledgeFilterSet) -> list[health.Health]:
    """Return the health of the counted pledges that the filters let through."""
    counted = rows_of(filterset).filter(Q(shown_counted=True))
    return health.weakest_first(counted, timezone.localdate())


def with_pledges(
    queue: Iterable[health.Health], first: int, terms: Terms
) -> Iterator[InQueue]:
    """Yield each of ``queue`` with its pledge; ``first`` is the place of the first."""
    listed = list(queue)
    keys = [one.pledge_id for one in listed]
    pledges = pledges_under(terms).for_listing().in_bulk(keys)
    for place, one in enumerate(listed, first):
        yield InQueue(place, pledges[one.pledge_id], one)


@in_one_snapshot
def confirm_list(request: HttpRequest) -> HttpResponse:
    """List the counted pledges, the weakest supported first, and what they lack."""
    filterset = narrowed(request)
    context = list_context(request, filterset, queue_of(filterset))
    page = context["page"]
    context["rows"] = list(
        with_pledges(page.object_list, page.start_index(), terms_of(request))
    )
    return answer(request, "confirm_list", [filterset], context)


def in_chunks(queue: list[health.Health], terms: Terms) -> Iterator[InQueue]:
    """Yield the whole ``queue`` with its pledges, some thousands at a time."""
    ahead, first = iter(queue), 1
    while some := list(islice(ahead, CHUNK)):
        yield from with_pledges(some, first, terms)
        first += len(some)


@as_csv
def confirm_csv(request: HttpRequest) -> Selection:
    """Send all counted pledges that the query string lets through, in that order."""
    filterset = narrowed(request)
    rows = in_chunks(queue_of(filterset), terms_of(request))
    return Selection("help-us-confirm", rows, [filterset])
