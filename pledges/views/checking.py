"""The claim check: what somebody is said to have stated beside what we have read."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from pledges import totals
from pledges.filters import ClaimFilterSet
from pledges.models import Pledge
from pledges.models.vocabulary import Qualifier
from pledges.snapshot import in_one_snapshot
from pledges.terms import USD, terms_of

from .citing import cited_check
from .listing import answer, status

# Of the example in the methodology; offered where our data have its parties.
EXAMPLE = {
    "amount": "7000000000",
    "claimed_currency": "USD",
    "qualifier": "at_least",
    "donor": "JP",
    "recipient": "UA",
    "on": "2024-01-08",
}


@in_one_snapshot
def check(request: HttpRequest) -> HttpResponse:
    """Set a claim beside our sums of its day under each measure."""
    terms = terms_of(request)
    latest = terms.as_of or timezone.localdate()
    filterset = ClaimFilterSet(request.GET, latest=latest)
    day = status(0, terms)
    context: dict[str, Any] = {"filterset": filterset, "status": day}
    said = said_in(filterset) if filterset.is_valid() else None
    if said:
        day_of_claim = Pledge.objects.published(said.currency_under(terms), said.on)
        about = filterset.filter_queryset(day_of_claim)
        checked = totals.check(said, about, terms)
        context["checked"] = checked
        context["cited"] = cited_check(request, checked, day)
    elif can_be_asked(EXAMPLE, filterset, latest):
        context["example"] = urlencode(EXAMPLE)
    return answer(request, "check", [filterset], context)


def said_in(filterset: ClaimFilterSet) -> totals.Said | None:
    """Return the claim of a valid form; None while there is no amount in it."""
    asked = filterset.form.cleaned_data
    if asked["amount"] is None:
        return None
    donors, recipients = (names_of(filterset, one) for one in ("donor", "recipient"))
    return totals.Said(
        asked["amount"],
        asked["claimed_currency"] or USD,
        asked["qualifier"] or Qualifier.EXACT,
        asked["donor"],
        donors[asked["donor"]],
        asked["recipient"],
        recipients.get(asked["recipient"], ""),
        asked["on"],
    )


def names_of(filterset: ClaimFilterSet, party: str) -> dict[str, str]:
    """Return the actors that can be chosen, by code."""
    return dict(filterset.filters[party].extra["choices"])


def can_be_asked(
    claim: dict[str, str], filterset: ClaimFilterSet, latest: date
) -> bool:
    """Say whether the form would take ``claim``."""
    parties = ("donor", "recipient")
    known = all(claim[party] in names_of(filterset, party) for party in parties)
    return known and date.fromisoformat(claim["on"]) <= latest
