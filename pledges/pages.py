"""Fetch one page that somebody pointed to, and store its article once."""

import logging
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import InterfaceError, OperationalError
from django.db.models import F, Q
from django.utils import timezone

from .addresses import canonical
from .deadline import deadline
from .documents import Document, Head, document_of
from .fetch import FetchError, fetch
from .ingest import Ingested, ingest
from .models import Article, Page
from .models.vocabulary import FeedKind
from .second_reader import reread

logger = logging.getLogger(__name__)

# Longer than one page takes; after it, a page whose process died is due again.
LEASE = timedelta(minutes=2)
# How long a page that failed is left alone, each time; then it is given up.
PATIENCE = [timedelta(minutes=10), timedelta(hours=1), timedelta(hours=8)]
PATIENCE += [timedelta(days=1)]
PAGE_EVERY = timedelta(hours=1)
# What an ordinary page or feed takes a hundredth of.
SECONDS = 20
# Of one editor, so that nobody maps a network through us.
A_MINUTE = 10
TOO_MANY = f"You asked for {A_MINUTE} pages within a minute. Wait a moment."
CONNECTION_LOST = (OperationalError, InterfaceError)


class PageError(Exception):
    """The page gave no article; says why in one sentence."""


def claim(page: Page) -> bool:
    """Take a due page for this process; false where another one was faster."""
    now = timezone.now()
    due = Page.objects.filter(pk=page.pk, next_try_at__lte=now)
    taken = due.update(tried_at=now, next_try_at=now + LEASE, tries=F("tries") + 1)
    page.refresh_from_db()
    return bool(taken)


def take_in(page: Page) -> Ingested:
    """
    Fetch a claimed page and store its article; no transaction is open meanwhile.

    Raises PageError, after noting it, where there is no article.
    """
    try:
        document = document_behind(page)
        done = ingest(
            document.text,
            document.head,
            document.raw_sha256,
            note=partial(arrived, page),
        )
    except CONNECTION_LOST:  # that says nothing about the page
        raise
    except Exception as error:  # hostile pages find more than we could list
        failed(page, sentence(error))
        raise PageError(page.error) from error
    if done.created:
        reread(done.article)
    return done


def ask(url: str, by: User) -> Ingested:
    """
    Fetch the page at ``url`` for an editor, unless it is stored already.

    Raises PageError where there is no article, and for more than 10 pages a minute.
    """
    try:
        address = canonical(url)
    except ValueError:
        raise PageError(str(FetchError())) from None
    if stored := stored_from(address):
        return Ingested(stored, list(stored.candidates.all()), created=False)
    if asked_lately(by) >= A_MINUTE:
        raise PageError(TOO_MANY)
    page, _ = Page.objects.get_or_create(address=address)
    if not claim_for(page, by):
        raise PageError("This page was asked for a moment ago. Wait two minutes.")
    if asked_lately(by) > A_MINUTE:  # by another request at the same moment
        raise PageError(TOO_MANY)
    return take_in(page)


def stored_from(address: str) -> Article | None:
    """Return an article that came from ``address``."""
    articles = Article.objects.filter(Q(pages__address=address) | Q(url=address))
    return articles.order_by("-pk").first()


def asked_lately(user: User) -> int:
    """Count the pages that ``user`` asked for in the last minute."""
    since = timezone.now() - timedelta(minutes=1)
    return Page.objects.filter(asked_by=user, tried_at__gt=since).count()


def claim_for(page: Page, user: User) -> bool:
    """Take ``page`` at once for ``user``, unless somebody has it now."""
    now = timezone.now()
    free = Q(tried_at=None) | Q(tried_at__lt=now - LEASE)
    taken = Page.objects.filter(free, pk=page.pk, article=None).update(
        asked_by=user, tried_at=now, next_try_at=now + LEASE, tries=1
    )
    page.refresh_from_db()
    return bool(taken)


def document_behind(page: Page) -> Document:
    """Fetch ``page``; what it does not say of itself, the feed says."""
    fetched = fetch(page.address)
    feed = page.feed
    known = Head(url=canonical(fetched.url))
    if feed:
        known = replace(known, source_class=feed.source_class)
    with deadline(SECONDS):
        found = document_of(fetched.body, known, fetched.charset)
    head = replace(
        found.head,
        title=found.head.title or page.title,
        published_on=found.head.published_on or page.published_on,
        publisher=found.head.publisher or (feed.title if feed else ""),
    )
    return replace(found, head=head)


def arrived(page: Page, article: Article) -> None:
    """Note what ``page`` held; one that editors watch is due again in an hour."""
    watched = page.feed is not None and page.feed.kind == FeedKind.PAGE
    again = timezone.now() + PAGE_EVERY if watched else None
    Page.objects.filter(pk=page.pk).update(
        article=article, error="", tries=0, next_try_at=again
    )


def failed(page: Page, error: str) -> None:
    """Note why ``page`` gave no article, and when to try once more, if at all."""
    page.error, page.next_try_at = error[:200], next_try(page)
    page.save(update_fields=["error", "next_try_at"])


def next_try(page: Page) -> datetime | None:
    """Return when ``page`` is due after its last failure; None gives it up."""
    if page.feed and page.feed.kind == FeedKind.PAGE:
        return timezone.now() + PAGE_EVERY
    if page.tries > len(PATIENCE):
        return None
    return timezone.now() + PATIENCE[page.tries - 1]


def sentence(error: Exception) -> str:
    """Return what an editor may know of ``error``; the log has the rest."""
    if isinstance(error, ValidationError):
        return " ".join(error.messages)
    if isinstance(error, FetchError | TimeoutError):
        return str(error)
    logger.error("A page or feed that could not be read", exc_info=error)
    return f"It could not be read ({type(error).__name__})."
