"""What a pledge adds to a sum: its stage, its links, its parts."""

from contextlib import suppress
from datetime import date
from decimal import Decimal
from itertools import permutations

import pytest
from builders import link, make_event, make_pledge, make_rate, make_total
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import Sum
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pledges import review
from pledges.counting import recount
from pledges.models import DataVersion, Pledge, PledgeLink, StageEvent
from pledges.models.vocabulary import Relation, Stage
from pledges.tree import current_stage

FIRST, SECOND, THIRD = date(2023, 1, 1), date(2023, 2, 1), date(2023, 3, 1)
RISING = ["considered", "announced", "committed", "allocated", "delivered"]
DAYS = st.none() | st.sampled_from([FIRST, SECOND, THIRD])
# Hypothesis runs its examples in one test's transaction; each counts its own rows.
on_rows = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def step(stage: str, on: date | None) -> StageEvent:
    return StageEvent(stage=stage, on=on)


def counted(*pledges: Pledge) -> list[Decimal | None]:
    """Return what each of ``pledges`` adds to a sum in dollars."""
    for pledge in pledges:
        pledge.refresh_from_db()
    return [pledge.counted_usd for pledge in pledges]


def public_sum() -> Decimal | None:
    """Return the sum that the public sees."""
    pledges = Pledge.objects.published().counted()
    total: Decimal | None = pledges.aggregate(total=Sum("counted_usd"))["total"]
    return total


# The stage


@given(st.lists(st.builds(step, st.sampled_from(Stage.values), DAYS), max_size=4))
def test_stage_does_not_depend_on_the_order_in_which_steps_are_told(events):
    stages = {current_stage(order) for order in permutations(events)}

    assert len(stages) == 1


@given(st.lists(st.builds(step, st.sampled_from(RISING), DAYS), min_size=1))
def test_stage_without_a_withdrawal_is_the_furthest(events):
    furthest = max((event.stage for event in events), key=RISING.index)

    assert current_stage(events) == furthest


def test_pledge_without_a_step_has_no_stage():
    assert current_stage([]) is None


@pytest.mark.parametrize(
    ("steps", "stage"),
    [
        ([("committed", SECOND), ("announced", THIRD)], "committed"),
        ([("delivered", FIRST), ("withdrawn", SECOND)], "withdrawn"),
        ([("withdrawn", SECOND), ("announced", THIRD)], "announced"),
        (
            [("delivered", FIRST), ("suspended", SECOND), ("announced", THIRD)],
            "announced",
        ),
        ([("suspended", FIRST), ("withdrawn", SECOND)], "withdrawn"),
        ([("committed", FIRST), ("withdrawn", FIRST)], "withdrawn"),
        ([("committed", None), ("announced", FIRST)], "committed"),
        ([("announced", None), ("withdrawn", FIRST)], "withdrawn"),
        # What is withdrawn was promised before, so a withdrawal without a date is last.
        ([("withdrawn", None), ("announced", FIRST)], "withdrawn"),
    ],
)
def test_stage_is_where_the_steps_lead(steps, stage):
    assert current_stage([step(*one) for one in steps]) == stage


def test_article_that_only_looks_back_does_not_revive_a_withdrawn_pledge():
    looking_back = step("announced", THIRD)
    looking_back.precision = "by"

    assert current_stage([step("withdrawn", SECOND), looking_back]) == "withdrawn"


@pytest.mark.parametrize("stage", ["announced", "committed", "allocated", "delivered"])
def test_pledge_is_counted_at_its_amount(db, stage):
    pledge = make_pledge(amount=100, stage=stage)

    assert (pledge.stage, pledge.counted, pledge.why_not) == (stage, True, "")
    assert pledge.counted_usd == 100


@pytest.mark.parametrize("stage", ["considered", "suspended", "withdrawn"])
def test_what_is_considered_or_set_aside_is_not_counted(db, stage):
    pledge = make_pledge(amount=100, stage=stage)

    assert (pledge.counted, pledge.why_not, pledge.counted_usd) == (False, stage, None)
    assert pledge.amount_usd == 100


