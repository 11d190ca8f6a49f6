"""Where a figure stands in its sentence, and what a party is to it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from pledges.extraction.lexicon.grammar import closed_words
from pledges.extraction.parties import Party
from pledges.extraction.passages import Passage
from pledges.extraction.stages import Stage

FAR: Final = 14


NAMED: Final = closed_words("places", "named")


BEARERS: Final = frozenset(["fund", "programme"])


CHANNELS: Final = frozenset(["organisation", "fund", "programme"])


@dataclass(frozen=True, slots=True)
class Place:
    """Where a figure stands: tokens ``first`` to ``last``, and its verb."""

    passage: Passage
    first: int
    last: int
    stage: Stage | None
    # where the figures before and behind end the stretch that belongs to this one
    floor: int
    ceiling: int


@dataclass(frozen=True, slots=True)
class Role:
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


def by_colon(place: Place) -> Iterator[Party]:
    """Yield the party of a list line: "Lebanon: $5 million"."""
    for party in place.passage.parties:
        between = place.passage.tokens[party.last : place.first]
        colon = len(between) == 1 and between[0].text in (":", "–", "—", "-")
        if colon and party.sort in ("name", "several"):
            yield party
