"""Running sums by day, with the totals that others reported beside them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import Case, F, Q, Sum, Value, When

from pledges.models import ReportedTotal

from .sums import Pledges, Row

OTHERS = "Other donors"
# A line of more days looks the same, and its table would be the bulk of the page.
MOST_DAYS = 240


@dataclass(frozen=True)
class Point:
    """What each line stands at on one day; a claim made that day, if any."""

    on: date
    sums: list[Decimal | None]  # None before the first promise: a gap, not 0
    claim: ReportedTotal | None = None


@dataclass
class TimeTable:
    """Days down, lines across; what a line chart is drawn from."""

    names: list[str] = field(default_factory=list)
    points: list[Point] = field(default_factory=list)
    undated: Decimal | None = None  # counted, but at no day
    monthly: bool = False  # of each month the last day that adds something


def cumulative(
    pledges: Pledges,
    leading: Sequence[Row] = (),
    claims: Iterable[ReportedTotal] = (),
    until: date | None = None,
) -> TimeTable:
    """
    Return the running sums by day of the promise, in their currency; one query.

    One line for each of the ``leading`` donors and one for all others, so that the
    last point of all lines and ``undated`` are the whole sum. ``until`` is the day to
    which the data reach. ``claims`` stand at their days and are added to nothing.
    Of more than MOST_DAYS the last of each month are kept; the sums are the same.
    """
    names = {row.key: row.name for row in leading}
    table = TimeTable()
    steps: dict[date, dict[str, Decimal]] = {}
    for on, line, added in _added_by_day(pledges, list(names)):
        if on is None:
            table.undated = (table.undated or Decimal(0)) + added
            continue
        day = steps.setdefault(on, {})
        day[line] = day.get(line, Decimal(0)) + added
    if any("" in day for day in steps.values()):
        names[""] = OTHERS if names else "All donors"
    table.names = list(names.values())
    table.monthly = len(steps) > MOST_DAYS
    kept = _last_of_months(steps) if table.monthly else set(steps)
    if until and steps:
        kept.add(until)
    table.points = _points(list(names), steps, list(claims), kept)
    return table


def _added_by_day(
    pledges: Pledges, leading: list[str]
) -> Iterable[tuple[date | None, str, Decimal]]:
    """Return day, donor ("" for those that do not lead) and what was added."""
    valued = pledges.filter(Q(shown_counted=True, shown_sum__isnull=False)).order_by()
    leads = When(donor__code__in=leading, then=F("donor__code"))
    line = Case(leads, default=Value(""))
    by_day = valued.values(on=F("shown_promised_on"), line=line)
    return by_day.annotate(added=Sum("shown_sum")).values_list("on", "line", "added")


def _last_of_months(days: Iterable[date]) -> set[date]:
    return set({(day.year, day.month): day for day in sorted(days)}.values())


def _points(
    lines: list[str],
    steps: dict[date, dict[str, Decimal]],
    claims: list[ReportedTotal],
    kept: set[date],
) -> list[Point]:
    """Return a point for each day of ``kept`` or of a claim, for each of its claims."""
    said: dict[date, list[ReportedTotal | None]] = {}
    for claim in claims:
        if claim.as_of:
            said.setdefault(claim.as_of, []).append(claim)
    sums: dict[str, Decimal] = {}
    points = []
    for on in sorted({*steps, *said, *kept}):
        for line, added in steps.get(on, {}).items():
            sums[line] = sums.get(line, Decimal(0)) + added
        if on in kept or on in said:
            now = [sums.get(line) for line in lines]
            points += [Point(on, now, claim) for claim in said.get(on, [None])]
    return points
