"""Join goods that one name or one number covers: "rounds for 125mm cannon"."""

from collections.abc import Callable, Sequence
from typing import Final

from pledges.extraction.items import Items
from pledges.extraction.lexicon import Lexicon
from pledges.extraction.lexicon.grammar import closed_words
from pledges.extraction.tokens import Token

MASSES: Final = closed_words("equipment", "masses")
# Goods that are described by what they are for: "rounds for 125mm cannon".
FED: Final = closed_words("equipment", "fed")
FED_BETWEEN: Final = closed_words("equipment", "fed_between")


def join_measured(
    tokens: Sequence[Token], found: list[Items], lexicon: Lexicon
) -> list[Items]:
    """Join "rice" and "5 tonnes" in "rice, more than 5 tonnes of it"."""
    joined: list[Items] = []
    for item in found:
        behind = [token.lower for token in tokens[item.last : item.last + 2]]
        unit = lexicon.units_kept.get(item.item)
        if joined and unit and behind in (["of", "them"], ["of", "it"]):
            name = f"{unit} of {joined[-1].item}"
            first = joined.pop()
            item = item._replace(item=name, first=first.first, start=first.start)
        joined.append(item)
    return joined


def join_named(tokens: Sequence[Token], text: str, found: list[Items]) -> list[Items]:
    """Join "tonnes of rice" with "beans", then "rounds" with "125mm cannon"."""
    for joins in (shares_unit, is_fed):
        found = join_where(joins, tokens, text, found)
    return found


def join_where(
    joins: Callable[[Sequence[Token], Items, Items], bool],
    tokens: Sequence[Token],
    text: str,
    found: list[Items],
) -> list[Items]:
    """Make one of each neighbours that ``joins`` tells to be one claim."""
    joined: list[Items] = []
    for item in found:
        before = joined[-1] if joined else None
        if before and joins(tokens, before, item):
            tail = text[tokens[before.last].start : item.end]
            name = f"{before.item} {tail}"
            joined[-1] = before._replace(item=name, last=item.last, end=item.end)
        else:
            joined.append(item)
    return joined


def shares_unit(tokens: Sequence[Token], a: Items, b: Items) -> bool:
    """Tell whether one measure goes for two kinds of goods."""
    between = [token.lower for token in tokens[a.last : b.first]]
    unit, of, _ = a.item.partition(" of ")
    plain = b.quantity is None and b.determiner == ""
    return bool(of) and unit in MASSES and plain and between == ["and"]


def is_fed(tokens: Sequence[Token], a: Items, b: Items) -> bool:
    """Tell whether ``b`` says what ``a`` is made for."""
    words = [token.lower for token in tokens[a.last : b.first]]
    fed = a.item.split()[-1] in FED and words[:1] in (["for"], ["to"])
    fed = fed and FED_BETWEEN.issuperset(words[1:])
    more = "for" in a.item.split() and words == ["and"] and b.quantity is None
    return (fed and b.quantity is None) or more
