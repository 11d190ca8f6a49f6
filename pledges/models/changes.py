"""Change: the ledger of what the tracker published, and when it changed its mind."""

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Q

from pledges.fields import MoneyDifferenceField

from .evidence import ReportedTotal
from .pledges import Pledge
from .vocabulary import LOANS, ChangedBy, ChangeKind, Instrument


class ChangeQuerySet(models.QuerySet["Change"]):
    """Questions answered with changes."""

    def noted(self, day: date | None = None) -> Self:
        """Keep what was in the ledger at the end of ``day``; all of it for None."""
        return self.filter(at__date__lte=day) if day else self.all()

    def without_loans(self) -> Self:
        """Leave out loans and guarantees."""
        return self.exclude(instrument__in=LOANS)

    def of_published(self) -> Self:
        """Leave out first publications, and join what one row reads, newest first."""
        return self.exclude(kind__in=FIRST).for_listing()

    def for_listing(self) -> Self:
        """Join what one row reads, newest first."""
        return self.select_related("pledge", "total").order_by("-pk")


FIRST = [ChangeKind.OPENING, ChangeKind.PUBLISHED]
# The number of a record stays when that is taken back: no constraint, no cascade.
KEPT: dict[str, Any] = {
    "null": True,
    "on_delete": models.DO_NOTHING,
    "db_constraint": False,
    "related_name": "changes",
}


class Change(models.Model):
    """
    One change of one published record in one version of the data; never changed itself.

    The fields of all changes of a record, in their order, give the record as it is; the
    effects of all changes add up to the sums. Effects that nobody knows are None.
    """

    version = models.PositiveBigIntegerField()
    at = models.DateTimeField(db_index=True)
    kind = models.CharField(max_length=10, choices=ChangeKind)
    role = models.CharField(max_length=10, choices=ChangedBy)
    pledge = models.ForeignKey(Pledge, **KEPT)
    total = models.ForeignKey(ReportedTotal, **KEPT)
    # In words of their own, so that a row can be read when all else is gone.
    title = models.CharField(max_length=300)
    donor = models.CharField(max_length=60)
    recipient = models.CharField(max_length=60, blank=True)
    instrument = models.CharField(max_length=20, choices=Instrument, blank=True)
    fields = models.JSONField()  # [{"field": …, "before": …, "after": …}], all text
    reason = models.TextField(blank=True)
    promised_usd = MoneyDifferenceField(null=True)
    promised_eur = MoneyDifferenceField(null=True)
    committed_usd = MoneyDifferenceField(null=True)
    committed_eur = MoneyDifferenceField(null=True)
    delivered_usd = MoneyDifferenceField(null=True)
    delivered_eur = MoneyDifferenceField(null=True)

    objects = ChangeQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(pledge__isnull=False, total__isnull=True)
                | Q(pledge__isnull=True, total__isnull=False),
                name="change_is_of_one_record",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.title}"

    @property
    def of(self) -> str:
        """Which filter keeps the history of the record: pledge or total."""
        return "pledge" if self.pledge_id else "total"

    @property
    def number(self) -> int | None:
        """The number of the record."""
        return self.pledge_id or self.total_id

    @property
    def record(self) -> Pledge | ReportedTotal | None:
        """The record, if the public still sees it; call it after for_listing."""
        record = self.pledge or self.total
        return record if record and record.published_at else None
