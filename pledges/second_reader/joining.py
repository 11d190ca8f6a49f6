"""Join what the second reader found to the candidates of a stored article."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction

from pledges.extraction import Finding
from pledges.ingest import candidate_from
from pledges.models import Article, Candidate
from pledges.models.vocabulary import CandidateState, ClaimKind

from .checks import Passages
from .reading import read

AGREES = "second reader agrees"
# In what two readings of one figure may differ; a reviewer wants to know.
COMPARED = ("donor", "recipient", "stage")


@dataclass
class Outcome:
    """What became of one article's second reading; empty where there is no reader."""

    failure: str = ""
    added: list[Candidate] = field(default_factory=list)
    agreed: int = 0
    dropped: Counter[str] = field(default_factory=Counter)

    @property
    def words(self) -> str:
        """Return what an editor is told: "" where no second reader is set."""
        if not settings.EXTRACTION_LLM_URL:
            return ""
        name = f"Second reader ({settings.EXTRACTION_LLM_MODEL})"
        if self.failure:
            return f"{name}: {self.failure}. What the rules found is stored."
        told = f"{name}: {self.agreed} found by the rules too, {len(self.added)} added"
        reasons = [f"{count} × {why}" for why, count in self.dropped.items()]
        return f"{told}, dropped: {', '.join(reasons) or 'none'}."


def reread(article: Article) -> Outcome:
    """
    Have a stored ``article`` read a second time, where EXTRACTION_LLM_URL is set.

    Adds candidates, or a rule to those that are there. May take
    EXTRACTION_LLM_SECONDS: never call it within a transaction, whose locks would wait.
    """
    reading = read(article.text, article.published_on)
    outcome = Outcome(reading.failure, dropped=Counter(reading.dropped))
    if reading.findings:
        with transaction.atomic(durable=True):
            join(article, reading.findings, outcome)
    return outcome


def join(article: Article, findings: Iterable[Finding], outcome: Outcome) -> None:
    """Add ``findings`` to the candidates of ``article``; none is doubled."""
    known = list(article.candidates.select_for_update())
    passages = Passages(article.text)
    for finding in findings:
        candidate = candidate_from(article, finding)
        if same := first_same(candidate, known, passages):
            outcome.agreed += 1
            note(same, candidate)
        elif first_same(candidate, outcome.added, passages):
            outcome.dropped["stated twice"] += 1
        elif not is_fit(candidate):
            outcome.dropped["no column holds it"] += 1
        else:
            candidate.save()
            outcome.added.append(candidate)


def is_fit(candidate: Candidate) -> bool:
    """Say whether the database takes ``candidate``."""
    try:
        candidate.full_clean()
    except ValidationError:
        return False
    return True


def first_same(
    candidate: Candidate, known: Iterable[Candidate], passages: Passages
) -> Candidate | None:
    """Return which known candidate states the same: kind, figure, passage."""
    places = list(passages.of(candidate.quote))
    for other in known:
        overlaps = any(start < other.end and other.start < end for start, end in places)
        if overlaps and figure(other) == figure(candidate) and alike(other, candidate):
            return other
    return None


def figure(candidate: Candidate) -> tuple[object, ...]:
    """Return kind and figure: an amount with its currency, or how many."""
    if candidate.kind == ClaimKind.EQUIPMENT:
        return candidate.kind, candidate.quantity
    return candidate.kind, candidate.amount, candidate.currency


def alike(one: Candidate, other: Candidate) -> bool:
    """Say whether two goods share the noun; money has none."""
    mine, theirs = one.item.lower().split(), other.item.lower().split()
    if not mine or not theirs:
        return mine == theirs
    return mine[-1] in theirs or theirs[-1] in mine


def note(candidate: Candidate, again: Candidate) -> None:
    """Write to a pending ``candidate`` that the second reader found it ``again``."""
    if candidate.state != CandidateState.PENDING:
        return
    if any(str(rule).startswith(AGREES) for rule in candidate.rules):
        return
    differ = [
        name
        for name in COMPARED
        if getattr(candidate, name) != getattr(again, name) and getattr(again, name)
    ]
    rule = f"{AGREES}, but for the {' and the '.join(differ)}" if differ else AGREES
    candidate.rules = [*candidate.rules, rule]
    candidate.save(update_fields=["rules"])
