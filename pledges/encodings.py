"""Bytes of a file or page -> text, and in which encoding they were read."""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass

import charset_normalizer
from django.core.exceptions import ValidationError

UNREADABLE = "This is not a text, or in an encoding that we do not know."
# UTF-32 first: its mark begins like that of UTF-16.
MARKS = {
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
WIDE = {"utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"}
# A byte, a character: hardly any bytes are wrong in these, so they prove nothing.
BYTEWISE = {"koi8-r", "koi8-u", "cp866", "cp874", "mac-roman"}
BYTEWISE |= {f"cp{number}" for number in range(1250, 1259)}
BYTEWISE |= {f"iso8859-{n}" for n in (2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15, 16)}
OTHERS = {"utf-8", "gb18030", "big5", "big5hkscs", "euc_jp", "iso2022_jp", *WIDE}
# What browsers read instead, since more pages are written in it.
INSTEAD = {"ascii": "cp1252", "iso8859-1": "cp1252", "iso8859-9": "cp1254"}
INSTEAD |= {"gbk": "gb18030", "gb2312": "gb18030", "shift_jis": "cp932"}
INSTEAD |= {"cp932": "cp932", "euc_kr": "cp949", "cp949": "cp949", "tis-620": "cp874"}
KNOWN = {name: name for name in BYTEWISE | OTHERS} | INSTEAD
GUESSED = ["cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1256", "koi8-r"]
GUESSED += ["gb18030", "big5", "euc_jp", "cp932", "cp949"]
# What a page states about itself stands in its first kilobyte.
STATED = re.compile(
    rb"""^\s*<\?xml[^<>]*\bencoding\s*=\s*["']([\w.:-]+)"""
    rb"""|<meta\b[^<>]*\bcharset\s*=[\s"']*([\w.:-]+)""",
    re.IGNORECASE,
)
# One in twenty characters that make no sense: whatever it is, it is no article.
MOST_LOST = 20


@dataclass(frozen=True)
class Decoded:
    """A text and the encoding that it was read in."""

    text: str
    encoding: str


def decode(raw: bytes, charset: str = "") -> Decoded:
    """
    Return ``raw`` as text, by its mark, ``charset`` (of the header), itself, content.

    What does not fit its encoding becomes U+FFFD. Raises ValidationError for UTF-7,
    which hides what a text says, and for what is no text.
    """
    for mark, name in MARKS.items():
        if raw.startswith(mark):
            return replaced(raw, name)
    declared = list(declarations(raw, charset))
    if b"\0" not in raw:  # as every text in English has in these encodings
        declared = [name for name in declared if name not in WIDE]
    elif not WIDE & set(declared):
        raise ValidationError(UNREADABLE)
    # UTF-8 is often labelled Latin-1; by chance, hardly any text is valid UTF-8.
    firm = [name for name in declared if name not in BYTEWISE]
    for name in dict.fromkeys([*firm, "utf-8", *declared]):
        if (text := exactly(raw, name)) is not None:
            return Decoded(text, name)
    return replaced(raw, declared[0]) if declared else by_content(raw)


def declarations(raw: bytes, charset: str) -> Iterator[str]:
    """Yield the known encodings that the header and the page itself state."""
    stated = STATED.search(raw[:1024])
    inside = (stated[1] or stated[2]).decode("ascii") if stated else ""
    for label in (charset, inside):
        name = canonical(label)
        if name == "utf-7":
            raise ValidationError(UNREADABLE)
        if name in KNOWN:
            yield KNOWN[name]


def canonical(label: str) -> str:
    """Return Python's name of an encoding, or "" where it has none."""
    try:
        return codecs.lookup(label.strip(" \"'")).name
    except (LookupError, ValueError):
        return ""


def exactly(raw: bytes, name: str) -> str | None:
    """Return ``raw`` in the encoding ``name`` if every byte fits."""
    try:
        return raw.decode(name)
    except UnicodeDecodeError:
        return None


def replaced(raw: bytes, name: str) -> Decoded:
    """Return ``raw`` with U+FFFD for what does not fit, unless that is much of it."""
    text = raw.decode(name, errors="replace")
    if text.count("\ufffd") * MOST_LOST > len(text):
        raise ValidationError(UNREADABLE)
    return Decoded(text, name)


def by_content(raw: bytes) -> Decoded:
    """Return ``raw`` in the encoding in which it looks most like a language."""
    found = charset_normalizer.from_bytes(raw, cp_isolation=GUESSED)
    if not (best := found.best()):
        raise ValidationError(UNREADABLE)
    # Among equals the usual one of English, whose few accents decide nothing.
    usual = [one for one in found if one.encoding == "cp1252"]
    best = min([*usual, best], key=lambda match: match.chaos)
    return Decoded(str(best), f"{best.encoding}, guessed")
