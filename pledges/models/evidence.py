"""Evidence and ReportedTotal: the sentences that figures rest on."""

from collections.abc import Collection
from datetime import date
from decimal import Context, Decimal
from typing import Any, Self

from django.db import models
from django.db.models import F, Prefetch, Q
from simple_history.models import HistoricalRecords

from pledges.fields import MoneyField

from .actors import Actor
from .articles import Article, Candidate, check_quote
from .dates import WITHIN_REASON, within_reason
from .pledges import EquipmentItem, Pledge, PledgeQuerySet
from .vocabulary import LOANS, Instrument, Measure, Qualifier, Sector


class ReportedTotalQuerySet(models.QuerySet["ReportedTotal"]):
    """Questions answered with reported totals."""

    def published(self, currency: str = "USD", day: date | None = None) -> Self:
        """Keep what the public may see and was stated by ``day``; see states.py."""
        public = self.filter(published_at__isnull=False)
        if day:
            public = public.filter(as_of__lte=day)
        return public.alias(shown_sum=F(f"amount_{currency.lower()}"))

    def at_least(self, measure: Measure) -> Self:
        """Keep claims of aid as firm as ``measure`` or firmer; all for promised."""
        firmer = Measure.values[Measure.values.index(measure) :]
        return self.filter(measure__in=firmer)

    def without_loans(self) -> Self:
        """Leave out claims of loans or guarantees alone."""
        return self.exclude(instrument__in=LOANS)

    def for_listing(self) -> Self:
        """Join what one table row reads, newest first, undated last."""
        return self.select_related("donor", "recipient").order_by(
            F("as_of").desc(nulls_last=True), "-pk"
        )


