"""Tell the signs and numbers that belong to a name: "(4x4)", "UH 60M", "105mm and"."""

from collections.abc import Sequence
from typing import Final

from pledges.extraction.lexicon.grammar import closed_words
from pledges.extraction.tokens import Token

UNITS: Final = closed_words("nouns", "units")


def bracket_end(tokens: Sequence[Token], last: int) -> int:
    """Pass over the "(4x4)" of "four-wheel drive (4x4) vehicles"."""
    inside = [token.text for token in tokens[last : last + 5]]
    if inside[:1] != ["("] or ")" not in inside[1:4]:
        return last
    words = inside[1 : inside.index(")")]
    short = all(word.isupper() or word[-1:].isdigit() for word in words)
    return last + len(words) + 2 if words and short else last


def is_acronym(tokens: Sequence[Token]) -> bool:
    """Tell "(TOW)" in "Wire-Guided (TOW) missiles"."""
    opening, name, closing = tokens
    return opening.text == "(" and closing.text == ")" and name.text.isupper()


def is_type(tokens: Sequence[Token]) -> bool:
    """Tell the "UH 60M" of "a UH 60M helicopter"."""
    name, number, letter = tokens
    written = name.text.isalpha() and (name.text + letter.text).isupper()
    glued = number.type == "number" and number.end == letter.start
    return written and glued and len(letter.text) == 1


def are_compounds(tokens: Sequence[Token], comma: int) -> bool:
    """Tell "Tube-Launched, Wire-Guided" around the comma before ``comma``."""
    return all("-" in t.text for t in (tokens[comma - 2], tokens[comma]))


def are_calibres(tokens: Sequence[Token]) -> bool:
    """Tell "105mm and 155mm"."""
    a, joint, b = tokens
    return a.type == b.type == "calibre" and joint.lower in ("and", "or", ",", "/")


def names_number(tokens: Sequence[Token], i: int, closed: frozenset[int]) -> bool:
    """Tell the number in "RCH 155 howitzer" and "200 MVA transformer" from a count."""
    if i + 1 < len(tokens) and tokens[i + 1].lower in UNITS:
        return True
    if i == 0 or i - 1 in closed:
        return False
    before = tokens[i - 1]
    if before.text == "/":
        return i > 1 and names_number(tokens, i - 2, closed)
    named = before.type in ("word", "initials") and before.is_capital
    upper = len(before.text) > 1 and before.text.isupper()
    return named and (i > 1 or upper) and tokens[i].start - before.end == 1
