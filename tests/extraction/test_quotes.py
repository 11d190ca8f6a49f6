import tomllib
from datetime import date
from pathlib import Path

import pytest

from pledges.extraction import extract
from pledges.extraction.lexicon.grammar import read

TESTS = Path(__file__).parents[1]
ARTICLES = TESTS.parent / "pledges" / "seed" / "articles"


def all_texts() -> list[str]:
    cases = [
        case["text"]
        for path in sorted((TESTS / "corpus").glob("*.toml"))
        for case in tomllib.loads(path.read_text())["case"]
    ]
    return cases + [path.read_text() for path in sorted(ARTICLES.glob("*.txt"))]


def test_every_quote_stands_in_the_text_at_its_offsets() -> None:
    texts = all_texts()

    for text in texts:
        for finding in extract(text, date(2024, 1, 8)):
            assert text[finding.start : finding.end] == finding.quote
            assert finding.quote.strip()

    assert len(texts) >= 60


def test_two_runs_give_the_same() -> None:
    for text in all_texts()[:80]:
        assert extract(text) == extract(text)


def test_every_rule_is_documented() -> None:
    documented = read("rules")["rule"]

    used = {rule for t in all_texts() for f in extract(t) for rule in f.rules}

    assert used - set(documented) == set()


ODD = ["", "\n", "٣٤", "😀 $5m 😀", "\u202e$5 million\u202c", "a\u0301 €5m"]


@pytest.mark.parametrize("text", ODD)
def test_any_text_can_be_read(text: str) -> None:
    for finding in extract(text):
        assert text[finding.start : finding.end] == finding.quote


def test_a_figure_is_never_a_claim_without_a_reason() -> None:
    for text in all_texts():
        for finding in extract(text):
            assert finding.rules
            assert 0 <= finding.score <= 1
