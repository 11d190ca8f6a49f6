"""What a reader keeps in mind: whose aid to whom the text is about, and on what day."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise, takewhile
from typing import Final

from pledges.extraction.clauses import subject_of
from pledges.extraction.lexicon import Lexicon
from pledges.extraction.lexicon.grammar import closed_words
from pledges.extraction.parties import Party
from pledges.extraction.passages import Passage
from pledges.extraction.tokens import Token

Weights = defaultdict[str, float]

# What a country must weigh to be taken for the receiver where none is named.
SURE: Final = 3.5
NAMED_ONCE: Final = 0.4
OFFICES: Final = frozenset(["ministry", "minister", "department", "secretary"])
GIVING: Final = closed_words("context", "giving")
ATTACKS: Final = closed_words("context", "attacks")
TOWARDS: Final = closed_words("context", "towards")
AGAINST: Final = frozenset(["against", "by", "with"])
# Words after a country's name that make it the one that suffers or is helped.
SUFFERING: Final = closed_words("context", "suffering")


@dataclass
class Context:
    """The state of mind between two sentences of one text."""

    topic_donor: str | None
    topic_recipient: str | None
    # how clearly the text is about aid from someone to someone
    clarity: float
    told_on: date | None
    donor: str | None = None
    recipient: str | None = None
    channel: str | None = None
    stage: str | None = None
    kind: str = "pledge"
    sector: str | None = None
    instrument: str | None = None
    currency: str = ""
    announced_on: date | None = None
    # the line of the text whose list or heading set what is above
    line: int = -1
    # what the sentence that opens a list says of its lines
    opens_list: bool = False
    opens_parts: bool = False
    # the last sum, for "the same amount"
    amount: object = None
    # who attacks: named with "invasion", "strikes" or "against"
    aggressors: frozenset[str] = frozenset()
    # who gives, and who receives, somewhere in the text
    donors: frozenset[str] = frozenset()
    recipients: frozenset[str] = frozenset()
    # the stage of the first sum that the text tells, for lists without a verb
    main_stage: str | None = None
    whole_stage: str | None = None
    whole_is_sure: bool = False
    # the donor of the last whole, for its parts
    whole_donor: str | None = None
    # whether the last sum was a part
    is_part: bool = False
    # the sentence, or the list, that is being read
    group: int = 0
    # where the last sum stands
    last_place: object = None
    # how much the text is about trade, companies or budgets
    is_off_topic: bool = False
    # whether the text tells US dollars from others by writing "US$"
    has_us_dollars: bool = False


def read_context(
    passages: Sequence[Passage], published_on: date | None, lexicon: Lexicon
) -> Context:
    """Return the state of mind of someone who has skimmed the whole text."""
    donors = Weights(float)
    recipients = Weights(float)
    aggressors = frozenset(code for p in passages for code in attackers(p))
    for passage in passages:
        weigh(passage, donors, recipients, lexicon)
    for code in aggressors:
        donors.pop(code, None)
        recipients.pop(code, None)
    recipient = first_of(recipients, set())
    if recipient is None or recipients[recipient] < SURE:
        known = recipient if recipient and recipients[recipient] >= NAMED_ONCE else None
        recipient = "*" if is_for_many(passages, lexicon) else known
    donor = first_of(donors, {recipient} if recipient else set())
    donor = donor or most_named(passages, {recipient, *aggressors}, lexicon)
    clarity = min(1.0, (donors[donor or ""] + recipients[recipient or ""]) / 12)
    if recipient and is_many(passages, recipient):
        recipient = "*"
    context = Context(donor, recipient, clarity, told_on(passages, published_on))
    context.aggressors = aggressors
    context.donors = frozenset(code for code, n in donors.items() if n >= 3)
    context.recipients = frozenset(
        code for code, n in recipients.items() if n >= 2 and n > donors[code]
    )
    context.is_off_topic = is_off_topic(passages)
    context.has_us_dollars = any(
        amount.written in ("US$", "USD") for p in passages for amount in p.amounts
    )
    return context


def most_named(
    passages: Sequence[Passage], without: set[str | None], lexicon: Lexicon
) -> str | None:
    """Return the country named most: it is the donor where no verb says who is."""
    counts = Weights(float)
    for passage in passages:
        for party in passage.parties:
            actor = lexicon.actors.get(donor_code(party.code, lexicon))
            if actor and actor.kind == "country" and party.after != "in":
                counts[actor.code] += 1
    return first_of(counts, {code for code in without if code})


def is_for_many(passages: Sequence[Passage], lexicon: Lexicon) -> bool:
    """Tell whether the text speaks of many beneficiaries, or of a fund for many."""
    several = funds = 0
    for passage in passages:
        for party in passage.parties:
            actor = lexicon.actors.get(party.code)
            open_fund = actor and actor.kind == "fund" and not actor.serves
            several += party.sort == "several"
            funds += bool(open_fund) or party.code == "gavi"
    return several + funds >= 2


def is_many(passages: Sequence[Passage], recipient: str) -> bool:
    """Tell whether the title gives to a country "and its neighbours"."""
    for passage in passages:
        if passage.sentence.form != "heading":
            return False
        for a, b in pairwise(passage.parties):
            words = [t.lower for t in passage.tokens[a.last : b.first]]
            both = b.sort == "several" or (
                b.sort == "name" and a.after in ("for", "to")
            )
            if a.code == recipient and both and words[:1] == ["and"]:
                return True
    return False


def attackers(passage: Passage) -> Iterator[str]:
    """Yield the codes of those named with an invasion or with strikes."""
    for party in passage.parties:
        following = passage.tokens[party.last : party.last + 3]
        words = {token.lower for token in takewhile(is_word, following)}
        if party.sort in ("name", "demonym", "capital") and words & ATTACKS:
            yield party.code


def is_word(token: Token) -> bool:
    """Tell a word from a comma, where a name's phrase ends."""
    return token.type != "mark"


