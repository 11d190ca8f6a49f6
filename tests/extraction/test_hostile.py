import time

import pytest

from pledges.extraction import extract
from pledges.extraction.lexicon import Lexicon
from pledges.extraction.passages import read_passages

# Far less than a second if time grows with the length, minutes if with its square.
# Longer texts are timed by benchmarks/extraction.py.
LENGTH = 60_000
CEILING = 10.0


def filled(part: str, length: int = LENGTH) -> str:
    return (part * (length // len(part) + 1))[:length]


@pytest.mark.parametrize(
    "part",
    [
        "$" + "9" * 60,
        "9",
        "Aa",
        "1,",
        "([",
        "a-",
        " ",
        "- 5 tanks\n",
        "Norway: $5 million\n",
        "$5\n",
        "a\n",
        "Go. ",
        "tank; ",
        "5-",
        "a\u0301",
        '“‘"',
        "Norway, Sweden and Denmark ",
        "Japan gave Ukraine $5 million, ",
        "five tanks to Ukraine and ",
        "has been to be ",
        ":abbr[",
        "May 1 ",
        "https://",
        "$1 ",
        "5 ",
        "Leopard 2 ",
    ],
)
def test_a_long_hostile_text_is_read_in_bounded_time(part: str) -> None:
    text = filled(part)
    began = time.monotonic()

    found = extract(text)

    assert time.monotonic() - began < CEILING
    assert all(text[f.start : f.end] == f.quote for f in found)


@pytest.mark.parametrize(
    "part", ["$5 million and ", "tanks, ", "Norway, ", "gave ", "$5\n", "5-"]
)
def test_mentions_grow_no_faster_than_the_text(part: str) -> None:
    lexicon = Lexicon.load()

    def mentions(length: int) -> int:
        passages = read_passages(filled(part, length), None, lexicon)
        return sum(
            len(p.tokens)
            + len(p.parties)
            + len(p.amounts)
            + len(p.items)
            + len(p.stages)
            for p in passages
        )

    assert mentions(20_000) <= 2.1 * mentions(10_000)


def test_a_number_beyond_sense_is_no_sum() -> None:
    for number in ("1e400", "9" * 30, "9" * 5000, "99,999,999,999,999"):
        assert extract(f"Japan will give Kenya ${number}.") == []


def test_a_heap_of_sums_without_a_full_stop_is_no_claim() -> None:
    assert extract("Norway gave Ghana " + "$5 million and " * 70) == []
