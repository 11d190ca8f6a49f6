"""Actors to look up and add; exchange rates to look at; figures to correct."""

from typing import Any

from django.contrib import admin
from django.db import transaction
from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.http import HttpRequest

from pledges import search
from pledges.models import (
    Actor,
    DataVersion,
    ExchangeRate,
    Pledge,
    ReferenceFigure,
)
from pledges.models.search import Kind
from pledges.review import PERMISSION

from .guarded import GuardedAdmin


@admin.register(Actor)
class ActorAdmin(GuardedAdmin):
    """Who gives, receives or passes on aid."""

    list_display = ["name", "short_name", "code", "kind", "currency"]
    list_filter = ["kind"]
    search_fields = ["name", "short_name", "code", "aliases"]
    autocomplete_fields = ["members"]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Actor], search_term: str
    ) -> tuple[QuerySet[Actor], bool]:
        """In boxes that complete names, offer first what is called exactly so."""
        found, repeats = super().get_search_results(request, queryset, search_term)
        if "term" in request.GET:
            found = found.alias(nearness=nearness(search_term))
            found = found.order_by("nearness", "name", "code")
        return found, repeats

    def has_change_permission(
        self, request: HttpRequest, obj: Actor | None = None
    ) -> bool:
        """Leave names and members that stand on public pages to reviewers."""
        allowed = super().has_change_permission(request, obj)
        if obj is None or not allowed or request.user.has_perm(PERMISSION):
            return allowed
        published = Pledge.objects.published()
        parties = Q(donor=obj) | Q(recipient=obj) | Q(channel=obj)
        members = Q(recipient__members=obj)
        return not published.filter(parties | members).exists()

    def save_model(
        self, request: HttpRequest, obj: Actor, form: Any, change: bool
    ) -> None:
        """Store the actor; its name stands on public pages."""
        with transaction.atomic():
            DataVersion.increase()
            super().save_model(request, obj, form, change)
            search.update([search.key(Kind.ACTOR, obj.pk)])


def nearness(term: str) -> Case:
    """Return 0 for the code or name itself, 1 for its beginning, 2 for the rest."""
    return Case(
        When(code__iexact=term, then=Value(0)),
        When(short_name__iexact=term, then=Value(0)),
        When(name__iexact=term, then=Value(0)),
        When(name__istartswith=term, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )


@admin.register(ExchangeRate)
class ExchangeRateAdmin(GuardedAdmin):
    """The rates that conversion reads; loaded, never typed in."""

    list_display = ["currency", "on", "period", "rate", "source"]
    list_filter = ["period", "currency"]
    search_fields = ["currency", "source"]
    date_hierarchy = "on"
    ordering = ["-on", "currency"]
    show_full_result_count = False

    def has_add_permission(self, *_: Any) -> bool:
        """Leave rates to their sources."""
        return False

    def has_change_permission(self, *_: Any) -> bool:
        """Keep what stored values rest on."""
        return False

    def has_delete_permission(self, *_: Any) -> bool:
        """Keep what stored values rest on."""
        return False


@admin.register(ReferenceFigure)
class ReferenceFigureAdmin(GuardedAdmin):
    """What aid is measured against: people and GDP, each with year and source."""

    list_display = ["actor", "indicator", "year", "value", "source"]
    list_filter = ["indicator", "year"]
    list_select_related = ["actor"]
    search_fields = ["actor__name", "actor__code", "source"]
    autocomplete_fields = ["actor"]

    def save_model(
        self, request: HttpRequest, obj: ReferenceFigure, form: Any, change: bool
    ) -> None:
        """Store the figure; public pages divide by it."""
        with transaction.atomic():
            DataVersion.increase()
            super().save_model(request, obj, form, change)
