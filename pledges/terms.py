"""Terms: the measure, the currency and with or without loans, as the address says."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest, QueryDict

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


NAMES = list(TermsForm.base_fields)


@dataclass(frozen=True)
class Terms:
    """Under which terms a page or file adds up what it shows."""

    measure: Measure = Measure.PROMISED
    currency: str = USD
    loans: str = WITH

    @property
    def asked(self) -> dict[str, str]:
        """Return what is not the default, as an address has it."""
        return {
            name: str(getattr(self, name))
            for name in NAMES
            if getattr(self, name) != getattr(DEFAULT, name)
        }

    @property
    def with_loans(self) -> bool:
        """Say whether loans and guarantees are among what is added up."""
        return self.loans == WITH

    @property
    def in_words(self) -> str:
        """Return the terms as a reader says them."""
        forms = dict(TermsForm.base_fields["loans"].choices)  # type: ignore[attr-defined]
        return f"{self.measure.label}, in {self.currency}, {forms[self.loans].lower()}"

    @property
    def in_name(self) -> str:
        """Return what is not the default for the name of a file: -committed-EUR."""
        said = self.asked
        if not self.with_loans:
            said["loans"] = "without-loans"
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
    one.widget.attrs["data-default"] = str(getattr(DEFAULT, name))


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
    return {name: str(getattr(DEFAULT, name)) for name in NAMES}
