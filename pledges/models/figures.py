"""ReferenceFigure: what the aid of a country is measured against."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from .actors import Actor


class ReferenceFigure(models.Model):
    """How many people a country had in a year, or what its economy produced."""

    class Indicator(models.TextChoices):
        """What is measured, and in what unit."""

        POPULATION = "population", "Population, people"
        GDP_USD = "gdp_usd", "GDP, current US dollars"

    actor = models.ForeignKey(Actor, on_delete=models.CASCADE, related_name="figures")
    indicator = models.CharField(max_length=10, choices=Indicator)
    year = models.PositiveSmallIntegerField(
        validators=[MinValueValidator(1900), MaxValueValidator(2100)],
        help_text="The year that the figure is of.",
    )
    value = models.PositiveBigIntegerField(
        validators=[MinValueValidator(1)],
        help_text="Whole people or US dollars, never millions.",
    )
    source = models.CharField(max_length=200)
    source_url = models.URLField(max_length=500, blank=True)

    class Meta:
        ordering = ["actor", "indicator", "year"]
        constraints = [
            models.UniqueConstraint(
                fields=["actor", "indicator", "year"], name="figure_is_unique"
            ),
            models.CheckConstraint(condition=Q(value__gt=0), name="figure_is_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.actor}, {self.get_indicator_display()}, {self.year}"
