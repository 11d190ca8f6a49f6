"""The words that a mistyped one may have meant, out of those that occur."""

from django.db.models import Q
from django.db.models.functions import Length
from rapidfuzz import process
from rapidfuzz.distance import OSA

from pledges.models import SearchWord

from .words import Asked, Word

SHORTEST, LONG = 4, 6
MANY = 3
# How much likelier a guess must be than that a rare word begins as was typed.
LIKELIER = 10


def corrected(asked: Asked) -> str:
    """Return what is asked for with words that occur; "" if they do or none is near."""
    text = asked.text
    occurring = counts(asked)
    for word in sorted(asked.words, key=lambda one: one.start, reverse=True):
        if word.folded in occurring:
            continue
        begun = sum(count for one, count in occurring.items() if word.means(one))
        guess = next(iter(nearest(word, LIKELIER * begun)), None)
        if guess and not word.means(guess.word):
            text = text[: word.start] + guess.shown + text[word.end :]
        elif not begun:
            return ""  # nothing is found, whatever became of the others
    return "" if text == asked.text else text


def counts(asked: Asked) -> dict[str, int]:
    """Return the words that occur and are meant, each with how often."""
    wanted = Q(word__in=[word.folded for word in asked.words])
    for word in asked.words:
        if word.is_beginning:
            wanted |= Q(word__startswith=word.folded)
    return dict(SearchWord.objects.filter(wanted).values_list("word", "count"))


def nearest(word: Word, oftener_than: int = 0) -> list[SearchWord]:
    """
    Return the words that occur and differ from ``word`` by a slip, the likeliest first.

    None for a word that occurs itself.

    A slip is a letter too many, too few, wrong, or changed with its neighbour; there
    may be two in a long word. A number is never another number.
    """
    asked = word.folded
    if len(asked) < SHORTEST or any(one.isdigit() for one in asked):
        return []
    slips = 2 if len(asked) >= LONG else 1
    alike = SearchWord.objects.annotate(length=Length("word")).filter(
        length__gte=len(asked) - slips,
        length__lte=len(asked) + slips,
        count__gt=oftener_than,
    )
    count_of = dict(alike.values_list("word", "count"))
    if asked in count_of:
        return []
    near = process.extract_iter(
        asked, count_of.keys(), scorer=OSA.distance, score_cutoff=slips
    )

    def rank(found: tuple[str, int, int]) -> tuple[int, bool, int, str]:
        other, distance, _ = found
        return distance, other[0] != asked[0], -count_of[other], other

    first = [other for other, *_ in sorted(near, key=rank)[:MANY]]
    stored = SearchWord.objects.in_bulk(first)
    return [stored[other] for other in first]
