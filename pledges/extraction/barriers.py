"""What separates a verb from a figure: commas, brackets, words that open a clause."""

from collections.abc import Sequence
from itertools import accumulate
from typing import Final

from pledges.extraction.tokens import Token

# What it costs to reach over a word between a verb and its object.
BARRIERS: Final = {
    ";": 15,
    ":": 2,
    "--": 6,
    "—": 6,
    "–": 4,
    ",": 1,
    "while": 12,
    "whereas": 12,
    "but": 10,
    "although": 10,
    "though": 10,
    "which": 5,
    "who": 5,
    "whose": 6,
    "because": 10,
    "that": 5,
    "when": 8,
    "where": 6,
    "after": 6,
    "before": 6,
    "as": 3,
    "if": 6,
    "since": 5,
    "and": 1,
    "so": 4,
    "(": 3,
    ")": 3,
}


def running_cost(tokens: Sequence[Token]) -> tuple[int, ...]:
    """Return the cost of all barriers before each token, and of all at the end."""
    costs = [BARRIERS.get(token.lower, 0) for token in tokens]
    return tuple(accumulate(costs, initial=0))
