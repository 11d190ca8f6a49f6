"""The lists: pledges, donors, recipients, equipment, totals, articles, evidence."""

from typing import Any

import django_filters as df
from django.http import HttpRequest, HttpResponse

from pledges import totals
from pledges.filters import (
    ActorListFilterSet,
    ArticleFilterSet,
    EquipmentFilterSet,
    EvidenceFilterSet,
    PledgeListFilterSet,
    TotalFilterSet,
    chips,
)
from pledges.models import Article, EquipmentItem, Evidence
from pledges.models.articles import ArticleQuerySet
from pledges.snapshot import in_one_snapshot
from pledges.terms import Terms, terms_of

from .listing import (
    answer,
    claims_under,
    feed_of,
    heads,
    in_measure,
    list_context,
    narrowed,
    of_day,
    pledges_under,
    quoted,
    rows_of,
    total_today,
)

PLEDGE_HEADS = {
    "Pledge": "title",
    "Promised": "promised",
    "As stated": "amount",
    "Counted, {currency}": "usd",
    "Stage": "stage",
    "Donor": "donor",
    "Recipient": "recipient",
    "Sector": "sector",
    "Instrument": "instrument",
    "Channel": "channel",
}
EQUIPMENT_HEADS = {
    "Item": "item",
    "Quantity": "quantity",
    "Delivered": "delivered",
    "Donor": "donor",
    "Recipient": "recipient",
    "Stage": "stage",
    "Promised": "promised",
}
TOTAL_HEADS = {
    "Stated on": "as_of",
    "Donor": "donor",
    "Recipient": "recipient",
    "As stated": "amount",
    "{currency}": "usd",
    "Measure": "measure",
    "Stated by": "speaker",
}
ARTICLE_HEADS = {
    "Title": "title",
    "Publisher": "publisher",
    "Published": "published",
    "Quotes": "quotes",
}
EVIDENCE_HEADS = {
    "Words of the source": "quote",
    "Supports": "supports",
    "Donor": "donor",
    "Recipient": "recipient",
    "Publisher": "publisher",
    "Published": "published",
}


@in_one_snapshot
def pledge_list(request: HttpRequest) -> HttpResponse:
    """List published pledges, narrowed by the query string."""
    filterset = narrowed(request, PledgeListFilterSet)
    pledges, terms = rows_of(filterset), terms_of(request)
    context = list_context(request, filterset, pledges)
    context |= {
        "heads": heads(request, PLEDGE_HEADS, "amount usd", "-promised"),
        "total": totals.of(totals.cells(pledges, terms, by=())),
        "total_today": total_today(filterset, terms),
        "rows": quoted(context["page"].object_list),
        "feed": feed_of(request, "pledge-list-atom"),
    }
    return answer(request, "pledge_list", [filterset], context)


@in_one_snapshot
def donor_list(request: HttpRequest) -> HttpResponse:
    """List the donors of the pledges that the query string lets through."""
    return _actor_list(request, "donor")


@in_one_snapshot
def recipient_list(request: HttpRequest) -> HttpResponse:
    """List the recipients of the pledges that the query string lets through."""
    return _actor_list(request, "recipient")


def _actor_list(request: HttpRequest, party: str) -> HttpResponse:
    filterset = narrowed(request, ActorListFilterSet)
    terms = terms_of(request)
    cells = totals.cells(rows_of(filterset), terms, by=[party])
    by_party = totals.by_donor if party == "donor" else totals.by_recipient
    rows = in_order(by_party(cells), request.GET.get("sort") or "-usd")
    columns = {
        party.capitalize(): "name",
        "{measure}, {currency}": "usd",
        "Pledges": "published",
        "Counted": "pledges",
        "Without a value": "unvalued",
        "Latest": "latest",
    }
    context = list_context(request, filterset, rows) | {
        "heads": heads(request, columns, "usd published pledges unvalued", "-usd"),
        "total": totals.of(cells),
        "total_today": total_today(filterset, terms),
        "party": party,
        "csv": f"{party}-list-csv",
    }
    return answer(request, "actor_list", [filterset], context)


def in_order(rows: list[totals.Row], sort: str) -> list[totals.Row]:
    """Sort summed rows by a column, rows without a value last either way."""
    name, down = sort.lstrip("-"), sort.startswith("-")

    def value(row: totals.Row) -> Any:
        if name == "name":
            return row.name.casefold() if row.key else None
        return getattr(row.total, "amount" if name == "usd" else name, None)

    known = [row for row in rows if value(row) is not None]
    unknown = [row for row in rows if value(row) is None]
    return sorted(known, key=value, reverse=down) + unknown


def goods_narrowed(request: HttpRequest) -> tuple[df.FilterSet, df.FilterSet]:
    """Return the filtered pledges, and their filtered goods."""
    pledges, terms = narrowed(request), terms_of(request)
    items = EquipmentItem.objects.published(terms.as_of)
    items = items.filter(pledge__in=rows_of(pledges).order_by())
    return pledges, EquipmentFilterSet(request.GET, items.for_listing(of_day(terms)))


@in_one_snapshot
def equipment_list(request: HttpRequest) -> HttpResponse:
    """List the goods of the pledges that the query string lets through."""
    pledges, filterset = goods_narrowed(request)
    found = rows_of(filterset)
    context = list_context(request, pledges, found) | {
        "item_filterset": filterset,
        "heads": heads(request, EQUIPMENT_HEADS, "quantity delivered", "-promised"),
        "goods": totals.by_size(totals.equipment(found)),
    }
    context["chips"] += chips(filterset, request.GET)
    return answer(request, "equipment_list", [pledges, filterset], context)


@in_one_snapshot
def total_list(request: HttpRequest) -> HttpResponse:
    """List what donors, or others for them, say that they gave so far."""
    reported = claims_under(terms_of(request)).for_listing()
    filterset = TotalFilterSet(
        request.GET, reported.prefetch_related("evidence__article")
    )
    context = list_context(request, filterset, rows_of(filterset)) | {
        "heads": heads(request, TOTAL_HEADS, "amount usd", "-as_of"),
    }
    return answer(request, "total_list", [filterset], context)


def articles_under(terms: Terms) -> ArticleQuerySet:
    """Return the articles behind published records, on a past day those of that day."""
    day = terms.as_of
    passages = Evidence.objects.published(day) if day else None
    return Article.objects.published(passages).for_listing(passages)


@in_one_snapshot
def article_list(request: HttpRequest) -> HttpResponse:
    """List the articles on which published records rest."""
    filterset = ArticleFilterSet(request.GET, articles_under(terms_of(request)))
    context = list_context(request, filterset, rows_of(filterset)) | {
        "heads": heads(request, ARTICLE_HEADS, "quotes", "-published"),
    }
    return answer(request, "article_list", [filterset], context)


def passages_narrowed(request: HttpRequest) -> EvidenceFilterSet:
    """Return the passages behind what the address lets through."""
    terms = terms_of(request)
    return EvidenceFilterSet(
        request.GET,
        Evidence.objects.for_listing(of_day(terms)),
        pledges=in_measure(pledges_under(terms), terms),
        totals=claims_under(terms),
    )


@in_one_snapshot
def evidence_list(request: HttpRequest) -> HttpResponse:
    """List the passages behind what the query string lets through."""
    filterset = passages_narrowed(request)
    context = list_context(request, filterset, rows_of(filterset)) | {
        "heads": heads(request, EVIDENCE_HEADS, "", "-published"),
    }
    return answer(request, "evidence_list", [filterset], context)