def test_later_step_brings_a_considered_pledge_into_the_sum(db):
    pledge = make_pledge(amount=100, stage="considered")
    assert public_sum() is None

    make_event(pledge, "committed", SECOND)

    assert public_sum() == 100


def test_withdrawal_takes_a_pledge_out_of_the_sum(db):
    pledge = make_pledge(amount=100)

    make_event(pledge, "withdrawn", SECOND)

    assert (pledge.why_not, public_sum()) == ("withdrawn", None)


def test_pledge_on_which_readers_differ_is_published_and_not_counted(db):
    pledge = make_pledge(amount=100, held_out="uncertain")

    assert pledge.published_at
    assert (pledge.counted, pledge.why_not, public_sum()) == (False, "uncertain", None)


# Unknown is not zero


def test_pledge_without_an_amount_is_counted_and_adds_nothing(db):
    pledge = make_pledge(amount=None)

    assert pledge.counted
    assert (pledge.counted_usd, pledge.counted_eur) == (None, None)


def test_pledge_that_cannot_be_converted_adds_nothing_in_that_currency(db):
    pledge = make_pledge(amount=100, currency="USD")

    assert (pledge.counted_usd, pledge.counted_eur) == (100, None)


def test_converted_pledge_adds_its_worth_in_both_currencies(db):
    make_rate("USD", date(2023, 1, 1), "1.25", period="month")
    make_rate("JPY", date(2023, 1, 1), "125", period="month")

    pledge = make_pledge(amount=12_500, currency="JPY")

    assert (pledge.counted_usd, pledge.counted_eur) == (125, 100)
    assert pledge.rate_rule == "mean of January 2023, ECB"


def test_estimated_value_is_counted_as_a_pledge_and_not_added(db):
    pledge = make_pledge(amount=100, value_basis="estimated")

    assert (pledge.counted, pledge.amount_usd, public_sum()) == (True, 100, None)


def test_estimated_part_leaves_the_money_with_the_whole(db):
    whole, part = make_pledge(amount=100), make_pledge(amount=30)
    guess = make_pledge(amount=50, value_basis="estimated")

    link(part, "part_of", whole)
    link(guess, "part_of", whole)

    assert counted(whole, part, guess) == [70, 30, None]


# Links


@pytest.mark.parametrize(
    ("relation", "own", "others", "why"),
    [
        ("supersedes", 40, None, ("", "superseded")),
        ("re_announces", None, 100, ("re_announced", "")),
        ("draws_down", None, 100, ("draws_down", "")),
        ("duplicates", None, 100, ("duplicate", "")),
        ("tops_up", 40, 100, ("", "")),
        ("part_of", 40, 60, ("", "")),
    ],
)
def test_link_says_which_of_two_is_counted(db, relation, own, others, why):
    pledge, other = make_pledge(amount=40), make_pledge(amount=100)

    link(pledge, relation, other)

    assert counted(pledge, other) == [own, others]
    assert (pledge.why_not, other.why_not) == why


def test_chain_of_replacements_counts_its_last(db):
    first, second, third = [make_pledge(amount=n) for n in (10, 20, 30)]

    link(second, "supersedes", first)
    link(third, "supersedes", second)

    assert counted(first, second, third) == [None, None, 30]


@pytest.mark.parametrize("relation", ["re_announces", "draws_down", "duplicates"])
def test_pledge_that_repeats_what_is_only_considered_is_counted(db, relation):
    pledge, other = make_pledge(amount=40), make_pledge(amount=40, stage="considered")

    link(pledge, relation, other)

    assert counted(pledge, other) == [40, None]


def test_pledge_that_repeats_a_doubtful_one_shares_the_doubt(db):
    pledge, other = make_pledge(amount=40), make_pledge(amount=40, held_out="uncertain")

    link(pledge, "duplicates", other)

    assert counted(pledge, other) == [None, None]


