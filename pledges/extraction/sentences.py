"""Split a text into sentences, headings and list lines; offsets are the text's own."""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from pledges.extraction.lexicon.grammar import closed_words

LINE: Final = re.compile(r"[^\n\r]+")
BULLET: Final = re.compile(
    r"\s{0,12}(?:[-*•‣▪◦·–—]{1,2}|\(?\d{1,2}[.)](?!\d)|\(?[a-z]\))\s+"
)
# Looked for where the stops begin: from each of ten thousand would take minutes.
STOP: Final = re.compile(r"(?<![.!?…])[.!?…]+[\"'”’)\]*]{0,3}(?=\s|$)|;(?=\s)")
SHORT_WORDS: Final = closed_words("sentences", "short_words")
LONGEST_SENTENCE: Final = 1200
HEADING_WORDS: Final = 16
TITLE_WORDS: Final = 24
# A longer line that ends in a colon opens a list.
LABEL_WORDS: Final = 4
# "and" behind the semicolon of a list line is no sentence.
JOINTS: Final = frozenset(["and", "or"])
# A line that ends so is one of a list, and so is the line after it.
GOES_ON: Final = (";", "; and", "; or", ", and", ", or")


class Sentence(NamedTuple):
    """A stretch of text: ``text[start:end]``, without its list mark."""

    start: int
    end: int
    # the line that it is in, counted from 0 over the lines with text
    line: int
    # "heading", "bullet" or "prose"
    form: str


def split_sentences(text: str) -> list[Sentence]:
    r"""
    Return the sentences of ``text`` in order.

    >>> [s.form for s in split_sentences("Aid\n\nMr. Ito came. He left.\n- 5 cars")]
    ['heading', 'prose', 'prose', 'bullet']
    """
    found: list[Sentence] = []
    goes_on = False
    for number, (start, end) in enumerate(lines_of(text)):
        before, goes_on = goes_on, text[start:end].rstrip().endswith(GOES_ON)
        listed = before or goes_on
        found.extend(sentences_of_line(text, start, end, number, listed))
    return found


def lines_of(text: str) -> list[tuple[int, int]]:
    """Return (start, end) of each line; a list mark goes with the line after it."""
    found: list[tuple[int, int]] = []
    for line in LINE.finditer(text):
        start, end = line.span()
        written = line.group().strip()
        if not written:
            continue
        if found and is_wrapped(text, found[-1], start, written):
            start = found.pop()[0]
        found.append((start, end))
    return found


def is_wrapped(text: str, last: tuple[int, int], start: int, written: str) -> bool:
    """Tell a line that goes on with the one before it, or with its list mark."""
    before = text[last[0] : last[1]].strip()
    if before in MARKS:
        return True
    near = start - last[1] <= len("\r\n") and before.count(" ") >= WRAPPED_WORDS
    goes_on = before[-1:].isalnum() or before[-1:] == ","
    sum_ = written[:1] in SIGNS and before[-1:].islower()
    lower = written[:1].islower() and written[1:2] not in ".)"
    return near and goes_on and (lower or sum_)


SIGNS: Final = frozenset("$€£¥")
MARKS: Final = frozenset("-*•‣▪◦·–—")
# A shorter line is one of a list without marks.
WRAPPED_WORDS: Final = 6


def sentences_of_line(
    text: str, first: int, end: int, number: int, is_listed: bool
) -> Iterator[Sentence]:
    """Yield the sentences of one line; ``is_listed`` if it is one of a list."""
    mark = BULLET.match(text, first, end)
    start = mark.end() if mark else first
    body = text[start:end].rstrip("\\ ")
    if not body.strip():
        return
    spans = list(spans_of(text, start, start + len(body)))
    form = "bullet" if mark or is_listed else "prose"
    longest = TITLE_WORDS if number == 0 else HEADING_WORDS
    if form == "prose" and len(spans) == 1 and is_heading(body, longest):
        form = "heading"
    for first, last in spans:
        if text[first:last] not in JOINTS:
            yield Sentence(first, last, number, form)


def is_heading(line: str, longest: int) -> bool:
    """Tell whether a line stands alone without a full stop, as headings do."""
    words = line.split(maxsplit=longest + 1)
    last = line.rstrip(" *_\\")[-1:]
    if last == ":" and len(words) > LABEL_WORDS:
        return False
    return len(words) <= longest and last not in '.;!?"”'


def spans_of(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield (start, end) of each sentence between the two offsets."""
    first = start
    for stop in STOP.finditer(text, start, end):
        if is_end(text, first, stop, end):
            yield from pieces_of(text, first, stop.end())
            first = stop.end()
            while first < end and text[first].isspace():
                first += 1
    if first < end:
        yield from pieces_of(text, first, end)


def pieces_of(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield a sentence whole, or cut at spaces where no writer would go on so long."""
    while end - start > LONGEST_SENTENCE:
        cut = text.rfind(" ", start + 1, start + LONGEST_SENTENCE)
        cut = start + LONGEST_SENTENCE if cut < 0 else cut
        yield start, cut
        start = cut + 1 if text[cut].isspace() else cut
    if start < end:
        yield start, end


def is_bracketed(text: str, first: int, at: int, end: int) -> bool:
    """Tell the semicolon of "(NOK 125 million; US$ 11.6 million)"."""
    before = text[max(first, at - BRACKET) : at]
    behind = text[at : min(end, at + BRACKET)]
    closed = behind.find(")")
    opened = before.rfind("(") > before.rfind(")")
    return opened and closed > 0 and "(" not in behind[:closed]


BRACKET: Final = 60


def is_end(text: str, first: int, stop: re.Match[str], end: int) -> bool:
    """Tell a full stop from the point of an abbreviation."""
    if stop.group() == ";" and is_bracketed(text, first, stop.start(), end):
        return False
    if not stop.group().startswith("."):
        return True
    after = text[stop.end() : min(end, stop.end() + 3)].lstrip()
    if after[:1].islower():
        return False
    word = text[max(first, stop.start() - 12) : stop.start()].rsplit(maxsplit=1)
    last = word[-1].lower().strip("(\"'“‘") if word else ""
    if last in SHORT_WORDS:
        return last in ("mln", "bn", "etc") or not after[:1].isalnum()
    return not (len(last) == 1 and last.isalpha())
