"""What readers report, for editors to decide."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html

from pledges.models import CorrectionRequest

from .guarded import GuardedAdmin


@admin.register(CorrectionRequest)
class CorrectionRequestAdmin(GuardedAdmin):
    """Reports of mistakes; what was sent is read, the decision is written."""

    readonly_fields = ["page", "text", "source", "contact", "received_at", "decided_by"]
    fields = [*readonly_fields[:-1], "state", "note", "decided_by"]
    list_display = ["received_at", "__str__", "about", "state", "decided_by"]
    list_display_links = ["received_at", "__str__"]
    list_filter = ["state"]
    list_select_related = ["decided_by"]
    search_fields = ["text", "about", "source", "note"]

    def has_add_permission(self, *_: Any) -> bool:
        """Leave sending to the public form."""
        return False

    @admin.display(description="page or record", empty_value="not stated")
    def page(self, sent: CorrectionRequest) -> str:
        """Lead to the page, if it is one of ours; else show what was typed."""
        if sent.about.startswith("/") and sent.about[1:2] not in ("/", "\\"):
            return format_html('<a href="{0}">{0}</a>', sent.about)
        return sent.about

    def save_model(
        self, request: HttpRequest, obj: CorrectionRequest, form: Any, change: bool
    ) -> None:
        """Store the decision, and whose it is."""
        if "state" in form.changed_data:
            is_open = obj.state == CorrectionRequest.State.OPEN
            obj.decided_by_id = None if is_open else request.user.pk
        super().save_model(request, obj, form, change)
