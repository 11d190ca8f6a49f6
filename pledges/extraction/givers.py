"""Every way to name who gives, the surest first."""

from collections.abc import Iterator
from typing import Final

from pledges.extraction.clauses import subject_of
from pledges.extraction.context import Context
from pledges.extraction.lexicon.grammar import closed_words
from pledges.extraction.parties import Party
from pledges.extraction.passages import Passage
from pledges.extraction.places import (
    FAR,
    NAMED,
    Place,
    adjoining,
    by_colon,
    is_gap,
    is_near,
    is_sum,
)
from pledges.extraction.stages import Stage
from pledges.extraction.weights import (
    DONORS,
    GIVING,
    TREATIES,
    is_aided,
    is_of_row,
    is_source,
)


def donor_candidates(place: Place, context: Context) -> Iterator[tuple[str, Party]]:
    """Yield (rule, party) for every way to name a giver, the surest first."""
    if not place.passage.parties:
        return
    yield from sources(place)
    yield from by_worth(place)
    yield from by_whom(place)
    yield from by_treaty_with(place)
    if context.opens_list:
        for party in by_colon(place):
            giver = context.may_list_givers and party.code in DONORS
            if context.lists_donors or giver:
                yield "donor_listed", party
    yield from owners(place)
    yield from owners_behind(place)
    yield from beside(place, context)
    yield from subjects(place)
    yield from leading(place, context)


def by_treaty_with(place: Place) -> Iterator[tuple[str, Party]]:
    """Yield the giver of "Kenya signed a grant deal with Germany"."""
    stage = place.stage
    if stage is None or stage.lemma not in TREATIES:
        return
    subject = subject_of(place.passage, stage)
    if subject is None or subject.code in DONORS:
        return
    for party in place.passage.parties:
        if party.after == "with" and party.code in DONORS:
            yield "donor_with", party


def sources(place: Place) -> Iterator[tuple[str, Party]]:
    """Yield the parties behind "from", the one right behind the figure first."""
    found = [
        party
        for party in place.near
        if (party.sort in NAMED or (party.sort == "donors" and is_sum(place)))
        and is_source(place.passage, party)
        and not is_cut(place)
        and not is_before_subject(place, party)
    ]
    found.sort(key=lambda party: not 0 <= party.first - place.last <= NEXT)
    yield from (("donor_from", party) for party in found)


NEXT: Final = 2


def is_cut(place: Place) -> bool:
    """Tell "cut $5 million from Mali's programme", where Mali loses it."""
    return place.stage is not None and place.stage.role == "withdraw"


def beside(place: Place, context: Context) -> Iterator[tuple[str, Party]]:
    """Yield the party of "Germany a little less than $5 million"."""
    for party in adjoining(place):
        gap = place.first - party.last
        between = place.passage.tokens[party.last].lower if gap else ""
        plain = gap == 0 or between in BESIDE
        is_object = party.first in place.passage.verb_ends
        named = party.sort in ("name", "capital") and not party.after
        if between == "(" and (is_given_to(place, party) or is_helped(party, context)):
            continue
        if is_gap(place, party):
            continue
        if plain and named and not is_object:
            yield "donor_beside", party


BESIDE: Final = frozenset(["at", "for", "with", "-", "–", "—", ",", "("])


def is_helped(party: Party, context: Context) -> bool:
    """Tell "Chad ($5m)" in a text about somebody else's aid."""
    giver = context.topic_donor not in (None, "*", party.code)
    return giver and party.code not in DONORS | context.donors


def is_given_to(place: Place, party: Party) -> bool:
    """Tell the Mali of "to Chad ($5m), Mali ($3m)" from one that gives."""
    row = [p for p in place.passage.parties if p.last <= party.first and p.after]
    return bool(row) and row[-1].after in ("to", "for", "in")


def leading(place: Place, context: Context) -> Iterator[tuple[str, Party]]:
    """Yield the first party of the sentence where no verb tells who gives."""
    if place.stage and place.stage.role == "receive":
        return
    for party in place.passage.parties:
        named = party.sort in ("name", "capital", "leader", "back")
        if party.last > place.first:
            return
        tokens = place.passage.tokens
        listed = party.last < len(tokens) and tokens[party.last].text == ":"
        if is_helped(party, context) and tokens[party.last].text == "(":
            continue
        if named and not party.after and not party.possessive and not listed:
            yield "donor_leading", party
            return


def by_whom(place: Place) -> Iterator[tuple[str, Party]]:
    """Yield the party behind "pledged by"."""
    for party in place.passage.parties:
        if party.after != "by" or not is_near(place, party, FAR + 4):
            continue
        if place.stage and place.stage.passive and place.stage.role in GIVING:
            yield "donor_by", party
        for stage in place.passage.stages:
            beside = stage.role in GIVING and 0 < party.first - stage.last <= 2
            if beside and not is_before_subject(place, party):
                yield "donor_by", party


