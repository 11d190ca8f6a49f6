"""The queue of claims: list, propose, review, accept many."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.html import format_html

from pledges import review
from pledges.models import Candidate
from pledges.models.vocabulary import ClaimKind
from pledges.records import home_of

from . import words
from .bench import bench_of
from .candidate_forms import NewClaimForm
from .desk import address
from .guarded import HistoryAdmin, nonsense_refused
from .list_filters import StateFilter
from .readers import FoundByFilter
from .review_page import WEAK, review_page


@admin.register(Candidate)
class CandidateAdmin(HistoryAdmin):
    """Claims that articles make."""

    form = NewClaimForm
    autocomplete_fields = ["article", "donor", "recipient", "channel"]
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
        """Add the review page."""
        view = self.admin_site.admin_view(self.review_view)
        name = "pledges_candidate_review"
        return [path("<int:pk>/review/", view, name=name), *super().get_urls()]

    def review_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the review page to who may see claims; changing needs more."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        may_change = self.has_change_permission(request)
        if request.method == "POST" and not may_change:
            raise PermissionDenied
        context = self.admin_site.each_context(request) | {
            "opts": self.opts,
            "may_decide": self.has_publish_permission(request),
            "may_change": may_change,
        }
        with nonsense_refused(request):
            return review_page(request, pk, context)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """Propose a claim here; a stored one is changed on its review page."""
        if object_id and object_id.isdecimal():
            return redirect("admin:pledges_candidate_review", object_id)
        return super().changeform_view(request, object_id, form_url, extra_context)

    def save_model(
        self, request: HttpRequest, obj: Candidate, form: Any, change: bool
    ) -> None:
        """Enter the claim by the one door."""
        said = dict(form.cleaned_data)
        entered = review.record(said.pop("article"), said.pop("quote"), said)
        obj.pk = entered.pk

    def response_add(
        self, request: HttpRequest, obj: Candidate, post_url_continue: str | None = None
    ) -> HttpResponse:
        """Show the new claim beside its article."""
        if "_addanother" in request.POST:
            return super().response_add(request, obj, post_url_continue)
        messages.success(request, "Proposed. It waits for a reviewer.")
        return redirect(address(obj))

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
            goods = candidate.kind == ClaimKind.EQUIPMENT
            into = home_of(candidate) if goods else None
            try:
                review.accept(candidate, request.user, into=into)  # type: ignore[arg-type]
                accepted += 1
            except (review.AlreadyDecidedError, review.StaleVersionError):
                decided += 1
            except ValidationError as error:
                text = f"{candidate}: {' '.join(error.messages)}"
                self.message_user(request, text, messages.ERROR)
        text = f"Accepted: {accepted}. Decided or changed before: {decided}."
        self.message_user(request, text, messages.SUCCESS)
