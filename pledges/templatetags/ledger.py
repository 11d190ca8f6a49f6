"""Changes in words: before and after, the effect on a sum, what a span comes to."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from pledges.fields import MoneyField
from pledges.models import Change, Pledge, ReportedTotal
from pledges.models.dates import day_in_words
from pledges.models.vocabulary import ChangeKind
from pledges.terms import Terms
from pledges.totals import Changed

from .figures import compact, exact

register = template.Library()
COLUMNS = {
    column.name: column
    for model in (Pledge, ReportedTotal)
    for column in model._meta.concrete_fields
}
# Of a record that comes or goes as a whole, what one wants to know at a glance.
WHOLE = {ChangeKind.OPENING, ChangeKind.PUBLISHED, ChangeKind.UNDONE}
TELLING = ("amount", "currency", "stage", "quote")
# Told by the amounts that follow from rates, and by the reason; the file has them.
LEFT_OUT = {"rate_usd", "rate_eur", "rate_rule", "resolution"}
SAID = {
    ChangeKind.OPENING: "published before this ledger began",
    ChangeKind.DELIVERED: "delivered",
    ChangeKind.WITHDRAWN: "withdrawn",
    ChangeKind.STAGE: "at another stage",
    ChangeKind.LINKED: "linked",
    ChangeKind.CORRECTED: "corrected",
    ChangeKind.SUPPORTED: "with a further source",
    ChangeKind.RECOUNTED: "counted anew",
    ChangeKind.RETRACTED: "with something retracted",
    ChangeKind.MOVED: "moved to other sums",
    ChangeKind.UNDONE: "taken back",
}


@dataclass(frozen=True)
class Told:
    """One field that changed, in words; "" for what was not there."""

    label: str
    before: str
    after: str


@register.filter
def told(change: Change) -> list[Told]:
    """Return what changed, as a page says it; of a whole record the telling fields."""
    shown, seen = [], set()
    for one in change.fields:
        name = one["field"].partition(" ")[0]
        if change.kind in WHOLE:
            if name not in TELLING or name in seen:
                continue
            seen.add(name)
        if name not in LEFT_OUT:
            ends = said(name, one["before"]), said(name, one["after"])
            shown.append(Told(label(name), *ends))
    return shown


def label(name: str) -> str:
    """Return what a reader calls a field."""
    if name == "why_not":
        return "why not counted"
    words = name.removesuffix("_usd").removesuffix("_eur").replace("_", " ")
    return f"{words}, {name[-3:].upper()}" if name[-4:] in ("_usd", "_eur") else words


def said(name: str, value: str) -> str:
    """Return a value as a reader says it: 37,000,000 and Delivered."""
    if value and name == "quote":
        return f"“{value}”"
    if not value or name not in COLUMNS:
        return value
    column = COLUMNS[name]
    if isinstance(column, MoneyField):
        return exact(Decimal(value))
    choices: dict[Any, Any] = dict(column.flatchoices)
    return str(choices.get(value, value))


@register.filter
def signed(value: Decimal) -> str:
    """Return a difference with its sign."""
    return f"{sign(value)}{exact(abs(value))}"


def sign(value: Decimal) -> str:
    """Return plus or minus."""
    return "+" if value > 0 else "\N{MINUS SIGN}" if value < 0 else ""


@register.filter
def effect_in(change: Change, terms: Terms) -> Decimal | None:
    """Return what a change does to the sum of ``terms``; None if nobody knows."""
    found: Decimal | None = getattr(change, f"{terms.measure}_{terms.currency.lower()}")
    return found


@register.simple_tag
def span_in_words(changed: Changed, asked: dict[str, Any]) -> SafeString:
    """Return what happened between two days: 3 new pledges; promised USD +37.00 m."""
    when = span(asked.get("changed_after"), asked.get("changed_before"))
    happened = ", ".join(filter(None, [*pledges_said(changed), *totals_said(changed)]))
    more = difference(changed)
    return format_html("{}: {}; {}.", when, happened or "no change", more)


def span(first: date | None, last: date | None) -> str:
    """Return a span of days, either end of which may be open."""
    days = [day and day_in_words(day) for day in (first, last)]
    if first and last:
        return f"On {days[0]}" if first == last else f"From {days[0]} to {days[1]}"
    if first:
        return f"Since {days[0]}"
    return f"Until {days[1]}" if last else "Since the beginning"


def pledges_said(changed: Changed) -> list[str]:
    """Return how many pledges each kind of change was of."""
    new = changed.pledges.get(ChangeKind.PUBLISHED, 0)
    pledges = "pledge" if new == 1 else "pledges"
    first = [f"{new:,} new {pledges}"] if new else []
    rest = changed.pledges.items()
    return first + [
        f"{number:,} {SAID[kind]}" for kind, number in rest if number and kind in SAID
    ]


def totals_said(changed: Changed) -> list[str]:
    """Return how many reported totals are new, and how many changes others had."""
    new = changed.totals.get(ChangeKind.PUBLISHED, 0)
    others = sum(changed.totals.values()) - new
    found = []
    if new:
        found.append(f"{new:,} new reported total{'' if new == 1 else 's'}")
    if others:
        changes = "change" if others == 1 else "changes"
        found.append(f"{others:,} {changes} of reported totals")
    return found


def difference(changed: Changed) -> SafeString:
    """Return by how much the sum of the terms rose or fell, exact on pointing."""
    terms, amount = changed.terms, changed.amount
    parts: list[str] = []
    if amount:
        figure = f"{terms.currency}\N{NO-BREAK SPACE}{sign(amount)}"
        words = f"{figure}{compact(abs(amount))}", f"{figure}{exact(abs(amount))}"
        parts.append(format_html('<span title="{1}">{0}</span>', *words))
    elif amount is not None or not changed.unknown:
        parts.append("no difference")
    if changed.unknown:
        many = "change" if changed.unknown == 1 else "changes"
        parts.append(f"{changed.unknown:,} {many} with an effect that is not known")
    said = format_html_join(", ", "{}", ((one,) for one in parts))
    return format_html("{} {}", terms.measure, said)
