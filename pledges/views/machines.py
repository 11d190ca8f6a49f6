"""What programs ask a site for: robots.txt, sitemaps and security.txt."""

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from functools import wraps
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps import views as sitemaps
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from pledges.models import (
    Actor,
    Article,
    DataVersion,
    EquipmentItem,
    Pledge,
    ReportedTotal,
)
from pledges.snapshot import in_one_snapshot
from pledges.terms import NAMES

from .reading import View
from .shown import refused

TEXT = "text/plain; charset=utf-8"
VALID_DAYS = 180
SUMS = ["dashboard", "pledge-list", "donor-list", "recipient-list", "equipment-list"]
SUMS += ["total-list", "article-list", "evidence-list", "compare", "map", "flows"]
SUMS += ["change-list", "check"]
SUMS += ["confirm-list", "why-totals-differ"]
WORDS = ["methodology", "data-dictionary", "about", "corrections"]


def of_today(view: View) -> View:
    """Answer 400 to terms: such an address has no figures and no past."""

    @wraps(view)
    def without_terms(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if asked := [name for name in NAMES if name in request.GET]:
            return refused(request, dict.fromkeys(asked, "There are no figures here."))
        return view(request, *args, **kwargs)

    return without_terms


@of_today
def robots(request: HttpRequest) -> HttpResponse:
    """Tell programs what to leave alone, and where the map of the site is."""
    sitemap = request.build_absolute_uri(reverse("sitemap"))
    lines = ["User-agent: *", "Disallow: /admin/", "Disallow: /search", ""]
    return HttpResponse("\n".join([*lines, f"Sitemap: {sitemap}", ""]), TEXT)


@of_today
def security(request: HttpRequest) -> HttpResponse:
    """Tell whom to write about a weakness of the site, as RFC 9116 has it."""
    if not settings.SECURITY_CONTACT:
        raise Http404
    until = datetime.combine(timezone.now() + timedelta(VALID_DAYS), time(), UTC)
    lines = [
        f"Contact: {settings.SECURITY_CONTACT}",
        f"Expires: {until:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: en",
        f"Canonical: {request.build_absolute_uri(request.path)}",
    ]
    return HttpResponse("\n".join([*lines, ""]), TEXT)


Rows = QuerySet[Any, Any]
if TYPE_CHECKING:
    Map = Sitemap[Any]
else:  # generic for the type checker only
    Map = Sitemap


class Part(Map):
    """The addresses of one kind: pairs of a key and when its page changed last."""

    def __init__(self, route: str, rows: Callable[[], Any]) -> None:
        self.route, self.rows = route, rows

    def items(self) -> Any:
        """Return key and time of each page; the key is "" for the list itself."""
        return self.rows()

    def location(self, item: tuple[Any, datetime | None]) -> str:
        """Return the address of a page."""
        return reverse(self.route, args=[item[0]])

    def lastmod(self, item: tuple[Any, datetime | None]) -> datetime | None:
        """Return when the page changed last."""
        return item[1]

    def get_latest_lastmod(self) -> datetime | None:
        """Return when anything public changed last, without reading every row."""
        return data_changed_at()


class Lists(Part):
    """The pages that have no key."""

    def location(self, item: tuple[Any, datetime | None]) -> str:
        """Return the address of a page."""
        return reverse(item[0])


def data_changed_at() -> datetime | None:
    """Return when what the public sees changed last."""
    return DataVersion.objects.values_list("changed_at", flat=True).first()


def recorded(published: Rows) -> Rows:
    """Return key and last change of records that have a history."""
    model: Any = published.model
    changes = model.history.filter(id=OuterRef("pk")).order_by("-history_date")
    last = Subquery(changes.values("history_date")[:1])
    return published.order_by("pk").values_list("pk", last)


def sums() -> list[tuple[str, datetime | None]]:
    """Return the pages that change with the data, and those that do not."""
    changed = data_changed_at()
    return [*((name, changed) for name in SUMS), *((name, None) for name in WORDS)]


def actors(side: str) -> Callable[[], list[tuple[str, datetime | None]]]:
    """Return what gives who ``side`` (donor, recipient) is of a published pledge."""

    def found() -> list[tuple[str, datetime | None]]:
        sides = Pledge.objects.published().order_by().values(side)
        codes = Actor.objects.filter(pk__in=sides).order_by("code")
        changed = data_changed_at()  # each such page states sums and the data version
        return [(code, changed) for code in codes.values_list("code", flat=True)]

    return found


PARTS: dict[str, Any] = {
    "pages": Lists("", sums),
    "donors": Part("donor-detail", actors("donor")),
    "recipients": Part("recipient-detail", actors("recipient")),
    "pledges": Part("pledge-detail", lambda: recorded(Pledge.objects.published())),
    "equipment": Part(
        "equipment-detail", lambda: recorded(EquipmentItem.objects.published())
    ),
    "reported-totals": Part(
        "total-detail", lambda: recorded(ReportedTotal.objects.published())
    ),
    "articles": Part(
        "article-detail",
        lambda: (
            Article.objects.published().order_by("pk").values_list("pk", "retrieved_at")
        ),
    ),
}


@of_today
@in_one_snapshot
def sitemap(request: HttpRequest) -> HttpResponse:
    """List the parts of the map; one with more than 50,000 addresses is several."""
    return drawn(sitemaps.index(request, PARTS, sitemap_url_name="sitemap-part"))


@of_today
@in_one_snapshot
def sitemap_part(request: HttpRequest, section: str) -> HttpResponse:
    """List the addresses of one part."""
    return drawn(sitemaps.sitemap(request, PARTS, section))


def drawn(response: Any) -> HttpResponse:
    """Draw a page now, within the snapshot."""
    page: HttpResponse = response.render()
    return page
