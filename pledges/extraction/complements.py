"""Read what goods are for: "equipment for mine clearance, surveillance and rescue"."""

from collections.abc import Sequence
from typing import Final

from pledges.extraction.lexicon import Lexicon
from pledges.extraction.lexicon.grammar import closed_words
from pledges.extraction.nouns import is_modifier
from pledges.extraction.tokens import Token

# Nouns so wide that only what they are for makes goods of them.
WIDE: Final = closed_words("equipment", "wide")
PURPOSES: Final = closed_words("equipment", "purposes")
ENDINGS: Final = tuple(closed_words("equipment", "purpose_endings"))
COUNTERS: Final = closed_words("equipment", "counters")
LONGEST: Final = 5
MOST_PURPOSES: Final = 5


def purpose_end(
    tokens: Sequence[Token], last: int, lexicon: Lexicon, closed: frozenset[int]
) -> int:
    """Return where "for special operations" ends that begins at token ``last``."""
    if last + 1 >= len(tokens):
        return last
    wide = tokens[last - 1].lower in WIDE
    if tokens[last].lower == "to":
        counters = wide and tokens[last + 1].lower in COUNTERS
        return phrase_end(tokens, last + 2, lexicon, closed) if counters else last
    if tokens[last].lower != "for":
        return last
    end = one_purpose(tokens, last + 1, lexicon, closed)
    for _ in range(MOST_PURPOSES if wide and end > last + 1 else 0):
        more = joined_purpose(tokens, end, lexicon, closed)
        if more == end:
            break
        end = more
    return end if end > last + 1 else last


def joined_purpose(
    tokens: Sequence[Token], end: int, lexicon: Lexicon, closed: frozenset[int]
) -> int:
    """Return the end of ", and explosives disposal", which goes on a list of uses."""
    at = end
    while at < len(tokens) and tokens[at].lower in (",", "and"):
        at += 1
    more = one_purpose(tokens, at, lexicon, closed) if at > end else at
    return more if more > at else end


def one_purpose(
    tokens: Sequence[Token], at: int, lexicon: Lexicon, closed: frozenset[int]
) -> int:
    """Return the end of "the restoration of power plants", or ``at`` for none."""
    first = at + (at < len(tokens) and tokens[at].lower == "the")
    if first < len(tokens) and is_gerund(tokens[first]):
        end = phrase_end(tokens, first + 1, lexicon, closed)
        return end if end > first + 1 or first + 1 == len(tokens) else first + 1
    end = phrase_end(tokens, first, lexicon, closed)
    if end == first or not is_use(tokens[end - 1]):
        return at
    if end < len(tokens) and tokens[end].lower == "of":
        whole = phrase_end(tokens, end + 1, lexicon, closed)
        return whole if whole > end + 1 else end
    return end


def phrase_end(
    tokens: Sequence[Token], first: int, lexicon: Lexicon, closed: frozenset[int]
) -> int:
    """Return the end of a plain noun phrase in small letters."""
    end = first
    while end < len(tokens) and end - first < LONGEST and end not in closed:
        if tokens[end].is_capital or not is_modifier(tokens[end], lexicon):
            break
        end += 1
    return end


def is_gerund(token: Token) -> bool:
    """Tell the "towing" of "vehicles for towing guns"."""
    return token.type == "word" and token.text.islower() and token.lower.endswith("ing")


def is_use(token: Token) -> bool:
    """Tell "defence" and "operations" from those who get the goods."""
    word = token.lower.removesuffix("s")
    return token.lower in PURPOSES or word.endswith(ENDINGS)
