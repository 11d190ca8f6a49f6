"""What the records hold of each past day: the same rules, on what was by then."""

from collections.abc import Iterable
from contextlib import suppress
from datetime import date, timedelta
from typing import Any

import pytest
from builders import (
    link,
    make_article,
    make_event,
    make_evidence,
    make_item,
    make_pledge,
)
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pledges import review
from pledges.counting import recount, recount_undated
from pledges.models import Article, Pledge, PledgeState, StageEvent
from pledges.models.states import DERIVED
from pledges.models.vocabulary import Relation, Stage

pytestmark = pytest.mark.django_db
JANUARY, FEBRUARY, MARCH = date(2023, 1, 1), date(2023, 2, 1), date(2023, 3, 1)
APRIL = date(2023, 4, 1)


def spans(pledge: Pledge, *columns: str) -> list[tuple[Any, ...]]:
    """Return since, until and ``columns`` of the past of ``pledge``."""
    return list(pledge.states.values_list("since", "until", *columns))


def on(day: date) -> dict[int, tuple[Any, ...]]:
    """Return the derived columns of every pledge that was there on ``day``."""
    states = PledgeState.objects.filter(since__lte=day).exclude(until__lte=day)
    return {pk: tuple(row) for pk, *row in states.values_list("pledge_id", *DERIVED)}


# One pledge


def test_steps_follow_one_another_from_the_day_of_the_promise():
    pledge = make_pledge(amount=100, announced_on=JANUARY)
    make_event(pledge, "delivered", MARCH)
    make_event(pledge, "committed", FEBRUARY)

    assert spans(pledge, "stage") == [
        (JANUARY, FEBRUARY, "announced"),
        (FEBRUARY, MARCH, "committed"),
        (MARCH, None, "delivered"),
    ]


def test_withdrawn_pledge_was_in_the_sums_until_its_withdrawal():
    pledge = make_pledge(amount=100, announced_on=JANUARY)
    make_event(pledge, "withdrawn", MARCH)

    assert spans(pledge, "counted", "why_not", "counted_usd") == [
        (JANUARY, MARCH, True, "", 100),
        (MARCH, None, False, "withdrawn", None),
    ]


def test_undated_step_is_in_no_past():
    pledge = make_pledge(announced_on=JANUARY)
    StageEvent.objects.create(pledge=pledge, stage="withdrawn", on=None)
    recount([pledge])
    pledge.refresh_from_db()

    assert pledge.stage == "withdrawn"
    assert spans(pledge, "stage") == [(JANUARY, None, "announced")]


def test_pledge_that_was_first_considered_was_not_promised_before_its_steps():
    pledge = make_pledge(announced_on=FEBRUARY, stage="considered")
    pledge.announced_on = JANUARY
    review.revise(pledge, None, pledge.version)
    make_event(pledge, "announced", MARCH)

    assert spans(pledge, "stage", "counted") == [
        (JANUARY, MARCH, "considered", False),
        (MARCH, None, "announced", True),
    ]


def test_retracted_step_and_link_are_in_no_past():
    pledge, other = make_pledge(announced_on=JANUARY), make_pledge()
    event = make_event(pledge, "delivered", FEBRUARY)
    made = link(pledge, "duplicates", other)
    for row in (event, made):
        row.retraction = "Entered by mistake."
        row.save()
    recount([pledge])

    assert spans(pledge, "stage", "counted") == [(JANUARY, None, "announced", True)]


# From which day a pledge is there


def test_undated_pledge_is_there_from_its_first_dated_step():
    pledge = make_pledge(announced_on=None)
    make_event(pledge, "delivered", MARCH)
    make_event(pledge, "committed", FEBRUARY)

    assert spans(pledge, "stage", "promised_on") == [
        (FEBRUARY, MARCH, "committed", None),
        (MARCH, None, "delivered", None),
    ]


def test_pledge_without_any_dated_step_is_there_from_its_first_article():
    article = make_article(published_on=MARCH)
    pledge = make_pledge(announced_on=None, article=article)
    make_evidence(make_article(published_on=FEBRUARY), pledge=pledge)
    recount([pledge])

    assert spans(pledge) == [(FEBRUARY, None)]


def test_goods_are_there_from_the_article_that_names_them():
    pledge = make_pledge(announced_on=None, article=make_article(published_on=None))
    item = make_item(pledge)
    make_evidence(make_article(published_on=MARCH), item=item)
    recount([pledge])

    assert spans(pledge) == [(MARCH, None)]


def test_pledge_without_any_day_has_no_past():
    pledge = make_pledge(announced_on=None, article=make_article(published_on=None))

    assert spans(pledge) == []


def test_corrected_day_of_an_article_moves_what_has_no_other_day():
    article = make_article(published_on=MARCH)
    pledge = make_pledge(announced_on=None, article=article)
    Article.objects.filter(pk=article.pk).update(published_on=FEBRUARY)

    recount_undated(article)

    assert spans(pledge) == [(FEBRUARY, None)]


# Links


def test_link_holds_from_the_day_on_which_both_are_there():
    old = make_pledge(amount=100, announced_on=JANUARY)
    new = make_pledge(amount=300, announced_on=MARCH)

    link(new, "supersedes", old)

    assert spans(old, "why_not", "counted_usd") == [
        (JANUARY, MARCH, "", 100),
        (MARCH, None, "superseded", None),
    ]
    assert spans(new, "counted_usd") == [(MARCH, None, 300)]


