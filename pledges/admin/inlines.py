"""The rows of a pledge's form: evidence, equipment, steps, links."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db.models import DateField, QuerySet
from django.http import HttpRequest

from pledges.models import EquipmentItem, Evidence, Pledge, PledgeLink, StageEvent
from pledges.review import PERMISSION

from .guarded import DAY
from .pledge_forms import EvidenceForm, EvidenceFormSet, LinkForm, LinkFormSet
from .quoted_rows import EquipmentForm, QuotedFormSet, StepForm, StepFormSet

if TYPE_CHECKING:
    Inline = admin.TabularInline[Any, Pledge]
else:  # generic for the type checker only
    Inline = admin.TabularInline


class PledgeInline(Inline):
    """Rows of a pledge, which stay for good once the public has seen them."""

    template = "admin/pledges/rows.html"
    extra = 0
    formfield_overrides = {DateField: DAY}
    verbose_name_plural: str

    def get_extra(
        self, request: HttpRequest, obj: Pledge | None = None, **kwargs: Any
    ) -> int:
        """Open one row where nothing was entered yet."""
        return 1 if obj is None and self.opens_a_row else self.extra

    opens_a_row = False
    to_read: Sequence[str] = ()  # what who may not change the pledge sees of it

    def get_fields(self, request: HttpRequest, obj: Pledge | None = None) -> Any:
        """Show words that are there where none can be pasted."""
        if obj and obj.published_at and not request.user.has_perm(PERMISSION):
            return self.to_read or super().get_fields(request, obj)
        return super().get_fields(request, obj)

    def get_formset(
        self, request: HttpRequest, obj: Pledge | None = None, **kwargs: Any
    ) -> Any:
        """Name each box for those who cannot see the head of its column."""
        formset = super().get_formset(request, obj, **kwargs)
        for box in formset.form.base_fields.values():
            box.widget.attrs.setdefault("aria-label", str(box.label))
        return formset

    def has_delete_permission(
        self, request: HttpRequest, obj: Pledge | None = None
    ) -> bool:
        """Let rows of drafts be deleted, by those who may."""
        if obj and obj.published_at:
            return False
        return super().has_delete_permission(request, obj)


class RetractableInline(PledgeInline):
    """Rows that are retracted, once published, where they were a mistake."""

    def get_fields(self, request: HttpRequest, obj: Pledge | None = None) -> Any:
        """Ask for the reason where deleting is over."""
        retractable = obj is not None and obj.published_at is not None
        asked = super().get_fields(request, obj)
        retractable = retractable and "retraction" not in asked
        return [*asked, "retraction"] if retractable else asked


class EvidenceInline(PledgeInline):
    """Which words of which article the pledge rests on."""

    model = Evidence
    form = EvidenceForm
    formset = EvidenceFormSet
    autocomplete_fields = ["article"]
    verbose_name = "quote"
    verbose_name_plural = "Evidence: paste the words from the article"
    opens_a_row = True


class EquipmentInline(PledgeInline):
    """Lines of goods."""

    model = EquipmentItem
    form = EquipmentForm
    formset = QuotedFormSet
    verbose_name = "line of goods"
    verbose_name_plural = "Equipment"
    opens_a_row = True
    readonly_fields = ["quoted"]
    fields = [*EquipmentForm.Meta.fields, "quote"]
    to_read = [*EquipmentForm.Meta.fields, "quoted"]

    @admin.display(description="quote")
    def quoted(self, item: EquipmentItem) -> str:
        """List the words that name it."""
        return " · ".join(one.quote for one in item.evidence.all())


class StageEventInline(RetractableInline):
    """Dated steps, from which the stage follows."""

    model = StageEvent
    form = StepForm
    formset = StepFormSet
    fields = ["stage", "on", "precision", "amount", "article", "quote"]
    readonly_fields = ["quoted"]
    to_read = ["stage", "on", "precision", "amount", "quoted", "retraction"]
    verbose_name = "step"
    verbose_name_plural = "Steps"

    @admin.display(description="quote")
    def quoted(self, event: StageEvent) -> str:
        """Return the words that show it."""
        return event.evidence.quote if event.evidence else ""

    def get_queryset(self, request: HttpRequest) -> QuerySet[StageEvent]:
        """Join the words on which each rests."""
        return super().get_queryset(request).select_related("evidence")


class LinkInline(RetractableInline):
    """How the pledge stands to others."""

    model = PledgeLink
    form = LinkForm
    formset = LinkFormSet
    fields = ["relation", "other", "reason"]
    fk_name = "pledge"
    autocomplete_fields = ["other"]
    verbose_name = "link"
    verbose_name_plural = "Links: this pledge …"
