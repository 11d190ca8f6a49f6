"""Evidence: every quote behind a pledge, a line of goods or a reported total."""

from datetime import date

import pytest
from builders import make_actor, make_article, make_item, make_pledge, make_total
from csv_files import rows
from django.test import Client

from pledges.models import Evidence, Pledge

pytestmark = pytest.mark.django_db


@pytest.fixture
def quotes(db: None) -> None:
    """A pledge, its goods, a total of Japan's and one of Norway's, who pledged nil."""
    day = date(2023, 5, 1)
    vests = make_pledge(
        title="Vests",
        stage="committed",
        announced_on=day,
        article=make_article("Tokyo sends vests.", publisher="Kyodo"),
    )
    make_item(vests, name="vest", quantity=5)
    make_pledge("US", "MD", announced_on=day, article=make_article("Washington gives."))
    make_total(amount=7, article=make_article("Japan gave 7.", publisher="asahi"))
    make_total("NO", "ukraine-and-neighbours", article=make_article("Oslo gave more."))


def found(client: Client, query: str = "") -> list[tuple[str, str]]:
    """Return what /evidence shows: each quote and what it supports."""
    listed = client.get(f"/evidence?{query}").context["page"].object_list
    file = rows(client, f"/evidence.csv?{query}")
    assert [one.pk for one in listed] == [int(row["id"]) for row in file]
    return sorted((one.quote, kind(one)) for one in listed)


def kind(one: Evidence) -> str:
    return "pledge" if one.pledge else "item" if one.item else "total"


VESTS = [("Tokyo sends vests.", "item"), ("Tokyo sends vests.", "pledge")]
WASHINGTON = [("Washington gives.", "pledge")]
JAPAN = [("Japan gave 7.", "total")]
OSLO = [("Oslo gave more.", "total")]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", JAPAN + OSLO + VESTS + WASHINGTON),
        ("donor=JP", JAPAN + VESTS),
        ("donor=NO", OSLO),
        ("recipient=MD", WASHINGTON),
        ("recipient=UA", JAPAN + VESTS),
        ("recipient=UA&with_groups=yes", JAPAN + OSLO + VESTS),
        ("announced_before=2023-12-31", VESTS + WASHINGTON),
        ("announced_after=2023-12-31", JAPAN + OSLO),
        ("q=gave", JAPAN + OSLO),
        ("q=norway", OSLO),
        ("q=sends", VESTS),
        ("supports=total", JAPAN + OSLO),
        ("supports=equipment", VESTS[:1]),
        ("supports=equipment&supports=pledge", VESTS + WASHINGTON),
        ("supports=total&donor=JP", JAPAN),
    ],
)
def test_filter_keeps_passages_behind_pledges_and_totals(
    quotes, client, query, expected
):
    assert found(client, query) == expected


@pytest.mark.parametrize(
    "query",
    [
        "stage=committed",
        "channel=not-stated&donor=JP",
        "min_usd=0&donor=JP",
        "has_amount=yes&donor=JP",
        "counted=yes&donor=JP",
        "stated_currency=USD&donor=JP",
    ],
)
def test_filter_that_only_pledges_have_leaves_totals_out(quotes, client, query):
    assert found(client, query) == VESTS


def test_one_pledge_has_no_passages_of_totals(quotes, client):
    key = Pledge.objects.get(title="Vests").pk

    assert found(client, f"id={key}") == VESTS


def test_draft_has_no_passages(quotes, client):
    make_pledge(make_actor("FR"), published=False, article=make_article("Paris?"))

    assert "Paris?" not in [quote for quote, _ in found(client)]
    assert client.get("/evidence?donor=FR").status_code == 400


@pytest.mark.parametrize(
    ("sort", "first"),
    [
        ("quote", "Japan gave 7."),
        ("supports", "Washington gives."),  # "Aid"
        ("donor", "Japan gave 7."),
        ("-donor", "Washington gives."),
        ("-recipient", "Oslo gave more."),
        ("publisher", "Japan gave 7."),
        ("-published", "Oslo gave more."),
    ],
)
def test_passages_sort_by_each_column(quotes, client, sort, first):
    page = client.get(f"/evidence?sort={sort}").context["page"]
    file = rows(client, f"/evidence.csv?sort={sort}")

    assert len(file) == 5
    assert (page[0].quote, file[0]["quote"]) == (first, first)


def test_file_says_what_the_passage_supports(quotes, client):
    [row] = rows(client, "/evidence.csv?supports=total&donor=JP")

    assert (row["pledge_id"], row["item_id"], row["stage"]) == ("", "", "")
    assert row["total_id"] == str(
        Evidence.objects.get(total__donor__code="JP").total_id
    )
    assert (row["donor_code"], row["recipient_name"]) == ("JP", "Ukraine")
    assert (row["amount"], row["currency"]) == ("7.00", "USD")
    assert (row["rate_usd"], row["amount_usd"]) == ("1", "7.00")


def test_file_gives_goods_the_parties_and_stage_of_their_pledge(quotes, client):
    [row] = rows(client, "/evidence.csv?supports=equipment")

    assert (row["donor_code"], row["recipient_iso3"]) == ("JP", "UKR")
    assert (row["stage"], row["amount"]) == ("committed", "100.00")


def test_page_names_the_total_that_a_passage_supports(quotes, client):
    html = client.get("/evidence?donor=NO").content.decode()

    assert "Reported total: Norway" in html
    assert "Oslo gave more." in html


def test_list_of_articles_counts_what_supports_published_records(db, client):
    article = make_article("Japan gives 37 dollars, 5 generators.")
    make_item(make_pledge(article=article))
    make_pledge(article=article, quote="37 dollars", published=False)
    draft = make_article("Norway may give.")
    make_pledge(article=draft, published=False)

    listed = client.get("/articles").context["page"]

    assert [(one.pk, one.quotes) for one in listed] == [(article.pk, 2)]
