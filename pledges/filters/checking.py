"""What somebody is said to have stated, as the claim check takes it from an address."""

from datetime import date
from typing import Any

import django_filters as df
from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import QuerySet

from pledges.models import Pledge
from pledges.models.dates import FIRST_DAY
from pledges.models.pledges import known_currencies
from pledges.models.vocabulary import Qualifier
from pledges.terms import EUR, USD

from .kinds import MoneyFilter, day, received_by
from .pledges import in_use

NEEDED = {
    "donor": "Choose who is said to have given it.",
    "on": "Say by which day.",
}


def currencies() -> list[tuple[str, str]]:
    """Return the currencies of claims as choices, those of our sums first."""
    ours = [USD, EUR]
    return [(code, code) for code in [*ours, *sorted(known_currencies() - set(ours))]]


class ClaimForm(forms.Form):
    """A form in which an amount needs a donor and a day; without one it asks."""

    def clean(self) -> dict[str, Any]:
        """Name what is missing of a claim that has an amount."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        amount = cleaned.get("amount")
        if amount is None:
            return cleaned
        if not amount:
            self.add_error("amount", "Nobody claims to have given 0.")
        for name, words in NEEDED.items():
            if not cleaned.get(name) and name not in self.errors:
                self.add_error(name, words)
        return cleaned


class ClaimFilterSet(df.FilterSet):
    """
    The pledges that a claim can be about: of its donor, for its recipient or a group.

    ``latest`` is the last day of which a claim can speak.
    """

    amount = MoneyFilter(method="passed_over", label="Amount")
    claimed_currency = df.ChoiceFilter(
        method="passed_over",
        choices=currencies,
        label="Currency",
        empty_label=None,
        widget=forms.Select(attrs={"data-default": USD}),
    )
    qualifier = df.ChoiceFilter(
        method="passed_over",
        choices=Qualifier.choices,
        label="How exact",
        empty_label=None,
        widget=forms.Select(attrs={"data-default": Qualifier.EXACT}),
    )
    donor = df.ChoiceFilter("donor__code", label="By", empty_label="Choose a donor")
    recipient = df.ChoiceFilter(
        method="narrow_recipient", label="To", empty_label="Anybody"
    )
    on = day("shown_promised_on", "lte", "By the day", method="passed_over")

    class Meta:
        model = Pledge
        form = ClaimForm
        fields: list[str] = []

    def __init__(self, *args: Any, latest: date, **options: Any) -> None:
        super().__init__(*args, **options)
        choices = in_use(with_totals=True)
        for party in ("donor", "recipient"):
            self.filters[party].extra["choices"] = choices.get(party, [])
        self.filters["on"].extra["validators"] = [
            MinValueValidator(FIRST_DAY, f"Our days begin at {FIRST_DAY}."),
            MaxValueValidator(latest, f"Not after {latest}: that was yet to come."),
        ]

    def passed_over(
        self, pledges: QuerySet[Pledge], _name: str, _value: Any
    ) -> QuerySet[Pledge]:
        """Leave it to whoever sets the claim beside our sums."""
        return pledges

    def narrow_recipient(
        self, pledges: QuerySet[Pledge], _name: str, code: str
    ) -> QuerySet[Pledge]:
        """Keep what the actor receives, or a group that it belongs to."""
        return pledges.filter(received_by([code], with_groups=True))
