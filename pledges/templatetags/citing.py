"""A page as one sentence and as an entry of a bibliography."""

from datetime import date
from typing import TYPE_CHECKING

from django import template
from django.utils import timezone

from pledges.models import Pledge
from pledges.models.dates import day_in_words
from pledges.models.vocabulary import Precision, Stage
from pledges.terms import worth_in
from pledges.totals import Total

from .figures import compact, exact, qualifier

if TYPE_CHECKING:
    from pledges.views.citing import Cited

register = template.Library()
NOT_SAID = "aid whose value is not stated"
# What TeX takes for a command of its own.
TEX = {one: f"\\{one}" for one in "&%$#_{}"}
TEX |= {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\^{}"}


@register.filter
def as_sentence(cited: "Cited") -> str:
    """Return what the page states, with its number of pledges and its address."""
    if cited.pledge:
        stage = cited.pledge.get_stage_display().lower()
        return _whole(cited, _pledge_said(cited.pledge, cited.terms.currency), stage)
    number = cited.total.pledges if cited.total else 0
    pledges = f"{number:,} pledge{'' if number == 1 else 's'}"
    return _whole(cited, _sum_said(cited), pledges)


def _whole(cited: "Cited", said: str, of: str) -> str:
    version = f"data version {cited.version}"
    return f"{said} ({of}, Aid Tracker, {version}, {cited.address})."


def _sum_said(cited: "Cited") -> str:
    total, day = cited.total or Total(), cited.terms.as_of
    donor, measure = cited.donor or "Donors", cited.terms.measure.value
    to = f" to {cited.recipient}" if cited.recipient else ""
    if cited.with_groups:
        to += " and groups that it belongs to"
    left_out = "" if cited.terms.with_loans else ", loans and guarantees left out"
    some = ", in the pledges that the address selects" if cited.narrowed else ""
    rest = f"{to} by {_day(day)}{left_out}{some}"
    if not total.pledges:
        return f"Our records hold nothing that {_small(donor)} had {measure}{rest}"
    return f"{donor} had {measure} {_sum(total, cited.terms.currency)}{rest}"


def _small(donor: str) -> str:
    return donor.lower() if donor == "Donors" else donor


def _sum(total: Total, currency: str) -> str:
    amount = total.usd if currency == "USD" else total.eur
    if amount is None:
        return f"{NOT_SAID} in {currency}"
    return f"{_how_exact(total, currency)}{currency} {_short(amount)}"


def _how_exact(total: Total, currency: str) -> str:
    """Return how exact a sum is, by the least exact of what is in it."""
    lacks = total.not_converted if currency == "USD" else total.not_converted_eur
    more = total.at_least + total.unvalued + total.estimated + lacks
    if total.about or (more and total.up_to):
        return "about "
    if more:
        return "at least "
    return "up to " if total.up_to else ""


def _short(amount: object) -> str:
    return compact(amount).replace("\N{NO-BREAK SPACE}", " ")  # type: ignore[arg-type]


def _pledge_said(pledge: Pledge, currency: str) -> str:
    donor = pledge.donor.usual_name
    to = f" to {pledge.recipient.usual_name}" if pledge.recipient else ""
    verb = "considered giving" if pledge.stage == Stage.CONSIDERED else "promised"
    return f"{donor} {verb} {_amount(pledge, currency)}{to}{_when(pledge)}"


def _amount(pledge: Pledge, currency: str) -> str:
    if pledge.amount is None:
        return NOT_SAID
    words = f"{pledge.currency} {exact(pledge.amount)}"
    words = f"{qualifier(pledge.amount_qualifier)} {words}".strip()
    worth = worth_in(currency, pledge)
    if pledge.currency == currency or worth is None:
        return words
    return f"{words} ({currency} {_short(worth)})"


def _when(pledge: Pledge) -> str:
    day, precision = pledge.announced_on, pledge.announced_precision
    if day is None:
        return ""
    if precision == Precision.MONTH:
        return f" in {day:%B %Y}"
    if precision == Precision.YEAR:
        return f" in {day.year}"
    return f" {'by' if precision == Precision.BY else 'on'} {day_in_words(day)}"


def _day(day: date | None) -> str:
    return day_in_words(day) if day else "today"


@register.filter
def as_bibtex(cited: "Cited") -> str:
    """Return an entry for BibTeX; its title is what the page states."""
    today = timezone.localdate()
    day = cited.terms.as_of or today
    words = [part for part in cited.path.split("/") if part]
    if cited.pledge:
        title = _pledge_said(cited.pledge, cited.terms.currency)
    else:
        title = _sum_said(cited)
    lines = [
        f"@misc{{{'-'.join(['aidtracker', *words, day.isoformat()])},",
        "  author = {{Aid Tracker}},",
        f"  title = {{{{{_tex(title)}}}}},",
        f"  year = {{{day.year}}},",
        f"  note = {{Data version {cited.version}}},",
        f"  url = {{{cited.address}}},",
        f"  urldate = {{{today.isoformat()}}}",
        "}",
    ]
    return "\n".join(lines)


def _tex(text: str) -> str:
    return "".join(TEX.get(one, one) for one in text)
