"""Find what makes a figure more or less than it says: "over", "about", "up to"."""

from collections.abc import Sequence
from typing import Final

from pledges.extraction.lexicon import Lexicon
from pledges.extraction.lexicon.grammar import closed_words
from pledges.extraction.tokens import Token

PASSED: Final = closed_words("qualifiers", "passed")


def qualifier_before(
    tokens: Sequence[Token], first: int, lexicon: Lexicon, free: int
) -> tuple[int, str] | None:
    """Return where the qualifier of a number at ``first`` begins, and which it is."""
    end = first
    while end > free and tokens[end - 1].lower in PASSED:
        end -= 1
    for last in range(end, min(first, end + 2) + 1):
        for i in range(max(free, last - 4), last):
            found = lexicon.qualifiers.at(tokens, i)
            if found and found.last == last and not ends_verb(tokens, i):
                return i, found.value
    return None


def ends_verb(tokens: Sequence[Token], i: int) -> bool:
    """Tell the "over" of "handed over" and the "up to" of "adds up to"."""
    if tokens[i].lower == "under" and tokens[i + 1].lower in (
        "a",
        "its",
        "the",
        "this",
    ):
        return True  # "paid under the five billion euro programme"
    if i == 0 or tokens[i].lower not in ("over", "up", "around", "near"):
        return False
    return tokens[i - 1].lower.startswith(
        ("hand", "turn", "took", "add", "came", "come")
    )
