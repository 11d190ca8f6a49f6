"""The control of terms as every page has it, and the answer to terms that are none."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from pledges.filters.chips import Chip, said, without
from pledges.terms import NAMES, Terms, TermsForm, form_of, terms_of


class NotThereYet(Exception):
    """There is such a record, but the day that is asked for is too early for it."""


@dataclass(frozen=True)
class Control:
    """The form of terms, what of it is not the default, and what else is asked."""

    form: TermsForm
    chips: list[Chip]
    others: list[tuple[str, str]]  # the rest of the address, which the form keeps
    today: str  # the same page as of now


def terms(request: HttpRequest) -> dict[str, Any]:
    """Give every template the terms of its address and the control that sets them."""
    form, asked = form_of(request), terms_of(request)
    others = [
        (name, value)
        for name, values in request.GET.lists()
        for value in values
        if name not in NAMES and name != "page" and value
    ]
    days = request.GET.getlist("as_of")
    shown = Control(
        form,
        chips_of(form, asked, request.GET),
        others,
        without(request.GET, "as_of", days),
    )
    return {"terms": asked, "control": shown}


def chips_of(form: TermsForm, asked: Terms, query: QueryDict) -> list[Chip]:
    """Return one chip for each term that is not the default."""
    return [
        Chip(
            str(form.fields[name].label),
            said(form.fields[name], value),
            without(query, name, query.getlist(name)),
        )
        for name, value in asked.asked.items()
    ]


def faults(request: HttpRequest) -> dict[str, str]:
    """Return what is wrong with each term of the address, in words."""
    return {name: str(errors[0]) for name, errors in form_of(request).errors.items()}


def refused(request: HttpRequest, wrong: dict[str, str]) -> HttpResponse:
    """Answer 400 with what is ``wrong``: a page, or plain text in place of a file."""
    if request.path.endswith((".csv", ".atom")):
        text = "".join(f"{name}: {words}\n" for name, words in wrong.items())
        return HttpResponse(text, "text/plain; charset=utf-8", 400)
    return render(request, "pledges/wrong_terms.html", {"wrong": wrong}, status=400)


def not_there_yet(request: HttpRequest) -> HttpResponse:
    """Answer 404 with the day, and lead to the record as it is today."""
    return render(request, "pledges/not_there_yet.html", status=404)
