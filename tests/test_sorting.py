"""Lists sort by what a column means: firmness, worth, the name that is shown."""

from datetime import date
from typing import Any

import pytest
from builders import make_actor, make_item, make_pledge, make_rate, make_total
from csv_files import rows
from django.http import QueryDict
from django.test import Client
from small_world import make_world

from pledges.filters import PledgeListFilterSet
from pledges.models import Pledge
from pledges.models.vocabulary import Stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db: None) -> None:
    """Drones, Loan, Tents and Idea."""
    make_world()


def listed(client: Client, address: str) -> list[Any]:
    """Return the records that a page lists, in its order."""
    return list(client.get(address).context["page"].object_list)


@pytest.mark.parametrize(
    ("sort", "column"),
    [
        ("title", "title"),
        ("donor", "donor.usual_name"),
        ("recipient", "recipient.usual_name"),
        ("channel", "channel.usual_name"),
        ("amount", "amount_usd"),
        ("usd", "counted_usd"),
        ("promised", "promised_on"),
    ],
)
def test_sort_goes_both_ways_with_the_unknown_last(world, sort, column):
    make_pledge(title="Vests", channel="EU", amount=5)

    def values(asked: str) -> list[Any]:
        query = QueryDict(f"sort={asked}")
        found = []
        for pledge in PledgeListFilterSet(query, Pledge.objects.published()).qs:
            for name in column.split("."):
                pledge = pledge and getattr(pledge, name)
            found.append(pledge)
        return found

    known = sorted(value for value in values(sort) if value is not None)
    unknown = [None] * (5 - len(known))
    assert len(known) >= 2
    assert values(sort) == known + unknown
    assert values(f"-{sort}") == known[::-1] + unknown


# Firmness


@pytest.fixture
def each_stage(db: None) -> None:
    """A pledge with one line of goods at each stage, told in another order."""
    for stage in sorted(Stage.values):
        make_item(make_pledge(amount=None, stage=stage, title=stage))


@pytest.mark.parametrize(
    ("sort", "expected"), [("stage", Stage.values), ("-stage", Stage.values[::-1])]
)
def test_pledges_sort_by_firmness_of_the_stage(each_stage, client, sort, expected):
    address = f"/pledges?sort={sort}"

    assert [pledge.stage for pledge in listed(client, address)] == expected
    file = rows(client, address.replace("?", ".csv?"))
    assert [row["stage"] for row in file] == expected


@pytest.mark.parametrize(
    ("sort", "expected"), [("stage", Stage.values), ("-stage", Stage.values[::-1])]
)
def test_equipment_sorts_by_firmness_of_the_stage(each_stage, client, sort, expected):
    address = f"/equipment?sort={sort}"

    assert [item.pledge.stage for item in listed(client, address)] == expected
    file = rows(client, address.replace("?", ".csv?"))
    assert [row["stage"] for row in file] == expected


def test_totals_sort_by_firmness_of_the_measure(client):
    for stage in ("delivered", "announced", "committed"):
        make_total(stage=stage)

    found = [total.measure for total in listed(client, "/reported-totals?sort=measure")]

    assert found == ["promised", "committed", "delivered"]


# Worth


def test_pledges_sort_by_what_the_stated_amount_is_worth(client):
    make_rate("USD", date(2023, 1, 1), "1", period="month")
    make_rate("JPY", date(2023, 1, 1), "100", period="month")
    make_pledge(title="Million yen", amount=1_000_000, currency="JPY")
    make_pledge(title="20 thousand dollars", amount=20_000)
    make_pledge(title="Without a rate", amount=5_000_000, currency="UAH")
    make_pledge(title="Unstated", amount=None)

    address = "/pledges?sort=-amount"

    found = [pledge.title for pledge in listed(client, address)]
    assert found[:2] == ["20 thousand dollars", "Million yen"]
    assert set(found[2:]) == {"Without a rate", "Unstated"}
    file = rows(client, address.replace("?", ".csv?"))
    assert [row["title"] for row in file] == found


def test_totals_sort_by_what_the_stated_amount_is_worth(client):
    make_rate("USD", date(2024, 1, 1), "1", period="month")
    make_rate("JPY", date(2024, 1, 1), "100", period="month")
    make_total(amount=1_000_000, currency="JPY")
    make_total(amount=20_000)
    make_total(amount=5_000_000, currency="UAH")

    address = "/reported-totals?sort=-amount"

    expected = ["USD", "JPY", "UAH"]
    assert [total.currency for total in listed(client, address)] == expected
    file = rows(client, address.replace("?", ".csv?"))
    assert [row["currency"] for row in file] == expected


# Names


def test_names_sort_as_they_are_shown_whatever_their_capitals(client):
    make_actor("zz-agency", name="Agency of last things", short_name="ZALT")
    make_actor("aa-agency", name="iron works")
    for donor in ("zz-agency", "JP", "aa-agency"):
        make_pledge(donor)

    by_pledge = [
        pledge.donor.usual_name for pledge in listed(client, "/pledges?sort=donor")
    ]
    by_donor = [row.name for row in listed(client, "/donors?sort=name")]

    assert by_pledge == by_donor == ["iron works", "Japan", "ZALT"]


ACTOR_HEADS = ["name", "usd", "published", "pledges", "unvalued", "latest"]


@pytest.mark.parametrize("sort", ACTOR_HEADS)
@pytest.mark.parametrize("page", ["/donors", "/recipients"])
def test_actors_sort_by_every_column(world, client, page, sort):
    found = listed(client, f"{page}?sort=-{sort}")

    def value(row: Any) -> Any:
        if sort == "name":
            return row.name if row.key else None
        return getattr(row.total, sort)

    values = [value(row) for row in found]
    known = [one for one in values if one is not None]
    assert known == sorted(known, reverse=True)
    assert values[: len(known)] == known  # what is not stated comes last
    assert len(found) == 3


@pytest.mark.parametrize(
    ("page", "heads"),
    [
        ("/pledges", 10),
        ("/donors", 6),
        ("/recipients", 6),
        ("/equipment", 7),
        ("/reported-totals", 7),
        ("/articles", 4),
        ("/evidence", 6),
    ],
)
def test_every_head_leads_to_its_sorted_list(world, client, page, heads):
    make_total()
    linked = [head for head in client.get(page).context["heads"] if head.link]

    assert len(linked) == len(client.get(page).context["heads"]) == heads
    for head in linked:
        [now] = [
            one
            for one in client.get(f"{page}{head.link}").context["heads"]
            if one.sort == head.sort
        ]
        assert now.direction
        assert now.link != head.link
