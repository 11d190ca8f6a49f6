"""Goods whose noun is left out: "gave Fiji 500 tents and Tonga 300"."""

from collections.abc import Iterator, Sequence
from typing import Final

from pledges.extraction.counts import is_year
from pledges.extraction.items import Items
from pledges.extraction.lexicon import Lexicon
from pledges.extraction.numbers import read_number
from pledges.extraction.parties import Party
from pledges.extraction.tokens import Token

JOINTS: Final = frozenset([",", "and", "while", ";", "but"])
ENDS: Final = frozenset([",", ".", ";", "and", "more", "each", "to", "while", ")"])


def with_left_out(
    tokens: Sequence[Token],
    items: list[Items],
    parties: Sequence[Party],
    lexicon: Lexicon,
) -> list[Items]:
    """Return ``items`` and those of which the text gives only party and number."""
    counted = [item for item in items if item.determiner == "number"]
    if not counted:
        return items
    more = list(left_out(tokens, counted, parties, lexicon))
    return sorted([*items, *more], key=lambda item: item.first) if more else items


def left_out(
    tokens: Sequence[Token],
    counted: Sequence[Items],
    parties: Sequence[Party],
    lexicon: Lexicon,
) -> Iterator[Items]:
    """Yield the goods of "and Tonga 300", which are those counted before."""
    for party in parties:
        at = party.last
        joined = party.first > 0 and tokens[party.first - 1].lower in JOINTS
        if not joined or party.sort not in ("name", "capital") or party.after:
            continue
        number = read_number(tokens, at, lexicon)
        before = [item for item in counted if item.last < party.first]
        if number is None or number.value < 2 or is_year(tokens[at]) or not before:
            continue
        if number.last == len(tokens) or tokens[number.last].lower in ENDS:
            yield before[-1]._replace(
                quantity=int(number.value),
                qualifier="exact",
                first=at,
                last=number.last,
                start=tokens[at].start,
                end=tokens[number.last - 1].end,
            )
