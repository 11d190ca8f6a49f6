"""How a page is cited: what the sentence says, and what its address leads to."""

from datetime import date
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from builders import make_actor, make_article, make_event, make_pledge, make_rate
from django.test import Client
from django.utils import timezone

from pledges.models import Pledge
from pledges.templatetags.citing import as_bibtex, as_sentence

pytestmark = pytest.mark.django_db
JANUARY, FEBRUARY = date(2023, 1, 1), date(2023, 2, 1)


def cited(client: Client, address: str) -> Any:
    response = client.get(address)
    assert response.status_code == 200
    return response.context["cited"]


def said(client: Client, address: str) -> str:
    """Return the sentence up to its address."""
    words, _, rest = as_sentence(cited(client, address)).partition(", data version ")
    assert rest.endswith(").")
    return words


# Sums


def test_each_page_of_sums_says_who_gave_whom(client):
    make_pledge(amount=7_600_000_000)
    make_pledge(amount=1)

    end = "by 1 January 2023 (2 pledges, Aid Tracker"
    assert (
        said(client, "/?as_of=2023-01-01") == f"Donors had promised USD 7.60 bn {end}"
    )
    assert said(client, "/donors/JP") == f"Japan had promised USD 7.60 bn {end}"
    assert said(client, "/recipients/UA") == (
        f"Donors had promised USD 7.60 bn to Ukraine {end}"
    )


def test_terms_are_in_the_sentence(client):
    make_rate("USD", JANUARY, "1.25", period="month")
    make_pledge(amount=500, stage="committed")
    make_pledge(amount=250, stage="committed", instrument="loan")
    make_pledge(amount=125, stage="delivered")

    assert said(client, "/donors/JP?measure=committed&currency=EUR&loans=without") == (
        "Japan had committed EUR 500 by 1 January 2023, loans and guarantees left out "
        "(2 pledges, Aid Tracker"
    )
    assert said(client, "/donors/JP?measure=delivered") == (
        "Japan had delivered USD 125 by 1 January 2023 (1 pledge, Aid Tracker"
    )


@pytest.mark.parametrize(
    ("others", "words"),
    [
        ([{"amount": 1, "amount_qualifier": "at_least"}], "at least USD 101"),
        ([{"amount": None}], "at least USD 100"),
        ([{"amount": 5, "currency": "JPY"}], "at least USD 100"),
        ([{"amount": 1, "amount_qualifier": "at_most"}], "up to USD 101"),
        ([{"amount": 1, "amount_qualifier": "about"}], "about USD 101"),
        ([{"amount": 1, "amount_qualifier": "at_most"}, {"amount": None}], "about USD"),
    ],
)
def test_sum_is_as_exact_as_the_least_exact_of_its_pledges(client, others, words):
    make_pledge(amount=100)
    for fields in others:
        make_pledge(**fields)

    assert f"had promised {words}" in said(client, "/donors/JP")


def test_unknown_sum_is_not_zero(client):
    make_pledge(amount=None)

    assert said(client, "/donors/JP") == (
        "Japan had promised aid whose value is not stated in USD by 1 January 2023 "
        "(1 pledge, Aid Tracker"
    )


def test_nothing_is_said_to_be_nothing_in_our_records(client):
    make_pledge()

    assert said(client, "/recipients/UA?measure=delivered") == (
        "Our records hold nothing that donors had delivered to Ukraine by "
        "1 January 2023 (0 pledges, Aid Tracker"
    )


def test_filters_are_in_sentence_and_address(client):
    make_pledge(sector="military")

    found = cited(client, "/?sector=military&utm_source=x&page=")

    assert ", in the pledges that the address selects (" in as_sentence(found)
    assert parse_qs(urlsplit(found.address).query) == {
        "sector": ["military"],
        "measure": ["promised"],
        "currency": ["USD"],
        "loans": ["with"],
        "as_of": ["2023-01-01"],
    }


def test_address_shows_the_sum_of_the_sentence(client):
    make_event(make_pledge(amount=100), "withdrawn", FEBRUARY)
    make_pledge(amount=7)

    found = cited(client, "/donors/JP")

    assert client.get("/donors/JP").context["total"].usd == 7
    assert found.total.usd == 107
    assert client.get(found.address).context["total"].usd == 107


