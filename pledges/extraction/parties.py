"""Find who is named: actors, their people, capitals and leaders, offices, pronouns."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from pledges.extraction.lexicon import Lexicon, Name
from pledges.extraction.lexicon.grammar import closed_words
from pledges.extraction.tokens import Token, tokenise

PREPOSITIONS: Final = closed_words("parties", "prepositions")
# "the government of Japan" is Japan.
BODIES: Final = closed_words("parties", "bodies")
ADJECTIVES: Final = closed_words("parties", "adjectives")
REGIONS: Final = closed_words("parties", "regions")
MOTIONS: Final = closed_words("parties", "motions")
SKIPPED: Final = closed_words("parties", "skipped")


@dataclass(frozen=True, slots=True, eq=False)
class Party:
    """Someone named, or pointed at, in a sentence; each mention is its own."""

    # code of the actor; "" where only the context can tell; "*" for many
    code: str
    # name, demonym, capital, leader, place, back, office, pronoun, donors, several
    sort: str
    first: int
    last: int
    start: int
    end: int
    # the preposition before it, if any
    after: str
    possessive: bool


def find_parties(
    tokens: Sequence[Token], lexicon: Lexicon, people: Mapping[str, str]
) -> tuple[Party, ...]:
    """Return the parties in a sentence; ``people`` are surnames met in the text."""
    return tuple(join_titles(tokens, list(scan(tokens, lexicon, people)), lexicon))


def join_titles(
    tokens: Sequence[Token], found: list[Party], lexicon: Lexicon
) -> list[Party]:
    """Join "Ukrainian", "Foreign Minister" and "Kuleba" to one party."""
    joined: list[Party] = []
    for party in found:
        before = joined[-1] if joined else None
        if before and is_seat(tokens, before, party):
            joined[-1] = replace(before, code=party.code, sort="leader")
            continue
        if before and is_one(tokens, before, party, lexicon):
            code = before.code or party.code
            joined[-1] = replace(
                before,
                code=code,
                last=party.last,
                end=party.end,
                possessive=party.possessive,
                sort=sort_of(before, party),
            )
        else:
            joined.append(party)
    return joined


def is_seat(tokens: Sequence[Token], a: Party, b: Party) -> bool:
    """Tell whether an office sits in a capital: "the ministry in Oslo"."""
    between = [token.lower for token in tokens[a.last : b.first]]
    seated = between[-1:] == ["in"] and (len(between) == 1 or between[0] == "of")
    return not a.code and a.sort == "office" and b.sort == "capital" and seated


def sort_of(a: Party, b: Party) -> str:
    """Return the sort of two joined: an office with a known holder is a leader."""
    return "leader" if a.sort in ("office", "pronoun") and b.code else a.sort


def is_one(tokens: Sequence[Token], a: Party, b: Party, lexicon: Lexicon) -> bool:
    """Tell whether two mentions next to each other are one person or office."""
    if b.sort not in ("office", "leader") or a.sort in ("donors", "several"):
        return False
    if b.first - a.last > 5 or (a.code and b.code and a.code != b.code):
        return False
    offices = lexicon.words["office"]["words"]
    between = tokens[a.last : b.first]
    return all(
        t.lower in ("'s", "’s", "'", "’")
        or is_title(tokens, a.last + k, offices)
        or (t.is_capital and b.sort == "leader")
        or t.lower in ("mr", "mrs", "ms", "then", "new", "outgoing")
        or (t.text == "." and tokens[a.last + k - 1].lower in ("mr", "ms", "mrs"))
        for k, t in enumerate(between)
    )


def scan(
    tokens: Sequence[Token], lexicon: Lexicon, people: Mapping[str, str]
) -> Iterator[Party]:
    """Yield parties from left to right."""
    end = 0
    for i in openings(tokens, lexicon, people):
        found = party_at(tokens, i, lexicon, people) if i >= end else None
        if found is None:
            continue
        code, sort, end = found
        if sort == "capital" and end < len(tokens) and tokens[end].lower in REGIONS:
            sort = "place"
        if sort != "none":
            yield make(tokens, code, sort, i, end)


def openings(
    tokens: Sequence[Token], lexicon: Lexicon, people: Mapping[str, str]
) -> list[int]:
    """Return where a party may begin."""
    openers = lexicon.party_openers
    return [
        i
        for i, token in enumerate(tokens)
        if token.lower in openers or "-" in token.text or token.text in people
    ]


def party_at(
    tokens: Sequence[Token], i: int, lexicon: Lexicon, people: Mapping[str, str]
) -> tuple[str, str, int] | None:
    """Return code, sort and end of the party that begins at a token."""
    named = lexicon.names.at(tokens, i)
    if named and tokens[i].type != "link":
        name = preferred(named.value)
        return name.code, name.sort, named.last
    paired = pair_at(tokens[i], lexicon)
    if paired:
        return paired, "name", i + 1
    if tokens[i].text in people and tokens[i].is_capital:
        return people[tokens[i].text], "leader", i + 1
    return pointer_at(tokens, i, lexicon)


def pair_at(token: Token, lexicon: Lexicon) -> str | None:
    """Return the second country of "the Japan-Ukraine conference"."""
    first, joint, second = token.text.partition("-")
    if not joint or not first[:1].isupper() or not second[:1].isupper():
        return None
    codes = [lexicon.names.at(tokenise(part), 0) for part in (first, second)]
    if any(code is None for code in codes) or codes[1] is None:
        return None
    name = preferred(codes[1].value)
    return name.code if name.sort == "name" else None


def preferred(names: Sequence[Name]) -> Name:
    """Choose among actors of one name: a name before a demonym before a capital."""
    if len(names) == 1:
        return names[0]
    order = ("none", "name", "demonym", "leader", "capital", "place", "back")
    return min(names, key=lambda name: order.index(name.sort))


def pointer_at(
    tokens: Sequence[Token], i: int, lexicon: Lexicon
) -> tuple[str, str, int] | None:
    """Return an office, a pronoun or a crowd, whose code the context tells."""
    found = lexicon.pointers.at(tokens, i)
    if found is None:
        return None
    tables = {cue.table for cue in found.value}
    if "office" in tables and not is_definite(tokens, i):
        tables.discard("office")
    for sort in ("donors", "several", "office", "pronoun"):
        if sort in tables:
            many = sort in ("donors", "several")
            return "*" if many else "", sort, found.last
    return None


def is_definite(tokens: Sequence[Token], i: int) -> bool:
    """Tell "the government" and "Prime Minister" from any "military" or "country"."""
    if tokens[i].is_capital:
        return True
    before = tokens[i - 1] if i else None
    return before is not None and (
        before.lower in ("the", "its", "their", "his", "her", "'s", "’s")
        or before.is_capital
        or "-" in before.text
    )


def make(tokens: Sequence[Token], code: str, sort: str, first: int, last: int) -> Party:
    """Make a Party of tokens ``first`` to ``last``."""
    possessive = last < len(tokens) and tokens[last].lower in ("'s", "’s")
    bare = last < len(tokens) and tokens[last].text in "'’"
    owned = tokens[first].lower in ("its", "their", "his", "her", "our")
    return Party(
        code,
        sort,
        first,
        last,
        tokens[first].start,
        tokens[last - 1].end,
        "in" if is_gloss(tokens, first, last) else preposition_before(tokens, first),
        possessive or bare or owned,
    )


def preposition_before(tokens: Sequence[Token], first: int) -> str:
    """Return the preposition that a party hangs on, articles skipped."""
    i = first - 1
    while i >= 0 and first - i < 5 and is_passed(tokens[i]):
        i -= 1
    if i < 0 or tokens[i].lower not in PREPOSITIONS:
        return ""
    if i and tokens[i - 1].lower in MOTIONS and tokens[i].lower in ("to", "for"):
        return "in"  # "a visit to Kyiv" gives Kyiv nothing
    if i and tokens[i - 1].lower == "according":
        return ""
    if tokens[i].lower == "of" and i and tokens[i - 1].lower in BODIES:
        return preposition_before(tokens, i - 1)
    return tokens[i].lower


def is_gloss(tokens: Sequence[Token], first: int, last: int) -> bool:
    """Tell the France of "in Paris, France, and" from one that does something."""
    before = tokens[max(0, first - 3) : first]
    closes = last == len(tokens) or tokens[last].text in (",", ".", ")")
    opens = len(before) == LONGEST_GLOSS and before[-1].text == ","
    return closes and opens and before[1].is_capital and before[0].lower in ("at", "in")


LONGEST_GLOSS: Final = 3


def is_passed(token: Token) -> bool:
    """Tell whether a word may stand between a preposition and a name."""
    word = token.lower
    return (
        word in SKIPPED or word in ADJECTIVES or (token.type == "word" and "-" in word)
    )


def people_in(
    tokens: Sequence[Token], parties: Sequence[Party], lexicon: Lexicon
) -> Iterator[tuple[str, str]]:
    """Yield (surname, code) of people introduced as "Dutch minister Anna Visser"."""
    offices = lexicon.words["office"]["words"]
    for party in parties:
        if party.sort not in ("demonym", "name", "capital") or not party.code:
            continue
        i = party.last + (1 if party.possessive else 0)
        start = i
        while i < len(tokens) and i - start < 7 and is_title(tokens, i, offices):
            i += 1
        if i > start:
            yield from names_at(tokens, i, party.code)


def is_title(tokens: Sequence[Token], i: int, offices: frozenset[str]) -> bool:
    """Tell whether a word belongs to the title of an office."""
    word = tokens[i].lower
    return word in TITLES or word in words_of(offices)


@lru_cache(maxsize=4)
def words_of(phrases: frozenset[str]) -> frozenset[str]:
    """Return the words of phrases."""
    return frozenset(word for phrase in phrases for word in phrase.split())


TITLES: Final = closed_words("parties", "titles")


def names_at(tokens: Sequence[Token], i: int, code: str) -> Iterator[tuple[str, str]]:
    """Yield the surname of the two or three capitalised words at ``i``."""
    last = i
    while last < len(tokens) and last - i < 4 and tokens[last].is_capital:
        last += 1
    if last - i >= 2 and tokens[last - 1].type == "word":
        yield tokens[last - 1].text, code
