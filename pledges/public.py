"""What the public sees of a pledge or a reported total, field by field, as text."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Q

from .models import (
    Actor,
    EquipmentItem,
    Evidence,
    Pledge,
    PledgeLink,
    ReportedTotal,
    StageEvent,
)
from .models.vocabulary import Precision, Qualifier

State = dict[str, str]
# What only the program reads.
INTERNAL = {"id", "entry_key", "version", "published_at"}


@dataclass
class Public:
    """
    One published record: each field of it that is known, and what editors say of some.

    Rows that belong to it are fields with their number: "step 12", "quote 31".
    """

    state: State = field(default_factory=dict)
    reasons: State = field(default_factory=dict)

    def add(
        self, key: str, value: object, reason: str = "", gone: bool = False
    ) -> None:
        """Take in a field, if it is known and not gone, and the reason given for it."""
        if (said := text(value)) and not gone:
            self.state[key] = said
        if reason:
            self.reasons[key] = reason


def text(value: object) -> str:
    """
    Return ``value`` as the ledger keeps it; "" for unknown.

    >>> [text(one) for one in (None, False, Decimal("37000000.00"), "announced")]
    ['', 'no', '37000000.00', 'announced']
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value.code if isinstance(value, Actor) else str(value)


def columns(record: Pledge | ReportedTotal) -> Public:
    """Return what stands in the row of ``record`` itself."""
    public = Public()
    for column in record._meta.concrete_fields:
        if column.name not in INTERNAL:
            public.add(column.name, getattr(record, column.name))
    return public


def pledges_shown(pks: Iterable[int]) -> dict[int, Public]:
    """Return what the public sees of those of ``pks`` that are published."""
    rows = Pledge.objects.filter(pk__in=pks, published_at__isnull=False)
    rows = rows.select_related("donor", "recipient", "channel")
    pledges = rows.prefetch_related("items", "events").in_bulk()
    links, passages = links_of(pledges), passages_of(pledges)
    found = {pk: columns(pledge) for pk, pledge in pledges.items()}
    for pk, public in found.items():
        if reason := pledges[pk].resolution:
            public.reasons["resolution"] = reason
        for item in pledges[pk].items.all():
            public.add(f"goods {item.pk}", goods(item))
        for step in pledges[pk].events.all():
            gone = bool(step.retraction)
            public.add(f"step {step.pk}", step_in_words(step), step.retraction, gone)
        for link in links[pk]:
            gone, reason = bool(link.retraction), link.retraction or link.reason
            public.add(f"link {link.pk}", link_in_words(link), reason, gone)
        for passage in passages[pk]:
            public.add(f"quote {passage.pk}", passage.quote)
    return found


def links_of(pks: Iterable[int]) -> dict[int, list[PledgeLink]]:
    """Return the links of each of ``pks``, either way, whose both ends are public."""
    links = PledgeLink.objects.filter(
        Q(pledge__in=pks) | Q(other__in=pks),
        pledge__published_at__isnull=False,
        other__published_at__isnull=False,
    )
    found = defaultdict(list)
    for link in links.order_by("pk"):
        found[link.pledge_id].append(link)
        found[link.other_id].append(link)
    return found


def passages_of(pks: Iterable[int]) -> dict[int, list[Evidence]]:
    """Return the passages behind each of ``pks`` and its goods, as they were added."""
    found: defaultdict[int, list[Evidence]] = defaultdict(list)
    for one in Evidence.objects.behind(list(pks)).select_related("item").order_by("pk"):
        found[one.pledge_behind or 0].append(one)
    return found


def totals_shown(pks: Iterable[int]) -> dict[int, Public]:
    """Return what the public sees of those of ``pks`` that are published."""
    rows = ReportedTotal.objects.filter(pk__in=pks, published_at__isnull=False)
    rows = rows.select_related("donor", "recipient").prefetch_related("evidence")
    found = {}
    for total in rows:
        public = found[total.pk] = columns(total)
        figure = f"{total.currency} {total.amount:,.0f}"
        public.add("title", f"{total.donor.usual_name}, reported total: {figure}")
        for passage in total.evidence.all():
            public.add(f"quote {passage.pk}", passage.quote)
    return found


def goods(item: EquipmentItem) -> str:
    """Return a line of goods with all its numbers."""
    exact = item.quantity_qualifier == Qualifier.EXACT
    many = f"{item.quantity:,} ×" if item.quantity else item.quantity_text
    some = "" if exact else item.get_quantity_qualifier_display()
    words = " ".join(filter(None, [some, many, item.unit, item.name]))
    if item.delivered_quantity is not None:
        words += f", {item.delivered_quantity:,} delivered"
    return words + (", in another line" if item.is_part else "")


def step_in_words(step: StageEvent) -> str:
    """Return stage and day of a step, and how much of the pledge took it."""
    form = {Precision.MONTH: "%Y-%m", Precision.YEAR: "%Y", Precision.BY: "by %Y-%m-%d"}
    shown = form.get(Precision(step.precision), "%Y-%m-%d")
    day = step.on.strftime(shown) if step.on else "undated"
    return f"{step.stage}, {day}" + (f", {step.amount} of it" if step.amount else "")


def link_in_words(link: PledgeLink) -> str:
    """Return how one pledge stands to another, by their numbers."""
    relation = link.get_relation_display()
    return f"pledge {link.pledge_id} {relation} pledge {link.other_id}"