@pytest.mark.parametrize("held", [{"stage": "considered"}, {"held_out": "uncertain"}])
def test_what_does_not_count_replaces_nothing(db, held):
    plan, pledge = make_pledge(amount=90, **held), make_pledge(amount=40)

    link(plan, "supersedes", pledge)

    assert counted(plan, pledge) == [None, 40]


def test_pledge_that_repeats_a_withdrawn_one_is_out_with_it(db):
    pledge, other = make_pledge(amount=40), make_pledge(amount=40)
    link(pledge, "re_announces", other)

    make_event(other, "withdrawn", SECOND)

    assert counted(pledge, other) == [None, None]


def test_chain_through_a_considered_pledge_counts_its_end(db):
    last, plan, first = (
        make_pledge(amount=40),
        make_pledge(amount=40, stage="considered"),
        make_pledge(amount=40),
    )

    link(last, "re_announces", plan)
    link(plan, "duplicates", first)

    assert counted(last, plan, first) == [None, None, 40]


def test_removed_link_counts_both_again(db):
    pledge, other = make_pledge(amount=40), make_pledge(amount=100)
    made = link(pledge, "duplicates", other)

    made.delete()
    recount([pledge])

    assert counted(pledge, other) == [40, 100]


@pytest.mark.parametrize("relation", ["supersedes", "part_of", "tops_up"])
def test_draft_takes_nothing_from_what_is_published(db, relation):
    draft, seen = make_pledge(amount=40, published=False), make_pledge(amount=100)

    link(draft, relation, seen)
    assert public_sum() == 100

    review.publish(draft, by=None)
    assert public_sum() == {"supersedes": 40, "part_of": 100, "tops_up": 140}[relation]


# Parts


def test_whole_counts_what_its_parts_leave_over(db):
    whole, food, health = [make_pledge(amount=n) for n in (100, 30, 45)]

    link(food, "part_of", whole)
    link(health, "part_of", whole)

    assert counted(whole, food, health) == [25, 30, 45]
    assert public_sum() == 100


def test_parts_of_parts_count_once(db):
    whole, part, share = [make_pledge(amount=n) for n in (100, 60, 40)]

    link(part, "part_of", whole)
    link(share, "part_of", part)

    assert counted(whole, part, share) == [40, 20, 40]


def test_parts_above_their_whole_leave_nothing_over(db):
    whole, part = make_pledge(amount=100), make_pledge(amount=120)

    link(part, "part_of", whole)

    assert counted(whole, part) == [0, 120]


def test_parts_of_a_replaced_whole_are_out_with_it(db):
    whole, part, later = [make_pledge(amount=n) for n in (100, 30, 110)]
    link(part, "part_of", whole)

    link(later, "supersedes", whole)

    assert counted(whole, part, later) == [None, None, 110]
    assert part.why_not == "superseded"


def test_money_of_a_withdrawn_part_is_gone(db):
    whole, part = make_pledge(amount=100), make_pledge(amount=30)
    link(part, "part_of", whole)

    make_event(part, "withdrawn", SECOND)

    assert counted(whole, part) == [70, None]


@pytest.mark.parametrize("held", [{"stage": "considered"}, {"held_out": "uncertain"}])
def test_money_of_a_part_that_does_not_stand_apart_stays_with_the_whole(db, held):
    whole, part = make_pledge(amount=100), make_pledge(amount=30, **held)

    link(part, "part_of", whole)

    assert counted(whole, part) == [100, None]


def test_share_of_a_considered_part_is_taken_from_the_whole(db):
    whole, part = make_pledge(amount=100), make_pledge(amount=60, stage="considered")
    share = make_pledge(amount=40)
    link(part, "part_of", whole)

    link(share, "part_of", part)

    assert counted(whole, part, share) == [60, None, 40]


def test_share_of_an_unvalued_part_is_taken_from_the_whole(db):
    whole, part, share = [make_pledge(amount=n) for n in (100, None, 40)]
    link(part, "part_of", whole)

    link(share, "part_of", part)

    assert counted(whole, part, share) == [60, None, 40]


