"""Feeds fill the inbox: each page once, and what is dead is said, not fatal."""

import io
import threading
import time
from datetime import date, timedelta
from typing import Any

import pytest
from admin_forms import client_of
from builders import make_article, make_feed
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.utils import timezone
from fake_web import item

from pledges import feeds as reading
from pledges import reference
from pledges.addresses import canonical
from pledges.fetch import Fetched
from pledges.models import Article, Candidate, Feed, Page
from pledges.pages import PATIENCE, claim

HOME = "http://x.example"
JAPAN = "Japan will give Ukraine $37 million, the foreign minister said in Kyiv.\n"
NORWAY = "Norway will give Moldova $5 million, the government said in Oslo.\n"


@pytest.fixture(autouse=True)
def no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    """Servers of tests need no rest."""
    monkeypatch.setattr(reading, "PAUSE", 0)


@pytest.fixture
def known(db: None) -> None:
    """The actors that the articles name."""
    reference.load_actors(reference.read_actors(reference.LEXICON))


def run(*arguments: str) -> list[str]:
    """Return the lines that the command prints."""
    out = io.StringIO()
    call_command("fetch", *arguments, stdout=out)
    return out.getvalue().splitlines()


def later(pause: timedelta) -> None:
    """Let ``pause`` go by for every page."""
    for page in Page.objects.exclude(next_try_at=None):
        page.next_try_at -= pause
        page.save()


# New articles


def test_new_pages_of_a_feed_become_articles_with_claims(site, known):
    site.has("/japan", JAPAN.encode())
    site.has("/norway", NORWAY.encode())
    site.has_feed("/feed", item(f"{HOME}/japan"), item(f"{HOME}/norway"))
    feed = make_feed(source_class="donor_official")

    said = run()

    assert said == [f"{feed.pk} The Daily Ledger: 2 entries, 2 new, 0 known, 0 failed"]
    japan, norway = Article.objects.order_by("url")
    assert (japan.url, japan.text) == (f"{HOME}/japan", JAPAN)
    assert (norway.url, norway.text) == (f"{HOME}/norway", NORWAY)
    assert japan.source_class == "donor_official"
    assert Candidate.objects.get(article=japan).amount == 37_000_000
    assert Candidate.objects.get(article=norway).recipient.code == "MD"


def test_feed_says_what_a_page_does_not_say_of_itself(site, known):
    site.has("/japan", JAPAN.encode())
    day = "Mon, 08 Jan 2024 05:00:00 +0900"  # still the 7th in Greenwich
    site.has_feed("/feed", item(f"{HOME}/japan", "Aid\nfor &amp; from", day))
    make_feed()

    run()

    article = Article.objects.get()
    assert (article.title, article.publisher) == ("Aid for & from", "The Daily Ledger")
    assert article.published_on == date(2024, 1, 8)


def test_page_is_believed_before_the_feed(site, known):
    page = (
        "<!doctype html><html><head><title>Own title</title>"
        '<meta property="og:site_name" content="The Page">'
        '<meta property="article:published_time" content="2024-01-05T09:00:00Z">'
        f"</head><body><article><p>{JAPAN}</p><p>{NORWAY}</p></article></body></html>"
    )
    site.has("/japan", page.encode(), content_type="text/html")
    day = "Mon, 08 Jan 2024 05:00:00 +0900"
    site.has_feed("/feed", item(f"{HOME}/japan", "Of the feed", day))
    make_feed()

    run()

    article = Article.objects.get()
    assert (article.title, article.publisher) == ("Own title", "The Page")
    assert article.published_on == date(2024, 1, 5)


def test_second_run_asks_for_the_feed_and_for_nothing_else(site, known):
    site.has("/japan", JAPAN.encode())
    site.has_feed("/feed", item(f"{HOME}/japan"))
    make_feed()
    run()

    run()

    assert site.asked == ["/feed", "/japan", "/feed"]
    assert Article.objects.count() == 1


