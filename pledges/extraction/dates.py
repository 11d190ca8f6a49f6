"""Find dates, and work out which day a weekday or "yesterday" means."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

MONTHS: Final = {
    name: number
    for number, names in enumerate(
        (
            ("january", "jan"),
            ("february", "feb"),
            ("march", "mar"),
            ("april", "apr"),
            ("may",),
            ("june", "jun"),
            ("july", "jul"),
            ("august", "aug"),
            ("september", "sept", "sep"),
            ("october", "oct"),
            ("november", "nov"),
            ("december", "dec"),
        ),
        start=1,
    )
    for name in names
}
WEEKDAYS: Final = (
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
)
MONTH: Final = "|".join(sorted(MONTHS, key=len, reverse=True))
DAY_FORMS: Final = re.compile(
    rf"""\b(?:
      (?P<iso>\d{{4}}-\d{{2}}-\d{{2}})
    | (?P<month1>{MONTH})\.?\ (?P<day1>\d{{1,2}})(?:st|nd|rd|th)?\b(?!\d)
      (?:,?\ (?P<year1>(?:19|20)\d\d)\b)?
    | (?P<day2>\d{{1,2}})(?:st|nd|rd|th)?\ (?:of\ )?(?P<month2>{MONTH})\b\.?
      (?:,?\ (?P<year2>(?:19|20)\d\d)\b)?
    | (?P<weekday>{"|".join(WEEKDAYS)})
    | (?P<relative>today|yesterday|the\ day\ before|the\ same\ day|on\ the\ same\ day)
    )\b""",
    re.VERBOSE | re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Day:
    """A day named in the text; ``on`` is None where the text does not say which."""

    on: date | None
    # "full", "day" (its year follows from publication), "weekday", "relative"
    form: str
    start: int
    end: int


DAY_WORDS: Final = frozenset(
    [*MONTHS, *WEEKDAYS, "today", "yesterday", "day", "before", "same"]
)


def may_name_day(words: frozenset[str]) -> bool:
    """Tell at a glance whether a sentence of these words can name a day."""
    return bool(words & DAY_WORDS) or any(len(w) == 4 and w.isdigit() for w in words)


def find_days(
    text: str, published_on: date | None = None, start: int = 0, end: int | None = None
) -> Iterator[Day]:
    """
    Yield every day named between two offsets, left to right.

    >>> [str(d.on) for d in find_days("on Sunday", date(2024, 1, 8))]
    ['2024-01-07']
    """
    for match in DAY_FORMS.finditer(text, start, len(text) if end is None else end):
        day = to_day(match, published_on)
        if day is not None:
            yield day


def to_day(match: re.Match[str], anchor: date | None) -> Day | None:
    """Make a Day of a match; no Day for "31 June"."""
    found = match.groupdict()
    if found["weekday"]:
        on = weekday_before(found["weekday"], anchor)
        return Day(on, "weekday", match.start(), match.end())
    if found["relative"]:
        back = "yesterday" in match.group().lower() or "before" in match.group().lower()
        on = anchor - timedelta(days=1) if anchor and back else anchor
        return Day(on, "relative", match.start(), match.end())
    return calendar_day(match, found, anchor)


def calendar_day(
    match: re.Match[str], found: dict[str, str | None], anchor: date | None
) -> Day | None:
    """Make a Day of "7 January 2024", "Jan. 7" or "2024-01-07"."""
    if found["iso"]:
        on = real_date(*(int(part) for part in found["iso"].split("-")))
        return Day(on, "full", match.start(), match.end()) if on else None
    month = MONTHS[(found["month1"] or found["month2"] or "").lower()]
    day = int(found["day1"] or found["day2"] or 0)
    written = found["year1"] or found["year2"]
    if not written and match.group()[:3].islower():
        return None
    year = int(written) if written else year_of(month, day, anchor)
    on = real_date(year, month, day) if year else None
    if on is None and year:
        return None
    return Day(on, "full" if written else "day", match.start(), match.end())


def year_of(month: int, day: int, anchor: date | None) -> int | None:
    """Return the year that puts a day close to the anchor, and mostly before it."""
    if anchor is None:
        return None
    on = real_date(anchor.year, month, day)
    if on and on - anchor > timedelta(days=120):
        return anchor.year - 1
    if on and anchor - on > timedelta(days=300):
        return anchor.year + 1
    return anchor.year


def real_date(year: int, month: int, day: int) -> date | None:
    """Return the date, or None where the calendar has none."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def weekday_before(name: str, anchor: date | None) -> date | None:
    """Return the last such weekday up to and including the anchor."""
    if anchor is None:
        return None
    back = (anchor.weekday() - WEEKDAYS.index(name.lower())) % 7
    return anchor - timedelta(days=back)
