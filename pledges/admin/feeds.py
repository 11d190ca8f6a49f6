"""The feeds and pages that editors subscribe to."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.utils.text import Truncator

from pledges.models import Feed

from .guarded import GuardedAdmin


@admin.register(Feed)
class FeedAdmin(GuardedAdmin):
    """Where new articles come from, and what went wrong there last."""

    fields = ["title", "url", "kind", "source_class", "is_active"]
    readonly_fields = ["last_fetched_at", "last_error"]
    list_display = ["title", "is_active", "stored", "last_fetched_at", "trouble"]
    list_filter = ["is_active", "kind", "source_class"]
    search_fields = ["title", "url"]

    def get_fields(self, request: HttpRequest, obj: Feed | None = None) -> Any:
        """Tell of a stored feed how it went, too."""
        return [*self.fields, *(self.readonly_fields if obj else [])]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Feed]:
        """Count the pages that gave an article."""
        feeds: QuerySet[Feed] = super().get_queryset(request)
        stored = Count("pages", filter=Q(pages__article__isnull=False))
        return feeds.annotate(stored_pages=stored)

    @admin.display(description="articles", ordering="stored_pages")
    def stored(self, feed: Feed) -> int:
        """Say how many articles came from here."""
        return getattr(feed, "stored_pages", 0)

    @admin.display(description="last error", empty_value="none")
    def trouble(self, feed: Feed) -> str:
        """Show how the last error begins; the form has it whole."""
        return Truncator(feed.last_error).chars(150)