def test_one_page_under_several_addresses_is_fetched_once(site, known):
    site.has("/japan?id=1", JAPAN.encode())
    addresses = ["?id=1#top", "?id=1&amp;utm_source=rss", "?fbclid=x&amp;id=1"]
    site.has_feed("/feed", *[item(f"{HOME}/japan{end}") for end in addresses])
    make_feed()

    run()

    assert site.asked == ["/feed", "/japan?id=1"]
    assert Page.objects.get().address == f"{HOME}/japan?id=1"


def test_same_text_at_another_address_is_the_first_article(site, known):
    site.has("/a", JAPAN.encode())
    site.has("/b", JAPAN.encode())
    site.has_feed("/feed", item(f"{HOME}/a"), item(f"{HOME}/b"))
    feed = make_feed()

    said = run()

    assert said == [f"{feed.pk} The Daily Ledger: 2 entries, 1 new, 1 known, 0 failed"]
    first, second = Page.objects.order_by("address")
    assert first.article == second.article == Article.objects.get()


def test_page_that_an_editor_entered_is_not_fetched(site, known):
    make_article(url=f"{HOME}/japan")
    site.has_feed("/feed", item(f"{HOME}/japan?utm_medium=rss"))
    make_feed()

    run()

    assert site.asked == ["/feed"]


def test_article_has_the_address_that_a_redirect_led_to(site, known):
    site.has("/short", status="302 Found", location="/japan")
    site.has("/japan", JAPAN.encode())
    site.has_feed("/feed", item(f"{HOME}/short"))
    make_feed()

    run()

    assert Article.objects.get().url == f"{HOME}/japan"


def test_atom_and_addresses_relative_to_the_feed_are_read(site, known):
    site.has("/news/japan", JAPAN.encode())
    atom = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>T</title>'
        '<link href="japan"/><published>2024-01-08T23:00:00-05:00</published>'
        "</entry></feed>"
    )
    site.has("/news/feed", atom.encode(), content_type="application/atom+xml")
    make_feed(f"{HOME}/news/feed")

    run()

    article = Article.objects.get()
    assert (article.url, article.published_on) == (
        f"{HOME}/news/japan",
        date(2024, 1, 8),
    )


def test_feed_in_another_encoding_is_read_by_the_header(site, known):
    site.has("/japan", JAPAN.encode())
    feed = (
        f"<rss version='2.0'><channel>{item(f'{HOME}/japan', 'Помощь')}</channel></rss>"
    )
    kind = "text/xml; charset=windows-1251"
    site.has("/feed", feed.encode("cp1251"), content_type=kind)
    make_feed()

    run()

    assert Article.objects.get().title == "Помощь"


# What is dead


def test_dead_feed_is_said_and_the_next_one_is_read(site, known):
    dead = make_feed(f"{HOME}/gone", title="A dead one")
    site.has("/japan", JAPAN.encode())
    site.has_feed("/feed", item(f"{HOME}/japan"))
    make_feed()

    said = run()

    sentence = "This address is not a public web page of at most 2 MB."
    assert said[0] == f"{dead.pk} A dead one: not read. {sentence}"
    assert said[1].endswith("The Daily Ledger: 1 entries, 1 new, 0 known, 0 failed")
    dead.refresh_from_db()
    assert dead.last_error == sentence
    assert dead.last_fetched_at is not None


def test_error_is_forgotten_when_the_feed_lives_again(site, known):
    feed = make_feed()
    with pytest.raises(CommandError):
        run()
    site.has_feed("/feed")

    run()

    feed.refresh_from_db()
    assert feed.last_error == ""


def test_where_nothing_could_be_read_the_command_fails(site, known):
    make_feed(f"{HOME}/gone")
    make_feed(f"{HOME}/gone-page", kind="page")

    with pytest.raises(CommandError, match="Nothing could be read"):
        run()


def test_without_feeds_the_command_says_so_and_succeeds(db):
    make_feed(is_active=False)

    assert run() == ["There are no active feeds."]


def test_one_feed_can_be_asked_for(site, known):
    make_feed(f"{HOME}/other", title="Other")
    site.has_feed("/feed")
    feed = make_feed()

    run("--feed", str(feed.pk))

    assert site.asked == ["/feed"]


