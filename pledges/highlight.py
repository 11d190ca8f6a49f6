"""Cut a text at its quoted passages, so that a template can mark them."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Generic, Protocol, TypeVar


class Quoted(Protocol):
    """What quotes ``text[start:end]``: evidence, or a claim."""

    @property
    def start(self) -> int:
        """Where the quote begins."""

    @property
    def end(self) -> int:
        """Where it ends."""


T = TypeVar("T", bound=Quoted)


@dataclass(frozen=True)
class Piece(Generic[T]):
    """A run of text and who quotes it, if anybody."""

    text: str
    quoted: tuple[T, ...] = ()
    opens: tuple[tuple[int, T], ...] = ()  # whose quote starts here, as numbered
    closes: tuple[tuple[int, T], ...] = ()  # whose ends here


def pieces(text: str, quotes: Iterable[T]) -> list[Piece[T]]:
    """Return ``text`` in pieces; joined, they are the text again."""
    every = list(quotes)
    cuts = {0, len(text)}
    for one in every:
        cuts |= {one.start, one.end}
    numbered = list(enumerate(every, 1))
    return [
        Piece(
            text[start:end],
            tuple(one for one in every if one.start <= start and end <= one.end),
            tuple((number, one) for number, one in numbered if one.start == start),
            tuple((number, one) for number, one in numbered if one.end == end),
        )
        for start, end in pairwise(sorted(cuts))
    ]
