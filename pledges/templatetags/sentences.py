"""What a figure means, as sentences."""

from django import template

from pledges.models import Pledge, ReportedTotal
from pledges.models.vocabulary import Measure, Qualifier, ValueBasis
from pledges.totals import Beside

from .figures import exact, qualifier

register = template.Library()


@register.filter
def claim_in_words(total: ReportedTotal) -> str:
    """Return who was said to have given how much, when and by whom."""
    day = total.as_of
    when = f"On {day.day} {day:%B %Y}" if day else "On a day that is not stated"
    donor = total.donor.usual_name
    who = f"{donor} was said to have"
    if total.speaker:
        who = f"{total.speaker} said that {donor} had"
    verb = "given" if total.measure == Measure.DELIVERED else total.measure
    words = [when, who, verb]
    if total.recipient:
        words.append(total.recipient.usual_name)
    if total.amount_qualifier != Qualifier.EXACT:
        words.append(qualifier(total.amount_qualifier))
    words.append(f"{total.currency} {exact(total.amount)}")
    return " ".join(words) + f"{_converted(total)}{_limits(total)}."


def _converted(total: ReportedTotal) -> str:
    if total.currency == "USD" or total.amount_usd is None:
        return ""
    return f" (USD {exact(total.amount_usd)})"


def _limits(total: ReportedTotal) -> str:
    sector = f" in {total.get_sector_display().lower()} aid" if total.sector else ""
    form = total.get_instrument_display().lower()
    return sector + (f", as {form}" if total.instrument else "")


@register.filter
def sum_in_words(one: Beside) -> str:
    """Return what the pledges itemised until then add up to; the gap may follow."""
    total = one.claim.total
    if one.itemised_usd is None:
        return "There is no itemised sum of the same donor and day to set beside it."
    same = "same kind of " if total.sector or total.instrument else ""
    words = f"The {same}pledges itemised here until then add up to "
    words += f"USD {exact(one.itemised_usd)}"
    if one.in_groups_usd is not None and total.recipient:
        groups = f"groups that {total.recipient.usual_name} belongs to"
        words += f", USD {exact(one.in_groups_usd)} of it to {groups}"
    return words + (": " if one.gap_usd is not None else "; no gap can be worked out.")


@register.filter
def gap_in_words(one: Beside) -> str:
    """Return by how much our sum is above or below the claim."""
    if not one.gap_usd:
        return "the same"
    way = "more" if one.gap_usd > 0 else "less"
    return f"USD {exact(abs(one.gap_usd))} {way}"


@register.filter
def firm_in_words(one: Beside) -> str:
    """Return how much of our sum is as firm as the claim; "" for one of promises."""
    said = {Measure.DELIVERED: "given", Measure.COMMITTED: "committed"}
    verb = said.get(Measure(one.claim.total.measure))
    if verb is None or one.itemised_usd is None:
        return ""
    words = f"The statement is of aid {verb}, our sum of aid promised: "
    reached = "delivered" if verb == "given" else "committed or delivered"
    if one.as_firm_usd is None:
        return f"{words}of none of it we have a report that it was {reached}."
    return f"{words}USD {exact(one.as_firm_usd)} of it is reported as {reached} by now."


@register.filter
def counted_in_words(pledge: Pledge) -> str:
    """Return with how much ``pledge`` enters sums."""
    if not pledge.counted:
        return "It stands in no sum."
    if pledge.amount is None:
        return "Counted among the pledges without a stated value."
    if pledge.value_basis == ValueBasis.ESTIMATED:
        return (
            "Counted among the pledges whose value is an estimate, which is not added."
        )
    if pledge.counted_usd is None:
        return "Counted among the pledges that could not be converted, not as 0."
    if pledge.counted_usd == pledge.amount_usd:
        return "Counted in full."
    if not pledge.counted_usd:
        return "All of it is counted in its parts, which count for themselves."
    left = f"USD {exact(pledge.counted_usd)}"
    return f"Counted with {left}: what its parts, which count for themselves, leave."
