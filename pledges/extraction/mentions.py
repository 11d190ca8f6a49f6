"""Tell goods that a text only mentions: ridden on, owned, asked for, described."""

from typing import Final

from pledges.extraction.items import Items
from pledges.extraction.lexicon import Lexicon
from pledges.extraction.lexicon.grammar import closed_words
from pledges.extraction.objects import BENEFICIARIES, front
from pledges.extraction.places import Place

# What people and loads ride on.
RIDDEN: Final = closed_words("mentions", "ridden")
RIDES: Final = closed_words("mentions", "rides")
# "Coalition of", "access to": what is said about goods that nobody gives here.
HOLDERS: Final = closed_words("mentions", "holders")


def is_ridden(place: Place, items: Items) -> bool:
    """Tell "flown on two C-17 aircraft" from aircraft that are given."""
    before = [
        t.lower for t in place.passage.tokens[max(0, place.first - 2) : place.first]
    ]
    ridden = bool(RIDES & set(before[-1:])) or "via" in before or "aboard" in before
    words = items.item.lower().split()
    return ridden and (words[-1] in RIDDEN or items.is_model)


def is_held(place: Place) -> bool:
    """Tell "a coalition of", "access to" and "stocks of" goods from goods."""
    tokens = place.passage.tokens
    first = front(place.passage, place.first)
    if first < 2 or tokens[first - 1].lower not in ("of", "to", "in", "on"):
        return False
    return tokens[first - 2].lower in HOLDERS


def is_owned(place: Place, receiver: str | None) -> bool:
    """Tell "Ukraine's air defences" and "two Georgian boats", which they have."""
    if place.passage.tokens[place.first].lower in BENEFICIARIES:
        return False  # "brings the Fijian navy small boats"
    return any(
        party.last == place.first
        and party.code == receiver
        and (party.possessive or party.sort == "demonym")
        and not party.after
        for party in place.passage.parties
    )


def is_handled(place: Place) -> bool:
    """Tell "managing explosives" and "towing weapons" from goods that are given."""
    tokens = place.passage.tokens
    at = place.first - 1
    if at >= 0 and tokens[at].lower in BUILDING:
        return True
    if at < 0 or tokens[at].type != "word" or not tokens[at].lower.endswith("ing"):
        return False
    given = any(stage.first <= at < stage.last for stage in place.passage.stages)
    return not given and tokens[at].lower not in LISTED


def is_produced(place: Place) -> bool:
    """Tell "promised to make 5,000 shells", which a factory does, from a gift."""
    at = place.first - 1
    while at > 0 and place.passage.tokens[at].lower in ("up", "to", "about", "some"):
        at -= 1
    return at >= 0 and place.passage.tokens[at].lower in PRODUCING


PRODUCING: Final = closed_words("mentions", "producing")
BUILDING: Final = closed_words("mentions", "building")
LISTED: Final = closed_words("mentions", "listed")


def is_asked(place: Place) -> bool:
    """Tell "appealed to his allies to send tanks" from tanks that are sent."""
    stage = place.stage
    if stage is None or stage.tense != "infinitive":
        return False
    pleas = place.passage.tokens[max(0, stage.first - FAR_PLEA) : stage.first]
    if any(token.lower in PLEAS for token in pleas):
        return True
    if any(token.lower in TARGETS for token in pleas[-2:]):
        return True
    before = [s for s in place.passage.stages if s.last <= stage.first]
    asked = bool(before) and before[-1].role == "need" and not before[-1].negated
    return asked and stage.first - before[-1].last <= FAR_PLEA


FAR_PLEA: Final = 8
TARGETS: Final = closed_words("mentions", "targets")
PLEAS: Final = closed_words("mentions", "pleas")


def is_in_need(place: Place) -> bool:
    """Tell "six helicopters need repairs" from helicopters that are given."""
    ahead = place.passage.tokens[place.last : place.last + 1]
    return any(token.lower in NEEDING for token in ahead)


NEEDING: Final = frozenset(["lack", "lacks", "need", "needed", "needs", "require"])


def is_of_type(place: Place) -> bool:
    """Tell the type of "100 weapons of the NLAW type" from more goods."""
    tokens = place.passage.tokens
    of = any(t.lower == "of" for t in tokens[max(0, place.first - 3) : place.first])
    behind = {token.lower for token in tokens[place.last : place.last + 4]}
    return of and bool({"type", "class", "family"} & behind)


def is_bare_singular(place: Place, items: Items, lexicon: Lexicon) -> bool:
    """Tell "guided weapon" in "guided weapon manufacturing": no noun by itself."""
    if items.determiner or items.quantity is not None or items.is_model:
        return False
    if " for " in items.item or " to " in items.item:
        return False
    tokens = place.passage.tokens
    head = tokens[place.last - 1].lower
    begin = front(place.passage, place.first)
    listed = any(
        begin <= other.first < place.first and other.determiner in ("a", "number")
        for other in place.passage.items
    )
    plural = head.endswith("s") or head in lexicon.unchanged or head in MASS
    return not plural and not listed and place.passage.sentence.form == "prose"


MASS: Final = closed_words("mentions", "mass")


MAKERS: Final = frozenset(["company", "firm", "maker", "manufacturer", "producer"])


def is_titled(place: Place, items: Items) -> bool:
    """Tell the "Senator" of "Senator Coons" from the vehicle of that name."""
    tokens = place.passage.tokens
    if not items.is_model or items.quantity is not None or place.last >= len(tokens):
        return False
    if tokens[place.last - 2].lower in MAKERS:
        return True
    return tokens[place.last].is_capital and tokens[place.last].type == "word"


def is_service(place: Place, items: Items) -> bool:
    """Tell "food, healthcare and protection" from food that is handed over."""
    if items.quantity is not None or items.item.lower().split()[-1] not in BASICS:
        return False
    near = place.passage.tokens[max(0, place.first - REACH) : place.last + REACH]
    return any(token.lower in SERVICES for token in near)


REACH: Final = 8
BASICS: Final = closed_words("mentions", "basics")
SERVICES: Final = closed_words("mentions", "services")


def is_aside(place: Place, items: Items) -> bool:
    """Tell ", one of the key weapons in the war" from one that is given."""
    tokens = place.passage.tokens
    words = [token.lower for token in tokens[place.first : place.first + 3]]
    apart = place.first > 0 and tokens[place.first - 1].text in ",–—"
    return apart and items.quantity == 1 and words == ["one", "of", "the"]


def is_acquired(place: Place) -> bool:
    """Tell "the helicopters were acquired", which the receiver has paid for."""
    tokens = place.passage.tokens
    for stage in place.passage.stages:
        near = 0 < stage.first - place.last <= LONGEST_VERB and stage.role == "trade"
        between = {token.lower for token in tokens[place.last : stage.first]}
        if near and between & {"was", "were", "been"}:
            behind = tokens[stage.last : stage.last + LONGEST_VERB]
            return all(token.lower != "for" for token in behind)
    return False


# "were entirely" and the like before a verb.
LONGEST_VERB: Final = 4
