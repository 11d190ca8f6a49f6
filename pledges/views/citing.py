"""How a page is cited: what it states on one day, at an address that stays."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

import django_filters as df
from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone

from pledges import totals
from pledges.filters.unknown import tracks
from pledges.models import Pledge
from pledges.terms import NAMES, Terms, terms_of

from .listing import Status, total_under


@dataclass(frozen=True)
class Cited:
    """What a page states, and the address at which it stands as of that day."""

    terms: Terms
    version: int
    path: str
    address: str
    donor: str = ""  # "" for all donors
    recipient: str = ""  # "" for whoever receives it
    total: totals.Total | None = None  # of a page of sums
    pledge: Pledge | None = None  # of its own page, as it was that day
    with_groups: bool = False  # whether groups with the recipient are in the sum
    narrowed: bool = False  # whether the sum is of some pledges only


def pinned(terms: Terms, until: date | None) -> Terms:
    """Return ``terms`` as of their day, or else of the day to which the data reach."""
    today = timezone.localdate()
    return replace(terms, as_of=terms.as_of or min(until or today, today))


def address_of(request: HttpRequest, terms: Terms) -> str:
    """Return the whole address of this page, with every one of ``terms`` in it."""
    kept = [
        (name, value)
        for name, values in request.GET.lists()
        for value in values
        if value and name not in (*NAMES, "page") and not tracks(name)
    ]
    stated = [(name, getattr(terms, name)) for name in NAMES if getattr(terms, name)]
    query = urlencode([*kept, *stated])
    return request.build_absolute_uri(f"{request.path}?{query}")


def cited_sum(
    request: HttpRequest, filterset: df.FilterSet, page: dict[str, Any], about: Q
) -> Cited:
    """Return how a page of sums is cited; one query, none on a page of the past."""
    terms, status = terms_of(request), page["status"]
    day = pinned(terms, status.data_to)
    total = page["total"] if terms.as_of else total_under(filterset, day, about)
    name = page["actor"].usual_name if page["actor"] else ""
    return Cited(
        day,
        status.version,
        request.path,
        address_of(request, day),
        donor=name if page.get("party") == "donor" else "",
        recipient=name if page.get("party") == "recipient" else "",
        total=total,
        narrowed=bool(page["chips"]),
    )


def cited_check(request: HttpRequest, checked: totals.Checked, status: Status) -> Cited:
    """Return how the answer to a claim is cited: by our sum under the page's terms."""
    said, own = checked.said, checked.lead
    day = pinned(terms_of(request), status.data_to)
    day = replace(day, as_of=max(day.as_of or said.on, said.on))
    return Cited(
        own.terms,
        status.version,
        request.path,
        address_of(request, day),
        donor=said.donor_name,
        recipient=said.recipient_name,
        with_groups=bool(own.in_groups.pledges),
        total=own.total,
    )


def cited_pledge(request: HttpRequest, pledge: Pledge, status: Status) -> Cited:
    """Return how ``pledge`` is cited; as of now where it is in no past."""
    terms = terms_of(request)
    day = pinned(terms, status.data_to)
    then = pledge
    if not terms.as_of:
        public = Pledge.objects.published(day.currency, day.as_of)
        past = public.for_listing().filter(pk=pledge.pk).first()
        day, then = (day, past) if past else (terms, pledge)
    address = address_of(request, day)
    return Cited(day, status.version, request.path, address, pledge=then)
