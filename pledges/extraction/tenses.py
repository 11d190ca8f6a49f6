"""Tell tense, voice and denial of a verb from the helping words before it."""

from collections.abc import Sequence
from typing import Final

from pledges.extraction.lexicon import Lexicon, VerbForm
from pledges.extraction.lexicon.grammar import closed_words
from pledges.extraction.tokens import Token

REACH: Final = 6
HAVE: Final = closed_words("stages", "have")
BE: Final = closed_words("stages", "be")
NOT: Final = closed_words("stages", "not")
BETWEEN: Final = closed_words("stages", "between")
# The tenses of what has happened.
DONE: Final = frozenset(["past", "perfect", "pluperfect"])


def is_passive(
    tokens: Sequence[Token],
    first: int,
    last: int,
    reading: VerbForm,
    before: Sequence[str],
) -> bool:
    """Tell whether the giver would come behind "by"."""
    if reading.form not in ("past", "participle"):
        return False
    if not BE.isdisjoint(before):
        return True
    if not HAVE.isdisjoint(before):
        return False
    following = [token.lower for token in tokens[last : last + 2]]
    if following[:1] == ["by"] or following == ["for", "by"]:
        return True
    return is_reduced(tokens, first) and following[:1] in REDUCING


def is_reduced(tokens: Sequence[Token], first: int) -> bool:
    """Tell whether a verb stands right behind a sum: "$5 million earmarked for"."""
    at = first - 2 if first > 1 and tokens[first - 1].text == ")" else first - 1
    before = tokens[max(0, at) : at + 1]
    return any(t.type in ("number", "sign") or t.lower in SCALES for t in before)


REDUCING: Final = (["at"], ["for"], ["in"], ["through"], ["under"], ["via"])
SCALES: Final = frozenset(["billion", "million", "thousand", "trillion", "bn", "m"])


def tense_of(
    tokens: Sequence[Token],
    first: int,
    reading: VerbForm,
    before: Sequence[str],
    lexicon: Lexicon,
) -> str:
    """Return the tense of a verb, or the modal that hangs over it."""
    modal = modal_before(tokens, first, lexicon)
    if modal == "possible" and reading.role == "receive":
        return "future"  # "Kyiv can count on" is a promise
    if modal == "future" and hangs_on_if(tokens, first):
        return "possible"
    if modal:
        return modal
    if before[:1] == ["be"]:
        return "infinitive"  # "proposed that the sum be released"
    if "to" in before[:3] and reading.form in ("base", "participle"):
        return "infinitive"
    return finite_tense(reading, before)


def finite_tense(reading: VerbForm, before: Sequence[str]) -> str:
    """Return the tense that a verb has from its form and its helping words."""
    helped = set(before)
    if "had" in helped:
        return "pluperfect"
    if reading.form == "ing" and helped & {"was", "were"}:
        return "present"  # "said it was providing $5 million"
    if reading.form == "past" or helped & {"was", "were"}:
        return "past"
    if helped & HAVE or "been" in helped:
        return "perfect"
    if reading.form != "participle":
        return "present"
    return "present" if helped & {"is", "are", "being"} else "past"


def modal_before(tokens: Sequence[Token], first: int, lexicon: Lexicon) -> str:
    """Return "future" or "possible" where a modal governs the verb."""
    openers = lexicon.modals.openers
    for i in range(first - 1, max(-1, first - REACH - 2), -1):
        found = lexicon.modals.at(tokens, i) if tokens[i].lower in openers else None
        if found is None or found.last > first:
            continue
        for cue in found.value:
            if cue.table == "modal" and is_bridge(tokens[found.last : first]):
                return cue.key
    return ""


def is_bridge(tokens: Sequence[Token]) -> bool:
    """Tell whether only helping words stand between a modal and its verb."""
    return all(t.lower in BRIDGING or t.lower.endswith("ly") for t in tokens)


BRIDGING: Final = HAVE | BE | NOT | BETWEEN | {"to"}


def words_before(tokens: Sequence[Token], i: int) -> list[str]:
    """Return the helping words right before a verb, nearest first."""
    found: list[str] = []
    for k in range(i - 1, max(-1, i - REACH), -1):
        word = tokens[k].lower
        found.append(word)
        if word not in LEADING and not word.endswith("ly"):
            break
    return found


LEADING: Final = HAVE | BE | NOT | BETWEEN | {"to", ","}


def yet_to(tokens: Sequence[Token], first: int) -> bool:
    """Tell "has yet to approve" and "still has to be signed"."""
    words = [token.lower for token in tokens[max(0, first - 5) : first]]
    text = " ".join(words)
    return text.endswith(("yet to", "still has to", "still have to", "refused to")) or (
        "still has to be" in text or "yet to be" in text or "failed to" in text
    )


def hangs_on_if(tokens: Sequence[Token], first: int) -> bool:
    """Tell "if parliament agrees, Oslo would give" from "would give"."""
    would = any(t.lower == "would" for t in tokens[max(0, first - 4) : first])
    opens = tokens[0].lower in ("if", "unless", "should", "once")
    inside = any(token.lower in ("if", "unless") for token in tokens[:MOST_BEFORE])
    return opens or (would and inside)


MOST_BEFORE: Final = 60
