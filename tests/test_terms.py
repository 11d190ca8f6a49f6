"""The terms of an address: measure, currency, with or without loans, on every page."""

from decimal import Decimal
from typing import Any

import pytest
from builders import link, make_item, make_pledge, make_rate, make_total
from csv_files import rows
from django.test import Client
from lxml import html
from small_world import make_world
from test_addresses import every_address, links_of

from pledges.models import Pledge
from pledges.terms import DEFAULT, Terms

pytestmark = pytest.mark.django_db
EVERYTHING = "measure=committed&currency=EUR&loans=without"


@pytest.fixture
def world(db: None) -> None:
    """Drones, Loan, Tents and Idea, and a grant of 40 dollars that is committed."""
    make_world()
    make_pledge(title="Grant", amount=40, stage="committed", instrument="grant")
    make_total()


def page(client: Client, address: str) -> Any:
    return html.fromstring(client.get(address).content.decode())


def titles(client: Client, query: str) -> list[str]:
    found = client.get(f"/pledges?{query}").context["page"]
    return sorted(pledge.title for pledge in found)


# In the address


def test_terms_are_read_from_the_address_and_only_what_differs_is_said():
    terms = Terms(currency="EUR", loans="without")

    assert DEFAULT.asked == {}
    assert terms.asked == {"currency": "EUR", "loans": "without"}
    assert terms.after("donor=JP&currency=USD") == (
        "?donor=JP&currency=USD&loans=without"
    )


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("measure=given", "Choose promised, committed or delivered"),
        ("currency=JPY", "the currency of the source is stated_currency"),
        ("loans=no", "Choose with or without."),
    ],
)
def test_terms_that_there_are_not_get_no_page_and_no_file(world, client, query, words):
    for address in every_address_of():
        response = client.get(f"{address}?{query}")

        assert response.status_code == 400, address
        assert words in response.content.decode()
        assert "Drones" not in response.content.decode()


def every_address_of() -> list[str]:
    """Return one address of each kind; Drones get a line of goods for that."""
    drones = Pledge.objects.get(title="Drones")
    if not drones.items.exists():
        make_item(drones, name="drone detector")
    return [address for address in every_address() if not address.endswith("/")]


def test_every_page_and_file_answers_under_terms(world, client):
    for address in every_address_of():
        response = client.get(f"{address}?{EVERYTHING}")

        assert response.status_code == 200, address
        assert b"".join(response)


def test_every_link_keeps_the_terms(world, client):
    every_address_of()
    starts = ["/", "/donors/JP", "/recipients/UA", "/pledges", "/donors"]
    for start in [*starts, "/map", "/flows", "/compare", "/check"]:
        found = links_of(client, f"{start}?currency=EUR")
        bare = {
            href
            for href in found
            if "currency=EUR" not in href and "/admin" not in href
        }

        # What takes the currency off, or names the page that one is on already.
        assert {href.partition("?")[0] for href in bare} <= {start}, start


def test_each_term_has_a_chip_that_takes_it_off(world, client):
    found = page(client, f"/pledges?donor=JP&{EVERYTHING}").xpath(
        "//*[@aria-label='What figures are shown']//a"
    )

    assert [" ".join(one.text_content().split()) for one in found] == [
        "Remove the filter Measure: Committed",
        "Remove the filter Currency: Euros (EUR)",
        "Remove the filter Loans: Without loans and guarantees",
    ]
    assert found[1].get("href") == "?donor=JP&measure=committed&loans=without"


def test_the_forms_of_a_page_keep_terms_and_filters(world, client):
    tree = page(client, "/pledges?donor=JP&currency=EUR")
    control, filters = tree.xpath("//main//form")

    assert control.xpath(".//input[@name='donor']/@value") == ["JP"]
    assert control.xpath(".//select[@name='currency']/option[@selected]/@value") == [
        "EUR"
    ]
    assert filters.xpath(".//input[@name='currency']/@value") == ["EUR"]


# What they rule


