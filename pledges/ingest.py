"""Turn a file, pasted text or HTML into an Article with its candidates."""

import hashlib
import re
import sys
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

import trafilatura
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from .addresses import canonical
from .claims import SEVERAL, SEVERAL_DONORS, SEVERAL_RECIPIENTS
from .encodings import decode
from .extraction import VERSION, Finding, extract
from .extraction.lexicon import Actor as ActorWords
from .extraction.lexicon import Lexicon
from .fetch import fetch
from .fields import to_money
from .models import Actor, Article, Candidate
from .models.articles import digest
from .models.vocabulary import Qualifier

# A long newspaper page has 30 kB; what is larger is not one article.
MAX_CHARACTERS = 200_000
MAX_BYTES = 2 * 1024 * 1024
MAX_QUANTITY = 10**12
# Neither database can store a NUL and a lone surrogate; no text needs the others.
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
LINE_END = re.compile("\r\n|[\r\x85\u2028\u2029]")
BLANKS = " \t\N{NO-BREAK SPACE}"
HTML_SIGNS = ("<!doctype html", "<html", "<body")
PUBLISHED = "//meta[@property='article:published_time']/@content"


@dataclass(frozen=True)
class Head:
    """What is known about an article besides its text."""

    title: str = ""
    publisher: str = ""
    url: str = ""
    published_on: date | None = None
    source_class: str = "media"
    licence: str = ""
    origin: str = ""


@dataclass(frozen=True)
class Document:
    """What a file says, the digest of its bytes, and the encoding they were read in."""

    text: str
    head: Head
    raw_sha256: str = ""
    encoding: str = ""


@dataclass(frozen=True)
class Ingested:
    """An article and what was found in it; ``created`` is false for one seen before."""

    article: Article
    candidates: list[Candidate]
    created: bool


def read(source: str, known: Head) -> Document:
    """
    Return what stands behind ``source``, a web address, a path or "-".

    Raises OSError, FetchError or ValidationError, each with a sentence for the reader.
    """
    if source.startswith(("http://", "https://")):
        page = fetch(source)
        known = replace(known, url=known.url or canonical(page.url))
        return document_of(page.body, known, page.charset)
    if source == "-":
        return document_of(sys.stdin.buffer.read(MAX_BYTES + 1), known)
    with Path(source).open("rb") as file:
        return document_of(file.read(MAX_BYTES + 1), known)


def document_of(raw: bytes, known: Head, charset: str = "") -> Document:
    """
    Return what ``raw`` says, a text or HTML page; ``charset`` is the server's word.

    What is ``known`` of the head stays as it is. Raises ValidationError, with a
    sentence for the reader, for what is too large, no text, or without a main text.
    """
    if len(raw) > MAX_BYTES:
        raise ValidationError(f"The article is larger than {MAX_BYTES:,} bytes.")
    page = decode(raw, charset)
    return Document(
        main_text(page.text),
        head_of(page.text, known),
        hashlib.sha256(raw).hexdigest(),
        page.encoding,
    )


def main_text(page: str) -> str:
    """Return ``page`` if it is a text, or what an HTML page has to say."""
    if _is_html(page):
        page = trafilatura.extract(page, favor_precision=True) or ""
    return check_text(page)


def check_text(text: str) -> str:
    """Return ``text`` in the form in which it is stored, or raise ValidationError."""
    text = normal(text)
    if not text:
        raise ValidationError("There is no text in this article.")
    size = len(text.rstrip())
    if size > MAX_CHARACTERS:
        raise ValidationError(
            f"The text has {size:,} characters; the limit is {MAX_CHARACTERS:,}."
        )
    if CONTROL.search(text):
        raise ValidationError("The text holds control characters: is it a text at all?")
    return text


def normal(text: str) -> str:
    r"""
    Return ``text`` so that copies of one article are one text, digest and all.

    Line ends are plain, blanks before them and blank lines around the text are gone,
    accents are composed (NFC). Quotes are looked up in what this returns.

    >>> normal("\n\nCafe\u0301 \r\n  Kyiv\t\n\n") == "Caf\u00e9\n  Kyiv\n"
    True
    """
    text = unicodedata.normalize("NFC", LINE_END.sub("\n", text))
    lines = "\n".join(line.rstrip(BLANKS) for line in text.split("\n")).strip("\n")
    return f"{lines}\n" if lines.strip() else ""


def _is_html(text: str) -> bool:
    start = text.lstrip()[:200].lower()
    return start.startswith("<") or any(sign in start for sign in HTML_SIGNS)


def head_of(page: str, known: Head) -> Head:
    """
    Return ``known``, filled up with what an HTML ``page`` says about itself.

    The date is only taken where the page states it as such, never guessed.
    """
    if not _is_html(page):
        return known
    said = trafilatura.extract_metadata(page)
    return replace(
        known,
        title=known.title or one_line(said.title or "", 300),
        publisher=known.publisher or one_line(said.sitename or "", 200),
        published_on=known.published_on or _stated_day(page),
    )


def one_line(text: str, most: int) -> str:
    """Return ``text`` as one line of at most ``most`` plain characters."""
    return " ".join(CONTROL.sub(" ", text).split())[:most]


def _stated_day(page: str) -> date | None:
    tree = trafilatura.load_html(page)
    stated = [] if tree is None else tree.xpath(PUBLISHED)
    try:
        return date.fromisoformat(stated[0][:10]) if stated else None
    except ValueError:
        return None


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
