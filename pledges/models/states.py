"""PledgeState: what the records hold of a pledge on the days that are past."""

from django.db import models
from django.db.models import F, Q

from pledges.fields import MoneyField

from .pledges import Pledge
from .vocabulary import Stage, WhyNot

# What counting.py works out of events, links and rates.
DERIVED = ["stage", "counted", "why_not"]
DERIVED += ["promised_on", "counted_usd", "counted_eur"]


class PledgeState(models.Model):
    """What a pledge was and added to sums, from one day to the day before another."""

    pledge = models.ForeignKey(Pledge, on_delete=models.CASCADE, related_name="states")
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
