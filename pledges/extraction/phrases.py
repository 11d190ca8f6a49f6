"""How goods hang in their phrase: beside a preposition, a bracket, another noun."""

from typing import Final

from pledges.extraction.items import Items
from pledges.extraction.lexicon import Lexicon
from pledges.extraction.lexicon.grammar import closed_words
from pledges.extraction.objects import FRAMES
from pledges.extraction.places import Place
from pledges.extraction.tokens import Token
from pledges.extraction.uses import WITH_VERBS

DELIVERIES: Final = closed_words("mentions", "deliveries")
MASSES: Final = frozenset(["equipment", "gear", "materiel", "hardware", "weaponry"])
FIELDS: Final = closed_words("goods", "fields")
CLASSES: Final = closed_words("goods", "classes")


def is_in_bracket(place: Place) -> bool:
    """Tell whether goods only explain the goods before the bracket."""
    if "(" not in place.passage.words:
        return False
    before = [token.text for token in place.passage.tokens[: place.first]]
    opened = len(before) - 1 - before[::-1].index("(") if "(" in before else -1
    if opened < 0 or ")" in before[opened:]:
        return False
    return any(
        opened - 5 <= other.last <= opened and not is_class(other.item)
        for other in place.passage.items
    )


def is_apposition(place: Place, items: Items) -> bool:
    """Tell what describes goods just named: ", a tracked vehicle with a cannon"."""
    if items.determiner != "a" or place.first == 0:
        return False
    before = place.passage.tokens[place.first - 1].lower
    if before == "with":
        return place.stage is None or place.stage.lemma not in WITH_VERBS
    return before in (",", "--", "—", "–") and any(
        other.last == place.first - 1 for other in place.passage.items
    )


def is_compound(place: Place, items: Items, lexicon: Lexicon) -> bool:
    """Tell whether the noun only describes the next one: "weapon stockpiles"."""
    tokens = place.passage.tokens
    if place.last >= len(tokens):
        return False
    counted = items.quantity is not None and items.quantity > 1
    one = is_one(items, tokens[place.last - 1], lexicon)
    if items.determiner == "number" and not (counted and one):
        return False
    following, head = tokens[place.last], tokens[place.last - 1]
    if following.lower in ("and", "or") and names_field(place):
        return True
    if following.lower in DELIVERIES:
        return False
    if (
        following.type != "word"
        or following.lower in lexicon.words["function"]["words"]
    ):
        return False
    if any(stage.first == place.last for stage in place.passage.stages):
        return False
    singular = not head.lower.endswith("s") or head.lower == "arms"
    return singular and not following.lower.endswith(("ly", "ed", "ing"))


def is_one(items: Items, head: Token, lexicon: Lexicon) -> bool:
    """Tell the "vaccine" of "eight vaccine projects", which nobody counts."""
    word = head.lower
    same = word in lexicon.unchanged and word not in MASSES
    plain = head.type == "word" and not items.is_model
    return plain and not same and not word.endswith(("s", "men", "craft"))


def names_field(place: Place) -> bool:
    """Tell "food and nutrition crisis", where the nouns only say of what kind."""
    ahead = place.passage.tokens[place.last + 1 : place.last + 4]
    return any(token.lower in FIELDS for token in ahead)


def is_nominal(place: Place) -> bool:
    """Tell "the incorporation of a frigate" from "a delivery of 20 tanks"."""
    noun = place.passage.tokens[place.first - 2].lower
    return noun not in FRAMES and noun.endswith(("tion", "sion", "ment", "ing"))


def hangs_on_preposition(place: Place, items: Items) -> bool:
    """Tell whether goods are named only as the means or aim of something else."""
    if place.first == 0:
        return False
    before = place.passage.tokens[place.first - 1].lower
    if items.determiner in ("a", "number"):
        front = (
            place.first > 1 and place.passage.tokens[place.first - 2].lower == "front"
        )
        if before == "of" and place.first > 1:
            return is_nominal(place)
        return before in ("in", "on", "at", "by", "against", "about") or front
    if before == "as" and place.passage.tokens[place.first - 2].lower == "well":
        return False
    return before in (
        "of",
        "in",
        "on",
        "by",
        "against",
        "from",
        "at",
        "about",
        "into",
        "for",
        "as",
        "to",
    )


def is_class(item: str) -> bool:
    """Tell "relief goods", which a list then names one by one."""
    return item.lower().split()[-1] in CLASSES
