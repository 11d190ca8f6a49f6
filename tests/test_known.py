"""What is already known of a claim: found by parties, amount, name or day, in words."""

from datetime import date
from decimal import Decimal

import pytest
from builders import (
    make_actor,
    make_article,
    make_candidate,
    make_evidence,
    make_item,
    make_pledge,
    make_rate,
    make_total,
)
from pytest_django import DjangoAssertNumQueries

from pledges import review
from pledges.admin.difference import RELATIONS, difference, label, offer
from pledges.admin.known import Known, known_records
from pledges.models import Candidate
from pledges.models.vocabulary import Relation

pytestmark = pytest.mark.django_db
LONG_AGO = date(2015, 1, 1)


def known(claim: Candidate) -> list[Known]:
    return known_records([claim])[claim.pk]


def found(claim: Candidate) -> list[object]:
    return [one.record for one in known(claim)]


def only(claim: Candidate) -> Known:
    [one] = known(claim)
    return one


# Which


def test_pledges_near_in_amount_or_in_time_are_known_the_nearest_first():
    soon = make_pledge(amount=999, announced_on=date(2023, 1, 10))
    near = make_pledge(amount=102, announced_on=LONG_AGO)
    same = make_pledge(amount=100, announced_on=LONG_AGO)
    make_pledge(amount=103, announced_on=LONG_AGO)

    assert found(make_candidate()) == [same, near, soon]


def test_amount_in_another_currency_is_near_where_both_are_the_same_in_dollars():
    make_rate("USD", date(2022, 5, 1), "1.05", period="month")
    make_rate("JPY", date(2022, 5, 1), "136.5", period="month")
    yen = {"currency": "JPY", "announced_on": date(2022, 5, 3)}
    near = make_pledge(amount=13_000, **yen)
    make_pledge(amount=14_000, **yen)
    claim = make_candidate(announced_on=date(2022, 7, 1))

    assert found(claim) == [near]
    assert "about the same amount, as JPY 13,000" in difference(only(claim))


def test_claim_in_another_currency_is_converted_at_its_own_day():
    make_rate("USD", date(2022, 5, 1), "1.05", period="month")
    make_rate("JPY", date(2022, 5, 1), "136.5", period="month")
    near = make_pledge(amount=100, announced_on=LONG_AGO)
    yen = {"amount": Decimal(13_000), "currency": "JPY"}

    assert found(make_candidate(announced_on=date(2022, 5, 3), **yen)) == [near]
    # Without a rate of its day nothing says that they are alike.
    assert found(make_candidate(announced_on=date(2021, 5, 3), **yen)) == []


def test_pledge_through_the_same_channel_is_known_for_what_may_add_to_it():
    fund = make_actor("NATO")
    old = make_pledge(amount=37, channel=fund, announced_on=LONG_AGO)
    make_pledge(amount=38, announced_on=LONG_AGO)
    claim = make_candidate(amount=Decimal(12), channel=fund)

    assert found(claim) == [old]
    assert "same channel" in difference(only(claim))


def test_other_goods_of_the_same_days_are_not_known():
    claim = make_candidate(kind="equipment", item="gas turbine", quantity=5)
    transformer = make_item(name="transformer")
    turbine = make_item(transformer.pledge, name="mobile gas turbine")

    assert found(claim) == [turbine, transformer.pledge]


def test_pledges_of_other_parties_are_not_known():
    make_pledge(donor="DE")
    make_pledge(recipient="US")

    assert found(make_candidate()) == []


def test_pledges_to_a_group_with_the_recipient_are_known():
    group = make_actor("ukraine-and-neighbours")
    wide = make_pledge(recipient=group)

    assert found(make_candidate()) == [wide]
    assert "to Ukraine and" in difference(only(make_candidate()))


def test_claim_to_a_group_knows_the_pledges_to_its_members():
    alone = make_pledge()
    claim = make_candidate(recipient="ukraine-and-neighbours")

    assert found(claim) == [alone]


def test_claim_that_states_no_recipient_knows_the_pledges_of_its_donor():
    mine = make_pledge()
    make_pledge(donor="DE")

    assert found(make_candidate(recipient=None)) == [mine]


def test_claim_without_any_party_knows_nothing():
    make_pledge()

    assert found(make_candidate(donor=None, recipient=None)) == []


@pytest.mark.parametrize(
    "name", ["Leopard 2A6 tank", "tank, Leopard 2A6", "Leopard 2A6 main battle tank"]
)
def test_goods_are_known_by_a_name_in_other_words(name):
    pledge = make_pledge(amount=None, announced_on=LONG_AGO)
    item = make_item(pledge, name=name)
    make_item(pledge, name="mobile gas turbine generator")
    claim = make_candidate(kind="equipment", item="leopard 2A6 tank")

    assert found(claim) == [item]