def test_firmer_measure_lists_and_adds_up_its_stages_alone(world, client):
    context = client.get("/?measure=committed").context

    assert titles(client, "measure=committed") == ["Grant", "Loan", "Tents"]
    assert context["total"].amount == Decimal(1100040)
    assert [row.key for row in context["donors"]] == ["EU", "JP", "US"]
    assert [row.key for row in context["stages"]] == ["committed", "delivered"]
    assert [card.lead for card in context["cards"]] == [False, True, False]
    assert {row["title"] for row in rows(client, "/pledges.csv?measure=committed")} == {
        "Grant",
        "Loan",
        "Tents",
    }


def test_without_loans_leaves_out_loans_and_guarantees_on_pages_and_in_files(
    world, client
):
    make_pledge(title="Cover", amount=7, instrument="guarantee")

    query = "loans=without"

    assert titles(client, query) == ["Drones", "Grant", "Idea", "Tents"]
    assert len(rows(client, f"/pledges.csv?{query}")) == 4
    assert client.get(f"/?{query}").context["total"].amount == 37_000_040
    donors = [row["code"] for row in rows(client, f"/donors.csv?{query}")]
    assert "EU" not in donors


def test_a_grant_that_holds_a_loan_counts_without_it(db, client):
    whole = make_pledge(title="Whole", amount=100, instrument="grant")
    link(make_pledge(amount=30, instrument="loan"), "part_of", whole)

    assert client.get("/").context["total"].amount == 100
    assert client.get("/?loans=without").context["total"].amount == 70


def test_currency_rules_cards_tables_charts_and_order(db, client):
    make_rate("USD", make_pledge().announced_on, "2", period="month")
    make_pledge(donor="DE", amount=90, currency="EUR")
    make_pledge(donor="US", amount=100, announced_on=None)

    tree = page(client, "/?currency=EUR")
    context = client.get("/?currency=EUR").context

    assert context["total"].amount == 90
    assert context["total"].unconverted == 2
    assert context["donors"][0].key == "DE"
    units = tree.xpath("//table[@data-chart='bar' or @data-chart='line']/@data-unit")
    assert set(units) == {"EUR"}
    assert "Promised, EUR" in tree.xpath("//th/text()")
    assert tree.xpath("//*[@class='card-exact']")[0].text_content() == (
        "EUR 90 or USD 380, with 2 that could not be converted to EUR"
    )
    assert "2 not converted" in tree.text_content()


def test_lists_sort_by_the_currency_of_the_page(db, client):
    make_pledge(title="Dollars", amount=100, announced_on=None)  # no worth in euros
    make_pledge(title="Euros", amount=90, currency="EUR", announced_on=None)

    def first(query: str) -> str:
        return client.get(f"/pledges?sort=-usd{query}").context["page"][0].title

    assert first("") == "Dollars"
    assert first("&currency=EUR") == "Euros"


def test_claims_follow_the_measure_and_stand_beside_no_sum_without_loans(db, client):
    make_pledge(amount=100, stage="committed")
    make_pledge(amount=20)
    firm = make_total(amount=70, stage="committed")
    make_total(amount=60, stage="announced")

    def beside(query: str) -> list[Any]:
        found = client.get(f"/?{query}").context["beside"]
        return [(row.claim.total.amount, row.itemised) for row in found]

    assert beside("") == [(60, 120), (70, 120)]
    assert beside("measure=committed") == [(firm.amount, 100)]
    assert beside("loans=without") == []


def test_the_name_of_a_file_says_its_terms(world, client):
    response = client.get(f"/pledges.csv?{EVERYTHING}")
    name = response["Content-Disposition"]

    assert b"".join(response)
    assert name.endswith('-committed-EUR-without-loans.csv"')


def test_files_of_sums_say_what_they_are_of(world, client):
    found = rows(client, "/donors.csv?measure=committed")

    assert {row["measure"] for row in found} == {"committed"}
    assert [row["sum_usd"] for row in found] == ["1100000.00", "40.00", ""]
