"""Settle which currency a sum is in, and which of two sums is the donor's own."""

from dataclasses import dataclass, replace
from decimal import Decimal

from pledges.extraction.amounts import Amount
from pledges.extraction.context import Context
from pledges.extraction.lexicon import Lexicon


@dataclass(frozen=True, slots=True)
class Sum:
    """A sum as it is claimed: value, currency, qualifier, lower end."""

    value: Decimal
    currency: str
    qualifier: str
    low: Decimal | None


def claimed_sum(
    amount: Amount, donor: str | None, context: Context, lexicon: Lexicon
) -> Sum | None:
    """Return the sum in the donor's own currency; None where no currency is known."""
    if amount.form == "same":
        return context.amount if isinstance(context.amount, Sum) else None
    own = own_currency(donor, lexicon)
    first = to_sum(amount, own, context, lexicon)
    if amount.other is None:
        return first
    other = to_sum(amount.other, own, context, lexicon)
    if other and own and other.currency == own and first and first.currency != own:
        return replace(other, qualifier=first.qualifier)
    if other and not amount.currency and first and first.currency != own:
        return replace(other, qualifier=first.qualifier)  # "pesos ($5 million)"
    return first


def own_currency(donor: str | None, lexicon: Lexicon) -> str:
    """Return the currency of a donor's country."""
    actor = lexicon.actors.get(donor or "")
    return actor.currency if actor else ""


def to_sum(amount: Amount, own: str, context: Context, lexicon: Lexicon) -> Sum | None:
    """Return a sum with its currency settled."""
    code = amount.currency
    choices = lexicon.shared_money.get(amount.written, frozenset())
    if own in choices and is_own_dollar(amount, own, context, lexicon):
        code = own
    if amount.form == "bare":
        code = context.currency
    here = own_currency(context.topic_recipient, lexicon)
    code = here if here in choices and not code else code
    code = code or min(choices, default="")
    if not code:
        return None
    return Sum(amount.value, code, amount.qualifier, amount.low)


def is_own_dollar(amount: Amount, own: str, context: Context, lexicon: Lexicon) -> bool:
    """Tell the "$" of a text about Canada's aid from that of a world report."""
    if amount.written not in ("$", "dollar", "dollars"):
        return True
    if context.is_roundup or (amount.written == "$" and context.has_us_dollars):
        return False
    return own_currency(context.topic_donor, lexicon) == own
