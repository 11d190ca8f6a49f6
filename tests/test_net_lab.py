"""Production code, unchanged, between a public web and a private network."""

import json
import os
import subprocess
import sys
from pathlib import Path
from shutil import which
from typing import Any

import pytest
from net_lab import ARTICLE, HOSTS

ROOT = Path(__file__).parent.parent
REFUSED = "This address is not a public web page of at most 2 MB."
NAMESPACE = ["unshare", "--map-root-user", "--mount", "--net"]


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """What happened in the namespace."""
    trial = [*NAMESPACE, "ip", "link", "set", "lo", "up"]
    if not which("unshare") or subprocess.run(trial, capture_output=True).returncode:  # noqa: S603
        pytest.skip("network namespaces are not permitted here")
    folder = tmp_path_factory.mktemp("lab")
    done = subprocess.run(  # noqa: S603
        [*NAMESPACE, sys.executable, ROOT / "tests/net_lab.py"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        env=os.environ
        | {
            "LAB": str(folder),
            "DATABASE_URL": f"sqlite:///{folder}/db.sqlite3",
            "DJANGO_SETTINGS_MODULE": "aidtracker.settings",
            "PYTHONPATH": str(ROOT),
        },
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_the_lab_has_a_web_and_a_watched_private_network(lab):
    assert lab["good"] == lab["redirected"] == ARTICLE
    assert lab["control"].endswith("secret")
    assert lab["canaries"] >= 3 * 3


def test_t4_no_address_leads_into_the_private_network(lab):
    assert len(lab["attempts"]) > 4 * len(HOSTS) >= 160
    assert {said for said, _ in lab["attempts"].values()} == {REFUSED}
    assert lab["hits"] == 0


def test_t10_every_attempt_ends_in_time(lab):
    seconds = {url: took for url, (_, took) in lab["attempts"].items()}

    assert max(seconds.values()) < 11
    assert seconds["http://news.example/drip"] > 9


def test_feed_with_traps_gives_its_article_and_nothing_else(lab):
    assert lab["feed"] == {
        "articles": [["http://news.example/article", ARTICLE]],
        "failed": [REFUSED, REFUSED],
    }
