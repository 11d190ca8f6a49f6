"""Tell new pledges from totals so far, and wholes from their parts."""

from typing import Final

from pledges.extraction.collected import (
    GIFTS_OF_MANY,
    is_collected,
    is_in_pledges,
    is_promised_there,
    is_sum_of_gifts,
)
from pledges.extraction.context import Context
from pledges.extraction.cumulative import is_cumulative
from pledges.extraction.lexicon.grammar import closed_words
from pledges.extraction.parts import (
    carried_part,
    follows_on,
    is_part,
    listed_part,
    signals_near,
)
from pledges.extraction.passages import Signal
from pledges.extraction.places import Place, Role, by_colon
from pledges.extraction.stages import Stage
from pledges.extraction.weights import AGENCIES, GIVING
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
    return total or carried_total(place, donor, context), part


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
    if is_already(place) and not any(True for _ in by_colon(place)):
        return "total_already"
    if builds_on(place):
        return "total_built_on"
    if is_collected(place) or is_sum_of_gifts(place) or is_promised_there(place):
        return "total_collected"
    counted = leads_up(place) or is_in_pledges(place)
    return "total_brought_to" if counted else None


def as_done(place: Place, stage: Stage, donor: Role, context: Context) -> str | None:
    """Return the rule by which verb and donor make a sum a total."""
    if is_cumulative(place, stage):
        return "total_perfect"
    year = context.told_on.year if context.told_on else None
    if is_of_past_year(place, stage, year) or comes_after(place, year):
        return "total_of_year"
    many = donor.code == "*" and donor.rule != "donor_subject_shared"
    return "total_of_donors" if many else None


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
        if "total" not in words and SHARES.intersection(words):
            continue  # "raised its share to $5 million" is a new pledge
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
SHARES: Final = closed_words("kinds", "shares")


# The rules by which a donor is that of a sum by itself.
OWN: Final = frozenset(["donor_beside", "donor_by", "donor_from", "donor_owner"])


def is_supported(
    place: Place, part: str | None, total: str | None, donor: Role, context: Context
) -> bool:
    """Tell whether what was found before speaks for a sum."""
    whole = context.whole_stage is not None and context.whole_is_sure
    listed = context.opens_list or bool(part)
    pledged = donor.rule == "donor_listed" or is_in_row(place)
    return (whole and listed) or pledged or total in SURE_TOTALS


def is_in_row(place: Place) -> bool:
    """Tell "Japan $5m, Norway $3m, Spain $1m", where each speaks for the others."""
    ends = place.passage.party_ends
    named = [a for a in place.passage.amounts if a.first in ends]
    return len(named) >= ROW and any(a.first == place.first for a in named)


ROW: Final = 3
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
    if not unnamed or stage is None or stage.role not in GIVING:
        return False
    return stage.passive or stage.first == 0  # "Pledged so far: $5 million"


def carried_total(place: Place, donor: Role, context: Context) -> str | None:
    """Return the rule for "$850 million in grants and $1.1 billion in loans"."""
    joined = context.kind == "total" and follows_on(place, context)
    if context.whole_donor == "*" and donor.rule in OWN:
        return None  # "raised $5 million, $2 million of it from Oslo"
    return "total_joined" if joined else None
