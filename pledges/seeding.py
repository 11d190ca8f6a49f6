"""Publish the demonstration articles by their editors' recorded decisions, once."""

import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction

from . import ledger, reference, review
from .claims import agrees, fields_of
from .documents import Head
from .ingest import ingest
from .models import Actor, Article, Candidate, EquipmentItem, Pledge
from .models.vocabulary import ClaimKind, Precision

Claim = dict[str, Any]
KINDS = [ClaimKind.PLEDGE, ClaimKind.EQUIPMENT, ClaimKind.TOTAL]
NOT_READ_SO = "Not what the editor read in this passage."
LICENCE = "CC BY 4.0"


@dataclass
class Brief:
    """One article of the seed: its text, its head and what an editor decided."""

    name: str
    text: str
    head: Head
    claims: list[Claim]


@dataclass
class Published:
    """The records made so far, by the keys that the decisions use."""

    pledges: dict[str, Pledge] = field(default_factory=dict)
    items: dict[tuple[str, str], EquipmentItem] = field(default_factory=dict)
    articles: dict[str, Article] = field(default_factory=dict)


def read_briefs(folder: Path) -> Iterator[Brief]:
    """Yield each NAME.txt of ``folder`` with the decisions of NAME.toml, by name."""
    for path in sorted(folder.glob("*.toml")):
        decided = tomllib.loads(path.read_text(encoding="utf-8"))
        text = path.with_suffix(".txt").read_text(encoding="utf-8")
        claims = decided.pop("claims", [])
        yield Brief(path.stem, text, Head(**decided, licence=LICENCE), claims)


def seed(folder: Path = reference.SEED) -> int:
    """
    Publish the seed in one transaction; returns the number of articles read.

    Does nothing, and returns 0, where any article is stored already: what people
    entered is never touched.
    """
    if Article.objects.exists():
        return 0
    with transaction.atomic(), ledger.entry():  # which notes each record once
        briefs = list(read_briefs(folder / "articles"))
        publish_all(briefs, tomllib.loads((folder / "links.toml").read_text("utf-8")))
    return len(briefs)


def publish_all(briefs: Iterable[Brief], relations: dict[str, Any]) -> Published:
    """Publish ``briefs``; the order in which they come does not matter."""
    published = Published()
    queue: list[tuple[Claim, Candidate]] = []
    for brief in briefs:
        read = ingest(brief.text, brief.head)
        published.articles[brief.name] = read.article
        queue += matched(brief, read.article, read.candidates)
    for claim, candidate in sorted(queue, key=_turn):
        decide(claim, candidate, published)
    relate(relations, published)
    return published


def _turn(decision: tuple[Claim, Candidate]) -> tuple[Any, ...]:
    """Return whose turn it is: the claim that an editor chose gives the record."""
    claim, candidate = decision
    return (
        KINDS.index(claim["kind"]),
        not claim.get("lead", False),
        str(claim.get("announced_on", "9999")),
        candidate.article.title,
        candidate.start,
        claim.get("item", ""),
    )


def matched(
    brief: Brief, article: Article, candidates: list[Candidate]
) -> list[tuple[Claim, Candidate]]:
    """
    Pair each decided claim with the candidate that the reviewer had before him.

    What the extractor missed is entered by hand; what no editor read is rejected.
    """
    left = list(candidates)
    pairs = []
    for claim in brief.claims:
        found = next((one for one in left if agrees(one, claim)), None)
        if found is None:
            found = review.record(article, claim["quote"], fields_of(claim))
        else:
            left.remove(found)
        pairs.append((claim, found))
    for candidate in left:
        review.reject(candidate, None, NOT_READ_SO)
    return pairs


def decide(claim: Claim, candidate: Candidate, published: Published) -> None:
    """Accept ``candidate`` as ``claim`` states it, into the record that it supports."""
    changes = fields_of(claim) | placed(claim, candidate.article)
    into = target(claim, published)
    record = review.accept(candidate, None, changes, into)
    if isinstance(record, Pledge):
        published.pledges[claim["pledge"]] = record
    elif isinstance(record, EquipmentItem):
        published.items[item_key(claim)] = record
        published.pledges.setdefault(claim["pledge"], record.pledge)


def placed(claim: Claim, article: Article) -> dict[str, Any]:
    """Return the place of the quote, and what an editor knows beyond the claim."""
    start, end = review.place_of(article, claim["quote"])
    changes: dict[str, Any] = {"start": start, "end": end}
    if "announced_in" in claim:
        year, _, month = claim["announced_in"].partition("-")
        changes["announced_on"] = date(int(year), int(month or 1), 1)
        precision = Precision.MONTH if month else Precision.YEAR
        changes["announced_precision"] = precision
    changes["speaker"] = claim.get("speaker", "")
    for party in ("donor", "recipient"):
        key = {"donor": "donor_group", "recipient": "beneficiary_group"}[party]
        if key in claim:
            changes[party] = Actor.objects.get(code=claim[key])
    return changes


def target(claim: Claim, published: Published) -> review.Record | None:
    """Return the record that ``claim`` supports, if an earlier claim opened it."""
    if claim["kind"] == ClaimKind.TOTAL:
        return None
    pledge = published.pledges.get(claim["pledge"])
    if claim["kind"] == ClaimKind.PLEDGE:
        return pledge
    return published.items.get(item_key(claim), pledge)


def item_key(claim: Claim) -> tuple[str, str]:
    """Return the key of the line of goods that ``claim`` reports."""
    return claim["pledge"], str(claim.get("item_key", claim["item"]))


def relate(relations: dict[str, Any], published: Published) -> None:
    """Add the links between pledges, later steps, and why one source was followed."""
    pledges = published.pledges
    for row in relations.get("link", []):
        one, other = pledges[row["pledge"]], pledges[row["of"]]
        review.link(one, row["relation"], other, row["reason"], None)
    for row in relations.get("event", []):
        article = published.articles[row["article"]]
        pledge = Pledge.objects.get(pk=pledges[row["pledge"]].pk)
        review.add_event(
            pledge, row["stage"], row["on"], article, row["quote"], by=None
        )
    for row in relations.get("resolution", []):
        pledge = Pledge.objects.get(pk=pledges[row["pledge"]].pk)
        pledge.resolution = row["reason"]
        review.revise(pledge, None, pledge.version)
