"""The pages of map and flows: their tables, sums, links and refusals."""

from decimal import Decimal
from typing import Any

import pytest
from builders import make_pledge
from django.test import Client
from lxml import html
from small_world import make_world

pytestmark = pytest.mark.django_db


def page(client: Client, address: str) -> Any:
    return html.fromstring(client.get(address).content.decode())


def rows(tree: Any, place: str) -> list[list[str]]:
    """Return the words of each row of a part of the table."""
    found = tree.xpath(f"//table[@data-chart]/{place}/tr")
    return [[cell.text_content().strip() for cell in row] for row in found]


def test_what_is_no_country_is_summed_apart_below_the_map(client):
    make_pledge(recipient="UA", amount="100.25")
    make_pledge(recipient="several-recipients", amount=7)
    make_pledge(recipient=None, amount=None)

    tree = page(client, "/map")

    assert rows(tree, "tbody[1]") == [["Ukraine", "100.25", "1", "0"]]
    assert rows(tree, "tbody[2]")[1:] == [
        ["Several recipients", "7", "1", "0"],
        ["not stated", "not stated", "1", "1"],
    ]
    assert rows(tree, "tfoot") == [
        ["On the map", "100.25", "1", "0"],
        ["Not on the map", "7", "2", "1"],
        ["Sum", "107.25", "3", "1"],
    ]


def test_the_map_has_two_sides(client):
    make_pledge("JP", recipient="UA", amount=1)

    assert rows(page(client, "/map"), "tbody")[0][0] == "Ukraine"
    assert rows(page(client, "/map?side=donors"), "tbody")[0][0] == "Japan"


def test_another_side_is_refused(client):
    assert client.get("/map?side=channels").status_code == 400
    assert client.get("/flows?side=donors").status_code == 400


def test_a_row_says_where_it_lies(client):
    make_pledge(recipient="TV", amount=1)
    make_pledge(recipient="UA", amount=None)

    found = page(client, "/map").xpath("//tr[@data-shape]")

    assert [dict(row.attrib) for row in found] == [
        {"data-shape": "", "data-point": "179.2 -8.5"},
        {"data-shape": "804", "data-point": ""},
    ]
    values = [row.xpath("td/@data-value") for row in found]
    assert values == [["1.00"], [""]]


@pytest.mark.parametrize("address", ["/map", "/map?side=donors", "/flows"])
def test_links_keep_filters_and_lead_to_pages(client, address):
    make_world()
    mark = "&" if "?" in address else "?"

    tree = page(client, f"{address}{mark}stage=announced&currency=EUR")

    links = tree.xpath("//table[@data-chart]//a/@href")
    assert links
    for link in links:
        assert "stage=announced" in link
        assert "currency=EUR" in link
        assert client.get(link).status_code == 200, link


def test_the_dashboard_leads_to_both_with_its_filters(client):
    make_world()

    links = page(client, "/?sector=military").xpath("//section//a/@href")

    assert {"/map?sector=military", "/flows?sector=military"} <= set(links)


def test_filters_narrow_the_map_and_keep_its_side(client):
    make_world()

    tree = page(client, "/map?side=donors&sector=military")

    assert [row[0] for row in rows(tree, "tbody[1]")] == ["Japan"]
    assert tree.xpath("//details[@class='filters']//input[@name='side']/@value") == [
        "donors"
    ]


def test_terms_rule_map_and_flows(client):
    make_world()

    for address, unit in [("/map", "USD"), ("/map?currency=EUR", "EUR")]:
        [table] = page(client, address).xpath("//table[@data-chart]")
        assert table.attrib["data-unit"] == unit
    committed = client.get("/flows?measure=committed").context
    assert [flow.donor.key for flow in committed["flows"]] == ["EU", "US"]
    for address, channels in [
        ("/flows", {"NATO", ""}),
        ("/flows?as_of=2023-12-31", {""}),
    ]:
        flows = client.get(address).context["flows"]
        assert {flow.channel.key for flow in flows} == channels


def test_flows_name_the_largest_in_words(client):
    make_pledge("JP", amount=Decimal(37_000_000), channel="NATO")
    make_pledge("US", amount=1_000_000)

    caption = page(client, "/flows").xpath("//figcaption/strong")[0].text_content()

    assert caption == (
        "The largest flow is from Japan to Ukraine, through NATO: "
        "USD 37.00\N{NO-BREAK SPACE}m of 38.00\N{NO-BREAK SPACE}m"
    )


@pytest.mark.parametrize("address", ["/map", "/flows"])
def test_pledges_without_any_value_are_no_drawing_and_no_zero(client, address):
    make_pledge(amount=None)

    tree = page(client, address)

    assert tree.xpath("//td/@data-value") == [""]
    caption = tree.xpath("//figcaption/strong")[0].text_content()
    assert caption == "No pledge has a value that can be drawn"
