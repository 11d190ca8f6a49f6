"""The workbench: an article with all its claims, decided one after another."""

from copy import copy
from dataclasses import dataclass
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path

from pledges import review
from pledges.models import Actor, Article, Candidate

from .bench import Card, passages
from .candidate_forms import HandForm
from .desk import Desk, act, bench_of, claims_of
from .guarded import nonsense_refused
from .known import known_records, of_parties

TOO_LATE = "Somebody else decided on this claim first. Nothing of yours was stored."
CHANGED = (
    "Somebody else corrected this claim while you did. Nothing of yours was stored; "
    "the form holds your version."
)
HAND = "new-%s"


def addresses(site: admin.AdminSite) -> list[URLPattern]:
    """Return the addresses of the workbench."""
    bench, claim = site.admin_view(bench_page), site.admin_view(claim_page)
    return [
        path("<int:pk>/workbench/", bench, name="pledges_article_workbench"),
        path("<int:pk>/workbench/<int:claim>/", claim, name="pledges_workbench_claim"),
    ]


def article_of(request: HttpRequest, pk: int) -> Article:
    """Return the article, for who may see its claims."""
    rights = ("pledges.view_candidate", "pledges.change_candidate")
    if not any(request.user.has_perm(right) for right in rights):
        raise PermissionDenied
    return get_object_or_404(Article, pk=pk)


def bench_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an article with its claims, or take in one that was made by hand."""
    with nonsense_refused(request):
        article = article_of(request, pk)
        if request.method == "POST":
            return propose(request, article)
        asked = request.GET.get("claim", "")
        return show(Screen(request, article, int(asked) if asked.isdecimal() else None))


def propose(request: HttpRequest, article: Article) -> HttpResponse:
    """Enter a claim that the user read in a passage."""
    if not request.user.has_perm("pledges.add_candidate"):
        raise PermissionDenied
    form = HandForm(request.POST, instance=Candidate(article=article), auto_id=HAND)
    if not form.is_valid():
        return show(Screen(request, article, hand=form))
    said = dict(form.cleaned_data)
    said.pop("near")
    entered = review.record(article, said.pop("quote"), said, form.instance.start)
    messages.success(request, "Proposed. It waits for a decision.")
    return redirect(bench_of(article.pk, entered.pk))


def claim_page(request: HttpRequest, pk: int, claim: int) -> HttpResponse:
    """Decide on one claim of the article, or take the decision back."""
    with nonsense_refused(request):
        article = article_of(request, pk)
        stored = get_object_or_404(claims_of(article), pk=claim)
        if request.method != "POST":
            return redirect(bench_of(pk, claim))
        if not request.user.has_perm("pledges.change_candidate"):
            raise PermissionDenied
        desk = Desk(request, stored, request.POST, known_records([stored])[claim])
        return undone(desk) if "_undo" in request.POST else decided(desk)


def undone(desk: Desk) -> HttpResponse:
    """Take the decision back, or say why not."""
    article, claim = desk.candidate.article, desk.candidate.pk
    try:
        review.undo(copy(desk.candidate), desk.user)
    except ValidationError as error:
        note = " ".join(error.messages)
    except review.AlreadyDecidedError:
        note = "This decision no longer stands."
    else:
        desk.note("Decision taken back.")
        return redirect(desk.stays())
    return show(Screen(desk.request, article, claim, note=note), status=409)


def decided(desk: Desk) -> HttpResponse:
    """Do what the pressed button says, or show what was sent and what is wrong."""
    article, claim = desk.candidate.article, desk.candidate.pk
    screen = Screen(desk.request, article, claim)
    try:
        if done := act(desk):
            return done
    except review.AlreadyDecidedError:
        screen.desk, screen.note = desk.again(), TOO_LATE
    except review.StaleVersionError:
        screen.desk, screen.note = desk.again(), CHANGED
    else:
        screen.desk = desk
    return show(screen, status=409 if screen.note else 200)


@dataclass
class Screen:
    """What is to be shown, and what of it was sent and refused."""

    request: HttpRequest
    article: Article
    asked: int | None = None  # the claim to open
    desk: Desk | None = None  # with what was sent for it
    note: str = ""  # why that was refused
    hand: HandForm | None = None

    def cards(self) -> list[Card]:
        """Return the claims, the current one of them marked."""
        claims = list(claims_of(self.article))
        known = known_records([one for one in claims if one.decided_at is None])
        cards = [
            Card(number, Desk(self.request, one, None, known.get(one.pk, [])))
            for number, one in enumerate(claims, 1)
        ]
        for card in cards:
            card.is_current = card.claim.pk == self.asked
            self.put_sent(card)
        mine = [card for card in cards if card.may_undo]
        for card in sorted(mine, key=lambda one: str(one.claim.decided_at))[-1:]:
            card.is_last = True
        waiting = [card for card in cards if card.is_pending]
        if not (self.hand or any(card.is_current for card in cards)) and waiting:
            waiting[0].is_current = True
        return cards

    def put_sent(self, card: Card) -> None:
        """Put what was sent and refused onto the current card."""
        if not card.is_current:
            return
        card.note = self.note
        if self.desk:
            card.desk = self.desk


def show(screen: Screen, status: int = 200) -> HttpResponse:
    """Draw the workbench."""
    request, article = screen.request, screen.article
    cards = screen.cards()
    hand = HandForm(instance=Candidate(article=article), auto_id=HAND)
    context: dict[str, Any] = admin.site.each_context(request) | {
        "is_nav_sidebar_enabled": False,
        "title": f"Workbench: {article}",
        "article": article,
        "passages": list(passages(article, [card.claim for card in cards])),
        "cards": cards,
        "decided": sum(not card.is_pending for card in cards),
        "next_article": next_article(article),
        "hand": screen.hand or hand,
        "refused": screen.desk or screen.hand or screen.note,
        "pledges": of_parties([card.claim for card in cards]),
        "actors": Actor.objects.values_list("name", flat=True),
        "may_decide": request.user.has_perm(review.PERMISSION),
        "may_change": request.user.has_perm("pledges.change_candidate"),
        "may_add": request.user.has_perm("pledges.add_candidate"),
    }
    page = "admin/pledges/workbench/page.html"
    return render(request, page, context, status=status)


def next_article(article: Article) -> int | None:
    """Return the next article with a claim that waits, or the first such."""
    elsewhere = Candidate.objects.pending().exclude(article=article)
    waiting = elsewhere.order_by("article_id").values_list("article_id", flat=True)
    return waiting.filter(article__gt=article.pk).first() or waiting.first()
