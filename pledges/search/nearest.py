"""The words that a mistyped one may have meant, out of those that occur."""

from collections.abc import Iterable

from django.db.models import Q
from rapidfuzz import process
from rapidfuzz.distance import OSA

from pledges.models import SearchWord

from .words import Asked, Word

SHORTEST, LONG = 4, 6
MANY = 3


def corrected(asked: Asked) -> str:
    """Return what is asked for with words that occur; "" if they do or none is near."""
    text = asked.text
    strange = unknown(asked.words)
    for word in sorted(strange, key=lambda one: one.start, reverse=True):
        near = nearest(word)
        if not near:
            return ""
        text = text[: word.start] + near[0] + text[word.end :]
    return text if strange else ""


def unknown(words: Iterable[Word]) -> list[Word]:
    """Return those of ``words`` that occur in no record."""
    words = list(words)
    wanted = Q(word__in=[word.folded for word in words])
    for word in words:
        if word.is_beginning:
            wanted |= Q(word__startswith=word.folded)
    occurring = list(SearchWord.objects.filter(wanted).values_list("word", flat=True))
    return [word for word in words if not any(map(word.means, occurring))]


def nearest(word: Word) -> list[str]:
    """
    Return the words that occur and differ from ``word`` by a slip, the likeliest first.

    A slip is a letter too many, too few, wrong, or changed with its neighbour; there
    may be two in a long word. A number is never another number.
    """
    asked = word.folded
    if len(asked) < SHORTEST or any(one.isdigit() for one in asked):
        return []
    slips = 2 if len(asked) >= LONG else 1
    rows = {row[0]: row for row in SearchWord.objects.values_list()}
    near = process.extract_iter(
        asked, rows.keys(), scorer=OSA.distance, score_cutoff=slips
    )

    def rank(found: tuple[str, int, int]) -> tuple[int, bool, int, str]:
        other, distance, _ = found
        return distance, other[0] != asked[0], -rows[other][2], other

    first = sorted(near, key=rank)[:MANY]
    return [rows[other][1] for other, *_ in first if not other.isdigit()]
