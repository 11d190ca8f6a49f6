"""The active filters in words, each with the address that has it no more."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import django_filters as df
from django import forms
from django.http import QueryDict

from pledges.models.dates import day_in_words

# More values of one field than this are said as a number: a link each would make the
# page longer than the address is.
MANY = 12


@dataclass(frozen=True)
class Chip:
    """One active filter in words, with the address that has it no more."""

    label: str
    value: str
    remove: str


def chips(filterset: df.FilterSet, query: QueryDict) -> Iterator[Chip]:
    """Yield one chip for each value by which the list is narrowed."""
    for name, field in filterset.form.fields.items():
        if name in ("sort", "side"):
            continue
        label = str(field.label or name.replace("_", " ").capitalize())
        if not isinstance(field, forms.MultipleChoiceField):
            # Of several values the last is obeyed.
            if (last := query.get(name) or "").strip():
                rest = without(query, name, query.getlist(name))
                yield Chip(label, said(field, last), rest)
            continue
        values = list(dict.fromkeys(one for one in query.getlist(name) if one.strip()))
        if len(values) > MANY:
            yield Chip(label, f"{len(values)} chosen", without(query, name, values))
            continue
        for value in values:
            yield Chip(label, said(field, value), without(query, name, [value]))


def said(field: forms.Field, value: str) -> str:
    """Return what a reader calls ``value``: Japan for JP, 8 January 2024."""
    if isinstance(field, forms.ChoiceField):
        return str(dict(field.choices).get(value, value))  # type: ignore[arg-type]
    try:
        read = field.clean(value)
    except forms.ValidationError:
        return value
    if isinstance(read, date):
        return day_in_words(read)
    return f"{read:,.0f}" if isinstance(read, Decimal) else value


def without(query: QueryDict, name: str, values: list[str]) -> str:
    """Return ``query`` without ``values`` of ``name`` and back on the first page."""
    rest = query.copy()
    rest.setlist(name, [one for one in query.getlist(name) if one not in values])
    rest.pop("page", None)
    return f"?{rest.urlencode()}"