def is_off_topic(passages: Sequence[Passage]) -> bool:
    """Tell a text on trade, companies or sales from one on aid."""
    aid = sum(len(p.signals_of("aid")) for p in passages)
    other = sum(
        len(p.signals_of(table))
        for p in passages
        for table in ("trade", "business", "budget")
    )
    return other > 1.5 * aid + 2


def first_of(counts: Weights, without: set[str]) -> str | None:
    """Return the code that counts most, the first named among equals."""
    best = [(n, code) for code, n in counts.items() if code not in without and n > 0]
    return max(best, key=lambda pair: pair[0])[1] if best else None


def weigh(
    passage: Passage,
    donors: Weights,
    recipients: Weights,
    lexicon: Lexicon,
) -> None:
    """Count what one sentence says for or against each party's part."""
    heading = 2 if passage.sentence.form == "heading" else 1
    figures = 2 if passage.amounts or passage.items else 1
    givers = set(giving_subjects(passage))
    receivers = set(receiving_subjects(passage))
    for party in passage.parties:
        code = donor_code(party.code, lexicon)
        if not code or code == "*":
            continue
        kind = lexicon.actors[code].kind if code in lexicon.actors else ""
        if party in givers or party.after == "from":
            donors[code] += 2 * figures * heading
            recipients[code] -= 2 * figures
        elif kind == "country" and party in receivers:
            recipients[code] += 3 * figures * heading
        elif party.after == "by" and follows_giving(passage, party):
            donors[code] += 2 * figures
        elif speaks_of_giving(passage, party):
            donors[code] += 1.5 * heading
        elif kind == "country":
            recipients[code] += towards(passage, party) * figures * heading


def follows_giving(passage: Passage, party: Party) -> bool:
    """Tell "pledged by Norway" from "shelled by Russia"."""
    return any(
        stage.role in GIVING and 0 < party.first - stage.last <= 2
        for stage in passage.stages
    )


def speaks_of_giving(passage: Passage, party: Party) -> bool:
    """Tell "German arms", "Japan's aid" and the first name in a heading from others."""
    if party.after or party.first in passage.verb_ends:
        return False
    tokens = passage.tokens[party.last : party.last + 4]
    near = {token.lower for token in tokens}
    owned = party.sort == "demonym" or party.possessive
    if near & GIFTS and (owned or party.sort == "name"):
        return True
    if passage.sentence.form != "heading" or party.first > 1 or not tokens:
        return False
    return tokens[0].lower.endswith("s") or tokens[0].lower in ("to", "will", "has")


GIFTS: Final = closed_words("context", "gifts")


def giving_subjects(passage: Passage) -> Iterator[Party]:
    """Yield the parties that are the subject of a verb of giving."""
    for stage in passage.stages:
        if stage.role in GIVING and not stage.passive:
            subject = subject_of(passage, stage)
            if subject:
                yield subject


def receiving_subjects(passage: Passage) -> Iterator[Party]:
    """Yield the parties that are the subject of a verb of receiving."""
    for stage in passage.stages:
        if stage.role == "receive" and not stage.passive:
            subject = subject_of(passage, stage)
            if subject:
                yield subject


def towards(passage: Passage, party: Party) -> float:
    """Return how much a mention speaks for a country as the one that receives."""
    if party.sort == "capital" and party.after == "in":
        return 0
    if party.after in AGAINST:
        return -1
    tokens = passage.tokens
    if (
        party.first == 0
        and party.last < len(tokens)
        and tokens[party.last].type == "mark"
    ):
        return 0  # "Greece: 2 ambulances" may be either
    verb = passage.verb_ends.get(party.first)
    if verb and verb.role in ("transfer", "promise"):
        return 2  # "send Ukraine a radar"
    following = passage.tokens[party.last : party.last + 3]
    words = {token.lower for token in following}
    if words & SUFFERING and not words & OFFICES:
        return 1.5
    if party.after in TOWARDS:
        return 2 if party.after in ("to", "for") else 1
    return 0.5


def donor_code(code: str, lexicon: Lexicon) -> str:
    """Return for whom an actor gives: its government, or itself."""
    actor = lexicon.actors.get(code)
    return actor.of if actor and actor.of else code


def told_on(passages: Sequence[Passage], published_on: date | None) -> date | None:
    """Return the day on which the text tells its story: dateline or publication."""
    for passage in passages[:6]:
        for day in passage.days:
            early = day.start - passage.sentence.start < 60
            if day.on and day.form in ("full", "day") and early:
                near = published_on is None or abs((published_on - day.on).days) <= 10
                if near:
                    return day.on
    return published_on
