"""Who receives what a figure says."""

from collections.abc import Iterator
from typing import Final

from pledges.extraction.clauses import neighbours
from pledges.extraction.context import Context
from pledges.extraction.lexicon import Lexicon
from pledges.extraction.lexicon.grammar import closed_words
from pledges.extraction.parties import Party
from pledges.extraction.passages import Passage
from pledges.extraction.places import (
    CHANNELS,
    FAR,
    Place,
    Role,
    is_near,
)
from pledges.extraction.receivers import recipient_candidates
from pledges.extraction.sharing import row_of
from pledges.extraction.weights import GIVERS, GIVING, is_scene

# Rules that need the rest of the text to agree.
GUESSES: Final = frozenset(["recipient_in", "recipient_owner", "recipient_near"])


def find_recipient(
    place: Place, donor: str | None, context: Context, lexicon: Lexicon
) -> Role:
    """Return who receives."""
    for rule, party in recipient_candidates(place):
        code = receiver(party, donor, context, lexicon)
        if is_abroad(place.passage, party):
            continue
        if code and not is_wild_guess(rule, place, party, code, context):
            row = row_of(place.passage, party)
            code = code if rule == "recipient_with" else widened(place, party, code)
            if rule == "recipient_in" and has_other_places(place, code):
                code = "*"
            return Role(code, rule, tuple(p.code for p in row))
    if several_near(place) or is_for_row(place, donor):
        return Role("*", "recipient_several")
    scene = far_place(place, donor, context, lexicon)
    return scene or from_context(place, donor, context, lexicon)


def far_place(
    place: Place, donor: str | None, context: Context, lexicon: Lexicon
) -> Role | None:
    """Return the only country that a long purpose ends in: "to train ... in Ghana"."""
    if place.stage is None or place.stage.role not in GIVING:
        return None
    found = {receiver(party, donor, context, lexicon) for party in places_behind(place)}
    if len(found - {None}) > 1:
        return Role("*", "recipient_several")
    code = found.pop() if len(found) == 1 else None
    return Role(code, "recipient_in") if code else None


def has_other_places(place: Place, code: str) -> bool:
    """Tell "people in Sudan, refugees in South Sudan" from one country helped."""
    return any(party.code != code for party in places_behind(place))


def places_behind(place: Place) -> Iterator[Party]:
    """Yield the countries behind a figure that something happens "in"."""
    for party in place.passage.parties:
        if (
            place.last <= party.first < place.ceiling
            and party.after == "in"
            and party.sort == "name"
            and party.code not in GIVERS
            and not is_scene(place.passage, party)
        ):
            yield party


def is_abroad(passage: Passage, party: Party) -> bool:
    """Tell the Syria of "Syrian refugees in Lebanon", where Lebanon is helped."""
    behind = [token.lower for token in passage.tokens[party.last : party.last + 3]]
    if party.sort != "demonym" or behind[:1] not in REFUGEES:
        return False
    return any(
        p.after in ("in", "across") and p.first > party.last for p in passage.parties
    )


REFUGEES: Final = (["refugees"], ["refugee"], ["migrants"], ["returnees"], ["exiles"])


def is_wild_guess(
    rule: str, place: Place, party: Party, code: str, context: Context
) -> bool:
    """Tell a country that is only named near a figure from one that is helped."""
    if rule not in GUESSES:
        return False
    if is_scene(place.passage, party):
        return True
    if is_plain_place(place, party, code):
        return False
    helped = code in context.recipients or code == "*"
    return not helped or context.topic_recipient == "*"


def from_context(
    place: Place, donor: str | None, context: Context, lexicon: Lexicon
) -> Role:
    """Return whom the text spoke of last, or mostly."""
    if context.is_statistics:
        return Role(partner_of(place, lexicon), "recipient_context")
    fallback = context.recipient or context.topic_recipient
    if len(context.places) == 1 and donor not in context.places:
        fallback = next(iter(context.places))
    if any(map(is_paid_into, place.near)):
        return Role("*", "recipient_of_fund")
    if not context.is_sure_of_recipient and names_fund(place):
        return Role("*", "recipient_of_fund")
    vague = context.recipient is None and not context.is_sure_of_recipient
    if vague and channel_is_open(place, lexicon):
        return Role("*", "recipient_of_fund")
    if fallback is None and agency_is_open(place, lexicon):
        return Role("*", "recipient_of_fund")
    if fallback == donor != "*":
        fallback = context.topic_recipient if context.topic_recipient != donor else None
    return Role(fallback, "recipient_context")


def partner_of(place: Place, lexicon: Lexicon) -> str | None:
    """Return the agency of "UNICEF at $5 million" in a table of past years."""
    for party in reversed(place.near):
        if party.last <= place.first and is_near(place, party, NEXT):
            actor = lexicon.actors.get(party.code)
            if actor is not None and actor.kind in CHANNELS and not actor.of:
                return "*" if actor.kind == "fund" else actor.code
    return None


NEXT: Final = 6


