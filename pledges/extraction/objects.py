"""Tell whether goods are the object of a verb of giving, or stand elsewhere."""

from collections.abc import Iterator, Sequence
from typing import Final

from pledges.extraction.items import Items
from pledges.extraction.lexicon.grammar import closed_words
from pledges.extraction.passages import Passage
from pledges.extraction.places import Place
from pledges.extraction.stages import Stage
from pledges.extraction.tokens import Token
from pledges.extraction.weights import GIVING

# Words between a verb and its object that change nothing.
PASSED: Final = closed_words("objects", "passed")
# What opens a remark on goods just named: "from its stocks", "for the army".
REMARKS: Final = closed_words("objects", "remarks")
# What a gift comes in: "a shipment of", "in the form of".
FRAMES: Final = closed_words("objects", "frames")
BENEFICIARIES: Final = closed_words("objects", "beneficiaries")
LISTING: Final = closed_words("scoring", "listing")
RIDES: Final = closed_words("mentions", "rides")
FARTHEST: Final = 60
LONGEST_REMARK: Final = 9


def is_object(place: Place) -> bool:
    """Tell whether a verb or a noun of giving has the goods as its object."""
    if follows_frame(place) or joins_counted(place) or is_in_package(place):
        return True
    return giver_of(place) is not None or goes_on_list(place)


def goes_on_list(place: Place) -> bool:
    """Tell the mortars of "sends shells, towers for weapons, and mortars"."""
    tokens = place.passage.tokens
    if not place.first or tokens[place.first - 1].lower not in LIST_JOINTS:
        return False
    before = [item for item in place.passage.items if item.last < place.first]
    for item in before[-MOST_BEFORE:]:
        verbs = any(item.last <= s.first < place.first for s in place.passage.stages)
        other = place._replace(first=item.first, last=item.last)
        if not verbs and giver_of(other) is not None:
            return True
    return False


LIST_JOINTS: Final = frozenset([",", "and"])
MOST_BEFORE: Final = 8


def is_in_package(place: Place) -> bool:
    """Tell "radars are also part of the package" from radars in a description."""
    return any(
        not any(loose(place.passage, place.last, stage.first, seen=True))
        for stage in place.passage.stages
        if 0 <= stage.first - place.last <= FARTHEST and names_package(place, stage)
    )


def names_package(place: Place, stage: Stage) -> bool:
    """Tell "are part of the package" from "are part of the fleet"."""
    behind = place.passage.tokens[stage.last : stage.last + 6]
    words = [token.lower for token in behind]
    return stage.lemma == "be" and bool(PARTS & set(words[:3]) and FRAMES & set(words))


PARTS: Final = frozenset(["among", "in", "included", "part"])


def giver_of(place: Place) -> Stage | None:
    """Return the nearest verb of giving that has the goods as its object."""
    stages = [
        stage
        for stage in place.passage.stages
        if can_have_goods(stage) and governs(place, stage)
    ]
    return min(stages, key=lambda s: abs(s.first - place.first), default=None)


def joins_counted(place: Place) -> bool:
    """Tell the ammunition of "four tanks, along with ammunition"."""
    first = front(place.passage, place.first)
    return any(
        first <= item.first < place.first and item.determiner == "number"
        for item in place.passage.items
    )


def can_have_goods(stage: Stage) -> bool:
    """Tell verbs of giving, getting and listing from others."""
    roles = (*GIVING, "receive", "arrive")
    return stage.role in roles or stage.lemma in LISTING | CASH | MOVING


MOVING: Final = closed_words("firmness", "moving")
CASH: Final = closed_words("goods", "cash_verbs")


def governs(place: Place, stage: Stage) -> bool:
    """Tell whether nothing but goods and receivers parts goods from a verb."""
    if stage.last <= place.first:
        if place.first - stage.last > FARTHEST:
            return False
        return not any(loose(place.passage, stage.last, place.first))
    if stage.first < place.last or not goes_behind(stage):
        return False
    if stage.first - place.last > FARTHEST:
        return False
    return not any(loose(place.passage, place.last, stage.first, seen=True))


def goes_behind(stage: Stage) -> bool:
    """Tell verbs that may have what they give before them: "were sent"."""
    return stage.passive or stage.role in ("arrive", "go") or stage.tense == "past"


def follows_frame(place: Place) -> bool:
    """Tell "the delivery of tanks" and "a package of tanks and drones"."""
    tokens = place.passage.tokens
    first = front(place.passage, place.first)
    before = [token.lower for token in tokens[max(0, first - 2) : first]]
    behind = tokens[place.last].lower if place.last < len(tokens) else ""
    return behind in FRAMES or (before[-1:] == ["of"] and before[0] in FRAMES)


def front(passage: Passage, first: int) -> int:
    """Return where the list of goods begins that goes on at token ``first``."""
    sources = {i for p in passage.parties for i in range(p.first - 1, p.last)}
    for item in reversed(passage.items):
        if item.last > first:
            continue
        between = range(item.last, first)
        if not all(i in sources or passage.tokens[i].lower in JOINTS for i in between):
            break
        first = item.first
    return first


