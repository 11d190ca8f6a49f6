"""A form sent on an old version: refused, with theirs and yours side by side."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib.admin.utils import flatten_fieldsets, unquote
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from pledges.review import StaleVersionError

from .guarded import HistoryAdmin

UNSENT = {"csrfmiddlewaretoken", "seen_version"}
HIDDEN = {"seen_version", "entry_token", "first_stage", "id", "DELETE"}


@dataclass(frozen=True)
class Row:
    """One field as somebody else stored it and as this user sent it."""

    label: str
    theirs: str
    yours: str
    differs: bool


@dataclass
class Part:
    """The fields of the record, or of one of its rows."""

    heading: str
    note: str = ""
    rows: list[Row] = field(default_factory=list)


class VersionedAdmin(HistoryAdmin):
    """An admin whose forms carry the version that their user saw."""

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """Store the form, unless somebody else stored another version meanwhile."""
        if object_id and request.method == "POST":
            record = self.get_object(request, unquote(object_id))
            seen = request.POST.get("seen_version")
            stale = record is not None and seen != str(record.version)
            if stale and self.has_change_permission(request, record):
                return self.stale_response(request, record)
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except StaleVersionError:
            record = self.get_object(request, unquote(object_id or ""))
            return self.stale_response(request, record)

    def stale_response(self, request: HttpRequest, record: Any) -> HttpResponse:
        """Show both versions with status 409; the user's can still be sent."""
        fields = flatten_fieldsets(self.get_fieldsets(request, record))
        form_class = self.get_form(request, record, change=True, fields=fields)
        inlines = self.get_formset_kwargs_by_prefix(request, record)
        sent = request.POST.copy()
        for prefix, rows in inlines.items():
            carry_over(sent, prefix, {str(row.pk) for row in rows})
        request.POST = sent  # type: ignore[assignment]
        formsets, _ = self._create_formsets(  # type: ignore[attr-defined]
            request, record, change=True
        )
        form = form_class(sent, instance=self.get_object(request, str(record.pk)))
        parts = [Part(str(record), rows=list(rows_of(form)))]
        for formset in formsets:
            parts += parts_of(formset)
        context = self.admin_site.each_context(request) | {
            "title": "Somebody else changed this while you did",
            "opts": self.opts,
            "original": record,
            "parts": parts,
            "sent": [pair for pair in sent.lists() if pair[0] not in UNSENT],
        }
        return render(request, "admin/pledges/stale.html", context, status=409)

    def get_formset_kwargs_by_prefix(
        self, request: HttpRequest, record: Any
    ) -> dict[str, list[Model]]:
        """Return the rows that are stored now, by the prefix of their inline."""
        return {
            formset.get_default_prefix(): list(
                formset(instance=record, queryset=inline.get_queryset(request)).queryset
            )
            for formset, inline in self.get_formsets_with_inlines(request, record)
        }


def carry_over(sent: QueryDict, prefix: str, stored: set[str]) -> None:
    """
    Make new rows of those that were sent as changed but are stored no more.

    A form set tells rows apart by place: stored ones first, so all are numbered anew.
    """
    pattern = re.compile(rf"{re.escape(prefix)}-(\d{{1,4}})-(.+)", re.ASCII)
    rows: dict[int, dict[str, list[str]]] = {}
    for name in list(sent):
        if match := pattern.fullmatch(name):
            rows.setdefault(int(match[1]), {})[match[2]] = sent.pop(name)
    kept: list[dict[str, list[str]]] = []
    others: list[dict[str, list[str]]] = []
    for _, row in sorted(rows.items()):
        known = row.get("id", [""])[-1] in stored
        (kept if known else others).append(row)
    others = [row | {"id": [""]} for row in others if "DELETE" not in row]
    for place, row in enumerate(kept + others):
        for name, values in row.items():
            sent.setlist(f"{prefix}-{place}-{name}", values)
    sent[f"{prefix}-INITIAL_FORMS"] = str(len(kept))
    sent[f"{prefix}-TOTAL_FORMS"] = str(len(kept + others))


def rows_of(form: Any) -> Iterator[Row]:
    """Yield theirs and yours for every field that the user could fill in."""
    for bound in form:
        if bound.name in HIDDEN or bound.is_hidden:
            continue
        theirs, yours = bound.initial, bound.value()
        shown = said(bound.field, theirs), said(bound.field, yours)
        differs = bound.field.has_changed(theirs, yours)
        yield Row(str(bound.label), *shown, differs=differs)


def parts_of(formset: Any) -> Iterator[Part]:
    """Yield the rows of an inline: those of both, yours alone, theirs alone."""
    name = formset.model._meta.verbose_name.capitalize()
    sent_pks = set()
    for form in formset.forms:
        if not form.instance.pk and not form.has_changed():
            continue
        sent_pks.add(form.instance.pk)
        note = "" if form.instance.pk else "only in yours"
        if formset.data.get(form.add_prefix("DELETE")):
            note = "deleted in yours"
        rows = [row for row in rows_of(form) if row.theirs or row.yours]
        yield Part(f"{name}: {form.instance}" if not note else name, note, rows)
    for record in formset.get_queryset():
        if record.pk not in sent_pks:
            yield Part(f"{name}: {record}", "only in theirs, stays as it is")


def said(box: forms.Field, value: Any) -> str:
    """Return what a person calls the value of a form field."""
    if value in (None, ""):
        return ""
    if isinstance(box, forms.ModelChoiceField):
        try:
            return box.label_from_instance(box.to_python(value))
        except forms.ValidationError:
            return str(box.prepare_value(value))
    if isinstance(box, forms.BooleanField):
        return "Yes" if box.to_python(value) else "No"
    if isinstance(box, forms.ChoiceField):
        return str(dict(box.choices).get(value, value))  # type: ignore[arg-type]
    return str(box.prepare_value(value))
