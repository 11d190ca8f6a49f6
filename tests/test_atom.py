"""Feeds: valid Atom with the changes of a filter or page, fetched once a version."""

from datetime import date
from decimal import Decimal
from typing import Any

import feedparser
import pytest
from builders import (
    link,
    make_article,
    make_candidate,
    make_event,
    make_item,
    make_pledge,
    make_total,
)
from django.test import Client
from django.utils.dateparse import parse_datetime
from lxml import etree
from lxml.html import fromstring
from small_world import make_world

from pledges import review
from pledges.models import Change, Pledge
from pledges.views import atom

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"
FEEDS = ["/feeds/new.atom", "/feeds/changes.atom", "/pledges.atom"]
FEEDS += ["/donors/JP.atom", "/recipients/UA.atom"]


@pytest.fixture
def world(db: None) -> None:
    """Drones, Loan, Tents and Idea; Drones are delivered, and a total is claimed."""
    make_world()
    make_event(Pledge.objects.get(title="Drones"), "delivered", date(2024, 2, 1))
    make_total()


def xml(client: Client, address: str) -> Any:
    response = client.get(address)
    assert response.status_code == 200, response.content
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    return etree.fromstring(response.content)


def read(client: Client, address: str) -> Any:
    """Return the feed as a reader of feeds does, who finds nothing to put right."""
    found = feedparser.parse(client.get(address).content)
    assert not found.bozo, found.bozo_exception
    return found


def titles(client: Client, address: str) -> list[str]:
    return [entry.title for entry in read(client, address).entries]


def only(element: Any, name: str) -> Any:
    [found] = element.findall(ATOM + name)
    return found


# Form


@pytest.mark.parametrize("address", [*FEEDS, "/pledges.atom?q=nothing+like+that"])
def test_feed_has_all_that_atom_asks_for(world, client, address):
    feed = xml(client, address)

    rels = {one.get("rel"): one.get("href") for one in feed.findall(f"{ATOM}link")}
    assert rels["self"] == f"http://testserver{address}"
    assert client.get(rels["alternate"]).status_code == 200
    assert only(only(feed, "author"), "name").text
    ids = [only(one, "id").text for one in (feed, *feed.findall(f"{ATOM}entry"))]
    assert len(set(ids)) == len(ids)
    for one in (feed, *feed.findall(f"{ATOM}entry")):
        assert only(one, "id").text.startswith("tag:testserver,2026:")
        assert only(one, "title").text
        assert parse_datetime(only(one, "updated").text).tzinfo
    for entry in feed.findall(f"{ATOM}entry"):
        assert only(entry, "summary").get("type") == "html"
        assert client.get(only(entry, "link").get("href")).status_code == 200


def test_entry_of_a_new_pledge_has_its_figure_and_its_quote(world, client):
    found = read(client, "/feeds/new.atom?q=drones").entries

    [entry] = found
    assert entry.title == "New: Drones"
    words = fromstring(entry.summary).text_content()
    assert "amount: 37,000,000" in words
    assert "quote: “Japan pays for detecting drones.”" in words
    assert "Promised, USD: +37,000,000" in words
    assert [one.term for one in entry.tags] == ["published"]


def test_entry_says_before_and_after_and_why(db, client):
    older = make_pledge(title="Older", amount=80)
    link(make_pledge(amount=100), "supersedes", older, reason="It includes the 80.")

    words = fromstring(read(client, f"/pledges/{older.pk}.atom").entries[0].summary)

    text = " ".join(words.text_content().split())
    assert "counted: yes → no" in text
    assert "Why: It includes the 80. Promised, USD: \N{MINUS SIGN}80." in text


def test_text_that_no_xml_may_hold_is_left_out(db, client):
    hostile = "Japan <script>alert(1)</script> \x0b\ufffe gives & takes."
    make_pledge(title=hostile, article=make_article(hostile))

    [entry] = read(client, "/feeds/new.atom").entries

    assert "<script>" not in client.get("/feeds/new.atom").content.decode()
    assert "gives & takes." in fromstring(entry.summary).text_content()


def test_entry_keeps_its_name(world, client):
    before = {entry.id: entry.updated for entry in read(client, FEEDS[1]).entries}

    make_pledge(title="Later")

    after = {entry.id: entry.updated for entry in read(client, FEEDS[1]).entries}
    assert before.items() < after.items()
    assert len(after) == len(before) + 1


def test_feed_ends_after_the_newest_hundred(db, client, monkeypatch):
    monkeypatch.setattr(atom, "NEWEST", 2)
    for number in range(3):
        make_pledge(title=f"No {number}")

    for address in FEEDS:
        assert titles(client, address) == ["New: No 2", "New: No 1"]


# What is in it


def test_new_pledges_are_those_published(world, client):
    assert titles(client, "/feeds/new.atom") == [
        "New: Idea",
        "New: Tents",
        "New: Loan",
        "New: Drones",
    ]


