"""Tell what somebody has given up to now from one gift."""

from itertools import pairwise
from typing import Final

from pledges.extraction.counts import is_year
from pledges.extraction.dates import MONTHS
from pledges.extraction.lexicon.grammar import closed_words
from pledges.extraction.parts import signals_near
from pledges.extraction.places import Place
from pledges.extraction.rereading import MAKE
from pledges.extraction.stages import Stage

GIVING: Final = closed_words("cumulative", "giving")


def is_cumulative(place: Place, stage: Stage) -> bool:
    """Tell "has provided $7 billion" from "has approved $7 million"."""
    done = stage.tense == "perfect" and not stage.negated
    if stage.tense == "pluperfect" and (is_rounded(place) or counts_up(place)):
        done = True
    if stage.tense == "past" and (counts_since(place) or counts_between(place)):
        done = True
    words = [t.lower for t in place.passage.tokens[stage.first : stage.last + 1]]
    single = words[-1:] in (["a"], ["an"]) and words[0] in MAKE
    if is_whole(place):
        return False
    single = single or is_tranche(place)
    given = stage.lemma in GIVING and stage.last <= place.first and not single
    return done and (given or bool(signals_near(place, "total", "weak")))


def is_whole(place: Place) -> bool:
    """Tell "has paid its entire $5 million", which is one pledge, from a count."""
    before = place.passage.tokens[max(0, place.first - 1) : place.first]
    return any(token.lower in ("entire", "full", "whole") for token in before)


def counts_up(place: Place) -> bool:
    """Tell "by May it had provided $5 million" from what it had given once."""
    tokens = place.passage.tokens
    opens = tokens[0].lower in ("by", "since", "until")
    return opens or "since" in place.passage.words


def is_tranche(place: Place) -> bool:
    """Tell "has paid $5 million, the first part of" from what it has paid so far."""
    behind = [t.lower for t in place.passage.tokens[place.last : place.ceiling]]
    return any(a in PARTS and b == "of" for a, b in pairwise(behind))


PARTS: Final = closed_words("firmness", "parts")


def counts_since(place: Place) -> bool:
    """Tell "spent $5 million since 2011"."""
    behind = place.passage.tokens[place.last : place.last + 8]
    words = [token.lower for token in behind]
    return "since" in words and any(is_year(token) for token in behind)


def counts_between(place: Place) -> bool:
    """Tell "between January and May it gave $5 million"."""
    tokens = place.passage.tokens
    at = next((i for i, t in enumerate(tokens) if t.lower == "between"), None)
    if at is None:
        return False
    near = tokens[at + 1 : at + 7]
    named = [t for t in near if t.lower in MONTHS or is_year(t)]
    return len(named) > 1 and any(token.lower == "and" for token in near)


def is_rounded(place: Place) -> bool:
    """Tell whether a figure is qualified, as sums of many payments are."""
    return place.passage.tokens[place.first].type == "word"
