"""The form that claims have in an answer: types, closed lists, limits."""

from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError

from pledges.documents import CONTROL
from pledges.extraction import Finding
from pledges.fields import to_money
from pledges.ingest import MAX_QUANTITY
from pledges.models.dates import FIRST_DAY, LAST_DAY
from pledges.models.vocabulary import ClaimKind, Instrument, Qualifier, Sector, Stage

MAX_QUOTE = 1_000
MAX_NAME = 120
MAX_ITEM = 200
Read = Callable[[Any], Any]


class Refused(Exception):
    """Why a claim is dropped, in words of our own: editors read it."""


def needed(read: Read) -> Read:
    """Return ``read`` for a field that must be there."""

    def strict(value: Any) -> Any:
        if value is None:
            raise ValueError
        return read(value)

    return strict


def optional(read: Read) -> Read:
    """Return ``read`` for a field that may be missing or null."""
    return lambda value: None if value is None else read(value)


def words(limit: int) -> Read:
    """Return what reads a text of at most ``limit`` characters, not empty."""

    def read(value: Any) -> str:
        if not isinstance(value, str) or CONTROL.search(value):
            raise ValueError
        if not value.strip() or len(value) > limit:
            raise ValueError
        return value.strip()

    return read


def one_of(choices: Iterable[str]) -> Read:
    """Return what reads one of the words of a closed list."""
    known = frozenset(choices)

    def read(value: Any) -> str:
        if not isinstance(value, str) or value not in known:
            raise ValueError
        return value

    return read


def number(value: Any) -> Decimal:
    """Read a number greater than 0; true and "5" are none."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal) or value <= 0:
        raise ValueError
    return Decimal(value)


def money(value: Any) -> Decimal:
    """Read an amount that a column holds."""
    return to_money(number(value))


def count(value: Any) -> int:
    """Read a whole number of things."""
    read = number(value)
    if read > MAX_QUANTITY or read != int(read):
        raise ValueError
    return int(read)


def currency(value: Any) -> str:
    """Read a code of three capitals."""
    code = words(3)(value)
    if not (len(code) == 3 and code.isascii() and code.isalpha() and code.isupper()):
        raise ValueError
    return str(code)


def day(value: Any) -> date:
    """Read a day as YYYY-MM-DD, within reason."""
    read = date.fromisoformat(value) if len(words(10)(value)) == 10 else None
    if read is None or not FIRST_DAY <= read <= LAST_DAY:
        raise ValueError
    return read


def flag(value: Any) -> bool:
    """Read true or false; null is false."""
    if value is not None and not isinstance(value, bool):
        raise ValueError
    return bool(value)


FIELDS: dict[str, Read] = {
    "kind": needed(one_of(ClaimKind.values)),
    "quote": needed(words(MAX_QUOTE)),
    "donor": optional(words(MAX_NAME)),
    "recipient": optional(words(MAX_NAME)),
    "channel": optional(words(MAX_NAME)),
    "amount": optional(money),
    "currency": optional(currency),
    "amount_qualifier": optional(one_of(Qualifier.values)),
    "item": optional(words(MAX_ITEM)),
    "quantity": optional(count),
    "quantity_qualifier": optional(one_of(Qualifier.values)),
    "status": needed(one_of(Stage.values)),
    "instrument": optional(one_of(Instrument.values)),
    "sector": optional(one_of(Sector.values)),
    "announced_on": optional(day),
    "part_of": flag,
}
MONEY = ("amount", "currency", "amount_qualifier")
GOODS = ("item", "quantity", "quantity_qualifier")


def finding_of(raw: Any) -> Finding:
    """Return ``raw`` as a finding without a place in the text, or raise Refused."""
    if not isinstance(raw, dict):
        raise Refused("not an object")
    claim = {name: read_field(name, raw.get(name)) for name in FIELDS}
    is_goods = claim["kind"] == ClaimKind.EQUIPMENT
    for name in ["item"] if is_goods else ["amount", "currency"]:
        if claim[name] is None:
            raise Refused(f"no {name}")
    for name in MONEY if is_goods else GOODS:
        claim[name] = None
    stage = claim.pop("status")
    return Finding(**claim, stage=stage, start=0, end=0)


def read_field(name: str, value: Any) -> Any:
    """Return what field ``name`` says, or raise Refused."""
    try:
        return FIELDS[name](value)
    except (ValueError, TypeError, ArithmeticError, ValidationError):
        raise Refused(f"wrong {name}") from None
