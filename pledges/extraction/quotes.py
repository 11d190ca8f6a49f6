"""Choose the words that show a claim: who, what, to whom, as the text has them."""

from collections.abc import Collection
from typing import Final

from pledges.extraction.amounts import Amount
from pledges.extraction.clauses import subject_of
from pledges.extraction.items import Items
from pledges.extraction.places import Place
from pledges.extraction.weights import GIVING

# Who reads a longer passage has to look for the claim in it.
LONGEST: Final = 240
# How many words may stand between a verb and its subject, or behind a figure.
NEAR: Final = 6
BEHIND: Final = 12
# "to Chad", "from Norway", "through the fund"; "in Chad" may be where somebody spoke.
LEADING: Final = frozenset(["by", "for", "from", "into", "through", "to", "via"])
TOLD: Final = GIVING | {"arrive", "receive"}


def quote_of(
    text: str, place: Place, figure: Amount | Items, parties: Collection[str | None]
) -> tuple[int, int]:
    """
    Return start and end of the shortest passage that shows a claim.

    It has the figure, the verb with its subject, and those of ``parties``, which are
    codes, that stand behind it. It is the figure alone where other figures stand
    between them, or where it would be too long.
    """
    tokens = place.passage.tokens
    first, last = begin_of(place), end_of(place, parties)
    start = min(figure.start, tokens[first].start)
    end = max(figure.end, tokens[last - 1].end)
    if text[start:end].count("(") > text[start:end].count(")"):
        end += text[end : end + 1] == ")"
    if end - start > LONGEST or "\n" in text[start:end]:
        return figure.start, figure.end
    return start, end


def begin_of(place: Place) -> int:
    """Return the token of the subject, the verb or the figure, whichever is first."""
    stage = place.stage
    if stage is None or stage.role not in TOLD or stage.last > place.first:
        return place.first
    if not is_clear(place, stage.last, place.first):
        return place.first
    subject = None if stage.passive else subject_of(place.passage, stage)
    near = subject is not None and 0 <= stage.first - subject.last <= NEAR
    if subject is None or not near or not is_clear(place, subject.last, stage.first):
        return stage.first
    return subject.first


def end_of(place: Place, parties: Collection[str | None]) -> int:
    """Return where verb and parties behind a figure end."""
    last, stage = place.last, place.stage
    if stage is not None and stage.role in TOLD and 0 <= stage.first - last <= NEAR:
        last = stage.last if is_clear(place, place.last, stage.first) else last
    for party in place.passage.parties:
        named = party.code in parties and party.after in LEADING
        if named and last <= party.first <= place.last + BEHIND:
            last = party.last if is_clear(place, place.last, party.first) else last
    return last


def is_clear(place: Place, begin: int, end: int) -> bool:
    """Tell whether no other figure and no end of a clause stands between tokens."""
    passage = place.passage
    firsts = [one.first for one in passage.amounts]
    firsts += [one.first for one in passage.items]
    if any(begin <= first < end for first in firsts):
        return False
    return not any(token.text in ";:" for token in passage.tokens[begin:end])