def test_part_that_repeats_a_pledge_outside_is_counted_there_alone(db):
    whole, part, outside = (make_pledge(amount=n) for n in (100, 40, 40))
    link(part, "part_of", whole)
    link(part, "re_announces", outside)

    assert counted(whole) == [60]
    assert public_sum() == 100


def test_part_whose_duplicates_lead_outside_is_counted_there_alone(db):
    whole, part, again, outside = (make_pledge(amount=n) for n in (100, 30, 30, 30))
    link(part, "part_of", whole)
    link(again, "part_of", whole)

    link(part, "duplicates", again)
    link(again, "duplicates", outside)

    assert counted(whole, part, again, outside) == [70, None, None, 30]


def test_part_that_repeats_part_of_a_replaced_whole_is_counted_in_the_newer(db):
    whole, part, old = (make_pledge(amount=n) for n in (100, 40, 90))
    share, newer = make_pledge(amount=40), make_pledge(amount=95)
    link(part, "part_of", whole)
    link(share, "part_of", old)
    link(part, "re_announces", share)

    link(newer, "supersedes", old)

    assert counted(whole, part, old, share, newer) == [60, None, None, None, 95]


def test_part_that_repeats_its_sister_is_taken_from_the_whole_once(db):
    whole, part, again = (make_pledge(amount=n) for n in (100, 40, 40))
    link(part, "part_of", whole)
    link(again, "part_of", whole)
    link(again, "duplicates", part)

    assert counted(whole) == [60]
    assert public_sum() == 100


def test_part_without_an_amount_takes_nothing(db):
    whole, part = make_pledge(amount=100), make_pledge(amount=None)

    link(part, "part_of", whole)

    assert counted(whole, part) == [100, None]
    assert part.counted


def test_whole_without_an_amount_stays_unknown(db):
    whole, part = make_pledge(amount=None), make_pledge(amount=30)

    link(part, "part_of", whole)

    assert counted(whole, part) == [None, 30]


def test_part_delivered_leaves_the_rest_promised(db):
    whole, part = make_pledge(amount=100), make_pledge(amount=30, stage="delivered")

    link(part, "part_of", whole)

    assert counted(whole, part) == [70, 30]
    assert (whole.stage, part.stage) == ("announced", "delivered")


@pytest.mark.parametrize(
    ("whole_on", "part_on", "promised_on"),
    [
        (FIRST, SECOND, FIRST),
        (SECOND, FIRST, FIRST),
        (FIRST, None, FIRST),
        (None, SECOND, SECOND),
        (None, None, None),
    ],
)
def test_part_was_promised_when_its_whole_was(db, whole_on, part_on, promised_on):
    whole, part = make_pledge(announced_on=whole_on), make_pledge(announced_on=part_on)

    link(part, "part_of", whole)

    assert (whole.promised_on, part.promised_on) == (whole_on, promised_on)


@st.composite
def forests(draw: st.DrawFn) -> list[tuple[int | None, int]]:
    """Draw pledges as (index of the whole, cents); parts never exceed their whole."""
    nodes: list[tuple[int | None, int]] = []
    left: list[int] = []
    for _ in range(draw(st.integers(1, 7))):
        wholes = [n for n, cents in enumerate(left) if cents]
        whole = draw(st.sampled_from([None, *wholes]))
        cents = draw(st.integers(1, 10**9 if whole is None else left[whole]))
        if whole is not None:
            left[whole] -= cents
        nodes.append((whole, cents))
        left.append(cents)
    return nodes


@given(forest=forests(), considered=st.sets(st.integers(0, 6)))
@on_rows
def test_pledges_with_parts_add_up_to_the_roots(db, forest, considered):
    roots = {n for n, (whole, _) in enumerate(forest) if whole is None}
    pledges = [
        make_pledge(
            amount=Decimal(cents) / 100,
            stage="considered" if n in considered - roots else "announced",
        )
        for n, (_, cents) in enumerate(forest)
    ]
    PledgeLink.objects.bulk_create(
        PledgeLink(pledge=pledges[n], relation="part_of", other=pledges[whole])
        for n, (whole, _) in enumerate(forest)
        if whole is not None
    )

    recount(pledges)

    total = sum(amount for amount in counted(*pledges) if amount is not None)
    assert total == sum(Decimal(forest[n][1]) / 100 for n in roots)


