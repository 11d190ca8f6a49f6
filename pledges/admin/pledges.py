"""Enter, change and publish pledges."""

import uuid
from typing import Any

from django.contrib import admin, messages
from django.db import IntegrityError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.html import format_html_join

from pledges import health, ledger, review
from pledges.models import Article, Evidence, Pledge
from pledges.models.vocabulary import ChangedBy
from pledges.support import support_in_words

from . import entering, pledge_layout, words
from .guarded import numbered
from .inlines import EquipmentInline, EvidenceInline, LinkInline, StageEventInline
from .list_filters import CurrencyFilter, PublishedFilter
from .pledge_forms import PledgeForm
from .row_history import row_changes
from .stale import VersionedAdmin


@admin.register(Pledge)
class PledgeAdmin(VersionedAdmin):
    """Pledges with their evidence, equipment, steps and links."""

    form = PledgeForm
    change_form_template = "admin/pledges/pledge/change_form.html"
    inlines = [EvidenceInline, EquipmentInline, StageEventInline, LinkInline]
    autocomplete_fields = ["donor", "recipient", "channel"]
    readonly_fields = pledge_layout.WORKED_OUT
    list_display = [
        "title",
        "donor",
        "recipient",
        "figure",
        "in_sums",
        "stage",
        "announced_on",
        "state",
    ]
    list_filter = [
        PublishedFilter,
        "stage",
        "counted",
        "why_not",
        "sector",
        "instrument",
        ("donor", admin.RelatedOnlyFieldListFilter),
        ("recipient", admin.RelatedOnlyFieldListFilter),
        CurrencyFilter,
    ]
    list_select_related = ["donor", "recipient"]
    search_fields = [
        "title",
        "donor__name",
        "donor__code",
        "recipient__name",
        "recipient__code",
        "items__name",
        "evidence__quote",
    ]
    date_hierarchy = "announced_on"
    actions = ["publish"]

    @admin.display(description="amount", ordering="amount")
    def figure(self, pledge: Pledge) -> str:
        """Say the amount as the source states it."""
        return words.figure(pledge)

    @admin.display(description="in sums", ordering="counted_usd")
    def in_sums(self, pledge: Pledge) -> str:
        """Say value and counting in one line."""
        return words.in_sums(pledge)

    @admin.display(ordering="published_at")
    def state(self, pledge: Pledge) -> str:
        """Say whether the public sees it."""
        if pledge.published_at is None:
            return "draft"
        return f"published {pledge.published_at:%Y-%m-%d}"

    def view_on_site(self, pledge: Pledge) -> str | None:
        """Lead to the public page, where there is one."""
        return pledge.get_absolute_url() if pledge.published_at else None

    def conversion(self, pledge: Pledge) -> str:
        """Say both converted amounts."""
        return words.conversion(pledge)

    def rates(self, pledge: Pledge) -> str:
        """Say the rates that gave them."""
        return words.rates(pledge)

    @admin.display(description="how well it is supported")
    def support(self, pledge: Pledge) -> str:
        """Say what the public page says of its sources."""
        today = timezone.localdate()
        alone = Pledge.objects.drafts_too().filter(pk=pledge.pk)
        found = health.of(alone, today)[pledge.pk]
        return " ".join(support_in_words(found))

    @admin.display(description="in sums")
    def counting(self, pledge: Pledge) -> str:
        """Say whether it counts."""
        return words.counting(pledge)

    @admin.display(description="quoted for its equipment")
    def quoted_for_items(self, pledge: Pledge) -> str:
        """List the quotes that reviewers accepted for single lines of goods."""
        quotes = Evidence.objects.filter(item__pledge=pledge).select_related("item")
        rows = ((one.item, one.quote) for one in quotes)
        return format_html_join("\n", "<p>{}: “{}”</p>", rows) or words.EMPTY

    def get_fieldsets(self, request: HttpRequest, obj: Pledge | None = None) -> Any:
        """Ask for the facts, or show them to who may not change them."""
        if obj and not self.has_change_permission(request, obj):
            return pledge_layout.TO_READ
        return pledge_layout.TO_CHANGE if obj else pledge_layout.TO_ENTER

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Give each new form a key of its own; take what the address proposes."""
        return super().get_changeform_initial_data(request) | {
            "entry_token": uuid.uuid4()
        }

    def get_formset_kwargs(
        self, request: HttpRequest, obj: Pledge, inline: Any, prefix: str
    ) -> dict[str, Any]:
        """Start the evidence of a new pledge with the article named in the address."""
        kwargs = super().get_formset_kwargs(request, obj, inline, prefix)
        article = request.GET.get("article", "")
        new = request.method == "GET" and obj.pk is None
        if new and isinstance(inline, EvidenceInline) and article.isdecimal():
            found = Article.objects.filter(pk=article).values("pk").first()
            kwargs["initial"] = [{"article": found["pk"]}] if found else []
        return kwargs

    def _create_formsets(self, request: HttpRequest, obj: Pledge, change: bool) -> Any:
        """Let the goods see the quotes that are sent with them."""
        formsets, inlines = super()._create_formsets(request, obj, change)  # type: ignore[misc]
        by_prefix = {formset.prefix: formset for formset in formsets}
        if "items" in by_prefix:
            by_prefix["items"].evidence = by_prefix.get("evidence")
        return formsets, inlines

    def history_view(
        self,
        request: HttpRequest,
        object_id: str,
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """List the versions of the pledge, and what was done to its rows."""
        with numbered(object_id):
            extra = {"row_changes": row_changes(object_id), **(extra_context or {})}
        return super().history_view(request, object_id, extra)

    # Who may what

    def has_change_permission(
        self, request: HttpRequest, obj: Pledge | None = None
    ) -> bool:
        """Keep what is published to those who publish."""
        if obj and obj.published_at and not self.has_publish_permission(request):
            return False
        return super().has_change_permission(request, obj)

    def has_delete_permission(
        self, request: HttpRequest, obj: Pledge | None = None
    ) -> bool:
        """Let a draft be deleted by whoever entered it, or by a reviewer."""
        if obj is None or obj.published_at or not self.has_change_permission(request):
            return False
        theirs = entering.entered_by(obj, request.user)
        return theirs or self.has_publish_permission(request)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Offer no deleting by the list."""
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

    # Writing: all of it through review.py

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """Store a form once, however often it is sent."""
        if request.method == "POST" and "_publish" in request.POST:
            review.may_publish(request.user)  # type: ignore[arg-type]
        extra = {"may_publish": self.has_publish_permission(request)}
        try:
            if again := self.sent_before(request, object_id):
                return again
            return super().changeform_view(
                request, object_id, form_url, extra | (extra_context or {})
            )
        except IntegrityError:
            # The same form twice at the same moment: the other one was stored.
            if again := self.sent_before(request, object_id):
                return again
            raise

    def sent_before(
        self, request: HttpRequest, object_id: str | None
    ) -> HttpResponse | None:
        """Lead to the pledge that this very form has stored already, if it has."""
        token = request.POST.get("entry_token", "")
        if object_id or not self.has_add_permission(request):
            return None
        first = entering.stored_under(token)
        if first is None:
            return None
        text = f"This form was sent before and is stored once, as “{first}”."
        self.message_user(request, text, messages.WARNING)
        return redirect("admin:pledges_pledge_change", first.pk)

    def save_model(
        self, request: HttpRequest, obj: Pledge, form: Any, change: bool
    ) -> None:
        """Store a new pledge; a changed one waits for its rows, see save_related."""
        if not change:
            obj.entry_key = form.cleaned_data.get("entry_token")
            review.enter(obj, request.user)  # type: ignore[arg-type]

    @ledger.entry(ChangedBy.EDITOR)
    def save_related(
        self, request: HttpRequest, form: Any, formsets: Any, change: bool
    ) -> None:
        """Store the rows; for a changed pledge, first take its version."""
        changed = form.has_changed() or any(rows.has_changed() for rows in formsets)
        if change and changed:
            seen = form.cleaned_data["seen_version"]
            review.revise(form.instance, request.user, seen)  # type: ignore[arg-type]
        once_linked = entering.linked_to(form.instance)
        super().save_related(request, form, formsets, change)
        if changed or not change:
            entering.finish(form, not change, once_linked)

    def response_add(
        self, request: HttpRequest, obj: Pledge, post_url_continue: str | None = None
    ) -> HttpResponse:
        """Publish where that button was pressed."""
        if "_publish" in request.POST:
            return self.publish_and_show(request, obj)
        if not self.has_publish_permission(request):
            text = "It is a draft: a reviewer checks and publishes it."
            self.message_user(request, text)
        return super().response_add(request, obj, post_url_continue)

    def response_change(self, request: HttpRequest, obj: Pledge) -> HttpResponse:
        """Publish where that button was pressed."""
        if "_publish" in request.POST:
            return self.publish_and_show(request, obj)
        response: HttpResponse = super().response_change(request, obj)
        return response

    def publish_and_show(self, request: HttpRequest, obj: Pledge) -> HttpResponse:
        """Publish what was just stored, and stay on its page."""
        self.tell(request, *entering.publish([obj], request.user))
        return redirect("admin:pledges_pledge_change", obj.pk)

    @admin.action(description="Publish", permissions=["publish"])
    def publish(self, request: HttpRequest, queryset: QuerySet[Pledge]) -> None:
        """Publish the chosen drafts that rest on evidence."""
        drafts = queryset.filter(published_at=None)
        self.tell(request, *entering.publish(drafts, request.user))

    def tell(self, request: HttpRequest, published: int, refused: list[str]) -> None:
        """Say how many were published, and which were not and why."""
        if published:
            self.message_user(request, f"Published: {published}.", messages.SUCCESS)
        for why in refused:
            self.message_user(request, why, messages.ERROR)
        if not published and not refused:
            self.message_user(request, "All of them are published already.")

    def delete_model(self, request: HttpRequest, obj: Pledge) -> None:
        """Delete a draft, unless it was published meanwhile."""
        entering.delete_draft(obj)
