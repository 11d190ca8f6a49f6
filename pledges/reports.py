"""What became of an article, in lines for a terminal or a message."""

from collections.abc import Iterator, Sequence

from django.urls import reverse

from .documents import Document
from .feeds import Outcome
from .ingest import Ingested
from .models import Candidate
from .models.vocabulary import ClaimKind


def report(done: Ingested) -> str:
    """Return what was found, a claim a line, and where it waits for review."""
    known = "Stored" if done.created else "Seen before, nothing stored anew"
    address = reverse("admin:pledges_candidate_changelist")
    return "\n".join(
        [
            f"{known}: article {done.article.pk}, {done.article.title}",
            *(summary(candidate) for candidate in done.candidates),
            f"Review: {address}?article__id__exact={done.article.pk}",
        ]
    )


def loss(document: Document) -> str:
    """Return how ``document`` was read, where an editor should look twice, or ""."""
    lost = document.text.count("\ufffd")
    if not lost and not document.encoding.endswith("guessed"):
        return ""
    return f"Read as {document.encoding}; characters that were lost: {lost}."


def summary(candidate: Candidate) -> str:
    """Return one line: kind, figure, stage, score, quote, rules."""
    figure = f"{candidate.quantity or 'some'} {candidate.item}"
    if candidate.kind != ClaimKind.EQUIPMENT:
        figure = f"{candidate.currency} {candidate.amount or 'not stated'}"
    quote = " ".join(candidate.quote.split())
    rules = ", ".join(candidate.rules)
    what = f"{candidate.kind}: {figure}, {candidate.stage}, {candidate.score:.2f}"
    return f"{what}, “{quote}” ({rules})"


def summed(outcomes: Sequence[Outcome]) -> str:
    """Return how the feeds of a run answered, in one line."""
    unchanged = sum(outcome.is_unchanged for outcome in outcomes)
    dead = sum(outcome.is_dead for outcome in outcomes)
    read = len(outcomes) - unchanged - dead
    return f"{len(outcomes)} feeds: {read} read, {unchanged} unchanged, {dead} not read"


def lines(outcome: Outcome) -> Iterator[str]:
    """Yield what a run found at one feed, and each page that gave no article."""
    feed = outcome.feed
    if outcome.error:
        yield f"{feed.pk} {feed.title}: not read. {outcome.error}"
    else:
        seen = "unchanged" if outcome.is_unchanged else f"{outcome.entries} entries"
        yield (
            f"{feed.pk} {feed.title}: {seen}, {outcome.new} new, "
            f"{outcome.known} known, {len(outcome.failed)} failed"
        )
    yield from (f"  {page}" for page in outcome.failed)
