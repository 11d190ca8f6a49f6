"""Everything that is seen in one sentence, before anything is made of it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from pledges.extraction.amounts import Amount, find_amounts
from pledges.extraction.barriers import running_cost
from pledges.extraction.dates import Day, find_days, may_name_day
from pledges.extraction.ellipsis import with_left_out
from pledges.extraction.equipment import find_items
from pledges.extraction.items import Items
from pledges.extraction.lexicon import Lexicon
from pledges.extraction.parties import Party, find_parties, people_in
from pledges.extraction.sentences import Sentence, split_sentences
from pledges.extraction.stages import Stage, find_stages
from pledges.extraction.tokens import Token, tokenise


@dataclass(frozen=True, slots=True)
class Signal:
    """A word or phrase of words.toml at tokens ``first`` to ``last``."""

    table: str
    key: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence with all mentions in it, each list in the order of the text."""

    sentence: Sentence
    tokens: Sequence[Token]
    parties: Sequence[Party]
    amounts: Sequence[Amount]
    items: Sequence[Items]
    stages: Sequence[Stage]
    signals: Sequence[Signal]
    days: Sequence[Day]
    # the cost of the barriers before each token
    barriers: Sequence[int]
    # every word in it, in small letters
    words: frozenset[str]
    # where verbs end, and the subjects that have been looked up, by their verb
    verb_ends: Mapping[int, Stage]
    signals_by_table: Mapping[str, Sequence[Signal]]
    subjects: dict[int, Party | None] = field(default_factory=dict, compare=False)

    def signals_of(self, table: str) -> Sequence[Signal]:
        """Return the signals of one table of words.toml."""
        return self.signals_by_table.get(table, ())


def read_passages(
    text: str, published_on: date | None, lexicon: Lexicon
) -> list[Passage]:
    """Return every sentence of ``text`` with the mentions in it."""
    sentences = split_sentences(text)
    tokens = [tokenise(text, s.start, s.end) for s in sentences]
    parties = read_parties(tokens, lexicon)
    return [
        read_passage(text, sentence, words, named, published_on, lexicon)
        for sentence, words, named in zip(sentences, tokens, parties, strict=True)
    ]


def read_parties(
    sentences: Sequence[Sequence[Token]], lexicon: Lexicon
) -> list[list[Party]]:
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
            if any(token.text in people for token in tokens)
            else parties,
            known,
        )
        for tokens, parties in zip(sentences, found, strict=True)
    ]


def without_unnamed(
    tokens: Sequence[Token], parties: list[Party], known: set[str]
) -> list[Party]:
    """Drop "the alliance" where the text names none; "the Commission" has a capital."""
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
    words = frozenset(token.lower for token in tokens)
    days = (
        find_days(text, published_on, sentence.start, sentence.end)
        if may_name_day(words)
        else ()
    )
    signals = list(find_signals(tokens, lexicon))
    return Passage(
        sentence,
        tokens,
        parties,
        amounts,
        items,
        stages,
        signals,
        list(days),
        running_cost(tokens),
        words,
        {stage.last: stage for stage in stages},
        by_table(signals),
    )


def by_table(signals: Sequence[Signal]) -> dict[str, list[Signal]]:
    """Sort signals by their tables."""
    found: dict[str, list[Signal]] = defaultdict(list)
    for signal in signals:
        found[signal.table].append(signal)
    return dict(found)


def outside(parties: Sequence[Party], amounts: Sequence[Amount]) -> list[Party]:
    """Drop the "US" of "US dollars" from the parties."""
    spans = [(a.first, a.last) for a in amounts]
    return [
        party
        for party in parties
        if not any(first <= party.first < last for first, last in spans)
    ]


def taken(
    parties: Sequence[Party], amounts: Sequence[Amount], stages: Sequence[Stage]
) -> frozenset[int]:
    """Return the tokens that can't be part of a description of goods."""
    spans = [(p.first, p.last) for p in parties if p.sort != "office"]
    spans += [(a.first, a.last) for a in amounts]
    spans += [(s.first, s.last) for s in stages]
    return frozenset(i for first, last in spans for i in range(first, last))


def find_signals(tokens: Sequence[Token], lexicon: Lexicon) -> list[Signal]:
    """Return every phrase of words.toml, also where two overlap."""
    found: list[Signal] = []
    openers = lexicon.cues.openers
    for i, token in enumerate(tokens):
        phrase = lexicon.cues.at(tokens, i) if token.lower in openers else None
        if phrase:
            found.extend(
                Signal(cue.table, cue.key, phrase.first, phrase.last)
                for cue in phrase.value
            )
    return found
