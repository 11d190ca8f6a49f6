"""Sums of pledges, whole and by donor, recipient, sector, instrument or stage."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from operator import attrgetter
from typing import Any

from django.db.models import Count, F, Max, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce, NullIf

from pledges.models import DataVersion, Pledge
from pledges.models.vocabulary import (
    MEASURE_STAGES,
    STAGE_ORDER,
    Instrument,
    Measure,
    Qualifier,
    Sector,
    Stage,
    ValueBasis,
)
from pledges.terms import DEFAULT, Terms

Pledges = QuerySet[Pledge]
NOT_STATED = "not stated"
DIRECT = "direct"


@dataclass(frozen=True)
class Total:
    """A sum and what it is made of. An amount is None where nothing has a value."""

    usd: Decimal | None = None
    eur: Decimal | None = None
    pledges: int = 0  # counted, with or without a value
    at_least: int = 0
    up_to: int = 0
    about: int = 0
    unvalued: int = 0  # counted, but no amount is stated
    not_converted: int = 0  # counted and stated, but no rate to USD
    not_converted_eur: int = 0  # the same, to EUR
    not_in_eur: int = 0  # of what is in usd, that for which there is no rate to EUR
    estimated: int = 0  # counted, but its value is an estimate, which is not added
    estimated_usd: Decimal | None = None  # what those estimates come to, apart
    estimated_eur: Decimal | None = None
    not_counted: int = 0  # published, but in no sum
    latest: date | None = None
    terms: Terms = DEFAULT  # under which a page states it

    @property
    def currency(self) -> str:
        """Return the currency of the page."""
        return self.terms.currency

    @property
    def amount(self) -> Decimal | None:
        """Return the sum in that currency."""
        return self.usd if self.currency == "USD" else self.eur

    @property
    def unconverted(self) -> int:
        """Return how many have a stated amount and no rate to that currency."""
        return self.not_converted if self.currency == "USD" else self.not_converted_eur

    @property
    def estimates(self) -> Decimal | None:
        """Return what the estimates come to in that currency, apart."""
        return self.estimated_usd if self.currency == "USD" else self.estimated_eur

    @property
    def published(self) -> int:
        """Return how many pledges were looked at, counted or not."""
        return self.pledges + self.not_counted


WHOLE_NUMBERS = ["pledges", "at_least", "up_to", "about"]
WHOLE_NUMBERS += ["unvalued", "not_converted", "not_converted_eur", "not_in_eur"]
WHOLE_NUMBERS += ["estimated", "not_counted"]
AMOUNTS = ["usd", "eur", "estimated_usd", "estimated_eur"]


def together(some: list[Total]) -> Total:
    """Return ``some`` added up; unknown and unknown stay unknown."""
    if not some:
        return Total()
    added: dict[str, Any] = {
        name: sum(map(attrgetter(name), some)) for name in WHOLE_NUMBERS
    }
    for name in AMOUNTS:
        added[name] = _known(sum, map(attrgetter(name), some))
    latest = _known(max, map(attrgetter("latest"), some))
    return Total(**added, latest=latest, terms=some[0].terms)


def _known(how: Callable[[Any], Any], values: Iterable[Any]) -> Any:
    known = [value for value in values if value is not None]
    return how(known) if known else None


@dataclass(frozen=True)
class Row:
    """The total of one donor, recipient, sector, stage or instrument."""

    key: str  # a code for the address, "" where it is not stated
    name: str
    total: Total


@dataclass(frozen=True)
class Cell:
    """The pledges that agree in everything by which tables group."""

    donor: str
    donor_name: str
    recipient: str
    recipient_name: str
    channel: str  # "" where it goes directly
    channel_name: str
    sector: str
    instrument: str
    stage: str
    total: Total

    def under(self, measure: Measure) -> Total:
        """Return what the cell adds to a sum of ``measure``; all of it to promised."""
        if measure == Measure.PROMISED:
            return self.total
        if self.stage not in MEASURE_STAGES[measure]:
            return Total(terms=self.total.terms)
        return (
            replace(self.total, not_counted=0) if self.total.not_counted else self.total
        )


PARTIES, KINDS = ("donor", "recipient"), ("sector", "instrument")


def cells(
    pledges: Pledges, terms: Terms = DEFAULT, by: Iterable[str] = (*PARTIES, *KINDS)
) -> list[Cell]:
    """
    Read ``pledges`` added up by stage and everything that tables group by; one query.

    All sums and tables of a page are made of the same cells, so they cannot disagree.
    Rows come in the order of their sums in the currency of ``terms``. Where a page
    needs less than all, ``by`` names what.
    """
    parties = [party for party in (*PARTIES, "channel") if party in by]
    names = {f"{party}_name": _usual_name(party) for party in parties}
    keys = [f"{party}__code" for party in parties]
    keys += [kind for kind in KINDS if kind in by]
    grouped = pledges.order_by().values(*keys, **names, at_stage=F("shown_stage"))
    return [_cell(row, terms) for row in grouped.annotate(**_columns())]


def as_stated(pledges: Pledges, terms: Terms = DEFAULT) -> Decimal | None:
    """
    Add up every stated amount of ``pledges``, as one would in a spreadsheet.

    No sum of ours: wholes, parts and repetitions are all in it.
    """
    name = f"amount_{terms.currency.lower()}"
    total: Decimal | None = pledges.aggregate(stated=Sum(name))["stated"]
    return total


def _usual_name(party: str) -> Coalesce:
    short = NullIf(F(f"{party}__short_name"), Value(""))
    return Coalesce(short, F(f"{party}__name"))


def within(some: Iterable[Cell], measure: Measure) -> list[Cell]:
    """Return the cells of ``measure``; to promised belongs what is not counted, too."""
    if measure == Measure.PROMISED:
        return list(some)
    return [cell for cell in some if cell.stage in MEASURE_STAGES[measure]]


def _cell(row: dict[str, Any], terms: Terms) -> Cell:
    return Cell(
        donor=row.pop("donor__code", ""),
        donor_name=row.pop("donor_name", ""),
        recipient=row.pop("recipient__code", "") or "",
        recipient_name=row.pop("recipient_name", "") or NOT_STATED,
        channel=row.pop("channel__code", "") or "",
        channel_name=row.pop("channel_name", "") or DIRECT,
        sector=row.pop("sector", ""),
        instrument=row.pop("instrument", ""),
        stage=row.pop("at_stage"),
        total=Total(**row, terms=terms),
    )


def _columns() -> dict[str, Any]:
    counted = Q(shown_counted=True)
    priced = counted & Q(amount__isnull=False)
    valued = priced & Q(value_basis=ValueBasis.STATED)
    estimated = priced & Q(value_basis=ValueBasis.ESTIMATED)
    return {
        "usd": Sum("shown_counted_usd", filter=counted),
        "eur": Sum("shown_counted_eur", filter=counted),
        "pledges": Count("pk", filter=counted),
        "at_least": Count("pk", filter=valued & Q(amount_qualifier=Qualifier.AT_LEAST)),
        "up_to": Count("pk", filter=valued & Q(amount_qualifier=Qualifier.AT_MOST)),
        "about": Count("pk", filter=valued & Q(amount_qualifier=Qualifier.ABOUT)),
        "unvalued": Count("pk", filter=counted & Q(amount__isnull=True)),
        "not_converted": Count("pk", filter=valued & Q(amount_usd__isnull=True)),
        "not_converted_eur": Count("pk", filter=valued & Q(amount_eur__isnull=True)),
        "not_in_eur": Count(
            "pk", filter=valued & Q(amount_usd__isnull=False, amount_eur__isnull=True)
        ),
        "estimated": Count("pk", filter=estimated),
        "estimated_usd": Sum("amount_usd", filter=estimated),
        "estimated_eur": Sum("amount_eur", filter=estimated),
        "not_counted": Count("pk", filter=~counted),
        "latest": Max("shown_promised_on"),
    }


def reach(day: date | None = None) -> tuple[int, date | None]:
    """Return the data version and the day of the latest promise, by ``day``."""
    name = "shown_promised_on" if day else "promised_on"
    dated = Pledge.objects.published(day=day).exclude(**{name: None})
    # One row of the index by day, where a maximum would read all pledges.
    latest = Subquery(dated.order_by(f"-{name}").values(name)[:1])
    versions = DataVersion.objects.order_by("pk").values_list("number", latest)
    return versions.first() or (0, None)


# Each of these takes pledges, or the cells read of them where a page wants several.
Summed = Pledges | list[Cell]


def of(summed: Summed, measure: Measure = Measure.PROMISED) -> Total:
    """Return the total under ``measure``."""
    return _added(_read(summed), measure)


def by_donor(summed: Summed, measure: Measure = Measure.PROMISED) -> list[Row]:
    """Return a row for each donor, the largest sum first, unvalued last."""
    return rows_by("donor", summed, measure)


def by_recipient(summed: Summed, measure: Measure = Measure.PROMISED) -> list[Row]:
    """Return a row for each recipient, the largest sum first, unvalued last."""
    return rows_by("recipient", summed, measure)


def rows_by(
    party: str, summed: Summed, measure: Measure = Measure.PROMISED
) -> list[Row]:
    """Return a row for each donor, recipient or channel, the largest sum first."""
    named = attrgetter(party, f"{party}_name")
    return _rows(summed, measure, named)


def by_sector(summed: Summed, measure: Measure = Measure.PROMISED) -> list[Row]:
    """Return a row for each sector with counted pledges, the largest sum first."""
    rows = _rows(summed, measure, lambda cell: _labelled(Sector, cell.sector))
    return [row for row in rows if row.total.pledges]


def by_instrument(summed: Summed, measure: Measure = Measure.PROMISED) -> list[Row]:
    """Return a row for each instrument with counted pledges, the largest sum first."""
    rows = _rows(summed, measure, lambda cell: _labelled(Instrument, cell.instrument))
    return [row for row in rows if row.total.pledges]


def by_stage(summed: Summed) -> list[Row]:
    """Return a row for each stage that counts, least firm first, as pledges are now."""
    rows = _rows(summed, Measure.PROMISED, lambda cell: _labelled(Stage, cell.stage))
    counted = [row for row in rows if row.total.pledges]
    return sorted(counted, key=lambda row: STAGE_ORDER[row.key])


def _labelled(words: Any, key: str) -> tuple[str, str]:
    return (key, str(words(key).label) if key else NOT_STATED)


def _read(summed: Summed) -> list[Cell]:
    return summed if isinstance(summed, list) else cells(summed)


def _added(some: Iterable[Cell], measure: Measure) -> Total:
    return together([cell.under(measure) for cell in some])


def _rows(
    summed: Summed, measure: Measure, key: Callable[[Cell], tuple[str, str]]
) -> list[Row]:
    groups: dict[tuple[str, str], list[Cell]] = {}
    for cell in _read(summed):
        groups.setdefault(key(cell), []).append(cell)
    rows = [Row(*named, _added(some, measure)) for named, some in groups.items()]
    return sorted(rows, key=place)


def place(row: Row) -> tuple[bool, Decimal, str, str]:
    """Return by what rows are in order: the largest sum first, unvalued last."""
    amount = row.total.amount
    return amount is None, -(amount or Decimal(0)), row.name, row.key