@pytest.mark.parametrize("number", ["0", "99"])
def test_feed_that_does_not_exist_is_an_error(db, number):
    with pytest.raises(CommandError, match=f"no active feed {number}"):
        run("--feed", number)


def test_dead_page_is_said_and_the_next_one_is_stored(site, known):
    site.has("/japan", JAPAN.encode())
    site.has_feed("/feed", item(f"{HOME}/gone"), item(f"{HOME}/japan"))
    feed = make_feed()

    said = run()

    line = f"{HOME}/gone: This address is not a public web page of at most 2 MB."
    assert said[1:] == [f"  {line}"]
    assert said[0].endswith("2 entries, 1 new, 0 known, 1 failed")
    feed.refresh_from_db()
    assert feed.last_error == line
    assert Article.objects.get().text == JAPAN


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (b" ", "There is no text in this article."),
        (b"\x00", "This is not a text, or in an encoding that we do not know."),
        (b"x" * 200_001, "The text has 200,001 characters; the limit is 200,000."),
    ],
)
def test_page_that_is_no_article_says_why(site, known, body, sentence):
    site.has("/page", body)
    site.has_feed("/feed", item(f"{HOME}/page"))
    make_feed()

    run()

    assert Page.objects.get().error == sentence
    assert not Article.objects.exists()


PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj <</Length 9>> stream\n\x78\x9c\x00\x01"
ZIP = b"PK\x03\x04\x14\x00\x00\x00\x08\x00" + bytes(range(256))
EXE = b"MZ\x90\x00\x03\x00\x00\x00" + bytes(range(256))
SVG = b"<svg xmlns='http://www.w3.org/2000/svg'><text>Japan gives $5</text></svg>"


@pytest.mark.parametrize("body", [PDF, ZIP, EXE, SVG], ids=["pdf", "zip", "exe", "svg"])
@pytest.mark.parametrize("kind", ["text/html", "text/plain; charset=windows-1252"])
def test_t12_file_that_calls_itself_a_text_is_no_article(site, known, body, kind):
    site.has("/page", body, content_type=kind)
    site.has_feed("/feed", item(f"{HOME}/page"))
    make_feed()

    run()

    assert Page.objects.get().error
    assert not Article.objects.exists()


def test_dead_page_is_tried_again_more_and_more_seldom_and_given_up(site, known):
    site.has_feed("/feed", item(f"{HOME}/gone"))
    make_feed()
    run()

    for tries, pause in enumerate(PATIENCE, start=1):
        later(pause - timedelta(minutes=1))
        run()
        assert site.asked.count("/gone") == tries
        later(timedelta(minutes=1))
        run()
        assert site.asked.count("/gone") == tries + 1

    assert Page.objects.get().next_try_at is None


def test_page_that_lives_again_is_stored_though_the_feed_left_it_out(site, known):
    site.has_feed("/feed", item(f"{HOME}/japan"))
    make_feed()
    run()
    site.has_feed("/feed")
    site.has("/japan", JAPAN.encode())
    later(PATIENCE[0])

    run()

    assert Article.objects.get().text == JAPAN
    assert Page.objects.get().error == ""


# Pages that are watched


def test_watched_page_is_read_each_hour_and_each_new_text_is_an_article(site, known):
    site.has("/list", JAPAN.encode())
    make_feed(f"{HOME}/list", kind="page")
    run()
    site.has("/list", NORWAY.encode())

    run()
    assert site.asked == ["/list"]
    later(timedelta(hours=1))
    run()

    assert site.asked == ["/list", "/list"]
    assert set(Article.objects.values_list("text", flat=True)) == {JAPAN, NORWAY}
    assert Page.objects.get().article.text == NORWAY


def test_page_that_a_feed_pointed_to_can_be_watched_later(site, known):
    site.has("/list", JAPAN.encode())
    site.has_feed("/feed", item(f"{HOME}/list"))
    make_feed()
    run()
    site.has("/list", NORWAY.encode())
    watched = make_feed(f"{HOME}/list", kind="page", title="The list")

    run()

    assert Page.objects.get().feed == watched
    assert Article.objects.filter(text=NORWAY).exists()


