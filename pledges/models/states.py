"""PledgeState: what the records hold of a pledge on the days that are past."""

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import F, FilteredRelation, Q
from django.db.models.query import ModelIterable

from pledges.fields import MoneyField

from .vocabulary import Stage, WhyNot

if TYPE_CHECKING:
    Iterable = ModelIterable[Any]
else:  # generic for the type checker only
    Iterable = ModelIterable

# What counting.py works out of events, links and rates.
DERIVED = ["stage", "counted", "why_not"]
DERIVED += ["promised_on", "counted_usd", "counted_eur"]


def shown(rows: Any, currency: str, day: date | None, path: str = "") -> Any:
    """
    Give ``rows`` what their pledges are, now or on ``day``: ``shown_stage`` and so on.

    Filters, sums and orders use these names whatever the day. ``path`` leads to the
    pledge. ``shown_sum`` is what it adds to sums in ``currency``. What was not there on
    ``day`` is left out.
    """
    source = path if day is None else "state__"
    columns = {f"shown_{name}": F(f"{source}{name}") for name in DERIVED}
    columns["shown_sum"] = columns[f"shown_counted_{currency.lower()}"]
    if day is None:
        return rows.alias(**columns)
    that_day = Q(**{f"{path}states__since__lte": day}) & (
        Q(**{f"{path}states__until": None}) | Q(**{f"{path}states__until__gt": day})
    )
    state = FilteredRelation(f"{path}states", condition=that_day)
    past = rows.annotate(state=state).filter(state__isnull=False).annotate(**columns)
    past._iterable_class = AsShown
    return past


class AsShown(Iterable):
    """Rows of a past day: what was shown then stands in the usual attributes."""

    def __iter__(self) -> Iterator[Any]:
        for row in super().__iter__():
            for name in (*DERIVED, "delivered_quantity"):
                if hasattr(row, f"shown_{name}"):
                    setattr(row, name, getattr(row, f"shown_{name}"))
            yield row


class PledgeState(models.Model):
    """What a pledge was and added to sums, from one day to the day before another."""

    pledge = models.ForeignKey(
        "Pledge", on_delete=models.CASCADE, related_name="states"
    )
    since = models.DateField()
    until = models.DateField(null=True)  # the first day after it; None for the last
    stage = models.CharField(max_length=10, choices=Stage)
    counted = models.BooleanField()
    why_not = models.CharField(max_length=20, choices=WhyNot, blank=True)
    promised_on = models.DateField(null=True)
    counted_usd = MoneyField(null=True)
    counted_eur = MoneyField(null=True)

    class Meta:
        ordering = ["pledge", "since"]
        constraints = [
            models.UniqueConstraint(
                fields=["pledge", "since"], name="state_begins_once_a_day"
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=F("since")),
                name="state_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pledge_id} from {self.since} to {self.until}"
