"""Numbers of equipment, promised and delivered; never mixed with money."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet, Sum

from pledges.models import EquipmentItem


@dataclass(frozen=True)
class Goods:
    """One kind of equipment: promised and delivered, None where no number is known."""

    name: str
    lines: int
    quantity: int | None
    delivered: int | None
    unnumbered: int


def equipment(items: QuerySet[EquipmentItem]) -> list[Goods]:
    """Return a row for each item name, the most pieces first; parts are left out."""
    counted = items.filter(Q(shown_counted=True), is_part=False).order_by()
    rows = counted.values("name").annotate(
        lines=Count("pk"),
        sum_quantity=Sum("quantity"),
        sum_delivered=Sum("shown_delivered_quantity"),
        unnumbered=Count("pk", filter=Q(quantity__isnull=True)),
    )
    goods = [
        Goods(
            row["name"],
            row["lines"],
            row["sum_quantity"],
            row["sum_delivered"],
            row["unnumbered"],
        )
        for row in rows
    ]
    return sorted(goods, key=lambda one: (-(one.quantity or 0), one.name))


@dataclass(frozen=True)
class Panel:
    """Goods of like numbers: five generators vanish beside millions of rounds."""

    title: str
    rows: list[Goods]


PANELS = [
    ("100,000 pieces and more", 100_000),
    ("1,000 to 99,999 pieces", 1_000),
    ("Up to 999 pieces", 1),
]
IN_A_PANEL = 10


def by_size(goods: Iterable[Goods]) -> list[Panel]:
    """Return the goods that have a number in panels of like numbers, largest first."""
    left = [one for one in goods if one.quantity is not None]
    panels = []
    for title, least in PANELS:
        rows = [one for one in left if (one.quantity or 0) >= least]
        left = left[len(rows) :]
        panels.append(Panel(title, rows[:IN_A_PANEL]))
    return [panel for panel in panels if panel.rows]
