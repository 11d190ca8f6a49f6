"""Read a file, pasted text or HTML: its main text, its head, and what is no text."""

import hashlib
import re
import sys
import unicodedata
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import trafilatura
from django.core.exceptions import ValidationError

from .addresses import canonical
from .encodings import decode
from .fetch import fetch

# A long newspaper page has 30 kB; what is larger is not one article.
MAX_CHARACTERS = 200_000
MAX_BYTES = 2 * 1024 * 1024
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
