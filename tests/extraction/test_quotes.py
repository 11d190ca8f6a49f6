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
            assert finding.figure == text[finding.figure_start : finding.figure_end]
            assert finding.figure in finding.quote

    assert len(texts) >= 60


QUOTED = {
    "On Friday Chad's neighbour Japan pledged $5 million to Chad for wells.": (
        "Japan pledged $5 million to Chad"
    ),
    "A $5 million grant was approved by the World Bank for Kenya in May.": (
        "$5 million grant was approved by the World Bank for Kenya"
    ),
    "Norway will send Chad five generators and 200 tents.": (
        "Norway will send Chad five generators"
    ),
    "Aid from Norway for Chad: 200 tents.": "200 tents",
}


@pytest.mark.parametrize(("text", "quote"), QUOTED.items())
def test_a_quote_has_who_and_to_whom_where_the_text_says_so(
    text: str, quote: str
) -> None:
    assert extract(text)[0].quote == quote


def test_a_list_is_quoted_item_by_item() -> None:
    found = extract("Norway will send Chad five generators and 200 tents.")

    assert [finding.quote for finding in found][1:] == ["200 tents"]


def test_a_quote_that_would_be_long_is_the_figure_alone() -> None:
    between = "which has had a hard winter and no rain since the month of May, " * 4

    [finding, *_] = extract(f"Norway will give Chad, {between}, $5 million.")

    assert finding.quote == finding.figure == "$5 million"


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
