"""Atom feeds: what is new and what changed, of all, of a filter or of a page."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import wraps
from typing import Any, Concatenate, ParamSpec

import django_filters as df
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.feedgenerator import Atom1Feed
from django.utils.http import http_date

from pledges.filters import PledgeListFilterSet, chips
from pledges.models import Actor, Change, DataVersion, Pledge
from pledges.models.vocabulary import ChangeKind
from pledges.snapshot import snapshot
from pledges.terms import Terms, terms_of

from .changes import changes_narrowed
from .files import errors_of
from .listing import in_measure, narrowed, rows_of
from .overviews import given_by, reaching
from .pages import record_of

NEWEST = 100
TYPE = "application/atom+xml; charset=utf-8"
# What no XML may hold, however it is written.
NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
NEVER = datetime(1970, 1, 1, tzinfo=UTC)
P = ParamSpec("P")


@dataclass(frozen=True)
class Channel:
    """The changes that one feed has, and the page that shows the same."""

    title: str
    page: str
    changes: "Iterable[Change]"
    filtersets: Sequence[df.FilterSet] = ()


class Feed(Atom1Feed):
    """A feed that says when it changed last, also where it has nothing to say."""

    def latest_post_date(self) -> datetime:
        """Return the moment of the newest entry."""
        newest: datetime = super().latest_post_date() if self.items else NEVER
        return newest


def as_atom(
    select: Callable[Concatenate[HttpRequest, P], Channel],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Make a view that answers with what ``select`` finds, as a feed."""

    @wraps(select)
    def view(
        request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponse:
        with snapshot():
            return atom_response(request, select(request, *args, **kwargs))

    return view


def atom_response(request: HttpRequest, channel: Channel) -> HttpResponse:
    """Return the feed; 304 where the reader has it, 400 where a filter is nonsense."""
    if channel.filtersets:  # a page without filters takes no notice of any
        errors = list(dict.fromkeys(errors_of(request, channel.filtersets)))
        if errors:
            return HttpResponse("".join(errors), "text/plain; charset=utf-8", 400)
    stored = DataVersion.objects.first()
    etag = f'W/"v{stored.number if stored else 0}"'
    changed_at = int((stored.changed_at if stored else NEVER).timestamp())
    known = get_conditional_response(request, etag, changed_at)
    response = known or HttpResponse(written(request, channel), TYPE)
    response["ETag"], response["Last-Modified"] = etag, http_date(changed_at)
    return response


def written(request: HttpRequest, channel: Channel) -> str:
    """Return the feed as XML."""
    query, terms = request.GET.urlencode(), terms_of(request)
    asked = [
        f"{c.label}: {c.value}"
        for one in channel.filtersets
        for c in chips(one, request.GET)
    ]
    feed = Feed(
        title=legal(", ".join([f"Aid Tracker: {channel.title}", *asked])),
        link=request.build_absolute_uri(channel.page + (f"?{query}" if query else "")),
        description="",
        feed_url=request.build_absolute_uri(),
        feed_guid=tag(request, request.get_full_path().lstrip("/")),
        author_name="Aid Tracker contributors",
        feed_copyright="CC BY 4.0, Aid Tracker contributors",
    )
    for change in channel.changes:
        feed.add_item(**entry(request, change, terms))
    text: str = feed.writeString("utf-8")
    return text


def entry(request: HttpRequest, change: Change, terms: Terms) -> dict[str, Any]:
    """Return one change as an entry, which reads alone and leads to the record."""
    shown = {"change": change, "terms": terms}
    summary = render_to_string("pledges/_change_entry.html", shown)
    record = change.record
    history = f"{reverse('change-list')}?{change.of}={change.number}"
    page = f"{record.get_absolute_url()}" if record else history
    return {
        "title": legal(str(change)),
        "link": request.build_absolute_uri(page),
        "description": legal(summary),
        "unique_id": tag(request, f"changes/{change.pk}"),
        "pubdate": change.at,
        "updateddate": change.at,
        "categories": [change.kind],
    }


def tag(request: HttpRequest, what: str) -> str:
    """Return a name for ``what`` that lasts (RFC 4151)."""
    return f"tag:{request.get_host().partition(':')[0]},2026:{what}"


def legal(text: str) -> str:
    """Return ``text`` without what no XML may hold."""
    return NOT_XML.sub("", text)


def newest(changes: Any, terms: Terms) -> Any:
    """Return the newest of ``changes``, by the day of the terms."""
    return changes.noted(terms.as_of).for_listing()[:NEWEST]


def of_pledges(pledges: Any) -> Any:
    """Return all changes of ``pledges``."""
    return Change.objects.filter(pledge__in=pledges.order_by())


@as_atom
def new_atom(request: HttpRequest) -> Channel:
    """Send the pledges published last, of those that the query string lets through."""
    filterset = narrowed(request, PledgeListFilterSet)
    new = of_pledges(rows_of(filterset)).filter(kind=ChangeKind.PUBLISHED)
    entries = newest(new, terms_of(request))
    return Channel("new pledges", reverse("pledge-list"), entries, [filterset])


@as_atom
def changes_atom(request: HttpRequest) -> Channel:
    """Send the newest changes that the query string lets through."""
    filterset = changes_narrowed(request)
    entries = rows_of(filterset)[:NEWEST]
    return Channel("changes", reverse("change-list"), entries, [filterset])


@as_atom
def pledges_atom(request: HttpRequest) -> Channel:
    """Send the newest changes of the pledges that the query string lets through."""
    filterset = narrowed(request, PledgeListFilterSet)
    entries = newest(of_pledges(rows_of(filterset)), terms_of(request))
    return Channel("pledges", reverse("pledge-list"), entries, [filterset])


@as_atom
def donor_atom(request: HttpRequest, code: str) -> Channel:
    """Send the newest changes of what one donor gives."""
    return of_actor(request, get_object_or_404(Actor, code=code), "donor")


@as_atom
def recipient_atom(request: HttpRequest, code: str) -> Channel:
    """Send the newest changes of what one recipient gets, alone or in a group."""
    return of_actor(request, get_object_or_404(Actor, code=code), "recipient")


def of_actor(request: HttpRequest, actor: Actor, party: str) -> Channel:
    """Return the newest changes of what the page of ``actor`` adds up."""
    terms = terms_of(request)
    filterset = (given_by if party == "donor" else reaching)(request, actor)
    entries = newest(of_pledges(in_measure(rows_of(filterset), terms)), terms)
    page = reverse(f"{party}-detail", args=[actor.code])
    return Channel(f"{actor.usual_name}, {party}", page, entries, [filterset])


@as_atom
def pledge_atom(request: HttpRequest, pk: int) -> Channel:
    """Send the newest changes of one pledge."""
    terms = terms_of(request)
    pledge: Pledge = record_of(Pledge, terms, pk)
    entries = newest(pledge.changes, terms)
    return Channel(pledge.title, pledge.get_absolute_url(), entries)
