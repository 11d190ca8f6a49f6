"""How quoted passages are narrowed, by what they support, and sorted."""

from collections.abc import Iterable
from typing import Any

import django_filters as df
from django import forms
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce, Lower

from pledges import search
from pledges.models import Evidence, Pledge, ReportedTotal
from pledges.models.evidence import EvidenceQuerySet, ReportedTotalQuerySet
from pledges.models.pledges import PledgeQuerySet
from pledges.models.search import Kind
from pledges.models.vocabulary import ClaimKind

from .kinds import (
    AnyOf,
    Order,
    RangesInOrder,
    as_words,
    each_way,
    in_order,
    received_by,
    usual_name,
)
from .pledges import PledgeFilterSet

# The filters of pledges that have a meaning for reported totals, too.
ALSO_OF_TOTALS = {
    "q",
    "donor",
    "recipient",
    "with_groups",
    "announced_after",
    "announced_before",
}
SUPPORTS = {
    ClaimKind.PLEDGE: Q(pledge__isnull=False),
    ClaimKind.EQUIPMENT: Q(item__isnull=False),
    ClaimKind.TOTAL: Q(total__isnull=False),
}


def of_either(party: str) -> Coalesce:
    """Return the name of a party of the pledge or total that a passage supports."""
    owners = ("pledge", "item__pledge", "total")
    return Coalesce(*[usual_name(f"{owner}__{party}") for owner in owners])


EVIDENCE_SORTS: dict[str, Order] = {
    "quote": as_words("quote"),
    "supports": Lower(
        Coalesce("pledge__title", "item__name", usual_name("total__donor"))
    ),
    "donor": Lower(of_either("donor")),
    "recipient": Lower(of_either("recipient")),
    "publisher": as_words("article__publisher"),
    "published": F("article__published_on"),
}


class EvidenceFilterSet(PledgeFilterSet):
    """
    Passages, narrowed by the pledge, goods or reported total that they support.

    What only pledges have (a stage, a channel) keeps passages behind pledges alone.
    """

    supports = AnyOf(method="passed_over", choices=ClaimKind.choices, label="Supports")
    sort = df.ChoiceFilter(
        method="passed_over", choices=each_way(EVIDENCE_SORTS), widget=forms.HiddenInput
    )
    with_totals = True

    def __init__(
        self,
        *args: Any,
        pledges: PledgeQuerySet | None = None,
        totals: ReportedTotalQuerySet | None = None,
        **options: Any,
    ) -> None:
        """Keep ``pledges`` and ``totals``, whose passages they are; all by default."""
        super().__init__(*args, **options)
        self.pledges = Pledge.objects.published() if pledges is None else pledges
        self.totals = ReportedTotal.objects.published() if totals is None else totals

    class Meta:
        model = Evidence
        form = RangesInOrder
        fields: list[str] = []

    def filter_queryset(  # type: ignore[override]
        self, passages: EvidenceQuerySet
    ) -> QuerySet[Evidence]:
        """Return ``passages`` behind what the filters let through, sorted."""
        if not self.is_valid():
            return passages.none()
        asked = self.form.cleaned_data
        pledges = super().filter_queryset(self.pledges)
        found = passages.behind(pledges, narrowed_totals(self.totals, asked))
        found = found.filter(supporting(asked["supports"]))
        sort = asked["sort"]
        return in_order(found, EVIDENCE_SORTS, sort) if sort else found


def supporting(kinds: Iterable[str]) -> Q:
    """Return the condition that a passage supports one of ``kinds``; all for none."""
    wanted = Q()
    for kind in kinds:
        wanted |= SUPPORTS[ClaimKind(kind)]
    return wanted


def narrowed_totals(
    totals: QuerySet[ReportedTotal], asked: dict[str, Any]
) -> QuerySet[ReportedTotal]:
    """Return ``totals`` that ``asked`` keeps: none where only pledges can have it."""
    narrowing = {name for name, value in asked.items() if value not in (None, "", [])}
    if narrowing - ALSO_OF_TOTALS - {"supports", "sort"}:
        return totals.none()
    if asked["donor"]:
        totals = totals.filter(donor__code__in=asked["donor"])
    if asked["recipient"]:
        totals = totals.filter(received_by(asked["recipient"], asked["with_groups"]))
    if asked["announced_after"]:
        totals = totals.filter(as_of__gte=asked["announced_after"])
    if asked["announced_before"]:
        totals = totals.filter(as_of__lte=asked["announced_before"])
    if asked["q"]:
        wanted = search.read(asked["q"])
        totals = search.narrow(totals, Kind.TOTAL, wanted)
    return totals
