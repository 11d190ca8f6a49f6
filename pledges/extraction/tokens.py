"""Cut text into words, numbers and signs with offsets, and find phrases among them."""

import re
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Final, Generic, NamedTuple, TypeVar

T = TypeVar("T")

# Every alternative is a run of one class, or runs joined by a sign that neither
# side can match: no input makes the scan go back over more than one token.
TOKEN: Final = re.compile(
    r"""
      (?P<plain>[A-Za-z][a-z]*+(?=[\ ,]))  # most words, told at a glance
    | (?P<markup>:abbr\[|\]?\{title="[^"\n]{0,200}"\}|\*{1,3}|\\)
    | (?P<link>https?://[^\s)\]]+)
    | (?P<initials>(?:[A-Z]\.){2,})
    | (?P<sign>\$(?:US|AU|NZ|CA|A|C)(?=\s?\d)
        |[A-Z]{0,3}\$|[€£¥￥₩₹₴₺₽₪฿₫₱₦₸]|[A-Z]{3}(?=\d)|(?:Rs|Tk|kr)(?=\.?\d))
    | (?P<calibre>\.?\d{1,3}(?:[.,]\d{1,2})?[ -]?
        (?:mm|cm|millimet(?:er|re)s?|cal(?:ib(?:er|re))?)\b)
    | (?P<ordinal>\d{1,4}(?:st|nd|rd|th)\b)
    | (?P<model>\d{1,3}[A-Z]{1,3}\d[^\W_]*)
    | (?P<number>\d{1,3}(?:[\ \u00a0\u202f]\d{3})+(?![\w.,])|\d+(?:[.,]\d+)*)
    | (?P<suffix>['’](?:s|re|ve|ll|d|m)\b)
    | (?P<scale>(?:[mb]illion|trillion)(?=-))
    | (?P<word>[^\W\d_]+\d*(?:[-‑][^\W_]+)*)
    | (?P<mark>--+|[^\w\s]|_)
    """,
    re.VERBOSE,
)
LONGEST_TOKEN: Final = 60


# Not frozen: a text has thousands, and frozen ones take four times as long to make.
@dataclass(slots=True, eq=False)
class Token:
    """One word, number or sign; ``text[start:end]`` is how it is written."""

    text: str
    lower: str
    start: int
    end: int
    type: str

    @property
    def is_capital(self) -> bool:
        """Tell whether the word begins with a capital letter."""
        return self.text[:1].isupper()


def tokenise(text: str, start: int = 0, end: int | None = None) -> list[Token]:
    """
    Return the tokens of ``text[start:end]``.

    >>> [t.text for t in tokenise("Japan's $37m for 155mm shells, U.S. aid")]
    ['Japan', "'s", '$', '37', 'm', 'for', '155mm', 'shells', ',', 'U.S.', 'aid']
    """
    stop = len(text) if end is None else end
    return [
        to_token(match)
        for match in TOKEN.finditer(text, start, stop)
        if match.lastgroup != "markup"
    ]


def to_token(match: re.Match[str]) -> Token:
    """Make a token of what the pattern found."""
    found = match.group()
    start, end = match.span()
    kind = match.lastgroup or "mark"
    lower = found.lower()[:LONGEST_TOKEN]
    if kind in PLAIN:
        kind = "word"
    elif kind == "initials":
        lower = lower.replace(".", "")
    return Token(found, lower, start, end, kind)


PLAIN: Final = frozenset(["plain", "scale"])


class Phrase(NamedTuple, Generic[T]):
    """A phrase found: tokens ``first`` up to, not including, ``last``."""

    first: int
    last: int
    value: T


class Word(NamedTuple):
    """One word of a phrase, and which capitals a text must write it with."""

    lower: str
    is_capital: bool
    is_upper: bool


Words = tuple[Word, ...]


class PhraseIndex(Generic[T]):
    """Phrases with a value each, found by their first word; the longest wins."""

    def __init__(self, phrases: Iterable[tuple[str, T]]) -> None:
        # by the first word, and longer phrases by the second as well
        self._single: dict[str, list[tuple[Word, T]]] = {}
        self._longer: dict[str, dict[str, list[tuple[Words, T]]]] = {}
        for phrase, value in phrases:
            self._add(tuple(map(to_word, tokenise(phrase))), value)
        for seconds in self._longer.values():
            for entries in seconds.values():
                entries.sort(key=lambda entry: -len(entry[0]))
        self.openers = self._single.keys() | self._longer.keys()

    def _add(self, words: Words, value: T) -> None:
        if len(words) == 1:
            self._single.setdefault(words[0].lower, []).append((words[0], value))
        elif words:
            seconds = self._longer.setdefault(words[0].lower, {})
            seconds.setdefault(words[1].lower, []).append((words, value))

    def at(self, tokens: Sequence[Token], i: int) -> Phrase[T] | None:
        """Return the longest phrase that begins at token ``i``."""
        token = tokens[i]
        seconds = self._longer.get(token.lower)
        if seconds and i + 1 < len(tokens):
            for words, value in seconds.get(tokens[i + 1].lower, ()):
                if begins_with(tokens, i, words):
                    return Phrase(i, i + len(words), value)
        for word, value in self._single.get(token.lower, ()):
            if not word.is_capital or is_written_as(token, word):
                return Phrase(i, i + 1, value)
        return None

    def find(self, tokens: Sequence[Token]) -> Iterator[Phrase[T]]:
        """Yield phrases from left to right; they never overlap."""
        end = 0
        for i in positions(tokens, self.openers):
            found = self.at(tokens, i) if i >= end else None
            if found is not None:
                yield found
                end = found.last


def positions(tokens: Sequence[Token], words: Container[str]) -> list[int]:
    """Return where one of ``words`` stands."""
    return [i for i, token in enumerate(tokens) if token.lower in words]


def begins_with(tokens: Sequence[Token], i: int, words: Words) -> bool:
    """Tell whether a phrase stands at token ``i``."""
    last = i + len(words)
    return last <= len(tokens) and all(map(is_written_as, tokens[i:last], words))


BEGINNING: Final = attrgetter("first")
END: Final = attrgetter("last")


def to_word(token: Token) -> Word:
    """Make a word of a phrase; one letter in capitals is no abbreviation."""
    upper = len(token.text) > 1 and token.text.isupper()
    return Word(token.lower, token.is_capital, upper)


def is_written_as(token: Token, word: Word) -> bool:
    """
    Compare a word of a text with a word of a phrase; capitals count.

    A capital in the phrase must be one in the text ("Turkey" is no bird), and an
    abbreviation is one in both ("WHO"). The text may have capitals of its own.
    """
    return (
        token.lower == word.lower
        and (not word.is_capital or token.is_capital)
        and (not word.is_upper or token.text.isupper())
    )
