"""Running sums by day, and the totals that others reported beside them."""

from datetime import date
from typing import Any

import pytest
from builders import make_pledge, make_total

from pledges import totals
from pledges.models import Pledge, ReportedTotal

pytestmark = pytest.mark.django_db
JANUARY, FEBRUARY, MARCH = date(2023, 1, 10), date(2023, 2, 10), date(2023, 3, 10)


def every() -> totals.Pledges:
    return Pledge.objects.published()


def beside(*claims: ReportedTotal) -> list[tuple[Any, ...]]:
    """Return itemised sum, what of it went to groups, and gap, for each claim."""
    rows = totals.beside(totals.Claim(claim) for claim in claims)
    return [(row.itemised, row.in_groups, row.gap) for row in rows]


def test_cumulative_steps_up_by_day_and_keeps_each_line_going():
    make_pledge(donor="JP", amount=10, announced_on=JANUARY)
    make_pledge(donor="DE", amount=5, announced_on=FEBRUARY)
    make_pledge(donor="JP", amount=20, announced_on=MARCH)

    table = totals.cumulative(every(), totals.by_donor(every()))

    assert table.names == ["Japan", "Germany"]
    assert [(point.on, point.sums) for point in table.points] == [
        (JANUARY, [10, None]),
        (FEBRUARY, [10, 5]),
        (MARCH, [30, 5]),
    ]


def test_cumulative_gathers_the_donors_that_do_not_lead():
    make_pledge(donor="JP", amount=10)
    make_pledge(donor="DE", amount=5)
    make_pledge(donor="US", amount=2)

    table = totals.cumulative(every(), totals.by_donor(every())[:1])

    assert table.names == ["Japan", "Other donors"]
    assert table.points[-1].sums == [10, 7]


def test_cumulative_leaves_out_what_is_not_counted_or_not_valued():
    make_pledge(amount=10, announced_on=JANUARY)
    make_pledge(amount=900, announced_on=FEBRUARY, stage="considered")
    make_pledge(amount=None, announced_on=MARCH)

    table = totals.cumulative(every(), totals.by_donor(every()))

    assert [point.on for point in table.points] == [JANUARY]
    assert table.undated is None


def test_cumulative_reaches_to_the_day_of_the_data():
    make_pledge(amount=10, announced_on=JANUARY)

    table = totals.cumulative(every(), totals.by_donor(every()), until=MARCH)

    assert [(point.on, point.sums) for point in table.points] == [
        (JANUARY, [10]),
        (MARCH, [10]),
    ]


def test_cumulative_gives_every_claim_of_a_day_its_point_and_changes_no_sum():
    make_pledge(amount=10, announced_on=JANUARY)
    claims = [make_total(amount=amount, as_of=FEBRUARY) for amount in (7, 8)]

    table = totals.cumulative(every(), totals.by_donor(every()), claims)

    assert [(point.on, point.sums, point.claim) for point in table.points] == [
        (JANUARY, [10], None),
        (FEBRUARY, [10], claims[0]),
        (FEBRUARY, [10], claims[1]),
    ]


# Reported totals


def test_beside_sets_a_claim_against_what_was_promised_by_its_day():
    make_pledge(amount=100, announced_on=JANUARY)
    make_pledge(amount=50, announced_on=MARCH)
    make_pledge(amount=9, donor="DE", announced_on=JANUARY)
    claim = make_total(amount=70, as_of=FEBRUARY)

    assert beside(claim) == [(100, None, 30)]


@pytest.mark.parametrize(
    ("stage", "firm"), [("delivered", 20), ("committed", 50), ("announced", 150)]
)
def test_beside_says_how_much_is_as_firm_as_the_claim(stage, firm):
    make_pledge(amount=100, announced_on=JANUARY)
    make_pledge(amount=30, announced_on=JANUARY, stage="committed")
    make_pledge(amount=20, announced_on=JANUARY, stage="delivered")

    claim = totals.Claim(make_total(amount=70, as_of=FEBRUARY, stage=stage))

    [row] = totals.beside([claim])
    assert (row.itemised, row.as_firm, row.gap) == (150, firm, 80)