def is_plain_place(place: Place, party: Party, code: str | None) -> bool:
    """Tell "for schools in Togo" right behind a figure from a scene of the story."""
    gap = party.first - place.last
    tokens = place.passage.tokens[place.last : party.first]
    verbs = any(place.last <= s.first < party.first for s in place.passage.stages)
    aimed = any(token.lower in ("for", "to") for token in tokens)
    return (
        party.after == "in"
        and party.sort in ("name", "place")
        and code not in GIVERS
        and 0 <= gap <= FAR
        and aimed
        and not verbs
    )


def names_fund(place: Place) -> bool:
    """Tell whether a fund that no table knows gets the money: "the Reef Facility"."""
    tokens = place.passage.tokens
    end = min(place.ceiling, place.last + FAR)
    for i in range(place.last, end):
        if tokens[i].lower not in ("to", "into", "for"):
            continue
        named = tokens[i + 1 : i + 8]
        if any(t.is_capital and t.lower in FUND_NOUNS for t in named):
            return True
    return False


def is_paid_into(party: Party) -> bool:
    """Tell whether a figure is paid into a fund for all the world."""
    return party.code in GLOBAL and party.after in ("to", "into")


GLOBAL: Final = closed_words("recipients", "global")
FUND_NOUNS: Final = closed_words("recipients", "funds")


def agency_is_open(place: Place, lexicon: Lexicon) -> bool:
    """Tell whether an agency that helps wherever there is need gets the money."""
    for party in place.passage.parties:
        actor = lexicon.actors.get(party.code)
        through = party.after in ("to", "for", "through", "via", "with", "into")
        if through and actor is not None and actor.kind in CHANNELS and not actor.of:
            return True
    return False


def channel_is_open(place: Place, lexicon: Lexicon) -> bool:
    """Tell whether a fund near the figure serves many countries."""
    actors = [
        lexicon.actors.get(party.code)
        for party in place.passage.parties
        if party.after in ("to", "into", "for", "towards", "through", "via")
    ]
    return any(a is not None and a.kind == "fund" and not a.serves for a in actors)


def receiver(
    party: Party, donor: str | None, context: Context, lexicon: Lexicon
) -> str | None:
    """Return the code of a party that can receive from this donor."""
    if party.sort == "several":
        return "*" if party.after or context.topic_recipient in (None, "*") else None
    if party.sort == "donors":
        return "*" if party.after in ("across", "to") else None
    if party.sort in ("pronoun", "office"):
        return None
    return country_of(party, donor, context, lexicon)


def country_of(
    party: Party, donor: str | None, context: Context, lexicon: Lexicon
) -> str | None:
    """Return the country that a party is, or that a fund serves."""
    actor = lexicon.actors.get(party.code)
    if actor is None or party.code == donor or party.code in context.aggressors:
        return None
    if actor.kind in CHANNELS:
        own = context.is_statistics and actor.kind == "organisation"
        return actor.serves or (actor.code if own else None)
    if actor.kind == "group" and party.after not in ("to", "for"):
        return None
    return party.code


def widened(place: Place, party: Party, code: str) -> str:
    """Return "*" for "Ukraine and its neighbours" or "Turkey and Syria"."""
    tokens = place.passage.tokens
    for other in neighbours(place.passage, party):
        if other.sort not in ("name", "several", "demonym"):
            continue
        words = [t.lower for t in tokens[party.last : other.first]]
        if other.sort == "several" and words in (["'s"], ["’s"]):
            return "*"
        before = [t.lower for t in tokens[other.last : party.first]]
        joint = is_joint(words) or is_joint(before) or in_row(place, party, other)
        equal = other.sort == "several" or not other.possessive
        if joint and equal and other.code != code:
            return "*"
    return code


def in_row(place: Place, party: Party, other: Party) -> bool:
    """Tell whether two names stand in a row: "Somalia, Yemen and Syria"."""
    tokens = place.passage.tokens
    if [t.text for t in tokens[party.last : other.first]] != [","]:
        return False
    for third in neighbours(place.passage, other)[-1:]:
        words = [t.lower for t in tokens[other.last : third.first]]
        if is_joint(words) or words == [","]:
            return not third.after
    return False


def is_joint(words: list[str]) -> bool:
    """Tell whether two names are joined as equals."""
    return words in (["and"], ["and", "the"], [",", "and"], ["and", "its"]) or (
        len(words) == 2 and words[0] == "and" and words[1] in ("other", "for")
    )


def is_for_row(place: Place, donor: str | None) -> bool:
    """Tell "to countries including Malawi, Nepal and Sudan"."""
    behind = [p for p in place.passage.parties if p.first >= place.last]
    behind = [p for p in behind if p.sort == "name" and p.first < place.ceiling]
    if not behind or behind[0].code in GIVERS or behind[0].code == donor:
        return False
    before = place.passage.tokens[behind[0].first - 1].lower
    row = row_of(place.passage, behind[0])
    return len(row) >= ROW and before in ("including", "as", "like", ":", "in")


ROW: Final = 3


def several_near(place: Place) -> bool:
    """Tell whether many beneficiaries are meant near the figure."""
    return "several" in [party.sort for party in place.near]
