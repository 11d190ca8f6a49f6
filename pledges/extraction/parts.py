"""Tell the parts of a sum from wholes."""

from typing import Final

from pledges.extraction.context import Context
from pledges.extraction.passages import Signal
from pledges.extraction.places import Place, by_colon, is_reduced
from pledges.extraction.weights import GIVING


def signals_near(place: Place, table: str, key: str) -> list[Signal]:
    """Return the signals of one list in the figure's own stretch of the sentence."""
    return [
        signal
        for signal in place.passage.signals_of(table)
        if signal.key == key and place.floor <= signal.first < place.ceiling
    ]


def is_part(place: Place) -> str | None:
    """Return the rule by which a figure is part of another; None for a whole."""
    for signal in signals_near(place, "part", "after"):
        between = place.passage.tokens[place.last : signal.first]
        if signal.first >= place.last and all(token.text == ")" for token in between):
            return "part_of_it"
    for signal in signals_near(place, "part", "before"):
        gap = place.first - signal.last
        aside = gap > 2 and place.passage.tokens[place.first - 1].lower == "with"
        if 0 <= gap <= 8 and not aside:
            return "part_including"
    return None


def listed_part(place: Place, context: Context) -> str | None:
    """Return the rule for "Lebanon: $5 million" below the whole."""
    in_parts = context.opens_list and context.lists_parts
    listed = in_parts or any(True for _ in by_colon(place))
    listed = listed and not context.lists_donors
    several = context.whole_donor not in (None, "*") and context.whole_is_sure
    return "part_listed" if listed and several else None


def carried_part(place: Place, context: Context) -> str | None:
    """Return the rule for the second sum of "including $5 million and $3 million"."""
    return "part_joined" if context.is_part and follows_on(place, context) else None


def follows_on(place: Place, context: Context) -> bool:
    """Tell whether no verb of giving stands between a sum and the last one."""
    last = context.last_place
    if not isinstance(last, Place) or last.passage is not place.passage:
        return False
    return not any(
        last.last <= stage.first < place.first
        and stage.role in GIVING | {"link", "need"}
        and not is_reduced(last, stage)
        for stage in place.passage.stages
    )


VAGUE_STAGES: Final = frozenset(["stage_default", "stage_context", "stage_later_verb"])


def stage_of_part(
    place: Place, context: Context, stage: str, rule: str
) -> tuple[str, str]:
    """Return the stage of a part: that of its whole where no verb says another."""
    places = [p for p in (place, context.last_place) if isinstance(p, Place)]
    reduced = place.stage and any(is_reduced(p, place.stage) for p in places)
    if (rule in VAGUE_STAGES or reduced) and takes_after_whole(place, context):
        return context.whole_stage or stage, "stage_whole"
    if context.whole_stage == "considered" and stage == "announced":
        return "considered", "stage_whole"
    return stage, rule


def takes_after_whole(place: Place, context: Context) -> bool:
    """Tell a part without a verb from one that "will go" somewhere."""
    ahead = place.stage is not None and place.stage.role == "go"
    future = ahead and place.stage is not None and place.stage.tense == "future"
    return context.whole_stage is not None and not future
