"""Pages and files as of a past day: what was there then, nothing that came later."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from html import unescape
from typing import Any

import pytest
from builders import (
    link,
    make_article,
    make_event,
    make_evidence,
    make_item,
    make_pledge,
    make_total,
)
from csv_files import rows
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from lxml.html import fromstring
from test_pages import BUDGETS, examples

from pledges.models import EquipmentItem, Pledge, ReportedTotal

pytestmark = pytest.mark.django_db
JANUARY, FEBRUARY, MARCH = date(2023, 1, 1), date(2023, 2, 1), date(2023, 3, 1)
IN_FEBRUARY = "as_of=2023-02-10"
PAST = date(2023, 6, 1)


def titles(client: Client, query: str) -> list[str]:
    found = client.get(f"/pledges?{query}").context["page"]
    return sorted(pledge.title for pledge in found)


# The whole site


def later() -> set[str]:
    """Return the paths of all records of the seed that PAST is too early for."""
    there = Pledge.objects.published(day=PAST)
    pledges = Pledge.objects.exclude(pk__in=there)
    items = EquipmentItem.objects.filter(pledge__in=pledges)
    claims = ReportedTotal.objects.exclude(as_of__lte=PAST)
    kinds = {"pledges": pledges, "equipment": items, "reported-totals": claims}
    return {f"/{kind}/{row.pk}" for kind, some in kinds.items() for row in some}


def walk(client: Client, query: str) -> Iterator[tuple[str, str]]:
    """Yield path and body of all that links lead to from the dashboard on."""
    ahead, seen = [f"/?{query}"], set()
    while ahead:
        address = ahead.pop()
        response = client.get(address)
        assert response.status_code == 200, address
        body = b"".join(response).decode()
        yield address.partition("?")[0], body
        for href in map(unescape, re.findall(r'href="(/[^"#]*)', body)):
            path = href.partition("?")[0]
            if query in href and path not in seen:
                seen.add(path)
                ahead.append(href)


def test_no_page_and_no_file_of_a_past_day_has_what_came_later(seeded, client):
    too_late = later()
    assert len(too_late) > 50

    found = dict(walk(client, f"as_of={PAST}"))

    assert len(found) > 200
    assert len([path for path in found if path.endswith(".csv")]) == 9
    for path, body in found.items():
        named = set(
            re.findall(
                r"(?<!tracker.example)/(?:pledges|equipment|reported-totals)/\d+", body
            )
        )
        assert named & too_late == set(), path


def test_what_came_later_has_no_page_that_day_but_leads_to_today(seeded, client):
    for path in sorted(later())[::10]:
        response = client.get(f"{path}?as_of={PAST}&currency=EUR")

        assert response.status_code == 404
        html = response.content.decode()
        assert "On 1 June 2023 our records held nothing of the sort" in html
        assert f'href="{path}?currency=EUR"' in html


@pytest.mark.parametrize("name", BUDGETS)
def test_page_of_a_past_day_answers_within_its_queries(
    seeded, client, django_assert_max_num_queries, name
):
    claim = ReportedTotal.objects.exclude(as_of=None)[0].pk
    key = (examples() | {"total-detail": claim}).get(name.removesuffix("-atom"))
    address = reverse(name, args=[key] if key else [])

    with django_assert_max_num_queries(min(BUDGETS[name] + 3, 12)):
        response = client.get(f"{address}?as_of={timezone.localdate()}")

    assert response.status_code == 200
    assert b"".join(response)


# The day


@pytest.mark.parametrize("path", ["/", "/pledges", "/pledges.csv", "/methodology"])
def test_a_day_to_come_is_refused_with_the_reason(db, client, path):
    tomorrow = timezone.localdate() + timedelta(days=1)

    response = client.get(f"{path}?as_of={tomorrow}")

    assert response.status_code == 400
    assert f"{tomorrow} is yet to come" in response.content.decode()


@pytest.mark.parametrize("day", ["yesterday", "2023-02-30", "07.01.2024", "0001-01-01"])
def test_what_is_no_day_of_ours_is_refused(db, client, day):
    assert client.get(f"/?as_of={day}").status_code == 400
    assert client.get(f"/pledges.csv?as_of={day}").status_code == 400


def test_a_day_before_everything_is_empty_and_no_error(db, client):
    make_pledge(announced_on=JANUARY)

    for path in ("/", "/pledges", "/donors/JP", "/equipment", "/evidence"):
        assert client.get(f"{path}?as_of=1999-01-01").status_code == 200
    assert titles(client, "as_of=1999-01-01") == []


# What was so


@pytest.fixture
def changed(db: None) -> dict[str, Pledge]:
    """Pledges of January that became something else in March."""
    made = {
        title: make_pledge(title=title, amount=100, announced_on=JANUARY)
        for title in ("Firmer", "Withdrawn", "Replaced")
    }
    make_event(made["Firmer"], "delivered", MARCH)
    make_event(made["Withdrawn"], "withdrawn", MARCH)
    newer = make_pledge(title="Newer", amount=300, announced_on=MARCH)
    link(newer, "supersedes", made["Replaced"])
    return made | {"Newer": newer}


def test_list_has_what_was_there_as_it_was(changed, client):
    found = client.get(f"/pledges?{IN_FEBRUARY}").context["page"]

    assert {(one.title, one.stage, one.counted, one.counted_usd) for one in found} == {
        ("Firmer", "announced", True, 100),
        ("Withdrawn", "announced", True, 100),
        ("Replaced", "announced", True, 100),
    }
    assert client.get("/").context["total"].amount == 400
    assert client.get(f"/?{IN_FEBRUARY}").context["total"].amount == 300


def test_filters_and_measures_read_the_stage_of_the_day(changed, client):
    assert titles(client, "stage=delivered") == ["Firmer"]
    assert titles(client, f"stage=delivered&{IN_FEBRUARY}") == []
    assert titles(client, f"stage=announced&{IN_FEBRUARY}&counted=yes") == [
        "Firmer",
        "Replaced",
        "Withdrawn",
    ]
    assert titles(client, "measure=delivered&as_of=2023-03-01") == ["Firmer"]
    assert titles(client, "measure=delivered&as_of=2023-02-28") == []


def test_file_has_what_was_so_and_says_the_day(changed, client):
    found = {row["title"]: row for row in rows(client, f"/pledges.csv?{IN_FEBRUARY}")}

    assert set(found) == {"Firmer", "Withdrawn", "Replaced"}
    assert {row["stage"] for row in found.values()} == {"announced"}
    assert {row["counted"] for row in found.values()} == {"yes"}
    assert {row["counted_instead"] for row in found.values()} == {""}
    response = client.get(f"/pledges.csv?{IN_FEBRUARY}")
    assert b"".join(response)
    assert 'as-of-2023-02-10.csv"' in response["Content-Disposition"]
    assert response["X-As-Of"] == "2023-02-10"


def test_page_of_a_pledge_has_the_steps_and_links_of_the_day(changed, client):
    pledge = changed["Replaced"]

    now = client.get(f"/pledges/{pledge.pk}").content.decode()
    then = client.get(f"/pledges/{pledge.pk}?{IN_FEBRUARY}").content.decode()

    assert "is superseded by" in now
    assert "is superseded by" not in then
    assert "Counted in full." in then
    firmer = client.get(f"/pledges/{changed['Firmer'].pk}?{IN_FEBRUARY}")
    assert [event.stage for event in firmer.context["events"]] == ["announced"]


def test_passages_and_goods_have_the_stage_of_the_day_and_are_not_hidden(
    changed, client
):
    pledge = changed["Firmer"]
    make_item(pledge, name="boat")
    make_evidence(make_article(published_on=date(2024, 1, 1)), pledge=pledge)

    passages = rows(client, f"/evidence.csv?q=Firmer&{IN_FEBRUARY}")
    goods = rows(client, f"/equipment.csv?{IN_FEBRUARY}")

    assert [row["stage"] for row in passages] == ["announced"] * 4
    assert passages[0]["source_date"] == "2024-01-01"
    assert [(row["item"], row["stage"]) for row in goods] == [("boat", "announced")]
    page = client.get(f"/evidence?{IN_FEBRUARY}").content.decode()
    assert "Delivered" not in re.sub("(?s)<form.*?</form>", "", page)


@pytest.mark.parametrize(
    ("day", "expected"),
    [("2023-02-10", None), ("2023-03-10", None), ("2023-04-10", 7), (None, 7)],
)
def test_delivered_number_is_known_after_the_last_delivery(db, client, day, expected):
    pledge = make_pledge(amount=None, announced_on=JANUARY)
    make_item(pledge, quantity=9, delivered_quantity=7)
    make_event(pledge, "delivered", MARCH)
    make_event(pledge, "delivered", date(2023, 4, 1))
    query = f"?as_of={day}" if day else ""

    [item] = client.get(f"/equipment{query}").context["page"]
    [panel] = client.get(f"/equipment{query}").context["goods"]
    [row] = rows(client, f"/equipment.csv{query}")

    assert item.delivered_quantity == panel.rows[0].delivered == expected
    assert row["delivered_quantity"] == ("" if expected is None else "7")
    context = client.get(f"/pledges/{pledge.pk}{query}").context
    assert [one.delivered_quantity for one, _ in context["items"]] == [expected]


def test_claims_are_there_from_their_day(db, client):
    make_pledge(amount=100, announced_on=JANUARY)
    early, late = make_total(amount=70, as_of=JANUARY), make_total(as_of=MARCH)
    make_total(as_of=None, article=make_article(published_on=None))

    def claims(address: str) -> list[Any]:
        return [row["id"] for row in rows(client, address)]

    assert claims(f"/reported-totals.csv?{IN_FEBRUARY}") == [str(early.pk)]
    beside = client.get(f"/?{IN_FEBRUARY}").context["beside"]
    assert [row.claim.total for row in beside] == [early]
    assert client.get(f"/reported-totals/{late.pk}?{IN_FEBRUARY}").status_code == 404


def test_article_page_names_what_was_there(db, client):
    article = make_article("Japan gives 100. More will follow.")
    make_pledge(title="Old", article=article, announced_on=JANUARY)
    make_pledge(title="New", article=article, announced_on=MARCH)

    html = client.get(f"/articles/{article.pk}?{IN_FEBRUARY}").content.decode()
    listed = client.get(f"/articles?{IN_FEBRUARY}").context["page"]

    assert "Old" in html
    assert "New" not in html
    assert [(one.pk, one.quotes) for one in listed] == [(article.pk, 1)]


# The difference to today


def sentence(client: Client, address: str) -> str:
    """Return what the page says of that day and today."""
    tree = fromstring(client.get(address).content.decode())
    [found] = tree.xpath("//p[starts-with(normalize-space(), 'On 10 February 2023')]")
    return " ".join(found.text_content().split())


@pytest.mark.parametrize(
    "path",
    [
        *["/", "/pledges", "/donors", "/recipients", "/donors/JP", "/recipients/UA"],
        "/compare",
    ],
)
def test_each_page_with_a_sum_says_the_difference_to_today(changed, client, path):
    assert sentence(client, f"{path}?{IN_FEBRUARY}") == (
        "On 10 February 2023 the records held USD 300 promised in 3 pledges; "
        "today they hold USD 400 promised in 2 pledges: 1 pledge fewer, USD 100 more."
    )


def test_the_difference_obeys_filters_and_terms(changed, client):
    make_pledge(title="Loan", amount=5, instrument="loan", announced_on=MARCH)
    make_pledge(donor="DE", amount=9, announced_on=MARCH)

    assert sentence(client, f"/pledges?donor=JP&loans=without&{IN_FEBRUARY}").endswith(
        "today they hold USD 400 promised in 2 pledges: 1 pledge fewer, USD 100 more."
    )
    assert sentence(client, f"/?measure=delivered&{IN_FEBRUARY}") == (
        "On 10 February 2023 the records held nothing delivered; today they hold "
        "USD 100 delivered in 1 pledge: 1 pledge more, USD 100 more."
    )


def test_exact_figures_of_the_difference_are_shown_on_pointing(db, client):
    make_pledge(amount=7_600_000_001, announced_on=JANUARY)

    html = client.get(f"/pledges?{IN_FEBRUARY}").content.decode()

    assert '<span title="USD 7,600,000,001">USD\N{NO-BREAK SPACE}7.60' in html
    assert "no difference" in html


def test_a_page_of_the_past_says_so_and_leads_to_today(changed, client):
    for path in ("/", "/donors/JP", "/articles", "/methodology"):
        tree = fromstring(client.get(f"{path}?currency=EUR&{IN_FEBRUARY}").content)
        [notice] = tree.xpath("//p[@role='note']")

        assert "10 February 2023" in notice.text_content()
        assert notice.xpath(".//a/@href") == ["?currency=EUR"]
    assert b'role="note"' not in client.get("/").content
