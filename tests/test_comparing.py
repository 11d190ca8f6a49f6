"""Donors side by side: values and ranks by each definition, on the page and as file."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from builders import make_figure, make_pledge, make_rate
from csv_files import rows
from django.test import Client
from lxml import html

from pledges import totals
from pledges.totals import Compared, Rank

pytestmark = pytest.mark.django_db
JANUARY, MARCH = date(2023, 1, 1), date(2024, 3, 1)


@pytest.fixture
def world(db: None) -> None:
    """
    Japan 600 of 6,000 and 100 people, Estonia 60 of 240 and 2; no figures of Taiwan.

    The European Union gives 500, most of it as a loan. Norway states no amount.
    """
    for code, gdp, people in [("JP", 6000, 100), ("EE", 240, 2), ("NO", 900, 5)]:
        make_figure(code, "gdp_usd", gdp)
        make_figure(code, "population", people)
    make_pledge("JP", amount=500, announced_on=JANUARY, stage="delivered")
    make_pledge("JP", "MD", amount=100, announced_on=MARCH)
    make_pledge("EU", amount=400, instrument="loan", stage="committed")
    make_pledge("EU", amount=100)
    make_pledge("EE", amount=60, announced_on=MARCH)
    make_pledge("TW", amount=60, announced_on=None)
    make_pledge("NO", amount=None)


def donors(client: Client, query: str = "") -> dict[str, Compared]:
    """Return the donors of the page by code, in its order."""
    response = client.get(f"/compare?{query}")
    assert response.status_code == 200
    return {one.key: one for one in response.context["comparison"].donors}


def places(one: Compared) -> dict[str, int]:
    return {by: rank.place for by, rank in one.ranks.items()}


def page(client: Client, query: str = "") -> Any:
    return html.fromstring(client.get(f"/compare?{query}").content.decode())


def words(element: Any) -> str:
    return " ".join(element.text_content().split())


def columns(client: Client, query: str, table: int = 0) -> list[list[str]]:
    """Return the cells of a table of the page, row by row, heads first."""
    found = page(client, query).xpath("//div[@id='comparison']//table")[table]
    return [[words(cell) for cell in row] for row in found.xpath(".//tr")]


# Values


def test_amount_per_head_and_share_of_gdp_are_of_the_latest_figures(world, client):
    make_figure("EE", "population", 1000, year=2019)

    estonia = donors(client)["EE"]

    assert estonia.values["promised"] == 60
    assert (estonia.values["per_head"], estonia.values["gdp_share"]) == (30, 25)
    assert estonia.population is not None
    assert estonia.population.year == 2023


def test_share_of_gdp_is_of_dollars_whatever_the_currency(world, client):
    make_rate("USD", date(2024, 3, 1), "2", period="month")
    make_pledge("EE", amount=10, currency="EUR", announced_on=MARCH)

    estonia = donors(client, "donor=EE&currency=EUR&by=gdp_share")["EE"]

    assert estonia.values["promised"] == 10
    assert estonia.values["per_head"] == 5
    assert estonia.values["gdp_share"] == Decimal(8000) / 240


def test_line_of_shares_is_of_dollars_whatever_the_currency(world, client):
    make_rate("USD", date(2024, 3, 1), "2", period="month")
    make_pledge("DE", amount=10, currency="EUR", announced_on=MARCH)
    make_figure("DE", "gdp_usd", 400)

    response = client.get("/compare?donor=DE&currency=EUR&by=gdp_share")

    assert response.context["timeline"].points[-1].sums == [5]
    assert [year.sums for year in response.context["years"]] == [[10]]


def test_institution_has_no_share_and_country_without_figures_is_not_known(
    world, client
):
    _, *found = columns(client, "donor=EU&donor=TW&donor=NO")

    assert {row[0]: (row[5], row[6]) for row in found} == {
        "European Union": ("not applicable", "not applicable"),
        "Taiwan": ("not known", "not known"),
        "Norway": ("no known sum 5 people, 2023", "no known sum of USD 900, 2023"),
    }


def test_unknown_is_no_zero_bar_and_says_why(world, client):
    tree = page(client, "donor=TW&donor=EE&by=gdp_share")
    cells = tree.xpath("//table[@data-chart='bar']//td[@data-value]")

    assert [(one.get("data-value"), one.get("title")) for one in cells] == [
        ("25.00", ""),
        ("", "not known"),
    ]


# Ranks


def test_rank_is_among_all_donors_that_have_the_figure(world, client):
    estonia = donors(client, "donor=EE")["EE"]

    assert list(donors(client, "donor=EE")) == ["EE"]
    assert estonia.ranks["promised"] == Rank(3, 4, 0)
    assert estonia.ranks["per_head"] == Rank(1, 2, 1)
    assert estonia.ranks["gdp_share"] == Rank(1, 2, 1)


def test_equal_sums_share_a_place_and_the_next_is_passed_over(world, client):
    make_pledge("DK", amount=50)

    found = donors(client, "donor=EE&donor=TW&donor=DK")

    assert {code: one.ranks["promised"].place for code, one in found.items()} == {
        "EE": 3,
        "TW": 3,
        "DK": 5,
    }


def test_what_is_not_known_has_no_place_and_is_not_last(world, client):
    found = donors(client, "donor=NO&donor=TW&donor=EU")

    assert places(found["NO"]) == {}
    assert set(places(found["TW"])) == {"promised", "with_loans", "without_loans"}
    assert "gdp_share" not in found["EU"].ranks


def test_donor_moves_with_the_definition(world, client):
    union = donors(client, "donor=EU")["EU"]

    assert places(union) == {
        "promised": 2,
        "committed": 2,
        "with_loans": 2,
        "without_loans": 2,
    }
    make_pledge("DE", amount=200)
    union = donors(client, "donor=EU")["EU"]
    assert union.ranks["without_loans"] == Rank(3, 5, -1)
    assert union.ranks["promised"] == Rank(2, 5, 0)


def test_ranks_with_and_without_loans_are_the_same_whatever_the_terms(world, client):
    make_pledge("DE", amount=200)
    usual = donors(client, "donor=EU")["EU"]
    without = donors(client, "donor=EU&loans=without")["EU"]

    assert without.total.amount == 100
    assert without.ranks["promised"].place == 3
    for by in ("with_loans", "without_loans"):
        assert without.ranks[by].place == usual.ranks[by].place


def test_firmer_measure_rules_amount_per_head_and_share(world, client):
    japan = donors(client, "measure=delivered&donor=JP")["JP"]

    assert japan.total.amount == 500
    assert (japan.values["per_head"], japan.values["promised"]) == (5, 600)
    assert japan.ranks["gdp_share"] == Rank(1, 1, 0)


def test_ranks_are_under_the_filters(world, client):
    japan = donors(client, "recipient=MD&donor=JP&donor=EE")

    assert list(japan) == ["JP"]
    assert japan["JP"].total.amount == 100
    assert japan["JP"].ranks["promised"] == Rank(1, 1, 0)


def test_past_day_compares_what_was_there(world, client):
    found = donors(client, "as_of=2023-06-01")

    assert "EE" not in found
    assert (found["JP"].total.amount, found["JP"].values["per_head"]) == (500, 5)


# The page


def test_five_largest_are_compared_where_none_is_named(world, client):
    make_pledge("DK", amount=1)
    make_pledge("FI", amount=2)

    tree = page(client)

    assert list(donors(client)) == ["JP", "EU", "EE", "TW", "FI"]
    ticked = tree.xpath("//input[@name='donor' and @checked]/@value")
    assert sorted(ticked) == ["EE", "EU", "FI", "JP", "TW"]


def test_largest_by_the_definition_come_first_and_unknown_last(world, client):
    asked = "donor=JP&donor=EE&donor=TW&by="

    assert list(donors(client, f"{asked}amount")) == ["JP", "EE", "TW"]
    assert list(donors(client, f"{asked}per_head")) == ["EE", "JP", "TW"]


def test_the_page_says_who_moves_most(world, client):
    [found] = page(client, "donor=JP&donor=EE&donor=EU").xpath("//*[@id='finding']")

    assert words(found) == (
        "Japan is 1st of 4 donors by the amount promised and 2nd of 2 as a share of "
        "GDP."
    )


def test_every_chart_is_headed_by_what_it_shows(world, client):
    tree = page(client, "donor=JP&donor=EE&by=gdp_share")

    bars, line = tree.xpath("//table[@data-chart]")
    assert [bars.get("data-unit"), line.get("data-unit")] == ["%", "%"]
    heads = tree.xpath("//figure[.//table[@data-chart]]//figcaption/strong")
    assert words(heads[0]).startswith("What donors promised as a share of GDP: Estonia")
    assert (
        words(heads[1]) == "What donors promised as a share of GDP, added up day by day"
    )


def test_lines_end_at_the_dated_sum_per_head(world, client):
    points = (
        client.get("/compare?donor=JP&donor=EE&donor=TW&by=per_head")
        .context["timeline"]
        .points
    )

    assert points[-1].sums == [30, 6, None]
    assert points[0].sums == [None, 5, None]


def test_years_and_the_undated_add_up_to_the_sum(world, client):
    heads, *found, last = columns(client, "donor=JP&donor=EE&donor=TW", table=3)

    assert heads == ["Year", "Japan", "Estonia", "Taiwan"]
    assert found == [
        ["2023", "500", "–", "–"],
        ["2024", "100", "60", "–"],
        ["Without a date", "–", "–", "60"],
    ]
    assert last == ["Sum", "600", "60", "60"]


def test_table_says_to_whom_the_most_is_given(world, client):
    make_pledge("JP", "PL", amount=1)
    _, japan = columns(client, "donor=JP")

    assert japan[-1] == "Ukraine, Moldova and 1 more"


def test_links_lead_to_the_pledges_that_are_summed(world, client):
    tree = page(client, "donor=JP&recipient=UA&by=per_head&currency=EUR")
    hrefs = tree.xpath("//table[@data-chart='bar']//a/@href")

    assert hrefs == [
        "/donors/JP?recipient=UA&currency=EUR",
        "/pledges?recipient=UA&currency=EUR&donor=JP",
    ]
    assert [client.get(href).status_code for href in hrefs] == [200, 200]


def test_donor_without_pledges_under_the_filters_is_named(world, client):
    text = page(client, "donor=JP&donor=EE&recipient=MD").text_content()

    assert "Without any pledge under these filters: Estonia." in " ".join(text.split())


def test_no_match_says_so(world, client):
    assert "No donors match these filters" in page(client, "q=zebra").text_content()


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("donor=XX", "XX is not one of the available choices"),
        ("donor=not-stated", "not one of the available choices"),
        ("by=size", "size is not one of the available choices"),
        ("donors=JP", "did you mean donor?"),
        ("sort=-usd", "There is no such filter here"),
        ("measure=given", "Choose promised, committed or delivered"),
    ],
)
def test_nonsense_gets_no_page_and_no_file(world, client, query, said):
    for address in ("/compare", "/compare.csv"):
        response = client.get(f"{address}?{query}")

        assert response.status_code == 400
        told = " ".join(html.fromstring(response.content).text_content().split())
        assert said in told or address == "/compare"
        assert "Estonia 60" not in told


def test_more_than_twelve_donors_are_refused(world, client):
    codes = ["JP", "EE", "NO", "TW", "EU", "DK", "FI", "SE", "DE", "FR", "GB", "IT"]
    codes.append("ES")
    for code in codes:
        make_pledge(code)

    twelve, all_of_them = (
        "&".join(f"donor={code}" for code in some) for some in (codes[:12], codes)
    )

    assert len(donors(client, twelve)) == 12
    for address in ("/compare", "/compare.csv"):
        response = client.get(f"{address}?{all_of_them}")
        assert response.status_code == 400
        assert "Choose at most 12 donors." in response.content.decode()


# The file


def test_file_has_the_donors_of_the_page_in_its_order(world, client):
    query = "donor=JP&donor=EE&donor=TW&by=per_head"

    found = rows(client, f"/compare.csv?{query}")

    assert [row["code"] for row in found] == list(donors(client, query))


def test_file_states_figures_years_and_ranks_and_leaves_the_unknown_empty(
    world, client
):
    estonia, taiwan = rows(client, "/compare.csv?donor=EE&donor=TW")

    assert {
        name: estonia[name]
        for name in ("sum_usd", "population", "population_year", "gdp_usd", "gdp_year")
    } == {
        "sum_usd": "60.00",
        "population": "2",
        "population_year": "2023",
        "gdp_usd": "240",
        "gdp_year": "2023",
    }
    assert (estonia["per_head_usd"], estonia["gdp_share"]) == ("30.00", "25.00")
    assert (estonia["rank_promised"], estonia["ranked_promised"]) == ("3", "4")
    assert (estonia["rank_committed"], estonia["rank_gdp_share"]) == ("", "1")
    unknown = ["population", "gdp_usd", "gdp_year", "per_head_usd", "gdp_share"]
    assert {taiwan[name] for name in [*unknown, "rank_gdp_share"]} == {""}


def test_quotients_have_six_telling_digits_however_small(db, client):
    make_figure("IN", "gdp_usd", 3_500_906_030_644)
    make_pledge("IN", amount=123)

    [india] = rows(client, "/compare.csv?donor=IN")

    assert india["gdp_share"] == "0.00000000351338"


# By the rules of sums


def test_ranked_amounts_are_those_of_the_list_of_donors(world, client):
    listed = totals.by_donor(totals.cells(client.get("/").context["filterset"].qs))

    found = donors(client, "&".join(f"donor={row.key}" for row in listed))

    assert {code: one.total.usd for code, one in found.items()} == {
        row.key: row.total.usd for row in listed
    }
