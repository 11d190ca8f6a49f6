"""Narrow the queue of claims by who found them."""

from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from pledges.models import Candidate
from pledges.models.articles import BY_HAND, SECOND_READER

FOUND_BY = {
    "hand": Q(rules__0=BY_HAND),
    "model": Q(rules__0__startswith=SECOND_READER),
}
FOUND_BY["rules"] = Q(rules=[]) | ~(FOUND_BY["hand"] | FOUND_BY["model"])


class FoundByFilter(admin.SimpleListFilter):
    """The rules, the second reader, or somebody's own eyes."""

    title = "found by"
    parameter_name = "found_by"

    def lookups(self, *_: Any) -> list[tuple[str, str]]:
        """Offer the three ways in which a claim comes in."""
        return [
            ("rules", "Rules"),
            ("model", "Second reader only"),
            ("hand", "Entered by hand"),
        ]

    def queryset(
        self, _request: HttpRequest, queryset: QuerySet[Candidate]
    ) -> QuerySet[Candidate]:
        """Narrow to the chosen way; an unknown one narrows nothing."""
        return queryset.filter(FOUND_BY.get(self.value() or "", Q()))