def test_whole_had_all_of_its_money_before_its_part_was_announced():
    whole = make_pledge(amount=100, announced_on=JANUARY)
    part = make_pledge(amount=30, announced_on=MARCH)

    link(part, "part_of", whole)

    assert spans(whole, "counted_usd") == [(JANUARY, MARCH, 100), (MARCH, None, 70)]
    # A part was promised when its whole was, as everywhere.
    assert spans(part, "counted_usd", "promised_on") == [(MARCH, None, 30, JANUARY)]


def test_undated_part_is_there_from_the_day_of_its_whole():
    whole = make_pledge(amount=100, announced_on=FEBRUARY)
    part = make_pledge(amount=30, announced_on=None)

    link(part, "part_of", whole)

    assert spans(part) == [(FEBRUARY, None)]
    assert spans(whole, "counted_usd") == [(FEBRUARY, None, 70)]


# Storing it


def test_past_is_stored_again_only_where_it_changed():
    pledge, other = make_pledge(announced_on=JANUARY), make_pledge(announced_on=JANUARY)
    link(pledge, "tops_up", other)
    kept = set(other.states.values_list("pk", flat=True))

    make_event(pledge, "delivered", MARCH)

    assert set(other.states.values_list("pk", flat=True)) == kept
    assert len(spans(pledge)) == 2


def test_recount_command_makes_the_past_anew_and_changes_nothing_else():
    pledge = make_pledge(announced_on=JANUARY)
    before = list(Pledge.objects.values())
    PledgeState.objects.all().delete()

    call_command("recount")

    assert spans(pledge, "stage") == [(JANUARY, None, "announced")]
    assert list(Pledge.objects.values()) == before


# The same as counting what was by then

DAYS = st.sampled_from([None, *(JANUARY + timedelta(days=n) for n in range(0, 90, 9))])
WEBS = st.fixed_dictionaries(
    {
        "pledges": st.lists(
            st.tuples(DAYS, DAYS, st.sampled_from(Stage.values)), min_size=5, max_size=5
        ),
        "steps": st.lists(
            st.tuples(st.integers(0, 4), st.sampled_from(Stage.values), DAYS),
            max_size=8,
        ),
        "links": st.lists(
            st.tuples(
                st.integers(0, 4),
                st.sampled_from(Relation.values),
                st.integers(0, 4),
            ),
            max_size=6,
        ),
    }
)


def make_web(web: dict[str, Any]) -> list[Pledge]:
    pledges = [
        make_pledge(
            amount=100 + 10 * number,
            announced_on=announced_on,
            stage=stage,
            article=make_article(published_on=told_on),
        )
        for number, (announced_on, told_on, stage) in enumerate(web["pledges"])
    ]
    for number, stage, day in web["steps"]:
        StageEvent.objects.create(pledge=pledges[number], stage=stage, on=day)
    for one, relation, other in web["links"]:
        with suppress(ValidationError), transaction.atomic():
            link(pledges[one], relation, pledges[other])
    recount(pledges)
    return pledges


def forget_what_came_after(day: date, there: set[int]) -> None:
    """Leave in the tables what was by ``day``, and count that as if it were today."""
    ideas = [
        pledge.pk
        for pledge in Pledge.objects.all()
        if earliest(pledge.events.all()).stage == "considered"
    ]
    StageEvent.objects.filter(on=None).delete()
    StageEvent.objects.filter(on__gt=day).delete()
    for pk in ideas:
        if not StageEvent.objects.filter(pledge=pk).exists():
            StageEvent.objects.create(pledge_id=pk, stage="considered", on=None)
    Pledge.objects.exclude(pk__in=there).update(published_at=None)
    recount(Pledge.objects.all())


def earliest(steps: Iterable[StageEvent]) -> StageEvent:
    """Return the first step: undated ones before dated ones, but for set-backs."""

    def place(step: StageEvent) -> tuple[int, str, int]:
        aside = step.stage in ("suspended", "withdrawn")
        when = (2 if aside else 0) if step.on is None else 1
        return when, str(step.on or ""), Stage.values.index(step.stage)

    return min(steps, key=place)


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(web=WEBS, day=DAYS.filter(bool))
def test_past_is_what_counting_would_have_said_that_day(db, web, day):
    with transaction.atomic():
        make_web(web)
        said = on(day)
        forget_what_came_after(day, set(said))

        counted = Pledge.objects.published().values_list("pk", *DERIVED)
        assert said == {pk: tuple(row) for pk, *row in counted}
        transaction.set_rollback(True)


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(web=WEBS)
def test_last_state_is_the_pledge_itself_where_all_is_dated(db, web):
    web = {
        "pledges": [(day or JANUARY, told, s) for day, told, s in web["pledges"]],
        "steps": [(n, stage, day or MARCH) for n, stage, day in web["steps"]],
        "links": web["links"],
    }
    with transaction.atomic():
        make_web(web)

        now = Pledge.objects.values_list("pk", *DERIVED)
        assert on(date.max) == {pk: tuple(row) for pk, *row in now}
        transaction.set_rollback(True)