def test_goods_know_first_the_pledge_in_kind_of_their_article():
    article = make_article(published_on=None)
    first = make_candidate(article, kind="equipment", item="truck")
    item = review.accept(first, None)
    second = make_candidate(article, kind="equipment", item="fire truck")

    assert found(second) == [item.pledge, item]
    assert [offer(one) for one in known(second)] == [
        "a line of goods in it",
        "more evidence",
    ]


def test_total_knows_totals_only():
    make_pledge(amount=900)
    total = make_total(amount=900)

    claim = make_candidate(kind="total", amount=Decimal(900))

    assert found(claim) == [total]
    assert offer(only(claim)) == "more evidence"


def test_many_claims_take_no_more_queries_than_one(
    django_assert_max_num_queries: DjangoAssertNumQueries,
):
    article = make_article()
    make_rate("USD", date(2023, 1, 1), "1.05", period="month")
    make_rate("JPY", date(2023, 1, 1), "136.5", period="month")
    for _ in range(10):
        make_pledge()
        make_candidate(article, currency="JPY", amount=Decimal(13_000))
    claims = list(article.candidates.select_related("article"))

    with django_assert_max_num_queries(8):
        records = known_records(claims)

    assert {len(one) for one in records.values()} == {5}


# In words


def test_difference_is_told_in_words():
    pledge = make_pledge(announced_on=date(2023, 1, 4))
    make_evidence(pledge=pledge)
    claim = make_candidate(announced_on=date(2023, 1, 7))

    assert difference(only(claim)) == "same amount, 3 days earlier, two sources"


@pytest.mark.parametrize(
    ("pledge", "said"),
    [
        ({"amount": 140}, "USD 40 more than here"),
        ({"amount": "60.50"}, "USD 39.50 less than here"),
        ({"amount": None}, "no amount there"),
        ({"amount": 140, "currency": "EUR"}, "EUR 140 there"),
        ({"announced_on": date(2023, 1, 8)}, "1 day later"),
        ({"announced_on": date(2022, 1, 7)}, "12 months earlier"),
        ({"announced_on": date(2023, 1, 7)}, "same day"),
        ({"announced_on": None}, "undated"),
        ({"stage": "delivered"}, "delivered; here announced"),
        ({"recipient": None}, "recipient not stated there"),
        ({"published": False}, "a draft"),
        ({}, "one source"),
    ],
    ids=str,
)
def test_each_difference_has_its_words(pledge, said):
    make_pledge(**{"announced_on": date(2023, 1, 7)} | pledge)
    claim = make_candidate(announced_on=date(2023, 1, 7))

    assert said in difference(only(claim)).split(", ")


def test_article_that_is_quoted_already_is_named():
    article = make_article()
    make_pledge(article=article)

    assert "this article alone" in difference(only(make_candidate(article)))


@pytest.mark.parametrize(
    ("item", "said"),
    [
        ({"quantity": 5}, "same number"),
        ({"quantity": 8}, "3 more than here"),
        ({"quantity": 1}, "4 fewer than here"),
        ({"quantity": None}, "no number there"),
        ({"name": "armoured truck"}, "called “armoured truck”"),
    ],
    ids=str,
)
def test_goods_differ_in_number_and_name(item, said):
    pledge = make_pledge(amount=None, announced_on=LONG_AGO)
    make_item(pledge, **{"name": "Truck"} | item)
    claim = make_candidate(kind="equipment", item="truck")

    assert said in difference(only(claim)).split(", ")


@pytest.mark.parametrize(
    ("stage", "said"),
    [
        ("committed", "more evidence"),
        ("delivered", "a new stage of it: delivered"),
        ("announced", "an earlier step of it: announced"),
    ],
)
def test_offer_says_what_one_more_report_would_mean(stage, said):
    make_pledge(stage="committed")

    assert offer(only(make_candidate(stage=stage))) == said


def test_delivered_goods_offer_their_number():
    make_item(name="truck")
    claim = make_candidate(kind="equipment", item="truck", stage="delivered")

    assert "5 delivered of it" in [offer(one) for one in known(claim)]


def test_label_shows_markup_as_text():
    make_pledge(title="<b>Aid</b>")

    assert "&lt;b&gt;Aid" in label(only(make_candidate()))


def test_every_relation_of_two_pledges_is_offered():
    assert {relation for relation, _ in RELATIONS} == set(Relation)
