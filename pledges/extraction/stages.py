"""Find verbs, and how firm each makes what it governs."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from pledges.extraction.lexicon import Lexicon, VerbForm
from pledges.extraction.lexicon.grammar import closed_words
from pledges.extraction.tokens import Phrase, Token

REACH: Final = 6
HAVE: Final = closed_words("stages", "have")
BE: Final = closed_words("stages", "be")
NOT: Final = closed_words("stages", "not")
BETWEEN: Final = closed_words("stages", "between")
DETERMINERS: Final = closed_words("stages", "determiners")
# A stage that a verb takes from the one it depends on: "plans to send".
HEADS: Final = closed_words("stages", "heads")
OPENERS: Final = closed_words("stages", "openers")
AFTER_NOUNS: Final = closed_words("stages", "after_nouns")
FIRMNESS: Final = ("considered", "announced", "committed", "delivered", "withdrawn")


@dataclass(frozen=True, slots=True)
class Stage:
    """A verb in a sentence: its part, its tense and the stage it states."""

    lemma: str
    role: str
    stage: str
    # "past", "perfect", "present", "future", "possible", "infinitive", "noun"
    tense: str
    passive: bool
    negated: bool
    first: int
    last: int


def find_stages(tokens: Sequence[Token], lexicon: Lexicon) -> list[Stage]:
    """Return every verb that says something about aid, left to right."""
    found: list[Stage] = []
    for phrase in lexicon.verbs.find(tokens):
        if is_noun(tokens, phrase, lexicon):
            continue
        reading = choose(tokens, phrase.first, phrase.value)
        stage = read_stage(tokens, phrase.first, phrase.last, reading, lexicon)
        found.append(inherit(tokens, stage, found))
    return found


def is_noun(
    tokens: Sequence[Token], phrase: Phrase[tuple[VerbForm, ...]], lexicon: Lexicon
) -> bool:
    """Tell "the pledge", "a grant" and "aid offers" from verbs of that spelling."""
    i, readings = phrase.first, phrase.value
    before = tokens[i - 1] if i else None
    if before and (before.lower in DETERMINERS or before.lower in ("'s", "’s")):
        return True
    if any(r.form in ("past", "participle") for r in readings):
        return False
    if (
        readings[0].form == "ing"
        and before
        and before.lower in ("in", "for", "from", "on")
    ):
        return True
    if before is None:
        return readings[0].form != "ing" and readings[0].lemma in lexicon.noun_verbs
    if readings[0].lemma.split()[0] not in lexicon.noun_verbs:
        return False
    return not follows_subject(tokens, phrase, before, lexicon)


def follows_subject(
    tokens: Sequence[Token],
    phrase: Phrase[tuple[VerbForm, ...]],
    before: Token,
    lexicon: Lexicon,
) -> bool:
    """Tell whether a word that may be a noun stands where a verb does."""
    form = phrase.value[0].form
    if before.type in ("number", "sign"):
        return False
    helped = before.lower in BE or before.lower in NOT or before.lower in BETWEEN
    if form == "ing":
        return helped
    if before.lower in ("to", "they", "we", "i", "you", "who", "will", "would", "may"):
        return True
    if helped or modal_before(tokens, phrase.first, lexicon):
        return True
    following = tokens[phrase.last] if phrase.last < len(tokens) else None
    opens = following is not None and (
        following.type in ("number", "sign")
        or following.lower in OPENERS
        or (
            form == "s"
            and (following.is_capital or before.is_capital)
            and following.lower not in AFTER_NOUNS
        )
    )
    return opens and before.lower not in (
        "of",
        "for",
        "in",
        "with",
        "and",
        "from",
        "on",
    )


def choose(tokens: Sequence[Token], i: int, readings: Sequence[VerbForm]) -> VerbForm:
    """Choose past or participle where both are spelt alike."""
    forms = {reading.form: reading for reading in reversed(readings)}
    if "past" in forms and "participle" in forms:
        helped = any(w in HAVE or w in BE for w in words_before(tokens, i))
        return forms["participle" if helped else "past"]
    return readings[0]


def words_before(tokens: Sequence[Token], i: int) -> list[str]:
    """Return the helping words right before a verb, nearest first."""
    found: list[str] = []
    for k in range(i - 1, max(-1, i - REACH), -1):
        word = tokens[k].lower
        found.append(word)
        helper = word in HAVE or word in BE or word in NOT or word in BETWEEN
        if not helper and not word.endswith("ly") and word not in ("to", ","):
            break
    return found


def read_stage(
    tokens: Sequence[Token],
    first: int,
    last: int,
    reading: VerbForm,
    lexicon: Lexicon,
) -> Stage:
    """Work out tense, voice and negation from the words around a verb."""
    before = words_before(tokens, first)
    passive = is_passive(tokens, first, last, reading, before)
    tense = tense_of(tokens, first, reading, before, lexicon)
    negated = any(word in NOT for word in before) or yet_to(tokens, first)
    if reading.role == "need" and asks_parliament(tokens, last):
        reading = VerbForm(reading.lemma, "consider", "considered", reading.form)
    stage = stage_of(reading, tense)
    return Stage(
        reading.lemma, reading.role, stage, tense, passive, negated, first, last
    )


def asks_parliament(tokens: Sequence[Token], last: int) -> bool:
    """Tell a government that asks its parliament for money from one that begs."""
    return any(token.lower in PARLIAMENTS for token in tokens[last : last + 4])


PARLIAMENTS: Final = closed_words("stages", "parliaments")


def yet_to(tokens: Sequence[Token], first: int) -> bool:
    """Tell "has yet to approve" and "still has to be signed"."""
    words = [token.lower for token in tokens[max(0, first - 5) : first]]
    text = " ".join(words)
    return text.endswith(("yet to", "still has to", "still have to", "refused to")) or (
        "still has to be" in text or "yet to be" in text or "failed to" in text
    )


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
    if any(word in BE for word in before):
        return True
    if any(word in HAVE for word in before):
        return False
    following = tokens[last].lower if last < len(tokens) else ""
    return following == "by"


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
    if reading.form == "past" or helped & {"was", "were"}:
        return "past"
    if helped & HAVE or "been" in helped:
        return "perfect"
    if reading.form != "participle":
        return "present"
    return "present" if helped & {"is", "are", "being"} else "past"


def modal_before(tokens: Sequence[Token], first: int, lexicon: Lexicon) -> str:
    """Return "future" or "possible" where a modal governs the verb."""
    for i in range(first - 1, max(-1, first - REACH - 2), -1):
        found = lexicon.cues.at(tokens, i)
        if found is None or found.last > first:
            continue
        for cue in found.value:
            if cue.table == "modal" and is_bridge(tokens[found.last : first]):
                return cue.key
    return ""


def is_bridge(tokens: Sequence[Token]) -> bool:
    """Tell whether only helping words stand between a modal and its verb."""
    return all(
        t.lower in BE
        or t.lower in HAVE
        or t.lower in BETWEEN
        or t.lower in NOT
        or t.lower.endswith("ly")
        or t.lower == "to"
        for t in tokens
    )


def stage_of(reading: VerbForm, tense: str) -> str:
    """Return the stage that a verb states in this tense."""
    if tense == "possible":
        return "withdrawn" if reading.role == "withdraw" else "considered"
    if reading.role in ("transfer", "receive"):
        done = tense in ("past", "perfect", "pluperfect")
        return "delivered" if done else "announced"
    if reading.role == "decide" and tense == "future":
        return "announced"
    return reading.stage


def inherit(tokens: Sequence[Token], stage: Stage, before: Sequence[Stage]) -> Stage:
    """Give an infinitive, or "pledging to give", the stage of the verb it hangs on."""
    depends = stage.tense == "infinitive"
    if not depends or stage.role not in ("transfer", "decide", "receive", "promise"):
        return stage
    for head in reversed(before):
        near = stage.first - head.last <= REACH + 2
        if near and head.role in HEADS:
            role = "need" if head.role == "need" else stage.role
            return replace(stage, stage=head.stage, role=role, negated=head.negated)
        if not near:
            break
    return stage
