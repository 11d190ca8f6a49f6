"""The page of the inbox, and the form that fetches one address for an editor."""

import re
import threading
from datetime import date, timedelta
from typing import Any

import pytest
from admin_forms import client_of, of_claim
from builders import make_article, make_candidate, make_feed, make_pledge
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from fake_web import Site

from pledges import pages
from pledges.admin import inbox as admin_inbox
from pledges.models import Article, Page

INBOX = "/admin/pledges/article/inbox/"
HOME = "http://x.example"
TEXT = b"Japan will give Ukraine $37 million, the minister said in Kyiv.\n"
REFUSED = "This address is not a public web page of at most 2 MB."


def html_of(client: Client, query: str = "") -> str:
    """Return the page, its white space made plain."""
    return " ".join(client.get(f"{INBOX}{query}").content.decode().split())


def ask(client: Client, url: str) -> tuple[Any, list[str]]:
    """Send the form; return the last page and the messages on it."""
    response = client.post(INBOX, {"url": url}, follow=True)
    return response, [str(message) for message in response.context["messages"]]


# The page


def test_inbox_names_one_origin_of_nine_articles(alice):
    articles = [
        make_article(title=f"Report no. {n}", published_on=date(2024, 1, 1 + n))
        for n in range(9)
    ]
    for article in articles:
        make_candidate(article)

    html = html_of(client_of(alice))

    assert "Waiting for review: 9 articles, 1 event." in html
    assert "9 articles, 1 event: the one above is the origin" in html
    [event] = re.findall(r'<article class="event">.*?</article>', html)
    heading = f'<h3><a href="/admin/pledges/article/{articles[0].pk}/workbench/">'
    assert f"{heading}Report no. 0</a></h3>" in event
    assert event.count("Pledge: Japan → Ukraine, USD 100") == 1
    for article in articles[1:]:
        assert f"/admin/pledges/article/{article.pk}/workbench/" in event


def test_inbox_leads_to_the_review_of_each_claim(alice):
    claim = make_candidate()

    assert of_claim(claim) in html_of(client_of(alice))


def test_inbox_shows_doubted_claims_last_and_marks_them(alice):
    article = make_article("Damage is put at $900. Japan gives $100.")
    make_candidate(article, "$900", amount=900, score=0.1)
    make_candidate(article, "$100")

    html = html_of(client_of(alice))

    sure, weak = re.findall(r"<li>(.*?)</li>", html, re.DOTALL)[-2:]
    assert "USD 100" in sure
    assert "weak" not in sure
    assert "USD 900" in weak
    assert '<span class="tag">weak</span>' in weak


def test_inbox_names_the_published_pledge_that_is_repeated(alice):
    pledge = make_pledge(amount=100)
    make_candidate()

    html = html_of(client_of(alice))

    assert "<h2>Likely repeats</h2>" in html
    assert f'href="/admin/pledges/pledge/{pledge.pk}/change/"' in html


def test_inbox_shows_twenty_five_events_at_a_time(alice):
    for donor in range(30):
        make_candidate(amount=1000 * 2**donor)
    client = client_of(alice)

    assert html_of(client).count('<article class="event">') == 25
    assert html_of(client, "?p=2").count('<article class="event">') == 5


@pytest.mark.parametrize("query", ["?p=abc", "?p=-1", "?p=99999999999999999999", "?x"])
def test_inbox_takes_nonsense_for_a_page_that_exists(alice, query):
    assert client_of(alice).get(f"{INBOX}{query}").status_code == 200


def test_empty_inbox_says_so(alice):
    assert "Nothing waits." in html_of(client_of(alice))


def test_titles_and_claims_are_text(alice):
    make_candidate(make_article(title="<script>alert(1)</script>"))

    assert "<script>alert(1)" not in html_of(client_of(alice))


def test_number_of_queries_does_not_grow_with_the_inbox(
    alice, django_assert_max_num_queries
):
    for number in range(12):
        make_candidate(make_article(published_on=date(2024, 1, 1)), amount=10**number)
    client = client_of(alice)

    with django_assert_max_num_queries(14):
        client.get(INBOX)


def test_inbox_is_linked_from_the_admin(alice, charlie):
    assert f'href="{INBOX}"' in client_of(alice).get("/admin/").content.decode()
    assert f'href="{INBOX}"' not in client_of(charlie).get("/admin/").content.decode()


