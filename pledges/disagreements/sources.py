"""Compare what the sources of one pledge state, and set side by side what differs."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from pledges.models import EquipmentItem, Evidence, Pledge, PledgeLink, StageEvent
from pledges.models.vocabulary import STAGE_ORDER, Relation

from .fields import FIELDS, NUMBER, Field, Told

Record = Pledge | EquipmentItem


@dataclass(frozen=True)
class Disagreement:
    """One thing that sources state differently, the record that it is of, and why."""

    field: str
    title: str
    told: list[Told]
    record: Record
    reason: str


def of(
    pledge: Pledge,
    passages: list[Evidence],
    steps: Iterable[StageEvent],
    links: Iterable[PledgeLink],
) -> list[Disagreement]:
    """
    Return what the sources of ``pledge`` state differently, and its duplicates.

    ``passages``, ``steps`` and ``links`` are all that the public sees of it. Where an
    editor noted a resolution and no field differs, the passages stand side by side.
    """
    shown = _shown_by(steps)
    found: dict[object, Disagreement] = {}
    for item, group in _groups(passages):
        told = [Told(claim, one) for one in group if (claim := _claim(one, shown))]
        for one in _differing(pledge, item, told):
            # Ten lines of goods in the same two reports disagree once, not ten times.
            where = frozenset(row.passage.article_id for row in one.told)
            found.setdefault((one.title, one.record, where), one)
    twice = list(_told_twice(pledge, passages, links))
    return [*found.values(), *twice] or _noted(pledge, passages)


def _shown_by(steps: Iterable[StageEvent]) -> dict[int | None, StageEvent]:
    """Return the firmest step that each passage shows."""
    rising = sorted(steps, key=lambda step: STAGE_ORDER[step.stage])
    return {step.evidence_id: step for step in rising}


def _claim(passage: Evidence, shown: dict[int | None, StageEvent]) -> Any:
    """Return what a reviewer accepted of ``passage``, or else the step it shows."""
    return passage.candidate or shown.get(passage.pk)


def _groups(
    passages: list[Evidence],
) -> Iterator[tuple[EquipmentItem | None, list[Evidence]]]:
    """Yield the passages about the pledge itself, then those of each line of goods."""
    items = {None: None} | {one.item_id: one.item for one in passages}
    for key, item in items.items():
        yield item, [one for one in passages if one.item_id == key]


def _differing(
    pledge: Pledge, item: EquipmentItem | None, told: list[Told]
) -> Iterator[Disagreement]:
    """Yield the fields on which claims about the same thing differ between articles."""
    for field in FIELDS:
        stating = [one for one in told if field.read(one.claim) is not None]
        apart = [pair for pair in combinations(stating, 2) if _in_two_articles(*pair)]
        if not any(field.differ(*pair) for pair in apart):
            continue
        of_item = item if field is NUMBER else None
        title = f"{field.title}: {of_item.name}" if of_item else field.title
        record = of_item or pledge
        rows = _rows(field, stating, record)
        yield Disagreement(field.name, title, rows, record, pledge.resolution)


def _in_two_articles(one: Told, other: Told) -> bool:
    return one.passage.article_id != other.passage.article_id


def _rows(field: Field, stating: list[Told], record: Record) -> list[Told]:
    """Return one row for each value of each article, oldest first, undated last."""
    kept = {(one.passage.article_id, field.read(one.claim)): one for one in stating}
    ours = field.read(record)
    return [
        Told(one.claim, one.passage, field.read(one.claim) == ours)
        for one in sorted(kept.values(), key=lambda one: _published(one.passage))
    ]


def _published(passage: Evidence) -> tuple[str, int]:
    return str(passage.article.published_on or "undated"), passage.pk


def _told_twice(
    pledge: Pledge, passages: list[Evidence], links: Iterable[PledgeLink]
) -> Iterator[Disagreement]:
    """Yield ``pledge`` beside each one that it duplicates or that duplicates it."""
    others = {
        link: link.other if link.pledge_id == pledge.pk else link.pledge
        for link in links
        if link.relation == Relation.DUPLICATES
    }
    keys = [other.pk for other in others.values()]
    theirs = Evidence.objects.behind(keys).for_listing() if keys else []
    for link, other in others.items():
        rows = [Told(pledge, one, pledge.counted) for one in passages]
        rows += [
            Told(other, one, other.counted)
            for one in theirs
            if other.pk == one.pledge_behind
        ]
        yield Disagreement("pledge", "Told as two pledges", rows, pledge, link.reason)


def _noted(pledge: Pledge, passages: list[Evidence]) -> list[Disagreement]:
    """Return all words side by side where only the editor saw that they differ."""
    if not pledge.resolution:
        return []
    own = [one for one in passages if one.pledge_id] or passages
    rows = [Told(None, one) for one in sorted(own, key=_published)]
    return [Disagreement("words", "Wording", rows, pledge, pledge.resolution)]
