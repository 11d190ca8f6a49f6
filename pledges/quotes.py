"""Find the quote on which each figure rests; review.py publishes none without."""

import re
from collections.abc import Iterable, Iterator

from .models import EquipmentItem, Evidence, Pledge


def names(quote: str, goods: str) -> bool:
    """
    Say whether ``quote`` names ``goods``, one of them or several.

    >>> names("Five gas  turbines and a battery", "gas turbine")
    True
    >>> names("two batteries", "battery"), names("Leopard 2A6s", "leopard 2A6")
    (True, True)
    >>> names("the minister spoke", "mine"), names("five generators", "")
    (False, False)
    """
    words = goods.split()
    some = r"\s+".join(map(_one_or_several, words))
    found = re.search(rf"(?<!\w){some}(?!\w)", quote, re.IGNORECASE)
    return bool(words and found)


def _one_or_several(word: str) -> str:
    if word.endswith("y"):
        return f"{re.escape(word[:-1])}(?:y|ys|ies)"
    return f"{re.escape(word)}(?:e?s)?"


def find_naming(goods: str, passages: Iterable[Evidence]) -> Evidence | None:
    """Return the first of ``passages`` that names ``goods``."""
    return next((one for one in passages if names(one.quote, goods)), None)


def rest_on_quotes(pledge: Pledge) -> list[str]:
    """
    Give what has no quote of its own one of the pledge that shows it, and store that.

    A line of goods rests on a quote that names it, the first step on the first quote.
    Returns a sentence for each figure that is left without.
    """
    passages = list(Evidence.objects.for_pledge(pledge))
    if not passages:
        return ["A pledge without evidence cannot be published."]
    return [
        *_amount_unquoted(pledge, passages),
        *_goods_unquoted(pledge, passages),
        *_steps_unquoted(pledge, passages),
    ]


def _amount_unquoted(pledge: Pledge, passages: list[Evidence]) -> Iterator[str]:
    own = [one for one in passages if one.pledge_id]
    if pledge.amount is not None and not own:
        yield "Its amount rests on no quote."


def _goods_unquoted(pledge: Pledge, passages: list[Evidence]) -> Iterator[str]:
    for item in pledge.items.filter(evidence=None):
        if passage := find_naming(item.name, passages):
            support(item, passage)
        else:
            yield f"No quote names “{item}”: paste the words beside it."


def _steps_unquoted(pledge: Pledge, passages: list[Evidence]) -> Iterator[str]:
    own = [one for one in passages if one.pledge_id]
    for place, event in enumerate(pledge.events.standing()):
        if event.evidence_id:
            continue
        if place == 0:
            event.evidence = (own or passages)[0]
            event.save()
        else:
            yield f"The step “{event}” rests on no quote."


def support(item: EquipmentItem, passage: Evidence) -> None:
    """Let ``item`` rest on the place of ``passage``, once."""
    Evidence.objects.get_or_create(
        item=item,
        article=passage.article,
        start=passage.start,
        end=passage.end,
        defaults={"quote": passage.quote},
    )
