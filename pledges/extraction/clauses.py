"""Which verb governs a figure, and who is the subject of a verb."""

from collections.abc import Sequence
from typing import Final

from pledges.extraction.lexicon.grammar import closed_words
from pledges.extraction.parties import Party
from pledges.extraction.passages import Passage
from pledges.extraction.stages import Stage
from pledges.extraction.tenses import BE
from pledges.extraction.tokens import Token

WEIGHT: Final = {
    "transfer": 0,
    "promise": 0,
    "decide": 0,
    "consider": 1,
    "withdraw": 0,
    "receive": 0,
    "need": 0,
    "trade": 0,
    "business": 0,
    "harm": 0,
    "refuse": 0,
    "arrive": 2,
    "shift": 1,
    "go": 4,
    "link": 9,
    "say": 14,
}
# What each token costs on the way from a verb to a figure.
STEP: Final = 0.5
BEHIND: Final = 5
TOO_FAR: Final = 45
OBJECT_VERBS: Final = closed_words("clauses", "object_verbs")


def governing(passage: Passage, first: int, last: int) -> Stage | None:
    """Return the verb that governs the figure at tokens ``first`` to ``last``."""
    best, least = None, float(TOO_FAR)
    for stage in passage.stages:
        gap = max(first - stage.last, stage.first - last)
        if gap < 0 or (gap - 1) * STEP >= least:
            continue
        cost = cost_of(passage, stage, first, last)
        if cost < least:
            best, least = stage, cost
    return best


def cost_of(passage: Passage, stage: Stage, first: int, last: int) -> float:
    """Return how far a verb is from a figure; barriers in between count extra."""
    if stage.last <= first:
        return reach(passage, stage.last, first) + WEIGHT[stage.role]
    closes = last < len(passage.tokens) and passage.tokens[last].text in ")]"
    begin = min(last + closes, stage.first)
    gap = stage.first - begin
    between = passage.tokens[begin : min(stage.first, begin + 9)]
    if is_attached(between, gap, stage):
        return gap * STEP + WEIGHT[stage.role]
    behind = float(BEHIND)
    if stage.role in ("withdraw", "harm") and not stage.passive:
        behind = TOO_FAR  # "a grant to cut emissions" is not cut
    if stage.passive or stage.role in ("go", "arrive", "receive"):
        behind = 1 if gap < 12 else 3
    elif gap <= 1 and stage.tense in ("future", "possible"):
        behind = 1  # "$5 million will help"
    return reach(passage, begin, stage.first) + behind + WEIGHT[stage.role]


def reach(passage: Passage, begin: int, end: int) -> float:
    """Return the cost of going from one token to another."""
    return (end - begin) * STEP + passage.barriers[end] - passage.barriers[begin]


def is_attached(between: Sequence[Token], gap: int, stage: Stage) -> bool:
    """Tell "$5 million that Tokyo pledged" and "$5 million, approved in May"."""
    if gap == 0:
        return stage.tense == "past"
    first = between[0].lower
    opened = any(token.lower in ("that", "which") for token in between[:3])
    if opened and gap <= 8 and not stage.passive:
        return stage.role in ("transfer", "promise", "decide")
    apart = first == "," and gap == 1 and stage.tense == "past"
    return apart and stage.role != "transfer"


def is_bought_for(passage: Passage, last: int, stage: Stage) -> bool:
    """Tell tanks that The Hague orders for Kyiv from those for itself."""
    subject = subject_of(passage, stage)
    if subject is None:
        return False
    begin = min(last, stage.last + BOUGHT_FOR)  # "missiles for Kyiv at a cost of $5m"
    return any(
        party.after == "for" and party.code not in ("", subject.code)
        for party in passage.parties
        if begin <= party.first <= last + BOUGHT_FOR and party.sort in BUYERS_FOR
    )


BOUGHT_FOR: Final = 10
BUYERS_FOR: Final = frozenset(["capital", "demonym", "name"])


def subject_of(passage: Passage, stage: Stage) -> Party | None:
    """Return the party that does what an active verb says; looked up once."""
    if stage.first not in passage.subjects:
        passage.subjects[stage.first] = find_subject(passage, stage)
    return passage.subjects[stage.first]


def find_subject(passage: Passage, stage: Stage) -> Party | None:
    """Look for the subject of a verb, from the verb to the left."""
    main = main_verb(passage, stage)
    if main is not None:
        return subject_of(passage, main)
    for party in reversed(passage.parties):
        if party.last <= stage.first and can_be_subject(passage, party, stage):
            return party
    return None


def main_verb(passage: Passage, stage: Stage) -> Stage | None:
    """Return the verb whose subject does what "by giving" says."""
    tokens = passage.tokens
    gerund = tokens[stage.first].lower.endswith("ing")
    if not gerund or tokens[stage.first - 1].lower != "by":
        return None
    before = [s for s in passage.stages if s.last < stage.first]
    main = next((s for s in before if is_finite(passage, s)), None)
    return None if main is None or main.passive else main


def is_finite(passage: Passage, stage: Stage) -> bool:
    """Tell "is helping" and "helped" from "helping" and "to help"."""
    if stage.tense in ("infinitive", "noun"):
        return False
    gerund = passage.tokens[stage.first].lower.endswith("ing")
    return not gerund or passage.tokens[stage.first - 1].lower in BE