def test_watched_page_that_moved_is_no_longer_asked_for(site, known):
    site.has("/old", JAPAN.encode())
    site.has("/new", NORWAY.encode())
    feed = make_feed(f"{HOME}/old", kind="page")
    run()
    Feed.objects.filter(pk=feed.pk).update(url=f"{HOME}/new")
    later(timedelta(hours=1))

    run()

    assert site.asked == ["/old", "/new"]


# Hostile feeds


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)",
        "file:///etc/passwd",
        "http://a:b@x.example/",
        "http://x.example:22/",
        "",
        "http://x.example/" + "a" * 500,
    ],
)
def test_entry_that_leads_to_no_web_page_is_left_out(site, known, link):
    site.has_feed("/feed", item(link))
    make_feed()

    run()

    assert not Page.objects.exists()


def test_entry_that_leads_into_the_network_is_never_asked_for(site, known):
    site.has_feed("/feed", item("http://169.254.169.254/latest/meta-data/"))
    make_feed()

    run()

    assert [address for address, _ in site.connected] == ["93.184.216.34"]


@pytest.mark.parametrize("kind", ["text/html", "text/plain", "application/json", ""])
def test_feed_that_calls_itself_something_else_is_refused(site, known, kind):
    site.has_feed("/feed", item(f"{HOME}/japan"))
    body = site.pages["/feed"]().partition(b"\r\n\r\n")[2]
    site.has("/feed", body, content_type=kind)
    make_feed()

    with pytest.raises(CommandError):
        run()

    assert not Page.objects.exists()


def read(xml: str) -> Any:
    """Return the entries of a feed."""
    return reading.read_feed(Fetched(xml.encode(), "", f"{HOME}/feed"))


@pytest.mark.parametrize("xml", ["", "hello", "<html><body>x</body></html>", "{}"])
def test_what_is_no_feed_is_refused(xml):
    with pytest.raises(ValidationError, match="no RSS or Atom feed"):
        read(xml)


def test_feed_that_breaks_off_gives_its_whole_entries():
    whole = f"<rss version='2.0'><channel>{item(f'{HOME}/a')}"

    assert [entry.address for entry in read(f"{whole}<item><link>")] == [f"{HOME}/a"]


def test_bomb_of_entities_is_refused():
    levels = "".join(f'<!ENTITY x{n} "{f"&x{n - 1};" * 10}">' for n in range(1, 10))
    bomb = f'<!DOCTYPE r [<!ENTITY x0 "lol">{levels}]><rss version="2.0"><channel>'

    with pytest.raises(ValidationError, match="broken"):
        read(f'<?xml version="1.0"?>{bomb}<title>&x9;</title></channel></rss>')


def test_feed_opens_no_file_and_no_address(tmp_path, site):
    secret = tmp_path / "secret"
    secret.write_text("the secret")
    entities = f'<!ENTITY f SYSTEM "{secret.as_uri()}"><!ENTITY w SYSTEM "{HOME}/w">'
    doctype = f'<!DOCTYPE r SYSTEM "{HOME}/dtd" [{entities}]>'
    xml = f"{doctype}<rss version='2.0'><channel>{item(f'{HOME}/a', '&f;&w;')}"

    [entry] = read(f"{xml}</channel></rss>")

    assert "secret" not in entry.title
    assert site.connected == []


def test_feed_that_takes_for_ever_to_read_is_given_up(site, known, monkeypatch):
    monkeypatch.setattr(reading, "SECONDS", 0.3)
    attributes = " ".join(f'a{number}="x"' for number in range(30_000))
    broken = f"<rss version='2.0'><channel><item {attributes}>"
    site.has("/feed", broken.encode(), content_type="text/xml")
    feed = make_feed()
    began = time.monotonic()

    with pytest.raises(CommandError):
        run()

    assert time.monotonic() - began < 3
    feed.refresh_from_db()
    assert feed.last_error == "It took too long to read."


def test_fifty_entries_of_a_feed_are_taken_in_a_run(site, known):
    site.has_feed("/feed", *[item(f"{HOME}/{number}") for number in range(60)])
    make_feed()

    run()

    assert site.asked == ["/feed", *sorted((f"/{n}" for n in range(50)), key=str)]


