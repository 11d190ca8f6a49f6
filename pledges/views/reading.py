"""Public addresses are for reading, under terms: GET and HEAD, and nothing else."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.views.decorators.csrf import csrf_exempt

from .shown import NotThereYet, faults, not_there_yet, refused

View = Callable[..., HttpResponseBase]
METHODS = ["GET", "HEAD"]


def for_reading(view: View) -> View:
    """Answer GET and HEAD with ``view``; 400 to senseless terms, 405 to all else."""

    @wraps(view)
    def reading(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method not in METHODS:
            return HttpResponseNotAllowed(METHODS, render_to_string("405.html"))
        if wrong := faults(request):
            return refused(request, wrong)
        try:
            return view(request, *args, **kwargs)
        except NotThereYet:
            return not_there_yet(request)

    # Nothing is stored, so a form without a token is told the same: 405, not 403.
    return csrf_exempt(reading)
