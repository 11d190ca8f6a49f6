"""Nonsense in an address is said to be nonsense: 400 or 404, never a 500."""

import pytest
from django.test import Client
from small_world import make_world

from pledges.urls import urlpatterns

pytestmark = pytest.mark.django_db
LISTS = ["/pledges", "/donors", "/recipients", "/equipment", "/evidence"]


@pytest.fixture
def world(db: None) -> None:
    """Drones, Loan, Tents and Idea."""
    make_world()


NONSENSE = [
    "donor=XX",
    "donor=jp",
    "donor=%27%3B+DROP+TABLE",
    "recipient=1",
    "channel=JP",
    "stage=foo",
    "sector=Military",
    "instrument=x",
    "stated_currency=usd",
    "with_groups=1",
    "announced_after=x",
    "announced_after=2024-13-01",
    "announced_before=0000-01-01",
    "announced_before=10000-01-01",
    "announced_after=2024-01-09&announced_before=2024-01-08",
    "min_usd=100&max_usd=99.99",
    "min_usd=NaN",
    "min_usd=Infinity",
    "min_usd=1e400",
    "min_usd=-1",
    "max_usd=" + "9" * 30,
    "max_usd=1.005",
    "max_usd=١٢٣",
    "has_equipment=maybe",
    "has_amount=1",
    "counted=true",
    "q=" + "a" * 10_000,
    "q=" + "a+" * 50,
    "id=0",
    "id=x",
    "id=" + "9" * 30,
    "&".join(f"donor=X{number}" for number in range(1900)),
    "donor=XX&stage=announced&donor=JP",
]


@pytest.mark.parametrize("page", ["/", "/pledges", "/compare", "/equipment"])
def test_nonsense_gets_the_errors_of_the_form_and_no_rows(world, client, page):
    for query in NONSENSE:
        response = client.get(f"{page}?{query}")

        assert response.status_code == 400, query
        assert response.context["faults"]
        assert 'role="alert"' in response.content.decode()
        assert "Drones" not in response.content.decode()
        assert len(response.content) < 400_000


@pytest.mark.parametrize("page", ["/pledges", "/compare", "/equipment"])
def test_nonsense_gets_no_file(world, client, page):
    for query in NONSENSE:
        response = client.get(f"{page}.csv?{query}")

        assert response.status_code == 400, query
        assert "Drones" not in response.content.decode()


REFUSED = [
    "donor=%00",
    "q=%00",
    "q=%ff",
    "q=%ed%a0%80",
    "page=-1",
    "page=0",
    "page=1e9",
    "page=x",
    "page=",
    "page=99999999999999999999",
    "page=²",
    "page=2",
    "&".join(f"donor=X{number}" for number in range(5000)),
]


@pytest.mark.parametrize("page", LISTS)
def test_control_characters_and_pages_that_are_none_are_refused(world, client, page):
    for query in REFUSED:
        assert client.get(f"{page}?{query}").status_code in (400, 404), query


@pytest.mark.parametrize(
    "page", ["/pledges", "/donors", "/recipients", "/equipment", "/articles"]
)
def test_only_offered_sorts_are_obeyed(world, client, page):
    for sort in ["password", "donor__id", "--usd", "-", "title,donor"]:
        response = client.get(f"{page}?sort={sort}")

        assert response.status_code == 400, sort
        assert list(response.context["page"]) == []


ODD = [
    "donor=JP&donor=JP&donor=JP",
    "q=&donor=&min_usd=",
    "q=%25_%5C",
    "q=" + "ж" * 200,
    "utm_source=x&fbclid=y&gclid=z",
    "announced_after=9999-12-31",
    "sort=&donnor=",
    "donor=JP&" * 500,
]


@pytest.mark.parametrize("page", ["/", "/compare", *LISTS])
def test_odd_but_meaningful_addresses_are_answered(world, client, page):
    for query in ODD:
        assert client.get(f"{page}?{query}").status_code == 200, query


def addresses() -> list[str]:
    """Return every public address without a key in it."""
    routes = [str(pattern.pattern) for pattern in urlpatterns]
    return [f"/{route}" for route in routes if "<" not in route]


def test_no_address_fails_on_nonsense(world, client: Client):
    for address in addresses():
        for query in ["stage=foo", "q=%00", "sort=password", "page=-1"]:
            response = client.get(f"{address}?{query}")

            assert b"".join(response)
            assert response.status_code < 500, f"{address}?{query}"
