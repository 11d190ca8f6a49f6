"""What makes it doubtful that a sum of money is aid."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from pledges.extraction.clauses import subject_of
from pledges.extraction.collected import COLLECTING
from pledges.extraction.context import Context
from pledges.extraction.places import Place, Role
from pledges.extraction.stages import Stage
from pledges.extraction.weights import AGENCIES, GIVING, LENDERS
from pledges.extraction.years import is_compared, is_growth, is_instalment, is_price

HANDING: Final = GIVING | {"receive", "arrive"}
# From here on a text is plainly about aid from someone to someone.
CLEAR: Final = 0.9


def doubts_of_donor(
    place: Place, donor: Role, context: Context, *, support: bool
) -> Iterator[tuple[str, float]]:
    """Yield (rule, weight) for what makes it doubtful that this donor gives a sum."""
    stage = place.stage
    if donor.rule == "donor_context" and spends_itself(place, context):
        yield "refuse_budget", 0.4
    if nearest(place, "aid") is not None or support or context.opens_list:
        return
    if stage is None and donor.rule == "donor_context" and not context.is_statistics:
        yield "refuse_no_verb", 0.2
    invests = stage is not None and stage.lemma == "invest"
    if invests and donor.code not in LENDERS and not is_into_body(place):
        yield "refuse_business", 0.35


def is_into_body(place: Place) -> bool:
    """Tell "invested in Gavi" from "invested in a plant"."""
    return any(
        party.code in AGENCIES | LENDERS and party.after in ("in", "into")
        for party in place.passage.parties
    )


def spends_itself(place: Place, context: Context) -> bool:
    """Tell "Bangladesh says it spends" from what is given to Bangladesh."""
    stage = place.stage
    if stage is None or stage.passive or stage.role not in ("transfer", "decide"):
        return False
    subject = subject_of(place.passage, stage)
    if subject is not None and subject.sort == "pronoun":
        before = [p for p in place.passage.parties if p.last <= subject.first]
        subject = before[-1] if before else None
    return subject is not None and subject.code == context.topic_recipient != "*"


def doubts_about(
    place: Place, recipient: Role, context: Context, form: str
) -> Iterator[tuple[str, float]]:
    """Yield (rule, weight) for what makes it doubtful that a sum is aid."""
    stage = place.stage
    decided = stage is not None and stage.role == "decide"
    if decided and context.clarity < CLEAR and nearest(place, "aid") is None:
        named = recipient.code and recipient.rule != "recipient_context"
        yield "refuse_no_aid_noun", 0.1 if named else 0.25
    if stage and stage.lemma == "put" and place.first:
        at = place.passage.tokens[place.first - 1].lower == "at"
        yield "", 0.2 if at else 0.0
    yield from doubts_before(place)
    near = stage and 0 <= place.first - stage.last <= NEAR_OBJECT
    if near and stage and is_to_collect(place, stage):
        yield "refuse_need", 0.6
    if stage and stage.lemma in ("export", "import"):
        yield "refuse_trade", 0.4
    listed = context.opens_list and context.lists_donors
    nowhere = recipient.code is None and not context.is_statistics and not listed
    if nowhere and nearest(place, "aid") is None:
        yield "refuse_no_recipient", 0.25
    grown = context.is_statistics and is_growth(place)
    paid = is_instalment(place) and (stage is None or stage.role != "withdraw")
    if paid or is_price(place) or is_compared(place) or grown:
        yield "refuse_compared", 0.9
    if form == "bare":
        spoken = stage and stage.role in HANDING | {"link", "go"}
        plain = spoken and nearest(place, "need") is None and not counts_people(place)
        yield "refuse_no_currency", 0.1 if plain else 0.4


def is_to_collect(place: Place, stage: Stage) -> bool:
    """Tell "hopes to raise $5 million" from "may raise it to $5 million"."""
    level = place.passage.tokens[place.first - 1].lower == "to"
    return stage.lemma in COLLECTING and stage.tense == "infinitive" and not level


NEAR_OBJECT: Final = 3


def counts_people(place: Place) -> bool:
    """Tell the number of "1 million people in Gaza and 1.5 million in Yemen"."""
    tokens = place.passage.tokens[: place.first]
    return any(
        token.lower in PEOPLE and before.lower in ("million", "thousand")
        for before, token in pairwise(tokens)
    )


PEOPLE: Final = frozenset(["children", "individuals", "people", "persons", "refugees"])


def doubts_before(place: Place) -> Iterator[tuple[str, float]]:
    """Yield (rule, weight) for what the words right before a sum say against it."""
    before = place.passage.tokens[max(place.floor, place.first - 8) : place.first]
    ends = [token.lower for token in before if token.type == "word"][-1:]
    levels = ends in (["to"], ["of"], ["at"])
    if levels and any(token.lower == "budget" for token in before):
        yield "refuse_budget", 0.6
    if MOVES.intersection([token.lower for token in before]) and ends != ["of"]:
        yield "refuse_shift", 0.6
    behind = place.passage.tokens[place.last : place.last + 2]
    asked = any(token.lower in APPEALS for token in behind)
    if asked or (ends in (["for"], ["of"]) and follows_appeal(place)):
        yield "refuse_need", 0.6


# What is moved from one budget to another is nothing new.
MOVES: Final = frozenset(["reallocation", "reallocations", "redistribution"])


def follows_appeal(place: Place) -> bool:
    """Tell "an urgent appeal for $5 million"."""
    before = place.passage.tokens[max(0, place.first - 5) : place.first]
    return any(token.lower in APPEALS for token in before)


APPEALS: Final = frozenset(["appeal", "appeals", "request", "requests"])


def nearest(place: Place, table: str, *, carried: bool = False) -> int | None:
    """
    Return the distance to the nearest signal of a table in the figure's stretch.

    With ``carried`` the stretch begins at the last verb of giving instead of the
    last sum, so that "costs rose from $3 billion to $4 billion" refuses both.
    """
    signals = place.passage.signals_of(table)
    if not signals:
        return None
    floor = last_giving(place) if carried else place.floor
    found = [
        signal.first - place.last
        if signal.first >= place.last
        else max(0, place.first - signal.last)
        for signal in signals
        if floor <= signal.first < place.ceiling
    ]
    return min(found) if found else None


def last_giving(place: Place) -> int:
    """Return where the last verb of giving before a figure ends."""
    ends = [
        stage.last
        for stage in place.passage.stages
        if stage.role in GIVING and stage.last <= place.first
    ]
    return min(place.floor, max(ends, default=0))
