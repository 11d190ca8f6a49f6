"""The ledger as a page and a file: what changed, between which days, to what effect."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from builders import (
    link,
    make_candidate,
    make_event,
    make_pledge,
    make_total,
)
from csv_files import rows
from django.test import Client
from django.utils import timezone
from lxml.html import fromstring

from pledges import review
from pledges.models import Change, Pledge

pytestmark = pytest.mark.django_db
FEBRUARY = date(2023, 2, 1)


def at(day: int) -> None:
    """Date what the ledger noted last, and is not dated yet, to a day of November."""
    moment = datetime(2026, 11, day, 12, tzinfo=UTC)
    Change.objects.filter(at__gt=datetime(2026, 11, 24, tzinfo=UTC)).update(at=moment)


@pytest.fixture
def november(db: None) -> dict[str, Pledge]:
    """Loan and Grant of the 2nd; one delivered, one withdrawn, Goods new on the 5th."""
    loan = make_pledge(title="Loan", amount=100, instrument="loan")
    grant = make_pledge(title="Grant", donor="DE", recipient="MD", amount=40)
    at(2)
    make_event(grant, "delivered", FEBRUARY)
    make_event(loan, "withdrawn", FEBRUARY)
    goods = make_pledge(title="Goods", recipient=None, amount=None)
    at(5)
    return {"Loan": loan, "Grant": grant, "Goods": goods}


def page(client: Client, query: str = "") -> Any:
    response = client.get(f"/changes?{query}")
    assert response.status_code == 200
    return fromstring(response.content.decode())


def listed(client: Client, query: str = "") -> list[tuple[str, str]]:
    """Return title and kind of each row of the page, as they stand there."""
    found = client.get(f"/changes?{query}").context["page"]
    return [(change.title, change.kind) for change in found]


def words(element: Any) -> str:
    return " ".join(element.text_content().split())


def summary(client: Client, query: str = "") -> str:
    [found] = page(client, query).xpath("//p[@class='list-sum']")
    return words(found).replace("\N{NO-BREAK SPACE}", " ")


def test_page_has_the_newest_first_under_their_days(november, client):
    days = page(client).xpath("//main//section[@class='section']")

    titles = [[words(row) for row in day.xpath(".//tbody/tr/th/a")] for day in days]
    assert [words(day.xpath(".//h2")[0]) for day in days] == [
        "5 November 2026",
        "2 November 2026",
    ]
    assert titles == [["Goods", "Loan", "Grant"], ["Grant", "Loan"]]


def test_row_says_before_and_after_why_and_the_effect(db, client):
    older = make_pledge(title="Older", amount=80)
    link(make_pledge(amount=100), "supersedes", older, reason="It includes the 80.")

    [row] = page(client, f"pledge={older.pk}&kind=linked").xpath("//tbody/tr")

    _, told, why, effect = [words(cell) for cell in row.xpath("./*")]
    assert "counted: yes → no" in told
    assert "why not counted: replaced by a later pledge" in told
    assert (why, effect) == ("It includes the 80.", "\N{MINUS SIGN}80")


def test_span_is_told_in_a_sentence(november, client):
    assert summary(client, "changed_after=2026-11-03") == (
        "Since 3 November 2026: 1 new pledge, 1 delivered, 1 withdrawn; "
        "promised USD \N{MINUS SIGN}100, 1 change with an effect that is not known."
    )
    assert summary(client, "changed_before=2026-11-02") == (
        "Until 2 November 2026: 2 new pledges; promised USD +140."
    )
    span = "changed_after=2026-11-02&changed_before=2026-11-05&donor=DE"
    assert summary(client, f"{span}&measure=delivered") == (
        "From 2 November 2026 to 5 November 2026: 1 new pledge, 1 delivered; "
        "delivered USD +40."
    )


def test_reported_totals_are_told_apart_from_pledges(db, client):
    make_total(amount=7)

    assert summary(client) == (
        "Since the beginning: 1 new reported total; promised no difference."
    )


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("donor=DE", [("Grant", "delivered"), ("Grant", "published")]),
        ("recipient=not-stated", [("Goods", "published")]),
        (
            "kind=withdrawn&kind=delivered",
            [("Loan", "withdrawn"), ("Grant", "delivered")],
        ),
        ("changed_before=2026-11-02&donor=JP", [("Loan", "published")]),
        ("changed_after=2026-11-06", []),
        (
            "loans=without&kind=published",
            [("Goods", "published"), ("Grant", "published")],
        ),
    ],
)
def test_filters_and_terms_keep_their_rows_on_page_and_in_file(
    november, client, query, expected
):
    file = rows(client, f"/changes.csv?{query}")

    assert listed(client, query) == expected
    assert [(row["title"], row["kind"]) for row in file] == expected


def test_filter_by_record_is_its_history(november, client):
    loan = november["Loan"].pk

    assert listed(client, f"pledge={loan}") == [
        ("Loan", "withdrawn"),
        ("Loan", "published"),
    ]
    assert listed(client, f"total={loan}") == []


@pytest.mark.parametrize(
    "query",
    [
        "kind=invented",
        "donor=XX",
        "pledge=0",
        "pledge=x",
        "changed_after=2026-13-01",
        "changed_after=2026-11-05&changed_before=2026-11-02",
        "sort=-at",
    ],
)
def test_nonsense_is_refused_on_page_and_in_file(november, client, query):
    for path in ("/changes", "/changes.csv"):
        response = client.get(f"{path}?{query}")

        assert response.status_code == 400
        assert "Goods" not in response.content.decode()


def test_past_day_has_what_was_noted_by_then(november, client):
    assert listed(client, "as_of=2026-11-02") == [
        ("Grant", "published"),
        ("Loan", "published"),
    ]
    assert listed(client, "as_of=2026-11-01") == []


def test_currency_and_measure_rule_the_effect(db, client):
    make_pledge(amount=90, currency="EUR", stage="committed")

    def effect(query: str) -> str:
        return words(page(client, query).xpath("//tbody/tr/td[last()]")[0])

    assert effect("currency=EUR&measure=committed") == "+90"
    assert effect("currency=EUR&measure=delivered") == "no effect"
    assert effect("currency=USD") == "not known"


def test_file_has_every_field_and_every_effect(db, client):
    pledge = make_pledge(amount=100)
    pledge.amount = Decimal(70)
    review.revise(pledge, None, pledge.version)

    row = rows(client, "/changes.csv")[0]

    assert (row["kind"], row["pledge_id"], row["total_id"]) == (
        "corrected",
        str(pledge.pk),
        "",
    )
    assert {"field": "amount", "before": "100.00", "after": "70.00"} in json.loads(
        row["fields"]
    )
    assert (row["promised_usd"], row["delivered_usd"]) == ("-30.00", "0.00")
    assert row["promised_eur"] == ""


def test_what_was_taken_back_is_told_and_leads_nowhere(bob, client):
    claim = make_candidate()
    review.accept(claim, bob)
    review.undo(claim, bob)

    titles = page(client).xpath("//tbody/tr/th")
    file = rows(client, "/changes.csv")

    assert [one.xpath("./a") for one in titles] == [[], []]
    assert {row["permalink"] for row in file} == {""}
    assert [row["kind"] for row in file] == ["undone", "published"]


def test_no_editor_is_named(bob, client):
    bob.first_name, bob.last_name, bob.email = "Robert", "Baker", "baker@x.example"
    bob.save()
    review.accept(make_candidate(), bob)

    for path in ("/changes", "/changes.csv"):
        body = b"".join(client.get(path)).decode()
        assert "editor" in body
        assert not any(name in body for name in ("bob", "Robert", "Baker", "baker@"))


def test_pledge_and_total_show_their_own_history(november, client):
    total = make_total()

    def history(address: str) -> list[str]:
        tree = fromstring(client.get(address).content.decode())
        [section] = tree.xpath("//section[@aria-labelledby='history']")
        return [words(tag) for tag in section.xpath(".//tbody//*[@class='tag']")]

    assert history(f"/pledges/{november['Grant'].pk}") == ["Delivered", "New"]
    assert history(f"/reported-totals/{total.pk}") == ["New"]


def test_history_of_a_past_day_has_nothing_later(november, client):
    response = client.get(f"/pledges/{november['Grant'].pk}?as_of=2026-11-02")
    today = client.get(f"/pledges/{november['Grant'].pk}?as_of={timezone.localdate()}")

    assert [one.kind for one in response.context["changes"]] == ["published"]
    assert len(today.context["changes"]) == 2


def test_dashboard_has_the_latest_changes_of_what_was_published(november, client):
    changes = client.get("/").context["changes"]

    told = [(change.title, change.kind) for change in changes]
    assert told == [("Loan", "withdrawn"), ("Grant", "delivered")]


def test_dashboard_says_that_nothing_was_changed(client):
    make_pledge()

    tree = fromstring(client.get("/").content.decode())

    [section] = tree.xpath("//section[@aria-labelledby='changed']")
    assert "Nothing that was published has been changed since." in words(section)


@pytest.mark.parametrize("query", ["donor=DE", "as_of=2026-11-06"])
def test_dashboard_of_a_part_or_past_leaves_changes_to_the_ledger(
    november, client, query
):
    tree = fromstring(client.get(f"/?{query}").content.decode())

    assert tree.xpath("//section[@aria-labelledby='changed']") == []