def test_all_changes_are_those_of_totals_too(world, client):
    total = Change.objects.latest("pk").title

    assert titles(client, "/feeds/changes.atom")[:2] == [
        f"New: {total}",
        "Delivered: Drones",
    ]


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("/pledges.atom?sector=financial", ["New: Loan"]),
        (
            "/pledges.atom?stage=delivered",
            ["Delivered: Drones", "New: Tents", "New: Drones"],
        ),
        ("/pledges.atom?loans=without&donor=EU", []),
        ("/pledges.atom?measure=committed&donor=EU&sort=-usd", ["New: Loan"]),
        ("/donors/US.atom", ["New: Tents"]),
        ("/donors/JP.atom?channel=NATO", ["Delivered: Drones", "New: Drones"]),
        ("/recipients/UA.atom?instrument=in_kind", ["New: Tents"]),
        ("/feeds/changes.atom?kind=delivered", ["Delivered: Drones"]),
        ("/feeds/new.atom?has_equipment=yes", ["New: Tents"]),
        ("/pledges.atom?as_of=2020-01-01", []),
    ],
)
def test_feed_obeys_the_filters_and_terms_of_its_page(world, client, address, expected):
    assert titles(client, address) == expected


def test_feed_of_a_pledge_is_its_history(world, client):
    drones = Pledge.objects.get(title="Drones")

    assert titles(client, f"/pledges/{drones.pk}.atom") == [
        "Delivered: Drones",
        "New: Drones",
    ]


def test_what_was_taken_back_leads_to_what_the_ledger_says_of_it(bob, client):
    claim = make_candidate()
    pledge = review.accept(claim, bob).pk
    review.undo(claim, bob)

    found = read(client, "/feeds/changes.atom").entries

    assert [entry.link for entry in found] == [
        f"http://testserver/changes?pledge={pledge}"
    ] * 2
    assert client.get(f"/pledges/{pledge}.atom").status_code == 404


def test_drafts_are_in_no_feed(client):
    draft = make_pledge(title="Secret", published=False)

    assert [titles(client, address) for address in FEEDS[:3]] == [[], [], []]
    assert client.get(f"/pledges/{draft.pk}.atom").status_code == 404


@pytest.mark.parametrize(
    "query", ["donnor=JP", "stage=foo", "announced_after=x", "currency=JPY"]
)
def test_nonsense_is_refused_in_plain_text(world, client, query):
    for address in ("/pledges.atom", "/feeds/new.atom", "/recipients/UA.atom"):
        response = client.get(f"{address}?{query}")

        assert response.status_code == 400
        assert response["Content-Type"] == "text/plain; charset=utf-8"
        assert response.content.decode().startswith(query.partition("=")[0] + ": ")


# Fetched again


@pytest.mark.parametrize("address", FEEDS)
def test_unchanged_feed_is_not_sent_again(world, client, address):
    first = client.get(address)

    again = [
        client.get(address, headers={"if-none-match": first["ETag"]}),
        client.get(address, headers={"if-modified-since": first["Last-Modified"]}),
    ]

    assert [(one.status_code, one.content) for one in again] == [(304, b"")] * 2
    assert [one["ETag"] for one in again] == [first["ETag"]] * 2


def test_changed_feed_is_sent(world, client):
    first = client.get("/pledges.atom")
    loan = Pledge.objects.get(title="Loan")
    loan.amount = Decimal(2_000_000)
    review.revise(loan, None, loan.version)

    second = client.get("/pledges.atom", headers={"if-none-match": first["ETag"]})

    assert second.status_code == 200
    assert second["ETag"] != first["ETag"]
    assert b"2,000,000" in second.content


def test_nonsense_is_refused_to_those_who_have_the_feed(world, client):
    etag = client.get("/pledges.atom")["ETag"]

    response = client.get("/pledges.atom?stage=foo", headers={"if-none-match": etag})

    assert response.status_code == 400


# Found from the pages


def test_each_page_names_its_feeds_and_keeps_its_filters(world, client):
    drones = Pledge.objects.get(title="Drones")
    make_item(drones)

    def named(address: str) -> list[str]:
        tree = fromstring(client.get(address).content.decode())
        return list(tree.xpath("//head/link[@type='application/atom+xml']/@href"))

    general = ["/feeds/new.atom", "/feeds/changes.atom"]
    assert named("/articles") == general
    assert named("/pledges?donor=JP&sort=-usd&page=1") == [
        *general,
        "/pledges.atom?donor=JP",
    ]
    assert named(f"/pledges/{drones.pk}")[-1] == f"/pledges/{drones.pk}.atom"
    assert named("/donors/JP?sector=military")[-1] == "/donors/JP.atom?sector=military"
    assert (
        named("/recipients/UA?currency=EUR")[-1] == "/recipients/UA.atom?currency=EUR"
    )
    assert named("/changes?kind=new&kind=published")[-1].startswith(general[1])
    assert named("/pledges?as_of=2024-01-08")[-1] == "/pledges.atom"
