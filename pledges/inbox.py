"""The inbox: what waits, repetitions together, new money first."""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from enum import IntEnum

from .models import Article, Candidate, Pledge
from .models.vocabulary import CandidateState, ClaimKind, SourceClass
from .shared_runs import Runs, runs_of, shared

NEAR_AMOUNT = Decimal("0.02")
NEAR_DAYS = timedelta(days=14)
ALIKE = 0.5
# What is compared at most, so that no flood of articles makes the page slow.
MOST_PLEDGES, MOST_EVENTS, MOST_TEXTS = 12, 100, 30
# Of the 64 numbers of a text: half-alike texts hardly ever share none of these.
LOOKED_UP = 16
CHUNK = 500
# The runs of words of what waited when this process was last asked.
drawn: dict[str, Runs] = {}

Key = tuple[int | None, int | None, str]


class Rank(IntEnum):
    """What matters most comes first."""

    NEW_MONEY = 0
    OTHER = 1
    REPEAT = 2


@dataclass(frozen=True)
class Money:
    """A pledge that an article claims: donor, recipient and currency, and how much."""

    key: Key
    amount: Decimal
    is_pending: bool


@dataclass
class Story:
    """A waiting article, down to what tells whether it repeats another one."""

    pk: int
    day: date
    is_official: bool
    runs: Runs
    pledges: list[Money] = field(default_factory=list)


@dataclass
class Event:
    """One thing that happened, and the articles that tell of it, earliest first."""

    stories: list[Story]
    rank: Rank = Rank.OTHER
    repeated: set[int] = field(default_factory=set)

    @property
    def origin(self) -> Story:
        """The earliest official article, or else the earliest."""
        return min(self.stories, key=lambda story: not story.is_official)

    @property
    def newest(self) -> tuple[date, int]:
        """When the last of the articles appeared."""
        return self.stories[-1].day, self.stories[-1].pk

    @property
    def money(self) -> list[Money]:
        """The pledges that wait in any of the articles."""
        every = (money for story in self.stories for money in story.pledges)
        return [money for money in every if money.is_pending]


def events() -> list[Event]:
    """Return everything that waits, as events: new money first, repetitions last."""
    found = grouped(stories())
    published = Published()
    for event in found:
        rank(event, published)
    return sorted(
        found,
        key=lambda event: (
            event.rank,
            -event.stories[-1].day.toordinal(),
            -event.stories[-1].pk,
        ),
    )


def stories() -> list[Story]:
    """Return the articles that have a claim to decide, earliest first."""
    pending = Candidate.objects.pending().values("article")
    waiting = Article.objects.filter(pk__in=pending)
    columns = ["pk", "sha256", "published_on", "retrieved_at", "source_class"]
    rows = list(waiting.values_list(*columns))
    runs = runs_by({digest for _, digest, *_ in rows})
    found = {}
    for pk, digest, day, retrieved, who in rows:
        is_official = who != SourceClass.MEDIA
        own = runs.get(digest, ())
        found[pk] = Story(pk, day or retrieved.date(), is_official, own)
    for pk, money in pledges_of(sorted(found)):
        if len(found[pk].pledges) < MOST_PLEDGES:
            found[pk].pledges.append(money)
    return sorted(found.values(), key=lambda story: (story.day, story.pk))


def runs_by(digests: set[str]) -> dict[str, Runs]:
    """Return the runs of stored texts by digest; what waited before is known."""
    global drawn
    before = drawn
    known = {digest: before[digest] for digest in digests & before.keys()}
    unknown = sorted(digests - known.keys())
    for start in range(0, len(unknown), CHUNK):
        articles = Article.objects.filter(sha256__in=unknown[start : start + CHUNK])
        for digest, text in articles.values_list("sha256", "text"):
            known[digest] = runs_of(text)
    drawn = known  # replaced, never changed: other threads may be reading it
    return known


def pledges_of(articles: list[int]) -> Iterator[tuple[int, Money]]:
    """Yield the sums that ``articles`` surely promise, in the order of each text."""
    columns = ["article", "donor", "recipient", "currency", "amount", "state"]
    stated = Candidate.objects.filter(kind=ClaimKind.PLEDGE, amount__isnull=False)
    claims = stated.exclude(state=CandidateState.REJECTED).believed()
    # By their numbers: for "all that wait" PostgreSQL may compare each with each.
    for start in range(0, len(articles), CHUNK):
        some = claims.filter(article__in=articles[start : start + CHUNK])
        ordered = some.order_by("article", "start", "pk").values_list(*columns)
        for pk, donor, recipient, currency, amount, state in ordered:
            key = donor, recipient, currency
            yield pk, Money(key, amount, state == CandidateState.PENDING)


