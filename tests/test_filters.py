"""Each filter keeps exactly its rows; nonsense is said to be nonsense, never a 500."""

from datetime import date
from decimal import Decimal

import pytest
from builders import link, make_article, make_item, make_pledge, make_total
from django.http import QueryDict
from small_world import make_world

from pledges.filters import PledgeListFilterSet, chips
from pledges.models import Pledge

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db: None) -> None:
    """Drones, Loan, Tents and Idea."""
    make_world()


CASES: list[tuple[str, list[str]]] = [
    ("", ["Drones", "Idea", "Loan", "Tents"]),
    ("donor=JP", ["Drones", "Idea"]),
    ("donor=JP&donor=US", ["Drones", "Idea", "Tents"]),
    ("recipient=UA", ["Drones", "Loan"]),
    ("recipient=UA&with_groups=yes", ["Drones", "Loan", "Tents"]),
    ("recipient=ukraine-and-neighbours", ["Tents"]),
    ("recipient=not-stated", ["Idea"]),
    ("recipient=not-stated&recipient=UA", ["Drones", "Idea", "Loan"]),
    ("with_groups=yes", ["Drones", "Idea", "Loan", "Tents"]),
    ("channel=NATO", ["Drones"]),
    ("channel=not-stated", ["Idea", "Loan", "Tents"]),
    ("stage=announced&stage=committed", ["Drones", "Loan"]),
    ("sector=military", ["Drones"]),
    ("sector=not-stated", ["Idea", "Tents"]),
    ("instrument=loan", ["Loan"]),
    ("instrument=not-stated", ["Idea"]),
    ("stated_currency=EUR", ["Loan"]),
    ("announced_after=2023-05-09", ["Drones", "Loan"]),
    ("announced_before=2023-05-09", ["Loan", "Tents"]),
    ("announced_after=2023-05-09&announced_before=2023-05-09", ["Loan"]),
    ("min_usd=1,100,000", ["Drones", "Loan"]),
    ("min_usd=1100000.01", ["Drones"]),
    ("max_usd=1100000", ["Idea", "Loan"]),
    ("has_equipment=yes", ["Tents"]),
    ("has_equipment=no", ["Drones", "Idea", "Loan"]),
    ("has_amount=no", ["Tents"]),
    ("has_amount=yes", ["Drones", "Idea", "Loan"]),
    ("counted=no", ["Idea"]),
    ("counted=yes", ["Drones", "Loan", "Tents"]),
    ("q=tent", ["Tents"]),
    ("q=DETECTING+drones", ["Drones"]),
    ("q=japan", ["Drones", "Idea"]),
    ("q=100%25", []),
    ("donor=JP&stage=announced&sector=military&q=nato", ["Drones"]),
    ("donor=US&sector=military", []),
]


def test_each_filter_keeps_exactly_its_rows(world):
    found = []
    for query, _ in CASES:
        filterset = PledgeListFilterSet(QueryDict(query), Pledge.objects.published())
        assert filterset.is_valid(), filterset.errors
        found.append((query, sorted(pledge.title for pledge in filterset.qs)))

    assert found == CASES


def test_one_pledge_can_be_asked_for_by_its_number(world):
    pledge = Pledge.objects.get(title="Loan")
    query = QueryDict(f"id={pledge.pk}")

    assert list(PledgeListFilterSet(query, Pledge.objects.published()).qs) == [pledge]


def test_drafts_are_no_choice(world, client):
    make_pledge(donor="DE", currency="GBP", published=False)

    form = PledgeListFilterSet(QueryDict(), Pledge.objects.published()).form

    assert [code for code, _ in form.fields["donor"].choices] == ["EU", "JP", "US"]
    assert [code for code, _ in form.fields["stated_currency"].choices] == [
        "EUR",
        "USD",
    ]


def test_equipment_narrows_by_item_and_by_its_pledge(world, client):
    make_item(Pledge.objects.get(title="Drones"), name="drone detector")

    def items(query: str) -> list[str]:
        page = client.get(f"/equipment?{query}").context["page"]
        return sorted(item.name for item in page)

    assert items("item=TENT") == ["winter tent"]
    assert items("donor=JP") == ["drone detector"]
    assert items("donor=JP&item=tent") == []


