"""Divide a sum among those who share it: "each", "respectively"."""

from typing import Final

from pledges.extraction.clauses import is_aside
from pledges.extraction.lexicon.grammar import closed_words
from pledges.extraction.parties import Party
from pledges.extraction.passages import Passage
from pledges.extraction.places import Place, Role

JOINTS: Final = closed_words("sharing", "joints")
SORTS: Final = closed_words("sharing", "sorts")


def row_of(passage: Passage, party: Party) -> tuple[Party, ...]:
    """Return the parties named in a row with one: "Chad, Mali and Niger"."""
    named = [p for p in passage.parties if p.sort in SORTS or p is party]
    at = named.index(party)
    first = last = at
    while first > 0 and are_joined(passage, named[first - 1], named[first]):
        first -= 1
    while last + 1 < len(named) and are_joined(passage, named[last], named[last + 1]):
        last += 1
    return tuple(named[first : last + 1])


def are_joined(passage: Passage, a: Party, b: Party) -> bool:
    """Tell whether only a comma or "and" stands between two parties."""
    between = [token.lower for token in passage.tokens[a.last : b.first]]
    joined = 0 < len(between) <= 3 and all(word in JOINTS for word in between)
    return joined or is_aside(between)


def spread(place: Place, role: Role) -> list[Role]:
    """Return the roles of one sum: several where each of a row gives or gets it."""
    if len(set(role.codes)) < 2:
        return [role]
    if is_each(place):
        return [Role(code, role.rule) for code in dict.fromkeys(role.codes)]
    at = turn_of(place)
    if at is not None and at < len(role.codes):
        return [Role(role.codes[at], role.rule)]
    return [role]


def is_each(place: Place) -> bool:
    """Tell "$5 million each" and "will each give $5 million"."""
    tokens = place.passage.tokens
    closes = [t.lower for t in tokens[place.last : place.last + 2]]
    behind = tokens[place.last : place.last + 5] if "(" in closes else ()
    near = [*tokens[place.last : place.last + 2], *behind]
    if place.stage is not None and place.stage.last <= place.first:
        near += tokens[max(0, place.stage.first - 2) : place.first]
    return any(token.lower == "each" for token in near)


def turn_of(place: Place) -> int | None:
    """Return which of the sums before "respectively" a figure is; None without it."""
    ends = [i for i, t in enumerate(place.passage.tokens) if t.lower == "respectively"]
    end = next((i for i in ends if i >= place.last), None)
    if end is None:
        return None
    begin = max((i for i in ends if i < place.first), default=0)
    before = [a for a in place.passage.amounts if begin <= a.first < place.first]
    return len(before)
