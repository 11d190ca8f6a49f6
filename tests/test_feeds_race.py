"""Feeds read by many at once, and by runs that die: nothing doubled, nothing half."""

import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator

import pytest
from builders import make_feed
from django.db import connection
from django.utils import timezone
from fake_web import Site, item
from processes import ROOT, environment

from pledges import reference
from pledges.models import Article, Candidate, Page

pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql",
        reason="SQLite has one writer at a time: races show on PostgreSQL only",
    ),
]
HOME = "http://x.example"
PAGES = 12
KILLS = 8
Worker = subprocess.Popen[str]
Start = Callable[[], Worker]


@pytest.fixture
def web(db: None) -> Iterator[Site]:
    """A feed of twelve articles, each with one pledge and one line of goods."""
    reference.load_actors(reference.read_actors(reference.LEXICON))
    site = Site()
    for number in range(PAGES):
        site.has(f"/{number}", text_of(number).encode())
    site.has_feed("/feed", *[item(f"{HOME}/{number}") for number in range(PAGES)])
    make_feed()
    yield site
    site.close()


def text_of(number: int) -> str:
    return (
        f"Japan will give Ukraine ${number + 20} million, the minister said in Kyiv.\n"
        f"It will send {number + 5} mobile gas turbine generators.\n"
    )


@pytest.fixture
def start(web: Site) -> Iterator[Start]:
    """Start a process that reads the feeds when it is told to."""
    started: list[Worker] = []

    def one() -> Worker:
        worker = subprocess.Popen(  # noqa: S603
            [sys.executable, ROOT / "tests/fetch_worker.py", str(web.address[1])],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=environment(),
        )
        started.append(worker)
        assert worker.stdout.readline() == "ready\n"
        return worker

    yield one
    for worker in started:
        worker.kill()
        worker.communicate(timeout=20)


def tell(worker: Worker) -> None:
    worker.stdin.write("\n")
    worker.stdin.flush()


def lines_until_done(worker: Worker) -> list[str]:
    return list(iter(worker.stdout.readline, "done\n"))


def let_the_lease_end() -> None:
    """Let the pages of processes that died be due."""
    Page.objects.exclude(next_try_at=None).update(next_try_at=timezone.now())


def stored() -> Counter[tuple[str, str]]:
    """Return how often each claim of each article is stored."""
    return Counter(Candidate.objects.values_list("article__text", "kind"))


def everything() -> Counter[tuple[str, str]]:
    """Return what is stored where each page is stored once, and whole."""
    kinds = ["pledge", "equipment"]
    return Counter((text_of(n), kind) for n in range(PAGES) for kind in kinds)


def test_feed_read_by_all_at_once_is_stored_once(web, start):
    workers = [start() for _ in range(4)]
    for worker in workers:
        tell(worker)

    said = [lines_until_done(worker) for worker in workers]

    assert [line for lines in said for line in lines if "failed:" in line] == []
    assert Article.objects.count() == PAGES
    assert stored() == everything()
    assert sorted(set(web.asked)) == sorted({"/feed", *map("/{}".format, range(PAGES))})
    assert len(web.asked) == 4 + PAGES


def test_run_that_is_killed_while_it_waits_for_a_page_leaves_nothing_half(web, start):
    reply = web.pages["/3"]
    web.pages["/3"] = lambda: time.sleep(3) or b""
    worker = start()
    tell(worker)
    while "/3" not in web.asked:
        time.sleep(0.01)

    worker.kill()
    web.pages["/3"] = reply

    page = Page.objects.get(address=f"{HOME}/3")
    assert (page.article, page.tries) == (None, 1)
    let_the_lease_end()
    again = start()
    tell(again)
    lines_until_done(again)
    assert stored() == everything()


def test_runs_killed_at_any_moment_double_and_lose_nothing(web, start):
    for kill in range(KILLS):
        worker = start()
        tell(worker)
        time.sleep(0.03 + 0.02 * kill)
        worker.kill()
        worker.wait(10)
        for article in Article.objects.all():
            assert {kind for text, kind in stored() if text == article.text} == {
                "pledge",
                "equipment",
            }
        let_the_lease_end()

    last = start()
    tell(last)
    lines_until_done(last)

    assert stored() == everything()
    assert Article.objects.count() == PAGES
    assert not Page.objects.filter(article=None).exists()
