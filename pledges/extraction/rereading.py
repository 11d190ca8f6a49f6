"""Read what stands beside a verb and makes another verb of it."""

from collections.abc import Iterator, Sequence
from typing import Final

from pledges.extraction.lexicon import Lexicon, VerbForm
from pledges.extraction.lexicon.grammar import closed_words
from pledges.extraction.lexicon.inflection import verb_forms
from pledges.extraction.numbers import HYPHENS
from pledges.extraction.tokens import Phrase, Token


def reread(tokens: Sequence[Token], last: int, reading: VerbForm) -> VerbForm:
    """Return the part that a verb plays with what follows it."""
    if reading.role == "need" and (
        asks_parliament(tokens, last) or needs_approval(tokens, last)
    ):
        return VerbForm(reading.lemma, "consider", "considered", reading.form)
    if reading.lemma == "call for" and calls_for_bids(tokens, last):
        return VerbForm(reading.lemma, "say", "", reading.form)
    if reading.lemma in CLOSING and not closes_bond(tokens, last):
        return VerbForm(reading.lemma, "say", "", reading.form)
    ordered = any(t.lower in RELIEF for t in tokens[last : last + 8])
    if reading.lemma == "order" and ordered:
        firm = not any(t.lower in SHIPPING for t in tokens[last : last + 4])
        part = ("decide", "committed") if firm else ("promise", "announced")
        return VerbForm(reading.lemma, *part, reading.form)
    return reading


def made_nouns(
    tokens: Sequence[Token], lexicon: Lexicon
) -> Iterator[Phrase[tuple[VerbForm, ...]]]:
    """Yield the "made" of "made new pledges", which is to pledge."""
    for i, token in enumerate(tokens):
        if token.lower not in MAKE:
            continue
        for noun in tokens[i + 1 : i + 9]:
            verb = MADE.get(noun.lower.removesuffix("s"))
            if verb:
                forms = dict(zip(MAKE, verb_forms(verb), strict=False))
                written = forms[token.lower][0]
                spelt = Token(written, written, token.start, token.end, "word")
                found = lexicon.verbs.at((spelt,), 0)
                if found:
                    yield Phrase(i, i + 1, found.value)
                break
            named = noun.type in ("word", "number", "sign") or noun.text in HYPHENS
            best = noun.lower == "the" and is_superlative(tokens, i)
            if (
                not named
                or noun.lower == "available"
                or (noun.lower == "the" and not best)
            ):
                break


def is_superlative(tokens: Sequence[Token], made: int) -> bool:
    """Tell "made the biggest offer" from "made the offer available"."""
    behind = tokens[made + 2 : made + 3]
    return any(token.lower.endswith("est") for token in behind)


MADE: Final = {
    "pledge": "pledge",
    "commitment": "commit",
    "contribution": "contribute",
    "donation": "donate",
    "payment": "pay",
    "disbursement": "disburse",
    "promise": "promise",
    "offer": "offer",
}
# In the order of the forms of a verb.
MAKE: Final = ("make", "makes", "made", "made", "making")


def is_deed(tokens: Sequence[Token], first: int) -> bool:
    """Tell what a treaty or a law gives, which is signed, from what is handed over."""
    before = [token.lower for token in tokens[max(0, first - 3) : first]]
    while before and (before[-1] in HELPERS or before[-1].endswith("ly")):
        before.pop()
    return bool(before) and before[-1] in DEEDS


HELPERS: Final = frozenset(["will", "also", "that", "which", "has", ","])
DEEDS: Final = closed_words("stages", "deeds")


def closes_bond(tokens: Sequence[Token], last: int) -> bool:
    """Tell a treaty that is concluded from a conference that is over."""
    return any(token.lower in BONDS for token in tokens[last : last + 5])


def calls_for_bids(tokens: Sequence[Token], last: int) -> bool:
    """Tell "a call for proposals", which hands money out, from a call for help."""
    return any(token.lower in BIDS for token in tokens[last : last + 1])


BIDS: Final = frozenset(["applications", "bids", "expressions", "proposals", "tenders"])
SHIPPING: Final = frozenset(["airlift", "delivery", "dispatch", "shipment"])
CLOSING: Final = frozenset(["conclude", "finalise", "finalize"])
BONDS: Final = closed_words("firmness", "bonds")


def asks_parliament(tokens: Sequence[Token], last: int) -> bool:
    """Tell a government that asks its parliament for money from one that begs."""
    return any(token.lower in PARLIAMENTS for token in tokens[last : last + 4])


RELIEF: Final = closed_words("stages", "relief")


def needs_approval(tokens: Sequence[Token], last: int) -> bool:
    """Tell "still needs the approval of" from a need for money."""
    return any(token.lower in APPROVALS for token in tokens[last : last + 5])


APPROVALS: Final = closed_words("stages", "approvals")
PARLIAMENTS: Final = closed_words("stages", "parliaments")
