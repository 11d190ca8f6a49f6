"""What a reader keeps in mind: whose aid to whom the text is about, and on what day."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise, takewhile
from typing import Final

from pledges.extraction.lexicon import Lexicon
from pledges.extraction.lexicon.grammar import closed_words
from pledges.extraction.passages import Passage
from pledges.extraction.sharing import row_of
from pledges.extraction.tokens import Token
from pledges.extraction.weights import (
    DONORS,
    GIVERS,
    LENDERS,
    TOWARDS,
    Weights,
    donor_code,
    towards,
    weigh,
)

# What a country must weigh to be taken for the receiver where none is named.
SURE: Final = 3.5
NAMED_ONCE: Final = 0.4
ATTACKS: Final = closed_words("context", "attacks")
SELDOM: Final = 0.4
# Who has had no aid since the nineties, but is named wherever there is war.
HARDLY: Final = 0.1
ROUNDUP: Final = 5


@dataclass
class Context:
    """The state of mind between two sentences of one text."""

    topic_donor: str | None
    topic_recipient: str | None
    # how clearly the text is about aid from someone to someone
    clarity: float
    told_on: date | None
    # whether more than a passing word names the recipient
    is_sure_of_recipient: bool = False
    donor: str | None = None
    recipient: str | None = None
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
    # whether the clause before ended in a semicolon, and this one goes on with it
    is_between_clauses: bool = False
    # the paragraph being read, and the countries that it has spoken of
    paragraph: int = -1
    places: frozenset[str] = frozenset()
    # whether its lines are parts of the sum before
    lists_parts: bool = False
    # whether its lines name who gives, before a colon
    lists_donors: bool = False
    # whether the opening leaves open who gives
    may_list_givers: bool = False
    # the last sum, for "the same amount"
    amount: object = None
    # who attacks: named with "invasion", "strikes" or "against"
    aggressors: frozenset[str] = frozenset()
    # who gives, and who receives, somewhere in the text
    donors: frozenset[str] = frozenset()
    recipients: frozenset[str] = frozenset()
    # of whom a verb of giving says that they give, also where they seldom do
    subjects: frozenset[str] = frozenset()
    # the stage of the first sum that the text tells, for lists without a verb
    main_stage: str | None = None
    whole_stage: str | None = None
    whole_recipient: str | None = None
    whole_is_sure: bool = False
    # the donor of the last whole, for its parts
    whole_donor: str | None = None
    # whether the last sum was a part
    is_part: bool = False
    # the form of the sentence before: prose, bullet or heading
    form: str = ""
    # the sentence, or the list, that is being read
    group: int = 0
    # where the last sum stands
    last_place: object = None
    # whether the text is a report on the aid of years gone by
    is_statistics: bool = False
    # how much the text is about trade, companies or budgets
    is_off_topic: bool = False
    # whether it names several givers, whose dollars are not each one's own
    is_roundup: bool = False
    # whether the text tells US dollars from others by writing "US$", or has the US give
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
    for code in GIVERS & recipients.keys():
        recipients[code] *= SELDOM
    recipients["RU"] *= HARDLY
    subjects = frozenset(code for code, n in donors.items() if n >= 3)
    for code in donors.keys() - GIVERS - LENDERS:
        donors[code] *= SELDOM
    recipient = first_of(recipients, set())
    passing = recipient is not None and is_in_passing(passages, recipient)
    if passing and is_for_many(passages, lexicon):
        recipient = "*"
    elif recipient is None or recipients[recipient] < SURE:
        heard = recipient is not None and recipients[recipient] >= NAMED_ONCE
        helped = heard and recipient is not None and is_helped(passages, recipient)
        known = recipient if helped else None
        recipient = "*" if is_for_many(passages, lexicon) else known
    donor = first_of(donors, {recipient} if recipient else set())
    donor = donor or most_named(passages, {recipient, *aggressors}, lexicon)
    donor = donor or seat_of(passages)
    clarity = min(1.0, (donors[donor or ""] + recipients[recipient or ""]) / 12)
    if recipient and (
        is_many(passages, recipient) or has_equals(passages, recipient, recipients)
    ):
        recipient = "*"
    context = Context(donor, recipient, clarity, told_on(passages, published_on))
    context.is_sure_of_recipient = recipients[recipient or ""] >= SURE
    context.aggressors = aggressors
    context.donors = frozenset(code for code, n in donors.items() if n >= 3)
    context.subjects = subjects
    context.recipients = frozenset(
        code for code, n in recipients.items() if n >= 2 and n > donors[code]
    )
    context.is_off_topic = is_off_topic(passages)
    context.is_statistics = is_statistics(passages)
    named = {
        party.code for p in passages for party in p.parties if party.sort == "name"
    }
    context.is_roundup = len(named & GIVERS - {recipient}) >= ROUNDUP
    context.has_us_dollars = "US" in subjects or any(
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
            if party.after in TOWARDS or actor is None:
                continue
            if actor.code in DONORS:
                counts[actor.code] += 1
            elif actor.kind == "country":
                counts[actor.code] += SELDOM
    return first_of(counts, {code for code in without if code})


def seat_of(passages: Sequence[Passage]) -> str | None:
    """Return the giver from whose capital the text reports: "announced in Berlin"."""
    for passage in passages:
        for party in passage.parties:
            if party.sort == "capital" and party.after == "in" and party.code in GIVERS:
                return party.code
    return None


def is_helped(passages: Sequence[Passage], code: str) -> bool:
    """Tell whether something speaks for a receiver; for one that gives, a rescue."""
    return code not in GIVERS or any(
        party.code == code and towards(passage, party) >= RESCUE
        for passage in passages
        for party in passage.parties
    )


# What "the rescue of Iceland's economy" weighs.
RESCUE: Final = 1.5


def is_in_passing(passages: Sequence[Passage], code: str) -> bool:
    """Tell whether a text names a country once, and not in its title."""
    naming = [p for p in passages if any(party.code == code for party in p.parties)]
    return len(naming) == 1 and naming[0].sentence.form != "heading"


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


def has_equals(
    passages: Sequence[Passage], recipient: str, recipients: Weights
) -> bool:
    """Tell aid for "Guinea, Liberia and Sierra Leone", of which none is the one."""
    if recipient in GIVERS:
        return False
    for passage in passages:
        for party in passage.parties:
            if party.code == recipient and party.sort == "name":
                row = {p.code for p in row_of(passage, party)}
                others = [recipients[code] for code in row - {recipient}]
                if len(row) >= ROW and max(others) >= ALIKE * recipients[recipient]:
                    return True
    return False


# How much of the first one's weight makes a country its equal, and how many are a row.
ALIKE: Final = 1 / 3
ROW: Final = 3


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


def is_statistics(passages: Sequence[Passage]) -> bool:
    """Tell a report on the official aid of past years."""
    words = [token.lower for p in passages[:3] for token in p.tokens]
    return words.count("oda") > 0 and bool(REPORTS & set(words))


REPORTS: Final = frozenset(["statistics", "preliminary", "figures"])


def first_of(counts: Weights, without: set[str]) -> str | None:
    """Return the code that counts most, the first named among equals."""
    best = [(n, code) for code, n in counts.items() if code not in without and n > 0]
    return max(best, key=lambda pair: pair[0])[1] if best else None


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
