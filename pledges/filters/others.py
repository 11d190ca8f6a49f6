"""How equipment, reported totals and articles are narrowed and sorted."""

from typing import Any

import django_filters as df
from django.db.models import Exists, OuterRef, Q, QuerySet

from pledges.models import Article, EquipmentItem, Evidence, ReportedTotal
from pledges.models.vocabulary import Measure, SourceClass

from .kinds import MAX_SEARCH, AnyOf, day, search_box, sorted_by

EQUIPMENT_SORTS = {
    "item": "name",
    "quantity": "quantity",
    "delivered": "delivered_quantity",
    "donor": "pledge__donor__name",
    "recipient": "pledge__recipient__name",
    "stage": "pledge__stage",
    "promised": "pledge__promised_on",
}
TOTAL_SORTS = {
    "as_of": "as_of",
    "donor": "donor__name",
    "recipient": "recipient__name",
    "amount": "amount",
    "usd": "amount_usd",
    "measure": "measure",
}
ARTICLE_SORTS = {
    "published": "published_on",
    "title": "title",
    "publisher": "publisher",
    "quotes": "quotes",  # annotated by the list
}


class EquipmentFilterSet(df.FilterSet):
    """How lines of goods are narrowed, beyond the filters of their pledges."""

    item = df.CharFilter("name", "icontains", label="Item", max_length=MAX_SEARCH)
    sort = sorted_by(EQUIPMENT_SORTS)

    class Meta:
        model = EquipmentItem
        fields: list[str] = []


class TotalFilterSet(df.FilterSet):
    """How reported totals are narrowed."""

    q = search_box()
    donor = AnyOf("donor__code", label="Donor")
    recipient = AnyOf("recipient__code", label="Recipient")
    measure = AnyOf("measure", choices=Measure.choices, label="Measure")
    announced_after = day("as_of", "gte", "Stated from")
    announced_before = day("as_of", "lte", "Stated until")
    sort = sorted_by(TOTAL_SORTS)

    class Meta:
        model = ReportedTotal
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
        for word in value.split():
            quotes = Evidence.objects.filter(
                total=OuterRef("pk"), quote__icontains=word
            )
            totals = totals.filter(
                Q(donor__name__icontains=word)
                | Q(recipient__name__icontains=word)
                | Q(speaker__icontains=word)
                | Exists(quotes)
            )
        return totals


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
        fields: list[str] = []

    def search(
        self, articles: QuerySet[Article], _name: str, value: str
    ) -> QuerySet[Article]:
        """Keep articles with every word in title, publisher or text."""
        for word in value.split():
            articles = articles.filter(
                Q(title__icontains=word) | Q(publisher__icontains=word)
            )
        return articles
