"""Article and Candidate: what was read, and what it may claim."""

import hashlib
from typing import Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from simple_history.models import HistoricalRecords

from pledges.extraction.findings import PUBLISHABLE
from pledges.fields import MoneyField
from pledges.sketches import sketch

from .actors import Actor
from .dates import WITHIN_REASON
from .vocabulary import (
    CandidateState,
    ClaimKind,
    Instrument,
    Precision,
    Qualifier,
    Sector,
    SourceClass,
    Stage,
)


class ArticleQuerySet(models.QuerySet["Article"]):
    """Questions answered with articles."""

    def published(self, passages: models.QuerySet[Any] | None = None) -> Self:
        """
        Keep those on which at least one published record rests.

        ``passages`` are those of a past day, if one is asked for.
        """
        if passages is not None:
            return self.filter(pk__in=passages.order_by().values("article"))
        return self.filter(Exists(_quoted()))

    def for_listing(self, passages: models.QuerySet[Any] | None = None) -> Self:
        """Count the passages that ``published`` goes by, newest first."""
        if passages is None:
            rows = _quoted().order_by().values("pk").annotate(n=PASSAGES)
        else:
            own = passages.filter(article=OuterRef("pk")).order_by()
            rows = own.values("article").annotate(n=Count("pk"))
        return self.annotate(quotes=Subquery(rows.values("n"))).order_by(
            F("published_on").desc(nulls_last=True), "-pk"
        )


PASSAGES = Count("evidence", distinct=True)


def _quoted() -> "models.QuerySet[Article]":
    """Return the outer article once for each passage behind a published record."""
    # Article by article: a join of all would have to tell their texts apart.
    return Article.objects.filter(
        Q(evidence__pledge__published_at__isnull=False)
        | Q(evidence__item__pledge__published_at__isnull=False)
        | Q(evidence__total__published_at__isnull=False),
        pk=OuterRef("pk"),
    )


class Article(models.Model):
    """One published text, stored as it was read."""

    url = models.URLField(max_length=500, blank=True)
    title = models.CharField(max_length=300)
    publisher = models.CharField(max_length=200, blank=True)
    source_class = models.CharField(
        max_length=30, choices=SourceClass, default=SourceClass.MEDIA
    )
    language = models.CharField(max_length=10, default="en")
    published_on = models.DateField(null=True, blank=True, validators=WITHIN_REASON)
    retrieved_at = models.DateTimeField(auto_now_add=True)
    text = models.TextField()
    sha256 = models.CharField(max_length=64, unique=True, editable=False)
    sketch = models.CharField(max_length=300, blank=True, editable=False)
    raw_sha256 = models.CharField(
        max_length=64,
        blank=True,
        editable=False,
        help_text="Digest of the file or page as it came; empty for a pasted text.",
    )
    extractor_version = models.CharField(max_length=20, blank=True, editable=False)
    origin = models.CharField(
        max_length=200, blank=True, help_text="The event or release that it repeats."
    )
    licence = models.CharField(
        max_length=60,
        blank=True,
        help_text="Readers see the full text only where a licence allows it.",
    )

    objects = ArticleQuerySet.as_manager()

    class Meta:
        ordering = [F("published_on").desc(nulls_last=True), "-pk"]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store with that by which the same text, or nearly the same, is recognised."""
        self.sha256, self.sketch = digest(self.text), sketch(self.text)
        super().save(*args, **kwargs)


def digest(text: str) -> str:
    """Return the SHA-256 of ``text`` in UTF-8, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def check_quote(article: Article, start: int, end: int, quote: str) -> None:
    """Raise ValidationError unless ``article.text[start:end] == quote``."""
    if not quote or article.text[start:end] != quote:
        raise ValidationError(
            {"quote": "The quote does not occur in the article: copy its words."},
            code="quote",
        )


# The first rule of a candidate that no rule found: who did.
BY_HAND = "entered by hand"
SECOND_READER = "second reader: "


class CandidateQuerySet(models.QuerySet["Candidate"]):
    """Questions answered with candidates."""

    def pending(self) -> Self:
        """Keep what awaits a reviewer."""
        return self.filter(state=CandidateState.PENDING)

    def published(self) -> Self:
        """Keep what a reviewer accepted or merged."""
        return self.filter(state__in=[CandidateState.ACCEPTED, CandidateState.MERGED])

    def believed(self) -> Self:
        """Keep what was sure to the rules, was checked twice, or was decided."""
        weak = Q(state=CandidateState.PENDING, score__lt=PUBLISHABLE)
        return self.filter(~weak | Q(rules__0__startswith=SECOND_READER))


class Candidate(models.Model):
    """One thing that an article may claim, awaiting a reviewer."""

    article = models.ForeignKey(
        Article, on_delete=models.PROTECT, related_name="candidates"
    )
    kind = models.CharField(max_length=10, choices=ClaimKind)
    donor = models.ForeignKey(
        Actor, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    recipient = models.ForeignKey(
        Actor, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    channel = models.ForeignKey(
        Actor, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    amount = MoneyField(null=True, blank=True)
    amount_min = MoneyField(null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    amount_qualifier = models.CharField(
        max_length=10, choices=Qualifier, default=Qualifier.EXACT
    )
    item = models.CharField(max_length=200, blank=True)
    quantity = models.PositiveBigIntegerField(null=True, blank=True)
    quantity_qualifier = models.CharField(
        max_length=10, choices=Qualifier, default=Qualifier.EXACT
    )
    stage = models.CharField(max_length=10, choices=Stage, default=Stage.ANNOUNCED)
    instrument = models.CharField(max_length=20, choices=Instrument, blank=True)
    sector = models.CharField(max_length=20, choices=Sector, blank=True)
    announced_on = models.DateField(null=True, blank=True, validators=WITHIN_REASON)
    announced_precision = models.CharField(
        max_length=5, choices=Precision, default=Precision.DAY
    )
    speaker = models.CharField(
        max_length=120, blank=True, help_text="Totals: who states the figure."
    )
    is_part = models.BooleanField(
        default=False, help_text="Part of another figure of the same article."
    )
    is_uncertain = models.BooleanField(
        default=False, help_text="Careful readers differ: published, not counted."
    )
    quote = models.TextField()
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    rules = models.JSONField(default=list, blank=True)
    score = models.FloatField(default=1.0)
    state = models.CharField(
        max_length=10, choices=CandidateState, default=CandidateState.PENDING
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True)

    objects = CandidateQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["article", "start", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(start__lt=F("end")), name="candidate_span_is_ordered"
            ),
            models.CheckConstraint(
                condition=Q(amount__isnull=True) | ~Q(currency=""),
                name="candidate_amount_has_currency",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.quote[:80]}"

    @property
    def is_weak(self) -> bool:
        """Tell whether the extractor was not sure of it."""
        return self.score < PUBLISHABLE

    @property
    def is_second_reading(self) -> bool:
        """Tell whether a language model found it, and no rule."""
        return any(str(rule).startswith(SECOND_READER) for rule in self.rules)

    def clean(self) -> None:
        """Check the quote against the article."""
        if self.article_id and self.quote:
            check_quote(self.article, self.start, self.end, self.quote)