def test_inbox_is_for_editors(charlie):
    assert client_of(charlie).get(INBOX).status_code == 403
    assert client_of(charlie).post(INBOX, {"url": HOME}).status_code == 403
    assert Client().get(INBOX).status_code == 302


def test_t14_fetching_needs_a_token_of_the_form(alice, site):
    client = Client(enforce_csrf_checks=True)
    client.force_login(alice)

    assert client.post(INBOX, {"url": f"{HOME}/a"}).status_code == 403
    assert site.asked == []


# Fetching one page


def test_editor_fetches_a_page_by_its_address(alice, site):
    site.has("/japan?id=1", TEXT)

    response, said = ask(client_of(alice), f" {HOME}/japan?id=1&utm_source=mail#top")

    article = Article.objects.get()
    assert response.redirect_chain[-1][0] == (
        f"/admin/pledges/article/{article.pk}/workbench/#claims"
    )
    assert (article.url, article.text) == (f"{HOME}/japan?id=1", TEXT.decode())
    assert said[0].startswith("Stored. Claims found in it: ")


def test_page_that_is_stored_is_not_fetched_again(alice, site):
    site.has("/japan", TEXT)
    client = client_of(alice)
    ask(client, f"{HOME}/japan")

    _, said = ask(client, f"{HOME}/japan")

    assert said[0].startswith("Stored before, nothing was stored anew.")
    assert site.asked == ["/japan"]


def test_page_that_a_feed_could_not_get_is_fetched_for_an_editor(alice, site):
    site.has("/japan", TEXT)
    Page.objects.create(
        address=f"{HOME}/japan", feed=make_feed(), tries=5, next_try_at=None
    )

    ask(client_of(alice), f"{HOME}/japan")

    assert Page.objects.get().article == Article.objects.get()


def test_same_page_is_not_asked_for_twice_in_a_moment(alice, site):
    client = client_of(alice)
    ask(client, f"{HOME}/gone")

    _, said = ask(client, f"{HOME}/gone")

    assert said == ["This page was asked for a moment ago. Wait two minutes."]
    assert site.asked == ["/gone"]


HOSTILE = ["http://127.0.0.1/", "http://10.0.0.1:22/", "http://169.254.169.254/x", "x"]
HOSTILE += ["file:///etc/passwd", f"{HOME}/gone", f"{HOME}/" + "a" * 500, "", "\t"]


@pytest.mark.parametrize("url", HOSTILE)
def test_t14_every_refusal_reads_the_same(alice, site, url):
    _, said = ask(client_of(alice), url)

    assert said == [REFUSED]


def test_t14_ten_addresses_a_minute_are_fetched_for_one_editor(alice, bob, site):
    client = client_of(alice)
    for number in range(10):
        assert ask(client, f"http://10.0.0.1/{number}")[1] == [REFUSED]

    _, said = ask(client, f"{HOME}/11")

    assert said == [pages.TOO_MANY]
    assert site.asked == []
    assert not Page.objects.filter(address=f"{HOME}/11").exists()
    assert ask(client_of(bob), f"{HOME}/11")[1] == [REFUSED]


def test_after_a_minute_an_editor_may_go_on(alice, site):
    client = client_of(alice)
    for number in range(10):
        ask(client, f"http://10.0.0.1/{number}")
    for page in Page.objects.all():
        page.tried_at -= timedelta(minutes=1)
        page.save()

    assert ask(client, f"{HOME}/11")[1] == [REFUSED]
    assert site.asked == ["/11"]


def test_t16_one_page_is_fetched_at_a_time_and_the_site_goes_on(alice, site):
    with admin_inbox.fetching:
        _, said = ask(client_of(alice), f"{HOME}/japan")

    assert said == ["Another page is being fetched. Try in a moment."]
    assert site.asked == []


@pytest.mark.django_db(transaction=True)
def test_t16_fetching_for_an_editor_holds_no_transaction(
    alice: User, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.has("/japan", TEXT)
    within: list[bool] = []
    start = threading.Thread.start

    def started(thread: threading.Thread) -> None:
        within.append(connection.in_atomic_block)
        start(thread)

    monkeypatch.setattr(threading.Thread, "start", started)

    ask(client_of(alice), f"{HOME}/japan")

    assert within == [False]
    assert Article.objects.exists()
