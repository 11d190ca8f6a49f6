"""Tell what was given in years gone by, and what is only compared, from promises."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from pledges.extraction.lexicon.grammar import closed_words
from pledges.extraction.places import Place
from pledges.extraction.stages import Stage
from pledges.extraction.tenses import DONE
from pledges.extraction.tokens import Token
from pledges.extraction.weights import GIVING

TOTALLING: Final = closed_words("years", "totalling")
GROWING: Final = closed_words("years", "growing")
LEVELS: Final = closed_words("years", "levels")
BUILDING: Final = closed_words("years", "building")
WHILES: Final = closed_words("years", "whiles")
FORTH: Final = frozenset(["considered", "announced"])


def is_statistic(place: Place) -> bool:
    """Tell what a year's official aid amounted to from an undertaking."""
    tokens = place.passage.tokens
    words = place.passage.words
    official = "oda" in words or {"official", "development"} <= words
    before = tokens[max(0, place.first - 3) : place.first]
    return official and any(token.lower in TOTALLING for token in before)


def is_from_table(place: Place) -> bool:
    """Tell a line of a year's statistics from an undertaking that it also tells."""
    stage = place.stage
    undone = stage is not None and stage.stage in FORTH and stage.tense == "future"
    words = [
        t.lower for t in place.passage.tokens[max(0, place.first - 5) : place.last]
    ]
    return not undone and not {"allocation", "grant", "pledge", "package"} & set(words)


def is_compared(place: Place) -> bool:
    """Tell the figure that another is compared with: "up from $5 million"."""
    tokens = place.passage.tokens
    before = [token.lower for token in tokens[max(0, place.first - 2) : place.first]]
    if before in (["up", "from"], ["down", "from"]):
        return True
    if before[-1:] == ["from"] and rises_to(place):
        return True
    behind = [token.lower for token in tokens[place.last : place.last + 2]]
    if behind in (["more", "than"], ["less", "than"]):
        return True  # "SEK 1 billion more than the year before"
    return before in (["compared", "to"], ["compared", "with"], ["against", "just"])


def rises_to(place: Place) -> bool:
    """Tell "rose from $5 million in 2019 to $7 million"."""
    tokens = place.passage.tokens
    grown = any(
        t.lower in GROWING for t in tokens[max(0, place.first - 6) : place.first]
    )
    behind = [a.first for a in place.passage.amounts if a.first >= place.last]
    following = min(behind, default=0)
    return grown and following > 0 and tokens[following - 1].lower == "to"


def has_grown_to(place: Place, year: int | None) -> bool:
    """Tell what "rose from $5 million in 2019 to $7 million in 2020" of years gone."""
    tokens = place.passage.tokens
    before = [a for a in place.passage.amounts if a.last <= place.first]
    if not before or tokens[place.first - 1].lower != "to":
        return False
    start = before[-1]
    grown = any(
        t.lower in GROWING for t in tokens[max(0, start.first - 6) : start.first]
    )
    risen = grown and tokens[start.first - 1].lower == "from"
    return risen and is_past(tokens[place.last : place.last + 4], year)


def is_growth(place: Place) -> bool:
    """Tell "an increase of $5 million" from a level."""
    tokens = place.passage.tokens
    before = [token.lower for token in tokens[max(0, place.first - 2) : place.first]]
    return before[-1:] in (["by"], ["of"], ["or"]) and (
        before[0] in GROWING or before[-1] == "or"
    )


def is_of_past_year(place: Place, stage: Stage, year: int | None) -> bool:
    """Tell "in 2019 Tokyo gave $5 million" from a gift of today."""
    hangs_on = 0 <= stage.first - place.last <= 1  # "$5 million paid last year"
    done = stage.tense in DONE and not hangs_on
    if stage.role not in ("transfer", "receive") or not done or stage.passive:
        return False
    tokens, words = place.passage.tokens, place.passage.words
    if "year" not in words and not any(len(w) == 4 and w.isdigit() for w in words):
        return False
    return any(is_past(tokens[i : i + 4], year) for i in range(len(tokens) - 1))


def comes_after(place: Place, year: int | None) -> bool:
    """Tell the second of "$3 million this year, after $2 million in 2019"."""
    tokens = place.passage.tokens
    before = [token.lower for token in tokens[max(0, place.first - 1) : place.first]]
    return before == ["after"] and is_past(tokens[place.last : place.last + 3], year)


def is_past(tokens: Sequence[Token], year: int | None) -> bool:
    """Tell whether tokens begin "in 2019", "in the year 2019" or "last year"."""
    words = [token.lower for token in tokens]
    if words[:2] == ["last", "year"]:
        return True
    if not words or words[0] not in WHILES:
        return False
    named = next((w for w in words[1:] if len(w) == 4 and w.isdigit()), None)
    plain = named is not None and all(
        w in LEVELS for w in words[1 : words.index(named)]
    )
    return plain and named is not None and 1990 <= int(named) < (year or 9999)


def is_rank(place: Place) -> bool:
    """Tell "the largest donor, with $5 million" from a new sum."""
    tokens = place.passage.tokens
    before = [token.lower for token in tokens[max(0, place.first - 12) : place.first]]
    return before[-1:] == ["with"] and bool(DONATING & set(before))


DONATING: Final = closed_words("years", "donating")


def is_already(place: Place) -> bool:
    """Tell "the $6 billion already committed" from a new sum."""
    tokens = place.passage.tokens
    behind = [token.lower for token in tokens[place.last : place.last + 9]]
    if "already" not in behind[:4]:
        return False
    following = [s for s in place.passage.stages if s.first >= place.last]
    at = place.last + behind.index("already")
    return any(s.role in GIVING and s.first - at == 1 for s in following)


def builds_on(place: Place) -> bool:
    """Tell a sum that the story's own pledge comes on top of: "builds on Oslo's"."""
    tokens = place.passage.tokens
    begin = max(place.floor, place.first - 8)
    words = [token.lower for token in tokens[begin : place.first]]
    built = any(a in BUILDING and b in ("on", "upon") for a, b in pairwise(words))
    owned = any(word in ("'s", "’s", "its", "our", "their") for word in words)
    return built and owned


def is_exceeded(place: Place) -> bool:
    """Tell "now exceeds $5 million" from $5 million."""
    tokens = place.passage.tokens
    return place.first > 0 and tokens[place.first - 1].lower in EXCEEDING


EXCEEDING: Final = closed_words("years", "exceeding")


def is_instalment(place: Place) -> bool:
    """Tell the size of each "in three instalments of $5 million"."""
    tokens = place.passage.tokens
    before = [token.lower for token in tokens[max(0, place.first - 2) : place.first]]
    return before[-1:] == ["of"] and before[0] in INSTALMENTS


def is_price(place: Place) -> bool:
    """Tell "each worth $5" and "$5 apiece" from what is given."""
    tokens = place.passage.tokens
    before = [token.lower for token in tokens[max(0, place.first - 3) : place.first]]
    behind = [token.lower for token in tokens[place.last : place.last + 2]]
    priced = "each" in before and bool({"at", "costing", "worth"} & set(before))
    return priced or behind[:1] == ["apiece"] or behind in PRICES


PRICES: Final = (["per", "unit"], ["per", "piece"], ["a", "piece"], ["per", "person"])
INSTALMENTS: Final = closed_words("years", "instalments")