class ReportedTotal(models.Model):
    """A statement of a donor's aid so far; shown beside sums, never added."""

    donor = models.ForeignKey(
        Actor, on_delete=models.PROTECT, related_name="totals_as_donor"
    )
    recipient = models.ForeignKey(
        Actor,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="totals_as_recipient",
    )
    measure = models.CharField(max_length=10, choices=Measure)
    sector = models.CharField(max_length=20, choices=Sector, blank=True)
    instrument = models.CharField(max_length=20, choices=Instrument, blank=True)
    amount = MoneyField()
    currency = models.CharField(max_length=3, help_text="ISO 4217.")
    amount_qualifier = models.CharField(
        max_length=10, choices=Qualifier, default=Qualifier.EXACT
    )
    amount_usd = MoneyField(null=True, blank=True, editable=False)
    amount_eur = MoneyField(null=True, blank=True, editable=False)
    rate_rule = models.CharField(max_length=250, blank=True, editable=False)
    as_of = models.DateField(null=True, blank=True, validators=WITHIN_REASON)
    speaker = models.CharField(max_length=120, blank=True)
    is_part = models.BooleanField(
        default=False, help_text="Part of another total of the same statement."
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    published_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = ReportedTotalQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["-as_of", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(currency=""), name="total_amount_has_currency"
            ),
            models.CheckConstraint(
                condition=within_reason("as_of"), name="total_as_of_within_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.donor}: {self.amount:,.0f} {self.currency}"

    def get_absolute_url(self) -> str:
        """Return the public address."""
        return f"/reported-totals/{self.pk}"

    @property
    def rate_usd(self) -> Decimal | None:
        """US dollars for one unit of the currency, in six telling digits."""
        return self._rate(self.amount_usd)

    @property
    def rate_eur(self) -> Decimal | None:
        """Euros for one unit of the currency, in six telling digits."""
        return self._rate(self.amount_eur)

    def _rate(self, converted: Decimal | None) -> Decimal | None:
        if converted is None or not self.amount:
            return None
        return Context(prec=6).divide(converted, self.amount)


PARTIES = ("donor", "recipient")


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    """Questions answered with quoted passages."""

    def published(self, day: date | None = None) -> Self:
        """Keep what supports a published record, on ``day`` one that was there."""
        if day:
            pledges = Pledge.objects.published(day=day)
            return self.behind(pledges, ReportedTotal.objects.published(day=day))
        return self.filter(
            Q(pledge__published_at__isnull=False)
            | Q(item__pledge__published_at__isnull=False)
            | Q(total__published_at__isnull=False)
        )

    def behind(
        self,
        pledges: models.QuerySet[Pledge] | list[int],
        totals: models.QuerySet[ReportedTotal] | None = None,
    ) -> Self:
        """Keep what supports one of ``pledges``, their items or one of ``totals``."""
        wanted = Q(pledge__in=pledges) | Q(item__pledge__in=pledges)
        if totals is not None:
            wanted |= Q(total__in=totals)
        return self.filter(wanted)

    def quoting(self, pledges: Collection[int]) -> Self:
        """Keep what supports these few pledges or their items, however many others."""
        # Asked for first: across a join, or an OR with one, all passages are read.
        goods = EquipmentItem.objects.filter(pledge__in=pledges).order_by()
        items = list(goods.values_list("pk", flat=True))
        return self.filter(Q(pledge__in=pledges) | Q(item__in=items))

    def for_pledge(self, pledge: Pledge) -> Self:
        """Keep what supports ``pledge`` or one of its items."""
        return self.filter(Q(pledge=pledge) | Q(item__pledge=pledge))

    def for_listing(self, pledges: PledgeQuerySet | None = None) -> Self:
        """
        Join what one table row reads, newest article first.

        ``pledges`` are those of a past day, if one is asked for.
        """
        owners = ["total"]
        if pledges is None:
            owners += ["pledge", "item__pledge"]
        joins = [f"{owner}__{party}" for owner in owners for party in PARTIES]
        rows = self.select_related("article", "candidate", "item", *joins)
        if pledges is not None:
            of_day = pledges.select_related(*PARTIES)
            fetched = [Prefetch(owner, of_day) for owner in ("pledge", "item__pledge")]
            rows = rows.prefetch_related(*fetched)
        newest = F("article__published_on").desc(nulls_last=True)
        return rows.order_by(newest, "-article", "start")


class Evidence(models.Model):
    """A quoted passage of one article that supports exactly one record."""

    article = models.ForeignKey(
        Article, on_delete=models.PROTECT, related_name="evidence"
    )
    quote = models.TextField()
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    pledge = models.ForeignKey(
        Pledge,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="evidence",
    )
    item = models.ForeignKey(
        EquipmentItem,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="evidence",
    )
    total = models.ForeignKey(
        ReportedTotal,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="evidence",
    )
    # The key against publishing one candidate twice.
    candidate = models.OneToOneField(
        Candidate,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="evidence",
    )

    objects = EvidenceQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["article", "start", "pk"]
        verbose_name_plural = "evidence"
        constraints = [
            models.CheckConstraint(
                condition=Q(start__lt=F("end")), name="evidence_span_is_ordered"
            ),
            models.CheckConstraint(
                condition=Q(pledge__isnull=False, item=None, total=None)
                | Q(pledge=None, item__isnull=False, total=None)
                | Q(pledge=None, item=None, total__isnull=False),
                name="evidence_supports_exactly_one_record",
            ),
        ]

    def __str__(self) -> str:
        return self.quote[:80]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store, unless the quote is not literally in the article."""
        check_quote(self.article, self.start, self.end, self.quote)
        super().save(*args, **kwargs)

    def clean(self) -> None:
        """Check the quote against the article."""
        if self.article_id and self.quote:
            check_quote(self.article, self.start, self.end, self.quote)

    @property
    def owner(self) -> Pledge | ReportedTotal | None:
        """The pledge or total that it supports, or whose line of goods it does."""
        of_item = self.item.pledge if self.item else None
        return self.pledge or of_item or self.total

    @property
    def pledge_behind(self) -> int | None:
        """The key of the pledge that it supports, itself or by a line of goods."""
        return self.item.pledge_id if self.item else self.pledge_id
