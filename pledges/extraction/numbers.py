"""Read numbers in figures and in words."""

from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Final, NamedTuple

from pledges.extraction.lexicon import Lexicon
from pledges.extraction.tokens import Token

# Longer runs of digits, and sums beyond this, are no quantities of sense.
MOST_DIGITS: Final = 18
LARGEST: Final = Decimal(10) ** 13
FRACTION_SCALES: Final = frozenset(["million", "billion", "trillion"])
HYPHENS: Final = "-‑–"


class Number(NamedTuple):
    """A number written in tokens ``first`` up to, not including, ``last``."""

    value: Decimal
    first: int
    last: int
    # whether a word such as "million" is part of it
    has_scale: bool
    # whether that word is a letter that only money has ("m")
    is_glued: bool = False


@lru_cache(maxsize=4096)
def read_figures(text: str) -> Decimal | None:
    """
    Return the value of a run of digits, points and commas.

    >>> [str(read_figures(t)) for t in ("1,200", "11,9", "1.500.000", "3,004.5")]
    ['1200', '11.9', '1500000', '3004.5']
    """
    plain = "".join(text.split())
    if len(plain) > MOST_DIGITS:
        return None
    commas, points = plain.count(","), plain.count(".")
    if commas and points:
        plain = without_thousands(plain)
    elif commas:
        plain = from_one_sign(plain, ",")
    elif points > 1:
        plain = plain.replace(".", "")
    if not plain.isascii() or not is_decimal(plain):
        return None
    return shortened(Decimal(plain))


def shortened(value: Decimal) -> Decimal:
    """Return 2 for 2.0, which is the same but written otherwise."""
    whole = value.to_integral_value()
    return whole if value == whole else value


def is_decimal(plain: str) -> bool:
    """Tell whether Decimal can read this as digits with at most one point."""
    return plain.replace(".", "", 1).isdigit()


def without_thousands(plain: str) -> str:
    """Drop the sign that separates thousands: the one that comes first."""
    first = "," if plain.index(",") < plain.index(".") else "."
    return plain.replace(first, "").replace(",", ".")


def from_one_sign(plain: str, sign: str) -> str:
    """Read a comma as thousands before groups of three (or two), else as a decimal."""
    head, *groups = plain.split(sign)
    thousands = len(groups[-1]) == 3 and len(head) <= 3
    if thousands or len(groups) > 1:
        return plain.replace(sign, "")
    return plain.replace(sign, ".")


def read_number(
    tokens: Sequence[Token], i: int, lexicon: Lexicon, *, money: bool = False
) -> Number | None:
    """Return the number that begins at token ``i``; ``money`` allows "m" and "b"."""
    if i >= len(tokens) or not may_open_number(tokens[i], lexicon):
        return None
    if tokens[i].type == "number":
        value = read_figures(tokens[i].text)
        return value_and_scale(tokens, i, i + 1, value, lexicon, money)
    fraction = lexicon.fractions.at(tokens, i)
    if fraction and fraction.last < len(tokens):
        scale = tokens[fraction.last].lower
        if scale in FRACTION_SCALES:
            return scaled(tokens, i, fraction.last, fraction.value, lexicon, money)
    words = read_words(tokens, i, lexicon)
    if words is None:
        return None
    number = value_and_scale(tokens, i, words[1], words[0], lexicon, money)
    return compounded(tokens, number, lexicon, money) if number else None


def compounded(
    tokens: Sequence[Token], number: Number, lexicon: Lexicon, money: bool
) -> Number:
    """Add "and fifty" to "one hundred", and "two hundred" to "one thousand"."""
    at = number.last
    if not number.has_scale or at >= len(tokens):
        return number
    at += tokens[at].lower == "and"
    rest = read_words(tokens, at, lexicon) if at < len(tokens) else None
    if rest is None:
        return number
    after = scale_at(tokens, rest[1], lexicon, money)
    again = after is not None and lexicon.scales[tokens[after].lower] < THOUSAND
    hundreds = number.value < THOUSAND and number.value % 100 == 0 and rest[0] < 100
    if hundreds and again:
        return number  # "two hundred and five hundred"
    if hundreds:
        value = number.value + rest[0]
        whole = scaled(tokens, number.first, rest[1], value, lexicon, money)
        return whole or number
    more = read_number(tokens, at, lexicon, money=money)
    fits = more is not None and more.value < THOUSAND <= number.value
    if more is None or not fits or number.value % THOUSAND:
        return number
    return number._replace(value=number.value + more.value, last=more.last)


THOUSAND: Final = Decimal(1000)


def may_open_number(token: Token, lexicon: Lexicon) -> bool:
    """Tell at a glance whether a number can begin with a word."""
    return token.type == "number" or token.lower.partition("-")[0] in lexicon.openers


def number_openings(tokens: Sequence[Token], lexicon: Lexicon) -> list[int]:
    """Return where a number may begin."""
    openers = lexicon.openers
    return [
        i
        for i, token in enumerate(tokens)
        if token.type == "number"
        or token.lower in openers
        or ("-" in token.lower and may_open_number(token, lexicon))
    ]


def value_and_scale(
    tokens: Sequence[Token],
    first: int,
    last: int,
    value: Decimal | None,
    lexicon: Lexicon,
    money: bool,
) -> Number | None:
    """Multiply a value by the scale after it, if any; None for no value of sense."""
    return None if value is None else scaled(tokens, first, last, value, lexicon, money)


def read_words(
    tokens: Sequence[Token], i: int, lexicon: Lexicon
) -> tuple[Decimal, int] | None:
    """Return the value and the end of "two", "seventy-two" or "one hundred"."""
    value = word_value(tokens[i].lower, lexicon)
    if value is None:
        return None
    return Decimal(value), i + 1


def word_value(word: str, lexicon: Lexicon) -> int | None:
    """Return the value of one number word, hyphens included."""
    numbers = lexicon.numbers
    if word in numbers:
        return numbers[word]
    tens, _, ones = word.replace("‑", "-").partition("-")
    return (
        numbers[tens] + numbers[ones] if tens in numbers and ones in numbers else None
    )


def scaled(
    tokens: Sequence[Token],
    first: int,
    last: int,
    value: Decimal,
    lexicon: Lexicon,
    money: bool,
) -> Number | None:
    """Multiply ``value`` by the scales that follow: "2 hundred thousand"."""
    has_scale = glued = False
    while (at := scale_at(tokens, last, lexicon, money)) is not None:
        word = tokens[at].lower
        value *= lexicon.scales[word]
        glued = glued or word in lexicon.glued_scales
        has_scale, last = True, at + 1
        if value > LARGEST:
            return None
    value = shortened(value) if has_scale else value
    return Number(value, first, last, has_scale, glued) if value <= LARGEST else None


def scale_at(
    tokens: Sequence[Token], i: int, lexicon: Lexicon, money: bool
) -> int | None:
    """Return the place of a scale word at ``i``, or behind a hyphen there."""
    if i + 1 < len(tokens) and tokens[i].text in HYPHENS:
        i += tokens[i].start == tokens[i - 1].end
    if i >= len(tokens) or tokens[i].lower not in lexicon.scales:
        return None
    if tokens[i].lower in lexicon.glued_scales:
        touches = tokens[i].start == tokens[i - 1].end
        return i if (money or touches) else None
    return i
