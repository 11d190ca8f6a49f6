"""The ledger of changes: page and file."""

from django.http import HttpRequest, HttpResponse

from pledges import totals
from pledges.filters import ChangeFilterSet
from pledges.models import Change
from pledges.snapshot import in_one_snapshot
from pledges.terms import terms_of

from .files import Selection, as_csv, streamed
from .listing import answer, feed_of, list_context, rows_of


def changes_narrowed(request: HttpRequest) -> ChangeFilterSet:
    """Return what the ledger has under the terms and filters of the address."""
    terms = terms_of(request)
    changes = Change.objects.noted(terms.as_of).for_listing()
    return ChangeFilterSet(
        request.GET, changes if terms.with_loans else changes.without_loans()
    )


@in_one_snapshot
def change_list(request: HttpRequest) -> HttpResponse:
    """List the changes that the query string lets through, and what they come to."""
    filterset = changes_narrowed(request)
    found = rows_of(filterset)
    context = list_context(request, filterset, found)
    context["changed"] = totals.changed(found, terms_of(request))
    context["feed"] = feed_of(request, "change-list-atom")
    return answer(request, "change_list", [filterset], context)


@as_csv
def changes_csv(request: HttpRequest) -> Selection:
    """Send the changes that the query string lets through."""
    filterset = changes_narrowed(request)
    return Selection("changes", streamed(rows_of(filterset)), [filterset])
