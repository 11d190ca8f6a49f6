"""A claim beside our sums, in words; never that it is true or false."""

from decimal import Decimal

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from pledges.models.dates import day_in_words
from pledges.models.vocabulary import Qualifier
from pledges.terms import Terms
from pledges.totals import Checked, Said, Sum

from .figures import exact, qualifier
from .sentences import figure

register = template.Library()


@register.filter
def restated(said: Said) -> str:
    """Return the claim as a sentence."""
    amount = f"{said.currency} {exact(said.amount)}"
    if said.qualifier != Qualifier.EXACT:
        amount = f"{qualifier(said.qualifier)} {amount}"
    to = f" to {said.recipient_name}" if said.recipient else ""
    return f"{said.donor_name} has given {amount}{to} by {day_in_words(said.on)}."


@register.filter
def conversion_in_words(checked: Checked) -> str:
    """Return what a claim in another currency is worth, and by which rate."""
    said, currency = checked.said, checked.lead.terms.currency
    if said.currency == currency:
        return ""
    if checked.worth is None:
        return (
            f"There is no rate of {said.currency} for {day_in_words(said.on)}, "
            f"so the claim is not converted to {currency} and no gap is worked out."
        )
    worth = f"{currency} {exact(checked.worth.amount)}"
    return f"That is {worth}, at this rate: {checked.worth.rule}."


@register.filter
def beside_claim(own: Sum) -> str:
    """Return by how much our sum is above or below the claim."""
    if not own.total.pledges:
        return "nothing recorded"
    if own.total.amount is None:
        return "no sum to compare"
    if own.gap is None:
        return "not converted"
    return _gap(own.gap, own.terms)


def _gap(gap: Decimal, terms: Terms) -> str:
    if not gap:
        return "the same as the claim"
    way = "more" if gap > 0 else "less"
    amount = figure(terms.currency, abs(gap))
    return format_html("{} {} than the claim", amount, way)


@register.filter
def reasons(checked: Checked) -> list[str]:
    """Return why claim and sum may differ, as far as our records show it."""
    found = [_nothing(checked), _nearer(checked), _loans(checked), _groups(checked)]
    return [words for words in [*found, *_unknown(checked.lead)] if words]


def _nothing(checked: Checked) -> str:
    said, own = checked.said, checked.lead
    if own.total.pledges:
        return ""
    return (
        f"Our records hold nothing that {said.donor_name} had {own.terms.measure}"
        f"{_to(said)} by {day_in_words(said.on)}. "
        "That says nothing of what we have not read."
    )


def _to(said: Said) -> str:
    if not said.recipient:
        return ""
    return f" to {said.recipient_name} or a group that it belongs to"


def _nearer(checked: Checked) -> SafeString | str:
    """Return which other sum is nearest to the claim, if one is nearer."""
    gaps = {abs(one.gap): one for one in checked.sums[::-1] if one.gap is not None}
    if not gaps:
        return ""
    nearest, own = min(gaps), checked.lead.gap
    if own is not None and nearest >= abs(own):
        return ""
    one = gaps[nearest]
    words = (
        "Nearest to the claim is our sum of what was {} {} loans and guarantees: {}."
    )
    gap = _gap(one.gap or Decimal(0), one.terms)
    return format_html(words, one.terms.measure, one.terms.loans, gap)


def _loans(checked: Checked) -> SafeString | str:
    """Return how much of our sum is loans and guarantees."""
    measure = checked.lead.terms.measure
    every, without = (
        one.total.amount for one in checked.sums if one.terms.measure == measure
    )
    lent = (every or Decimal(0)) - (without or Decimal(0))
    if not lent:
        return ""
    amount = figure(checked.lead.terms.currency, lent)
    how = "in" if checked.lead.terms.with_loans else "left out of"
    words = "Loans and guarantees, {} of what was {}, are {} our sum."
    return format_html(words, amount, measure, how)


def _groups(checked: Checked) -> SafeString | str:
    """Return how much of our sum is for several recipients together."""
    shared, own = checked.lead.in_groups, checked.lead
    if not shared.pledges:
        return ""
    groups = f"groups that {checked.said.recipient_name} belongs to"
    if shared.amount is None:
        return f"{_some(shared.pledges, own)} for {groups}, without a stated value."
    words = "{} of our sum is for {}; what share of it is meant no source says."
    return format_html(words, figure(own.terms.currency, shared.amount), groups)


def _unknown(own: Sum) -> list[str]:
    total = own.total
    parts = [
        (total.unvalued, "without a stated value, which adds nothing"),
        (total.unconverted, f"not converted to {own.terms.currency}"),
        (total.estimated, "with an estimated value, which is not added"),
        (total.up_to, "stated as “up to”"),
        (total.at_least, "stated as “at least”"),
    ]
    return [f"{_some(number, own)} {words}." for number, words in parts if number]


def _some(number: int, own: Sum) -> str:
    verb = "is" if number == 1 else "are"
    return f"{number:,} of {own.total.pledges:,} pledges counted {verb}"
