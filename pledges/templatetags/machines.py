"""What programs read in the head of a page: its one address, its data set."""

import json
from typing import Any

from django import template
from django.template import Context
from django.template.loader_tags import BLOCK_CONTEXT_KEY
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from pledges.filters.unknown import tracks
from pledges.terms import NAMES

register = template.Library()
LICENCE = "https://creativecommons.org/licenses/by/4.0/"
MAKER = {"@type": "Organization", "name": "Aid Tracker contributors"}
# So that no text of ours can end the element that it stands in.
ESCAPED = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}


@register.simple_tag(takes_context=True)
def block_text(context: Context, name: str) -> SafeString:
    """Return what a block holds, to say it a second time; call it in base.html."""
    block = context.render_context[BLOCK_CONTEXT_KEY].get_block(name)
    text: str = block.nodelist.render(context).strip()
    return mark_safe(text)  # noqa: S308


@register.simple_tag(takes_context=True)
def canonical(context: Context) -> str:
    """
    Return the one address of what a page shows: filters and terms that rule it.

    Order of rows, what other sites add, and terms that are the usual ones are left out.
    """
    request, terms = context["request"], context["terms"]
    narrowed = "filterset" in context or "groups" in context
    query = request.GET.copy()
    for name in list(query):
        said = [value for value in query.getlist(name) if value]
        passing = name == "sort" or name in NAMES or tracks(name)
        if passing or not narrowed or not said or (name, said) == ("page", ["1"]):
            del query[name]
        else:
            query.setlist(name, said)
    address: str = request.build_absolute_uri(
        request.path + terms.after(query.urlencode())
    )
    return address


@register.simple_tag(takes_context=True)
def dataset(context: Context, name: str, file: str) -> SafeString | str:
    """Return the data set that a page shows, with its file, as schema.org has it."""
    if context.get("faults"):
        return ""
    request, status, total = context["request"], context["status"], context.get("total")
    query = context.get("query", "")
    csv = reverse(file) + context["terms"].after(query)
    measured = [{"@type": "PropertyValue", "name": "rows", "value": status.rows}]
    if total is not None and total.amount is not None:
        measured.append(sum_of(total))
    described = {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "name": f"Aid Tracker: {name}",
        "description": f"{name}, {context['terms'].in_words}. "
        "Each figure rests on a quoted sentence of a named source.",
        "url": canonical(context),
        "version": str(status.version),
        "license": LICENCE,
        "isAccessibleForFree": True,
        "creator": MAKER,
        "variableMeasured": measured,
        "distribution": {
            "@type": "DataDownload",
            "encodingFormat": "text/csv",
            "contentUrl": request.build_absolute_uri(csv),
        },
    }
    text = json.dumps(described).translate(ESCAPED)
    script = '<script type="application/ld+json">{}</script>'
    return format_html(script, mark_safe(text))  # noqa: S308


def sum_of(total: Any) -> dict[str, Any]:
    """Return the sum of a page, exact to the cent."""
    return {
        "@type": "PropertyValue",
        "name": f"sum, {total.terms.measure}",
        "value": str(total.amount),
        "unitText": total.currency,
    }