# What belongs together


def grouped(stories: Iterable[Story]) -> list[Event]:
    """Return ``stories``, earliest first, as events: each joins the first that fits."""
    found = Found()
    for story in stories:
        event = found.by_pledge(story) or found.by_text(story)
        if event is None:
            event = found.open(story)
        else:
            event.stories.append(story)
        found.remember(story, event)
    return found.events


class Found:
    """The events so far, and where to look for one that a story may belong to."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.of_key: dict[Key, list[Event]] = defaultdict(list)
        self.of_run: dict[int, list[tuple[Story, Event]]] = defaultdict(list)

    def open(self, story: Story) -> Event:
        """Begin an event; later stories are held against this first one."""
        event = Event([story])
        self.events.append(event)
        for key in {money.key for money in story.pledges}:
            self.of_key[key].append(event)
        return event

    def remember(self, story: Story, event: Event) -> None:
        """Find ``event`` by the words of ``story``, too."""
        for run in story.runs[:LOOKED_UP]:
            self.of_run[run].append((story, event))

    def by_pledge(self, story: Story) -> Event | None:
        """Return the event whose first story promises the same, within 14 days."""
        for money in story.pledges:
            for event in reversed(self.of_key[money.key][-MOST_EVENTS:]):
                first = event.stories[0]
                if story.day - first.day > NEAR_DAYS:
                    break
                if promise_the_same(first, story):
                    return event
        return None

    def by_text(self, story: Story) -> Event | None:
        """Return the event of a story with mostly the same words, within 14 days."""
        shared: Counter[int] = Counter()
        known: dict[int, tuple[Story, Event]] = {}
        for run in story.runs[:LOOKED_UP]:
            for other, event in self.of_run[run][-MOST_TEXTS:]:
                shared[other.pk] += 1
                known[other.pk] = other, event
        for pk, _ in shared.most_common(MOST_TEXTS):
            other, event = known[pk]
            near = story.day - event.stories[0].day <= NEAR_DAYS
            if near and read_the_same(other, story):
                return event
        return None


def same(one: Money, other: Money) -> bool:
    """Say whether both are one pledge: same parties, amounts within 2 percent."""
    # Who is not known is not the same.
    if one.key != other.key or None in one.key:
        return False
    most = max(one.amount, other.amount)
    return abs(one.amount - other.amount) <= most * NEAR_AMOUNT


def promise_the_same(one: Story, other: Story) -> bool:
    """
    Say whether both tell of the same pledge: the first of each, or half of each.

    One in common would not do: a survey of ten pledges would swallow all ten.
    """
    if not one.pledges or not other.pledges:
        return False
    if same(one.pledges[0], other.pledges[0]):
        return True
    return half_in(one, other) and half_in(other, one)


def half_in(one: Story, other: Story) -> bool:
    """Say whether ``other`` has at least half of the pledges of ``one``."""
    shared = [any(same(money, its) for its in other.pledges) for money in one.pledges]
    return 2 * sum(shared) >= len(shared)


def read_the_same(one: Story, other: Story) -> bool:
    """
    Say whether the texts are mostly the same, and promise nothing different.

    Governments announce other sums in the words of the last time.
    """
    if one.pledges and other.pledges:
        pairs = ((a, b) for a in one.pledges for b in other.pledges)
        if not any(same(a, b) for a, b in pairs):
            return False
    return shared(one.runs, other.runs) >= ALIKE


# What matters


class Published:
    """The amounts that are published, to look up what may be one of them."""

    def __init__(self) -> None:
        self.of_key: dict[Key, list[tuple[Decimal, int]]] = defaultdict(list)
        columns = ["pk", "donor", "recipient", "currency", "amount"]
        stated = Pledge.objects.published().filter(amount__isnull=False)
        for pk, donor, recipient, currency, amount in stated.values_list(*columns):
            self.of_key[donor, recipient, currency].append((amount, pk))
        for amounts in self.of_key.values():
            amounts.sort()

    def near(self, money: Money) -> set[int]:
        """Return the pledges that ``money`` may be, whenever they were made."""
        margin = money.amount * NEAR_AMOUNT
        amounts = self.of_key.get(money.key, [])
        start = bisect_left(amounts, (money.amount - margin, 0))
        end = bisect_left(amounts, (money.amount + margin, 1 << 62))
        return {pk for _, pk in amounts[start:end]}


def rank(event: Event, published: Published) -> None:
    """Say of ``event`` whether its money is new, and what it repeats."""
    nearest = [published.near(money) for money in event.money]
    event.repeated = set().union(*nearest)
    if not all(nearest):
        event.rank = Rank.NEW_MONEY
    elif nearest:
        event.rank = Rank.REPEAT
