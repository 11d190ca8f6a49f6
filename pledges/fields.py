"""MoneyField: Decimals in Python, 64-bit integers of hundredths in the database."""

import re
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models

CENT = Decimal("0.01")
# 10**15 hundredths: more than any promise, and far from the end of a 64-bit integer.
MAX_MONEY = Decimal(10) ** 13
# Decimal() would also read 1_000, 1e5, NaN, ١٢٣ and -0; none of them is an amount.
PLAIN_NUMBER = re.compile(r"\d{1,14}(\.\d{1,2})?", re.ASCII)

# In a form "37,000,000" helps the eye. "1,5" must not become 15: it is refused.
THOUSANDS = re.compile(r"\d{1,3}(,\d{3})+(\.\d{1,2})?", re.ASCII)

# "1,250 million" is refused: with a scale the comma may part decimals as well.
SCALED = re.compile(r"(\d{1,14}(?:\.\d{1,12})?) ?([a-z]{1,9})", re.ASCII)
SCALES = {"thousand": 3, "million": 6, "billion": 9, "trillion": 12}
SCALES |= {"m": 6, "mn": 6, "bn": 9, "tn": 12}
# A dollar may be of many countries, so no sign is read: the currency has its own box.
CURRENCY_SIGN = re.compile(r"[$€£¥₴]|^[A-Za-z]{3} ?\d|\d ?[A-Z]{3}$")
SAY_HOW = "Write whole currency units, such as 37,000,000 or 1250.50, or 37 million."


def to_money(value: object) -> Decimal:
    """
    Return ``value`` as a Decimal of whole units with two places.

    Strings must be plain (``1234.50``). Raises ValidationError for anything that is not
    an amount of 0 to 10**13 units, with at most two places after the point.
    """
    if isinstance(value, str) and not PLAIN_NUMBER.fullmatch(value.strip()):
        raise ValidationError(SAY_HOW, code="invalid")
    try:
        amount = Decimal(str(value).strip())
        exact = amount.quantize(CENT)
    except InvalidOperation:
        raise ValidationError("This is not an amount.", code="invalid") from None
    if exact != amount:
        raise ValidationError("At most two places after the point.", code="places")
    if not 0 <= exact <= MAX_MONEY:
        raise ValidationError(
            f"An amount lies between 0 and {MAX_MONEY:,.0f}.", code="range"
        )
    return exact


def grouped(value: Decimal | int) -> str:
    """
    Return every digit of ``value``, with separators; cents where there are any.

    >>> grouped(Decimal("37000000.00")), grouped(Decimal("1250.5"))
    ('37,000,000', '1,250.50')
    """
    return f"{value:,.0f}" if value == int(value) else f"{value:,.2f}"


def typed_money(text: str) -> Decimal:
    """
    Return the amount that a person typed, if it can be read in one way only.

    >>> typed_money("37,000,000") == typed_money("37 million") == typed_money("37m")
    True
    """
    if CURRENCY_SIGN.search(text):
        raise ValidationError(
            "Write the currency in its own box, here the amount alone.", code="invalid"
        )
    if scaled := SCALED.fullmatch(text.lower()):
        number, word = scaled.groups()
        if word in SCALES:
            return to_money(Decimal(number).scaleb(SCALES[word]))
    return to_money(text.replace(",", "") if THOUSANDS.fullmatch(text) else text)


class MoneyFormField(forms.CharField):
    """A text box for one amount in whole currency units; empty is unknown, not 0."""

    def prepare_value(self, value: Any) -> Any:
        """Show a stored amount with separators; what somebody typed stays as it is."""
        return grouped(value) if isinstance(value, Decimal) else value

    def to_python(self, value: Any) -> Any:
        """Return a Decimal, or None for an empty box."""
        text = super().to_python(value)
        if not text:
            return None
        return typed_money(text)

    def clean(self, value: Any) -> Any:
        """Validate without the string checks that a CharField makes of a Decimal."""
        amount = self.to_python(value)
        if amount is None and self.required:
            raise ValidationError(self.error_messages["required"], code="required")
        return amount


if TYPE_CHECKING:
    AmountColumn = models.Field[Any, Any]
else:  # generic for the type checker only
    AmountColumn = models.Field


class MoneyField(AmountColumn):
    """
    An amount of money in whole units of a currency that another field names.

    SQLite adds decimals as floats and was seen 0.97 off over 20,000 rows; integers
    it adds exactly. So the database holds hundredths, and Python two-place Decimals.
    """

    def get_internal_type(self) -> str:
        """Let every database choose its 64-bit integer column."""
        return "BigIntegerField"

    def from_db_value(self, value: Any, *_: object) -> Decimal | None:
        """Read hundredths; also of a Sum, which PostgreSQL gives as numeric."""
        return None if value is None else (Decimal(value) / 100).quantize(CENT)

    def to_python(self, value: Any) -> Decimal | None:
        """Return a Decimal, or raise ValidationError."""
        return None if value is None or value == "" else to_money(value)

    def get_prep_value(self, value: Any) -> Any:
        """Return hundredths for the database."""
        if value is None or hasattr(value, "resolve_expression"):
            return value
        return int(to_money(value) * 100)

    def formfield(self, **kwargs: Any) -> Any:
        """Offer a text box with the strict number form."""
        return super().formfield(**{"form_class": MoneyFormField, **kwargs})


class MoneyDifferenceField(MoneyField):
    """How much a sum of money rises, or falls: below zero, too."""

    def get_prep_value(self, value: Any) -> Any:
        """Return hundredths for the database."""
        if isinstance(value, Decimal) and value < 0:
            return -super().get_prep_value(-value)
        return super().get_prep_value(value)
