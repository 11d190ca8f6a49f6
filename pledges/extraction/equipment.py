"""Find goods and how many: the noun phrase, its number, its qualifier."""

from collections.abc import Iterator, Sequence

from pledges.extraction.complements import WIDE, purpose_end
from pledges.extraction.counts import (
    count_before,
    is_year,
    number_before,
    range_before,
    trailing_before,
)
from pledges.extraction.items import Items
from pledges.extraction.joins import join_measured, join_named
from pledges.extraction.lexicon import Goods, Lexicon
from pledges.extraction.lexicon.inflection import plural
from pledges.extraction.nouns import (
    QUOTES,
    first_modifier,
    heads,
    long_name,
    plural_end,
)
from pledges.extraction.numbers import number_openings, read_number
from pledges.extraction.qualifiers import qualifier_before
from pledges.extraction.tokens import BEGINNING, Token, tokenise


def items_in(text: str, lexicon: Lexicon | None = None) -> list[Items]:
    """
    Return the goods named in ``text``, left to right.

    >>> [(i.item, i.quantity, i.qualifier) for i in items_in("over 20 gas masks")]
    [('gas mask', 20, 'at_least')]
    """
    return find_items(tokenise(text), text, lexicon or Lexicon.load(), frozenset())


def find_items(
    tokens: Sequence[Token], text: str, lexicon: Lexicon, closed: frozenset[int]
) -> list[Items]:
    """Return goods; ``closed`` are tokens that belong to parties and verbs."""
    found: list[Items] = []
    for first, last, goods in heads(tokens, lexicon, closed):
        start = first_modifier(tokens, first, lexicon, closed)
        item = measure(tokens, text, start, last, goods, lexicon, closed)
        while found and found[-1].last > item.first:
            found.pop()
        found.append(item)
    found = with_purposes(tokens, text, found, lexicon, closed)
    found = [count_behind(tokens, item, lexicon) for item in found]
    found = with_unknown(tokens, text, found, lexicon, closed)
    if not found:
        return found
    return join_named(tokens, text, join_measured(tokens, found, lexicon))


def with_purposes(
    tokens: Sequence[Token],
    text: str,
    found: list[Items],
    lexicon: Lexicon,
    closed: frozenset[int],
) -> list[Items]:
    """Add what goods are for to their names: "systems to counter drones"."""
    spans = {i for item in found for i in range(item.first, item.last)}
    wide = [
        measure(
            tokens,
            text,
            first_modifier(tokens, at, lexicon, closed),
            at + 1,
            Goods(token.lower.removesuffix("s"), "", is_model=False),
            lexicon,
            closed,
        )
        for at, token in enumerate(tokens)
        if token.lower in WIDE and at not in spans | closed
    ]
    kept: list[Items] = []
    for item in sorted([*found, *wide], key=lambda item: item.first):
        if kept and item.first < kept[-1].last:
            continue  # "drones" in "systems to counter drones"
        end = purpose_end(tokens, item.last, lexicon, closed)
        if end == item.last and item in wide:
            continue
        plain = " " not in item.item or tokens[item.last - 1].lower in WIDE
        if end > item.last and plain:
            stop = tokens[end - 1].end
            name = f"{item.item}{text[item.end : stop]}"
            item = item._replace(item=name, last=end, end=stop, is_known=True)
        kept.append(item)
    return kept


def with_unknown(
    tokens: Sequence[Token],
    text: str,
    found: list[Items],
    lexicon: Lexicon,
    closed: frozenset[int],
) -> list[Items]:
    """Add what is counted but is not in the tables: "12 seismographs"."""
    numbers = number_openings(tokens, lexicon)
    if not numbers:
        return found
    spans = closed.union(*(range(item.first, item.last) for item in found))
    unknown = list(counted(tokens, text, numbers, lexicon, spans))
    return sorted([*found, *unknown], key=BEGINNING) if unknown else found


def counted(
    tokens: Sequence[Token],
    text: str,
    numbers: Sequence[int],
    lexicon: Lexicon,
    spans: frozenset[int],
) -> Iterator[Items]:
    """Yield the plural nouns behind a number that no table knows."""
    for first in numbers:
        if first in spans or is_year(tokens[first]):
            continue
        number = read_number(tokens, first, lexicon)
        if number is None or number.value < 2:
            continue
        last = plural_end(tokens, number.last, lexicon, spans)
        if last is None:
            continue
        if first and number_before(tokens, number.last, lexicon) is None:
            continue
        head = tokens[last - 1].lower
        goods = Goods(head[:-1], "", is_model=False)
        yield measure(tokens, text, number.last, last, goods, lexicon, spans)