def test_past_day_is_the_day_of_the_sentence(client):
    make_pledge(amount=100)
    make_pledge(amount=7, announced_on=FEBRUARY)

    assert said(client, "/donors/JP?as_of=2023-01-20") == (
        "Japan had promised USD 100 by 20 January 2023 (1 pledge, Aid Tracker"
    )


def test_day_to_come_is_not_pinned(client):
    make_pledge(amount=100, announced_on=date(2099, 1, 1))

    assert cited(client, "/donors/JP").terms.as_of == timezone.localdate()


def test_page_with_a_fault_is_not_cited(client):
    assert "cited" not in client.get("/?min_usd=x").context


def test_claim_check_is_cited_by_its_leading_sum(client):
    make_pledge(amount=100)
    make_pledge(recipient="ukraine-and-neighbours", amount=5)
    make_pledge(amount=9, announced_on=FEBRUARY)
    claim = "/check?amount=90&donor=JP&recipient=UA&on=2023-01-20"

    assert said(client, claim) == (
        "Japan had promised USD 105 to Ukraine and groups that it belongs to by "
        "20 January 2023 (2 pledges, Aid Tracker"
    )
    again = client.get(cited(client, claim).address)
    assert again.context["checked"].lead.total.usd == 105


# Pledges


def pledge_said(client: Client, pledge: Pledge, query: str = "") -> str:
    return said(client, f"/pledges/{pledge.pk}{query}")


def test_pledge_is_cited_with_its_day_and_stage(client):
    pledge = make_pledge(amount=37_000_000, amount_qualifier="at_least")

    assert pledge_said(client, pledge) == (
        "Japan promised at least USD 37,000,000 to Ukraine on 1 January 2023 "
        "(announced, Aid Tracker"
    )


def test_pledge_in_yen_is_cited_with_its_worth(client):
    make_rate("USD", JANUARY, "1.1", period="month")
    make_rate("JPY", JANUARY, "110", period="month")
    pledge = make_pledge(amount=500, currency="JPY", announced_precision="month")

    assert pledge_said(client, pledge).startswith(
        "Japan promised JPY 500 (USD 5) to Ukraine in January 2023 ("
    )
    assert "JPY 500 (EUR 4.55)" in pledge_said(client, pledge, "?currency=EUR")


def test_pledge_that_is_considered_is_not_cited_as_promised(client):
    pledge = make_pledge(amount=None, recipient=None, stage="considered")

    assert pledge_said(client, pledge) == (
        "Japan considered giving aid whose value is not stated on 1 January 2023 "
        "(considered, Aid Tracker"
    )


def test_pledge_is_cited_with_the_stage_that_its_address_shows(client):
    pledge = make_pledge()
    make_event(pledge, "delivered", FEBRUARY)

    found = cited(client, f"/pledges/{pledge.pk}")

    assert "(announced, " in as_sentence(found)
    assert client.get(found.address).context["pledge"].stage == "announced"


def test_pledge_that_is_in_no_past_is_cited_as_of_today(client):
    make_pledge()
    undated = make_article(published_on=None)
    pledge = make_pledge(announced_on=None, article=undated)

    found = cited(client, f"/pledges/{pledge.pk}")

    assert found.terms.as_of is None
    assert client.get(found.address).status_code == 200


# BibTeX


def test_bibtex_has_the_sentence_version_day_and_address(client):
    make_pledge(amount=100)
    found = cited(client, "/donors/JP")

    assert as_bibtex(found).splitlines() == [
        "@misc{aidtracker-donors-JP-2023-01-01,",
        "  author = {{Aid Tracker}},",
        "  title = {{Japan had promised USD 100 by 1 January 2023}},",
        "  year = {2023},",
        f"  note = {{Data version {found.version}}},",
        f"  url = {{{found.address}}},",
        f"  urldate = {{{timezone.localdate()}}}",
        "}",
    ]


def test_bibtex_escapes_what_tex_reads_as_commands(client):
    make_pledge(amount=100)
    make_actor("JP", short_name="A&B {50%} \\x")

    title = as_bibtex(cited(client, "/donors/JP"))

    assert r"{{A\&B \{50\%\} \textbackslash{}x had promised" in title
