"""Read both ends of a range, and both numbers of a pair."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from pledges.extraction.counts import is_year
from pledges.extraction.lexicon import Lexicon
from pledges.extraction.lexicon.grammar import closed_words
from pledges.extraction.numbers import (
    LARGEST,
    Number,
    read_number,
)
from pledges.extraction.tokens import Token

RANGE_WORDS: Final = closed_words("amounts", "range_words")


def read_range(
    tokens: Sequence[Token], number: Number, lexicon: Lexicon, signs: set[str]
) -> tuple[Decimal | None, Number]:
    """Return the lower end and the upper end of a range that ``number`` may begin."""
    at = number.last
    if at + 1 >= len(tokens) or tokens[at].text not in RANGE_WORDS:
        return None, number
    if is_year(tokens[number.first]):
        return None, number
    joined = tokens[at].text in "-‑–—"
    before = tokens[max(0, number.first - 2) : number.first]
    between = any(token.lower == "between" for token in before)
    if not joined and tokens[at].lower != "to" and not between:
        return None, number
    at += 1 if tokens[at + 1].text not in signs else 2
    upper = read_number(tokens, at, lexicon, money=True)
    if upper is None or tokens[at].type != "number":
        return None, number
    return whole_range(number, upper)


def whole_range(number: Number, upper: Number) -> tuple[Decimal | None, Number]:
    """Give the lower number the scale of the upper, as "5 to 10 million" means."""
    low = number.value
    if not number.has_scale and upper.has_scale:
        low = scaled_like(low, upper.value)
    if low >= upper.value:
        return None, number
    return low, upper._replace(first=number.first)


def scaled_like(low: Decimal, high: Decimal) -> Decimal:
    """Raise ``low`` by thousands to the size of ``high``."""
    while low * 1000 <= high:
        low *= 1000
    return low


def pair_of(tokens: Sequence[Token], number: Number, lexicon: Lexicon) -> Number | None:
    """Return the second of "17 and 10 million dollars, respectively"."""
    at = number.last
    if number.has_scale or at >= len(tokens) or tokens[at].lower != "and":
        return None
    ahead = {token.lower for token in tokens[at : at + 9]}
    if "respectively" not in ahead and "each" not in ahead:
        return None
    return read_number(tokens, at + 1, lexicon, money=True)


def like_pair(value: Decimal, pair: Number) -> Decimal:
    """Give the first of a pair the scale of the second."""
    scale = Decimal(1)
    while pair.has_scale and scale * 1000 <= pair.value:
        scale *= 1000
    return min(value * scale, LARGEST)
