"""Refuse requests whose address or form holds characters that no text needs."""

import re
from collections.abc import Callable
from urllib.parse import unquote_to_bytes

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse

# NUL crashes PostgreSQL and is stored by SQLite; lone surrogates crash both.
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


class RefuseControlCharacters:
    """Answer 400 to control characters and broken UTF-8 in path and query."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Check the address, then go on."""
        # Django leaves bytes of a path that are not UTF-8 as they were sent: as "%FF".
        parts = [request.path, request.META.get("QUERY_STRING", "")]
        if any(holds_control(part) for part in parts):
            raise BadRequest("The address holds characters that cannot be used.")
        return self.get_response(request)


def holds_control(part: str) -> bool:
    """Say whether ``part`` holds what is refused, percent-coded or not."""
    try:
        return bool(CONTROL.search(unquote_to_bytes(part).decode()))
    except UnicodeError:
        return True
