"""Find the noun phrases that describe goods: where they begin and end."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from pledges.extraction.designations import (
    are_calibres,
    are_compounds,
    bracket_end,
    is_acronym,
    is_type,
    names_number,
)
from pledges.extraction.lexicon import Goods, Lexicon
from pledges.extraction.lexicon.grammar import closed_words
from pledges.extraction.numbers import word_value
from pledges.extraction.tokens import Token, positions

MOST_MODIFIERS: Final = 4


GAP: Final = 2


COUNTS: Final = closed_words("nouns", "counts")


# Nouns that only complete the name of a model: "a Patriot battery".
CARRYING: Final = closed_words("goods", "carrying")
TAILS: Final = closed_words("nouns", "tails")


def plural_end(
    tokens: Sequence[Token],
    start: int,
    lexicon: Lexicon,
    spans: frozenset[int],
) -> int | None:
    """Return the end of a noun phrase in the plural, None where it is none of goods."""
    last = start
    while last < len(tokens) and last - start < MOST_MODIFIERS:
        if last in spans or not is_modifier(tokens[last], lexicon):
            break
        last += 1
    if last == start:
        return None
    head = tokens[last - 1]
    plain = head.type == "word" and head.text.islower() and head.lower.endswith("s")
    people = lexicon.words["people"]["words"]
    known = any(token.lower in people for token in tokens[start:last])
    return last if plain and not known and not head.lower.endswith(ABSTRACT) else None


# Endings of plurals that name no thing that one can hand over.
ABSTRACT: Final = (
    *("ss", "us", "ions", "ments", "ances", "ences", "ities", "nesses", "isms"),
    *("ists", "ships", "hoods", "ologies", "als", "ings", "ures", "cies", "ees"),
)


def heads(
    tokens: Sequence[Token], lexicon: Lexicon, closed: frozenset[int]
) -> Iterator[tuple[int, int, Goods]]:
    """Yield (first, last, goods) of every run of nouns that ends in a head."""
    end = 0
    for i in positions(tokens, lexicon.goods.openers):
        found = None if i < end or i in closed else lexicon.goods.at(tokens, i)
        if found is not None:
            last = found.last + is_quoted(tokens, i, found.last)
            last, goods = run_on(tokens, last, found.value, lexicon, closed)
            end = measured_end(tokens, last, goods, lexicon, closed)
            yield i, end, goods


def measured_end(
    tokens: Sequence[Token],
    last: int,
    goods: Goods,
    lexicon: Lexicon,
    closed: frozenset[int],
) -> int:
    """Follow "tonnes of relief goods" to its end, whatever is measured."""
    if goods.singular not in lexicon.units_kept or last + 1 >= len(tokens):
        return last
    if tokens[last].lower != "of" or lexicon.goods.at(tokens, last + 1):
        return last
    end = last + 1 + (tokens[last + 1].lower == "the")
    while end < len(tokens) and end - last < MOST_MODIFIERS:
        if end in closed or not is_modifier(tokens[end], lexicon):
            break
        end += 1
    empty = last + 1 + (tokens[last + 1].lower == "the")
    return end if end > empty else last


def run_on(
    tokens: Sequence[Token],
    last: int,
    goods: Goods,
    lexicon: Lexicon,
    closed: frozenset[int],
) -> tuple[int, Goods]:
    """Follow "Leopard 2A6 tanks" to its last noun."""
    sector = goods.sector
    for _ in range(MOST_MODIFIERS):
        following = next_head(tokens, last, lexicon, closed)
        if following is None:
            break
        last, goods = following
        sector = goods.sector or sector
    same = goods.sector == sector
    return last, goods if same else replace(goods, sector=sector)


def next_head(
    tokens: Sequence[Token], last: int, lexicon: Lexicon, closed: frozenset[int]
) -> tuple[int, Goods] | None:
    """Return the head that follows at once, or after words that modify it."""
    last = bracket_end(tokens, last)
    for gap in range(GAP + 1):
        at = last + gap
        if at >= len(tokens) or at in closed:
            return None
        found = lexicon.goods.at(tokens, at)
        if found and not (gap == 0 and tokens[at].lower in TAILS):
            return found.last, found.value
        if tokens[at].lower in TAILS:
            return at + 1, Goods(tokens[at].lower.rstrip("s"), "", is_model=False)
        joins = gap == 0 and tokens[at].lower.endswith("ing")
        joins = joins and tokens[at].lower not in CARRYING
        single = not tokens[last - 1].lower.endswith("s")
        if not is_modifier(tokens[at], lexicon) and not (joins and single):
            return None
    return None


def is_modifier(token: Token, lexicon: Lexicon) -> bool:
    """Tell whether a word may stand inside a description of goods."""
    if token.type in ("calibre", "model"):
        return True
    if token.type not in ("word", "initials"):
        return False
    plain = token.lower
    return (
        plain not in lexicon.words["function"]["words"]
        and plain not in lexicon.fillers
        and word_value(plain, lexicon) is None
        and plain not in COUNTS
        and plain not in ("odd", "plus")
        and plain not in lexicon.scales
        and not plain.endswith("ly")
        and (not plain.endswith("ing") or "-" in plain or token.is_capital)
    )


def first_modifier(
    tokens: Sequence[Token], first: int, lexicon: Lexicon, closed: frozenset[int]
) -> int:
    """Return where the description of the goods begins."""
    start = first
    while start > 0 and first - start < MOST_MODIFIERS:
        before = tokens[start - 1]
        passed = passed_over(tokens, start, lexicon, closed)
        if passed:
            start -= passed
            continue
        if start - 1 in closed or not is_modifier(before, lexicon):
            break
        owned = start > 1 and (
            start - 2 in closed or tokens[start - 2].type == "suffix"
        )
        if before.lower in FORCES and owned:
            break  # "gave the Lebanese army radios"
        if before.lower in lexicon.units_dropped or follows_modal(tokens, start - 1):
            break
        start -= 1
    return start


FORCES: Final = closed_words("nouns", "forces")


def passed_over(
    tokens: Sequence[Token], start: int, lexicon: Lexicon, closed: frozenset[int]
) -> int:
    """Return how many tokens before ``start`` belong to a name, though no words."""
    before = tokens[start - 1]
    if start > 1 and are_calibres(tokens[start - 2 : start + 1]):
        return 2
    if before.type == "number" and names_number(tokens, start - 1, closed):
        return 1
    if start > 3 and is_acronym(tokens[start - 3 : start]):
        return 3
    if start > 2 and is_type(tokens[start - 3 : start]):
        return 3
    if start > 1 and before.text == "," and are_compounds(tokens, start):
        return 1
    slashed = start > 1 and before.text == "/" and is_slashed(tokens, start, lexicon)
    return 2 if slashed else 0


def follows_modal(tokens: Sequence[Token], i: int) -> bool:
    """Tell the verb of "can extract oxygen" from an adjective."""
    return i > 0 and tokens[i - 1].lower in MODALS


MODALS: Final = frozenset(
    ["can", "could", "may", "might", "must", "to", "will", "would"]
)


def is_quoted(tokens: Sequence[Token], first: int, last: int) -> bool:
    """Tell the name of a model that stands in quotation marks."""
    if first == 0 or last + 1 >= len(tokens):
        return False
    marked = tokens[first - 1].text in QUOTES and tokens[last].text in QUOTES
    return marked and tokens[last + 1].type == "word"


QUOTES: Final = frozenset("\"'“”‘’«»")


def is_slashed(tokens: Sequence[Token], start: int, lexicon: Lexicon) -> bool:
    """Tell the "trainer/" before the "attack" of "trainer/attack aircraft"."""
    before, slash, word = tokens[start - 2 : start + 1]
    glued = before.end == slash.start and slash.end == word.start
    return glued and is_modifier(before, lexicon)


def long_name(
    tokens: Sequence[Token], first: int, lexicon: Lexicon, closed: frozenset[int]
) -> int:
    """
    Return where "tracked and remote controlled vehicles" begins behind its number.

    Without a number before it, or with another noun in between, that is ``first``.
    """
    at = first
    while at > 0 and first - at < LONGEST_NAME:
        before = tokens[at - 1]
        if before.type == "number" and not names_number(tokens, at - 1, closed):
            return at
        if word_value(before.lower, lexicon) is not None and at < first:
            return at
        if at - 1 in closed or not may_join(before, lexicon):
            break
        at -= 1
    return first


def may_join(token: Token, lexicon: Lexicon) -> bool:
    """Tell whether a word may stand between a number and the noun it counts."""
    if token.lower in ("and", ",", "or"):
        return True
    if token.lower in lexicon.words["people"]["words"]:
        return False
    # "10,000 rapid testing kits"
    ending = token.type == "word" and token.lower.endswith(("ly", "ing"))
    return ending or (is_modifier(token, lexicon) and not token.lower.endswith("s"))


LONGEST_NAME: Final = 8
