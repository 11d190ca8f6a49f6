"""What the aid is for, and in what form it comes."""

from collections.abc import Sequence
from typing import Final

from pledges.extraction.passages import Passage, Signal
from pledges.extraction.places import Place

NEAR: Final = 12


def find_key(place: Place, table: str, order: Sequence[str]) -> str | None:
    """Return the key of ``table`` that speaks closest to the figure."""
    signals = place.passage.signals_of(table)
    if not signals:
        return None
    found = [
        (distance(place, signal), order.index(signal.key), signal.key)
        for signal in signals
        if place.floor <= signal.first < place.ceiling
    ]
    near = [entry for entry in found if entry[0] <= NEAR]
    return min(near)[2] if near else None


def distance(place: Place, signal: Signal) -> int:
    """Return how many tokens stand between a figure and a signal."""
    if signal.first >= place.last:
        return signal.first - place.last
    return max(0, place.first - signal.last) + 2


SECTORS: Final = (
    "military",
    "humanitarian",
    "energy",
    "health",
    "climate",
    "reconstruction",
    "financial",
    "development",
)
INSTRUMENTS: Final = ("guarantee", "loan", "fund_contribution", "grant", "in_kind")


def find_sector(place: Place) -> str | None:
    """Return the sector that the words around a figure name."""
    return find_key(place, "sector", SECTORS)


def find_instrument(place: Place) -> str | None:
    """Return the form of aid that the words around a figure name."""
    return find_key(place, "instrument", INSTRUMENTS)


def topic_sector(passages: Sequence[Passage]) -> str | None:
    """Return the sector that a whole text speaks of most, if one stands out."""
    counts = dict.fromkeys(SECTORS, 0)
    for passage in passages:
        weight = 3 if passage.sentence.form == "heading" else 1
        for signal in passage.signals_of("sector"):
            counts[signal.key] += weight
    best, second = sorted(counts.values(), reverse=True)[:2]
    top = max(counts, key=lambda key: counts[key])
    return top if best >= 3 and best >= 2 * second else None
