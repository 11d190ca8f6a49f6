"""Tell what is taken back from what is given."""

from typing import Final

from pledges.extraction.lexicon.grammar import closed_words
from pledges.extraction.places import FAR, Place
from pledges.extraction.tenses import DONE


def follows_cut(place: Place) -> bool:
    """Tell "a cut of $5 million" from what is given."""
    before = [
        t.lower for t in place.passage.tokens[max(0, place.first - 3) : place.first]
    ]
    behind = place.passage.tokens[place.last : place.last + 1]
    frozen = any(token.lower in ("cut", "freeze", "suspension") for token in behind)
    return frozen or (
        "of" in before and bool({"cut", "cuts", "reduction"} & set(before))
    )


def is_stopped(place: Place) -> bool:
    """Tell "stopped payment of $5 million earmarked for" from what is earmarked."""
    before = [s for s in place.passage.stages if s.last <= place.first]
    last = before[-1] if before else None
    if last is None or last.role != "withdraw" or last.negated or last.passive:
        return False
    return last.tense in DONE and place.first - last.last <= NEAR


# How far a verb is from what it stops.
NEAR: Final = 4


def is_called_off(place: Place) -> bool:
    """Tell "the payment of $5 million will not be made" from one that is made."""
    end = min(place.ceiling, place.last + FAR)
    behind = [token.lower for token in place.passage.tokens[place.last : end]]
    return any(
        words[:2] == ("not", "be") and words[2] in PAID
        for words in zip(behind, behind[1:], behind[2:], strict=False)
    )


PAID: Final = closed_words("cuts", "paid")
