"""The search page and the suggestions: groups, marks, guesses, terms, nonsense."""

from datetime import date
from typing import Any
from urllib.parse import quote

import pytest
from builders import make_article, make_item, make_pledge, make_total
from django.test import Client
from lxml import html

from pledges.models import Pledge

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db: None) -> None:
    """Generators of Japan's, a loan of its, a claimed total, and Norway's tents."""
    article = make_article(
        "Tokyo hands over generators to Kharkiv.", title="Power for Kharkiv"
    )
    generators = make_pledge(
        title="Warmth", article=article, amount=None, announced_on=date(2024, 1, 7)
    )
    make_item(generators, name="mobile gas turbine generator")
    make_pledge(
        title="Credit",
        instrument="loan",
        announced_on=date(2022, 1, 1),
        article=make_article("A loan."),
    )
    make_total(amount=7_000_000_000, article=make_article("More than seven billion."))
    tents = make_pledge("NO", "MD", title="Tents", article=make_article("Oslo."))
    make_item(tents, name="winter tent")


def found(client: Client, query: str) -> dict[str, list[str]]:
    """Return what stands under each heading, as ``str`` has it."""
    groups = client.get(f"/search?{query}").context["groups"]
    return {
        group.name: [str(getattr(row, "pledge", row)) for row in group.rows]
        if group.name == "pledge"
        else [str(row) for row in group.rows]
        for group in groups
    }


def page(client: Client, query: str) -> Any:
    return html.fromstring(client.get(f"/search?{query}").content.decode())


def test_every_kind_of_record_has_its_group(world, client):
    assert found(client, "q=japan") == {
        "donor": ["Japan"],
        "pledge": ["Warmth", "Credit"],
        "equipment": ["5 × mobile gas turbine generator"],
        "total": ["Japan: 7,000,000,000 USD"],
    }
    assert found(client, "q=kharkiv") == {
        "pledge": ["Warmth"],
        "equipment": ["5 × mobile gas turbine generator"],
        "article": ["Power for Kharkiv"],
    }


def test_what_is_called_so_comes_before_what_begins_so(client):
    make_pledge("NE", title="Niger")
    make_pledge("NG", title="Nigeria")

    assert found(client, "q=niger")["donor"] == ["Niger", "Nigeria"]
    assert found(client, "q=NG")["donor"] == ["Nigeria"]


def test_titles_come_before_quotes(client):
    make_pledge(title="Boats", announced_on=date(2020, 1, 1))
    make_pledge(title="Aid", article=make_article("It has boats in it."))

    assert found(client, "q=boats")["pledge"] == ["Boats", "Aid"]


def test_found_words_are_marked_and_the_rest_is_text(client):
    words = 'He <b>gave "boats"</b> & Boat-engines'
    make_pledge(title="Boats", article=make_article(words))

    answer = client.get("/search?q=boat").content.decode()

    assert "<mark>Boats</mark></a>" in answer
    assert "&lt;b&gt;gave &quot;<mark>boats</mark>&quot;&lt;/b&gt; &amp;" in answer
    assert "<mark>Boat</mark>-engines" in answer


def test_pledges_stand_with_figure_stage_and_the_passage_that_has_the_words(client):
    article = make_article("Japan gives 100 dollars. Of them, 30 are for blankets.")
    pledge = make_pledge(article=article, quote="Japan gives 100 dollars.")
    make_item(pledge, name="blanket")
    passage = article.evidence.get(item__isnull=False)
    passage.quote = "Of them, 30 are for blankets."
    passage.start = article.text.index("Of them")
    passage.end = passage.start + len(passage.quote)
    passage.save()

    [row] = page(client, "q=blankets").xpath("//section[.//h2[@id='found-pledge']]")
    words = " ".join(row.text_content().split())

    assert "USD\N{NO-BREAK SPACE}100" in row.text_content()
    assert "Announced" in words
    assert "“Of them, 30 are for blankets.”" in words


def test_name_that_was_found_stands_beside_the_usual_one(world, client):
    [row] = page(client, "q=tokyo").xpath("//section[.//h2[@id='found-donor']]//li")

    assert " ".join(row.text_content().split()) == "Japan Tokyo Country"


# The same rows as on the lists


