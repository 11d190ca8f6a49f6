"""Where a figure stands in its sentence, and what a party is to it."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from pledges.extraction.lexicon.grammar import closed_words
from pledges.extraction.parties import Party
from pledges.extraction.passages import Passage
from pledges.extraction.stages import Stage
from pledges.extraction.tokens import BEGINNING, END

FAR: Final = 14


NAMED: Final = closed_words("places", "named")


BEARERS: Final = frozenset(["fund", "programme"])


CHANNELS: Final = frozenset(["organisation", "fund", "programme"])


class Place(NamedTuple):
    """Where a figure stands: tokens ``first`` to ``last``, and its verb."""

    passage: Passage
    first: int
    last: int
    stage: Stage | None
    # where the figures before and behind end the stretch that belongs to this one
    floor: int
    ceiling: int
    # the parties in that stretch, and not far off
    near: Sequence[Party]


class Role(NamedTuple):
    """A party's code and the rule that found it; None where nothing did."""

    code: str | None
    rule: str
    # those who share the part, where several are named in a row
    codes: tuple[str, ...] = ()


def is_near(place: Place, party: Party, far: int) -> bool:
    """Tell whether a party is within the figure's stretch and not too far off."""
    if party.first >= place.last:
        return party.first < place.ceiling and party.first - place.last <= far
    return party.first >= place.floor and place.first - party.last <= far


def parties_within(
    passage: Passage, first: int, last: int, floor: int, ceiling: int
) -> Sequence[Party]:
    """Return the parties between two figures that are not far from tokens between."""
    parties = passage.parties
    if not parties:
        return ()
    begin = bisect_left(parties, first - FAR, key=END)
    end = bisect_left(parties, min(ceiling, last + FAR + 1), key=BEGINNING)
    return [party for party in parties[begin:end] if party.first >= floor]


def is_gap(place: Place, party: Party) -> bool:
    """Tell "gave Chad $5m and Togo $3m", where the verb is left out before Togo."""
    stage, passage = place.stage, place.passage
    if party.last != place.first or party.after:
        return False
    if stage is None or stage.passive or stage.last > party.first:
        return False
    before = passage.tokens[party.first - 1].lower if party.first else ""
    object_ = any(p.first == stage.last and not p.after for p in passage.parties)
    row = object_ and party.first > stage.last
    return row and before in (",", "and", ";")


def is_sum(place: Place) -> bool:
    """Tell a sum of money from goods."""
    return any(amount.first == place.first for amount in place.passage.amounts)


def is_reduced(place: Place, stage: Stage) -> bool:
    """Tell the "provided" of "$5 million provided through", which has no tense."""
    bare = stage.first == place.last and stage.tense == "past"
    ahead = place.passage.tokens[stage.last : stage.last + 1]
    return bare and bool(ahead) and ahead[0].lower in WAYS


WAYS: Final = frozenset(["by", "from", "through", "under", "via"])


def adjoining(place: Place) -> list[Party]:
    """Return the parties before a figure with at most one word in between."""
    ends = place.passage.party_ends
    found = ends.get(place.first - 1), ends.get(place.first)
    return [party for party in found if party is not None]


def by_colon(place: Place) -> Iterator[Party]:
    """Yield the party of a list line: "Lebanon: $5 million"."""
    before = place.first - 1
    party = place.passage.party_ends.get(before)
    if party is None or party.sort not in ("name", "several"):
        return
    mark = place.passage.tokens[before].text
    begins = place.passage.sentence.form == "bullet" and party.first == 0
    if mark in (":", "–", "—", "-") or (mark == "," and begins):
        yield party
