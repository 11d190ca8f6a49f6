"""The page on which a claim is decided, beside the article that makes it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from pledges import review
from pledges.models import Candidate, Evidence
from pledges.models.vocabulary import CandidateState

from . import words
from .desk import Desk, act, claim
from .stale import rows_of

WEAK = 0.5


def review_page(request: HttpRequest, pk: int, context: dict[str, Any]) -> HttpResponse:
    """Show a claim beside its article, or decide on it."""
    sent = request.POST if request.method == "POST" else None
    desk = Desk(request, claim(pk), sent)
    if sent is None:
        return show(desk, context)
    try:
        return act(desk) or show(desk, context)
    except review.AlreadyDecidedError:
        return show(Desk(request, claim(pk)), context | {"too_late": True}, status=409)
    except review.StaleVersionError:
        desk = desk.again()
        return show(desk, context | {"versions": list(rows_of(desk.form))}, status=409)


def show(desk: Desk, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """Draw the page."""
    candidate, article = desk.candidate, desk.candidate.article
    context |= {
        "title": words.claimed(candidate),
        "candidate": candidate,
        "weak": candidate.score < WEAK,
        "pending": candidate.state == CandidateState.PENDING,
        "before": article.text[: candidate.start],
        "quote": article.text[candidate.start : candidate.end],
        "after": article.text[candidate.end :],
        "others": [(one, words.claimed(one)) for one in article.candidates.all()],
        "form": desk.form,
        "decision": desk.decision,
        "likely": desk.same_figure(),
        "support": supported_by(candidate),
    }
    page = "admin/pledges/candidate/review.html"
    return render(desk.request, page, context, status=status)


def supported_by(candidate: Candidate) -> Evidence | None:
    """Return the evidence that a decided claim became."""
    if candidate.state == CandidateState.PENDING:
        return None
    evidence = Evidence.objects.select_related("pledge", "item__pledge", "total")
    return evidence.filter(candidate=candidate).first()
