"""Weigh what each sentence says for a party as the one that gives or receives."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from pledges.extraction.clauses import subject_of
from pledges.extraction.lexicon import Lexicon
from pledges.extraction.lexicon.grammar import closed_words
from pledges.extraction.parties import Party
from pledges.extraction.passages import Passage

Weights = defaultdict[str, float]

OFFICES: Final = frozenset(["ministry", "minister", "department", "secretary"])
GIVING: Final = closed_words("context", "giving")
TOWARDS: Final = closed_words("context", "towards")
AGAINST: Final = frozenset(["against", "by", "with"])
# Words after a country's name that make it the one that suffers or is helped.
SUFFERING: Final = closed_words("context", "suffering")

# Countries that mostly give: a sentence weighs less for their receiving.
# A story told from a capital may be about aid to it.
SEAT: Final = 0.45
GIVERS: Final = closed_words("context", "givers")
# Banks and funds that give in their own name, and agencies that hand on.
LENDERS: Final = closed_words("context", "lenders")
# Who may give in a name of its own.
DONORS: Final = GIVERS | LENDERS
AGENCIES: Final = closed_words("context", "agencies")


def weigh(
    passage: Passage,
    donors: Weights,
    recipients: Weights,
    lexicon: Lexicon,
) -> None:
    """Count what one sentence says for or against each party's part."""
    heading = 2 if passage.sentence.form == "heading" else 1
    figures = 2 if passage.amounts or passage.items else 1
    givers, receivers = set(giving_subjects(passage)), set(receiving_subjects(passage))
    signers = set(signing_receivers(passage))
    givers, receivers = givers - signers, receivers | signers
    for party in passage.parties:
        code = donor_code(party.code, lexicon)
        if not code or code == "*":
            continue
        kind = lexicon.actors[code].kind if code in lexicon.actors else ""
        given = giving_weight(passage, party, code, givers, figures, heading)
        donors[code] += given
        if given >= 2 and (party in givers or party.after == "from"):
            recipients[code] -= 2 * figures
        elif kind == "country" and party in receivers:
            recipients[code] += 3 * figures * heading
        elif kind == "country" and not given:
            recipients[code] += towards(passage, party) * figures * heading


def giving_weight(
    passage: Passage,
    party: Party,
    code: str,
    givers: set[Party],
    figures: int,
    heading: int,
) -> float:
    """Return how much a mention speaks for a party as the one that gives."""
    if party in givers or (is_source(passage, party) and not tells_of_cut(passage)):
        return 2 * figures * heading
    if party.after == "by" and follows_giving(passage, party):
        return 2 * figures
    if speaks_of_giving(passage, party):
        return 1.5 * heading
    named = code in LENDERS and not party.after and party.sort == "name"
    return 0.5 * figures * heading if named else 0


def tells_of_cut(passage: Passage) -> bool:
    """Tell whether something is taken away, as what is cut from a programme."""
    return any(stage.role == "withdraw" for stage in passage.stages)


def is_source(passage: Passage, party: Party) -> bool:
    """Tell "a loan from Japan" from "refugees from Chad" and "a road from Chad"."""
    if party.after != "from":
        return False
    at = party.first - 1
    while at > 0 and passage.tokens[at].lower != "from":
        at -= 1
    if at == 0:
        return True
    ends = (
        *(signal.last for signal in passage.signals_of("aid")),
        *(amount.last for amount in passage.amounts),
        *(item.last for item in passage.items),
        *(stage.last for stage in passage.stages if stage.role in SOURCED),
    )
    return passage.tokens[at - 1].lower not in ORIGINS and at in ends


SOURCED: Final = closed_words("weights", "sourced")
ORIGINS: Final = closed_words("weights", "origins")


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
    if is_aided(passage, party):
        return False
    owned = party.sort == "demonym" or party.possessive
    if near & GIFTS and (owned or party.sort == "name"):
        return True
    if passage.sentence.form != "heading" or party.first > 1 or not tokens:
        return False
    return tokens[0].lower.endswith("s") or tokens[0].lower in ("to", "will", "has")


GIFTS: Final = closed_words("context", "gifts")


def is_aided(passage: Passage, party: Party) -> bool:
    """Tell the Chad of "a Chad aid package", which seldom is one who gives."""
    if party.sort != "name" or party.after or party.possessive or party.first == 0:
        return False
    if party.code in DONORS or is_of_row(passage, party):
        return False
    ahead = passage.tokens[party.last : party.last + 2]
    return any(token.lower in GIFTS for token in ahead)


def is_of_row(passage: Passage, party: Party) -> bool:
    """Tell the Chad of "granting Chad loans" and "granting Togo and Chad loans"."""
    if party.first in passage.verb_ends:
        return True
    return passage.tokens[party.first - 1].lower in ("and", ",")


def giving_subjects(passage: Passage) -> Iterator[Party]:
    """Yield the parties that are the subject of a verb of giving."""
    for stage in passage.stages:
        if stage.role in GIVING and not stage.passive:
            subject = subject_of(passage, stage)
            if subject:
                yield subject


def signing_receivers(passage: Passage) -> Iterator[Party]:
    """Yield those who sign with a giver, and are none: Tunisia with the EU."""
    for stage in passage.stages:
        if stage.lemma not in TREATIES or stage.passive:
            continue
        subject = subject_of(passage, stage)
        row = [p for p in passage.parties if p.last <= stage.first or p.after == "with"]
        if subject and any(p.code in GIVERS for p in row):
            yield from (p for p in row if p.sort == "name" and p.code not in DONORS)


TREATIES: Final = frozenset(["conclude", "exchange notes", "ink", "sign"])


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
        return 0 if party.code in GIVERS else SEAT
    if is_scene(passage, party):
        return SCENE
    if party.after in AGAINST:
        return -1
    if is_aided(passage, party) or is_backed(passage, party):
        return 2
    return named_towards(passage, party)


def named_towards(passage: Passage, party: Party) -> float:
    """Return how much the words around a country's name say that it receives."""
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


def is_backed(passage: Passage, party: Party) -> bool:
    """Tell the Chad of "support Chad" and "helping Chad"."""
    before = passage.tokens[party.first - 1] if party.first else None
    plain = party.sort == "name" and not party.possessive
    return plain and before is not None and before.lower in HELPING


HELPING: Final = closed_words("recipients", "helping")


def is_scene(passage: Passage, party: Party) -> bool:
    """Tell the Ukraine of "hunger caused by the war in Ukraine" from who is helped."""
    if party.after not in ("in", "of", "on", "against"):
        return False
    before = [t.lower for t in passage.tokens[max(0, party.first - 5) : party.first]]
    return bool(WARS & set(before)) and not VICTIMS & set(before)


# What the scene of a war weighs as the one that is helped.
SCENE: Final = 0.1
WARS: Final = closed_words("weights", "wars")
VICTIMS: Final = closed_words("weights", "victims")


def donor_code(code: str, lexicon: Lexicon) -> str:
    """Return for whom an actor gives: its government, or itself."""
    actor = lexicon.actors.get(code)
    return actor.of if actor and actor.of else code
