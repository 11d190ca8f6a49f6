"""The inbox page: what waits, by event, and a form that fetches one address."""

import threading
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.models import User
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from pledges import inbox
from pledges.models import Article, Candidate, Pledge
from pledges.pages import PageError, ask

from . import words
from .desk import bench_of

PER_PAGE = 25
MOST_CLAIMS = 8
HERE = "admin:pledges_article_inbox"
TITLES = {
    inbox.Rank.NEW_MONEY: "New money",
    inbox.Rank.OTHER: "Other claims",
    inbox.Rank.REPEAT: "Likely repeats",
}
# One at a time in this process: the other threads go on serving pages.
fetching = threading.Lock()


@dataclass(frozen=True)
class Row:
    """One event as the page shows it."""

    heading: str
    origin: Article
    others: list[Article]
    claims: list[tuple[Candidate, str]]
    more: int
    repeated: list[Pledge]

    @property
    def articles(self) -> int:
        """How many articles tell of it."""
        return 1 + len(self.others)


def inbox_page(
    request: HttpRequest, context: dict[str, Any], may_add: bool
) -> HttpResponse:
    """Show what waits."""
    events = inbox.events()
    page = Paginator(events, PER_PAGE).get_page(request.GET.get("p"))
    context |= {
        "title": "Inbox",
        "page": page,
        "rows": rows_of(page.object_list),
        "events": len(events),
        "articles": sum(len(event.stories) for event in events),
        "may_add": may_add,
    }
    return render(request, "admin/pledges/article/inbox.html", context)


def fetch_page(request: HttpRequest, user: User) -> HttpResponse:
    """Fetch the address that was sent, and lead to its article."""
    url = request.POST.get("url", "").strip(" ")
    if not fetching.acquire(blocking=False):
        messages.error(request, "Another page is being fetched. Try in a moment.")
        return redirect(HERE)
    try:
        done = ask(url, user)
    except PageError as error:
        messages.error(request, str(error))
        return redirect(HERE)
    finally:
        fetching.release()
    said = "Stored." if done.created else "Stored before, nothing was stored anew."
    messages.success(request, f"{said} Claims found in it: {len(done.candidates)}.")
    return redirect(bench_of(done.article.pk))


def rows_of(events: Iterable[inbox.Event]) -> list[Row]:
    """Return ``events`` with what is shown of them, in three queries."""
    events = list(events)
    pks = [story.pk for event in events for story in event.stories]
    articles = Article.objects.defer("text").in_bulk(pks)
    pending = Candidate.objects.pending().select_related("donor", "recipient")
    claims: dict[int, list[Candidate]] = {pk: [] for pk in pks}
    for claim in pending.filter(article__in=pks):
        claims[claim.article_id].append(claim)
    pledges = Pledge.objects.select_related("donor", "recipient").in_bulk(
        {pk for event in events for pk in event.repeated}
    )
    # What was deleted since the events were found is left out.
    return [
        row_of(event, articles, claims, pledges)
        for event in events
        if articles.keys() >= {story.pk for story in event.stories}
    ]


def row_of(
    event: inbox.Event,
    articles: dict[int, Article],
    claims: dict[int, list[Candidate]],
    pledges: dict[int, Pledge],
) -> Row:
    """Return one event: the origin first, each claim once, weak ones last."""
    others = [story.pk for story in event.stories if story is not event.origin]
    ordered = [event.origin.pk, *others]
    distinct: dict[str, Candidate] = {}
    told = (claim for pk in ordered for claim in claims[pk])
    for claim in sorted(told, key=lambda claim: claim.is_weak):
        distinct.setdefault(line(claim), claim)
    shown = list(distinct.items())[:MOST_CLAIMS]
    return Row(
        heading=TITLES[event.rank],
        origin=articles[event.origin.pk],
        others=[articles[pk] for pk in others],
        claims=[(claim, words_) for words_, claim in shown],
        more=len(distinct) - len(shown),
        repeated=[pledges[pk] for pk in sorted(event.repeated) if pk in pledges],
    )


def line(claim: Candidate) -> str:
    """Return what is claimed: who, to whom, how much."""
    parties = f"{claim.donor or 'unknown'} → {claim.recipient or 'unknown'}"
    return f"{claim.get_kind_display()}: {parties}, {words.claimed(claim)}"
