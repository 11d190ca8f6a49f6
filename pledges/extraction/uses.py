"""Tell goods that are given from what goods or money are for."""

from typing import Final

from pledges.extraction.doubts import nearest
from pledges.extraction.items import Items
from pledges.extraction.lexicon.grammar import closed_words
from pledges.extraction.places import Place
from pledges.extraction.stages import Stage

ATTACK_REACH: Final = 9


CASH_WORDS: Final = closed_words("goods", "cash_words")


# Verbs whose goods stand behind "with": "provide Kyiv with a radar".
WITH_VERBS: Final = closed_words("goods", "with_verbs")


def is_agent(place: Place) -> bool:
    """Tell goods that bring something from goods that are brought."""
    stage = place.stage
    if stage is None or stage.passive or stage.role != "transfer":
        return False
    between = place.passage.tokens[place.last : stage.first]
    return (
        len(between) <= 4
        and place.last <= stage.first
        and not BRACKETS & {token.text for token in between}
    )


BRACKETS: Final = frozenset("()")


CASH_VERBS: Final = closed_words("goods", "cash_verbs")


def is_carrier(place: Place) -> bool:
    """Tell the ship that is loaded with goods from the goods."""
    tokens = place.passage.tokens
    before = [token.lower for token in tokens[max(0, place.first - 2) : place.first]]
    ahead = [token.lower for token in tokens[place.last : place.last + 2]]
    carrying = not CARRYING.isdisjoint(ahead) or is_loaded(place)
    return carrying or (before[-1:] == ["of"] and before[0] in CONVOYS)


def is_loaded(place: Place) -> bool:
    """Tell "two ships with 300 tons of rice" from ships that are given."""
    tokens = place.passage.tokens
    if place.last == len(tokens) or tokens[place.last].lower != "with":
        return False
    loads = [o for o in place.passage.items if 0 < o.first - place.last <= 3]
    return bool(loads) and loads[0].item.split()[0] in LOADS


LOADS: Final = closed_words("equipment", "masses")
CONVOYS: Final = closed_words("goods", "convoys")


CARRYING: Final = closed_words("goods", "carrying")


def is_with_troops(place: Place) -> bool:
    """Tell "600 troops and three helicopters", which are deployed, from gifts."""
    tokens = place.passage.tokens
    joined = place.first > 1 and tokens[place.first - 1].lower in ("and", ",")
    if not joined or tokens[place.first - 2].lower not in TROOPS:
        return False
    before = [t.lower for t in tokens[max(0, place.first - 5) : place.first - 2]]
    return not AGAINST & set(before)


AGAINST: Final = frozenset(["against", "by", "for", "from", "to"])


TROOPS: Final = closed_words("goods", "troops")


def is_worth(place: Place) -> bool:
    """Tell whether the goods only say what a sum is worth of."""
    ahead = place.passage.tokens[place.last : place.last + 4]
    return "worth" in [token.lower for token in ahead]


def is_purpose(place: Place, items: Items) -> bool:
    """Tell "for lifting bombs" and "to spot drones" from goods that are given."""
    tokens = place.passage.tokens
    if place.first < 2 or place.stage is None:
        return False
    if items.determiner != "number" and is_gerund(place, place.stage):
        return True
    if items.determiner == "" and tokens[place.first - 1].lower == "to":
        return True
    before, verb = tokens[place.first - 2].lower, tokens[place.first - 1].lower
    given = place.stage.last == place.first
    return not given and verb.endswith("ing") and before in ("for", "of", "in", "by")


def is_gerund(place: Place, stage: Stage) -> bool:
    """Tell "including handing out food" from what is handed out now."""
    tokens = place.passage.tokens
    before = tokens[stage.first - 1].lower if stage.first else ""
    return tokens[stage.first].lower.endswith("ing") and before in LEADS


LEADS: Final = closed_words("goods", "leads")


def is_attack(place: Place) -> bool:
    """Tell whether the goods are being fired at somebody."""
    distance = nearest(place, "attack")
    if distance is None or distance > ATTACK_REACH:
        return False
    named = {i for o in place.passage.items for i in range(o.first, o.last)}
    return any(s.first not in named for s in place.passage.signals_of("attack"))


def is_cash_use(place: Place, items: Items) -> bool:
    """Tell whether the goods only say what a sum of money may be used for."""
    before = place.passage.tokens[place.first - 1].lower if place.first else ""
    if items.determiner == "number" and before in ("and", ","):
        return False
    if is_paid_for(place, items):
        return True
    if place.floor not in [amount.last for amount in place.passage.amounts]:
        return False
    stage = place.stage
    listing = stage is not None and stage.role == "link"
    if stage and not listing and is_own_subject(place, stage):
        return True
    listed = stage and listing and place.floor <= stage.first < place.first
    start = max(stage.last, place.first - 1) if stage and listed else place.floor
    between = place.passage.tokens[start : place.first]
    return len(between) < 25 and any(token.lower in CASH_WORDS for token in between)


def is_paid_for(place: Place, items: Items) -> bool:
    """Tell "will pay for masks" from masks that are handed over."""
    stage = place.stage
    if stage is None or items.determiner == "number":
        return False
    paid = stage.passive and stage.lemma in ("finance", "fund")
    return paid or (stage.lemma in CASH_VERBS and not stage.passive)


def is_own_subject(place: Place, stage: Stage) -> bool:
    """Tell "$5 million will provide food", where the sum itself is the subject."""
    parties = place.passage.parties
    named = any(place.floor <= party.first < stage.first for party in parties)
    return place.floor <= stage.first < place.first and not named
