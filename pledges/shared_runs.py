"""How much of two texts is word for word the same, told from a sample of each."""

import re
from heapq import nsmallest
from zlib import crc32

WORDS = re.compile(r"\w+")
IN_A_ROW = 5
# Enough to tell half from a quarter; a text of news has some five hundred.
KEPT = 64

Runs = tuple[int, ...]


def runs_of(text: str) -> Runs:
    """Return the 64 smallest numbers of the runs of five words, in order."""
    words = [crc32(word.encode()) for word in WORDS.findall(text.lower())]
    runs = zip(*(words[start:] for start in range(IN_A_ROW)), strict=False)
    # The hash of a tuple of numbers is the same in every process.
    return tuple(nsmallest(KEPT, set(map(hash, runs))))


def shared(one: Runs, other: Runs) -> float:
    """
    Return about which share of all runs of five words both texts have, 0 to 1.

    >>> text = "Japan will give Ukraine 37 million dollars through a fund of NATO"
    >>> shared(runs_of(text), runs_of(text.upper() + "."))
    1.0
    >>> shared(runs_of(text), runs_of("Norway will give Moldova as much again"))
    0.0
    """
    smallest = nsmallest(KEPT, {*one, *other})
    both = {*one} & {*other}
    return len(both & {*smallest}) / len(smallest) if smallest else 0.0
