"""A feed that did not change is not sent, not read, and not forgotten either."""

import re
from datetime import timedelta

import pytest
from builders import make_feed
from fake_web import Site, item
from test_feeds import HOME, JAPAN, NORWAY, known, later, no_pause, run

from pledges import feeds as reading
from pledges.models import Article, Feed, Page
from pledges.pages import PATIENCE

__all__ = ["known", "no_pause"]  # fixtures
DAY = "Mon, 08 Jan 2024 05:00:00 GMT"
STAMP = re.compile(rb"(If-None-Match|If-Modified-Since): ([^\r]*)")


def conditions(site: Site, path: str = "/feed") -> list[dict[str, str]]:
    """Return the conditions of each request for ``path``, in order."""
    return [
        {name.decode(): value.decode() for name, value in STAMP.findall(request)}
        for request, asked in zip(site.requests, site.asked, strict=True)
        if asked == path
    ]


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ({"etag": '"v1"'}, {"If-None-Match": '"v1"'}),
        ({"etag": 'W/"v1"'}, {"If-None-Match": 'W/"v1"'}),
        ({"last_modified": DAY}, {"If-Modified-Since": DAY}),
        (
            {"etag": '"v1"', "last_modified": DAY},
            {"If-None-Match": '"v1"', "If-Modified-Since": DAY},
        ),
    ],
)
def test_feed_is_asked_for_another_version_than_the_known_one(site, known, said, asked):
    site.has("/japan", JAPAN.encode())
    site.has_version("/feed", item(f"{HOME}/japan"), **said)
    make_feed()
    run()

    run()

    assert conditions(site) == [{}, asked]


def test_unchanged_feed_is_said_to_be_unchanged(site, known):
    site.has("/japan", JAPAN.encode())
    site.has_version("/feed", item(f"{HOME}/japan"), etag='"v1"')
    feed = make_feed()
    run()

    said = run()

    assert said == [f"{feed.pk} The Daily Ledger: unchanged, 0 new, 0 known, 0 failed"]
    feed.refresh_from_db()
    assert feed.last_error == ""


def test_run_counts_the_feeds_that_did_not_change(site, known):
    site.has_version("/feed", etag='"v1"')
    site.has_feed("/other")
    make_feed()
    make_feed(f"{HOME}/other", title="Other")
    make_feed(f"{HOME}/gone", title="Gone")
    run()

    said = run()

    assert said[-1] == "3 feeds: 1 read, 1 unchanged, 1 not read"


def test_changed_feed_is_read_and_its_new_version_kept(site, known):
    site.has("/japan", JAPAN.encode())
    site.has("/norway", NORWAY.encode())
    site.has_version("/feed", item(f"{HOME}/japan"), etag='"v1"')
    make_feed()
    run()
    site.has_version("/feed", item(f"{HOME}/norway"), etag='"v2"')

    run()
    run()

    assert set(Article.objects.values_list("text", flat=True)) == {JAPAN, NORWAY}
    assert [one.get("If-None-Match") for one in conditions(site)] == [
        None,
        '"v1"',
        '"v2"',
    ]


def test_version_that_states_nothing_forgets_the_one_before(site, known):
    site.has_version("/feed", etag='"v1"')
    make_feed()
    run()
    site.has_feed("/feed")

    run()
    run()

    assert conditions(site) == [{}, {"If-None-Match": '"v1"'}, {}]


def test_feed_behind_a_redirect_is_asked_where_the_redirect_leads(site, known):
    site.has("/feed", status="302 Found", location="/new", etag='"of the redirect"')
    site.has_version("/new", etag='"v1"')
    make_feed()
    run()

    [said] = run()

    assert "unchanged" in said
    assert conditions(site) == [{}, {}]
    assert conditions(site, "/new") == [{}, {"If-None-Match": '"v1"'}]


def test_feed_that_moved_is_asked_for_in_full(site, known):
    site.has("/feed", status="302 Found", location="/one")
    site.has_version("/one", etag='"v1"')
    site.has("/japan", JAPAN.encode())
    site.has_version("/two", item(f"{HOME}/japan"), etag='"v1"')
    make_feed()
    run()
    site.has("/feed", status="302 Found", location="/two")

    run()

    assert conditions(site, "/two") == [{}]
    assert Article.objects.get().text == JAPAN


