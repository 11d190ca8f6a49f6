"""Pledge, its equipment, its steps and its relations."""

from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Prefetch, Q, When
from simple_history.models import HistoricalRecords

from pledges.extraction.lexicon import Lexicon
from pledges.fields import MoneyField

from .actors import Actor
from .dates import WITHIN_REASON, within_reason
from .states import shown
from .vocabulary import (
    LOANS,
    MEASURE_STAGES,
    Instrument,
    Measure,
    Precision,
    Qualifier,
    Relation,
    Sector,
    Stage,
    ValueBasis,
    WhyNot,
)


class PledgeQuerySet(models.QuerySet["Pledge"]):
    """Questions answered with pledges. Questions answered with numbers: totals.py."""

    def published(self, currency: str = "USD", day: date | None = None) -> Self:
        """Keep what the public may see, as it is now or was on ``day``: states.py."""
        public: Self = shown(self.filter(published_at__isnull=False), currency, day)
        return public

    def drafts_too(self) -> Self:
        """Give every row what it is now, published or not."""
        rows: Self = shown(self, "USD", None)
        return rows

    def counted(self) -> Self:
        """Keep what enters sums, valued or not; call it after published."""
        return self.filter(Q(shown_counted=True))

    def without_loans(self) -> Self:
        """Leave out loans and guarantees."""
        return self.exclude(instrument__in=LOANS)

    def in_measure(self, measure: Measure) -> Self:
        """Keep the stages that ``measure`` takes in; call it after published."""
        return self.filter(Q(shown_stage__in=MEASURE_STAGES[measure]))

    def given_by(self, actor: Actor) -> Self:
        """Keep what ``actor`` gives."""
        return self.filter(donor_id=actor.pk)

    def received_by(self, actor: Actor) -> Self:
        """Keep what ``actor`` alone receives."""
        return self.filter(recipient_id=actor.pk)

    def shared_by(self, actor: Actor) -> Self:
        """Keep what groups receive to which ``actor`` belongs."""
        return self.filter(recipient__members=actor.pk)

    def reaching(self, actor: Actor) -> Self:
        """Keep what ``actor`` receives, alone or in a group."""
        groups = Actor.objects.filter(members=actor.pk)
        return self.filter(Q(recipient=actor) | Q(recipient__in=groups))

    def for_listing(self) -> Self:
        """Join what one row reads, newest first, undated last; after published."""
        return self.select_related("donor", "recipient", "channel").order_by(
            F("shown_promised_on").desc(nulls_last=True), "-pk"
        )


