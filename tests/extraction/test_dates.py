from datetime import date

import pytest

from pledges.extraction import extract
from pledges.extraction.dates import find_days

MONDAY = date(2024, 1, 8)


@pytest.mark.parametrize(
    ("text", "on"),
    [
        ("on Sunday", date(2024, 1, 7)),
        ("on Monday", date(2024, 1, 8)),
        ("yesterday", date(2024, 1, 7)),
        ("today", date(2024, 1, 8)),
        ("on Jan. 7", date(2024, 1, 7)),
        ("on 7 January", date(2024, 1, 7)),
        ("on December 21", date(2023, 12, 21)),
        ("on 3 March 2022", date(2022, 3, 3)),
        ("on March 3rd, 2022", date(2022, 3, 3)),
        ("2022-03-03", date(2022, 3, 3)),
    ],
)
def test_a_day_is_worked_out_from_publication(text: str, on: date) -> None:
    [day] = find_days(text, MONDAY)

    assert day.on == on


def test_a_weekday_without_publication_has_no_date() -> None:
    [day] = find_days("on Sunday")

    assert day.on is None


@pytest.mark.parametrize(
    "text", ["31 June 2022", "it may 5", "in the march", "99 May 2020"]
)
def test_what_is_no_day_is_passed_over(text: str) -> None:
    assert [d for d in find_days(text, MONDAY) if d.on] == []


def test_a_promise_has_the_day_of_its_sentence() -> None:
    [finding] = extract("On Sunday, Japan pledged $5 million to Kenya.", MONDAY)

    assert finding.announced_on == date(2024, 1, 7)


def test_a_delivery_of_old_has_no_day_of_promise() -> None:
    [finding] = extract("Japan has sent Kenya 40 trucks.", MONDAY)

    assert finding.announced_on is None