def by_worth(place: Place) -> Iterator[tuple[str, Party]]:
    """Yield the Germany of "new commitments by Germany worth €619 million"."""
    for party in place.near:
        joined = party.last == place.first - 1 and party.after in ("by", "of")
        if joined and place.passage.tokens[party.last].lower in WORTH:
            yield "donor_by", party


WORTH: Final = frozenset(["totalling", "totaling", "worth"])


def is_before_subject(place: Place, party: Party) -> bool:
    """Tell who stands in a phrase before the one who gives: "covered by X, Y gave"."""
    stage = place.stage
    if stage is None or stage.passive or stage.role not in GIVING:
        return False
    if party.last > stage.first or stage.last > place.first:
        return False
    subject = subject_of(place.passage, stage)
    return subject is not None and subject.first >= party.last


def owners(place: Place) -> Iterator[tuple[str, Party]]:
    """Yield the party in "Japan's $5 million" and "a French gift of $5 million"."""
    for party in reversed(place.near):
        if not 0 <= place.first - party.last <= 10:
            continue
        owned = party.possessive and party.sort in NAMED
        named = names_aid(place, party) and not is_for_aided(place, party)
        owned = owned or party.sort == "demonym" or named
        if owned and belongs(place, party):
            yield "donor_owner", party


def owners_behind(place: Place) -> Iterator[tuple[str, Party]]:
    """Yield the party of "$5 million in US aid" and "€3 million of Danish support"."""
    tokens = place.passage.tokens
    stage = place.stage
    if stage is not None and stage.role in GIVING and not stage.passive:
        subject = subject_of(place.passage, stage)
        if subject is not None and subject.sort != "donors":
            return
    for party in place.passage.parties:
        gap = party.first - place.last
        joined = 1 <= gap <= 3 and tokens[place.last].lower in ("in", "of", "worth")
        ahead = tokens[party.last : party.last + 3]
        if joined and not party.possessive and any(t.lower in AID for t in ahead):
            yield "donor_owner", party


def names_aid(place: Place, party: Party) -> bool:
    """Tell "UK funding of" and "World Bank loan of" from a name on its own."""
    ahead = place.passage.tokens[party.last : party.last + 2]
    plain = party.sort in ("name", "capital") and not party.after
    given = party.code not in DONORS and is_of_row(place.passage, party)
    return plain and not given and any(token.lower in AID for token in ahead)


AID: Final = closed_words("donors", "aid")


def is_for_aided(place: Place, party: Party) -> bool:
    """Tell the Chad of "Oslo announced a Chad aid package" from who gives."""
    if place.stage is None or not is_aided(place.passage, party):
        return False
    subject = subject_of(place.passage, place.stage)
    return subject is not None and subject.code in DONORS


def belongs(place: Place, party: Party) -> bool:
    """Tell whether a figure is that of the party before it."""
    words = {t.lower for t in place.passage.tokens[party.last : place.first]}
    links = place.first - party.last <= 2 or bool(words & LINKS)
    apart = bool(words & APART) or verbs_between(place, party)
    return links and not apart


LINKS: Final = closed_words("donors", "links")
APART: Final = closed_words("donors", "apart")


def verbs_between(place: Place, party: Party) -> bool:
    """Tell whether a verb stands between a party and the figure."""
    return any(
        party.last <= stage.first and stage.last <= place.first and stage.role != "link"
        for stage in place.passage.stages
    )


def subjects(place: Place) -> Iterator[tuple[str, Party]]:
    """Yield the subject of the governing verb, or of a verb of giving before it."""
    stage = place.stage
    if stage and (owner := owner_of_plan(place.passage, stage)):
        yield "donor_subject", owner
    if stage and stage.role in GIVING and not stage.passive:
        subject = subject_of(place.passage, stage)
        behind = stage.first >= place.last
        if subject and (not behind or subject.first >= place.last):
            yield "donor_subject", subject
    if stage and (stage.passive or stage.role not in GIVING):
        yield from earlier_subjects(place, stage)


def owner_of_plan(passage: Passage, stage: Stage) -> Party | None:
    """Return the Norway of "praised Norway for its decision to allocate"."""
    tokens = passage.tokens
    if stage.first < 3 or tokens[stage.first - 1].lower != "to":
        return None
    if tokens[stage.first - 2].lower not in PLANS:
        return None
    owners = [p for p in passage.parties if p.last <= stage.first - 2]
    if not owners or not owners[-1].possessive or stage.first - owners[-1].last > 4:
        return None
    if owners[-1].sort != "pronoun":
        return owners[-1]
    named = [p for p in owners if p.sort in NAMED]
    return named[-1] if named else None


PLANS: Final = closed_words("donors", "plans")


def earlier_subjects(place: Place, stage: Stage) -> Iterator[tuple[str, Party]]:
    """Yield subjects of other verbs of giving in the sentence, nearest first."""
    if stage.role == "receive":
        return
    for other in reversed(place.passage.stages):
        giving = (other.role in GIVING or other.lemma == "say") and not other.passive
        if other is not stage and giving and other.last <= place.first:
            subject = subject_of(place.passage, other)
            if subject:
                yield "donor_subject", subject