def test_totals_narrow_by_donor_measure_day_and_words(client):
    make_total(donor="JP", amount=7, as_of=date(2024, 1, 8), stage="delivered")
    make_total(donor="DE", amount=8, as_of=date(2023, 1, 8), recipient=None)

    def amounts(query: str) -> list[Decimal]:
        page = client.get(f"/reported-totals?{query}").context["page"]
        return sorted(total.amount for total in page)

    assert amounts("donor=JP") == [7]
    assert amounts("recipient=UA") == [7]
    assert amounts("stated_measure=promised") == [8]
    assert amounts("announced_before=2023-12-31") == [8]
    assert amounts("q=germany") == [8]


def test_articles_narrow_by_publisher_class_and_day(client):
    for name, kind, day in [("Kyodo", "media", 1), ("MOFA", "donor_official", 9)]:
        article = make_article(
            publisher=name, source_class=kind, published_on=date(2024, 1, day)
        )
        make_pledge(article=article)

    def publishers(query: str) -> list[str]:
        page = client.get(f"/articles?{query}").context["page"]
        return [article.publisher for article in page]

    assert publishers("q=kyodo") == ["Kyodo"]
    assert publishers("source_class=donor_official") == ["MOFA"]
    assert publishers("announced_after=2024-01-05") == ["MOFA"]
    assert publishers("sort=-publisher") == ["MOFA", "Kyodo"]


def test_articles_are_found_by_words_of_their_text(client):
    make_pledge(article=make_article("Tokyo sends generators to Kharkiv.", title="A"))
    make_pledge(article=make_article("Oslo sends money to Kharkiv.", title="B"))

    def titles(query: str) -> list[str]:
        return [one.title for one in client.get(f"/articles?q={query}").context["page"]]

    assert titles("GENERATORS") == ["A"]
    assert titles("kharkiv+ledger&sort=title") == ["A", "B"]
    assert titles("generators+oslo") == []


def test_search_shows_nothing_of_a_text_and_tells_no_order_of_its_words(client):
    article = make_article("Secret before. Japan gives 100. Secret after.")
    make_pledge(article=article, quote="Japan gives 100.")

    found, turned = (
        client.get(f"/articles?q={words}").content.decode()
        for words in ("before.+japan", "japan+before.")
    )

    assert article.title in found
    assert article.title in turned
    assert "Secret" not in found


# Chips


def said(query: str) -> list[tuple[str, str, str]]:
    asked = QueryDict(query)
    filterset = PledgeListFilterSet(asked, Pledge.objects.published())
    return [(chip.label, chip.value, chip.remove) for chip in chips(filterset, asked)]


def test_chips_say_each_filter_in_words_and_lead_to_the_rest(world):
    query = "donor=JP&donor=EU&announced_after=2024-01-08&min_usd=1000000&page=2"

    assert said(query) == [
        (
            "Donor",
            "Japan",
            "?donor=EU&announced_after=2024-01-08&min_usd=1000000",
        ),
        (
            "Donor",
            "European Union",
            "?donor=JP&announced_after=2024-01-08&min_usd=1000000",
        ),
        ("Promised from", "8 January 2024", "?donor=JP&donor=EU&min_usd=1000000"),
        (
            "USD at least",
            "1,000,000",
            "?donor=JP&donor=EU&announced_after=2024-01-08",
        ),
    ]


def test_chips_leave_out_the_sort_empty_fields_and_doubles(world):
    assert [chip[:2] for chip in said("sort=-usd&q=&donor=JP&donor=JP")] == [
        ("Donor", "Japan")
    ]


def test_chip_of_a_filter_given_twice_says_the_value_that_is_obeyed(world):
    assert said("min_usd=5&min_usd=1100000&donor=JP") == [
        ("Donor", "Japan", "?min_usd=5&min_usd=1100000"),
        ("USD at least", "1,100,000", "?donor=JP"),
    ]


def test_chips_stay_few_however_long_the_address_is(world):
    query = "&".join(f"donor=X{number}" for number in range(1900))

    assert said(query + "&q=aid") == [
        ("Search", "aid", f"?{query}"),
        ("Donor", "1900 chosen", "?q=aid"),
    ]


def test_links_do_not_multiply_rows(world):
    drones, loan = Pledge.objects.get(title="Drones"), Pledge.objects.get(title="Loan")
    link(drones, "tops_up", loan)
    make_item(drones)
    make_item(drones, name="drone detector")

    query = QueryDict("q=drone&has_equipment=yes&recipient=UA&with_groups=yes")
    rows = PledgeListFilterSet(query, Pledge.objects.published()).qs

    assert [pledge.title for pledge in rows] == ["Drones"]
