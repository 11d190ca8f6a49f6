"""What a figure means, as sentences."""

from decimal import Decimal

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from pledges.models import Pledge, ReportedTotal
from pledges.models.dates import day_in_words
from pledges.models.vocabulary import Measure, Qualifier, ValueBasis
from pledges.terms import Terms, worth_in
from pledges.totals import Beside, Total

from .figures import compact, exact, qualifier

register = template.Library()
FIRM = {
    Measure.PROMISED: "",
    Measure.COMMITTED: " that are committed or further",
    Measure.DELIVERED: " that are reported as delivered",
}


@register.filter
def claim_in_words(total: ReportedTotal, currency: str = "USD") -> str:
    """Return who was said to have given how much, when and by whom."""
    day = total.as_of
    when = f"On {day_in_words(day)}" if day else "On a day that is not stated"
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
    return " ".join(words) + f"{_converted(total, currency)}{_limits(total)}."


def _converted(total: ReportedTotal, currency: str) -> str:
    worth = worth_in(currency, total)
    if total.currency == currency or worth is None:
        return ""
    return f" ({currency} {exact(worth)})"


def _limits(total: ReportedTotal) -> str:
    sector = f" in {total.get_sector_display().lower()} aid" if total.sector else ""
    form = total.get_instrument_display().lower()
    return sector + (f", as {form}" if total.instrument else "")


@register.filter
def sum_in_words(one: Beside) -> str:
    """Return what the pledges itemised until then add up to; the gap may follow."""
    total, currency = one.claim.total, one.terms.currency
    if one.itemised is None:
        return "There is no itemised sum of the same donor and day to set beside it."
    same = "same kind of " if total.sector or total.instrument else ""
    words = f"The {same}pledges itemised here until then{FIRM[one.terms.measure]} "
    words += f"add up to {currency} {exact(one.itemised)}"
    if one.in_groups is not None and total.recipient:
        groups = f"groups that {total.recipient.usual_name} belongs to"
        words += f", {currency} {exact(one.in_groups)} of it to {groups}"
    return words + (": " if one.gap is not None else "; no gap can be worked out.")


@register.filter
def gap_in_words(one: Beside) -> str:
    """Return by how much our sum is above or below the claim."""
    if not one.gap:
        return "the same"
    way = "more" if one.gap > 0 else "less"
    return f"{one.terms.currency} {exact(abs(one.gap))} {way}"


@register.filter
def firm_in_words(one: Beside) -> str:
    """Return how much of our sum is as firm as the claim; "" for one of promises."""
    said = {Measure.DELIVERED: "given", Measure.COMMITTED: "committed"}
    verb = said.get(Measure(one.claim.total.measure))
    of_promises = one.terms.measure == Measure.PROMISED
    if verb is None or one.itemised is None or not of_promises:
        return ""
    words = f"The statement is of aid {verb}, our sum of aid promised: "
    reached = "delivered" if verb == "given" else "committed or delivered"
    if one.as_firm is None:
        return f"{words}of none of it we have a report that it was {reached}."
    firm = f"{one.terms.currency} {exact(one.as_firm)}"
    return f"{words}{firm} of it is reported as {reached} by now."


@register.simple_tag
def difference(terms: Terms, then: Total, now: Total) -> SafeString:
    """Return what the records held on the past day of ``terms`` and hold today."""
    day = terms.as_of
    when = day_in_words(day) if day else "that day"
    held = [_held(total, terms) for total in (then, now)]
    sentence = "On {} the records held {}; today they hold {}: {}."
    return format_html(sentence, when, *held, _more(then, now, terms.currency))


def _held(total: Total, terms: Terms) -> str:
    """Return sum and pledges: USD 7.60 bn promised in 12 pledges, exact on hover."""
    if not total.pledges:
        return f"nothing {terms.measure}"
    pledges = f"{total.pledges:,} {_pledges(total.pledges)}"
    if total.amount is None:
        return f"{pledges} {terms.measure}, none with a value in {terms.currency}"
    held = figure(terms.currency, total.amount)
    return format_html("{} {} in {}", held, terms.measure, pledges)


def figure(currency: str, amount: Decimal) -> SafeString:
    """Return a sum as a headline has it, exact on pointing."""
    short = f"{currency}\N{NO-BREAK SPACE}{compact(amount)}"
    return format_html('<span title="{} {}">{}</span>', currency, exact(amount), short)


def _more(then: Total, now: Total, currency: str) -> str:
    """Return by how many pledges and how much today is above or below."""
    more = now.pledges - then.pledges
    gap = (now.amount or Decimal(0)) - (then.amount or Decimal(0))
    parts = []
    if more:
        number = f"{abs(more):,} {_pledges(abs(more))}"
        parts.append((number, "more" if more > 0 else "fewer"))
    if gap:
        parts.append((figure(currency, abs(gap)), "more" if gap > 0 else "less"))
    return format_html_join(", ", "{} {}", parts) or "no difference"


def _pledges(number: int) -> str:
    return "pledge" if number == 1 else "pledges"


@register.filter
def counted_in_words(pledge: Pledge, currency: str = "USD") -> str:
    """Return with how much ``pledge`` enters sums in ``currency``."""
    if not pledge.counted:
        return "It stands in no sum."
    if pledge.amount is None:
        return "Counted among the pledges without a stated value."
    if pledge.value_basis == ValueBasis.ESTIMATED:
        return (
            "Counted among the pledges whose value is an estimate, which is not added."
        )
    counted = worth_in(currency, pledge, "counted")
    if counted is None:
        return "Counted among the pledges that could not be converted, not as 0."
    if counted == worth_in(currency, pledge):
        return "Counted in full."
    if not counted:
        return "All of it is counted in its parts, which count for themselves."
    left = f"{currency} {exact(counted)}"
    return f"Counted with {left}: what its parts, which count for themselves, leave."
