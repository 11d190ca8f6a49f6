"""A page for each pledge, line of goods, article and reported total."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import Any

from django.db.models import Model, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from pledges import disagreements, health, totals
from pledges.highlight import pieces
from pledges.models import (
    Article,
    Change,
    EquipmentItem,
    Evidence,
    Pledge,
    PledgeLink,
    ReportedTotal,
    StageEvent,
)
from pledges.models.vocabulary import Relation
from pledges.snapshot import in_one_snapshot
from pledges.terms import Terms, terms_of

from .citing import cited_pledge
from .listing import feed_of, of_day, says_amount, status
from .lists import articles_under
from .shown import NotThereYet

OTHERS, CHANGES = 12, 20


def on(terms: Terms) -> dict[type[Model], QuerySet[Any]]:
    """Return the records of each kind that have a page under ``terms``."""
    day = terms.as_of
    return {
        Pledge: Pledge.objects.published(terms.currency, day).for_listing(),
        EquipmentItem: EquipmentItem.objects.published(day).for_listing(of_day(terms)),
        Article: articles_under(terms),
        ReportedTotal: ReportedTotal.objects.published(day=day).for_listing(),
    }


def record_of(kind: type[Model], terms: Terms, pk: int) -> Any:
    """Return one record; NotThereYet if the day is too early for it, else Http404."""
    if record := on(terms)[kind].filter(pk=pk).first():
        return record
    if terms.as_of and on(terms.now)[kind].filter(pk=pk).exists():
        raise NotThereYet
    raise Http404


@in_one_snapshot
def pledge_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one pledge with every quote, step, line of goods and relation."""
    terms = terms_of(request)
    pledge: Pledge = record_of(Pledge, terms, pk)
    evidence = list(passages_of(pledge))
    steps = list(pledge.events.select_related("evidence__article"))
    events = [step for step in steps if stands(step, terms.as_of)]
    links = links_of(pledge, terms)
    own = [one for one in evidence if one.pledge_id] or evidence
    alone = Pledge.objects.published(day=terms.as_of).filter(pk=pk)
    own_health = health.of(alone, timezone.localdate())[pk]
    day = status(1, terms)
    context = {
        "pledge": pledge,
        "cited": cited_pledge(request, pledge, day),
        "health": own_health,
        "own": sorted(own, key=lambda one: not says_amount(one, pledge)),
        "sources": len(evidence),
        "articles": len({one.article_id for one in evidence}),
        "items": [
            (item, [one for one in evidence if one.item_id == item.pk])
            for item in pledge.items.published(terms.as_of).order_by("pk")
        ],
        "events": events,
        "disagreements": disagreements.of(pledge, evidence, events, links),
        "relations": relations(pledge, links),
        "retracted": retracted(pledge, steps, terms),
        "others": in_same_articles(pledge, evidence, terms),
        "changes": changes_of(pledge, terms),
        "feed": feed_of(request, "pledge-detail-atom", pk),
        "status": day,
    }
    return render(request, "pledges/pledge_detail.html", context)


def changes_of(record: Pledge | ReportedTotal, terms: Terms) -> list[Change]:
    """Return the latest changes of ``record``, newest first."""
    changes = record.changes.noted(terms.as_of).for_listing()
    return list(changes[:CHANGES])


def stands(step: StageEvent, day: date | None) -> bool:
    """Say whether ``step`` was not retracted and, on a past day, is dated by then."""
    by_then = day is None or (step.on is not None and step.on <= day)
    return by_then and not step.retraction


def passages_of(pledge: Pledge) -> QuerySet[Evidence]:
    """Return the passages behind ``pledge``, with the parties that each names."""
    parties = ("donor", "recipient", "channel")
    joins = [f"candidate__{party}" for party in parties]
    return Evidence.objects.for_pledge(pledge).for_listing().select_related(*joins)


