"""Enter an article, see what was found in it, and correct its head."""

from functools import partial
from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.html import format_html

from pledges import ledger, search
from pledges.counting import recount_undated
from pledges.ingest import ingest
from pledges.models import Article, Candidate, DataVersion
from pledges.models.search import Kind
from pledges.models.vocabulary import CandidateState, ChangedBy
from pledges.reports import loss
from pledges.second_reader import reread

from . import words, workbench
from .article_form import HEAD, PastedForm, home
from .desk import bench_of
from .guarded import GuardedAdmin
from .inbox import fetch_page, inbox_page

if TYPE_CHECKING:
    Inline = admin.TabularInline[Candidate, Article]
else:  # generic for the type checker only
    Inline = admin.TabularInline

AS_READ = ["text", "retrieved_at", "sha256", "raw_sha256", "extractor_version"]


def is_published(article: Article) -> bool:
    """Say whether a published record rests on ``article``."""
    return Article.objects.published().filter(pk=article.pk).exists()


class ClaimInline(Inline):
    """What was found in the article; decided elsewhere."""

    model = Candidate
    fields = ["review_link", "kind", "quote", "score", "state"]
    readonly_fields = ["review_link", "kind", "quote", "score", "state"]
    can_delete = False
    verbose_name_plural = "What was found in it"

    @admin.display(description="claim")
    def review_link(self, candidate: Candidate) -> str:
        """Lead to the page where it is decided."""
        claim = words.claimed(candidate)
        place = bench_of(candidate.article_id, candidate.pk)
        return format_html('<a href="{}">{}</a>', place, claim)

    def has_add_permission(self, *_: Any) -> bool:
        """Propose claims on their own page."""
        return False

    def has_change_permission(self, *_: Any) -> bool:
        """Change claims on their own page."""
        return False


@admin.register(Article)
class ArticleAdmin(GuardedAdmin):
    """Texts that were read, with their claims."""

    class Media:
        js = ["js/admin-paste.js"]

    change_form_template = "admin/pledges/article/change_form.html"
    list_display = ["title", "publisher", "published_on", "source_class", "waiting"]
    list_filter = ["source_class", "language"]
    search_fields = ["title", "publisher", "url"]
    date_hierarchy = "published_on"
    actions = ["ask_again"]

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Leave the second reader out where none is set."""
        offered: dict[str, Any] = super().get_actions(request)
        if not settings.EXTRACTION_LLM_URL:
            offered.pop("ask_again", None)
        return offered

    @admin.action(description="Ask the second reader again", permissions=["add"])
    def ask_again(self, request: HttpRequest, queryset: QuerySet[Article]) -> None:
        """Have each chosen article read again, as after a failure; nothing doubles."""
        for article in queryset:
            self.read_again(request, article)

    def get_urls(self) -> list[Any]:
        """Add the inbox and the workbench."""
        view = self.admin_site.admin_view(self.inbox_view)
        inbox = path("inbox/", view, name="pledges_article_inbox")
        return [inbox, *workbench.addresses(self.admin_site), *super().get_urls()]

    def inbox_view(self, request: HttpRequest) -> HttpResponse:
        """Show the inbox to who may see articles; fetching adds one."""
        may_add = self.has_add_permission(request)
        allowed = may_add or (
            request.method != "POST" and self.has_view_permission(request)
        )
        if not allowed:
            raise PermissionDenied
        if request.method == "POST":
            return fetch_page(request, request.user)  # type: ignore[arg-type]
        context = self.admin_site.each_context(request) | {"opts": self.opts}
        return inbox_page(request, context, may_add)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Article]:
        """Count the claims that wait in each."""
        waiting = Count(
            "candidates", filter=Q(candidates__state=CandidateState.PENDING)
        )
        articles: QuerySet[Article] = super().get_queryset(request)
        return articles.annotate(waiting_claims=waiting)

    @admin.display(description="to review", ordering="waiting_claims")
    def waiting(self, article: Article) -> int:
        """Say how many claims wait."""
        return getattr(article, "waiting_claims", 0)

    def get_inlines(self, _request: HttpRequest, obj: Article | None) -> list[Any]:
        """List the claims of a stored article."""
        return [ClaimInline] if obj else []

    def get_form(
        self,
        request: HttpRequest,
        obj: Article | None = None,
        change: bool = False,
        **kwargs: Any,
    ) -> Any:
        """Ask for the text once; afterwards only the head can be corrected."""
        form = forms.ModelForm if obj else PastedForm
        return super().get_form(request, obj, change, form=form, **kwargs)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Offer the next steps to those who may take them."""
        context["may_enter"] = request.user.has_perm("pledges.add_pledge")
        page: HttpResponse = super().render_change_form(
            request, context, *args, **kwargs
        )
        return page

    def get_fieldsets(self, request: HttpRequest, obj: Article | None = None) -> Any:
        """Show the text of a stored article below its head."""
        if obj is None:
            return [(None, {"fields": ["pasted", "file", *HEAD]})]
        return [
            (None, {"fields": [*HEAD, "language", "origin"]}),
            ("As it was read", {"fields": AS_READ, "classes": ["collapse"]}),
        ]

    def get_readonly_fields(
        self, request: HttpRequest, obj: Article | None = None
    ) -> Any:
        """Never let a text change under its quotes."""
        return AS_READ if obj else []

    def has_change_permission(
        self, request: HttpRequest, obj: Article | None = None
    ) -> bool:
        """Keep the head of what the public sees to those who publish."""
        if obj and is_published(obj) and not self.has_publish_permission(request):
            return False
        return super().has_change_permission(request, obj)

    @ledger.entry(ChangedBy.EDITOR)
    def save_model(
        self, request: HttpRequest, obj: Article, form: Any, change: bool
    ) -> None:
        """Store a new text with what is found in it, or a corrected head."""
        if change:
            with transaction.atomic():
                DataVersion.increase()
                super().save_model(request, obj, form, change)
                recount_undated(obj)
                search.update([search.key(Kind.ARTICLE, obj.pk)])
            return
        document = form.document
        read = ingest(document.text, document.head, document.raw_sha256)
        obj.pk, obj.title = read.article.pk, read.article.title
        if said := loss(document):
            self.message_user(request, said, messages.WARNING)
        if read.created:  # not here: the lock of this transaction would wait with it
            transaction.on_commit(partial(self.read_again, request, read.article))

    def read_again(self, request: HttpRequest, article: Article) -> None:
        """Ask the second reader, if there is one, and tell what it found."""
        outcome = reread(article)
        if outcome.words:
            level = messages.WARNING if outcome.failure else messages.SUCCESS
            self.message_user(request, outcome.words, level)

    def response_add(
        self, request: HttpRequest, obj: Article, post_url_continue: str | None = None
    ) -> HttpResponse:
        """Show what was found, where it is decided."""
        found = obj.candidates.count()
        text = f"Stored. Claims found in it: {found}."
        self.message_user(request, text, messages.SUCCESS)
        if "_addanother" in request.POST:
            return redirect("admin:pledges_article_add")
        if "_continue" in request.POST:
            return redirect(home(obj))
        return redirect(bench_of(obj.pk))
