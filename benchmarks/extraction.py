"""
How fast articles are read, beside a plain search for sums, and on hostile texts.

Run from the top of the checkout: python -m benchmarks.extraction
"""

import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from pledges.extraction import extract

ARTICLES = Path(__file__).parent.parent / "pledges" / "seed" / "articles"
ARTICLE = 2_000  # characters; a news agency's report
ROUNDS = 3
# What somebody writes in an afternoon who only wants the sums.
PLAIN = re.compile(r"(?:US|A|C)?[$€£¥] ?\d[\d,.]*(?: (?:thousand|million|billion))?")
LONGEST = 200_000  # characters, the limit of an article
PATIENCE = 15.0  # seconds; where reading took longer, no longer text is tried
HOSTILE = {
    "digits": "9",
    "$ and 60 digits": "$" + "9" * 60,
    "numbers and commas": "1,",
    "brackets": "([",
    "letters without a space": "Aa",
    "hyphens": "a-",
    "full stops": ".",
    "spaces": " ",
    "links": "https://",
    "list of goods": "- 5 tanks\n",
    "list of sums": "- $5 million\n",
    "lines of one sum": "$5\n",
    "lines of one letter": "a\n",
    "short sentences": "Go. ",
    "semicolons": "tank; ",
    "ranges": "5-",
    "accents by themselves": "a\u0301",
    "one sentence of sums": "Japan gave Ukraine $5 million, ",
    "one sentence of goods": "five tanks to Ukraine and ",
}


def find_plainly(text: str) -> None:
    """Find sums of money, and nothing about them."""
    for _ in PLAIN.finditer(text):
        pass


def seconds(read: Callable[[str], object], text: str) -> float:
    """Return the computing time, on one core, of reading ``text`` once."""
    began = time.process_time()
    read(text)
    return time.process_time() - began


def per_second(read: Callable[[str], object], texts: list[str]) -> float:
    """Return how many articles of 2 kB are read in a second, at best of three."""
    length = sum(map(len, texts))
    best = min(sum(seconds(read, text) for text in texts) for _ in range(ROUNDS))
    return length / ARTICLE / best


def doubled(part: str) -> Iterator[tuple[int, float]]:
    """Yield length and time of hostile texts, each twice as long as the last."""
    length, took = LONGEST // 16, 0.0
    while length <= LONGEST and took < PATIENCE:
        text = (part * (length // len(part) + 1))[: length - 1] + "x"
        took = seconds(extract, text)
        if took < 1:  # so short a time is easily disturbed
            took = min(took, seconds(extract, text), seconds(extract, text))
        yield length, took
        length *= 2


def speed() -> Iterator[str]:
    """Yield the lines of the first table."""
    texts = [path.read_text("utf-8") for path in sorted(ARTICLES.glob("*.txt"))]
    ours, plain = per_second(extract, texts), per_second(find_plainly, texts)
    yield f"Articles of {ARTICLE:,} characters a second, one core, {len(texts)} texts"
    yield f"  {'our extraction':<26}{ours:>12,.0f}{1:>10} times"
    yield f"  {'plain search for sums':<26}{plain:>12,.0f}{plain / ours:>10,.0f} times"


def hostile() -> Iterator[str]:
    """Yield the lines of the second table."""
    yield "Hostile texts: seconds for so many characters, and t(2n)/t(n); linear is 2"
    yield f"Fewer than {LONGEST:,} characters: twice as many would take too long"
    for name, part in HOSTILE.items():
        *_, (_, before), (length, took) = doubled(part)
        yield f"  {name:<26}{took:>10.2f} s{length:>10,}{took / before:>8.1f}"


def main() -> None:
    """Print both tables."""
    extract("Japan gave Ukraine $5 million.")  # reads the lexicon, once
    for line in [*speed(), ""]:
        print(line)
    for line in hostile():
        print(line, flush=True)


if __name__ == "__main__":
    main()