def can_be_subject(passage: Passage, party: Party, stage: Stage) -> bool:
    """Tell a subject from what hangs on a preposition, or is told something."""
    if party.sort in RELATIVES and opens_relative(passage, party, stage):
        return True
    if party.sort == "several" or (
        party.after and not is_absolute(passage, party, stage)
    ):
        return False
    if passage.tokens[party.last].text == ":" or is_dateline(passage, party):
        return False
    if party.possessive and not owns_body(passage, party, stage):
        return False
    if is_object(passage, party, stage) or is_in_title(passage, party, stage):
        return False
    if party.sort == "demonym" and not is_body(passage, party):
        return False
    if party.sort == "donors" and not is_beside(passage, party, stage):
        return False
    between = passage.tokens[party.last : stage.first]
    return not any(token.text == ";" for token in between)


def is_dateline(passage: Passage, party: Party) -> bool:
    """Tell the "KUWAIT CITY" that a report begins with from who does something."""
    tokens = passage.tokens
    written = tokens[party.first].text
    begins = party.first == 0 and party.sort in ("capital", "place")
    return begins and (
        (len(written) > LONGEST_CODE and written.isupper())
        or tokens[party.last].text in ("-", "–", "—", "--")
    )


LONGEST_CODE: Final = 3
RELATIVES: Final = frozenset(["capital", "leader", "name"])


def opens_relative(passage: Passage, party: Party, stage: Stage) -> bool:
    """Tell the Japan of "financed by Japan, which is giving $5 million"."""
    behind = [t.lower for t in passage.tokens[party.last : party.last + 2]]
    begins = behind[:2] in ([",", "which"], [",", "who"]) or behind[:1] == ["which"]
    return begins and 0 < stage.first - party.last <= 6


def is_absolute(passage: Passage, party: Party, stage: Stage) -> bool:
    """Tell "with Chad giving land" from "with Chad"."""
    gerund = passage.tokens[stage.first].lower.endswith("ing")
    between = passage.tokens[party.last : stage.first]
    plain = len(between) <= 3 and all(token.type == "word" for token in between)
    return party.after == "with" and gerund and plain


def owns_body(passage: Passage, party: Party, stage: Stage) -> bool:
    """Tell "the World Bank's board approved" from "Japan's aid, he said, went"."""
    if party.sort == "pronoun":
        return False
    between = passage.tokens[party.last : stage.first]
    spoken = any(token.lower in SPEAKERS for token in between[:6])
    return spoken or len(between) <= 4


def is_in_title(passage: Passage, party: Party, stage: Stage) -> bool:
    """Tell the fund of "Oslo, the fund's largest donor, gave" from who gave."""
    before = passage.tokens[max(0, party.first - 2) : party.first]
    closed = passage.tokens[stage.first - 1].text == ","
    return closed and party.possessive and any(token.text == "," for token in before)


def is_body(passage: Passage, party: Party) -> bool:
    """Tell "the Dutch government" and "the Danes" from "Ukrainian airfields"."""
    if party.last - party.first > 1:
        return True
    if passage.tokens[party.first].lower.endswith("s"):
        return True
    following = passage.tokens[party.last : party.last + 3]
    return any(token.lower in SPEAKERS or token.is_capital for token in following)


SPEAKERS: Final = closed_words("clauses", "speakers")


def is_beside(passage: Passage, party: Party, stage: Stage) -> bool:
    """Tell whether a crowd stands right before its verb, and behind no other."""
    behind_verb = party.first in passage.verb_ends
    opens = party.first == 0 or passage.tokens[party.first - 1].text in "-–—:,"
    return (opens or stage.first - party.last <= 4) and not behind_verb


def is_object(passage: Passage, party: Party, stage: Stage) -> bool:
    """Tell whether a party stands right behind another verb that takes an object."""
    other = passage.verb_ends.get(party.first)
    return (
        other is not None
        and other is not stage
        and other.lemma.split()[0] in OBJECT_VERBS
        and not other.passive
    )


def is_shared(passage: Passage, party: Party) -> bool:
    """Tell whether a party is one of several: "Germany and France will give"."""
    for other in neighbours(passage, party):
        first, last = (other, party) if other.first < party.first else (party, other)
        words = [t.lower for t in passage.tokens[first.last : last.first]]
        joined = words in (["and"], [",", "and"], ["and", "the"]) or is_aside(words)
        if joined and other.code != party.code and other.sort in ("name", "capital"):
            return other.after == party.after or not party.after
    return False


def is_aside(words: Sequence[str]) -> bool:
    """Tell ", the host, and": two names with a remark between them."""
    plain = len(words) <= LONGEST_ASIDE and words[:1] == [","]
    return plain and words[-2:] == [",", "and"] and len(words) > 2


LONGEST_ASIDE: Final = 9


def neighbours(passage: Passage, party: Party) -> list[Party]:
    """Return the parties before and behind one in the sentence, pronouns left out."""
    named = [p for p in passage.parties if p.sort != "pronoun" or p is party]
    at = named.index(party)
    return [*named[max(0, at - 1) : at], *named[at + 1 : at + 2]]