def test_two_wholes_whose_parts_repeat_each_other_do_not_both_give_way(db):
    part, whole, other_part, other = [make_pledge(amount=100) for _ in range(4)]
    link(part, "part_of", whole)
    link(part, "re_announces", other)
    link(other_part, "part_of", other)
    link(other_part, "re_announces", whole)

    recount([part])

    assert public_sum() == 100
    assert counted(whole, other) == [0, 100]


PLACES = st.integers(0, 4)
LINKS = st.lists(st.tuples(PLACES, st.sampled_from(Relation.values), PLACES))


@given(links=LINKS)
@on_rows
def test_no_web_of_links_loses_all_of_the_money_or_makes_any(db, links):
    Pledge.objects.update(published_at=None)  # what earlier examples made
    pledges = [make_pledge(amount=100) for _ in range(5)]
    for one, relation, other in links:
        with suppress(ValidationError), transaction.atomic():
            link(pledges[one], relation, pledges[other])

    recount(pledges)

    total = public_sum()
    assert total is not None
    assert 100 <= total <= 500


def test_counting_again_changes_nothing(db):
    whole, part = make_pledge(amount=100), make_pledge(amount=30)
    link(part, "part_of", whole)
    before = list(Pledge.objects.order_by("pk").values())

    recount([part])
    recount([whole])

    assert list(Pledge.objects.order_by("pk").values()) == before


def updates(queries: CaptureQueriesContext) -> list[str]:
    """Return the statements that write a pledge."""
    statements = [query["sql"] for query in queries.captured_queries]
    return [sql for sql in statements if sql.startswith('UPDATE "pledges_pledge"')]


def test_counting_again_writes_nothing(db):
    whole, part = make_pledge(amount=100), make_pledge(amount=30)
    link(part, "part_of", whole)

    with CaptureQueriesContext(connection) as queries:
        recount([whole])

    assert updates(queries) == []


def test_counting_writes_the_rows_that_change_at_once_and_no_other(db):
    whole = make_pledge(amount=100)
    parts = [make_pledge(amount=10) for _ in range(4)]
    for part in parts:
        link(part, "part_of", whole)
    gone, stays = parts[:2], parts[2:]
    for part in gone:
        StageEvent.objects.create(pledge=part, stage="withdrawn", on=SECOND)

    with CaptureQueriesContext(connection) as queries:
        recount([whole])

    [statement] = updates(queries)
    written = statement.rpartition(" IN (")[2].rstrip(") ").split(", ")
    assert {int(pk) for pk in written} == {part.pk for part in gone}
    assert counted(*gone, *stays) == [None, None, 10, 10]


# Reported totals


@given(amounts=st.lists(st.integers(1, 10**13), max_size=3))
@on_rows
def test_reported_total_changes_no_sum(db, amounts):
    make_pledge(amount=100)
    before = public_sum()

    for amount in amounts:
        make_total(amount=amount)

    assert public_sum() == before


def test_reported_total_is_converted_by_the_same_rule(db):
    make_rate("JPY", date(2024, 1, 1), "125", period="month")

    total = make_total(amount=12_500, currency="JPY", as_of=date(2024, 1, 8))

    assert (total.amount_eur, total.amount_usd) == (100, None)


def test_version_of_the_data_rises_with_a_link(db):
    pledge, other = make_pledge(), make_pledge()
    before = DataVersion.current()

    link(pledge, "tops_up", other)

    assert DataVersion.current() == before + 1


def test_partial_step_does_not_move_the_whole_pledge(db):
    pledge = make_pledge(amount=100)

    StageEvent.objects.create(
        pledge=pledge, stage="delivered", on=SECOND, amount=Decimal(10)
    )
    recount([pledge])
    pledge.refresh_from_db()

    assert (pledge.stage, counted(pledge)) == ("announced", [100])
