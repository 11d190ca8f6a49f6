"""Cut text into words, numbers and signs with offsets, and find phrases among them."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Generic, NamedTuple, TypeVar

T = TypeVar("T")

# Every alternative is a run of one class, or runs joined by a sign that neither
# side can match: no input makes the scan go back over more than one token.
TOKEN: Final = re.compile(
    r"""
      (?P<markup>:abbr\[|\]?\{title="[^"\n]{0,200}"\}|\*{1,3}|\\)
    | (?P<link>https?://[^\s)\]]+)
    | (?P<initials>(?:[A-Z]\.){2,})
    | (?P<sign>[A-Z]{0,3}\$|[€£¥￥₩₹₴₺₽₪฿₫₱₦₸]|[A-Z]{3}(?=\d)|(?:Rs|Tk|kr)(?=\.?\d))
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


class Token(NamedTuple):
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
    kind = match.lastgroup or "mark"
    kind = "word" if kind == "scale" else kind
    lower = found.lower()[:LONGEST_TOKEN]
    if kind == "initials":
        lower = lower.replace(".", "")
    return Token(found, lower, match.start(), match.end(), kind)


@dataclass(frozen=True, slots=True)
class Phrase(Generic[T]):
    """A phrase found: tokens ``first`` up to, not including, ``last``."""

    first: int
    last: int
    value: T


class PhraseIndex(Generic[T]):
    """Phrases with a value each, found by their first word; the longest wins."""

    def __init__(self, phrases: Iterable[tuple[str, T]]) -> None:
        # by the first word, and for longer phrases by the first two
        self._single: dict[str, list[tuple[tuple[Token, ...], T]]] = {}
        self._longer: dict[tuple[str, str], list[tuple[tuple[Token, ...], T]]] = {}
        for phrase, value in phrases:
            self._add(tuple(tokenise(phrase)), value)
        for entries in self._longer.values():
            entries.sort(key=lambda entry: -len(entry[0]))
        self.openers = {*self._single, *(first for first, _ in self._longer)}

    def _add(self, words: tuple[Token, ...], value: T) -> None:
        if len(words) == 1:
            self._single.setdefault(words[0].lower, []).append((words, value))
        elif words:
            key = words[0].lower, words[1].lower
            self._longer.setdefault(key, []).append((words, value))

    def at(self, tokens: Sequence[Token], i: int) -> Phrase[T] | None:
        """Return the longest phrase that begins at token ``i``."""
        lower = tokens[i].lower
        if lower not in self.openers:
            return None
        if i + 1 < len(tokens):
            for words, value in self._longer.get((lower, tokens[i + 1].lower), ()):
                if begins_with(tokens, i, words):
                    return Phrase(i, i + len(words), value)
        for words, value in self._single.get(lower, ()):
            if is_written_as(tokens[i], words[0]):
                return Phrase(i, i + 1, value)
        return None

    def find(self, tokens: Sequence[Token]) -> Iterator[Phrase[T]]:
        """Yield phrases from left to right; they never overlap."""
        end = 0
        for i, token in enumerate(tokens):
            if i < end or token.lower not in self.openers:
                continue
            found = self.at(tokens, i)
            if found is not None:
                yield found
                end = found.last


def begins_with(tokens: Sequence[Token], i: int, words: tuple[Token, ...]) -> bool:
    """Tell whether a phrase stands at token ``i``."""
    last = i + len(words)
    return last <= len(tokens) and all(map(is_written_as, tokens[i:last], words))


def is_written_as(token: Token, word: Token) -> bool:
    """
    Compare a word of a text with a word of a phrase; capitals count.

    A capital in the phrase must be one in the text ("Turkey" is no bird), and an
    abbreviation is one in both ("WHO"). The text may have capitals of its own.
    """
    if token.lower != word.lower:
        return False
    if word.is_capital and not token.is_capital:
        return False
    return len(word.text) == 1 or not word.text.isupper() or token.text.isupper()
