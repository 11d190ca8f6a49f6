"""How firm a figure is, and on which day it was promised."""

from datetime import date
from typing import Final

from pledges.extraction.context import Context
from pledges.extraction.cuts import follows_cut, is_called_off, is_stopped
from pledges.extraction.lexicon.grammar import closed_words
from pledges.extraction.places import Place
from pledges.extraction.rereading import BONDS
from pledges.extraction.stages import FIRMNESS, Stage
from pledges.extraction.summed import of_total
from pledges.extraction.tenses import DONE
from pledges.extraction.weights import GIFTS, GIVING

DATED: Final = frozenset(["announced", "committed"])


def stage_of(place: Place, context: Context, total: str | None) -> tuple[str, str]:
    """Return the stage of a figure, and the rule that found it."""
    summed = of_total(place, total) if total else None
    if summed:
        return summed, "stage_total"
    if follows_cut(place) or is_stopped(place) or is_called_off(place):
        return "withdrawn", "stage_cut"
    return (
        from_draft(place)
        or from_noun(place)
        or from_verb(place, context)
        or from_earlier_verb(place)
        or from_list(place, context)
        or from_later_verb(place)
        or from_story(place, context)
        or ("announced", "stage_default")
    )


def on_the_move(place: Place) -> tuple[str, str] | None:
    """Take the stage of goods from a verb of going: "six vans have left Vilnius"."""
    stage = place.stage
    if stage is None:
        return None
    before = place.passage.tokens[max(0, place.first - 1) : place.first]
    if stage.lemma == "present" and any(token.lower == "with" for token in before):
        done = stage.tense in DONE
        return ("delivered", "stage_verb") if done else None
    if stage.role != "go" or stage.lemma not in MOVING or stage.negated:
        return None
    if stage.tense in DONE:
        return "delivered", "stage_verb"
    return ("considered" if stage.tense == "possible" else "announced"), "stage_verb"


MOVING: Final = closed_words("firmness", "moving")


def from_verb(place: Place, context: Context) -> tuple[str, str] | None:
    """Take the stage of the verb that governs the figure."""
    stage = place.stage
    if stage is None or not stage.stage:
        return None
    paid = stage.passive and stage.lemma in PAYING
    before = place.passage.tokens[max(0, stage.first - 2) : stage.first]
    given = stage.role == "transfer" and any(t.lower in GIFTS for t in before)
    if stage.tense == "present" and (paid or (given and context.main_stage)):
        return context.main_stage or stage.stage, "stage_context"
    if stage.role == "receive" and stage.stage != "delivered":
        return context.main_stage or stage.stage, "stage_receive"
    if stage.stage == "announced" and is_relative_to_decision(place, stage):
        return "committed", "stage_verb"
    if stage.role == "transfer" and is_enabled(place, stage.first):
        return "committed", "stage_verb"
    if stage.stage == "delivered" and is_paid_in_parts(place):
        return "committed", "stage_verb"
    if stage.role in GIVING or stage.role in ("receive", "arrive"):
        return firmest(place, stage), "stage_verb"
    return None


def is_enabled(place: Place, at: int) -> bool:
    """Tell what the board's decision allows to pay from what will be paid some day."""
    before = place.passage.tokens[max(0, at - 7) : at]
    return not ENABLING.isdisjoint([token.lower for token in before])


ENABLING: Final = closed_words("firmness", "enabling")


def is_paid_in_parts(place: Place) -> bool:
    """Tell the loan of "paid the last tranche of a $5m loan" from what is paid."""
    before = place.passage.tokens[max(0, place.first - 3) : place.first]
    words = [token.lower for token in before]
    if words[-1:] == ["under"] or (words[-2:-1] == ["under"] and words[-1] in ARTICLES):
        return True
    return words[1:2] == ["of"] and words[0] in PARTS and words[-1] in ARTICLES


ARTICLES: Final = frozenset(["a", "an", "its", "that", "the", "this"])
PARTS: Final = closed_words("firmness", "parts")


def is_relative_to_decision(place: Place, stage: Stage) -> bool:
    """Tell "approved a package, which will provide $5 million"."""
    tokens = place.passage.tokens
    before = [t.lower for t in tokens[max(0, stage.first - 3) : stage.first]]
    if stage.role != "transfer" or not {"which", "that"} & set(before):
        return False
    return any(
        other.role == "decide" and other.stage == "committed" and not other.negated
        for other in place.passage.stages
        if other.last < stage.first
    )


PAYING: Final = frozenset(["cover", "finance", "fund", "pay", "support"])


