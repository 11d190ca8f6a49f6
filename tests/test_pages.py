"""Every page: it answers, within its queries and bytes, and shows only what it may."""

import gzip
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from builders import (
    link,
    make_actor,
    make_article,
    make_event,
    make_evidence,
    make_item,
    make_pledge,
    make_total,
)
from django.contrib.staticfiles import finders
from django.db.models import Count
from django.test import Client
from django.urls import reverse

from pledges.models import Article, EquipmentItem, Evidence, Pledge, ReportedTotal
from pledges.urls import urlpatterns

# The most queries that each page may make; none above 12.
BUDGETS = {
    "dashboard": 12,
    "pledge-list": 7,
    "pledge-detail": 12,
    "donor-list": 4,
    "donor-detail": 12,
    "recipient-list": 4,
    "recipient-detail": 12,
    "compare": 9,
    "check": 2,
    "map": 4,
    "flows": 4,
    "equipment-list": 6,
    "equipment-detail": 4,
    "total-list": 7,
    "total-detail": 6,
    "article-list": 4,
    "article-detail": 4,
    "evidence-list": 5,
    "search": 1,
    "search-json": 0,
    "confirm-list": 5,
    "change-list": 6,
    "methodology": 0,
    "data-dictionary": 0,
    "why-totals-differ": 7,
    "about": 2,
    "corrections": 0,
    "correction-received": 0,
    "donor-list-csv": 4,
    "recipient-list-csv": 4,
    "pledge-list-csv": 9,
    "compare-csv": 5,
    "equipment-list-csv": 5,
    "total-list-csv": 6,
    "article-list-csv": 4,
    "evidence-list-csv": 5,
    "confirm-list-csv": 5,
    "change-list-csv": 4,
    "new-atom": 5,
    "change-list-atom": 5,
    "pledge-list-atom": 5,
    "pledge-detail-atom": 5,
    "donor-detail-atom": 5,
    "recipient-detail-atom": 5,
}
FIRST_VIEW = 200 * 1024
MARKER = "Zanzibar-draft"
HOSTILE = '<script>alert("x")</script>'


def named_urls() -> set[str]:
    """Return the names of all public addresses but those that only redirect."""
    return {pattern.name for pattern in urlpatterns} - {"without-slash"}


def examples() -> dict[str, Any]:
    """Return, for each detail page, the key of the record with most to show."""
    by_evidence = Count("evidence")
    article = Article.objects.published().annotate(n=by_evidence).order_by("-n")[0]
    pledge = Pledge.objects.published().annotate(n=by_evidence).order_by("-n")[0]
    item = EquipmentItem.objects.published().annotate(n=by_evidence).order_by("-n")[0]
    return {
        "pledge-detail": pledge.pk,
        "equipment-detail": item.pk,
        "article-detail": article.pk,
        "total-detail": ReportedTotal.objects.published()[0].pk,
        "donor-detail": "JP",
        "recipient-detail": "UA",
    }


def crawl(client: Client, start: str = "/") -> Iterator[tuple[str, str]]:
    """Yield address and body of every page that links lead to from ``start``."""
    seen, ahead = {start}, [start]
    while ahead:
        address = ahead.pop()
        response = client.get(address)
        assert response.status_code in (200, 302), address
        body = b"".join(response).decode()  # to the end, which closes a file
        yield address, body
        for href in re.findall(r'href="(/[^"#]*)', body):
            target = href.replace("&amp;", "&")
            # Sorting and narrowing shows the same rows again.
            if target.partition("?")[0] not in seen and "/static/" not in target:
                seen.add(target.partition("?")[0])
                ahead.append(target.partition("?")[0])


def test_every_named_address_has_a_budget():
    assert named_urls() == set(BUDGETS)
    assert max(BUDGETS.values()) <= 12


@pytest.mark.parametrize("name", BUDGETS)
def test_page_answers_within_its_queries(
    seeded, client, django_assert_max_num_queries, name
):
    key = examples().get(name.removesuffix("-atom"))
    address = reverse(name, args=[key] if key else [])

    with django_assert_max_num_queries(BUDGETS[name]):
        response = client.get(address)

    assert response.status_code == 200
    assert b"".join(response)


def test_filters_add_no_queries_to_the_dashboard(
    seeded, client, django_assert_max_num_queries
):
    query = "?donor=JP&donor=US&recipient=UA&with_groups=yes&announced_after=2022-01-01"

    with django_assert_max_num_queries(BUDGETS["dashboard"]):
        response = client.get(f"/{query}")

    assert len(response.context["chips"]) == 5


def test_published_records_have_their_pages(seeded, client):
    for model, name in [
        (Pledge, "pledge-detail"),
        (EquipmentItem, "equipment-detail"),
        (ReportedTotal, "total-detail"),
        (Article, "article-detail"),
    ]:
        # Every fourth: all of them would take half a minute.
        for key in model.objects.published().values_list("pk", flat=True)[::4]:
            assert client.get(reverse(name, args=[key])).status_code == 200


def assets_of(html: str) -> set[str]:
    """Return the static files that a page loads, and what those load."""
    ahead = re.findall(r'(?:src|href)="/static/([^"]+)"', html)
    found: set[str] = set()
    while ahead:
        name = ahead.pop()
        if name not in found:
            found.add(name)
            folder = name.rpartition("/")[0]
            for module in re.findall(r'from "\./([^"]+)"', text_of(name)):
                ahead.append(f"{folder}/{module}")
    return found