def test_servers_get_a_pause_before_each_page(site, known, monkeypatch):
    slept: list[float] = []
    monkeypatch.setattr(reading, "PAUSE", 1.5)
    monkeypatch.setattr(reading.time, "sleep", slept.append)
    site.has_feed("/feed", item(f"{HOME}/a"), item(f"{HOME}/b"))
    make_feed()

    run()

    assert slept == [1.5, 1.5]


# Alone and undisturbed


def test_page_in_the_hands_of_another_run_is_left_alone(site, known):
    site.has("/japan", JAPAN.encode())
    site.has_feed("/feed", item(f"{HOME}/japan"))
    page = Page.objects.create(feed=make_feed(), address=f"{HOME}/japan")
    assert claim(page)

    run()

    assert site.asked == ["/feed"]
    assert not claim(page)


def test_page_of_a_run_that_died_is_due_again(site, known):
    site.has("/japan", JAPAN.encode())
    site.has_feed("/feed")
    page = Page.objects.create(feed=make_feed(), address=f"{HOME}/japan")
    claim(page)
    later(timedelta(minutes=2))

    run()

    assert Article.objects.get().text == JAPAN


@pytest.mark.django_db(transaction=True)
def test_t16_fetching_holds_no_transaction(site, monkeypatch):
    site.has("/japan", JAPAN.encode())
    site.has_feed("/feed", item(f"{HOME}/japan"))
    make_feed()
    within: list[bool] = []
    start = threading.Thread.start

    def started(thread: threading.Thread) -> None:
        within.append(connection.in_atomic_block)
        start(thread)

    monkeypatch.setattr(threading.Thread, "start", started)

    run()

    assert within == [False, False]
    assert Article.objects.exists()


# Addresses


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("http://X.example", "http://x.example/"),
        ("https://x.example:443/a", "https://x.example/a"),
        ("https://x.example:80/a", "https://x.example:80/a"),
        ("http://x.example/A?B=1&b=2", "http://x.example/A?B=1&b=2"),
        ("http://x.example/?utm_source=a&UTM_medium=b", "http://x.example/"),
        ("http://x.example/?id=1&gclid=x#part", "http://x.example/?id=1"),
        ("http://x.example/?utmost=1", "http://x.example/?utmost=1"),
        ("http://x.example/a%20b/ü", "http://x.example/a%20b/%C3%BC"),
        ("http://bücher.example/", "http://xn--bcher-kva.example/"),
        ("http://[2606:4700::1111]/", "http://[2606:4700::1111]/"),
    ],
)
def test_address_is_kept_in_one_form(url, kept):
    assert canonical(url) == kept
    assert canonical(kept) == kept


# The form of editors


def test_editor_subscribes_to_a_feed(alice):
    form = {"title": "Ledger", "url": "https://x.example/feed", "kind": "feed"}
    form |= {"source_class": "media", "is_active": "on"}

    client_of(alice).post("/admin/pledges/feed/add/", form)

    feed = Feed.objects.get()
    assert (feed.title, feed.url, feed.is_active) == ("Ledger", form["url"], True)


@pytest.mark.parametrize("url", ["ftp://x.example/", "http://x.example:22/"])
def test_editor_cannot_subscribe_to_what_is_no_web_page(alice, url):
    form = {"title": "x", "url": url, "kind": "feed", "source_class": "media"}

    page = client_of(alice).post("/admin/pledges/feed/add/", form)

    assert list(page.context["adminform"].form.errors) == ["url"]
    assert not Feed.objects.exists()


def test_list_of_feeds_says_how_it_went(alice, site, known):
    site.has("/japan", JAPAN.encode())
    site.has_feed("/feed", item(f"{HOME}/japan"), item(f"{HOME}/gone"))
    make_feed()
    run()

    html = client_of(alice).get("/admin/pledges/feed/").content.decode()

    assert '<td class="field-stored">1</td>' in html
    assert f"{HOME}/gone: This address is not a public web page" in html
    assert str(timezone.now().year) in html
