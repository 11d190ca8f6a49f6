"""Find verbs, and how firm each makes what it governs."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from pledges.extraction.lexicon import Lexicon, VerbForm
from pledges.extraction.lexicon.grammar import closed_words
from pledges.extraction.rereading import DEEDS, MAKE, is_deed, made_nouns, reread
from pledges.extraction.tenses import (
    BE,
    BETWEEN,
    DONE,
    HAVE,
    NOT,
    REACH,
    is_passive,
    modal_before,
    tense_of,
    words_before,
    yet_to,
)
from pledges.extraction.tokens import Phrase, Token, positions

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
    split = [*split_verbs(tokens, lexicon), *made_nouns(tokens, lexicon)]
    for phrase in [*lexicon.verbs.find(tokens), *split]:
        if is_noun(tokens, phrase, lexicon):
            continue
        reading = choose(tokens, phrase.first, phrase.value)
        stage = read_stage(tokens, phrase.first, phrase.last, reading, lexicon)
        found.append(inherit(tokens, joined(tokens, stage, found), found))
    return sorted(found, key=lambda stage: stage.first)


def split_verbs(
    tokens: Sequence[Token], lexicon: Lexicon
) -> Iterator[Phrase[tuple[VerbForm, ...]]]:
    """Yield the "made" of "made $5 million available"."""
    last: int | None = None
    for i in positions(tokens, SPLITTING):
        token = tokens[i]
        if token.lower in MAKE:
            last = i
        elif last is not None and 1 < i - last <= SPLIT:
            found = lexicon.verbs.at((*tokens[last : last + 1], token), 0)
            if found:
                yield Phrase(last, last + 1, found.value)
            last = None


SPLITTING: Final = frozenset([*MAKE, "available"])
SPLIT: Final = 14


def is_noun(
    tokens: Sequence[Token], phrase: Phrase[tuple[VerbForm, ...]], lexicon: Lexicon
) -> bool:
    """Tell "the pledge", "a grant" and "aid offers" from verbs of that spelling."""
    i, readings = phrase.first, phrase.value
    before = tokens[i - 1] if i else None
    if before and before.text == "-" and before.end == tokens[i].start:
        return True  # "U.S.-provided" is an adjective
    past = any(r.form in ("past", "participle") for r in readings)
    owned = before and (before.lower in DETERMINERS or before.lower in ("'s", "’s"))
    if before and owned and not (past and before.lower == "further"):
        return True
    if past:
        return is_wanted(readings, before)
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


def is_wanted(readings: tuple[VerbForm, ...], before: Token | None) -> bool:
    """Tell the adjective of "with needed supplies" from "it needed supplies"."""
    wanted = readings[0].lemma in ("need", "request", "require")
    return wanted and before is not None and before.lower in WANTED


WANTED: Final = closed_words("stages", "wanted")


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
    formed = before.lower in BE and form in ("ing", "participle")
    helped = formed or before.lower in NOT or before.lower in BETWEEN
    following = tokens[phrase.last] if phrase.last < len(tokens) else None
    if form == "ing":
        named = following is not None and opens_object(following)
        return helped or named or before.lower in ("after", "upon", ",", "while", "by")
    if before.lower in ("to", "they", "we", "i", "you", "who", "will", "would", "may"):
        return True
    if helped or modal_before(tokens, phrase.first, lexicon):
        return True
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


def opens_object(token: Token) -> bool:
    """Tell the "granting Togo" and "cutting $5m" of a verb from "a cutting edge"."""
    return token.is_capital or token.type in ("number", "sign") or token.lower == "up"


def choose(tokens: Sequence[Token], i: int, readings: Sequence[VerbForm]) -> VerbForm:
    """Choose past or participle where both are spelt alike."""
    if len(readings) == 1:
        return readings[0]
    forms = {reading.form: reading for reading in reversed(readings)}
    if "past" in forms and "participle" in forms:
        helped = not HELPING.isdisjoint(words_before(tokens, i))
        return forms["participle" if helped else "past"]
    return readings[0]


HELPING: Final = HAVE | BE


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
    negated = not NOT.isdisjoint(before) or yet_to(tokens, first)
    reading = reread(tokens, last, reading)
    stage = stage_of(reading, tense)
    if reading.role == "transfer" and tense != "possible" and is_deed(tokens, first):
        stage = "committed"
    return Stage(
        reading.lemma, reading.role, stage, tense, passive, negated, first, last
    )


def is_done_at_once(reading: VerbForm) -> bool:
    """Tell "EU disburses the loan", which reports what has happened."""
    return reading.form == "s" and reading.lemma in AT_ONCE


AT_ONCE: Final = closed_words("stages", "at_once")
# Who has secured a loan has not yet got it.
WON: Final = closed_words("stages", "won")
# Who will still do so has not decided.
VOTES: Final = closed_words("stages", "votes")


def stage_of(reading: VerbForm, tense: str) -> str:
    """Return the stage that a verb states in this tense."""
    if tense == "possible":
        return "withdrawn" if reading.role == "withdraw" else "considered"
    if reading.role == "receive" and reading.lemma in WON and tense in DONE:
        return "committed"
    if reading.role in ("transfer", "receive", "arrive"):
        at_once = tense == "present" and is_done_at_once(reading)
        return "delivered" if at_once or tense in DONE else "announced"
    if reading.role == "decide" and tense == "future":
        return "considered" if reading.lemma in VOTES else "announced"
    return reading.stage


def inherit(tokens: Sequence[Token], stage: Stage, before: Sequence[Stage]) -> Stage:
    """Give an infinitive, or "pledging to give", the stage of the verb it hangs on."""
    if not depends_on(tokens, stage) or stage.role not in DEPENDENT:
        return stage
    for head in reversed(before):
        if stage.first - head.last > REACH + 2:
            break
        if head.role in HEADS:
            return hung_on(tokens, stage, head)
    opened = stage.first > 1 and tokens[stage.first - 2].lower not in DECISIONS
    if opened and stage.role == "decide" and stage.tense == "infinitive":
        return replace(stage, stage="announced")  # "Oslo to allocate $5 million"
    return stage


DECISIONS: Final = frozenset(["agreement", "decision", "move", "order", "vote"])
DEPENDENT: Final = frozenset(["transfer", "decide", "receive", "promise", "withdraw"])


def joined(tokens: Sequence[Token], stage: Stage, before: Sequence[Stage]) -> Stage:
    """Give the second verb of "has given or promised" the tense of the first."""
    if not before or stage.tense != "past":
        return stage
    first = before[-1]
    linked = stage.first - first.last == 1
    if linked and tokens[first.last].lower in ("and", "or") and first.tense in DONE:
        return replace(stage, tense=first.tense, passive=first.passive)
    return stage


def depends_on(tokens: Sequence[Token], stage: Stage) -> bool:
    """Tell whether a verb is an infinitive, or the "sending" of "ruled out sending"."""
    before = tokens[stage.first - 1].lower if stage.first else ""
    gerund = tokens[stage.first].lower.endswith("ing") and before not in BE
    return stage.tense == "infinitive" or (gerund and stage.tense == "present")


OPEN: Final = closed_words("stages", "open")


def hung_on(tokens: Sequence[Token], stage: Stage, head: Stage) -> Stage:
    """Return a verb with what the verb before it makes of it."""
    gerund = stage.tense != "infinitive"
    if gerund and stage.first - head.last > 1 and not is_of_bill(tokens, stage, head):
        return stage
    if head.role == "refuse":
        return replace(stage, negated=not head.negated)
    between = [token.lower for token in tokens[head.last : stage.first]]
    role = "need" if head.role == "need" else stage.role
    still_open = OPEN & set(between) and not passes(head, between)
    firm = "considered" if still_open else head.stage
    if stage.role == "withdraw":
        firm = stage.stage  # "decided to withhold"
    return replace(stage, stage=firm, role=role, negated=head.negated)


def passes(head: Stage, between: Sequence[str]) -> bool:
    """Tell "approved a proposal to give" from "is to vote on a proposal to give"."""
    done = head.tense in DONE and not head.negated and head.lemma in PASSING
    return done and "whether" not in between


PASSING: Final = VOTES - {"decide", "vote", "vote for"}


def is_of_bill(tokens: Sequence[Token], stage: Stage, head: Stage) -> bool:
    """Tell the "granting" of "approved two proposals granting Chad loans"."""
    noun = tokens[stage.first - 1].lower.removesuffix("s")
    return passes(head, ()) and (noun in OPEN or noun in DEEDS or noun in DECISIONS)
