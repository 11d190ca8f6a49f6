"""The words that the extractor knows, read once from the tables beside this file."""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import Any, Final, Self

from pledges.extraction.lexicon.actors import Actor, Name, actor_tables, read_actors
from pledges.extraction.lexicon.grammar import read
from pledges.extraction.lexicon.inflection import plural, verb_forms
from pledges.extraction.tokens import PhraseIndex

__all__ = ["Actor", "Cue", "Goods", "Lexicon", "Name", "VerbForm"]


@dataclass(frozen=True, slots=True)
class VerbForm:
    """One form of a verb: what part it plays and how it is inflected."""

    lemma: str
    role: str
    stage: str
    # "base", "s", "past", "participle" or "ing"
    form: str


@dataclass(frozen=True, slots=True)
class Goods:
    """A noun for goods: the head of a description, or the name of a model."""

    singular: str
    sector: str
    is_model: bool
    # whether it counts only with a number
    is_weak: bool = False


@dataclass(frozen=True, slots=True)
class Cue:
    """What a word or phrase of words.toml is a sign of."""

    table: str
    key: str


@dataclass(frozen=True)
class Lexicon:
    """All tables, indexed for finding."""

    actors: Mapping[str, Actor]
    names: PhraseIndex[tuple[Name, ...]]
    signs: Mapping[str, str]
    money_words: PhraseIndex[str]
    shared_money: Mapping[str, frozenset[str]]
    scales: Mapping[str, int]
    glued_scales: frozenset[str]
    numbers: Mapping[str, int]
    # the words that a number in words can begin with
    openers: frozenset[str]
    # those, and the "the" of "the same amount"
    sum_openers: frozenset[str]
    groups: PhraseIndex[int]
    fractions: PhraseIndex[Decimal]
    vague: PhraseIndex[str]
    qualifiers: PhraseIndex[str]
    trailing: PhraseIndex[str]
    verbs: PhraseIndex[tuple[VerbForm, ...]]
    noun_verbs: frozenset[str]
    goods: PhraseIndex[Goods]
    units_kept: Mapping[str, str]
    units_dropped: frozenset[str]
    fillers: frozenset[str]
    unchanged: frozenset[str]
    irregular: Mapping[str, str]
    cues: PhraseIndex[tuple[Cue, ...]]
    # the words that a cue of SIGNALS begins with
    signal_openers: Set[str]
    # the cues that point at somebody, and those that are modals
    pointers: PhraseIndex[tuple[Cue, ...]]
    modals: PhraseIndex[tuple[Cue, ...]]
    words: Mapping[str, Mapping[str, frozenset[str]]]

    @classmethod
    @lru_cache(maxsize=1)
    def load(cls) -> Self:
        """Read the tables; the second call returns the same lexicon."""
        return cls(
            **actor_tables(read_actors()),
            **money_tables(),
            **number_tables(),
            **goods_tables(),
            **cue_tables(),
            verbs=read_verbs(),
            noun_verbs=frozenset(read("verbs")["nouns"]["words"]),
        )

    @cached_property
    def party_openers(self) -> frozenset[str]:
        """Return the words that a name, an office, a pronoun or a crowd begins with."""
        return frozenset(self.names.openers | self.pointers.openers)

    @property
    def claim_names(self) -> dict[str, str]:
        """Return what a claim calls each actor, by code."""
        return {code: actor.claim_name for code, actor in self.actors.items()}

    def with_actors(self, actors: Iterable[Actor]) -> "Lexicon":
        """Return a lexicon that knows these actors too; a known code is replaced."""
        known = dict(self.actors)
        known.update((actor.code, actor) for actor in actors)
        return replace(self, **actor_tables(known))


def money_tables() -> dict[str, Any]:
    """Index the signs and words of currencies."""
    signs: dict[str, str] = {}
    words: dict[str, str] = {}
    shared: dict[str, set[str]] = {}
    for currency in read("currencies")["currency"]:
        code = currency["code"]
        signs.update((sign, code) for sign in currency["signs"])
        words.update((word, code) for word in currency["words"])
        for word in currency.get("shared", ()):
            shared.setdefault(word, set()).add(code)
    for word in shared:
        (signs if len(word) < 3 else words).setdefault(word, "")
    return {
        "signs": signs,
        "money_words": PhraseIndex(words.items()),
        "shared_money": {word: frozenset(codes) for word, codes in shared.items()},
    }


