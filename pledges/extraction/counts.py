"""Read how many: the number, the word or the article before goods."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Final

from pledges.extraction.lexicon import Lexicon
from pledges.extraction.lexicon.grammar import closed_words
from pledges.extraction.nouns import QUOTES
from pledges.extraction.numbers import Number, read_number
from pledges.extraction.tokens import Token

# "A batch of shells" is no number of shells.
LOADS: Final = closed_words("counts", "loads")


def count_before(
    tokens: Sequence[Token], at: int, lexicon: Lexicon
) -> tuple[int | Decimal | None, str, int]:
    """Return (quantity, determiner, first token) of what stands before goods."""
    noun = tokens[at].lower
    at = before_quote(tokens, before_bracket(tokens, at))
    while at > 0 and is_filler(tokens[at - 1], lexicon):
        at -= 1
        grouped = group_before(tokens, at + 1, lexicon)
        if grouped and not (grouped[0] == 1 and noun in LOADS):
            return grouped[0], "number" if grouped[0] != 1 else "a", grouped[1]
    if at > 1 and tokens[at - 1].lower == "the" and tokens[at - 2].lower == "of":
        counted = number_before(tokens, at - 2, lexicon)
        if counted:
            return counted[0], "number", counted[1]
    if at > 3 and tokens[at - 1].lower in lexicon.scales:
        shared = share_before(tokens, 0, at - 1, lexicon)
        if shared[0]:
            return shared
    counted = number_before(tokens, at, lexicon)
    if counted:
        return share_before(tokens, *counted, lexicon)
    return uncounted_before(tokens, at, noun, lexicon)


def uncounted_before(
    tokens: Sequence[Token], at: int, noun: str, lexicon: Lexicon
) -> tuple[int | Decimal | None, str, int]:
    """Return the same of "a dozen", "an", "hundreds of" and "the"."""
    grouped = group_before(tokens, at, lexicon)
    if grouped and grouped[0] == 1:
        return None if noun in LOADS else 1, "a", grouped[1]
    if grouped:
        return grouped[0], "number", grouped[1]
    vague = vague_before(tokens, at)
    if vague < at:
        return None, "vague", vague
    return None, determiner_before(tokens, at), at


def is_filler(token: Token, lexicon: Lexicon) -> bool:
    """Tell "new", "further" and "4th", which say nothing about the goods."""
    return token.lower in lexicon.fillers or token.type == "ordinal"


def vague_before(tokens: Sequence[Token], at: int) -> int:
    """Return where "tens of thousands of" or "an undisclosed number of" begins."""
    opened = at > 2 and tokens[at - 1].lower in ("the", "its", "their")
    first = at - opened
    while first > 1 and tokens[first - 1].lower == "of":
        if tokens[first - 2].lower not in VAGUE:
            break
        first -= 2
    if first == at - opened:
        return at
    for opening in range(max(0, first - 2), first):
        alone = not tokens[first].lower.endswith("s")
        if alone and tokens[opening].lower in ("a", "an", "the"):
            return opening
    return first


VAGUE: Final = closed_words("counts", "vague")


def before_quote(tokens: Sequence[Token], at: int) -> int:
    """Pass over the mark that opens a name: 'five “Dingo” carriers'."""
    marked = at > 1 and tokens[at - 1].text in QUOTES
    return at - 1 if marked and tokens[at - 1].end == tokens[at].start else at


def range_before(
    tokens: Sequence[Token], at: int, upper: int | Decimal | None, lexicon: Lexicon
) -> int | None:
    """Return where "between 5 and 10" begins, if a lower end stands before ``at``."""
    joint = tokens[at - 1].lower if at else ""
    low = number_before(tokens, at - 1, lexicon) if joint in RANGE_WORDS else None
    if upper is None or low is None or low[0] >= upper:
        return None
    first = low[1]
    opened = first > 0 and tokens[first - 1].lower in ("between", "from")
    if joint == "and" and not (opened and tokens[first - 1].lower == "between"):
        return None
    return first - opened


RANGE_WORDS: Final = closed_words("amounts", "range_words")


def before_bracket(tokens: Sequence[Token], at: int) -> int:
    """Pass over the "(twelve)" of "12 (twelve) ambulances"."""
    closes = at >= 3 and tokens[at - 1].text == ")"
    return at - 3 if closes and tokens[at - 3].text == "(" else at


def trailing_before(tokens: Sequence[Token], at: int) -> tuple[int, str]:
    """Pass over the "-odd" of "30-odd tents", and return what it says."""
    if at < 2:
        return at, ""
    qualifier = TRAILING.get((tokens[at - 2].lower, tokens[at - 1].lower), "")
    return (at - 2, qualifier) if qualifier else (at, "")


TRAILING: Final[Mapping[tuple[str, str], str]] = {
    ("-", "odd"): "about",
    ("-", "plus"): "at_least",
    ("or", "so"): "about",
    ("or", "more"): "at_least",
}


def share_before(
    tokens: Sequence[Token], value: int | Decimal, first: int, lexicon: Lexicon
) -> tuple[int | Decimal | None, str, int]:
    """Read "three of the 18" as three."""
    at = first
    while at > 0 and tokens[at - 1].lower in ("the", "its", "their"):
        at -= 1
    if at > 1 and tokens[at - 1].lower == "of":
        share = number_before(tokens, at - 1, lexicon)
        if share:
            return share[0], "number", share[1]
    return value, "number", first


# "One and a half million" has five words.
LONGEST_NUMBER: Final = 5


def number_before(
    tokens: Sequence[Token], at: int, lexicon: Lexicon
) -> tuple[int | Decimal, int] | None:
    """Return the number that ends right before a token, and where it begins."""
    for first in range(max(0, at - LONGEST_NUMBER), at):
        number = read_number(tokens, first, lexicon)
        if number is None or number.last != at or is_in_name(tokens, number):
            continue
        if not is_year(tokens[first]):
            value = number.value
            return (int(value) if value == int(value) else value), first
    return None


def is_in_name(tokens: Sequence[Token], number: Number) -> bool:
    """Tell the "60M" of "UH 60M" from sixty million."""
    before = tokens[number.first - 1] if number.first else None
    named = before is not None and before.text.isupper() and before.text.isalpha()
    return number.is_glued and named


def is_year(token: Token) -> bool:
    """Tell a year from a number of things."""
    return (
        len(token.text) == 4 and token.text[:2] in ("19", "20") and token.text.isdigit()
    )


def group_before(
    tokens: Sequence[Token], at: int, lexicon: Lexicon
) -> tuple[int, int] | None:
    """Return "a dozen", "a pair of" or "a" that ends right before a token."""
    for first in range(max(0, at - 4), at):
        found = lexicon.groups.at(tokens, first)
        if found and found.last == at:
            return found.value, first
    return None


def determiner_before(tokens: Sequence[Token], at: int) -> str:
    """Return the kind of word before goods without a number."""
    word = tokens[at - 1].lower if at else ""
    if word in ("the", "these", "those"):
        return "the"
    if word == "no":
        return word
    return "its" if word in ("its", "their", "his", "her", "'s", "’s", "our") else ""
