"""Store a text as an Article with a candidate for each thing found in it."""

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from decimal import Decimal
from functools import lru_cache

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from .claims import SEVERAL, SEVERAL_DONORS, SEVERAL_RECIPIENTS
from .documents import Head, check_text
from .extraction import VERSION, Finding, extract
from .extraction.lexicon import Actor as ActorWords
from .extraction.lexicon import Lexicon
from .fields import to_money
from .models import Actor, Article, Candidate
from .models.articles import digest
from .models.vocabulary import Qualifier

MAX_QUANTITY = 10**12


@dataclass(frozen=True)
class Ingested:
    """An article and what was found in it; ``created`` is false for one seen before."""

    article: Article
    candidates: list[Candidate]
    created: bool


def ingest(
    text: str,
    head: Head,
    raw_sha256: str = "",
    note: Callable[[Article], object] = id,
) -> Ingested:
    """
    Store ``text`` as an Article with a candidate for each finding, in one transaction.

    ``raw_sha256`` is the digest of the file that the text was read from, if any; what
    ``note`` writes about the article is stored with it or not at all. The same text a
    second time gives the first article, unchanged. Raises ValidationError for a text
    or head that cannot be stored.
    """
    text = check_text(text)
    if seen := seen_before(text):
        note(seen.article)
        return seen
    article = Article(**asdict(head) | {"title": head.title or first_line(text)})
    article.text, article.raw_sha256 = text, raw_sha256
    article.extractor_version = VERSION
    article.full_clean(exclude=["sha256"])
    findings = extract(text, head.published_on, lexicon())
    try:
        with transaction.atomic():
            article.save()
            candidates = record_all(article, findings)
            note(article)
    except IntegrityError:  # somebody stored the same text in between
        if seen := seen_before(text):
            note(seen.article)
            return seen
        raise
    return Ingested(article, candidates, created=True)


def seen_before(text: str) -> Ingested | None:
    """Return the article that has this very text, if there is one."""
    article = Article.objects.filter(sha256=digest(text)).first()
    if article is None:
        return None
    return Ingested(article, list(article.candidates.all()), created=False)


def lexicon() -> Lexicon:
    """Return the extractor's lexicon with the actors that editors added."""
    added = Actor.objects.exclude(code__in=Lexicon.load().actors.keys())
    return _lexicon_with(tuple(_words(actor) for actor in added.order_by("code")))


@lru_cache(maxsize=1)
def _lexicon_with(added: tuple[ActorWords, ...]) -> Lexicon:
    return Lexicon.load().with_actors(added)


def _words(actor: Actor) -> ActorWords:
    return ActorWords(
        code=actor.code,
        name=actor.name,
        kind=actor.kind,
        short_name=actor.short_name,
        aliases=tuple(actor.aliases.splitlines()),
    )


def first_line(text: str) -> str:
    """Return the first line that says something, as a title."""
    return next(line.strip() for line in text.splitlines() if line.strip())[:300]


def record_all(article: Article, findings: Iterable[Finding]) -> list[Candidate]:
    """Store ``findings`` as candidates of ``article``, in the order of the text."""
    candidates = [candidate_from(article, finding) for finding in findings]
    for candidate in candidates:
        candidate.save()
    return candidates


def candidate_from(article: Article, finding: Finding) -> Candidate:
    """Return an unsaved candidate; an actor that we do not know is left open."""
    return Candidate(
        article=article,
        kind=finding.kind,
        donor=_actor(finding.donor, SEVERAL_DONORS),
        recipient=_actor(finding.recipient, SEVERAL_RECIPIENTS),
        channel=_actor(finding.channel, SEVERAL_RECIPIENTS),
        amount=_storable(finding.amount),
        amount_min=_storable(finding.amount_min),
        currency=finding.currency or "",
        amount_qualifier=finding.amount_qualifier or Qualifier.EXACT,
        item=(finding.item or "")[:200],
        quantity=_countable(finding.quantity),
        quantity_qualifier=finding.quantity_qualifier or Qualifier.EXACT,
        stage=finding.stage or "announced",
        instrument=finding.instrument or "",
        sector=finding.sector or "",
        announced_on=finding.announced_on,
        is_part=finding.part_of,
        quote=finding.quote,
        start=finding.start,
        end=finding.end,
        rules=list(finding.rules),
        score=finding.score,
    )


def _storable(amount: Decimal | None) -> Decimal | None:
    """Return ``amount`` unless no column holds it; its quote still tells it."""
    try:
        return None if amount is None else to_money(amount)
    except ValidationError:
        return None


def _countable(quantity: int | Decimal | None) -> int | None:
    return int(quantity) if quantity and quantity <= MAX_QUANTITY else None


def _actor(name: str | None, several: str) -> Actor | None:
    called = several if name == SEVERAL else name
    return Actor.objects.named(called).first() if called else None
