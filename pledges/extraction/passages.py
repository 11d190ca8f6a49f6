"""Everything that is seen in one sentence, before anything is made of it."""

from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from pledges.extraction.amounts import Amount, find_amounts
from pledges.extraction.barriers import running_cost
from pledges.extraction.dates import Day, find_days, may_name_day
from pledges.extraction.ellipsis import with_left_out
from pledges.extraction.equipment import find_items
from pledges.extraction.items import Items
from pledges.extraction.lexicon import SIGNALS, Lexicon
from pledges.extraction.parties import Party, find_parties, people_in
from pledges.extraction.sentences import Sentence, split_sentences
from pledges.extraction.stages import Stage, find_stages
from pledges.extraction.tokens import Token, positions, tokenise


class Signal(NamedTuple):
    """A word or phrase of one table of words.toml at tokens ``first`` to ``last``."""

    key: str
    first: int
    last: int


class Passage(NamedTuple):
    """A sentence with all mentions in it, each list in the order of the text."""

    sentence: Sentence
    tokens: Sequence[Token]
    parties: Sequence[Party]
    amounts: Sequence[Amount]
    items: Sequence[Items]
    stages: Sequence[Stage]
    days: Sequence[Day]
    # the cost of the barriers before each token
    barriers: Sequence[int]
    # every word in it, in small letters
    words: frozenset[str]
    # where verbs and parties end
    verb_ends: Mapping[int, Stage]
    party_ends: Mapping[int, Party]
    signals_by_table: Mapping[str, Sequence[Signal]]
    # the subjects that have been looked up, by where their verbs begin
    subjects: dict[int, Party | None]
    # what each token belongs to, once it has been looked up
    spans: dict[int, str]

    def signals_of(self, table: str) -> Sequence[Signal]:
        """Return the signals of one table of words.toml."""
        return self.signals_by_table.get(table, ())


# The longest text that is taken has some 2,000, if it is one that people wrote.
MOST_SENTENCES: Final = 10_000


def read_passages(
    text: str, published_on: date | None, lexicon: Lexicon
) -> list[Passage]:
    """Return the sentences of ``text``, the first 10,000, with the mentions in each."""
    sentences = split_sentences(text)[:MOST_SENTENCES]
    tokens = [tokenise(text, s.start, s.end) for s in sentences]
    parties = read_parties(tokens, lexicon)
    return [
        read_passage(text, sentence, words, named, published_on, lexicon)
        for sentence, words, named in zip(sentences, tokens, parties, strict=True)
    ]


def read_parties(
    sentences: Sequence[Sequence[Token]], lexicon: Lexicon
) -> list[Sequence[Party]]:
    """Return the parties of each sentence; people count once they are introduced."""
    found = [find_parties(tokens, lexicon, {}) for tokens in sentences]
    people: dict[str, str] = {}
    for tokens, parties in zip(sentences, found, strict=True):
        for surname, code in people_in(tokens, parties, lexicon):
            people.setdefault(surname, code)
    known = {p.code for parties in found for p in parties if p.sort != "back"}
    return [
        without_unnamed(
            tokens,
            find_parties(tokens, lexicon, people)
            if people and any(token.text in people for token in tokens)
            else parties,
            known,
        )
        for tokens, parties in zip(sentences, found, strict=True)
    ]


def without_unnamed(
    tokens: Sequence[Token], parties: Sequence[Party], known: set[str]
) -> Sequence[Party]:
    """Drop "the alliance" where the text names none; "the Commission" has a capital."""
    if not parties:
        return parties
    return [
        party
        for party in parties
        if party.sort != "back"
        or party.code in known
        or tokens[party.last - 1].is_capital
    ]


def read_passage(
    text: str,
    sentence: Sentence,
    tokens: Sequence[Token],
    named: Sequence[Party],
    published_on: date | None,
    lexicon: Lexicon,
) -> Passage:
    """Run every finder over one sentence."""
    amounts = find_amounts(tokens, lexicon)
    parties = outside(named, amounts)
    stages = find_stages(tokens, lexicon)
    closed = taken(parties, amounts, stages)
    items = find_items(tokens, text, lexicon, closed)
    items = with_left_out(tokens, items, parties, lexicon)
    words = frozenset([token.lower for token in tokens])
    days = (
        find_days(text, published_on, sentence.start, sentence.end)
        if may_name_day(words)
        else ()
    )
    # A text may have a hundred thousand sentences: what is empty is shared.
    return Passage(
        sentence,
        tokens,
        tuple(parties),
        tuple(amounts),
        tuple(items),
        tuple(stages),
        tuple(days),
        running_cost(tokens),
        words,
        {stage.last: stage for stage in stages} if stages else NOTHING,
        {party.last: party for party in parties} if parties else NOTHING,
        find_signals(tokens, lexicon),
        {},
        {},
    )


NOTHING: Final[Mapping[Any, Any]] = MappingProxyType({})


def outside(parties: Sequence[Party], amounts: Sequence[Amount]) -> Sequence[Party]:
    """Drop the "US" of "US dollars" from the parties."""
    if not amounts or not parties:
        return parties
    inside = {i for amount in amounts for i in range(amount.first, amount.last)}
    return [party for party in parties if party.first not in inside]


def taken(
    parties: Sequence[Party], amounts: Sequence[Amount], stages: Sequence[Stage]
) -> frozenset[int]:
    """Return the tokens that can't be part of a description of goods."""
    spans = [range(p.first, p.last) for p in parties if p.sort != "office"]
    spans += [range(a.first, a.last) for a in amounts]
    spans += [range(s.first, s.last) for s in stages]
    return frozenset().union(*spans)


def find_signals(
    tokens: Sequence[Token], lexicon: Lexicon
) -> Mapping[str, Sequence[Signal]]:
    """Return the signals by table, also where two overlap."""
    openings = positions(tokens, lexicon.signal_openers)
    if not openings:
        return NOTHING
    found: dict[str, list[Signal]] = {}
    hidden = 0
    for i in openings:
        phrase = lexicon.cues.at(tokens, i) if i >= hidden else None
        if phrase is None:
            continue
        if phrase.value[0].table == "title":
            hidden = phrase.last
        for cue in phrase.value:
            if cue.table in SIGNALS:
                signal = Signal(cue.key, i, phrase.last)
                found.setdefault(cue.table, []).append(signal)
    return found
