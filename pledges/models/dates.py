"""Which days a record may hold, and how a sentence says one."""

from datetime import date

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import Q

# Before 1945 there was no aid in today's sense; a later day than 2100 is a slip.
FIRST_DAY, LAST_DAY = date(1945, 1, 1), date(2100, 12, 31)
WITHIN_REASON = [
    MinValueValidator(FIRST_DAY, f"Not before {FIRST_DAY}."),
    MaxValueValidator(LAST_DAY, f"Not after {LAST_DAY}."),
]


def within_reason(field: str) -> Q:
    """Return the condition that a date, if there is one, is one of our days."""
    known = Q(**{f"{field}__gte": FIRST_DAY, f"{field}__lte": LAST_DAY})
    return known | Q(**{f"{field}__isnull": True})


def day_in_words(day: date) -> str:
    """
    Return ``day`` as a sentence has it.

    >>> day_in_words(date(2024, 1, 8))
    '8 January 2024'
    """
    return f"{day.day} {day:%B %Y}"
