"""GuardedAdmin: nonsense in the address of an admin page is a 400, never a 500."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.core.exceptions import BadRequest, PermissionDenied
from django.db import DataError
from django.db.models import DateField, QuerySet, URLField
from django.forms import DateInput
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from simple_history.admin import SimpleHistoryAdmin
from simple_history.template_utils import HistoricalRecordContextHelper

from pledges.fields import MoneyField, grouped
from pledges.review import PERMISSION

if TYPE_CHECKING:
    StockAdmin = admin.ModelAdmin[Any]
    StockHistoryAdmin = admin.ModelAdmin[Any]
else:  # generic, and typed, for the type checker only
    StockAdmin, StockHistoryAdmin = admin.ModelAdmin, SimpleHistoryAdmin

MAX_SEARCH = 200


# One unambiguous form for every day, and a calendar without script.
DAY = {"widget": DateInput({"type": "date"}, format="%Y-%m-%d")}


@contextmanager
def nonsense_refused(request: HttpRequest) -> Iterator[None]:
    """Answer 400 to numbers too large for a column, and to filters beyond reason."""
    try:
        yield
    except (DataError, OverflowError) as error:
        raise BadRequest("A number in this request is too large.") from error
    except ValueError as error:
        # What no key can be is nonsense; anything else in a form is our own mistake.
        forged = "expected a number" in str(error)
        if not forged and (request.method == "POST" or not request.GET):
            raise
        raise BadRequest("The page cannot be asked for like this.") from error


@contextmanager
def numbered(*keys: str) -> Iterator[None]:
    """Answer 404 where a part of an address is not the number of any record."""
    if not all(key.isdecimal() for key in keys):
        raise Http404
    try:
        yield
    except (DataError, OverflowError) as error:
        raise Http404 from error


def drawn(response: Any) -> Any:
    """Draw a page now, where errors of its queries are caught, not later."""
    return response.render() if isinstance(response, TemplateResponse) else response


class GuardedAdmin(StockAdmin):
    """A list that answers 400 where a database would refuse the query."""

    formfield_overrides = {DateField: DAY, URLField: {"assume_scheme": "https"}}

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> Any:
        """Show the list; a filter that no database understands is a bad request."""
        with nonsense_refused(request):
            return drawn(super().changelist_view(request, extra_context))

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """Show or store the form; a key that no row can have is a bad request."""
        with nonsense_refused(request):
            page = super().changeform_view(request, object_id, form_url, extra_context)
            return drawn(page)

    def lookup_allowed(
        self, lookup: str, value: str, request: HttpRequest | None = None
    ) -> bool:
        """Refuse patterns in addresses: a wrong one is an error, a sly one is slow."""
        if lookup.endswith("regex"):
            return False
        allowed: bool = super().lookup_allowed(lookup, value, request)  # type: ignore[arg-type]
        return allowed

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Search for the first 200 characters; more would be no search."""
        return super().get_search_results(request, queryset, search_term[:MAX_SEARCH])

    def has_publish_permission(self, request: HttpRequest) -> bool:
        """Say whether this user may publish."""
        return request.user.has_perm(PERMISSION)


class ReadableChanges(HistoricalRecordContextHelper):  # type: ignore[misc]
    """What a change was, with amounts as people write them."""

    def prepare_delta_change_value(self, change: Any, value: Any) -> Any:
        """Return what is shown of a value."""
        if isinstance(self.model._meta.get_field(change.field), MoneyField):
            return None if value is None else grouped(value)
        return super().prepare_delta_change_value(change, value)


class HistoryAdmin(GuardedAdmin, StockHistoryAdmin):
    """A guarded admin with a history that can be read, never written back."""

    object_history_list_template = "admin/history_list.html"

    def get_historical_record_context_helper(
        self, request: HttpRequest, historical_record: Any
    ) -> ReadableChanges:
        """Tell changes with amounts as people write them."""
        return ReadableChanges(self.model, historical_record)

    def history_form_view(
        self,
        request: HttpRequest,
        object_id: str,
        version_id: str,
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show one old version; simple_history would store a form posted to it."""
        if request.method not in ("GET", "HEAD"):
            raise PermissionDenied("Old versions are there to be read.")
        with numbered(object_id, version_id):
            page: HttpResponse = super().history_form_view(  # type: ignore[misc]
                request, object_id, version_id, extra_context
            )
            return page

    def history_view(
        self,
        request: HttpRequest,
        object_id: str,
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """List the versions of one record."""
        with numbered(object_id):
            page: HttpResponse = super().history_view(request, object_id, extra_context)
            return page
