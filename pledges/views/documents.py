"""The documents of the source code as pages, and what this site is."""

import re
from itertools import count
from pathlib import Path
from typing import Any

import markdown
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe

from pledges.snapshot import in_one_snapshot
from pledges.terms import Terms, terms_of

from .listing import status

DOCS = Path(settings.BASE_DIR) / "docs"
# Cells aligned by attribute: the policy forbids the inline styles of the default.
MARKDOWN: dict[str, Any] = {
    "extensions": ["tables", "toc"],
    "extension_configs": {"tables": {"use_align_attribute": True}},
}
REGION = (
    '<div class="table-scroll" role="region" aria-label="Table {}" tabindex="0"><table>'
)
# Documents that are pages, too; each is called as its page is.
LINKED = re.compile(r'href="(methodology|data-dictionary)\.md')


def methodology(request: HttpRequest) -> HttpResponse:
    """Show how pledges are read, counted and converted."""
    return document(request, "methodology")


def data_dictionary(request: HttpRequest) -> HttpResponse:
    """Show what the columns of the files mean, and what addresses can say."""
    return document(request, "data-dictionary")


def document(request: HttpRequest, name: str) -> HttpResponse:
    """Show a document as a page."""
    text = (DOCS / f"{name}.md").read_text(encoding="utf-8")
    html = for_all_readers(markdown.markdown(text, **MARKDOWN))
    # Our own file, not anybody's input.
    context = {"html": mark_safe(within_the_site(html, terms_of(request)))}  # noqa: S308
    return render(request, f"pledges/{name.replace('-', '_')}.html", context)


def for_all_readers(html: str) -> str:
    """Say what heads of tables head, and let the keyboard scroll what is too wide."""
    html = re.sub(r"<th\b", '<th scope="col"', html)
    numbers = count(1)
    html = re.sub("<table>", lambda _: REGION.format(next(numbers)), html)
    return html.replace("</table>", "</table></div>")


def within_the_site(html: str, terms: Terms) -> str:
    """Let links between documents lead to their pages, under the same terms."""
    asked = terms.after("").replace("&", "&amp;")
    return LINKED.sub(lambda link: f'href="{reverse(link[1])}{asked}', html)


@in_one_snapshot
def about(request: HttpRequest) -> HttpResponse:
    """Say who makes this, how, and how to cite it."""
    context = {
        "status": status(0, terms_of(request)),
        "home": request.build_absolute_uri(reverse("dashboard")),
        "today": timezone.localdate(),
    }
    return render(request, "pledges/about.html", context)
