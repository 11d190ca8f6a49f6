"""Read the feeds that editors subscribe to, and take their new pages in."""

import io
import time
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from email.utils import parsedate_to_datetime

import feedparser
from django.core.exceptions import ValidationError
from django.utils import timezone

from .addresses import canonical
from .deadline import deadline
from .documents import one_line
from .encodings import decode
from .fetch import UNKNOWN, Fetched, Validators, fetch
from .models import Article, Feed, Page
from .models.dates import FIRST_DAY, LAST_DAY
from .models.vocabulary import FeedKind
from .pages import CONNECTION_LOST, SECONDS, PageError, claim, sentence, take_in

TYPES = frozenset(
    {"application/rss+xml", "application/atom+xml", "application/xml", "text/xml"}
)
# Of one feed in one run: entries that are noted, and pages that are fetched.
MOST = 50
# Seconds between two pages, for the sake of the servers.
PAUSE = 1.0


@dataclass(frozen=True)
class Entry:
    """What a feed says about one page; the address is canonical."""

    address: str
    title: str = ""
    published_on: date | None = None


@dataclass
class Outcome:
    """What one run found at one feed."""

    feed: Feed
    entries: int = 0
    new: int = 0
    known: int = 0
    failed: list[str] = field(default_factory=list)
    error: str = ""
    # whether the feed was the one that we had read already
    is_unchanged: bool = False
    addresses: list[str] = field(default_factory=list)
    validators: Validators = UNKNOWN

    @property
    def is_dead(self) -> bool:
        """Whether the address that editors gave could not be read."""
        watched = self.feed.kind == FeedKind.PAGE
        return bool(self.error or (watched and self.failed))


def gather(feeds: Iterable[Feed]) -> Iterator[Outcome]:
    """Read each feed, take its new pages in, and note on it what went wrong."""
    for feed in feeds:
        outcome = Outcome(feed)
        try:
            look_at(feed, outcome)
        except CONNECTION_LOST:  # that says nothing about the feed
            raise
        except Exception as error:  # hostile feeds find more than we could list
            outcome.error = sentence(error)
        fetch_due(feed, outcome)
        remember(feed, outcome)
        yield outcome


def look_at(feed: Feed, outcome: Outcome) -> None:
    """Note the pages that ``feed`` points to, unless it is as it was."""
    if feed.kind == FeedKind.PAGE:
        watch(feed)
        outcome.entries = 1
        return
    known = Validators(feed.answered_by, feed.etag, feed.last_modified)
    fetched = fetch(feed.url, TYPES, known)
    outcome.is_unchanged = fetched.is_unchanged
    if fetched.is_unchanged:
        return
    with deadline(SECONDS):
        entries = read_feed(fetched)
    note(feed, entries)
    outcome.entries = len(entries)
    outcome.addresses = [entry.address for entry in entries]
    outcome.validators = fetched.validators


def remember(feed: Feed, outcome: Outcome) -> None:
    """Note on ``feed`` what went wrong, or which version of it was taken in whole."""
    noted: dict[str, object] = {
        "last_fetched_at": timezone.now(),
        "last_error": "\n".join(filter(None, [outcome.error, *outcome.failed])),
    }
    address, etag, last_modified = outcome.validators
    if address and not some_wait(outcome.addresses):
        noted |= {"answered_by": address, "etag": etag, "last_modified": last_modified}
    Feed.objects.filter(pk=feed.pk).update(**noted)


def some_wait(addresses: list[str]) -> bool:
    """Say whether one of these pages is still to be fetched, by whatever feed."""
    pages = Page.objects.filter(address__in=addresses, article=None)
    return pages.exclude(next_try_at=None).exists()


def watch(feed: Feed) -> None:
    """Note the page that ``feed`` is, which another feed may have pointed to."""
    page, _ = Page.objects.get_or_create(
        address=canonical(feed.url), defaults={"feed": feed}
    )
    if page.feed_id != feed.pk:
        page.feed, page.next_try_at = feed, timezone.now()
        page.save(update_fields=["feed", "next_try_at"])


def note(feed: Feed, entries: Iterable[Entry]) -> None:
    """Note the pages that nobody pointed to before, in one statement."""
    unknown = {entry.address: entry for entry in entries}
    # What an editor entered by hand is not read a second time.
    for known in Article.objects.filter(url__in=list(unknown)):
        unknown.pop(known.url, None)
    # In one order everywhere, or two runs at once could wait for one another.
    pages = [Page(feed=feed, **asdict(unknown[address])) for address in sorted(unknown)]
    Page.objects.bulk_create(pages, ignore_conflicts=True)
    # What an editor asked for in vain is tried again from now on.
    Page.objects.filter(address__in=list(unknown), feed=None, article=None).update(
        feed=feed
    )


def fetch_due(feed: Feed, outcome: Outcome) -> None:
    """Fetch the pages of ``feed`` that are due, one by one."""
    due = feed.pages.due(timezone.now())
    if feed.kind == FeedKind.PAGE:  # its address may have been another one before
        due = due.filter(address=canonical(feed.url))
    for page in due[:MOST]:
        if not claim(page):  # another run has it
            continue
        time.sleep(PAUSE)
        try:
            done = take_in(page)
        except PageError as error:
            outcome.failed.append(f"{page.address}: {error}")
            continue
        outcome.new += done.created
        outcome.known += not done.created


def read_feed(fetched: Fetched) -> list[Entry]:
    """Return the first entries of an RSS or Atom feed that lead to web pages."""
    text = decode(fetched.body, fetched.charset).text
    said = feedparser.parse(
        io.BytesIO(text.encode()),  # a stream: feedparser opens what is none
        response_headers={
            "content-type": "application/xml; charset=utf-8",
            "content-location": fetched.url,
        },
    )
    if not said.get("version"):
        raise ValidationError("This is no RSS or Atom feed.")
    if said.bozo and not said.entries:
        raise ValidationError("This feed is broken.")
    found = (entry_from(entry) for entry in said.entries[:MOST])
    return [entry for entry in found if entry]


def entry_from(said: feedparser.FeedParserDict) -> Entry | None:
    """Return one entry, or None where it leads to no plain web page."""
    try:
        address = canonical(said.get("link", ""))
    except ValueError:
        return None
    # Of RSS 1.0 the day is here; in Atom this is when the page last changed.
    stated = said.get("published") or said.get("updated", "")
    return Entry(address, one_line(said.get("title", ""), 300), day_of(stated))


def day_of(stated: str) -> date | None:
    """Return the day, where it was written, of an RSS or Atom date, or None."""
    for read in (parsedate_to_datetime, datetime.fromisoformat):
        try:
            day = read(stated.strip()).date()
        except (ValueError, OverflowError):
            continue
        return day if FIRST_DAY <= day <= LAST_DAY else None
    return None