def from_noun(place: Place) -> tuple[str, str] | None:
    """Take the stage of the noun that has the figure: "announced an allocation of"."""
    stage = place.stage
    behind = place.passage.tokens[place.last : place.last + 4]
    if any(token.lower in ("appropriation", "appropriations") for token in behind):
        return "committed", "stage_noun"
    if stage is not None and stage.role not in ("promise", "go", "link", "say"):
        return None
    if stage is not None and stage.tense in ("future", "possible", "infinitive"):
        return None
    before = noun_before(place)
    found = [NOUN_STAGES[word] for word in before if word in NOUN_STAGES]
    if "delivered" in found:
        if is_enabled(place, place.first - len(before)):
            return "committed", "stage_noun"
        if stage is not None and stage.role == "promise":
            return None  # "ordered the delivery of"
    return (found[-1], "stage_noun") if found else None


def noun_before(place: Place) -> list[str]:
    """Return the words that end in the noun of "an allocation of a further $5m"."""
    tokens = place.passage.tokens
    end = place.first
    while end > place.floor and tokens[end - 1].lower in FURTHER:
        end -= 1
    words = [t.lower for t in tokens[max(place.floor, end - 4) : end]]
    linked = words[-1:] and words[-1] in ("of", "for", "worth", "providing")
    return words if linked or words[-2:] == ["equivalent", "to"] else []


FURTHER: Final = frozenset(["a", "additional", "an", "another", "extra", "further"])
NOUN_STAGES: Final = {
    noun: stage
    for stage in ("committed", "delivered", "considered")
    for noun in closed_words("firmness", stage)
}


def from_draft(place: Place) -> tuple[str, str] | None:
    """Tell what stands in a draft or a proposed budget from what is promised."""
    tokens = place.passage.tokens
    if not DRAFTS & place.passage.words or not BILLS & place.passage.words:
        return None
    for i, token in enumerate(tokens):
        if token.lower not in DRAFTS:
            continue
        behind = {t.lower for t in tokens[i + 1 : i + 5]}
        verb = any(
            stage.first == i and stage.tense != "past" for stage in place.passage.stages
        )
        if (
            behind & BILLS
            and not verb
            and tokens[i - 1].lower in ("the", "a", "its", "this")
        ):
            return "considered", "stage_draft"
    return None


DRAFTS: Final = closed_words("firmness", "drafts")
BILLS: Final = closed_words("firmness", "bills")


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


LATER: Final = 16


def from_later_verb(place: Place) -> tuple[str, str] | None:
    """Take the stage of the first verb of giving in the sentence."""
    for other in place.passage.stages:
        if other.first - place.last > LATER:
            break
        cuts = other.role == "withdraw" and not other.passive
        if other.stage and other.role in GIVING and not other.negated and not cuts:
            return other.stage, "stage_later_verb"
    return None


def from_story(place: Place, context: Context) -> tuple[str, str] | None:
    """Take the stage of the text's main pledge where the sentence builds on it."""
    stage = place.stage
    known = context.main_stage or context.stage
    if stage and stage.role == "link" and stage.tense == "possible":
        return "considered", "stage_verb"
    if stage and stage.role == "link" and known:
        will = stage.tense == "future" and known == "considered"
        return "announced" if will else known, "stage_context"
    before = place.passage.tokens[: place.first] if ":" in place.passage.words else ()
    if any(token.text == ":" for token in before):
        return context.main_stage or "announced", "stage_list"
    return None


def firmest(place: Place, stage: Stage) -> str:
    """Return the firmest stage of "promised by Oslo, was approved" behind a figure."""
    if stage.stage == "announced" and is_signed(place):
        return "committed"
    if stage.last <= place.first or stage.stage == "withdrawn":
        return stage.stage
    stages = [stage.stage] + [
        other.stage
        for other in place.passage.stages
        if other.first >= place.last and other.passive and other.role in GIVING
        if not other.negated and other.first < place.ceiling
    ]
    return max((s for s in stages if s in FIRMNESS), key=FIRMNESS.index)


def is_signed(place: Place) -> bool:
    """Tell "will give $5 million under an agreement signed in Dhaka"."""
    if not BONDS & place.passage.words:
        return False
    for stage in place.passage.stages:
        tokens = place.passage.tokens
        after = tokens[stage.first - 1].lower in ("after", "by", "in", "on", "upon")
        gerund = tokens[stage.first].lower.endswith("ing") and after
        done = (stage.tense in DONE or gerund) and not stage.negated
        near = tokens[max(0, stage.first - 2) : stage.last + 3]
        bound = any(token.lower in BONDS for token in near)
        if stage.lemma in ("sign", "ink", "conclude", "exchange") and done and bound:
            return True
    return False


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
        abs(signal.first - place.first) < 14
        for signal in place.passage.signals_of("repeat")
    )
