"""Feed and Page: where articles come from, and what became of each address."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone

from pledges.addresses import MAX_ADDRESS, canonical
from pledges.fetch import MAX_URL

from .articles import Article
from .dates import WITHIN_REASON
from .vocabulary import FeedKind, SourceClass


def plain_address(url: str) -> None:
    """Raise ValidationError for all but a plain web address."""
    try:
        canonical(url)
    except ValueError:
        raise ValidationError("This is not the address of a web page.") from None


class FeedQuerySet(models.QuerySet["Feed"]):
    """Questions answered with feeds."""

    def active(self) -> Self:
        """Keep what is to be read."""
        return self.filter(is_active=True)


class Feed(models.Model):
    """One address that editors subscribe to: a feed, or a page that changes."""

    title = models.CharField(
        max_length=200, help_text="Publisher of articles that do not name theirs."
    )
    url = models.URLField(
        "address", max_length=MAX_ADDRESS, unique=True, validators=[plain_address]
    )
    kind = models.CharField(max_length=4, choices=FeedKind, default=FeedKind.FEED)
    source_class = models.CharField(
        max_length=30, choices=SourceClass, default=SourceClass.MEDIA
    )
    is_active = models.BooleanField("active", default=True)
    last_fetched_at = models.DateTimeField(null=True, blank=True, editable=False)
    last_error = models.TextField(blank=True, editable=False)
    # What the feed said of its version, and the address that said so, redirects
    # followed. Of a version whose pages were all taken in, or empty.
    answered_by = models.CharField(max_length=MAX_URL, blank=True, editable=False)
    etag = models.CharField(max_length=210, blank=True, editable=False)
    last_modified = models.CharField(max_length=40, blank=True, editable=False)

    objects = FeedQuerySet.as_manager()

    class Meta:
        ordering = ["title", "pk"]

    def __str__(self) -> str:
        return self.title


class PageQuerySet(models.QuerySet["Page"]):
    """Questions answered with pages."""

    def due(self, at: datetime) -> Self:
        """Keep what is to be fetched by ``at``, in the order of arrival."""
        return self.filter(next_try_at__lte=at).order_by("pk")


class Page(models.Model):
    """One web address that a feed or an editor pointed to, and its article."""

    # The key against storing one page twice: the canonical form.
    address = models.URLField(max_length=MAX_ADDRESS, unique=True)
    feed = models.ForeignKey(
        Feed, null=True, blank=True, on_delete=models.SET_NULL, related_name="pages"
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL
    )
    title = models.CharField(max_length=300, blank=True)
    published_on = models.DateField(null=True, blank=True, validators=WITHIN_REASON)
    article = models.ForeignKey(
        Article, null=True, blank=True, on_delete=models.SET_NULL, related_name="pages"
    )
    tries = models.PositiveSmallIntegerField(default=0)
    tried_at = models.DateTimeField(null=True, blank=True)
    # None: fetched, or given up. In the hands of a process it lies a little ahead.
    next_try_at = models.DateTimeField(null=True, blank=True, default=timezone.now)
    error = models.CharField(max_length=200, blank=True)

    objects = PageQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["feed", "next_try_at"], name="page_due")]

    def __str__(self) -> str:
        return self.address