def test_feed_whose_address_an_editor_changed_is_asked_for_in_full(site, known):
    site.has_version("/feed", etag='"v1"')
    site.has_version("/other", etag='"v1"')
    make_feed()
    run()
    Feed.objects.update(url=f"{HOME}/other")

    run()

    assert conditions(site, "/other") == [{}]


# Only what was taken in whole is known


def test_feed_is_asked_for_in_full_while_one_of_its_pages_waits(site, known):
    site.has_version("/feed", item(f"{HOME}/gone"), etag='"v1"')
    make_feed()
    run()

    run()
    for pause in PATIENCE:
        later(pause)
        run()
    assert Page.objects.get().next_try_at is None
    run()

    asked = conditions(site)
    assert all(one == {} for one in asked[:-1])
    assert asked[-1] == {"If-None-Match": '"v1"'}


def test_run_that_is_killed_between_pages_asks_again_in_full(site, known, monkeypatch):
    site.has("/japan", JAPAN.encode())
    site.has("/norway", NORWAY.encode())
    site.has_version("/feed", item(f"{HOME}/japan"), item(f"{HOME}/norway"), etag='"1"')
    make_feed()
    with monkeypatch.context() as patched:
        patched.setattr(reading.time, "sleep", killed_at_the_second())
        with pytest.raises(KeyboardInterrupt):
            run()
    later(timedelta(minutes=2))

    run()
    run()

    assert set(Article.objects.values_list("text", flat=True)) == {JAPAN, NORWAY}
    assert conditions(site) == [{}, {}, {"If-None-Match": '"1"'}]


def killed_at_the_second():
    """Return a pause that the process does not outlive the second time."""
    pauses = iter([None])

    def sleep(_: float) -> None:
        if next(pauses, "end") == "end":
            raise KeyboardInterrupt

    return sleep


def test_page_that_waits_under_an_unchanged_feed_is_fetched_all_the_same(site, known):
    site.has_version("/feed", etag='"v1"')
    feed = make_feed()
    run()
    site.has("/japan", JAPAN.encode())
    Page.objects.create(feed=feed, address=f"{HOME}/japan")

    [said] = run()

    assert said.endswith("unchanged, 1 new, 0 known, 0 failed")


def test_page_that_another_feed_was_to_fetch_is_waited_for(site, known):
    site.has_version("/feed", item(f"{HOME}/japan"), etag='"v1"')
    other = make_feed(f"{HOME}/other", title="Other", is_active=False)
    Page.objects.create(feed=other, address=f"{HOME}/japan")
    make_feed()
    run()
    other.delete()
    site.has("/japan", JAPAN.encode())

    run()

    assert Article.objects.get().text == JAPAN


# Hostile servers


@pytest.mark.parametrize(
    "said",
    [
        {"etag": "v1"},
        {"etag": '"a\x00b"'},
        {"etag": '"v1"\r\n Cookie: x=1'},
        {"etag": f'"{"x" * 300}"'},
        {"etag": '"é"'},
        {"last_modified": "x" * 200},
        {"last_modified": "today\r\n\tX: y"},
    ],
)
def test_version_that_is_not_well_formed_is_not_sent_back(site, known, said):
    site.has_version("/feed", **said)
    make_feed()
    run()

    run()

    assert conditions(site) == [{}, {}]


def test_unchanged_is_no_answer_to_who_knows_nothing(site, known):
    site.has("/feed", b"", status="304 Not Modified", etag='"v1"')
    feed = make_feed()
    make_feed(f"{HOME}/other", title="Other")
    site.has_feed("/other")

    said = run()

    assert f"{feed.pk} The Daily Ledger: not read." in "\n".join(said)
    feed.refresh_from_db()
    assert feed.etag == ""


def test_page_is_always_asked_for_in_full(site, known):
    site.has("/list", JAPAN.encode(), etag='"v1"')
    make_feed(f"{HOME}/list", kind="page")
    run()
    later(timedelta(hours=1))

    run()

    assert conditions(site, "/list") == [{}, {}]
