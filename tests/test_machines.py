"""What programs read: robots.txt, sitemaps, security.txt, and the heads of pages."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from builders import make_item, make_pledge, make_total
from csv_files import rows
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from lxml import etree, html
from small_world import make_world
from test_addresses import every_address
from test_settings import started

from pledges.models import Article, DataVersion, Pledge
from pledges.totals import Total
from pledges.views.machines import Part

pytestmark = pytest.mark.django_db
NAMESPACE = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
HOST = "http://testserver"


@pytest.fixture
def world(db: None) -> None:
    """Drones, Loan, Tents and Idea, with goods and a claimed total."""
    make_world()
    make_item(Pledge.objects.get(title="Drones"), name="drone detector")
    make_total()


def read_map(client: Client, address: str) -> dict[str, str]:
    """Return the addresses of a sitemap, each with its last change or ""."""
    response = client.get(address)
    assert response["Content-Type"] == "application/xml"
    entries = etree.fromstring(response.content)
    return {
        one.findtext("s:loc", namespaces=NAMESPACE).removeprefix(HOST): one.findtext(
            "s:lastmod", "", namespaces=NAMESPACE
        )
        for one in entries
    }


def whole_map(client: Client) -> dict[str, str]:
    """Return the addresses of all parts of the sitemap."""
    found: dict[str, str] = {}
    for part in read_map(client, "/sitemap.xml"):
        found |= read_map(client, part)
    return found


# Files


def test_sitemap_has_every_page_of_a_published_record_and_no_other(world, client):
    draft = make_pledge(donor="DE", published=False)
    make_item(draft)

    found = whole_map(client)

    published = Pledge.objects.published().values_list("pk", flat=True)
    pledges = {f"/pledges/{pk}" for pk in published}
    assert {one for one in found if re.match(r"/pledges/\d", one)} == pledges
    articles = Article.objects.published().values_list("pk", flat=True)
    assert {one for one in found if re.match(r"/articles/\d", one)} == {
        f"/articles/{pk}" for pk in articles
    }
    assert {one for one in found if one.startswith("/donors/")} == {
        "/donors/JP",
        "/donors/EU",
        "/donors/US",
    }
    assert {one for one in found if one.startswith("/recipients/")} == {
        "/recipients/UA",
        "/recipients/ukraine-and-neighbours",
    }
    assert len([one for one in found if re.match(r"/equipment/\d", one)]) == 2
    assert len([one for one in found if re.match(r"/reported-totals/\d", one)]) == 1
    for address in found:
        assert client.get(address).status_code == 200, address


def test_sitemap_has_every_page_without_a_key(world, client):
    addresses = [one for one in every_address() if not re.search(r"\d|JP|\.|/$", one)]

    left_out = {"/search", "/corrections/received"}
    assert set(addresses) - set(whole_map(client)) == left_out


def test_sitemap_says_when_a_record_changed_last(world, client):
    drones = Pledge.objects.get(title="Drones")
    before = whole_map(client)[f"/pledges/{drones.pk}"]
    drones.history.update(history_date=timezone.now() - timedelta(days=9))
    old = whole_map(client)[f"/pledges/{drones.pk}"]
    drones.save()

    assert old < before <= whole_map(client)[f"/pledges/{drones.pk}"]


def test_parts_of_more_than_the_limit_are_split(world, client, monkeypatch):
    whole = whole_map(client)
    monkeypatch.setattr(Part, "limit", 3)

    parts = read_map(client, "/sitemap.xml")

    assert "/sitemap-pledges.xml?p=2" in parts
    assert all(len(read_map(client, part)) <= 3 for part in parts)
    assert whole_map(client) == whole


@pytest.mark.parametrize(
    "address", ["/sitemap-drafts.xml", "/sitemap-pledges.xml?p=9", "/sitemap-.xml"]
)
def test_part_that_there_is_not_is_not_found(client, address):
    assert client.get(address).status_code == 404


def test_robots_keeps_programs_out_of_the_admin_and_names_the_sitemap(client):
    lines = client.get("/robots.txt").content.decode().splitlines()

    assert lines[:2] == ["User-agent: *", "Disallow: /admin/"]
    assert lines[-1] == f"Sitemap: {HOST}/sitemap.xml"


def test_security_txt_says_whom_to_write_and_until_when_it_holds(client, settings):
    settings.SECURITY_CONTACT = "mailto:security@tracker.example"

    response = client.get("/.well-known/security.txt")

    assert response["Content-Type"] == "text/plain; charset=utf-8"
    lines = response.content.decode().splitlines()
    fields = dict(line.split(": ", 1) for line in lines)
    assert fields["Contact"] == "mailto:security@tracker.example"
    assert fields["Canonical"] == f"{HOST}/.well-known/security.txt"
    until = parse_datetime(fields["Expires"])
    assert timedelta(days=178) < until - timezone.now() < timedelta(days=366)


def test_security_txt_without_a_contact_is_not_there(client):
    assert client.get("/.well-known/security.txt").status_code == 404


@pytest.mark.parametrize("contact", ["me@tracker.example", "http://x", "mailto:a\nb"])
def test_contact_that_no_program_understands_stops_the_start(contact):
    failed = started(SECURITY_CONTACT=contact)

    assert ImproperlyConfigured.__name__ in failed.stderr
    assert "SECURITY_CONTACT begins with" in failed.stderr


@pytest.mark.parametrize("address", ["/robots.txt", "/sitemap.xml"])
def test_files_without_figures_refuse_terms_and_are_for_reading(client, address):
    refused = client.get(f"{address}?as_of=2024-01-07")

    assert refused.status_code == 400
    assert "There are no figures here." in refused.content.decode()
    assert client.post(address).status_code == 405


# Heads


def head(client: Client, address: str) -> Any:
    return html.fromstring(client.get(address).content.decode()).find("head")


def pages() -> list[str]:
    """Return one address of each kind of page."""
    return [one for one in every_address() if not re.search(r"\.[a-z]+$|.+/$", one)]


def test_every_page_has_a_description_and_an_address_of_its_own(world, client):
    described = {}
    for address in pages():
        found = head(client, address)
        [words] = found.xpath("meta[@name='description']/@content")
        [title] = found.xpath("meta[@property='og:title']/@content")

        assert words.strip() == words
        assert len(words) > 20, address
        assert found.findtext("title") == f"{title} · Aid Tracker"
        [link] = found.xpath("link[@rel='canonical']/@href")
        assert link == HOST + address
        assert found.xpath("meta[@property='og:url']/@content") == [link]
        described[words] = address
    assert len(described) == len(pages())


@pytest.mark.parametrize(
    ("address", "one"),
    [
        ("/pledges?sort=-usd&donor=JP&q=&utm_source=x", "/pledges?donor=JP"),
        ("/pledges?page=1&measure=promised", "/pledges"),
        ("/pledges?currency=EUR&donor=JP", "/pledges?donor=JP&currency=EUR"),
        ("/?as_of=2024-01-20", "/?as_of=2024-01-20"),
        ("/methodology?donor=JP&loans=without", "/methodology?loans=without"),
        ("/search?q=japan&fbclid=1", "/search?q=japan"),
    ],
)
def test_one_view_has_one_address(world, client, address, one):
    assert head(client, address).xpath("link[@rel='canonical']/@href") == [HOST + one]


def test_hostile_words_stay_words_in_the_head(client):
    pledge = make_pledge(title='"><script>alert(1)</script>')

    found = head(client, f"/pledges/{pledge.pk}")

    [title] = found.xpath("meta[@property='og:title']/@content")
    assert title == '"><script>alert(1)</script>'
    assert found.xpath("script") == []


def described(client: Client, address: str) -> Any:
    """Return the data set that a page describes."""
    [text] = head(client, address).xpath("script[@type='application/ld+json']/text()")
    return json.loads(text)


DATASETS = ["/", "/pledges", "/donors", "/recipients", "/equipment"]
DATASETS += ["/reported-totals", "/articles", "/evidence", "/help-us-confirm"]


@pytest.mark.parametrize("address", DATASETS)
@pytest.mark.parametrize("query", ["", "?measure=committed&currency=EUR"])
def test_dataset_states_the_figures_of_its_page_and_leads_to_its_file(
    world, client, address, query
):
    context = client.get(address + query).context
    data = described(client, address + query)

    figures = {one["name"]: one["value"] for one in data["variableMeasured"]}
    assert data["@type"] == "Dataset"
    assert data["version"] == str(DataVersion.current())
    assert data["url"] == HOST + address + query
    assert figures.pop("rows") == context["status"].rows
    total = context.get("total")
    if isinstance(total, Total) and total.amount is not None:
        assert list(figures.values()) == [str(total.amount)]
    else:
        assert figures == {}
    file = data["distribution"]["contentUrl"].removeprefix(HOST)
    if address != "/":
        assert len(rows(client, file)) == context["status"].rows


def test_dataset_of_a_filtered_list_is_that_of_its_rows(world, client):
    data = described(client, "/pledges?donor=JP&q=%3C/script%3E+%26&sort=-usd")

    assert data["variableMeasured"][0]["value"] == 0
    assert "donor=JP&q=%3C%2Fscript%3E" in data["distribution"]["contentUrl"]


def test_refused_address_describes_no_data(world, client):
    found = head(client, "/pledges?donor=XX")

    assert found.xpath("script[@type='application/ld+json']") == []
