"""The rows of a pledge's form: evidence, equipment, steps, links."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db.models import DateField
from django.http import HttpRequest

from pledges.models import EquipmentItem, Evidence, Pledge, PledgeLink, StageEvent

from .guarded import DAY
from .pledge_forms import EquipmentForm, EvidenceForm, LinkForm, LinkFormSet

if TYPE_CHECKING:
    Inline = admin.TabularInline[Any, Pledge]
else:  # generic for the type checker only
    Inline = admin.TabularInline


class PledgeInline(Inline):
    """Rows of a pledge; on a new one a first empty row is open."""

    extra = 0
    formfield_overrides = {DateField: DAY}
    verbose_name_plural: str

    def get_extra(
        self, request: HttpRequest, obj: Pledge | None = None, **kwargs: Any
    ) -> int:
        """Open one row where nothing was entered yet."""
        return 1 if obj is None and self.opens_a_row else self.extra

    opens_a_row = False


class KeptOncePublishedInline(PledgeInline):
    """Rows that stay for good once the public has seen them."""

    def has_delete_permission(
        self, request: HttpRequest, obj: Pledge | None = None
    ) -> bool:
        """Let rows of drafts be deleted, by those who may."""
        if obj and obj.published_at:
            return False
        return super().has_delete_permission(request, obj)


class EvidenceInline(KeptOncePublishedInline):
    """Which words of which article the pledge rests on."""

    model = Evidence
    form = EvidenceForm
    autocomplete_fields = ["article"]
    verbose_name = "quote"
    verbose_name_plural = "Evidence: paste the words from the article"
    opens_a_row = True


class EquipmentInline(KeptOncePublishedInline):
    """Lines of goods."""

    model = EquipmentItem
    form = EquipmentForm
    verbose_name = "line of goods"
    verbose_name_plural = "Equipment"
    opens_a_row = True


class StageEventInline(PledgeInline):
    """Dated steps, from which the stage follows."""

    model = StageEvent
    fields = ["stage", "on", "precision", "amount"]
    verbose_name = "step"
    verbose_name_plural = "Steps"


class LinkInline(PledgeInline):
    """How the pledge stands to others."""

    model = PledgeLink
    form = LinkForm
    formset = LinkFormSet
    fk_name = "pledge"
    autocomplete_fields = ["other"]
    verbose_name = "link"
    verbose_name_plural = "Links: this pledge …"