def text_of(name: str) -> str:
    path = finders.find(name)
    assert isinstance(path, str), name
    return Path(path).read_text(encoding="utf-8")


def test_first_view_of_the_dashboard_is_light(seeded, client):
    html = client.get("/").content.decode()
    assets = assets_of(html)

    sizes = [len(gzip.compress(text_of(name).encode())) for name in assets]
    total = len(gzip.compress(html.encode())) + sum(sizes)

    assert any(name.endswith("chart.umd.min.js") for name in assets)
    assert total <= FIRST_VIEW


@pytest.mark.parametrize("address", ["/map", "/flows"])
def test_first_view_of_map_and_flows_is_light(seeded, client, address):
    html = client.get(address).content.decode()
    sizes = [len(gzip.compress(text_of(name).encode())) for name in assets_of(html)]

    # The shapes of countries follow after it.
    assert len(gzip.compress(html.encode())) + sum(sizes) <= 150 * 1024


def test_other_pages_load_nothing_of_the_map(db, client):
    assets = assets_of(client.get("/").content.decode())

    assert [name for name in assets if re.search("geo|atlas|map|sankey", name)] == []


@pytest.mark.parametrize(
    "address",
    ["/nowhere", "/pledges/999999", "/donors/XX", "/articles/0", "/pledges?page=9"],
)
def test_unknown_address_says_so_and_leads_on(db, client, address):
    response = client.get(address)

    assert response.status_code == 404
    assert 'href="/pledges"' in response.content.decode()


def make_small_world() -> Pledge:
    """Publish one record of each kind, with what they may have; return the pledge."""
    article = make_article("Japan gives 37 dollars, five generators.", licence="CC0")
    pledge = make_pledge(
        article=article,
        quote="37 dollars",
        amount=37,
        channel="NATO",
        sector="military",
        instrument="grant",
    )
    make_item(pledge, quantity=5)
    make_event(pledge, "committed", date(2023, 2, 1))
    link(make_pledge(amount=7), "part_of", pledge)
    make_pledge(recipient="several-recipients", amount=None)
    make_total()
    return pledge


def make_draft(published: Pledge) -> Pledge:
    """Enter a pledge, goods and an article that nobody has published."""
    article = make_article(f"{MARKER} text", title=MARKER, publisher=MARKER)
    draft = make_pledge(
        donor=make_actor("ZZ-draft", name=MARKER, kind="country"),
        title=MARKER,
        article=article,
        published=False,
        beneficiary=MARKER,
    )
    make_item(draft, name=MARKER)
    shared = Evidence.objects.filter(pledge=published)[0].article
    make_evidence(shared, "37 dollars", pledge=draft)
    link(draft, "tops_up", published, reason=MARKER)
    return draft


def test_drafts_appear_on_no_page_and_in_no_file(db, client):
    published = make_small_world()
    make_draft(published)

    pages = dict(crawl(client))

    assert {"/", "/pledges", f"/pledges/{published.pk}", "/evidence"} <= set(pages)
    assert any(address.endswith(".csv") for address in pages)
    assert [address for address, body in pages.items() if MARKER in body] == []


def test_drafts_have_no_address(db, client):
    draft = make_draft(make_small_world())
    [item] = draft.items.all()
    article = Article.objects.get(title=MARKER)

    for name, key in [
        ("pledge-detail", draft.pk),
        ("equipment-detail", item.pk),
        ("article-detail", article.pk),
    ]:
        assert client.get(reverse(name, args=[key])).status_code == 404


def test_hostile_text_is_shown_as_text(db, client):
    article = make_article(
        f"Japan {HOSTILE} gives", title=HOSTILE, publisher=HOSTILE, licence=HOSTILE
    )
    pledge = make_pledge(
        title=HOSTILE,
        article=article,
        quote=HOSTILE,
        beneficiary=HOSTILE,
        resolution=HOSTILE,
    )
    make_item(pledge, name=HOSTILE, quantity=None, quantity_text=HOSTILE)
    link(make_pledge(), "tops_up", pledge, reason=HOSTILE)
    make_actor("JP", name=HOSTILE, short_name="")

    pages = dict(crawl(client))

    html = {at: body for at, body in pages.items() if not at.endswith(".csv")}
    assert [at for at, body in html.items() if "<script>alert" in body] == []
    assert "&lt;script&gt;alert" in html[f"/pledges/{pledge.pk}"]


def test_an_address_in_an_article_is_no_script(db, client):
    article = make_article(url="javascript:alert(1)")
    pledge = make_pledge(article=article)

    html = client.get(f"/pledges/{pledge.pk}").content.decode()

    assert 'href="javascript:' not in html


def test_recipient_page_keeps_promises_to_its_groups_apart(db, client):
    make_pledge(recipient="UA", amount=100)
    make_pledge(recipient="ukraine-and-neighbours", amount=7, title="To the region")

    context = client.get("/recipients/UA").context

    assert context["total"].usd == 100
    assert context["shared_total"].usd == 7
    assert [pledge.title for pledge in context["shared"]] == ["To the region"]
    assert [row.quote.pledge.title for row in context["latest"]] == ["Aid"]
