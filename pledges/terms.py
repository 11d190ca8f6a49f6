"""Terms: measure, currency, with or without loans, and the day, as an address says."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.http import HttpRequest, QueryDict
from django.utils import timezone

from .models.dates import FIRST_DAY, day_in_words
from .models.vocabulary import Measure

USD, EUR = "USD", "EUR"
WITH, WITHOUT = "with", "without"


class TermsForm(forms.Form):
    """The control that every page has; what it leaves out is the default."""

    measure = forms.ChoiceField(
        choices=Measure.choices,
        required=False,
        label="Measure",
        error_messages={
            "invalid_choice": "Choose promised, committed or delivered; "
            "what a claim says that it adds up is stated_measure.",
        },
    )
    currency = forms.ChoiceField(
        choices=[(USD, "US dollars (USD)"), (EUR, "Euros (EUR)")],
        required=False,
        label="Currency",
        error_messages={
            "invalid_choice": "Sums are in USD or EUR; "
            "the currency of the source is stated_currency.",
        },
    )
    loans = forms.ChoiceField(
        choices=[
            (WITH, "With loans and guarantees"),
            (WITHOUT, "Without loans and guarantees"),
        ],
        required=False,
        label="Loans",
        error_messages={"invalid_choice": "Choose with or without."},
    )
    as_of = forms.DateField(
        required=False,
        label="As of",
        input_formats=["%Y-%m-%d"],
        validators=[MinValueValidator(FIRST_DAY, f"Our days begin at {FIRST_DAY}.")],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"invalid": "Write a day of the calendar as 2024-01-07."},
    )

    def clean_as_of(self) -> date | None:
        """Refuse a day that is to come: nobody knows what will be so."""
        day: date | None = self.cleaned_data["as_of"]
        if day and day > timezone.localdate():
            raise ValidationError(
                f"{day} is yet to come, and nobody knows what will be so then."
            )
        return day


NAMES = list(TermsForm.base_fields)


@dataclass(frozen=True)
class Terms:
    """Under which terms a page or file adds up what it shows."""

    measure: Measure = Measure.PROMISED
    currency: str = USD
    loans: str = WITH
    as_of: date | None = None  # None for now

    @property
    def asked(self) -> dict[str, str]:
        """Return what is not the default, as an address has it."""
        return {
            name: str(getattr(self, name))
            for name in NAMES
            if getattr(self, name) != getattr(DEFAULT, name)
        }

    @property
    def now(self) -> "Terms":
        """Return the same terms as of now."""
        return replace(self, as_of=None)

    @property
    def with_loans(self) -> bool:
        """Say whether loans and guarantees are among what is added up."""
        return self.loans == WITH

    @property
    def now_query(self) -> str:
        """Return what an address says of these terms as of now."""
        return self.now.after("")

    @property
    def in_words(self) -> str:
        """Return the terms as a reader says them."""
        loans = f"{self.loans} loans and guarantees"
        return ", ".join(
            [self.measure.label, f"in {self.currency}", loans, self.day_in_words]
        )

    @property
    def day_in_words(self) -> str:
        """Return the day, or that it is today."""
        day = self.as_of
        return f"as of {day_in_words(day)}" if day else "as of today"

    @property
    def in_name(self) -> str:
        """Return what is not the default for the name of a file: -committed-EUR."""
        said = self.asked
        if not self.with_loans:
            said["loans"] = "without-loans"
        if self.as_of:
            said["as_of"] = f"as-of-{self.as_of}"
        return "".join(f"-{value}" for value in said.values())

    def after(self, query: str) -> str:
        """
        Return ``query`` with what it does not say of these terms, "?" included.

        >>> Terms(currency=EUR).after("donor=JP"), Terms().after("")
        ('?donor=JP&currency=EUR', '')
        """
        named = QueryDict(query)
        missing = {
            name: value for name, value in self.asked.items() if name not in named
        }
        whole = "&".join(part for part in (query, urlencode(missing)) if part)
        return f"?{whole}" if whole else ""


DEFAULT = Terms()
for name, one in TermsForm.base_fields.items():
    # So that an address sent by the form need not say it; see static/js/filters.js.
    if usual := getattr(DEFAULT, name):
        one.widget.attrs["data-default"] = str(usual)


def worth_in(currency: str, record: object, name: str = "amount") -> Decimal | None:
    """Return ``name`` of ``record`` (amount, counted) in USD or EUR."""
    found: Decimal | None = getattr(record, f"{name}_{currency.lower()}")
    return found


def form_of(request: HttpRequest) -> TermsForm:
    """Return the control as the address fills it in."""
    return TermsForm({**_defaults(), **_stated(request.GET)})


def terms_of(request: HttpRequest) -> Terms:
    """Return the terms that the address names; the defaults where it makes no sense."""
    form = form_of(request)
    if not form.is_valid():
        return DEFAULT
    asked: dict[str, Any] = {name: form.cleaned_data[name] for name in NAMES}
    return Terms(**asked | {"measure": Measure(asked["measure"])})


def _stated(query: QueryDict) -> dict[str, str]:
    """Return the last value of each term that says something."""
    said = {name: (query.get(name) or "").strip() for name in NAMES}
    return {name: value for name, value in said.items() if value}


def _defaults() -> dict[str, str]:
    return {name: str(getattr(DEFAULT, name) or "") for name in NAMES}
