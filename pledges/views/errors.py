"""What a request gets that cannot be read."""

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from pledges.documents import MAX_BYTES, MAX_CHARACTERS

MEBIBYTE = 1024 * 1024


def bad_request(_request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 413, with the limits, to a form that is too large; 400 to the rest."""
    if not isinstance(exception, RequestDataTooBig):
        return HttpResponse(render_to_string("400.html"), status=400)
    limits = {
        "form": settings.DATA_UPLOAD_MAX_MEMORY_SIZE // MEBIBYTE,
        "article": MAX_BYTES // MEBIBYTE,
        "characters": f"{MAX_CHARACTERS:,}",
    }
    return HttpResponse(render_to_string("413.html", limits), status=413)
