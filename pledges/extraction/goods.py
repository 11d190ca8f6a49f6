"""How strongly the words around goods say that they are given."""

from collections.abc import Iterator
from itertools import chain
from typing import Final

from pledges.extraction.context import Context
from pledges.extraction.doubts import HANDING
from pledges.extraction.givers import AID
from pledges.extraction.items import Items
from pledges.extraction.lexicon import Lexicon
from pledges.extraction.lexicon.grammar import closed_words
from pledges.extraction.mentions import (
    is_acquired,
    is_aside,
    is_asked,
    is_bare_singular,
    is_handled,
    is_held,
    is_in_need,
    is_of_type,
    is_owned,
    is_produced,
    is_ridden,
    is_service,
    is_titled,
)
from pledges.extraction.objects import (
    giver_of,
    governs,
    is_in_package,
    is_object,
    row_of,
)
from pledges.extraction.phrases import (
    hangs_on_preposition,
    is_apposition,
    is_class,
    is_compound,
    is_in_bracket,
)
from pledges.extraction.places import Place, adjoining
from pledges.extraction.stages import Stage
from pledges.extraction.uses import (
    CASH_VERBS,
    is_agent,
    is_attack,
    is_carrier,
    is_cash_use,
    is_purpose,
    is_with_troops,
    is_worth,
)

BY_DETERMINER: Final = {
    "number": 0.3,
    "a": 0.15,
    "vague": 0.15,
    "the": -0.3,
    "its": -0.2,
    "no": -0.8,
    "": 0.1,
}


def item_strength(
    place: Place,
    items: Items,
    context: Context,
    receiver: str | None,
    lexicon: Lexicon,
) -> tuple[float, tuple[str, ...]]:
    """Return what speaks for goods being given, and the rules against it."""
    strength = BY_DETERMINER[items.determiner]
    strength += 0.1 if items.is_model else 0.0
    strength += 0.15 if context.opens_list else 0.0
    strength += 0.3 if is_in_package(place) else 0.0
    signs: tuple[str, ...] = ()
    for rule, weight, holds in chain(
        doubts_of_noun(place, items, context, lexicon),
        doubts_of_place(place, items, context),
        doubts_of_mention(place, items, context, receiver, lexicon),
    ):
        if holds:
            strength -= weight
            signs += (rule,)
    return strength, signs


def doubts_of_noun(
    place: Place, items: Items, context: Context, lexicon: Lexicon
) -> Iterator[tuple[str, float, bool]]:
    """Yield (rule, weight, whether it holds) about what the goods are called."""
    unknown = not items.is_known and not is_counted(place, context)
    general = is_general(items, lexicon)
    worth = is_worth(place) and items.determiner != "number"
    yield "refuse_weak_noun", 0.6, is_too_weak(place, items, context)
    yield "refuse_general", 0.8, general
    yield "refuse_bare_unit", 0.8, items.item in MEASURES
    yield "refuse_general", 0.6, is_listed_behind(place, items)
    yield "refuse_unknown_noun", 0.5, unknown
    yield "refuse_unknown_noun", 0.4, is_measured(place, items)
    yield "refuse_worth", 0.5 if general or is_class(items.item) else 0.2, worth
    yield "refuse_compound", 0.7, is_compound(place, items, lexicon)
    yield "refuse_not_one", 0.8, is_denied(place)


def doubts_of_place(
    place: Place, items: Items, context: Context
) -> Iterator[tuple[str, float, bool]]:
    """Yield (rule, weight, whether it holds) about where the goods stand."""
    uncounted = items.determiner == ""
    yield "refuse_bracket", 0.6, is_in_bracket(place)
    yield "refuse_carrier", 0.8, is_carrier(place)
    yield "refuse_troops", 0.6, is_with_troops(place)
    yield "refuse_far_verb", 0.2, is_far(place, items, context)
    yield "refuse_agent", 0.8, is_agent(place)
    yield "refuse_enemy", 0.8, is_enemy(place, items, context)
    yield "refuse_purpose", 0.5, is_purpose(place, items)
    yield "refuse_attack", 0.5, is_attack(place)
    yield "refuse_cash_use", 0.7 if uncounted else 0.5, is_cash_use(place, items)
    yield "refuse_apposition", 0.4, is_apposition(place, items)
    yield "refuse_prepositional", 0.3, hangs_on_preposition(place, items)


def doubts_of_mention(
    place: Place,
    items: Items,
    context: Context,
    receiver: str | None,
    lexicon: Lexicon,
) -> Iterator[tuple[str, float, bool]]:
    """Yield (rule, weight, whether it holds) about goods that nobody gives."""
    plain = items.quantity is None and not context.opens_list
    listed = len(row_of(place.passage, place.first, place.last)) >= ROW
    loose = plain and not is_object(place)
    yield "refuse_no_object", 0.25 if listed else 0.5, loose
    yield "refuse_need", 0.9, is_in_need(place)
    yield "refuse_bracket", 0.6, is_of_type(place)
    yield "refuse_carrier", 0.8, is_ridden(place, items)
    yield "refuse_held", 0.6, is_held(place)
    yield "refuse_owned", 0.6, is_owned(place, receiver)
    yield "refuse_purpose", 0.5, items.quantity is None and is_handled(place)
    yield "refuse_purpose", 0.5, items.determiner == "a" and is_handled(place)
    yield "refuse_general", 0.6, is_service(place, items)
    yield "refuse_business", 0.6, is_produced(place)
    yield "refuse_general", 0.8, plain and is_label(place)
    yield "refuse_apposition", 0.8, is_aside(place, items)
    yield "refuse_need", 0.6, is_asked(place)
    yield "refuse_sale", 0.6, is_acquired(place)
    yield "refuse_compound", 0.6, is_bare_singular(place, items, lexicon)
    yield "refuse_compound", 0.9, is_titled(place, items)