def count_behind(tokens: Sequence[Token], item: Items, lexicon: Lexicon) -> Items:
    """Read the number of "hand grenades: 100,000" in a list."""
    for at in range(item.last, min(item.last + 12, len(tokens) - 1)):
        if tokens[at].text in ":x×–-(" and item.quantity is None and item.first == 0:
            number = read_number(tokens, at + 1, lexicon)
            if number and all(t.type == "mark" for t in tokens[number.last :]):
                value, end = number.value, tokens[number.last - 1].end
                return item._replace(quantity=int(value), determiner="number", end=end)
    return item


def measure(
    tokens: Sequence[Token],
    text: str,
    first: int,
    last: int,
    goods: Goods,
    lexicon: Lexicon,
    closed: frozenset[int],
) -> Items:
    """Make Items: look left of the description for unit, number and qualifier."""
    name, at = named(tokens, text, first, last, goods, lexicon)
    behind, trailing = trailing_before(tokens, at)
    quantity, determiner, begin = count_before(tokens, behind, lexicon)
    if quantity is None and determiner == "" and at == first:
        at = long_name(tokens, at, lexicon, closed)
        if at < first:
            name = text[tokens[at].start : tokens[first].start] + name
            quantity, determiner, begin = count_before(tokens, at, lexicon)
    if not closed.isdisjoint(range(begin, at)):
        quantity, determiner, begin = None, "", at
    ranged = range_before(tokens, begin, quantity, lexicon)
    if ranged is not None:
        begin, trailing = ranged, "at_most"
    qualifier = trailing or "exact"
    if quantity:
        begin, qualifier = qualified(tokens, begin, qualifier, lexicon, closed)
    return Items(
        name,
        quantity,
        qualifier,
        goods.sector,
        determiner,
        goods.is_weak and first == last - len(goods.singular.split()),
        goods.is_model,
        is_known(tokens, first, last, goods, lexicon),
        begin,
        last,
        tokens[begin].start,
        tokens[last - 1].end,
    )


def qualified(
    tokens: Sequence[Token],
    begin: int,
    otherwise: str,
    lexicon: Lexicon,
    closed: frozenset[int],
) -> tuple[int, str]:
    """Return where a number begins with its "more than", and what that says."""
    before = qualifier_before(tokens, begin, lexicon, 0)
    if before is None or not closed.isdisjoint(range(before[0], begin)):
        return begin, otherwise
    return before


def named(
    tokens: Sequence[Token],
    text: str,
    first: int,
    last: int,
    goods: Goods,
    lexicon: Lexicon,
) -> tuple[str, int]:
    """Return what goods are called, with their measure, and where that begins."""
    name = singular(text[tokens[first].start : tokens[last - 1].end], goods, lexicon)
    opens = first == 0 and tokens[0].text[1:].islower()
    if opens and not starts_model(tokens, lexicon):
        name = name[0].lower() + name[1:]
    at = first - 1 if first and tokens[first - 1].lower == "other" else first
    if at < 2 or tokens[at - 1].lower != "of":
        return name, first
    unit = tokens[at - 2].lower
    if unit in lexicon.units_kept:
        return f"{lexicon.units_kept[unit]} of {name}", at - 2
    return name, at - 2 if unit in lexicon.units_dropped else first


def is_known(
    tokens: Sequence[Token], first: int, last: int, goods: Goods, lexicon: Lexicon
) -> bool:
    """Tell whether a noun is in the tables of goods."""
    if goods.sector or goods.is_model:
        return True
    listed = lexicon.goods.at(tokens, last - 1) or lexicon.goods.at(tokens, first)
    return listed is not None


def singular(phrase: str, goods: Goods, lexicon: Lexicon) -> str:
    """Return a description with its last noun in the singular."""
    words = "".join(c for c in phrase if c not in QUOTES).split()
    last = words[-1]
    lower = last.lower()
    if " of " in phrase:
        words = phrase.split(" of ", 1)
        return f"{lexicon.units_kept.get(words[0].lower(), words[0])} of {words[1]}"
    head = goods.singular.split()[-1]
    if lower in lexicon.irregular:
        words[-1] = lexicon.irregular[lower]
    elif lower not in lexicon.unchanged and lower == plural(head.lower()):
        words[-1] = last[: len(head)] if last.startswith(head) else head
    return " ".join(words)


def starts_model(tokens: Sequence[Token], lexicon: Lexicon) -> bool:
    """Tell whether the first word is the name of a model, and keeps its capital."""
    found = lexicon.goods.at(tokens, 0)
    return found is not None and found.value.is_model
