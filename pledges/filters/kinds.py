"""The kinds of filter that the FilterSets are made of."""

from collections.abc import Iterable, Mapping
from typing import Any

import django_filters as df
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import Case, F, Func, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce, Lower, NullIf

from pledges.fields import MoneyFormField
from pledges.models import Actor

YES_NO = [("yes", "Yes"), ("no", "No")]
UNSTATED = ("not-stated", "not stated")
MAX_SEARCH, MAX_WORDS = 200, 12
LARGEST_ID = 2**63 - 1


class RangesInOrder(forms.Form):
    """A form in which a range that ends before it begins is an error at its end."""

    RANGES = [
        ("announced_after", "announced_before", "This day is before the first one."),
        ("changed_after", "changed_before", "This day is before the first one."),
        ("min_usd", "max_usd", "This is less than the least amount."),
    ]

    def clean(self) -> dict[str, Any]:
        """Compare the ends of each range of which both are given."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for first, last, message in self.RANGES:
            least, most = cleaned.get(first), cleaned.get(last)
            if least is not None and most is not None and most < least:
                self.add_error(last, message)
        return cleaned


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


def received_by(codes: Iterable[str], with_groups: object = "") -> Q:
    """Return the condition that a record is for one of the actors or, too, a group."""
    wanted = one_of("recipient__code", codes)
    if with_groups:
        wanted |= Q(recipient__in=Actor.objects.filter(members__code__in=codes))
    return wanted


class MoneyFilter(df.Filter):
    """Compare with an amount typed in whole units."""

    field_class = MoneyFormField


class IdFilter(df.Filter):
    """Keep the one record with a number, or what belongs to it."""

    field_class = forms.IntegerField

    def __init__(self, field_name: str = "pk") -> None:
        limits = [MinValueValidator(1), MaxValueValidator(LARGEST_ID)]
        super().__init__(field_name, validators=limits, widget=forms.HiddenInput)


def day(
    field: str, lookup: str, label: str, method: str | None = None
) -> df.DateFilter:
    """Compare ``field`` with a day typed as 2024-01-08, or hand it to ``method``."""
    box = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return df.DateFilter(
        field,
        lookup,
        label=label,
        method=method,
        widget=box,
        input_formats=["%Y-%m-%d"],
        error_messages={"invalid": "Write a day of the calendar as 2024-01-08."},
    )


def few_words(text: str) -> None:
    """Refuse a search for more words than anybody types."""
    if len(text.split()) > MAX_WORDS:
        raise ValidationError(f"Search for at most {MAX_WORDS} words.")


def search_box(label: str = "Search") -> df.CharFilter:
    """Offer a search for words, answered by the method ``search``."""
    return df.CharFilter(
        method="search",
        label=label,
        max_length=MAX_SEARCH,
        validators=[few_words],
        widget=forms.TextInput(attrs={"type": "search"}),
    )


# What a list is sorted by: a column, or what stands for its order.
Order = F | Func | Case


def as_words(field: str) -> Func:
    """Sort a text whatever its capitals; an empty one is unknown."""
    return NullIf(Lower(field), Value(""))


def usual_name(party: str = "") -> Func:
    """
    Return what a page calls a party: Actor.usual_name, for the database.

    ``party`` is the name by which a record has it; nothing where rows are actors.
    """
    path = f"{party}__" if party else ""
    return Coalesce(NullIf(F(f"{path}short_name"), Value("")), f"{path}name")


def in_order_of(codes: Iterable[str], field: str) -> Case:
    """Sort a code by its place among ``codes``, not by its letters."""
    places = [
        When(Q(**{field: code}), then=Value(place)) for place, code in enumerate(codes)
    ]
    return Case(*places, output_field=IntegerField())


def sorted_by(names: Mapping[str, Order]) -> df.ChoiceFilter:
    """Offer to sort by ``names`` (public name: order), each way, unknown last."""

    def sort(queryset: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        return in_order(queryset, names, value)

    return df.ChoiceFilter(
        method=sort, choices=each_way(names), label="Sort", widget=forms.HiddenInput
    )


def in_order(
    rows: QuerySet[Any], names: Mapping[str, Order], value: str
) -> QuerySet[Any]:
    """Sort ``rows`` by the public name in ``value``, downwards after "-"."""
    by = names[value.lstrip("-")]
    down = value.startswith("-")
    order = by.desc(nulls_last=True) if down else by.asc(nulls_last=True)
    return rows.order_by(order, "-pk")


def each_way(names: Iterable[str]) -> list[tuple[str, str]]:
    """Return the choices of a sort: every name, upwards and downwards."""
    return [(sign + name, sign + name) for name in names for sign in ("", "-")]
