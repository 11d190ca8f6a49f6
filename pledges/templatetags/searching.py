"""Words that were searched for, marked where they stand."""

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from pledges import search
from pledges.highlight import pieces
from pledges.models import Actor
from pledges.search import Asked

register = template.Library()


@register.filter
def marked(text: object, asked: Asked) -> SafeString:
    """Return ``text``, of a long one a part, with what was asked for marked."""
    part = search.excerpt(str(text), asked)
    runs = pieces(part, search.marks(part, asked))
    return format_html_join("", "{}", ((run_of(one.text, one.quoted),) for one in runs))


def run_of(text: str, is_hit: object) -> str:
    """Return one run of text, marked or not."""
    return format_html("<mark>{}</mark>", text) if is_hit else text


@register.filter
def name_found(actor: Actor, asked: Asked) -> str:
    """Return the other name by which ``actor`` was found, if it was."""
    return search.name_found(actor, asked)
