"""Donors beside one another: what each comes to by several definitions, with ranks."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import groupby

from django.db.models import F, Prefetch

from pledges.models import Actor, ReferenceFigure
from pledges.models.vocabulary import LOANS, ActorKind, Measure
from pledges.terms import Terms

from .overtime import Point, TimeTable
from .sums import Cell, Pledges, Total, of

AMOUNT, PER_HEAD, GDP_SHARE = "amount", "per_head", "gdp_share"
WITH_LOANS, WITHOUT_LOANS = "with_loans", "without_loans"
# By what donors are ranked, in the order in which a page has it.
DEFINITIONS = {
    **{measure.value: str(measure.label) for measure in Measure},
    WITH_LOANS: "With loans",
    WITHOUT_LOANS: "Without loans",
    PER_HEAD: "Per head",
    GDP_SHARE: "Share of GDP",
}
Figures = dict[str, ReferenceFigure]  # the latest of each indicator


@dataclass(frozen=True)
class Rank:
    """The place of a donor among all that have a value by one definition."""

    place: int  # those with the same value share it
    of: int
    up: int | None = None  # places above its rank by the amount among the same donors


@dataclass(frozen=True)
class Compared:
    """One donor: its sum, what that is measured against, and its ranks."""

    key: str
    name: str
    total: Total  # under the terms of the page
    values: dict[str, Decimal | None]  # by definition; None where it is not known
    figures: Figures
    is_country: bool
    ranks: dict[str, Rank] = field(default_factory=dict)

    @property
    def population(self) -> ReferenceFigure | None:
        """Return how many people it has, and of which year that is."""
        return self.figures.get(ReferenceFigure.Indicator.POPULATION)

    @property
    def gdp(self) -> ReferenceFigure | None:
        """Return its GDP, and of which year that is."""
        return self.figures.get(ReferenceFigure.Indicator.GDP_USD)

    @property
    def per_head_usd(self) -> Decimal | None:
        """Return US dollars for each of its people."""
        return divided(self.total.usd, self.population)

    @property
    def per_head_eur(self) -> Decimal | None:
        """Return euros for each of its people."""
        return divided(self.total.eur, self.population)

    def value(self, by: str) -> Decimal | None:
        """Return what it comes to by ``by``: the amount, per head or share of GDP."""
        return self.total.amount if by == AMOUNT else self.values[by]


def divided(
    amount: Decimal | None, figure: ReferenceFigure | None, times: int = 1
) -> Decimal | None:
    """Return ``amount`` over ``figure``; None where either is unknown."""
    if amount is None or figure is None:
        return None
    return times * amount / figure.value


def compared(cells: Iterable[Cell], terms: Terms) -> list[Compared]:
    """
    Return every donor of ``cells``, ranked, the largest sum under ``terms`` first.

    The cells are by donor and instrument, with loans whatever the terms say, since one
    rank is with and one without them. Two queries, for who the donors are.
    """
    groups: dict[str, list[Cell]] = {}
    for cell in cells:
        groups.setdefault(cell.donor, []).append(cell)
    latest = Prefetch("figures", ReferenceFigure.objects.order_by("year"))
    known = Actor.objects.filter(code__in=groups).prefetch_related(latest)
    donors = [donor_of(actor, groups[actor.code], terms) for actor in known]
    return sorted(_ranked(donors, terms), key=_place)


def donor_of(actor: Actor, cells: list[Cell], terms: Terms) -> Compared:
    """Return what ``actor`` comes to by each definition; not yet ranked."""
    figures = {str(one.indicator): one for one in actor.figures.all()}
    without = [cell for cell in cells if cell.instrument not in LOANS]
    shown = cells if terms.with_loans else without
    total = replace(of(shown, terms.measure), terms=terms)
    donor = Compared(
        key=actor.code,
        name=actor.usual_name,
        total=total,
        values={},
        figures=figures,
        is_country=actor.kind == ActorKind.COUNTRY,
    )
    values = {measure.value: of(shown, measure).amount for measure in Measure} | {
        WITH_LOANS: of(cells, terms.measure).amount,
        WITHOUT_LOANS: of(without, terms.measure).amount,
        PER_HEAD: divided(total.amount, donor.population),
        GDP_SHARE: divided(total.usd, donor.gdp, times=100),
    }
    return replace(donor, values=values)


def _place(donor: Compared) -> tuple[bool, Decimal, str, str]:
    amount = donor.total.amount
    return amount is None, -(amount or Decimal(0)), donor.name, donor.key


def _ranked(donors: list[Compared], terms: Terms) -> list[Compared]:
    ranks: dict[str, dict[str, Rank]] = {one.key: {} for one in donors}
    base = terms.measure.value
    for by in DEFINITIONS:
        among = [one for one in donors if one.values[by] is not None]
        places, usual = places_by(among, by), places_by(among, base)
        for key, place in places.items():
            up = usual[key] - place if key in usual else None
            ranks[key][by] = Rank(place, len(among), up)
    return [replace(one, ranks=ranks[one.key]) for one in donors]


def places_by(donors: Iterable[Compared], by: str) -> dict[str, int]:
    """Return the place of each donor that has a value; equal values share one."""
    known = [(one.key, one.values[by]) for one in donors]
    values = {key: value for key, value in known if value is not None}
    first: dict[Decimal, int] = {}
    for place, value in enumerate(sorted(values.values(), reverse=True), 1):
        first.setdefault(value, place)
    return {key: first[value] for key, value in values.items()}


def in_usd(pledges: Pledges) -> Pledges:
    """Return ``pledges`` so that what they add to sums is in US dollars, as GDP is."""
    return pledges.alias(shown_sum=F("shown_counted_usd"))


def measured(table: TimeTable, donors: list[Compared], by: str) -> TimeTable:
    """Return the lines of ``donors`` per head or as shares of GDP; None if unknown."""
    if by == AMOUNT:
        return table
    times = 100 if by == GDP_SHARE else 1
    over = [one.gdp if by == GDP_SHARE else one.population for one in donors]

    def at(point: Point) -> Point:
        pairs = zip(point.sums, over, strict=True)
        return replace(point, sums=[divided(some, one, times) for some, one in pairs])

    return replace(table, points=[at(point) for point in table.points])


@dataclass(frozen=True)
class Year:
    """What each donor added in a year, None for nothing; no year for the undated."""

    year: int | None
    sums: list[Decimal | None]


def by_year(table: TimeTable, donors: list[Compared]) -> list[Year]:
    """
    Return what ``donors``, who are the lines of ``table``, added in each year.

    Years without any value are left out. All rows are together the donors' sums.
    """
    before: list[Decimal | None] = [None for _ in donors]
    rows = []
    for year, points in groupby(table.points, key=lambda point: point.on.year):
        *_, last = points
        rows.append(Year(year, _added(before, last.sums)))
        before = last.sums
    whole = [donor.total.amount for donor in donors]
    rows.append(Year(None, _added(before, whole)))
    return [row for row in rows if any(one is not None for one in row.sums)]


def _added(
    before: list[Decimal | None], after: list[Decimal | None]
) -> list[Decimal | None]:
    return [
        None if one == other else (other or Decimal(0)) - (one or Decimal(0))
        for one, other in zip(before, after, strict=True)
    ]
