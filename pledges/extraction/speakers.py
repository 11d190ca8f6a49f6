"""Whom a pronoun means, and who speaks in a quotation."""

from typing import Final

from pledges.extraction.clauses import SPEAKERS, is_shared
from pledges.extraction.parties import Party
from pledges.extraction.places import (
    NAMED,
    Place,
)


def spoken_of(place: Place, party: Party) -> Party:
    """Return whom "they" means: the several who share the subject before it."""
    if "they" not in tokens_of(place, party):
        return party
    for other in reversed(place.passage.parties):
        named = other.sort in NAMED and not other.after and not other.possessive
        if other.last <= party.first and named:
            return other if is_shared(place.passage, other) else party
    return party


OURSELVES: Final = frozenset(["our", "we"])


def has_body(place: Place, party: Party) -> bool:
    """Tell "Denmark's aid minister" from "Denmark's aid"."""
    behind = place.passage.tokens[party.last : party.last + 4]
    return any(token.lower in SPEAKERS for token in behind)


def tokens_of(place: Place, party: Party) -> set[str]:
    """Return the words of a party."""
    return {t.lower for t in place.passage.tokens[party.first : party.last]}


def speaker_of(place: Place) -> Party | None:
    """Return who says the sentence: before "said", or right behind it."""
    for stage in place.passage.stages:
        if stage.role != "say" and stage.lemma not in ("announce", "declare"):
            continue
        for party in place.passage.parties:
            before = 0 <= stage.first - party.last <= 3
            behind = 0 <= party.first - stage.last <= 1
            if (before or behind) and party.sort in NAMED and not party.after:
                return party
    return None