@pytest.mark.parametrize("words", ["japan", "generators", "kharkiv jap", "norway", "7"])
@pytest.mark.parametrize(
    "terms", ["", "&loans=without", "&as_of=2023-06-01", "&measure=committed"]
)
def test_same_search_finds_the_same_rows_on_the_lists(world, client, words, terms):
    shown = client.get(f"/search?q={words}{terms}")
    counts = {group.name: group.count for group in shown.context["groups"]}

    for name, filter_name in [
        ("pledge", "pledges?q"),
        ("equipment", "equipment?item"),
        ("total", "reported-totals?q"),
        ("article", "articles?q"),
    ]:
        listed = client.get(f"/{filter_name}={words}{terms}").context["page"]
        assert listed.paginator.count == counts.get(name, 0), name


def test_each_group_leads_to_its_list_under_the_same_terms(world, client):
    links = page(client, "q=japan+gen&currency=EUR").xpath(
        "//div[@class='section-head']/a/@href"
    )

    assert links == [
        "/pledges?q=japan+gen&currency=EUR",
        "/equipment?item=japan+gen&currency=EUR",
    ]


def test_nothing_of_a_later_day_is_found(world, client):
    assert found(client, "q=warmth&as_of=2023-06-01") == {}
    assert found(client, "q=japan&as_of=2023-06-01") == {
        "donor": ["Japan"],
        "pledge": ["Credit"],
    }


def test_group_shows_five_and_counts_all(client):
    for number in range(7):
        make_pledge(title=f"Boat {number}")

    [group] = [
        one
        for one in client.get("/search?q=boat").context["groups"]
        if one.name == "pledge"
    ]

    assert (len(group.rows), group.count, group.link) == (5, 7, "All 7")


# Guesses and empty answers


def test_mistyped_word_shows_what_was_meant_and_leads_to_what_was_typed(world, client):
    tree = page(client, "q=genrators&currency=EUR")
    [said] = tree.xpath("//p[@role='status']")

    assert " ".join(said.text_content().split()) == (
        "Showing results for generators; search instead for genrators"
    )
    [instead] = said.xpath("a/@href")
    assert instead == "/search?q=genrators&exact=yes&currency=EUR"
    assert found(client, "q=genrators")["pledge"] == ["Warmth"]
    assert found(client, "q=genrators&exact=yes") == {}


def test_empty_answer_offers_near_words_and_those_that_occur(world, client):
    tree = page(client, "q=norway+kharkov+xylophone&exact=yes")

    links = tree.xpath("//div[@class='prose']//li/a/@href")
    assert links[:3] == ["/search?q=norway", "/search?q=Kharkiv", "/"]


@pytest.mark.parametrize("text", ["", " ", "*", "-", '"', "🚁", "?!"])
def test_search_without_a_word_says_so(world, client, text):
    response = client.get(f"/search?q={quote(text)}")

    assert response.status_code == 200
    assert list(response.context["groups"]) == []
    words = response.content.decode()
    assert ("no letter or digit" if text.strip() else "Type a donor") in words


@pytest.mark.parametrize(
    "text",
    ["NEAR(a b)", "a AND", "NOT", "^a", "words:a", '"a', "'", "\\", "%_", "{a}", "a*b"],
)
def test_signs_of_databases_mean_nothing(world, client, text):
    for address in ("/search", "/search.json", "/pledges"):
        assert client.get(f"{address}?q={quote(text)}").status_code == 200


@pytest.mark.parametrize("query", ["q=" + "a" * 201, "q=" + "a+" * 13, "exact=1"])
def test_what_cannot_be_searched_for_is_refused_with_the_reason(world, client, query):
    response = client.get(f"/search?{query}")

    assert response.status_code == 400
    assert 'role="alert"' in response.content.decode()
    assert client.get(f"/search.json?{query}").status_code == 400


def test_unknown_parameter_is_refused(world, client):
    assert client.get("/search?query=japan").status_code == 400
    assert client.get("/search.json?query=japan").status_code == 400


# Suggestions


def test_suggestions_name_kind_and_page_of_each_record(world, client):
    found = client.get("/search.json?q=turb&currency=EUR").json()["suggestions"]
    pledge = Pledge.objects.get(title="Warmth")

    assert found == [
        {
            "kind": "Pledge",
            "text": "Warmth",
            "address": f"/pledges/{pledge.pk}?currency=EUR",
        },
        {
            "kind": "Equipment",
            "text": "5 × mobile gas turbine generator",
            "address": f"/equipment/{pledge.items.get().pk}?currency=EUR",
        },
    ]


def test_search_answers_within_its_queries(
    seeded, client, django_assert_max_num_queries
):
    # More than a list, for there are six; a guess reads the words that occur.
    for query in ("japan", "generators ukraine", "Ukrane", "xyzzyq"):
        with django_assert_max_num_queries(16):
            assert client.get(f"/search?q={query}").status_code == 200