def row_of(passage: Passage, first: int, last: int) -> list[Items]:
    """Return the list of goods that what stands at ``first`` is one of."""
    begin = front(passage, first)
    row: list[Items] = []
    end = last
    for item in passage.items:
        between = passage.tokens[end : item.first]
        ahead = item.first >= end and all(t.lower in JOINTS for t in between)
        if begin <= item.first < last or ahead:
            row.append(item)
            end = max(end, item.last)
    return row


JOINTS: Final = closed_words("objects", "joints")


def loose(
    passage: Passage, first: int, last: int, *, seen: bool = False
) -> Iterator[Token]:
    """Yield the words between two tokens that are no part of a gift."""
    tokens, covered = passage.tokens, spans_of(passage)
    at = first
    while at < last:
        if at in covered:
            seen = seen or covered[at] in "items"
            at += 1
            continue
        if tokens[at].lower in RIDES and covered.get(at + 1) == "items":
            at += 1  # "flown out on two aircraft, with tents"
            continue
        end = remark_end(passage, at, last, covered, seen=seen)
        listed = (seen and tokens[at - 1].lower in JOINTS) or opens_list(
            tokens, at, first
        )
        if end == at:
            end = unknown_end(tokens, at, last, covered, listed=listed)
        if end > at:
            at = end
            continue
        if not is_passed(tokens, at):
            yield tokens[at]
        at += 1


def spans_of(passage: Passage) -> dict[int, str]:
    """Return which tokens belong to goods, sums and parties; looked up once."""
    if not passage.spans:
        named = ("items", passage.items), ("party", passage.parties)
        for kind, mentions in (*named, ("sum", passage.amounts)):
            for one in mentions:
                passage.spans.update(dict.fromkeys(range(one.first, one.last), kind))
    return passage.spans


def is_passed(tokens: Sequence[Token], at: int) -> bool:
    """Tell articles, numbers, adverbs and the nouns of aid from other words."""
    token = tokens[at]
    if token.lower in PASSED | FRAMES | JOINTS | BENEFICIARIES:
        return True
    if [t.lower for t in tokens[at : at + 2]] in (["in", "kind"], ["in", "form"]):
        return True
    if [t.lower for t in tokens[at : at + 3]] == ["in", "the", "form"]:
        return True
    if token.lower == "kind":
        return True
    if token.lower == "to" and tokens[at + 1 : at + 2] and tokens[at + 1].lower == "be":
        return True
    if token.type in ("number", "ordinal", "suffix"):
        return True
    return token.type == "word" and token.lower.endswith("ly")


def remark_end(
    passage: Passage, at: int, last: int, covered: dict[int, str], *, seen: bool
) -> int:
    """Return the end of "to the army of Chad", or of a remark on goods just named."""
    word = passage.tokens[at].lower
    if word not in REMARKS:
        return at
    end = at + 1
    named = False
    while end < last and end - at < LONGEST_REMARK:
        lower = passage.tokens[end].lower
        if covered.get(end) == "items" or lower in ENDS:
            break
        named = named or covered.get(end) == "party" or lower in BENEFICIARIES
        end += 1
        if seen and word != "to":
            continue
        if named and not goes_on(passage, end, covered):
            break
    return end if named or (seen and word != "to") else at


ENDS: Final = closed_words("objects", "ends")


def unknown_end(
    tokens: Sequence[Token],
    at: int,
    last: int,
    covered: dict[int, str],
    *,
    listed: bool,
) -> int:
    """Return the end of what no table knows in a list: "body protection,"."""
    end = at
    while end < last and end - at < LONGEST_NAME and end not in covered:
        token = tokens[end]
        if token.type != "word" or token.lower in JOINTS | REMARKS | PASSED:
            break
        end += 1
    joined = end < len(tokens) and tokens[end].lower in MARKS
    first = end - at == 1 and tokens[min(end, len(tokens) - 1)].lower == "and"
    described = end == last and end - at == 1
    return end if described or (joined and (listed or first)) else at


LONGEST_NAME: Final = 4
MARKS: Final = frozenset([",", ";", "&", "and", "as", "or"])


def opens_list(tokens: Sequence[Token], at: int, first: int) -> bool:
    """Tell whether only an article and a number part a word from its verb."""
    return all(
        token.lower in ("a", "an", "the", "-") or token.type == "number"
        for token in tokens[first:at]
    )


def goes_on(passage: Passage, at: int, covered: dict[int, str]) -> bool:
    """Tell whether the name of a receiver goes on: "the Armed Forces of Ukraine"."""
    if at >= len(passage.tokens):
        return False
    token = passage.tokens[at]
    return (
        token.lower in ("of", "'s", "’s")
        or token.lower in BENEFICIARIES
        or covered.get(at) == "party"
    )
