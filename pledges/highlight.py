"""Cut a text at its quoted passages, so that a template can mark them."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from .models import Evidence


@dataclass(frozen=True)
class Piece:
    """A run of text and the evidence that quotes it, if any."""

    text: str
    evidence: tuple[Evidence, ...] = ()
    opens: tuple[Evidence, ...] = ()  # of these, whose quote starts here
    closes: tuple[tuple[int, Evidence], ...] = ()  # whose ends here, as numbered


def pieces(text: str, quoted: Iterable[Evidence]) -> list[Piece]:
    """Return ``text`` in pieces; joined, they are the text again."""
    evidence = list(quoted)
    cuts = {0, len(text)}
    for one in evidence:
        cuts |= {one.start, one.end}
    numbered = list(enumerate(evidence, 1))
    return [
        Piece(
            text[start:end],
            tuple(one for one in evidence if one.start <= start and end <= one.end),
            tuple(one for one in evidence if one.start == start),
            tuple((number, one) for number, one in numbered if one.end == end),
        )
        for start, end in pairwise(sorted(cuts))
    ]