def links_of(pledge: Pledge, terms: Terms) -> list[PledgeLink]:
    """Return the links to published pledges either way, those of its own first."""
    there = Pledge.objects.published(terms.currency, terms.as_of)
    own, back = Q(pledge=pledge, other__in=there), Q(other=pledge, pledge__in=there)
    found = PledgeLink.objects.standing().filter(own | back).order_by("pk")
    links = list(found.select_related("pledge", "other"))
    if terms.as_of:
        ends = there.in_bulk(chain(*((one.pledge_id, one.other_id) for one in links)))
        for one in links:
            one.pledge, one.other = ends[one.pledge_id], ends[one.other_id]
    return sorted(links, key=lambda link: link.pledge_id != pledge.pk)


@dataclass(frozen=True)
class Relative:
    """Another pledge, how this one stands to it, and why we say so."""

    words: str
    other: Pledge
    reason: str


# How a link reads from its other end.
FROM_THE_OTHER_END = {
    Relation.SUPERSEDES: "is superseded by",
    Relation.PART_OF: "contains",
    Relation.TOPS_UP: "is topped up by",
    Relation.RE_ANNOUNCES: "is repeated by",
    Relation.DRAWS_DOWN: "pays for",
    Relation.DUPLICATES: "is duplicated by",
}


def relations(pledge: Pledge, links: Iterable[PledgeLink]) -> list[Relative]:
    """Return the pledges to which ``links`` lead from ``pledge``, in words."""
    return [
        Relative(link.get_relation_display(), link.other, link.reason)
        if link.pledge_id == pledge.pk
        else Relative(
            FROM_THE_OTHER_END[Relation(link.relation)], link.pledge, link.reason
        )
        for link in links
    ]


def retracted(
    pledge: Pledge, steps: Iterable[StageEvent], terms: Terms
) -> list[tuple[str, str]]:
    """Return what was entered by mistake and shown for a while, and why it is gone."""
    links = pledge.links.exclude(retraction="").select_related("pledge", "other")
    links = links.filter(other__in=Pledge.objects.published(day=terms.as_of))
    return [
        (str(row), row.retraction)
        for row in (*steps, *links.order_by("pk"))
        if row.retraction
    ]


def in_same_articles(
    pledge: Pledge, evidence: list[Evidence], terms: Terms
) -> list[Pledge]:
    """Return other published pledges that the articles behind ``pledge`` report."""
    articles = {one.article_id for one in evidence}
    reported = Evidence.objects.filter(article__in=articles, pledge__isnull=False)
    others = Pledge.objects.published(terms.currency, terms.as_of)
    others = others.filter(pk__in=reported.values("pledge"))
    return list(others.exclude(pk=pledge.pk).for_listing()[:OTHERS])


@in_one_snapshot
def equipment_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one line of goods with its pledge and every quote."""
    terms = terms_of(request)
    item: EquipmentItem = record_of(EquipmentItem, terms, pk)
    context = {
        "item": item,
        "quotes": item.evidence.for_listing(),
        "status": status(1, terms),
    }
    return render(request, "pledges/equipment_detail.html", context)


@in_one_snapshot
def article_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one article, with its quotes marked and what each supports."""
    terms = terms_of(request)
    article: Article = record_of(Article, terms, pk)
    passages = article.evidence.published(terms.as_of).for_listing(of_day(terms))
    evidence = list(passages.order_by("start"))
    context = {
        "article": article,
        "evidence": evidence,
        "pieces": pieces(article.text, evidence) if article.licence else [],
        "status": status(len(evidence), terms),
    }
    return render(request, "pledges/article_detail.html", context)


@in_one_snapshot
def total_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one reported total beside our itemised sum of the same day."""
    terms = terms_of(request)
    total: ReportedTotal = record_of(ReportedTotal, terms, pk)
    context = {
        "total": total,
        "beside": totals.beside([totals.Claim(total)], terms)[0],
        "quotes": total.evidence.for_listing(),
        "changes": changes_of(total, terms),
        "status": status(1, terms),
    }
    return render(request, "pledges/total_detail.html", context)


def without_slash(request: HttpRequest, address: str) -> HttpResponse:
    """Send an address that ends in a slash to the one without."""
    # Stripped at the front too, or //example.org/ would lead to another site.
    query = request.META.get("QUERY_STRING", "")
    return redirect(f"/{address.strip('/')}{'?' + query if query else ''}")
