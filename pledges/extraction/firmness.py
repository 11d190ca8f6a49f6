"""How firm a figure is, and on which day it was promised."""

from datetime import date
from typing import Final

from pledges.extraction.context import GIVING, Context
from pledges.extraction.places import Place
from pledges.extraction.stages import FIRMNESS, Stage

DATED: Final = frozenset(["announced", "committed"])


def stage_of(place: Place, context: Context, total: str | None) -> tuple[str, str]:
    """Return the stage of a figure, and the rule that found it."""
    if total in OF_TOTALS:
        return OF_TOTALS[total], "stage_total"
    if follows_cut(place):
        return "withdrawn", "stage_cut"
    return (
        from_verb(place, context)
        or from_earlier_verb(place)
        or from_list(place, context)
        or from_later_verb(place)
        or from_story(place, context)
        or ("announced", "stage_default")
    )


OF_TOTALS: Final = {"total_brought_to": "announced", "total_of_aid": "delivered"}


def from_verb(place: Place, context: Context) -> tuple[str, str] | None:
    """Take the stage of the verb that governs the figure."""
    stage = place.stage
    if stage is None or not stage.stage:
        return None
    if stage.role == "receive" and stage.stage != "delivered":
        return context.main_stage or stage.stage, "stage_receive"
    if stage.role in GIVING or stage.role == "receive":
        return firmest(place, stage), "stage_verb"
    return None


def from_earlier_verb(place: Place) -> tuple[str, str] | None:
    """Take the stage of the nearest verb of giving before the figure."""
    for other in reversed(place.passage.stages):
        if other.stage and other.role in GIVING and other.last <= place.first:
            return other.stage, "stage_earlier_verb"
    return None


def from_list(place: Place, context: Context) -> tuple[str, str] | None:
    """Take the stage that the opening of a list has set."""
    if context.opens_list and context.stage:
        return context.stage, "stage_list"
    return None


def from_later_verb(place: Place) -> tuple[str, str] | None:
    """Take the stage of the first verb of giving in the sentence."""
    for other in place.passage.stages:
        if other.stage and other.role in GIVING and not other.negated:
            return other.stage, "stage_later_verb"
    return None


def from_story(place: Place, context: Context) -> tuple[str, str] | None:
    """Take the stage of the text's main pledge where the sentence builds on it."""
    stage = place.stage
    known = context.main_stage or context.stage
    if stage and stage.role == "link" and known:
        return known, "stage_context"
    if any(token.text == ":" for token in place.passage.tokens[: place.first]):
        return context.main_stage or "announced", "stage_list"
    return None


def follows_cut(place: Place) -> bool:
    """Tell "a cut of $5 million" from what is given."""
    before = [
        t.lower for t in place.passage.tokens[max(0, place.first - 3) : place.first]
    ]
    return "of" in before and bool({"cut", "cuts", "reduction"} & set(before))


def firmest(place: Place, stage: Stage) -> str:
    """Return the firmest stage of "promised by Oslo, was approved" behind a figure."""
    if stage.last <= place.first or stage.stage == "withdrawn":
        return stage.stage
    stages = [stage.stage] + [
        other.stage
        for other in place.passage.stages
        if other.first >= place.last and other.passive and other.role in GIVING
        if not other.negated and other.first < place.ceiling
    ]
    return max((s for s in stages if s in FIRMNESS), key=FIRMNESS.index)


def day_of(place: Place, stage: str, context: Context) -> date | None:
    """Return the day of the promise: in the sentence, else that of the story."""
    anchor = place.passage.tokens[place.first].start
    days = [day for day in place.passage.days if day.on]
    if days and stage != "withdrawn":
        return min(days, key=lambda day: abs(day.start - anchor)).on
    if stage in DATED and not tells_of_before(place):
        return context.announced_on or context.told_on
    return None


def tells_of_before(place: Place) -> bool:
    """Tell whether a figure is recalled from before the story."""
    return any(
        signal.table == "repeat" and abs(signal.first - place.first) < 14
        for signal in place.passage.signals
    )
