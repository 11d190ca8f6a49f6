"""How sure a finding is, and why a candidate is refused."""

from typing import Final

from pledges.extraction.context import Context
from pledges.extraction.doubts import HANDING, doubts_about, doubts_of_donor, nearest
from pledges.extraction.lexicon.grammar import closed_words
from pledges.extraction.passages import Passage
from pledges.extraction.places import Place, Role
from pledges.extraction.weights import GIVING

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
NEAR: Final = 7
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


def clamp(score: float) -> float:
    """Keep a score between 0 and 1, two places."""
    return round(min(1.0, max(0.0, score)), 2)


LISTING: Final = closed_words("scoring", "listing")
MOVING: Final = closed_words("firmness", "moving")


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
    before = [t.lower for t in tokens[max(0, place.first - LONGEST_BOND) : place.first]]
    if before[-1:] != ["for"] or BONDS.isdisjoint(before):
        return False
    return not any(
        party.after in ("for", "to") and 0 <= party.first - place.last <= NEAR
        for party in place.passage.parties
    )


LONGEST_BOND: Final = 4
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
        moves = stage.lemma in MOVING and place.last <= stage.first
        return 0.15 if lists else 0.0 if moves else -0.2
    if stage.role == "withdraw" and donor.rule == "donor_context":
        return -0.3
    return 0.0 if stage.role in HANDING else -0.35
