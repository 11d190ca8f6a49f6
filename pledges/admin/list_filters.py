"""What the lists of the admin are narrowed by, beside plain columns."""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from pledges.models import Candidate, Pledge
from pledges.models.vocabulary import CandidateState


class PublishedFilter(admin.SimpleListFilter):
    """Drafts, or what the public sees."""

    title = "published"
    parameter_name = "published"

    def lookups(self, *_: Any) -> list[tuple[str, str]]:
        """Offer both."""
        return [("no", "Draft"), ("yes", "Published")]

    def queryset(
        self, _request: HttpRequest, queryset: QuerySet[Pledge]
    ) -> QuerySet[Pledge]:
        """Narrow to the chosen one."""
        if self.value() not in ("yes", "no"):
            return queryset
        return queryset.filter(published_at__isnull=self.value() == "no")


class CurrencyFilter(admin.SimpleListFilter):
    """The currencies that pledges are stated in, or none."""

    title = "currency"
    parameter_name = "currency"

    def lookups(self, *_: Any) -> list[tuple[str, str]]:
        """Offer those that occur; "none" is no code of ISO 4217."""
        stated = Pledge.objects.exclude(currency="").order_by("currency")
        codes = stated.values_list("currency", flat=True).distinct()
        return [*((code, code) for code in codes), ("none", "Not stated")]

    def queryset(
        self, _request: HttpRequest, queryset: QuerySet[Pledge]
    ) -> QuerySet[Pledge]:
        """Narrow to the chosen one."""
        if self.value() is None:
            return queryset
        return queryset.filter(currency=str(self.value()).replace("none", ""))


class StateFilter(admin.SimpleListFilter):
    """What waits, unless something else is asked for."""

    title = "state"
    parameter_name = "state"

    def lookups(self, *_: Any) -> list[tuple[str, str]]:
        """Offer every state but the one that is shown without asking."""
        states = dict(CandidateState.choices)
        del states["pending"]
        return [("all", "All"), *states.items()]

    def choices(self, changelist: Any) -> Iterator[Any]:
        """Call the first choice what it is."""
        for place, choice in enumerate(super().choices(changelist)):
            yield choice | {"display": "Pending"} if place == 0 else choice

    def queryset(
        self, _request: HttpRequest, queryset: QuerySet[Candidate]
    ) -> QuerySet[Candidate]:
        """Narrow to the chosen state."""
        if self.value() == "all":
            return queryset
        chosen = self.value() or CandidateState.PENDING
        return queryset.filter(state=chosen)
