"""Why totals differ: each way of adding up has the sum of the list that it leads to."""

from datetime import date
from typing import Any

import pytest
from builders import link, make_pledge, make_rate, make_total
from django.test import Client
from lxml import html

pytestmark = pytest.mark.django_db
PAGE = "/why-totals-differ"


@pytest.fixture
def japan(db: None) -> None:
    """Five promises of Japan by the day of a claim, and one after it."""
    for year, month in [(2023, 1), (2023, 2), (2023, 5), (2023, 6), (2024, 1)]:
        make_rate("USD", date(year, month, 1), "2", period="month")
    make_pledge(amount=1000, instrument="guarantee")
    make_pledge(amount=200, instrument="loan", stage="committed")
    whole = make_pledge(amount=50, instrument="grant", stage="delivered")
    link(make_pledge(amount=20, instrument="grant"), "part_of", whole)
    make_pledge(amount=6, recipient="ukraine-and-neighbours")
    make_pledge(amount=4, announced_on=date(2023, 5, 5))
    make_pledge(amount=90_000, announced_on=date(2024, 2, 1))
    make_pledge(amount=70_000, donor="US")
    make_total(amount=250, as_of=date(2023, 2, 2), stage="delivered")
    make_total(amount=250, as_of=date(2024, 1, 8), stage="delivered")
    make_total(amount=90_000, as_of=date(2023, 6, 6), stage="announced")


def sums(client: Client, query: str = "") -> dict[str, tuple[str, str]]:
    """Return each way with its sum and the address that this leads to."""
    tree = html.fromstring(client.get(PAGE + query).content.decode())
    found = {}
    for row in tree.xpath("//main//tbody/tr"):
        words = " ".join(row.xpath("string(th)").split())
        links = row.xpath("td/a/@href")
        found[words] = (row.xpath("string(td)").strip(), links[0] if links else "")
    return found


def amounts(client: Client, query: str = "") -> list[str]:
    return [amount for amount, _ in sums(client, query).values()]


def test_the_firm_claim_that_fits_least_is_worked_out(japan, client):
    assert client.get(PAGE).context["one"].claim.total.as_of == date(2024, 1, 8)
    assert {name: amount for name, (amount, _) in sums(client).items()} == {
        "As claimed": "250",
        "Promised by that day to Ukraine and to groups with Ukraine": "1,260",
        "The same by 2 February 2023, the first such claim in our records": "1,256",
        "The same without guarantees": "260",
        "The same without loans and guarantees": "60",
        "The same to Ukraine alone": "1,254",
        "The same, as far as committed or delivered": "230",
        "The same, as far as reported as delivered": "30",
        "Every stated amount of these pledges, wholes, parts and repetitions alike, "
        "which counts money more than once": "1,280",
    }


@pytest.mark.parametrize(
    "query", ["", "?currency=EUR", "?as_of=2024-01-20", "?measure=delivered"]
)
def test_each_sum_is_that_of_the_list_that_it_leads_to(japan, client, query):
    led = {words: row for words, row in sums(client, query).items() if row[1]}

    assert len(led) == 7
    for words, (amount, address) in led.items():
        assert f"{client.get(address).context['total'].amount:,.0f}" == amount, words


def test_the_sum_is_that_which_stands_beside_the_claim(japan, client):
    context: Any = client.get(PAGE).context

    assert context["ways"][0].total.amount == context["one"].itemised


def test_page_follows_the_currency_and_not_the_measure(japan, client):
    assert amounts(client, "?currency=EUR")[0] == "125"
    assert amounts(client, "?currency=EUR")[5] == "627"
    assert amounts(client, "?measure=delivered&loans=without") == amounts(client)


def test_a_past_day_has_the_claims_of_that_day(japan, client):
    response = client.get(f"{PAGE}?as_of=2023-03-03")

    assert response.context["one"].claim.total.as_of == date(2023, 2, 2)


def test_without_a_claim_the_page_says_so(db, client):
    make_pledge()

    words = client.get(f"{PAGE}?as_of=2023-01-01").content.decode()

    assert "Our records hold no claim" in words


def test_the_claim_of_the_demonstration_data_is_that_of_the_methodology(seeded, client):
    found = sums(client)

    assert client.get(PAGE).context["one"].claim.total.as_of == date(2024, 1, 8)
    assert list(found)[2].startswith("The same by 24 May 2023")
    assert amounts(client)[:4] == [
        "7,000,000,000",
        "11,965,895,700",
        "7,423,895,700",
        "3,465,895,700",
    ]
