"""Settings that cannot work stop the start, with a sentence that names no secret."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from aidtracker.settings import check_second_reader

ROOT = Path(__file__).resolve().parent.parent
GOOD = {"url": "http://10.0.0.7:8080/v1", "model": "m", "key": "k-1", "seconds": 60}


@pytest.mark.parametrize(
    "changed",
    [
        {},
        {"url": "https://models.example/v1"},
        {"url": "http://localhost:11434"},
        {"url": "http://[::1]:8080/v1/chat/completions"},
        {"key": ""},
        {"seconds": 600},
    ],
    ids=str,
)
def test_second_reader_may_be_any_web_address(changed):
    check_second_reader(**GOOD | changed)


@pytest.mark.parametrize(
    ("changed", "name"),
    [
        ({"url": "ftp://models.example/"}, "EXTRACTION_LLM_URL"),
        ({"url": "models.example/v1"}, "EXTRACTION_LLM_URL"),
        ({"url": "file:///etc/passwd"}, "EXTRACTION_LLM_URL"),
        ({"url": "http://"}, "EXTRACTION_LLM_URL"),
        ({"url": "http://[::1"}, "EXTRACTION_LLM_URL"),
        ({"url": "http://models.example:99999/"}, "EXTRACTION_LLM_URL"),
        ({"url": "http://models.example:0/"}, "EXTRACTION_LLM_URL"),
        ({"url": "http://me:word@models.example/"}, "EXTRACTION_LLM_URL"),
        ({"url": "http://models.example/?key=1"}, "EXTRACTION_LLM_URL"),
        ({"url": "http://models.example/ v1"}, "EXTRACTION_LLM_URL"),
        ({"model": ""}, "EXTRACTION_LLM_MODEL"),
        ({"model": "x" * 101}, "EXTRACTION_LLM_MODEL"),
        ({"model": "a\nb"}, "EXTRACTION_LLM_MODEL"),
        ({"key": "secret word"}, "EXTRACTION_LLM_KEY"),
        ({"key": "secret\n"}, "EXTRACTION_LLM_KEY"),
        ({"key": "secret\u2019"}, "EXTRACTION_LLM_KEY"),
        ({"seconds": 0}, "EXTRACTION_LLM_SECONDS"),
        ({"seconds": 601}, "EXTRACTION_LLM_SECONDS"),
    ],
    ids=str,
)
def test_second_reader_that_cannot_work_is_refused(changed, name):
    with pytest.raises(ImproperlyConfigured, match=name) as caught:
        check_second_reader(**GOOD | changed)

    assert "secret" not in str(caught.value)
    assert "word" not in str(caught.value)


def started(**variables: str) -> subprocess.CompletedProcess[str]:
    """Read the settings in a process of its own."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("EXTRACTION_LLM")}
    return subprocess.run(
        [sys.executable, "-c", "import aidtracker.settings"],
        cwd=ROOT,
        env=kept | variables,
        capture_output=True,
        text=True,
    )


def test_start_fails_where_the_second_reader_has_no_model():
    failed = started(
        EXTRACTION_LLM_URL="http://127.0.0.1:1/v1", EXTRACTION_LLM_KEY="$secret"
    )

    assert failed.returncode == 1
    assert "EXTRACTION_LLM_URL needs EXTRACTION_LLM_MODEL" in failed.stderr
    assert "secret" not in failed.stderr


@pytest.mark.parametrize("url", [{}, {"EXTRACTION_LLM_URL": ""}], ids=str)
def test_without_its_address_the_second_reader_is_off(url):
    assert started(**url, EXTRACTION_LLM_KEY="$k", EXTRACTION_LLM_MODEL="").stderr == ""