def is_label(place: Place) -> bool:
    """Tell "Aircraft and ships:" above a list from what is on it."""
    tokens = place.passage.tokens
    return tokens[-1].text == ":" and len(tokens) <= LABEL and not place.passage.stages


LABEL: Final = 6
# Goods in a row speak for each other.
ROW: Final = 3

MEASURES: Final = closed_words("goods", "measures")


def is_too_weak(place: Place, items: Items, context: Context) -> bool:
    """Tell whether a common noun has neither number nor verb to make goods of it."""
    if not items.is_weak or items.determiner == "number" or context.opens_list:
        return False
    if ends_list(place) or is_among_goods(place):
        return False
    return not is_handed_over(place)


def is_among_goods(place: Place) -> bool:
    """Tell the cars of "howitzers, ammunition and cars" from cars by themselves."""
    row = row_of(place.passage, place.first, place.last)
    return sum(item.is_known and not item.is_weak for item in row) > 1


def ends_list(place: Place) -> bool:
    """Tell "40 beds and medicines", where the goods before have a number."""
    tokens = place.passage.tokens
    joined = place.first > 0 and tokens[place.first - 1].lower in ("and", ",")
    stage = place.stage
    if stage is None or stage.role != "transfer" or stage.last > place.first:
        return False
    return joined and any(
        place.first - other.last in (1, 2) and other.determiner == "number"
        for other in place.passage.items
    )


def is_handed_over(place: Place) -> bool:
    """Tell whether a verb of handing over stands close before the goods."""
    stage = place.stage
    if stage is None or stage.role != "transfer" or stage.lemma in CASH_VERBS:
        return False
    joined = place.passage.tokens[stage.first - 1].lower == "and" and stage.first > 0
    if joined or (stage.tense == "infinitive" and not is_led(place, stage)):
        return False
    before = place.passage.tokens[place.first - 1].lower
    return 0 <= place.first - stage.last <= 8 and before not in ("as", "of", "in")


def is_led(place: Place, stage: Stage) -> bool:
    """Tell "agreed to send food" from "will work with others to send food"."""
    return any(other.last == stage.first - 1 for other in place.passage.stages)


def is_counted(place: Place, context: Context) -> bool:
    """Tell whether counted things stand right behind a verb of giving, or in a list."""
    if place.passage.sentence.form == "bullet" and context.opens_list:
        return True
    stage = place.stage
    given = (
        stage is not None and stage.role == "transfer" and stage.lemma not in CASH_VERBS
    )
    return given and stage is not None and 0 <= place.first - stage.last <= 3


def is_far(place: Place, items: Items, context: Context) -> bool:
    """Tell whether goods without a number are far from the verb that governs them."""
    stage = place.stage
    if items.determiner == "number" or context.opens_list or stage is None:
        return False
    between = place.passage.tokens[stage.last : place.first]
    listed = any(token.lower in (",", "and") for token in between)
    return len(between) > 12 and not listed


def is_listed_behind(place: Place, items: Items) -> bool:
    """Tell "relief goods (tents, blankets)" and "gear such as" from the goods."""
    if not is_class(items.item) or items.determiner == "number":
        return False
    ahead = [token.lower for token in place.passage.tokens[place.last : place.last + 3]]
    named = any(o.first - place.last in (1, 2, 3) for o in place.passage.items)
    return named and ahead[:1] in (["("], [":"], ["including"], ["such"], ["like"])


def is_enemy(place: Place, items: Items, context: Context) -> bool:
    """Tell whether the goods are the attacker's."""
    if set(items.item.lower().split()) & ENEMY:
        return True
    return any(party.code in context.aggressors for party in adjoining(place))


ENEMY: Final = closed_words("goods", "enemy")


def is_general(items: Items, lexicon: Lexicon) -> bool:
    """Tell whether goods are named so generally that they say nothing."""
    item = items.item.lower()
    if item.startswith("round of ") and item.rsplit(maxsplit=1)[-1] in AID:
        return True
    general = item in lexicon.words["general"]["words"]
    return general and items.determiner != "number"


def is_denied(place: Place) -> bool:
    """Tell "not one more shell" and "no weapons"."""
    before = place.passage.tokens[max(0, place.first - 3) : place.first]
    return not DENIALS.isdisjoint([token.lower for token in before])


DENIALS: Final = frozenset(["not", "no", "without", "never", "nor"])


def is_measured(place: Place, items: Items) -> bool:
    """Tell "five pieces of advice": a measure of what is no goods."""
    ahead = place.passage.tokens[place.last : place.last + 1]
    return not items.is_known and any(token.lower == "of" for token in ahead)


def is_share(place: Place, items: Items) -> bool:
    """Tell "three of the turbines", which the text has counted before."""
    if items.quantity is None or place.last - place.first < 3:
        return False
    _, of, the = place.passage.tokens[place.first : place.first + 3]
    return of.lower == "of" and the.lower == "the"


def with_giver(place: Place, items: Items) -> Place:
    """Let the verb whose object the goods are govern them, not a nearer one."""
    stage = place.stage
    if not items.is_known or (stage is not None and stage.role in HANDING):
        return place
    if stage is not None and governs(place, stage):
        return place
    giver = giver_of(place)
    if giver is None or giver.role not in HANDING:
        return place
    return place._replace(stage=giver)
