"""Addresses are for reading, say what they do not know, and lead to one another."""

import re
from html import unescape
from urllib.parse import urljoin

import pytest
from builders import make_item, make_total
from django.http import QueryDict
from django.test import Client
from small_world import make_world

from pledges.filters.unknown import unknown
from pledges.models import Article, Pledge, ReportedTotal
from pledges.urls import urlpatterns

pytestmark = pytest.mark.django_db
NARROWED = ["/pledges", "/donors", "/recipients", "/equipment"]
NARROWED += ["/reported-totals", "/articles", "/evidence"]
OVERVIEWS = ["/", "/map", "/flows", "/compare", "/check"]
OVERVIEWS += ["/donors/JP", "/recipients/UA"]
FILES = [f"{page}.csv" for page in [*NARROWED, "/compare"]]


@pytest.fixture
def world(db: None) -> None:
    """Drones, Loan, Tents and Idea, with goods and a claimed total."""
    make_world()
    make_item(Pledge.objects.get(title="Drones"), name="drone detector")
    make_total()


FORMS = ["/corrections"]


def every_address() -> list[str]:
    """Return one address of each kind, files included."""
    pledge = Pledge.objects.get(title="Drones")
    keys = {
        "<int:pk>": str(pledge.pk),
        "<slug:code>": "JP",
        "<path:address>": "pledges",
        "equipment/<int:pk>": f"equipment/{pledge.items.get().pk}",
        "articles/<int:pk>": f"articles/{Article.objects.published()[0].pk}",
        "reported-totals/<int:pk>": f"reported-totals/{ReportedTotal.objects.get().pk}",
    }
    found = []
    for pattern in urlpatterns:
        route = str(pattern.pattern)
        for place, key in sorted(keys.items(), key=lambda pair: -len(pair[0])):
            route = route.replace(place, key)
        found.append(f"/{route}")
    return found


def status(client: Client, address: str) -> int:
    """Return how ``address`` is answered, read to the end, which closes a file."""
    response = client.get(address)
    assert b"".join(response) or response.status_code == 302
    return response.status_code


# Methods


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
def test_public_addresses_are_for_reading_only(world, method):
    client = Client(enforce_csrf_checks=True)
    for address in set(every_address()) - set(FORMS):
        response = client.generic(method, address)

        assert response.status_code == 405, address
        assert response["Allow"] == "GET, HEAD"
        assert "for reading only" in response.content.decode()


def test_head_is_answered_like_get_without_a_body(world, client):
    for address in every_address():
        got, asked = client.get(address), client.head(address)

        assert asked.status_code == got.status_code in (200, 302), address
        assert b"".join(got) or got.status_code == 302
        assert b"".join(asked) == b""


# Unknown filters


@pytest.mark.parametrize("page", [*OVERVIEWS[:2], *NARROWED])
def test_unknown_filter_is_named_with_the_one_that_was_meant(world, client, page):
    response = client.get(f"{page}?announced_afer=2023-01-01")

    html = response.content.decode()
    assert response.status_code == 400
    assert "<code>announced_afer</code>" in html
    assert 'href="?announced_after=2023-01-01"' in html
    assert "Drones" not in html


@pytest.mark.parametrize("file", FILES)
def test_unknown_filter_gets_no_file(world, client, file):
    response = client.get(f"{file}?announced_afer=2023-01-01&qqqqqqqq=1")

    assert response.status_code == 400
    assert response.content.decode().splitlines() == [
        "announced_afer: There is no such filter here; did you mean announced_after?",
        "qqqqqqqq: There is no such filter here.",
    ]


@pytest.mark.parametrize("page", [*OVERVIEWS, *NARROWED, *FILES])
@pytest.mark.parametrize(
    "query", ["utm_source=x&utm_medium=y", "fbclid=x", "gclid=x&page=1", "msclkid=x"]
)
def test_marks_of_other_sites_are_passed_over(world, client, page, query):
    query = query if page in (*NARROWED, *FILES) else query.replace("&page=1", "")

    assert status(client, f"{page}?{query}") == 200


@pytest.mark.parametrize(
    "address", ["/donors/JP?donor=US", "/recipients/UA?recipient=MD", "/?page=2"]
)
def test_filter_that_a_page_could_not_obey_is_unknown_to_it(world, client, address):
    assert client.get(address).status_code == 400


@pytest.mark.parametrize("address", ["/methodology?donnor=JP", "/pledges/{}?stage=x"])
def test_page_without_filters_takes_no_notice_of_any(world, client, address):
    key = Pledge.objects.get(title="Drones").pk

    assert client.get(address.format(key)).status_code == 200


def test_correction_keeps_the_other_filters():
    [one] = unknown(QueryDict("donnor=JP&donnor=US&q=aid"), ["donor", "q"])

    assert (one.name, one.meant) == ("donnor", "donor")
    assert one.instead == "?q=aid&donor=JP&donor=US"


def test_few_unknown_filters_are_named_however_many_there_are(world, client):
    query = "&".join(f"{'x' * 900}{number}=1" for number in range(90))

    response = client.get(f"/pledges?{query}")

    assert response.status_code == 400
    assert len(response.content) < 10_000


def test_hostile_name_of_a_filter_is_text(world, client):
    page = client.get("/pledges?<script>=1").content.decode()
    file = client.get("/pledges.csv?a%0D%0Ab%3A=1").content.decode()

    assert "<code>&lt;script&gt;</code>" in page
    assert file == "a b:: There is no such filter here.\n"


# Links


def links_of(client: Client, address: str) -> set[str]:
    """Return where the links of a page lead within the site."""
    html = client.get(address).content.decode()
    hrefs = [unescape(href) for href in re.findall(r'href="([^"]+)"', html)]
    inside = {urljoin(address, href).partition("#")[0] for href in hrefs}
    return {href for href in inside if href.startswith("/") and "/static/" not in href}


STARTS = [
    "/?donor=JP&recipient=UA&recipient=ukraine-and-neighbours&with_groups=yes",
    "/?recipient=UA&announced_after=2022-01-01&utm_source=x",
    "/donors/JP?recipient=UA",
    "/recipients/UA?donor=JP",
    "/donors?sort=name&recipient=UA",
    "/compare?recipient=UA&by=per_head",
    "/check?amount=7&donor=JP&recipient=UA&on=2024-01-08",
    "/recipients?sort=-published&donor=JP",
    "/equipment?sort=-item&donor=JP",
    "/reported-totals?sort=speaker",
    "/articles?sort=-title&q=japan",
    "/evidence?sort=supports&donor=JP",
    "/pledges?sort=-stage&donor=JP&page=1",
]


@pytest.mark.parametrize("start", STARTS)
def test_every_link_of_a_narrowed_page_leads_to_a_page(world, client, start):
    found = links_of(client, start)

    assert len(found) > 15
    for address in found:
        assert status(client, address) in (200, 302), address
