"""Goods as they are read in a sentence, before anything is made of them."""

from decimal import Decimal
from typing import NamedTuple


class Items(NamedTuple):
    """Goods of one kind: tokens ``first`` to ``last`` with number and qualifier."""

    item: str
    quantity: int | Decimal | None
    qualifier: str
    sector: str
    # "number", "a", "the", "no", "vague", "its" or ""
    determiner: str
    is_weak: bool
    is_model: bool
    # whether the noun is in the tables
    is_known: bool
    first: int
    last: int
    start: int
    end: int
