"""Links within the site, which keep the terms that the reader asked for."""

from typing import Any

from django import template
from django.template import Context
from django.urls import reverse

from pledges.terms import DEFAULT, Terms

register = template.Library()


@register.simple_tag(takes_context=True)
def page(context: Context, name: str, *args: Any, query: str = "") -> str:
    """Return the address of a page under ``query`` and the terms of this one."""
    terms: Terms = context.get("terms") or DEFAULT
    return reverse(name, args=args) + terms.after(query.removeprefix("?"))


@register.simple_tag(takes_context=True)
def unfiltered(context: Context) -> str:
    """Return the address of this page without its filters, but under its terms."""
    terms: Terms = context.get("terms") or DEFAULT
    return str(context["request"].path) + terms.after("")