class Pledge(models.Model):
    """One undertaking of aid by one donor to one recipient, whoever reports it."""

    donor = models.ForeignKey(
        Actor, on_delete=models.PROTECT, related_name="pledges_given"
    )
    recipient = models.ForeignKey(
        Actor,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="pledges_received",
        help_text="Empty where no source says who receives it.",
    )
    channel = models.ForeignKey(
        Actor,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="pledges_channelled",
        help_text="The fund or organisation through which it goes.",
    )
    beneficiary = models.CharField(max_length=200, blank=True)
    title = models.CharField(max_length=200)
    sector = models.CharField(max_length=20, choices=Sector, blank=True)
    instrument = models.CharField(max_length=20, choices=Instrument, blank=True)
    amount = MoneyField(
        null=True,
        blank=True,
        help_text="Whole currency units, such as 37000000. Empty if none is stated.",
    )
    amount_min = MoneyField(
        null=True,
        blank=True,
        verbose_name="lower end",
        help_text="Where the source states a range; the amount is its upper end.",
    )
    currency = models.CharField(max_length=3, blank=True, help_text="ISO 4217.")
    amount_qualifier = models.CharField(
        max_length=10, choices=Qualifier, default=Qualifier.EXACT
    )
    value_basis = models.CharField(
        max_length=10, choices=ValueBasis, default=ValueBasis.STATED
    )
    announced_on = models.DateField(null=True, blank=True, validators=WITHIN_REASON)
    announced_precision = models.CharField(
        max_length=5, choices=Precision, default=Precision.DAY
    )
    period_start = models.DateField(null=True, blank=True, validators=WITHIN_REASON)
    period_end = models.DateField(null=True, blank=True, validators=WITHIN_REASON)
    held_out = models.CharField(
        max_length=20,
        blank=True,
        choices=[(WhyNot.UNCERTAIN.value, WhyNot.UNCERTAIN.label)],
        help_text="Publish it without counting it.",
    )
    resolution = models.TextField(
        blank=True,
        max_length=1000,
        help_text="Public. Where sources differ: which the record follows, and why.",
    )
    entry_key = models.UUIDField(null=True, blank=True, unique=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    published_at = models.DateTimeField(null=True, blank=True, editable=False)

    # Derived by counting.py from events, links and rates; never typed in.
    stage = models.CharField(
        max_length=10, choices=Stage, default=Stage.ANNOUNCED, editable=False
    )
    counted = models.BooleanField(default=True, editable=False)
    why_not = models.CharField(
        max_length=20, choices=WhyNot, blank=True, editable=False
    )
    rate_usd = models.DecimalField(
        max_digits=24, decimal_places=12, null=True, blank=True, editable=False
    )
    rate_eur = models.DecimalField(
        max_digits=24, decimal_places=12, null=True, blank=True, editable=False
    )
    rate_rule = models.CharField(max_length=250, blank=True, editable=False)
    amount_usd = MoneyField(null=True, blank=True, editable=False)
    amount_eur = MoneyField(null=True, blank=True, editable=False)
    # What it adds to a sum: less than the amount where parts are counted apart.
    # The day from which sums have it: a part was promised when its whole was.
    promised_on = models.DateField(null=True, blank=True, editable=False)
    counted_usd = MoneyField(null=True, blank=True, editable=False)
    counted_eur = MoneyField(null=True, blank=True, editable=False)

    objects = PledgeQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["-announced_on", "-pk"]
        permissions = [("publish_pledge", "Can publish and change published records")]
        indexes = [
            models.Index(fields=["donor", "promised_on"]),
            models.Index(fields=["recipient", "promised_on"]),
            models.Index(fields=["promised_on"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__isnull=True) | ~Q(currency=""),
                name="pledge_amount_has_currency",
                violation_error_message="An amount needs a currency.",
            ),
            models.CheckConstraint(
                condition=Q(amount_min__isnull=True)
                | Q(amount__isnull=False, amount_min__lte=F("amount")),
                name="pledge_range_is_ordered",
                violation_error_message="The lower end is above the amount.",
            ),
            models.CheckConstraint(
                condition=Q(period_start__isnull=True)
                | Q(period_end__isnull=True)
                | Q(period_start__lte=F("period_end")),
                name="pledge_period_is_ordered",
                violation_error_message="The period ends before it starts.",
            ),
            models.CheckConstraint(
                condition=within_reason("announced_on"),
                name="pledge_announced_within_reason",
            ),
            models.CheckConstraint(
                condition=Q(counted=True, why_not="") | Q(counted=False),
                name="pledge_counted_has_no_reason_against",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the public address."""
        return f"/pledges/{self.pk}"

    def clean(self) -> None:
        """Refuse a currency that is not one, and an amount of zero."""
        if self.currency and self.currency not in known_currencies():
            raise ValidationError(
                {"currency": f"{self.currency} is not a currency of ISO 4217."}
            )
        if self.amount == Decimal(0):
            raise ValidationError(
                {"amount": "An amount of 0 is no pledge; leave it empty if unknown."}
            )


@lru_cache(maxsize=1)
def known_currencies() -> frozenset[str]:
    """Return the codes of ISO 4217 that the lexicon's actors and tables use."""
    lexicon = Lexicon.load()
    used = {actor.currency for actor in lexicon.actors.values() if actor.currency}
    return frozenset(used | set(lexicon.signs.values()))


class EquipmentItemQuerySet(models.QuerySet["EquipmentItem"]):
    """Questions answered with equipment items."""

    def published(self, day: date | None = None) -> Self:
        """
        Keep the items of published pledges, as they are now or were on ``day``.

        Of several reports of a delivery the largest holds, and nobody says when it was
        reached: the number is that of a past day only after the last delivery.
        """
        public = self.filter(pledge__published_at__isnull=False)
        rows: Self = shown(public, "USD", day, "pledge__")
        if day is None:
            return rows.alias(shown_delivered_quantity=F("delivered_quantity"))
        known = Case(When(delivered_by(day), then=F("delivered_quantity")))
        return rows.annotate(shown_delivered_quantity=known)

    def for_listing(self, pledges: PledgeQuerySet | None = None) -> Self:
        """
        Join what one table row reads, newest pledge first; call it after published.

        ``pledges`` are those of a past day, if one is asked for.
        """
        parties = ["donor", "recipient", "channel"]
        if pledges is None:
            joins = ["pledge", *(f"pledge__{party}" for party in parties)]
            rows = self.select_related(*joins)
        else:
            with_parties = pledges.select_related(*parties)
            rows = self.prefetch_related(Prefetch("pledge", with_parties))
        newest = F("shown_promised_on").desc(nulls_last=True)
        return rows.order_by(newest, "-pledge", "pk")


def delivered_by(day: date) -> Q:
    """Return the condition that the last delivery for an item was by ``day``."""
    steps = StageEvent.objects.standing().filter(
        pledge=OuterRef("pledge"), stage=Stage.DELIVERED
    )
    return Exists(steps.filter(on__lte=day)) & ~Exists(steps.filter(on__gt=day))


class EquipmentItem(models.Model):
    """One line of goods in a pledge."""

    pledge = models.ForeignKey(Pledge, on_delete=models.CASCADE, related_name="items")
    name = models.CharField(max_length=200, help_text="Singular, without the number.")
    category = models.CharField(max_length=60, blank=True)
    quantity = models.PositiveBigIntegerField(
        null=True, blank=True, help_text="Empty if no number is stated."
    )
    quantity_qualifier = models.CharField(
        max_length=10, choices=Qualifier, default=Qualifier.EXACT
    )
    quantity_text = models.CharField(
        max_length=60, blank=True, help_text="As the source puts it: dozens."
    )
    unit = models.CharField(max_length=40, blank=True)
    delivered_quantity = models.PositiveBigIntegerField(null=True, blank=True)
    is_part = models.BooleanField(
        default=False, help_text="Already contained in another line of the pledge."
    )

    objects = EquipmentItemQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["pledge", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(quantity__isnull=True) | Q(quantity__gt=0),
                name="item_quantity_is_not_zero",
                violation_error_message="A quantity of 0 is no equipment; "
                "leave it empty if unknown.",
            ),
        ]

    def __str__(self) -> str:
        if self.quantity is None:
            return self.name
        return f"{self.quantity:,} × {self.name}"


class StandingQuerySet(models.QuerySet[Any]):
    """Steps or links; those entered by mistake stay in the table."""

    def standing(self) -> Self:
        """Leave out what was retracted."""
        return self.filter(retraction="")


def retraction_field() -> "models.CharField[str, str]":
    """Return the column of a row that may have been entered by mistake."""
    return models.CharField(
        max_length=300,
        blank=True,
        verbose_name="retracted because",
        help_text="Entered by mistake? Say why: the row is kept and counts no more.",
    )


class StageEvent(models.Model):
    """A dated step of a pledge."""

    pledge = models.ForeignKey(Pledge, on_delete=models.CASCADE, related_name="events")
    stage = models.CharField(max_length=10, choices=Stage)
    on = models.DateField(null=True, blank=True, validators=WITHIN_REASON)
    precision = models.CharField(max_length=5, choices=Precision, default=Precision.DAY)
    amount = MoneyField(null=True, blank=True, help_text="Where the step is partial.")
    evidence = models.ForeignKey(
        "Evidence",
        null=True,
        blank=True,
        on_delete=models.RESTRICT,
        related_name="events",
    )
    retraction = retraction_field()

    objects = StandingQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = [F("on").asc(nulls_first=True), "pk"]
        constraints = [
            models.CheckConstraint(
                condition=within_reason("on"), name="event_on_within_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_stage_display()} {self.on or 'undated'}"


class PledgeLink(models.Model):
    """A relation between two pledges, with its reason."""

    pledge = models.ForeignKey(Pledge, on_delete=models.CASCADE, related_name="links")
    relation = models.CharField(max_length=20, choices=Relation)
    other = models.ForeignKey(
        Pledge, on_delete=models.PROTECT, related_name="links_from"
    )
    reason = models.CharField(max_length=500)
    retraction = retraction_field()

    objects = StandingQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["pledge", "relation", "other"], name="link_is_unique"
            ),
            models.UniqueConstraint(
                fields=["pledge"],
                condition=Q(relation="part_of", retraction=""),
                name="link_part_of_one_whole",
                violation_error_message="A pledge is part of one other at most.",
            ),
            models.CheckConstraint(
                condition=~Q(pledge=F("other")),
                name="link_is_between_two",
                violation_error_message="A pledge cannot be linked to itself.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pledge} {self.get_relation_display()} {self.other}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store, unless the link would close a circle."""
        if self.closes_a_circle():
            raise ValidationError("This link would lead back to the same pledge.")
        super().save(*args, **kwargs)

    def closes_a_circle(self) -> bool:
        """Say whether ``pledge`` and ``other`` would each be counted by the other."""
        if self.retraction:
            return False
        start, end = self.yields()
        seen: set[int] = set()
        ahead = {end}
        while ahead - seen:
            seen |= ahead
            touching = Q(pledge__in=ahead) | Q(other__in=ahead)
            links = PledgeLink.objects.standing().filter(touching).exclude(pk=self.pk)
            pairs = [link.yields() for link in links]
            ahead = {later for earlier, later in pairs if earlier in ahead}
        return start in seen

    def yields(self) -> tuple[int, int]:
        """Return the pledge that gives way, adds to or is within another, and that."""
        if self.relation == Relation.SUPERSEDES:
            return self.other_id, self.pledge_id
        return self.pledge_id, self.other_id
