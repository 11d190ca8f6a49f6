"""Tell new pledges from totals so far, and wholes from their parts."""

from typing import Final

from pledges.extraction.clauses import subject_of
from pledges.extraction.context import Context
from pledges.extraction.counts import is_year
from pledges.extraction.dates import MONTHS
from pledges.extraction.lexicon.grammar import closed_words
from pledges.extraction.passages import Signal
from pledges.extraction.places import Place, Role, by_colon, is_reduced
from pledges.extraction.stages import Stage
from pledges.extraction.weights import AGENCIES, GIVERS, GIVING, LENDERS
from pledges.extraction.years import (
    builds_on,
    comes_after,
    has_grown_to,
    is_already,
    is_from_table,
    is_of_past_year,
    is_rank,
    is_statistic,
)

CUMULATIVE: Final = closed_words("kinds", "cumulative")
MANY_DONORS: Final = 4


def kind_of(
    place: Place, donor: Role, context: Context
) -> tuple[str | None, str | None]:
    """Return the rules by which a sum is a total, and by which it is a part."""
    carried = carried_part(place, context) or listed_part(place, context)
    total, part = is_total(place, donor, context), is_part(place) or carried
    if part and total == "total_perfect" and context.kind == "pledge":
        total = None  # "of this, $5 million has been paid"
    if part and not total and context.kind == "total":
        own = place.stage is not None and place.stage.role == "decide" and not carried
        same = donor.code == context.whole_donor or donor.rule == "donor_context"
        same = same or has_same_verb(place, context)
        total = "total_part" if same and not own else None
    return total or carried_total(place, context), part


def has_same_verb(place: Place, context: Context) -> bool:
    """Tell whether one verb governs a sum and the last one."""
    last = context.last_place
    return (
        isinstance(last, Place)
        and last.passage is place.passage
        and last.stage is place.stage is not None
    )


def is_total(place: Place, donor: Role, context: Context) -> str | None:
    """Return the rule by which a sum is a donor's aid so far; None for a pledge."""
    told = as_told(place, context)
    if told or is_new(place):
        return told
    stage = place.stage
    if so_far(place) and (stage is None or stage.role != "need"):
        return "total_so_far"
    if stage is None or stage.role not in ("decide", "promise", "transfer"):
        return None
    return as_done(place, stage, donor, context)


def as_told(place: Place, context: Context) -> str | None:
    """Return the rule by which the words beside a sum make it a total."""
    if is_statistic(place) or (context.is_statistics and is_from_table(place)):
        return "total_of_aid"
    year = context.told_on.year if context.told_on else None
    if is_rank(place) or has_grown_to(place, year):
        return "total_of_aid"
    if is_already(place):
        return "total_already"
    if builds_on(place):
        return "total_built_on"
    if is_collected(place) or is_sum_of_gifts(place):
        return "total_collected"
    counted = leads_up(place) or is_in_pledges(place)
    return "total_brought_to" if counted else None


def is_in_pledges(place: Place) -> bool:
    """Tell "spoke of $5 million in pledges", which counts up what was promised."""
    stage = place.stage
    if stage is not None and stage.role in GIVING:
        return False
    behind = [t.lower for t in place.passage.tokens[place.last : place.last + 2]]
    return behind[:1] == ["in"] and not GIFTS_OF_MANY.isdisjoint(behind)


def is_collected(place: Place) -> bool:
    """Tell what a conference or a fund has raised from what one donor gives."""
    stage = place.stage
    if stage is None or stage.lemma not in COLLECTING or stage.negated:
        return False
    if stage.tense in ("infinitive", "future", "possible") or stage.passive:
        return False
    ahead = place.passage.tokens[place.last : place.last + 6]
    before = place.passage.tokens[max(0, stage.first - 8) : stage.first]
    gifts = any(token.lower in GIFTS_OF_MANY for token in ahead)
    met = any(token.lower in GATHERINGS for token in before)
    return gifts or met or is_raised(place, stage)


