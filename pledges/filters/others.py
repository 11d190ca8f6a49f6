"""How equipment, reported totals and articles are narrowed and sorted."""

from typing import Any

import django_filters as df
from django.db.models import F, QuerySet
from django.db.models.functions import Lower

from pledges import search
from pledges.models import Article, EquipmentItem, ReportedTotal
from pledges.models.search import Kind
from pledges.models.vocabulary import STAGE_ORDER, Measure, SourceClass

from .kinds import (
    AnyOf,
    Order,
    RangesInOrder,
    as_words,
    day,
    in_order_of,
    search_box,
    sorted_by,
    usual_name,
)

EQUIPMENT_SORTS: dict[str, Order] = {
    "item": as_words("name"),
    "quantity": F("quantity"),
    "delivered": F("shown_delivered_quantity"),
    "donor": Lower(usual_name("pledge__donor")),
    "recipient": Lower(usual_name("pledge__recipient")),
    "stage": in_order_of(STAGE_ORDER, "shown_stage"),
    "promised": F("shown_promised_on"),
}
TOTAL_SORTS: dict[str, Order] = {
    "as_of": F("as_of"),
    "donor": Lower(usual_name("donor")),
    "recipient": Lower(usual_name("recipient")),
    "amount": F("amount_usd"),  # yen and dollars compare by what they are worth
    "usd": F("shown_sum"),
    "measure": in_order_of(Measure.values, "measure"),
    "speaker": as_words("speaker"),
}
ARTICLE_SORTS: dict[str, Order] = {
    "published": F("published_on"),
    "title": as_words("title"),
    "publisher": as_words("publisher"),
    "quotes": F("quotes"),  # annotated by the list
}


class EquipmentFilterSet(df.FilterSet):
    """How lines of goods are narrowed, beyond the filters of their pledges."""

    item = search_box("Item")
    sort = sorted_by(EQUIPMENT_SORTS)

    class Meta:
        model = EquipmentItem
        fields: list[str] = []

    def search(
        self, items: QuerySet[EquipmentItem], _name: str, value: str
    ) -> QuerySet[EquipmentItem]:
        """Keep lines with every word in the item, a party or a quote."""
        return search.narrow(items, Kind.ITEM, search.read(value))


class TotalFilterSet(df.FilterSet):
    """How reported totals are narrowed."""

    q = search_box()
    donor = AnyOf("donor__code", label="Donor")
    recipient = AnyOf("recipient__code", label="Recipient")
    stated_measure = AnyOf("measure", choices=Measure.choices, label="Adds up what is")
    announced_after = day("as_of", "gte", "Stated from")
    announced_before = day("as_of", "lte", "Stated until")
    sort = sorted_by(TOTAL_SORTS)

    class Meta:
        model = ReportedTotal
        form = RangesInOrder
        fields: list[str] = []

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        published = ReportedTotal.objects.published().order_by()
        totals = list(published.select_related("donor", "recipient"))
        for party in ("donor", "recipient"):
            actors = {getattr(total, party) for total in totals} - {None}
            choices = {(actor.code, actor.usual_name) for actor in actors}
            by_name = sorted(choices, key=lambda choice: choice[1].casefold())
            self.filters[party].extra["choices"] = by_name

    def search(
        self, totals: QuerySet[ReportedTotal], _name: str, value: str
    ) -> QuerySet[ReportedTotal]:
        """Keep totals with every word in a name, the speaker or the quote."""
        return search.narrow(totals, Kind.TOTAL, search.read(value))


class ArticleFilterSet(df.FilterSet):
    """How articles are narrowed."""

    q = search_box()
    source_class = AnyOf(
        "source_class", choices=SourceClass.choices, label="Who speaks"
    )
    announced_after = day("published_on", "gte", "Published from")
    announced_before = day("published_on", "lte", "Published until")
    sort = sorted_by(ARTICLE_SORTS)

    class Meta:
        model = Article
        form = RangesInOrder
        fields: list[str] = []

    def search(
        self, articles: QuerySet[Article], _name: str, value: str
    ) -> QuerySet[Article]:
        """Keep articles with every word in title, publisher or text."""
        # Word by word, never a phrase: an answer says that a word occurs, not where,
        # so that nobody can piece together a text that is not ours to show.
        return search.narrow(articles, Kind.ARTICLE, search.read(value))
