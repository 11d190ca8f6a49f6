"""What a reader keeps in mind: whose aid to whom the text is about, and on what day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from pledges.extraction.lexicon import Lexicon
from pledges.extraction.passages import Passage
from pledges.extraction.topics import topic_of
from pledges.extraction.weights import GIVERS

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
    topic = topic_of(passages, lexicon)
    parties = [party for passage in passages for party in passage.parties]
    named = {party.code for party in parties if party.sort == "name"}
    signs = {amount.written for passage in passages for amount in passage.amounts}
    return Context(
        topic.donor,
        topic.recipient,
        topic.clarity,
        told_on(passages, published_on),
        is_sure_of_recipient=topic.is_sure_of_recipient,
        aggressors=topic.aggressors,
        donors=topic.donors,
        recipients=topic.recipients,
        subjects=topic.subjects,
        is_off_topic=is_off_topic(passages),
        is_statistics=is_statistics(passages),
        is_roundup=len(named & GIVERS - {topic.recipient}) >= ROUNDUP,
        has_us_dollars="US" in topic.subjects or bool(signs & {"US$", "USD"}),
    )


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
