"""Sums: what enters them, what is counted apart, and what stands beside them."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from builders import (
    link,
    make_actor,
    make_event,
    make_item,
    make_pledge,
    make_rate,
    make_total,
)

from pledges import totals
from pledges.models import EquipmentItem, Pledge, ReportedTotal
from pledges.models.vocabulary import Measure
from pledges.totals import Goods, Row, Total

pytestmark = pytest.mark.django_db
JANUARY, FEBRUARY, MARCH = date(2023, 1, 10), date(2023, 2, 10), date(2023, 3, 10)


def every() -> totals.Pledges:
    return Pledge.objects.published()


def beside(*claims: ReportedTotal) -> list[tuple[Any, ...]]:
    """Return itemised sum, what of it went to groups, and gap, for each claim."""
    rows = totals.beside(totals.Claim(claim) for claim in claims)
    return [(row.itemised, row.in_groups, row.gap) for row in rows]


def sums(rows: list[Row]) -> list[tuple[str, Decimal | None]]:
    return [(row.key, row.total.usd) for row in rows]


def test_total_says_what_it_is_made_of():
    make_pledge(amount=100)
    make_pledge(amount=50, amount_qualifier="at_least")
    make_pledge(amount=20, amount_qualifier="at_most")
    make_pledge(amount=30, amount_qualifier="about")
    make_pledge(amount=None)  # 18 tanks, no price
    make_pledge(amount=9, currency="UAH")  # no rate in this test
    make_pledge(amount=1000, stage="considered")

    total = totals.of(every())

    assert total.usd == 200
    assert (total.at_least, total.up_to, total.about) == (1, 1, 1)
    assert (total.unvalued, total.not_converted) == (1, 1)
    assert (total.pledges, total.not_counted, total.published) == (6, 1, 7)
    assert total.latest == date(2023, 1, 1)


def test_total_states_estimates_apart_and_adds_none_of_them():
    make_pledge(amount=100)
    make_pledge(amount=50, value_basis="estimated")
    make_pledge(amount=7, value_basis="estimated", currency="UAH")  # no rate

    total = totals.of(every())

    assert (total.usd, total.estimated, total.estimated_usd) == (100, 2, 50)
    assert (total.pledges, total.not_converted) == (3, 0)


def test_total_says_how_many_of_its_pledges_have_no_worth_in_euros():
    make_rate("USD", date(2023, 1, 1), "1.25", period="month")
    make_pledge(amount=100)
    make_pledge(amount=50, announced_on=None)  # dollars are dollars on any day
    make_pledge(amount=9, currency="UAH")

    total = totals.of(every())

    assert (total.usd, total.eur) == (150, 80)
    assert (total.not_in_eur, total.not_converted) == (1, 1)


def test_total_of_nothing_valued_is_unknown_and_not_zero():
    make_pledge(amount=None)

    assert totals.of(every()) == Total(pledges=1, unvalued=1, latest=date(2023, 1, 1))


def test_total_of_no_pledges_is_unknown():
    assert totals.of(every()) == Total()


def test_an_unvalued_pledge_has_no_qualifier_to_count():
    make_pledge(amount=None, amount_qualifier="at_most")

    assert totals.of(every()).up_to == 0


def test_drafts_are_in_no_sum():
    make_pledge(amount=100)
    make_pledge(amount=900, published=False)

    assert totals.of(every()).usd == 100


def test_euros_are_summed_beside_dollars():
    make_rate("USD", JANUARY.replace(day=1), "1.25", period="month")
    make_pledge(amount=100, announced_on=JANUARY)

    total = totals.of(every())

    assert (total.usd, total.eur) == (Decimal("100.00"), Decimal("80.00"))


def test_measures_take_in_firmer_and_firmer_stages():
    make_pledge(amount=1, stage="announced")
    make_pledge(amount=10, stage="committed")
    make_pledge(amount=100, stage="allocated")
    make_pledge(amount=1000, stage="delivered")
    make_pledge(amount=9999, stage="considered")

    assert [totals.of(every(), measure).usd for measure in Measure] == [
        1111,
        1110,
        1000,
    ]


def test_not_counted_is_said_of_the_promised_sum_alone():
    make_pledge(amount=1, stage="considered")

    assert totals.of(every()).not_counted == 1
    assert totals.of(every(), Measure.COMMITTED) == Total()


def test_by_donor_ranks_by_sum_and_puts_the_unvalued_last():
    make_pledge(donor="DE", amount=None)
    make_pledge(donor="JP", amount=100)
    make_pledge(donor="US", amount=300)

    rows = totals.by_donor(every())

    assert sums(rows) == [("US", 300), ("JP", 100), ("DE", None)]
    assert (rows[2].total.pledges, rows[2].total.unvalued) == (1, 1)


def test_by_donor_uses_the_usual_name():
    make_pledge(donor="unhcr", amount=1)

    [row] = totals.by_donor(every())

    assert row.name == make_actor("unhcr").usual_name


def test_by_recipient_has_a_row_for_those_not_stated():
    make_pledge(recipient=None, amount=5)
    make_pledge(recipient="UA", amount=7)

    rows = totals.by_recipient(every())

    assert [(row.key, row.name) for row in rows] == [
        ("UA", "Ukraine"),
        ("", "not stated"),
    ]


def test_by_sector_and_instrument_name_what_is_not_stated():
    make_pledge(sector="energy", instrument="loan", amount=5)
    make_pledge(sector="", instrument="", amount=7)

    assert [(row.name, row.total.usd) for row in totals.by_sector(every())] == [
        ("not stated", 7),
        ("Energy", 5),
    ]
    assert [row.name for row in totals.by_instrument(every())] == ["not stated", "Loan"]


def test_by_sector_leaves_out_rows_without_a_counted_pledge():
    make_pledge(sector="energy", stage="considered")

    assert totals.by_sector(every()) == []


def test_by_stage_counts_each_pledge_once_at_its_present_stage():
    pledge = make_pledge(amount=100, announced_on=JANUARY)
    make_event(pledge, "committed", FEBRUARY)
    make_event(pledge, "delivered", MARCH)
    make_pledge(amount=1)

    assert sums(totals.by_stage(every())) == [("announced", 1), ("delivered", 100)]


def test_a_whole_and_its_parts_count_once_each_part_as_itself():
    whole = make_pledge(amount=100, sector="military")
    part = make_pledge(amount=40, sector="energy")
    link(part, "part_of", whole)

    assert totals.of(every()).usd == 100
    assert sums(totals.by_sector(every())) == [("military", 60), ("energy", 40)]


def test_a_superseded_pledge_is_left_out():
    old, new = make_pledge(amount=100), make_pledge(amount=120)
    link(new, "supersedes", old)

    total = totals.of(every())

    assert (total.usd, total.pledges, total.not_counted) == (120, 1, 1)


def test_cells_read_once_give_the_same_rows_as_pledges():
    make_pledge(donor="DE", sector="energy", amount=5)
    make_pledge(donor="JP", stage="delivered", amount=7)
    cells = totals.cells(every())

    for rows in (totals.by_donor, totals.by_recipient, totals.by_stage):
        assert rows(cells) == rows(every())


def test_reading_cells_is_one_query(django_assert_num_queries):
    make_pledge()

    with django_assert_num_queries(1):
        totals.cells(every())


def test_equipment_adds_like_goods_and_keeps_unknown_numbers_apart():
    make_item(quantity=5, delivered_quantity=3)
    make_item(quantity=2)
    make_item(quantity=None)
    make_item(name="tent", quantity=None)
    make_item(name="part", quantity=9, is_part=True)
    idea = make_pledge(amount=None, stage="considered")
    make_item(idea, name="missile", quantity=4)

    assert totals.equipment(EquipmentItem.objects.published()) == [
        Goods("mobile gas turbine generator", 3, 7, 3, 1),
        Goods("tent", 1, None, None, 1),
    ]


def test_panels_hold_goods_of_like_numbers():
    goods = [
        Goods("round", 1, 16_000_000, None, 0),
        Goods("helmet", 1, 1_000, None, 0),
        Goods("generator", 1, 5, None, 0),
        Goods("tent", 1, None, None, 1),
    ]

    panels = totals.by_size(goods)

    assert [[one.name for one in panel.rows] for panel in panels] == [
        ["round"],
        ["helmet"],
        ["generator"],
    ]


def test_cumulative_sums_the_undated_apart():
    make_pledge(amount=10, announced_on=JANUARY)
    make_pledge(amount=7, announced_on=None)

    table = totals.cumulative(every(), totals.by_donor(every()))

    assert table.points[-1].sums == [10]
    assert table.undated == 7


def test_a_reported_total_changes_no_sum():
    make_pledge(amount=100)
    before = totals.cells(every())

    make_total(amount=7_000_000_000)

    assert totals.cells(every()) == before


def test_beside_takes_in_groups_with_the_recipient_and_says_how_much():
    make_pledge(amount=100, announced_on=JANUARY)
    make_pledge(recipient="ukraine-and-neighbours", amount=7, announced_on=JANUARY)
    make_pledge(recipient="PK", amount=1000, announced_on=JANUARY)

    [row] = totals.beside([totals.Claim(make_total(amount=70, as_of=FEBRUARY))])

    assert (row.itemised, row.in_groups, row.gap) == (107, 7, 37)
