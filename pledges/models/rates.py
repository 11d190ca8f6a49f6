"""ExchangeRate and DataVersion: what conversion and caching read."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone


class ExchangeRate(models.Model):
    """Units of a currency per euro, on a day or as the mean of a month."""

    class Period(models.TextChoices):
        """How long a rate holds."""

        DAY = "day", "on the day"
        MONTH = "month", "mean of the month"

    currency = models.CharField(max_length=3, help_text="ISO 4217.")
    on = models.DateField(help_text="The day, or the first day of the month.")
    period = models.CharField(max_length=5, choices=Period, default=Period.DAY)
    rate = models.DecimalField(max_digits=24, decimal_places=12)
    source = models.CharField(max_length=200)

    class Meta:
        ordering = ["currency", "on"]
        constraints = [
            models.UniqueConstraint(
                fields=["currency", "on", "period"], name="rate_is_unique"
            ),
            models.CheckConstraint(condition=Q(rate__gt=0), name="rate_is_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.rate} {self.currency} per EUR, {self.on}"


class DataVersion(models.Model):
    """The one number that rises with every change of what the public sees."""

    number = models.PositiveBigIntegerField(default=0)
    changed_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return str(self.number)

    @classmethod
    def current(cls) -> int:
        """Return the number; 0 before anything was published."""
        return cls.objects.values_list("number", flat=True).first() or 0

    @classmethod
    def increase(cls) -> None:
        """Raise the number; call it in the transaction of the change."""
        cls.objects.get_or_create(pk=1)
        cls.objects.filter(pk=1).update(
            number=F("number") + 1, changed_at=timezone.now()
        )
