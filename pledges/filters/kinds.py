"""The kinds of filter that the FilterSets are made of."""

from collections.abc import Iterable
from typing import Any

import django_filters as df
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import NullIf

from pledges.fields import MoneyFormField

YES_NO = [("yes", "Yes"), ("no", "No")]
UNSTATED = ("not-stated", "not stated")
MAX_SEARCH, MAX_WORDS = 200, 12
LARGEST_ID = 2**63 - 1


class Choices(df.fields.MultipleChoiceField):
    """Several of a list; a blank in the address is nothing chosen."""

    def clean(self, value: Any) -> Any:
        """Validate what is chosen, blanks left out."""
        return super().clean([one for one in value or [] if one])


class AnyOf(df.MultipleChoiceFilter):
    """Keep rows whose value is one of those chosen; "not-stated" keeps empty ones."""

    field_class = Choices

    def __init__(self, field_name: str = "", **options: Any) -> None:
        options.setdefault("widget", forms.CheckboxSelectMultiple)
        super().__init__(field_name or None, **options)

    def filter(self, rows: QuerySet[Any], chosen: list[str]) -> QuerySet[Any]:
        """Return ``rows`` narrowed to ``chosen``; all of them for none."""
        if not chosen:
            return rows
        return rows.filter(one_of(str(self.field_name), chosen))


def one_of(field: str, chosen: Iterable[str]) -> Q:
    """Return the condition that ``field`` is one of ``chosen`` or, if asked, empty."""
    wanted = Q(**{f"{field}__in": set(chosen)})
    if UNSTATED[0] in chosen:
        wanted |= Q(**{field: ""}) | Q(**{f"{field}__isnull": True})
    return wanted


class MoneyFilter(df.Filter):
    """Compare with an amount typed in whole units."""

    field_class = MoneyFormField


class IdFilter(df.Filter):
    """Keep the one record with a number."""

    field_class = forms.IntegerField

    def __init__(self) -> None:
        limits = [MinValueValidator(1), MaxValueValidator(LARGEST_ID)]
        super().__init__("pk", validators=limits, widget=forms.HiddenInput)


def day(field: str, lookup: str, label: str) -> df.DateFilter:
    """Compare ``field`` with a day typed as 2024-01-08."""
    box = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return df.DateFilter(
        field, lookup, label=label, widget=box, input_formats=["%Y-%m-%d"]
    )


def few_words(text: str) -> None:
    """Refuse a search for more words than anybody types."""
    if len(text.split()) > MAX_WORDS:
        raise ValidationError(f"Search for at most {MAX_WORDS} words.")


def search_box() -> df.CharFilter:
    """Offer a search for words, answered by the method ``search``."""
    return df.CharFilter(
        method="search",
        label="Search",
        max_length=MAX_SEARCH,
        validators=[few_words],
        widget=forms.TextInput(attrs={"type": "search"}),
    )


# Columns of text in which "" stands for what no source says.
MAY_BE_BLANK = {"sector", "instrument", "currency"}


def sorted_by(names: dict[str, str]) -> df.ChoiceFilter:
    """Offer to sort by ``names`` (public name: expression), each way, unknown last."""

    def sort(queryset: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        name = names[value.lstrip("-")]
        column = NullIf(F(name), Value("")) if name in MAY_BE_BLANK else F(name)
        down = value.startswith("-")
        order = column.desc(nulls_last=True) if down else column.asc(nulls_last=True)
        return queryset.order_by(order, "-pk")

    return df.ChoiceFilter(
        method=sort, choices=each_way(names), label="Sort", widget=forms.HiddenInput
    )


def each_way(names: Iterable[str]) -> list[tuple[str, str]]:
    """Return the choices of a sort: every name, upwards and downwards."""
    return [(sign + name, sign + name) for name in names for sign in ("", "-")]
