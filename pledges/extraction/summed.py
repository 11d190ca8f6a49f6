"""How firm a sum of aid so far is."""

from typing import Final

from pledges.extraction.lexicon.grammar import closed_words
from pledges.extraction.places import Place
from pledges.extraction.stages import Stage


def of_total(place: Place, total: str) -> str | None:
    """Return the stage of a total; None where its verb says it as for a pledge."""
    if total == "total_already":
        return from_participle(place)
    if total == "total_so_far":
        return "delivered" if is_giving(place) else None
    if total == "total_brought_to":
        return brought_to(place)
    return OF_TOTALS.get(total)


OF_TOTALS: Final = {
    "total_collected": "announced",
    "total_of_aid": "delivered",
    "total_of_year": "delivered",
    "total_built_on": "delivered",
}


def from_participle(place: Place) -> str:
    """Return the stage of the verb behind "already"."""
    behind = [s for s in place.passage.stages if s.first >= place.last and s.stage]
    return behind[0].stage if behind else "announced"


def is_giving(place: Place) -> bool:
    """Tell "with Oslo contributing $5 million since the war began"."""
    stage = place.stage
    if stage is None or stage.role != "transfer" or stage.negated or stage.passive:
        return False
    if stage.lemma == "bring":
        return False  # "bringing the total to"
    gerund = place.passage.tokens[stage.first].lower.endswith("ing")
    return gerund and stage.tense == "present"


def brought_to(place: Place) -> str:
    """Return the stage of a sum that something is brought to: that of what it sums."""
    for stage in place.passage.stages:
        perfect = stage.tense == "perfect" and not stage.passive and not stage.negated
        given = stage.role in ("transfer", "decide") and stage.first >= place.last
        if (perfect and given) or is_of_aid(place, stage):
            return stage.stage
    told = place.passage.tokens[max(0, place.first - 12) : place.first]
    nouns = [SUMMED[t.lower] for t in told if t.lower in SUMMED]
    return nouns[-1] if nouns else "announced"


# What a sum is the sum of.
SUMMED: Final = {
    "commitments": "committed",
    "disbursements": "delivered",
    "deliveries": "delivered",
    "pledges": "announced",
}


def is_of_aid(place: Place, stage: Stage) -> bool:
    """Tell "the total support disbursed since has reached" from a verb of its own."""
    before = place.passage.tokens[max(0, stage.first - 1) : stage.first]
    done = stage.tense == "past" and stage.role in ("transfer", "decide")
    aid = any(token.lower in AID for token in before)
    return done and aid and stage.last <= place.first


AID: Final = closed_words("firmness", "aid")
