"""Tell whose aid to whom a text is about, from all its sentences."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
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
    TOWARDS,
    Weights,
    donor_code,
    towards,
    weigh,
)


@dataclass(frozen=True)
class Topic:
    """Whose aid to whom a text is about, and who else gives or receives in it."""

    donor: str | None
    recipient: str | None
    # how clearly the text is about aid from someone to someone
    clarity: float
    is_sure_of_recipient: bool
    aggressors: frozenset[str]
    donors: frozenset[str]
    recipients: frozenset[str]
    # of whom a verb of giving says that they give, also where they seldom do
    subjects: frozenset[str]


def topic_of(passages: Sequence[Passage], lexicon: Lexicon) -> Topic:
    """Return what somebody takes a text to be about who has skimmed it."""
    aggressors = frozenset(code for p in passages for code in attackers(p))
    donors, recipients = weighed(passages, aggressors, lexicon)
    subjects = frozenset(code for code, n in donors.items() if n >= 3)
    for code in donors.keys() - DONORS:
        donors[code] *= SELDOM
    recipient = receiver_of(passages, recipients, lexicon)
    donor = (
        first_of(donors, {recipient} if recipient else set())
        or most_named(passages, {recipient, *aggressors}, lexicon)
        or seat_of(passages)
    )
    clarity = min(1.0, (donors[donor or ""] + recipients[recipient or ""]) / 12)
    sure = recipients[recipient or ""] >= SURE
    many = recipient is not None and (
        is_many(passages, recipient) or has_equals(passages, recipient, recipients)
    )
    return Topic(
        donor,
        "*" if many else recipient,
        clarity,
        sure and not many,
        aggressors,
        frozenset(code for code, n in donors.items() if n >= 3),
        frozenset(c for c, n in recipients.items() if n >= 2 and n > donors[c]),
        subjects,
    )


def weighed(
    passages: Sequence[Passage], aggressors: frozenset[str], lexicon: Lexicon
) -> tuple[Weights, Weights]:
    """Return what the sentences say for each party as one that gives, or receives."""
    donors, recipients = Weights(float), Weights(float)
    for passage in passages:
        weigh(passage, donors, recipients, lexicon)
    for code in aggressors:
        donors.pop(code, None)
        recipients.pop(code, None)
    for code in GIVERS & recipients.keys():
        recipients[code] *= SELDOM
    recipients["RU"] *= HARDLY
    return donors, recipients


def receiver_of(
    passages: Sequence[Passage], recipients: Weights, lexicon: Lexicon
) -> str | None:
    """Return who is helped; "*" for many, None where nobody is named for sure."""
    first = first_of(recipients, set())
    if first and is_in_passing(passages, first) and is_for_many(passages, lexicon):
        return "*"
    if first and recipients[first] >= SURE:
        return first
    if is_for_many(passages, lexicon):
        return "*"
    heard = first is not None and recipients[first] >= NAMED_ONCE
    return first if heard and first and is_helped(passages, first) else None


# What a country must weigh to be taken for the receiver where none is named.
SURE: Final = 3.5


NAMED_ONCE: Final = 0.4


ATTACKS: Final = closed_words("context", "attacks")


SELDOM: Final = 0.4


# Who has had no aid since the nineties, but is named wherever there is war.
HARDLY: Final = 0.1


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


def first_of(counts: Weights, without: set[str]) -> str | None:
    """Return the code that counts most, the first named among equals."""
    best = [(n, code) for code, n in counts.items() if code not in without and n > 0]
    return max(best, key=lambda pair: pair[0])[1] if best else None
