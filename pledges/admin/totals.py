"""Reported totals: read them, and correct who said them and when."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.db.models import F
from django.http import HttpRequest
from django.utils.html import format_html_join

from pledges import ledger, review, search
from pledges.counting import value
from pledges.models import ReportedTotal
from pledges.models.pledges import known_currencies

from . import words
from .stale import VersionedAdmin

if TYPE_CHECKING:
    TotalModelForm = forms.ModelForm[ReportedTotal]
else:  # generic for the type checker only
    TotalModelForm = forms.ModelForm


class TotalForm(TotalModelForm):
    """What a source says a donor has given so far."""

    seen_version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["seen_version"] = self.instance.version

    def clean_currency(self) -> str:
        """Take "usd" for USD, and refuse what is no currency."""
        currency = str(self.cleaned_data["currency"]).strip().upper()
        if currency not in known_currencies():
            raise forms.ValidationError(f"{currency} is not a currency of ISO 4217.")
        return currency


@admin.register(ReportedTotal)
class ReportedTotalAdmin(VersionedAdmin):
    """Totals come from reviewed claims; here they are corrected."""

    form = TotalForm
    change_form_template = "admin/pledges/change_form.html"
    autocomplete_fields = ["donor", "recipient"]
    readonly_fields = ["conversion", "quoted"]
    fields = [
        "donor",
        "recipient",
        ("amount", "currency", "amount_qualifier"),
        "measure",
        "as_of",
        "speaker",
        ("sector", "instrument"),
        "is_part",
        "conversion",
        "quoted",
    ]
    list_display = ["donor", "recipient", "figure", "measure", "as_of", "conversion"]
    list_filter = [
        "measure",
        ("donor", admin.RelatedOnlyFieldListFilter),
        ("recipient", admin.RelatedOnlyFieldListFilter),
    ]
    list_select_related = ["donor", "recipient"]
    search_fields = ["donor__name", "recipient__name", "speaker", "evidence__quote"]
    date_hierarchy = "as_of"

    @admin.display(description="amount", ordering="amount")
    def figure(self, total: ReportedTotal) -> str:
        """Say the amount as the source states it."""
        return words.figure(total)

    def conversion(self, total: ReportedTotal) -> str:
        """Say both converted amounts."""
        return words.conversion(total)

    @admin.display(description="quotes")
    def quoted(self, total: ReportedTotal) -> str:
        """List the words it rests on."""
        quotes = total.evidence.select_related("article")
        rows = ((one.quote, one.article) for one in quotes)
        return format_html_join("\n", "<p>“{}” ({})</p>", rows)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Make totals of claims only: each needs its quote."""
        return False

    def has_delete_permission(
        self, request: HttpRequest, obj: ReportedTotal | None = None
    ) -> bool:
        """Keep what was published."""
        return False

    def save_model(
        self, request: HttpRequest, obj: ReportedTotal, form: Any, change: bool
    ) -> None:
        """Store the corrected total, unless somebody else changed it meanwhile."""
        if not form.has_changed():
            return
        version = form.cleaned_data["seen_version"]
        with review.publishing(request.user):  # type: ignore[arg-type]
            seen = ReportedTotal.objects.filter(pk=obj.pk, version=version)
            if not seen.update(version=F("version") + 1):
                raise review.StaleVersionError(f"{obj} was changed by somebody else.")
            obj.version = version + 1
            value(obj)
            super().save_model(request, obj, form, change)
            search.update(search.around(totals=[obj.pk]))
            ledger.note(totals=[obj.pk])
