"""How sure a finding is, and why a candidate is refused."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from pledges.extraction.clauses import subject_of
from pledges.extraction.context import Context
from pledges.extraction.lexicon.grammar import closed_words
from pledges.extraction.passages import Passage
from pledges.extraction.places import Place, Role
from pledges.extraction.weights import AGENCIES, GIVING, LENDERS
from pledges.extraction.years import is_compared, is_growth, is_instalment, is_price

BASE: Final = 0.25
# What a verb's part adds or takes.
BY_ROLE: Final = {
    "transfer": 0.25,
    "promise": 0.3,
    "decide": 0.25,
    "consider": 0.2,
    "withdraw": 0.25,
    "receive": 0.2,
    "refuse": -0.6,
    "arrive": 0.2,
    "shift": -0.2,
    "go": 0.1,
    "link": 0.05,
    "say": 0.0,
    "need": -0.5,
    "trade": -0.5,
    "business": -0.5,
    "harm": -0.5,
}
HANDING: Final = GIVING | {"receive", "arrive"}
NEAR: Final = 7
# From here on a text is plainly about aid from someone to someone.
CLEAR: Final = 0.9
# Words that speak against a claim: beside the figure, and elsewhere in its clause.
AGAINST: Final = {
    "need": (0.35, 0.1),
    "harm": (0.35, 0.15),
    "business": (0.35, 0.25),
    "trade": (0.35, 0.2),
    "budget": (0.35, 0.2),
}


def score_amount(
    place: Place,
    donor: Role,
    recipient: Role,
    context: Context,
    form: str,
    *,
    support: bool,
) -> tuple[float, tuple[str, ...]]:
    """
    Return the score of a sum of money, and the rules that lowered it.

    ``support`` is whether the sum is a part of one already found, or ends a list
    or a count of aid.
    """
    score, reasons = base_score(place, donor, recipient, context)
    score += 0.25 if support else 0.0
    doubts = list(doubts_about(place, recipient, context, form))
    doubts += doubts_of_donor(place, donor, context, support=support)
    for _, weight in doubts:
        score -= weight
    for table, (near, far) in AGAINST.items():
        distance = nearest(place, table, carried=True)
        if distance is not None:
            score -= near if distance <= NEAR else far
            reasons += (f"refuse_{table}",)
    aid = nearest(place, "aid")
    if aid is not None:
        score += 0.25 if aid <= NEAR else 0.1
    return clamp(score), (*reasons, *(rule for rule, _ in doubts if rule))


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
    if near and stage and stage.lemma in COLLECTING and stage.tense == "infinitive":
        yield "refuse_need", 0.6
    if stage and stage.lemma in ("export", "import"):
        yield "refuse_trade", 0.4
    nowhere = recipient.code is None and not context.is_statistics
    if nowhere and nearest(place, "aid") is None:
        yield "refuse_no_recipient", 0.25
    grown = context.is_statistics and is_growth(place)
    if is_instalment(place) or is_price(place) or is_compared(place) or grown:
        yield "refuse_compared", 0.9
    if form == "bare":
        spoken = stage and stage.role in HANDING | {"link", "go"}
        plain = spoken and nearest(place, "need") is None and not counts_people(place)
        yield "refuse_no_currency", 0.1 if plain else 0.4


NEAR_OBJECT: Final = 3
COLLECTING: Final = closed_words("kinds", "collecting")


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
    behind = place.passage.tokens[place.last : place.last + 2]
    asked = any(token.lower in APPEALS for token in behind)
    if asked or (ends in (["for"], ["of"]) and follows_appeal(place)):
        yield "refuse_need", 0.6


def follows_appeal(place: Place) -> bool:
    """Tell "an urgent appeal for $5 million"."""
    before = place.passage.tokens[max(0, place.first - 5) : place.first]
    return any(token.lower in APPEALS for token in before)


APPEALS: Final = frozenset(["appeal", "appeals", "request", "requests"])


def base_score(
    place: Place, donor: Role, recipient: Role, context: Context
) -> tuple[float, tuple[str, ...]]:
    """Return what verb, donor and recipient say for a figure."""
    score: float = BASE
    reasons: tuple[str, ...] = ()
    if place.stage:
        score += BY_ROLE[place.stage.role]
        if BY_ROLE[place.stage.role] < 0:
            reasons += (f"refuse_{place.stage.role}",)
        if place.stage.negated:
            score -= 0.6
            reasons += ("refuse_negated",)
    if context.is_off_topic:
        score -= 0.35
        reasons += ("refuse_off_topic",)
    if donor.code is None:
        score -= 0.3
        reasons += ("refuse_no_donor",)
    elif donor.rule != "donor_context":
        score += 0.15
    if recipient.code and recipient.rule != "recipient_context":
        score += 0.1
    return score + 0.15 * context.clarity, reasons


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


def clamp(score: float) -> float:
    """Keep a score between 0 and 1, two places."""
    return round(min(1.0, max(0.0, score)), 2)


LISTING: Final = closed_words("scoring", "listing")


# What only a number can give goods.
COUNTED: Final = 0.25


def is_log(donor: Role, recipient: Role) -> bool:
    """Tell whether a line without a verb names giver or receiver, as logs do."""
    return donor.rule != "donor_context" or recipient.rule != "recipient_context"


def score_items(
    place: Place, donor: Role, recipient: Role, context: Context, *, strong: float
) -> tuple[float, tuple[str, ...]]:
    """Return the score of goods; ``strong`` is what their own words say for them."""
    score, reasons = base_score(place, donor, recipient, context)
    score += score_verb(place, donor, recipient, context, strong >= COUNTED)
    aid = nearest(place, "aid")
    if aid is not None and aid <= NEAR:
        linked = place.stage is not None and place.stage.role == "link"
        score += 0.25 if linked else 0.1
    for table in ("business", "harm"):
        distance = nearest(place, table)
        if distance is not None and distance <= NEAR:
            score -= 0.2
            reasons += (f"refuse_{table}",)
    if is_sale(place, PURCHASES) or is_contracted(place):
        score -= 0.6
        reasons += ("refuse_trade",)
    if is_sale(place, SALES):
        score -= 1
        reasons += ("refuse_sale",)
    return clamp(score + strong), reasons


def is_sale(place: Place, words: frozenset[str]) -> bool:
    """Tell "the sale of 40 tanks" and 20 guns from tanks and guns that are given."""
    first = list_front(place.passage, place.first)
    before = place.passage.tokens[max(0, first - 5) : first]
    return any(token.lower in words for token in before)


def is_contracted(place: Place) -> bool:
    """Tell "a contract for 126 jets" from one for jets for somebody else."""
    tokens = place.passage.tokens
    before = [t.lower for t in tokens[max(0, place.first - 2) : place.first]]
    if len(before) < LONGEST_BOND or before[0] not in BONDS or before[1] != "for":
        return False
    return not any(
        party.after in ("for", "to") and 0 <= party.first - place.last <= NEAR
        for party in place.passage.parties
    )


LONGEST_BOND: Final = 2
BONDS: Final = frozenset(["contract", "contracts", "deal", "order", "orders", "tender"])


def list_front(passage: Passage, first: int) -> int:
    """Return where a list of goods begins that goes on at token ``first``."""
    for item in reversed(passage.items):
        words = {token.lower for token in passage.tokens[item.last : first]}
        if item.last <= first and words <= {",", "and", "or"}:
            first = item.first
    return first


SALES: Final = closed_words("scoring", "sales")
PURCHASES: Final = closed_words("scoring", "purchases")


def score_verb(
    place: Place, donor: Role, recipient: Role, context: Context, counted: bool
) -> float:
    """Return what the verb over goods, or the lack of one, says for them."""
    stage = place.stage
    if context.opens_list and (stage is None or stage.role not in GIVING):
        return 0.2
    if stage is None:
        log = counted and not place.passage.stages
        return (0.1 if is_log(donor, recipient) else 0.0) if log else -0.35
    if stage.role in ("link", "go"):
        lists = stage.lemma in LISTING and stage.last <= place.first
        return 0.15 if lists else -0.2
    if stage.role == "withdraw" and donor.rule == "donor_context":
        return -0.3
    return 0.0 if stage.role in HANDING else -0.35
