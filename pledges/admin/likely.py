"""Which stored records a claim may report once more."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Q

from pledges.fields import MAX_MONEY
from pledges.models import Candidate, EquipmentItem, Pledge, ReportedTotal
from pledges.models.dates import FIRST_DAY, LAST_DAY
from pledges.models.vocabulary import ClaimKind
from pledges.records import home_of
from pledges.review import Record

from . import words

NEAR_AMOUNT = Decimal("0.02")
NEAR_DAYS = timedelta(days=14)
AT_MOST, MANY = 8, 100


def likely_records(candidate: Candidate) -> Iterator[Record]:
    """
    Yield records of the same donor and recipient that ``candidate`` may support.

    Near in amount (2 %) or in time (14 days); for goods first the pledge in kind of
    the same article. At most 8 of a kind.
    """
    if candidate.kind == ClaimKind.TOTAL:
        yield from _near(candidate, ReportedTotal, "as_of")
        return
    if candidate.kind == ClaimKind.PLEDGE:
        yield from _near(candidate, Pledge, "announced_on")
        return
    yield from _goods(candidate)


def _near(
    candidate: Candidate, model: type[Pledge | ReportedTotal], day: str
) -> Sequence[Pledge | ReportedTotal]:
    """Return the nearest, those of the same amount first."""
    near = _near_amount(candidate) | _near_day(candidate, day)
    if not near:
        return []
    same = model._default_manager.filter(
        donor=candidate.donor, recipient=candidate.recipient
    )
    on = _day_of(candidate)

    def distance(record: Pledge | ReportedTotal) -> tuple[Decimal, int]:
        its_day = getattr(record, day)
        days = abs((its_day - on).days) if its_day and on else NEAR_DAYS.days
        if record.amount is None or candidate.amount is None:
            return MAX_MONEY, days
        return abs(record.amount - candidate.amount), days

    return sorted(same.filter(near)[:MANY], key=distance)[:AT_MOST]


def _day_of(candidate: Candidate) -> date | None:
    return candidate.announced_on or candidate.article.published_on


def _near_amount(candidate: Candidate) -> Q:
    if candidate.amount is None:
        return Q()
    margin = (candidate.amount * NEAR_AMOUNT).quantize(Decimal("0.01"))
    return Q(
        currency=candidate.currency,
        amount__gte=candidate.amount - margin,
        amount__lte=min(candidate.amount + margin, MAX_MONEY),
    )


def _near_day(candidate: Candidate, day: str) -> Q:
    on = _day_of(candidate)
    if on is None or not FIRST_DAY <= on <= LAST_DAY:
        return Q()
    return Q(**{f"{day}__gte": on - NEAR_DAYS, f"{day}__lte": on + NEAR_DAYS})


def _goods(candidate: Candidate) -> Iterator[Pledge | EquipmentItem]:
    home = home_of(candidate)
    if home:
        yield home
    items = EquipmentItem.objects.select_related("pledge").filter(
        pledge__donor=candidate.donor, pledge__recipient=candidate.recipient
    )
    same_name = Q(name__iexact=candidate.item)
    yield from items.filter(same_name | _near_day(candidate, "pledge__announced_on"))[
        :AT_MOST
    ]
    near = _near_day(candidate, "announced_on")
    pledges = Pledge.objects.filter(
        donor=candidate.donor, recipient=candidate.recipient
    )
    if home:
        pledges = pledges.exclude(pk=home.pk)
    if near:
        yield from pledges.filter(near)[:AT_MOST]


def states(record: Record, candidate: Candidate) -> bool:
    """Say whether ``record`` states the very figure that ``candidate`` claims."""
    if isinstance(record, EquipmentItem):
        figure = record.name.lower(), record.quantity
        return figure == (candidate.item.lower(), candidate.quantity)
    if record.amount is None:
        return False
    figures = record.amount, record.currency
    return figures == (candidate.amount, candidate.currency)


def key_of(record: Record) -> str:
    """Return what a form calls ``record``: item-12."""
    return f"{record._meta.model_name}-{record.pk}"


def label_of(record: Record) -> str:
    """Return a line by which a reviewer tells ``record`` from others."""
    if isinstance(record, EquipmentItem):
        return f"Item: {record}, in “{record.pledge}”, {_day(record.pledge)}"
    if isinstance(record, ReportedTotal):
        as_of = record.as_of or "undated"
        return f"Total: {words.figure(record)}, {as_of}"
    state = "" if record.published_at else ", draft"
    return f"Pledge: {record}, {words.figure(record)}, {_day(record)}{state}"


def _day(pledge: Pledge) -> str:
    return str(pledge.announced_on or "undated")