def number_tables() -> dict[str, Any]:
    """Index scales, number words and qualifiers."""
    table = read("scales")
    openers = frozenset(table["number"]) | {
        words.split()[0] for words in table["fraction"]
    }
    return {
        "scales": table["scale"],
        "glued_scales": frozenset(table["glued"]["names"]),
        "numbers": table["number"],
        "openers": openers,
        "sum_openers": openers | {"the"},
        "groups": PhraseIndex(table["group"].items()),
        "fractions": PhraseIndex(
            (words, Decimal(value)) for words, value in table["fraction"].items()
        ),
        "vague": PhraseIndex((word, "vague") for word in table["vague"]["words"]),
        "qualifiers": PhraseIndex(turned(table["qualifier"])),
        "trailing": PhraseIndex(turned(table["trailing"])),
    }


def turned(table: Mapping[str, Iterable[str]]) -> Iterator[tuple[str, str]]:
    """Yield (phrase, key) of a table of lists."""
    for key, phrases in table.items():
        for phrase in phrases:
            yield phrase, key


def goods_tables() -> dict[str, Any]:
    """Index the nouns for goods, singular and plural."""
    table = read("equipment")
    units, rule = table["units"], table["plural"]
    return {
        "goods": PhraseIndex(goods_of(table, frozenset(rule["same"]))),
        "units_kept": {
            form: unit for unit in units["kept"] for form in (unit, plural(unit))
        },
        "units_dropped": frozenset(
            form for unit in units["dropped"] for form in (unit, plural(unit))
        ),
        "fillers": frozenset(word.lower() for word in table["filler"]["words"]),
        "unchanged": frozenset(word.lower() for word in rule["same"]),
        "irregular": rule["irregular"],
    }


def goods_of(
    table: Mapping[str, Any], same: frozenset[str]
) -> Iterator[tuple[str, Goods]]:
    """Yield every form of every noun for goods."""
    weak = frozenset(table["weak"]["heads"])
    for group in table["group"].values():
        for head in group["heads"]:
            goods = Goods(head, group["sector"], is_model=False, is_weak=head in weak)
            yield head, goods
            if head.rsplit(maxsplit=1)[-1] not in same:
                yield plural(head), goods
        for model in group.get("models", ()):
            goods = Goods(model, group["sector"], is_model=True)
            yield model, goods
            yield f"{model}s", goods


def read_verbs() -> PhraseIndex[tuple[VerbForm, ...]]:
    """Index every form of every verb; a form may have several readings."""
    forms: dict[str, list[VerbForm]] = {}
    for role, table in read("verbs")["role"].items():
        for entry in table["verbs"]:
            lemma = entry.split("/")[0]
            for written, form in verb_forms(entry):
                reading = VerbForm(lemma, role, table.get("stage", ""), form)
                forms.setdefault(written, []).append(reading)
    return PhraseIndex((written, tuple(found)) for written, found in forms.items())


def cue_tables() -> dict[str, Any]:
    """Index words.toml by phrase, and keep its plain lists as sets."""
    table = read("words")
    cues: dict[str, list[Cue]] = {}
    for name, lists in table.items():
        for phrase, key in turned(lists):
            cues.setdefault(phrase, []).append(Cue(name, key))
    words = {
        name: {key: frozenset(w.lower() for w in ws) for key, ws in lists.items()}
        for name, lists in table.items()
    }
    return {
        "cues": index_cues(cues, frozenset(table)),
        "signal_openers": index_cues(cues, SIGNALS).openers,
        "pointers": index_cues(cues, POINTERS),
        "modals": index_cues(cues, frozenset(["modal"])),
        "words": words,
    }


# The tables whose words tell what a figure near them is. A longer phrase of another
# table hides them: the "donor" of "donor countries" is no sign.
SIGNALS: Final = frozenset(
    [
        *("aid", "attack", "budget", "business", "harm", "instrument"),
        *("need", "part", "repeat", "sector", "total", "trade"),
    ]
)
POINTERS: Final = frozenset(["donors", "several", "office", "pronoun"])


def index_cues(
    cues: Mapping[str, Sequence[Cue]], tables: frozenset[str]
) -> PhraseIndex[tuple[Cue, ...]]:
    """Index the cues that belong to some of the tables."""
    kept = (
        (phrase, tuple(found))
        for phrase, found in cues.items()
        if any(cue.table in tables for cue in found)
    )
    return PhraseIndex(kept)