def is_sum_of_gifts(place: Place) -> bool:
    """Tell "pledges worth $9 billion were announced", of nobody in particular."""
    before = [
        t.lower for t in place.passage.tokens[max(0, place.first - 3) : place.first]
    ]
    summed = bool(before) and before[-1] in ("totaling", "totalling", "worth")
    gifts = before[-2:-1] if before[-1:] == ["of"] else before if summed else ()
    if not GIFTS_OF_MANY.intersection(gifts):
        return False
    named = [p for p in place.passage.parties if p.last <= place.first]
    return not any(p.code in GIVERS | LENDERS or p.sort == "pronoun" for p in named)


def is_raised(place: Place, stage: Stage) -> bool:
    """Tell "the fund has raised $5 million" from "Oslo has raised its aid"."""
    if stage.lemma not in ("raise", "attract", "garner", "collect"):
        return False
    subject = subject_of(place.passage, stage)
    unnamed = subject is None and stage.lemma != "raise"
    of_many = unnamed or (subject is not None and subject.code not in GIVERS)
    return of_many and 0 <= place.first - stage.last <= NEAR_SIZE


COLLECTING: Final = closed_words("kinds", "collecting")
GIFTS_OF_MANY: Final = closed_words("kinds", "gifts_of_many")
GATHERINGS: Final = closed_words("kinds", "gatherings")


def as_done(place: Place, stage: Stage, donor: Role, context: Context) -> str | None:
    """Return the rule by which verb and donor make a sum a total."""
    if is_cumulative(place, stage):
        return "total_perfect"
    year = context.told_on.year if context.told_on else None
    if is_of_past_year(place, stage, year) or comes_after(place, year):
        return "total_of_year"
    many = donor.code == "*" and donor.rule != "donor_subject_shared"
    return "total_of_donors" if many else None


def is_cumulative(place: Place, stage: Stage) -> bool:
    """Tell "has provided $7 billion" from "has approved $7 million"."""
    done = stage.tense == "perfect" and not stage.negated
    if stage.tense == "pluperfect" and is_rounded(place):
        done = True
    if stage.tense == "past" and (counts_since(place) or counts_between(place)):
        done = True
    words = [t.lower for t in place.passage.tokens[stage.first : stage.last + 1]]
    single = words[-1:] in (["a"], ["an"]) and words[0].startswith("ma")
    given = stage.lemma in CUMULATIVE and stage.last <= place.first and not single
    return done and (given or bool(signals_near(place, "total", "weak")))


def counts_since(place: Place) -> bool:
    """Tell "spent $5 million since 2011"."""
    behind = place.passage.tokens[place.last : place.last + 8]
    words = [token.lower for token in behind]
    return "since" in words and any(is_year(token) for token in behind)


def counts_between(place: Place) -> bool:
    """Tell "between January and May it gave $5 million"."""
    tokens = place.passage.tokens
    at = next((i for i, t in enumerate(tokens) if t.lower == "between"), None)
    if at is None:
        return False
    near = tokens[at + 1 : at + 7]
    named = [t for t in near if t.lower in MONTHS or is_year(t)]
    return len(named) > 1 and any(token.lower == "and" for token in near)


def is_rounded(place: Place) -> bool:
    """Tell whether a figure is qualified, as sums of many payments are."""
    return place.passage.tokens[place.first].type == "word"


def so_far(place: Place) -> bool:
    """Tell whether the figure counts up to now; "its largest gift so far" does not."""
    for signal in signals_near(place, "total", "strong"):
        if sums_up(place, signal) or brings_up(place, signal):
            continue
        before = place.passage.tokens[max(0, signal.first - 9) : signal.first]
        if not any(t.lower.endswith("est") and len(t.lower) > 5 for t in before):
            return True
    return False


def sums_up(place: Place, signal: Signal) -> bool:
    """Tell "signed programmes worth $5 million in total" from "has given in total"."""
    tokens = place.passage.tokens[signal.first : signal.last]
    words = " ".join(token.lower for token in tokens)
    stage = place.stage
    single = stage is not None and stage.role in ("decide", "promise", "transfer")
    done = stage is not None and stage.tense in ("perfect", "pluperfect", "present")
    return words in SUMMING and single and not done and signal.first >= place.last


