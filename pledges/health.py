"""How well each pledge is supported: sources, their independence, gaps and age."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import chain
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Coalesce

from .claims import SEVERAL_DONORS, SEVERAL_RECIPIENTS
from .models import Evidence, Pledge, StageEvent
from .models.vocabulary import Precision, SourceClass
from .sketches import alike

# "Several" names nobody.
NAMELESS = {SEVERAL_DONORS, SEVERAL_RECIPIENTS, None}
# What a whole record states; donors and media tell of it, these two confirm it.
FACTS = ["donor", "recipient", "amount", "currency", "exact day", "sector"]
FACTS += ["instrument", "evidence of its stage"]
CONFIRMING = {SourceClass.RECIPIENT_OFFICIAL, SourceClass.INTERNATIONAL}


class Source(NamedTuple):
    """One article behind a pledge."""

    article_id: int
    publisher: str
    origin: str
    source_class: str
    published_on: date | None
    sketch: str


@dataclass(frozen=True)
class Health:
    """How well one pledge is supported on a day; nothing in it is weighed or mixed."""

    pledge_id: int
    sources: int
    independent: int
    official: bool  # the donor itself says so
    confirmed: bool  # the recipient or an international organisation does
    last_on: date | None
    days: int | None  # from then to the day asked for
    missing: tuple[str, ...]

    @property
    def stated(self) -> int:
        """Return how many of FACTS are stated."""
        return len(FACTS) - len(self.missing)


def of(pledges: QuerySet[Pledge], on: date) -> dict[int, Health]:
    """Return the health of each of ``pledges`` on ``on``; two queries."""
    sources = _sources(pledges)
    return {
        pk: _health(pk, sources.get(pk, []), missing, on)
        for pk, missing in _missing(pledges)
    }


def weakest_first(pledges: QuerySet[Pledge], on: date) -> list[Health]:
    """
    Return the health of ``pledges``: those first that need a further source most.

    The fewest independent sources, then the unconfirmed, then the fewest facts, then
    the oldest evidence, undated before all; the older record where all is equal.
    """
    return sorted(of(pledges, on).values(), key=_weight)


def _weight(one: Health) -> tuple[int, bool, int, date, int]:
    last_on = one.last_on or date.min
    return one.independent, one.confirmed, one.stated, last_on, one.pledge_id


def _health(
    pk: int, sources: list[Source], missing: tuple[str, ...], on: date
) -> Health:
    classes = {one.source_class for one in sources}
    days = [one.published_on for one in sources if one.published_on]
    last_on = max(days, default=None)
    return Health(
        pledge_id=pk,
        sources=len(sources),
        independent=independent(sources),
        official=SourceClass.DONOR_OFFICIAL in classes,
        confirmed=bool(classes & CONFIRMING),
        last_on=last_on,
        days=(on - last_on).days if last_on else None,
        missing=missing,
    )


def _missing(pledges: QuerySet[Pledge]) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Yield each pledge's key with the facts that no source states."""
    shown = StageEvent.objects.standing().filter(
        pledge=OuterRef("pk"), stage=OuterRef("shown_stage"), evidence__isnull=False
    )
    rows = pledges.order_by().annotate(stage_shown=Exists(shown))
    columns = ["pk", "donor__code", "recipient__code", "amount", "currency"]
    columns += ["announced_on", "announced_precision", "sector", "instrument"]
    for pk, *facts in rows.values_list(*columns, "stage_shown"):
        stated = zip(FACTS, _stated(*facts), strict=True)
        yield pk, tuple(fact for fact, is_stated in stated if not is_stated)


def _stated(
    donor: str,
    recipient: str | None,
    amount: Any,
    currency: str,
    day: date | None,
    precision: str,
    *others: Any,
) -> list[bool]:
    """Return for each of FACTS whether it is stated."""
    to_the_day = day is not None and precision == Precision.DAY
    named = [donor not in NAMELESS, recipient not in NAMELESS]
    money = [amount is not None, bool(currency)]
    return [*named, *money, to_the_day, *map(bool, others)]


# Sources and their independence


def _sources(pledges: QuerySet[Pledge]) -> dict[int, list[Source]]:
    """Return the articles behind each of ``pledges``, each once; one query."""
    pledge = Coalesce("pledge_id", "item__pledge_id")
    columns = [f"article__{name}" for name in Source._fields[1:]]
    rows = Evidence.objects.behind(pledges.order_by()).order_by("pk")
    found: dict[int, dict[int, Source]] = defaultdict(dict)
    for pk, article, *others in rows.values_list(pledge, "article_id", *columns):
        found[pk][article] = Source(article, *others)
    return {pk: list(sources.values()) for pk, sources in found.items()}


def independent(sources: Iterable[Source]) -> int:
    """
    Return how many of ``sources`` speak for themselves.

    Articles about one event or release, of one publisher or with nearly one text are
    one, and so is a chain of them.
    """
    groups: list[list[Source]] = []
    for source in sources:
        near = [
            group
            for group in groups
            if any(_one_voice(source, other) for other in group)
        ]
        apart = [group for group in groups if group not in near]
        groups = [*apart, [source, *chain.from_iterable(near)]]
    return len(groups)


def _one_voice(one: Source, other: Source) -> bool:
    same_origin = one.origin and one.origin.casefold() == other.origin.casefold()
    return bool(
        same_origin
        or publishers(one.publisher) & publishers(other.publisher)
        or alike(one.sketch, other.sketch)
    )


@lru_cache(maxsize=10_000)
def publishers(written: str) -> frozenset[str]:
    """
    Return the outlets and agencies that a publisher's line names.

    Two whose publisher is not recorded are not known to be two.

    >>> sorted(publishers("The Japan News (Jiji Press)"))
    ['jiji press', 'the japan news']
    >>> publishers("") == {""}
    True
    """
    names = {name.strip().casefold() for name in re.split(r"[;()]", written)}
    return frozenset(names - {""} or {""})
