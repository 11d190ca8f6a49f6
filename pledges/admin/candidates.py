"""The queue of claims: listed, accepted many at once, each leading to the bench."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils.html import format_html

from pledges import review
from pledges.models import Candidate
from pledges.models.vocabulary import CandidateState, ClaimKind
from pledges.records import home_of

from . import words
from .bench import WEAK
from .desk import bench_of
from .difference import named
from .guarded import HistoryAdmin, nonsense_refused, numbered
from .known import known_records
from .list_filters import StateFilter
from .readers import FoundByFilter


@admin.register(Candidate)
class CandidateAdmin(HistoryAdmin):
    """Claims that articles make."""

    list_display = [
        "review_link",
        "kind",
        "donor",
        "recipient",
        "short_quote",
        "article",
        "sureness",
        "why",
        "state",
    ]
    list_display_links = None
    list_filter = [
        StateFilter,
        "kind",
        "stage",
        FoundByFilter,
        "article__source_class",
    ]
    list_select_related = ["article", "donor", "recipient"]
    search_fields = ["quote", "item", "article__title", "donor__name"]
    ordering = ["article", "start", "pk"]
    actions = ["accept"]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> Any:
        """Call the list what it is."""
        extra = {"title": "Claims to review", **(extra_context or {})}
        return super().changelist_view(request, extra)

    @admin.display(description="claim")
    def review_link(self, candidate: Candidate) -> str:
        """Lead to the workbench, where it is decided among the others."""
        words_ = words.claimed(candidate)
        place = bench_of(candidate.article_id, candidate.pk)
        return format_html('<a href="{}">{}</a>', place, words_)

    @admin.display(description="quote")
    def short_quote(self, candidate: Candidate) -> str:
        """Show how the passage begins."""
        quote = candidate.quote
        return quote if len(quote) <= 120 else f"{quote[:119]}…"

    @admin.display(description="score", ordering="score")
    def sureness(self, candidate: Candidate) -> str:
        """Mark what the extractor was not sure of, or did not find itself."""
        weak = " weak" if candidate.score < WEAK else ""
        origin = ", second reader" if candidate.is_second_reading else ""
        return f"{candidate.score:.2f}{weak}{origin}"

    @admin.display(description="rules")
    def why(self, candidate: Candidate) -> str:
        """Name the rules that fired."""
        return ", ".join(map(str, candidate.rules))

    def get_urls(self) -> list[Any]:
        """Keep the address under which a claim was once reviewed by itself."""
        view = self.admin_site.admin_view(self.to_bench)
        name = "pledges_candidate_review"
        return [path("<int:pk>/review/", view, name=name), *super().get_urls()]

    def to_bench(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Lead to the claim on the workbench."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        with nonsense_refused(request):
            claim = get_object_or_404(Candidate, pk=pk)
            return redirect(bench_of(claim.article_id, pk))

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """Lead to the workbench: claims are changed, and proposed, beside the text."""
        with numbered(object_id or ""):
            return self.to_bench(request, int(object_id or ""))

    def has_add_permission(self, _request: HttpRequest) -> bool:
        """Propose claims on the workbench, where the words are."""
        return False

    def has_delete_permission(
        self, request: HttpRequest, obj: Candidate | None = None
    ) -> bool:
        """Reject claims instead: what was proposed stays known."""
        return False

    @admin.action(description="Accept as they stand", permissions=["publish"])
    def accept(self, request: HttpRequest, queryset: QuerySet[Candidate]) -> None:
        """Publish each chosen claim; goods of one article join one pledge in kind."""
        accepted, decided = 0, 0
        for candidate in queryset.select_related("article"):
            try:
                accept_as_it_stands(candidate, request.user)
                accepted += 1
            except (review.AlreadyDecidedError, review.StaleVersionError):
                decided += 1
            except ValidationError as error:
                text = f"{candidate}: {' '.join(error.messages)}"
                self.message_user(request, text, messages.ERROR)
        text = f"Accepted: {accepted}. Decided or changed before: {decided}."
        self.message_user(request, text, messages.SUCCESS)


def accept_as_it_stands(candidate: Candidate, by: Any) -> None:
    """Publish ``candidate`` unread, unless it may be known already."""
    for one in known_records([candidate])[candidate.pk]:
        if one.may_be_it and candidate.state == CandidateState.PENDING:
            raise ValidationError(
                f"Perhaps known: {named(one.record)}. Decide it by itself."
            )
    goods = candidate.kind == ClaimKind.EQUIPMENT
    review.accept(candidate, by, into=home_of(candidate) if goods else None)
