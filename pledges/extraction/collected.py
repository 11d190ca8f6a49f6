"""Tell what many have given or promised together from what one does."""

from typing import Final

from pledges.extraction.clauses import subject_of
from pledges.extraction.lexicon.grammar import closed_words
from pledges.extraction.places import Place
from pledges.extraction.stages import Stage
from pledges.extraction.weights import DONORS, GIVERS, GIVING


def is_in_pledges(place: Place) -> bool:
    """Tell "spoke of $5 million in pledges", which counts up what was promised."""
    stage = place.stage
    if stage is not None and stage.role in GIVING:
        return False
    behind = [t.lower for t in place.passage.tokens[place.last : place.last + 2]]
    return behind[:1] == ["in"] and not GIFTS_OF_MANY.isdisjoint(behind)


def is_collected(place: Place) -> bool:
    """Tell what a conference or a fund has raised from what one donor gives."""
    stage = place.stage
    if stage is None or stage.lemma not in COLLECTING or stage.negated:
        return False
    if stage.tense in ("infinitive", "future", "possible") or stage.passive:
        return False
    ahead = place.passage.tokens[place.last : place.last + 6]
    tokens = place.passage.tokens
    before = (*tokens[:6], *tokens[max(0, stage.first - 8) : stage.first])
    gifts = any(token.lower in GIFTS_OF_MANY for token in ahead)
    met = any(token.lower in GATHERINGS for token in before)
    return gifts or met or is_raised(place, stage)


def is_sum_of_gifts(place: Place) -> bool:
    """Tell "pledges worth $9 billion were announced", of nobody in particular."""
    before = [
        t.lower for t in place.passage.tokens[max(0, place.first - 3) : place.first]
    ]
    summed = bool(before) and before[-1] in ("totaling", "totalling", "worth")
    gifts = before[-2:-1] if before[-1:] == ["of"] else before if summed else ()
    if not GIFTS_OF_MANY.intersection(gifts):
        return False
    named = [p for p in place.passage.parties if p.last <= place.first]
    return not any(p.code in DONORS or p.sort == "pronoun" for p in named)


def is_promised_there(place: Place) -> bool:
    """Tell "ended with $5 million promised" and "the $5m pledged at Geneva"."""
    tokens = place.passage.tokens
    behind = [token.lower for token in tokens[place.last : place.last + 2]]
    if behind[:1] not in (["pledged"], ["promised"]) or behind[1:] == ["by"]:
        return False
    before = tokens[max(0, place.first - 12) : place.first]
    met = any(token.lower in GATHERINGS for token in before)
    met = met or [token.lower for token in before[-1:]] == ["with"]
    subject = any(
        s.role in GIVING and s.last <= place.first for s in place.passage.stages
    )
    return not subject and (met or behind[1:] == ["at"])


def is_raised(place: Place, stage: Stage) -> bool:
    """Tell "the fund has raised $5 million" from "Oslo has raised its aid"."""
    if stage.lemma not in ("raise", "attract", "garner", "collect"):
        return False
    subject = subject_of(place.passage, stage)
    done = stage.tense in ("perfect", "pluperfect") or place.first == stage.last
    unnamed = subject is None and (done or stage.lemma != "raise")
    of_many = unnamed or (subject is not None and subject.code not in GIVERS)
    return of_many and 0 <= place.first - stage.last <= NEAR


COLLECTING: Final = closed_words("collected", "collecting")

GIFTS_OF_MANY: Final = closed_words("collected", "gifts_of_many")

GATHERINGS: Final = closed_words("collected", "gatherings")


# How far a verb is from what it collects.
NEAR: Final = 4
