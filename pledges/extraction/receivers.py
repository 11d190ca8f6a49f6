"""Every way to name who receives, the surest first."""

from collections.abc import Iterator
from typing import Final

from pledges.extraction.clauses import subject_of
from pledges.extraction.lexicon.grammar import closed_words
from pledges.extraction.parties import Party
from pledges.extraction.places import (
    FAR,
    Place,
    by_colon,
    is_gap,
    is_near,
)
from pledges.extraction.sharing import row_of
from pledges.extraction.weights import DONORS, TREATIES, is_aided


def by_subject(place: Place) -> Iterator[Party]:
    """Yield the subject of a verb of receiving."""
    stage = place.stage
    if stage is None:
        return
    fetched = stage.lemma in FETCHING and any(
        p.after == "from" and 0 <= p.first - stage.last <= FAR
        for p in place.passage.parties
    )
    passive = stage.passive and stage.lemma in DITRANSITIVE
    given = fetched or (passive and stage.last <= place.first)
    if given or (stage.role == "receive" and not stage.passive):
        subject = subject_of(place.passage, stage)
        if subject:
            yield subject


FETCHING: Final = closed_words("recipients", "fetching")


def by_gap(place: Place) -> Iterator[Party]:
    """Yield the party of "and Togo $3m" behind "gave Chad $5m"."""
    party = place.passage.party_ends.get(place.first)
    if party is not None and is_gap(place, party):
        yield party


def by_bracket(place: Place) -> Iterator[Party]:
    """Yield the party of "Chad ($5 million)", where it does not give."""
    for party in place.passage.parties:
        opened = place.passage.tokens[party.last : place.first]
        named = party.sort == "name" and party.code not in DONORS
        if named and [token.text for token in opened] == ["("]:
            yield party


def by_treaty(place: Place) -> Iterator[Party]:
    """Yield the other of "the EU and Tunisia signed", which does not give."""
    stage = place.stage
    if stage is None or stage.lemma not in TREATIES:
        return
    subject = subject_of(place.passage, stage)
    if subject is not None:
        row = row_of(place.passage, subject)
        yield from (p for p in row if p.code not in DONORS)


def by_object(place: Place) -> Iterator[Party]:
    """Yield the party between verb and figure: "give Ukraine $5 million"."""
    stage = place.stage
    given = stage is not None and stage.role not in ("link", "say", "go")
    for party in place.passage.parties if given else ():
        between = stage and 0 <= party.first - stage.last <= 2
        plain = not party.after and party.sort != "office"
        if between and plain and party.last <= place.first:
            yield party


def by_preposition(place: Place) -> Iterator[Party]:
    """Yield the parties behind "to" and "for"."""
    near = [
        party
        for party in place.near
        if party.after in ("to", "for", "towards", "toward")
        and not is_of_last_sum(place, party)
    ]
    yield from sorted(near, key=lambda party: order_of(place, party))


def by_help(place: Place) -> Iterator[Party]:
    """Yield the party behind "to help" and "to support" behind a figure."""
    for party in place.near:
        if party.first < place.last or party.sort not in HELPED:
            continue
        before = [
            t.lower for t in place.passage.tokens[max(0, party.first - 2) : party.first]
        ]
        helped = (before[-1:] == ["the"] and before[:-1]) or before[-1:]
        if set(helped) & HELPING:
            yield party


HELPING: Final = closed_words("recipients", "helping")
HELPED: Final = frozenset(["demonym", "name", "place", "several"])


def by_aid(place: Place) -> Iterator[Party]:
    """Yield the party of "a Chad aid package", which does not give."""
    yield from (party for party in place.near if is_aided(place.passage, party))


def by_loss(place: Place) -> Iterator[Party]:
    """Yield the party from whose aid a sum is cut."""
    if place.stage is None or place.stage.role != "withdraw":
        return
    yield from (party for party in place.near if party.after == "from")


def is_of_last_sum(place: Place, party: Party) -> bool:
    """Tell the Mali of "$5m to Mali and $3m in food aid", which gets the first sum."""
    if not place.floor or not place.floor <= party.first < place.first:
        return False
    between = place.passage.tokens[party.last : place.first]
    joined = any(token.lower in (",", "and", ";") for token in between)
    stage = place.stage
    governed = stage is not None and place.floor <= stage.first < place.first
    return joined and not governed


def order_of(place: Place, party: Party) -> int:
    """Put who stands behind a figure first, and who stands before its verb last."""
    if party.first >= place.last:
        return 0
    begin = place.stage.last if place.stage and place.stage.last <= place.first else 0
    return 1 if party.first >= begin else 2


def by_opening(place: Place) -> Iterator[Party]:
    """Yield the party of "For the harbours of Tuvalu, Australia gave $5 million"."""
    opening = [token.lower for token in place.passage.tokens[:3]]
    if opening[0] not in ("for", "in", "to") or opening[1:] == ["the", "case"]:
        return
    for party in place.passage.parties:
        inside = party.after in ("of", "in") and party.sort == "name"
        if inside and party.last <= place.first and is_near(place, party, OPENING):
            yield party


def by_place(place: Place) -> Iterator[Party]:
    """Yield the parties behind the figure that name where it goes."""
    for party in place.near:
        where = party.after in ("in", "on", "with", "of")
        behind = party.first >= place.last
        if where and behind and party.sort in ("name", "demonym", "place"):
            yield party


def by_partner(place: Place) -> Iterator[Party]:
    """Yield the party of "a programme with Rwanda"."""
    for party in place.near:
        before = place.passage.tokens[max(0, party.first - 5) : party.first]
        if party.after == "with" and any(token.lower in PAIRED for token in before):
            yield party


PAIRED: Final = closed_words("recipients", "paired")


def by_owner(place: Place) -> Iterator[Party]:
    """Yield the owner of what is helped: "to rebuild Ukraine's grid"."""
    for party in place.near:
        if party.possessive and party.first >= place.last:
            yield party


def by_nearness(place: Place) -> Iterator[Party]:
    """Yield whoever else is named in the sentence."""
    for party in place.passage.parties:
        named = party.sort in ("name", "several", "demonym", "place")
        last = is_of_last_sum(place, party) or party.last == place.ceiling
        acts = place.passage.tokens[party.first - 1].lower in RELATIVES
        if named and is_near(place, party, ANYWHERE) and not last and not acts:
            yield party


# "radars that Russia jams": who acts there is not helped.
RELATIVES: Final = frozenset(["that", "which", "whom"])


OPENING: Final = 6


# "Ukraine was given $5 million": the subject of the passive receives.
DITRANSITIVE: Final = frozenset(
    ["give", "hand", "promise", "offer", "grant", "send", "lend"]
)


ANYWHERE: Final = 40


# The surest first.
RULES: Final = (
    ("recipient_subject", by_subject),
    ("recipient_with", by_treaty),
    ("recipient_gap", by_gap),
    ("recipient_object", by_object),
    ("recipient_listed", by_colon),
    ("recipient_listed", by_bracket),
    ("recipient_to", by_preposition),
    ("recipient_aided", by_aid),
    ("recipient_loses", by_loss),
    ("recipient_helped", by_help),
    ("recipient_opening", by_opening),
    ("recipient_with", by_partner),
    ("recipient_in", by_place),
    ("recipient_owner", by_owner),
    ("recipient_near", by_nearness),
)


def recipient_candidates(place: Place) -> Iterator[tuple[str, Party]]:
    """Yield (rule, party) for every way to name a receiver, the surest first."""
    for rule, find in RULES if place.passage.parties else ():
        for party in find(place):
            yield rule, party