SUMMING: Final = closed_words("kinds", "summing")


def brings_up(place: Place, signal: Signal) -> bool:
    """Tell the sum before "bringing the total to" from the one behind it."""
    between = place.passage.tokens[place.last : signal.last]
    return place.ceiling < len(place.passage.tokens) and any(
        token.lower in BRINGING for token in between
    )


BRINGING: Final = closed_words("kinds", "bringing")


def is_new(place: Place) -> bool:
    """Tell whether the figure itself is called new, another or additional."""
    tokens = place.passage.tokens
    near = tokens[max(place.floor, place.first - 3) : place.first + 2]
    return not NEW.isdisjoint([token.lower for token in near])


NEW: Final = frozenset(["new", "another", "further", "additional", "extra", "fresh"])


def leads_up(place: Place) -> bool:
    """Tell whether the figure ends "bringing the total to" or "stands at"."""
    tokens = place.passage.tokens
    for signal in signals_near(place, "total", "sums"):
        gap = place.first - signal.last
        if not 0 <= gap <= 14:
            continue
        words = [token.lower for token in tokens[signal.first : place.first]]
        if (
            words[-1] in ("to", "at")
            or ("total" in words and words[-1] in ("be", "is", "was"))
            or (gap == 0 and len(words) > 1)
            or (words[0] in SIZES and gap <= NEAR_SIZE)
        ):
            return True
    return False


NEAR_SIZE: Final = 4
SIZES: Final = closed_words("kinds", "sizes")


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


def is_supported(
    part: str | None, total: str | None, donor: Role, context: Context
) -> bool:
    """Tell whether what was found before speaks for a sum."""
    whole = context.whole_stage is not None and context.whole_is_sure
    listed = context.opens_list or bool(part)
    pledged = donor.rule == "donor_listed"
    return (whole and listed) or pledged or total in SURE_TOTALS


SURE_TOTALS: Final = frozenset(["total_brought_to", "total_of_aid", "total_so_far"])


def donor_of_total(
    place: Place, donor: Role, total: str | None, context: Context
) -> Role:
    """Return "*" for a sum that several donors of the text have brought about."""
    if total == "total_collected":
        return Role("*", "donor_all")
    if total == "total_part" and context.whole_donor == "*":
        return Role("*", "donor_all")
    if total == "total_so_far" and is_of_many(place, donor, context):
        return Role("*", "donor_all")
    if total != "total_brought_to":
        return donor
    parties = place.passage.parties
    given = place.passage.tokens[max(0, place.first - 12) : place.first]
    gives_none = donor.code in AGENCIES or not any(
        party.sort in ("name", "demonym", "capital") and party.code == donor.code
        for party in parties
    )
    if gives_none and any(token.lower in GIFTS_OF_MANY for token in given):
        return Role("*", "donor_all")
    crowd = any(p.sort == "donors" and not p.after for p in parties)
    named = any(p.code == donor.code for p in parties)
    many = len(context.donors) >= MANY_DONORS and not named
    return Role("*", "donor_all") if crowd or many else donor


def is_of_many(place: Place, donor: Role, context: Context) -> bool:
    """Tell what "has been pledged so far" where several givers are spoken of."""
    stage = place.stage
    unnamed = donor.code is None or (
        donor.rule == "donor_context" and len(context.donors) > 1
    )
    return unnamed and stage is not None and stage.passive and stage.role in GIVING


def carried_total(place: Place, context: Context) -> str | None:
    """Return the rule for "$850 million in grants and $1.1 billion in loans"."""
    joined = context.kind == "total" and follows_on(place, context)
    return "total_joined" if joined else None


def listed_part(place: Place, context: Context) -> str | None:
    """Return the rule for "Lebanon: $5 million" below the whole."""
    in_parts = context.opens_list and context.lists_parts
    listed = in_parts or any(True for _ in by_colon(place))
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
