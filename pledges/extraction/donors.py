"""Who gives what a figure says."""

from typing import Final

from pledges.extraction.amounts import Amount
from pledges.extraction.clauses import is_body, is_shared
from pledges.extraction.context import Context
from pledges.extraction.givers import donor_candidates
from pledges.extraction.lexicon import Lexicon
from pledges.extraction.lexicon.grammar import closed_words
from pledges.extraction.parties import Party
from pledges.extraction.places import (
    BEARERS,
    NAMED,
    Place,
    Role,
    is_sum,
)
from pledges.extraction.sharing import row_of
from pledges.extraction.speakers import (
    OURSELVES,
    has_body,
    speaker_of,
    spoken_of,
    tokens_of,
)
from pledges.extraction.weights import (
    AGENCIES,
    DONORS,
    GIVERS,
    LENDERS,
    TREATIES,
    donor_code,
)


def find_donor(place: Place, context: Context, lexicon: Lexicon) -> Role:
    """Return who gives."""
    for rule, party in donor_candidates(place, context):
        party = spoken_of(place, party)
        code = resolve(place, party, context)
        if not code or not is_plausible(rule, place, party, code, context, lexicon):
            continue
        if rule == "donor_subject" and has_company(place, party):
            return Role("*", "donor_subject_shared")
        if is_shared(place.passage, party) and rule in ("donor_from", "donor_subject"):
            row = row_of(place.passage, party)
            codes = tuple(donor_code(p.code, lexicon) for p in row if p.code)
            givers = [code for code in codes if code in DONORS]
            if is_treaty(place) and len(givers) == 1:
                return Role(givers[0], rule)
            return Role("*", "donor_subject_shared", codes)
        return Role(donor_code(code, lexicon), rule)
    if is_of_meeting(place):
        return Role("*", "donor_all")
    known = context.donor or context.topic_donor
    if known in AGENCIES and is_sum(place) and not hands_on("donor_subject", place):
        known = None
    return Role(known, "donor_context")


def has_company(place: Place, party: Party) -> bool:
    """Tell "Oslo, jointly with Berlin, will give" from what Oslo gives."""
    for other in place.passage.parties:
        begins = party.last <= other.first <= party.last + LONGEST_ASIDE
        if begins and other.after == "with" and other.code in DONORS:
            words = place.passage.tokens[party.last : other.first]
            return any(token.lower in JOINTLY for token in words)
    return False


LONGEST_ASIDE: Final = 5
JOINTLY: Final = frozenset(["along", "jointly", "together"])


def is_treaty(place: Place) -> bool:
    """Tell whether those who share the subject sign with each other."""
    return place.stage is not None and place.stage.lemma in TREATIES


def is_plausible(
    rule: str,
    place: Place,
    party: Party,
    code: str,
    context: Context,
    lexicon: Lexicon,
) -> bool:
    """Tell whether a candidate of a rule can be the one that gives here."""
    if not may_give(code, lexicon) or code in context.aggressors:
        return False
    if rule == "donor_leading" and not is_likely(party, code, context):
        return False
    if rule in DOUBTFUL and is_receiver(code, context):
        return False
    if code in AGENCIES and not hands_on(rule, place):
        return False
    return not context.is_statistics or code in GIVERS


def is_of_meeting(place: Place) -> bool:
    """Tell "$5 million was pledged at the conference" from one donor's promise."""
    stage = place.stage
    if stage is None or not stage.passive or stage.role != "promise":
        return False
    met = any(p.sort == "donors" and p.after in MEETING for p in place.passage.parties)
    summed = stage.tense in ("perfect", "pluperfect") and stage.lemma in SUMMED
    return met or (summed and is_sum(place) and place.last <= stage.first)


SUMMED: Final = frozenset(["commit", "pledge", "promise"])
MEETING: Final = frozenset(["at", "by", "during"])


def hands_on(rule: str, place: Place) -> bool:
    """Tell an agency that gives out goods from one that money is given to."""
    if rule in ("donor_from", "donor_by"):
        return True
    stage = place.stage
    spends = stage is not None and stage.lemma in OWN_MONEY and is_sum(place)
    hands = spends or (stage is not None and stage.role == "transfer")
    return rule == "donor_subject" and hands


OWN_MONEY: Final = frozenset(
    ["allocate", "approve", "draw", "draw down", "earmark", "release", "set aside"]
)
# Rules that mistake who receives for who gives.
DOUBTFUL: Final = closed_words("donors", "doubtful")


def or_by_currency(donor: Role, amount: Amount, lexicon: Lexicon) -> Role:
    """Return the donor; where there is none, the only giver with this currency."""
    if donor.code is not None or amount.currency in ("", "USD", "EUR"):
        return donor
    homes = [c for c in GIVERS if lexicon.actors[c].currency == amount.currency]
    return Role(homes[0], "donor_currency") if len(homes) == 1 else donor


def is_receiver(code: str, context: Context) -> bool:
    """Tell whether the text is about aid to this party, from another one."""
    return code == context.topic_recipient != "*" and context.topic_donor is not None


def is_likely(party: Party, code: str | None, context: Context) -> bool:
    """Tell whether the first party of a sentence is one that gives."""
    if code in context.donors:
        return True
    known = code in context.recipients or code == context.topic_recipient
    return party.sort == "name" and not known


def resolve(place: Place, party: Party, context: Context) -> str | None:
    """Return the code of a party; a pronoun means who the sentence spoke of."""
    if party.code:
        return party.code
    if land := land_before(place, party):
        return land
    if tokens_of(place, party) & OURSELVES:
        speaker = speaker_of(place)
        if speaker:
            return speaker.code
    if party.sort == "pronoun" and not party.possessive:
        for other in reversed(place.passage.parties):
            before = other.last <= party.first and other.sort in NAMED
            owned = other.possessive and not has_body(place, other)
            bare = other.sort == "demonym" and not is_body(place.passage, other)
            if before and not other.after and not owned and not bare:
                return other.code
    return context.donor or context.topic_donor


def land_before(place: Place, party: Party) -> str | None:
    """Return the Portugal of "in the case of Portugal, the country has given"."""
    if not tokens_of(place, party) & LANDS:
        return None
    named = [p for p in place.passage.parties if p.last <= party.first]
    named = [p for p in named if p.sort in NAMED and p.after not in AWAY]
    return named[-1].code if named else None


LANDS: Final = frozenset(["country", "kingdom", "nation", "republic"])
AWAY: Final = frozenset(["to", "for", "against", "from", "with"])


def may_give(code: str, lexicon: Lexicon) -> bool:
    """Tell a giver from a fund that only passes money on."""
    actor = lexicon.actors.get(code)
    return (
        code in LENDERS
        or code == "*"
        or (actor is not None and (actor.kind not in BEARERS or bool(actor.of)))
    )