def test_beside_counts_the_day_of_the_claim_itself():
    make_pledge(amount=100, announced_on=FEBRUARY)

    assert beside(make_total(amount=100, as_of=FEBRUARY)) == [(100, None, 0)]


def test_beside_of_a_claim_about_one_sector_sums_that_sector():
    make_pledge(amount=100, sector="military", announced_on=JANUARY)
    make_pledge(amount=7, sector="energy", announced_on=JANUARY)

    assert beside(make_total(amount=5, sector="energy", as_of=FEBRUARY)) == [
        (7, None, 2)
    ]


def test_beside_has_no_sum_where_there_is_nothing_to_compare():
    make_pledge(donor="several-donors", amount=100, announced_on=JANUARY)
    undated = make_total(as_of=None)
    of_many = make_total(donor="several-donors", as_of=FEBRUARY)
    without_pledges = make_total(donor="DE", as_of=FEBRUARY)

    assert beside(undated, of_many, without_pledges) == [(None, None, None)] * 3


def test_beside_has_no_gap_to_a_claim_that_was_not_converted():
    make_pledge(amount=100, announced_on=JANUARY)

    assert beside(make_total(amount=70, currency="UAH", as_of=FEBRUARY)) == [
        (100, None, None)
    ]


def test_comparable_are_claims_about_all_aid_of_the_donors():
    make_pledge(amount=100)
    rows = totals.by_donor(every())
    whole = make_total(amount=70)
    make_total(amount=6, sector="energy")
    make_total(amount=5, instrument="loan")
    make_total(amount=4, is_part=True)
    make_total(amount=3, donor="DE")

    [claim] = totals.comparable({}, rows)

    assert claim.total == whole
    assert claim.quote is not None
    assert claim.quote.total == whole


@pytest.mark.parametrize(
    ("asked", "kept"),
    [
        ({"recipient": ["UA"]}, 1),
        ({"recipient": ["PK"]}, 0),
        ({"sector": ["energy"]}, 0),
        ({"q": "energy"}, 0),
        ({"announced_before": date(2020, 1, 1)}, 0),
        ({"announced_after": date(2020, 1, 1)}, 0),
        ({"sector": [], "min_usd": None, "q": ""}, 1),
    ],
)
def test_comparable_obeys_what_the_reader_asked_for(asked, kept):
    make_pledge(amount=100)
    make_total(amount=70)

    assert len(totals.comparable(asked, totals.by_donor(every()))) == kept


def test_line_of_very_many_days_keeps_the_last_of_each_month(db, monkeypatch):
    monkeypatch.setattr("pledges.totals.overtime.MOST_DAYS", 3)
    for day in (date(2023, 1, 1), date(2023, 1, 31), date(2023, 2, 3)):
        make_pledge(amount=10, announced_on=day)
    few = totals.cumulative(every(), totals.by_donor(every()))
    make_pledge(amount=10, announced_on=date(2023, 2, 5))
    claims = [make_total(as_of=date(2023, 1, 15))]

    many = totals.cumulative(every(), totals.by_donor(every()), claims)

    assert [point.on.day for point in few.points] == [1, 31, 3]
    assert [(point.on, point.sums) for point in many.points] == [
        (date(2023, 1, 15), [10]),
        (date(2023, 1, 31), [20]),
        (date(2023, 2, 5), [40]),
    ]
    assert (few.monthly, many.monthly) == (False, True)


def test_dashboard_sets_the_latest_claims_beside_our_sums(client, monkeypatch):
    monkeypatch.setattr("pledges.views.overviews.CLAIMS", 2)
    make_pledge(donor="JP", amount=10, announced_on=JANUARY)
    for day in (JANUARY, FEBRUARY, MARCH):
        make_total(as_of=day)

    response = client.get("/")

    shown = [one.claim.total.as_of for one in response.context["beside"]]
    assert shown == [MARCH, FEBRUARY]
    assert "Of 3, these are the 2 latest." in response.content.decode()
