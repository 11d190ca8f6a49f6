"""Find sums of money: signs, codes, words, ranges, qualifiers, two currencies."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from pledges.extraction.lexicon import Lexicon
from pledges.extraction.lexicon.grammar import closed_words
from pledges.extraction.numbers import (
    HYPHENS,
    Number,
    may_open_number,
    read_number,
)
from pledges.extraction.qualifiers import qualifier_before
from pledges.extraction.ranges import like_pair, pair_of, read_range
from pledges.extraction.tokens import Token, tokenise

SMALLEST_BARE: Final = Decimal(10**6)
# Between a sum and the same sum in another currency.
CONVERSION_WORDS: Final = closed_words("amounts", "conversion_words")
LONGEST_CONVERSION: Final = 9
# What may follow "2 million" for it to be money without a sign.
AFTER_BARE: Final = closed_words("amounts", "after_bare")


@dataclass(frozen=True, slots=True)
class Amount:
    """A sum of money, in whole units; tokens ``first`` to ``last``."""

    value: Decimal
    # the sign or word as written, and its currency ("" where the donor decides)
    written: str
    currency: str
    qualifier: str
    first: int
    last: int
    start: int
    end: int
    # the lower end of a range
    low: Decimal | None = None
    # "sign", "word", "bare" (inherits its currency) or "same" ("the same amount")
    form: str = "sign"
    # the same sum in another currency, as the text gives it in brackets
    other: "Amount | None" = None


def amounts_in(text: str, lexicon: Lexicon | None = None) -> list[Amount]:
    """
    Return every sum of money in ``text``, left to right.

    >>> [(a.value, a.currency, a.qualifier) for a in amounts_in("up to €5–10m")]
    [(Decimal('10000000'), 'EUR', 'at_most')]
    """
    return find_amounts(tokenise(text), lexicon or Lexicon.load())


def find_amounts(tokens: Sequence[Token], lexicon: Lexicon) -> list[Amount]:
    """Return the sums among the tokens, two currencies of one sum joined."""
    return join_conversions(tokens, list(scan(tokens, lexicon)))


def scan(tokens: Sequence[Token], lexicon: Lexicon) -> Iterator[Amount]:
    """Yield every sum as it is written."""
    i, free = 0, 0
    while i < len(tokens):
        if not may_open(tokens[i], lexicon):
            i += 1
            continue
        found = (
            signed(tokens, i, lexicon)
            or worded(tokens, i, lexicon)
            or bare(tokens, i, lexicon)
        )
        if found is None:
            i += 1
            continue
        for amount in found:
            yield qualified(tokens, amount, lexicon, free)
        i = free = found[-1].last


def may_open(token: Token, lexicon: Lexicon) -> bool:
    """Tell at a glance whether a sum can begin with a token."""
    return (
        may_open_number(token, lexicon)
        or token.text in lexicon.signs
        or token.lower == "the"
    )


def make(
    tokens: Sequence[Token], number: Number, last: int, written: str, code: str
) -> Amount:
    """Make an Amount that ends before token ``last``."""
    start, end = tokens[number.first].start, tokens[last - 1].end
    return Amount(number.value, written, code, "exact", number.first, last, start, end)


def signed(tokens: Sequence[Token], i: int, lexicon: Lexicon) -> list[Amount] | None:
    """Read "$37 million", "USD 725 mln", "Rs. 300 crore", "€5–10m"."""
    written = tokens[i].text
    if written not in lexicon.signs:
        return None
    at = i + 1
    if (
        at < len(tokens)
        and tokens[at].text == "."
        and tokens[i].type in ("word", "sign")
    ):
        at += 1
    if at < len(tokens) and tokens[at].text in lexicon.signs:
        at += 1
    number = read_number(tokens, at, lexicon, money=True)
    if number is None or tokens[at].type != "number" or runs_on(tokens, number):
        return None
    low, number = read_range(tokens, number, lexicon, {written})
    amount = make(tokens, number, number.last, written, code_of(written, lexicon))
    word = (
        lexicon.money_words.at(tokens, number.last)
        if number.last < len(tokens)
        else None
    )
    if word and written == "$" and word.value:
        amount = replace(amount, currency=word.value, last=word.last)
    return [replace(amount, first=i, start=tokens[i].start, low=low)]


def runs_on(tokens: Sequence[Token], number: Number) -> bool:
    """Tell whether letters are glued to a number: "$1e400" is no dollar."""
    if number.last >= len(tokens):
        return False
    following = tokens[number.last]
    touches = following.start == tokens[number.last - 1].end
    return touches and following.type in ("word", "model")


def code_of(written: str, lexicon: Lexicon) -> str:
    """Return the currency of a sign or word; "" where only the donor can tell."""
    return lexicon.signs.get(written, "")


def worded(tokens: Sequence[Token], i: int, lexicon: Lexicon) -> list[Amount] | None:
    """Read "65 billion yen", "2-billion-dollar", "17 and 10 million dollars"."""
    number = read_number(tokens, i, lexicon, money=True)
    if number is None:
        return None
    pair = pair_of(tokens, number, lexicon)
    low, upper = (None, pair) if pair else read_range(tokens, number, lexicon, set())
    at = upper.last
    if at + 1 < len(tokens) and tokens[at].text in HYPHENS:
        at += 1
    word = lexicon.money_words.at(tokens, at) if at < len(tokens) else None
    if word is None:
        signed_behind = at < len(tokens) and tokens[at].text in lexicon.signs
        last = at + 1
        return (
            [make_worded(tokens, upper, last, low, lexicon)] if signed_behind else None
        )
    amount = make_worded(tokens, upper, word.last, low, lexicon)
    if pair is None:
        return [amount]
    first = replace(amount, value=like_pair(number.value, pair), first=i)
    return [replace(first, start=tokens[i].start), amount]


def make_worded(
    tokens: Sequence[Token],
    number: Number,
    last: int,
    low: Decimal | None,
    lexicon: Lexicon,
) -> Amount:
    """Make the Amount of a number with its currency behind it."""
    written = " ".join(
        t.lower for t in tokens[number.last : last] if t.text not in HYPHENS
    )
    word = lexicon.money_words.at(tokens, last - written.count(" ") - 1)
    code = word.value if word else code_of(tokens[last - 1].text, lexicon)
    amount = make(tokens, number, last, written, code)
    return replace(amount, low=low, form="word")


def bare(tokens: Sequence[Token], i: int, lexicon: Lexicon) -> list[Amount] | None:
    """Read "374 million" alone, which means money once the text speaks of money."""
    same = same_amount(tokens, i)
    if same:
        return same
    if i and tokens[i - 1].type == "sign":
        return None  # the dollar of a country that no table knows
    number = read_number(tokens, i, lexicon)
    if number is None or not number.has_scale or number.value < SMALLEST_BARE:
        return None
    following = tokens[number.last] if number.last < len(tokens) else None
    if following is None or (
        following.type == "mark" and following.text not in HYPHENS
    ):
        ends = True
    else:
        ends = following.lower in AFTER_BARE
    if not ends:
        return None
    return [replace(make(tokens, number, number.last, "", ""), form="bare")]


def same_amount(tokens: Sequence[Token], i: int) -> list[Amount] | None:
    """Read "the same amount", to be filled with the sum before it."""
    words = [token.lower for token in tokens[i : i + 3]]
    if words not in (["the", "same", "amount"], ["the", "same", "sum"]):
        return None
    start, end = tokens[i].start, tokens[i + 2].end
    zero = Amount(Decimal(0), "", "", "exact", i, i + 3, start, end)
    return [replace(zero, form="same")]


def qualified(
    tokens: Sequence[Token], amount: Amount, lexicon: Lexicon, free: int
) -> Amount:
    """Add the qualifier that stands before or behind the sum."""
    before = qualifier_before(tokens, amount.first, lexicon, free)
    if before:
        first, name = before
        amount = replace(amount, first=first, start=tokens[first].start, qualifier=name)
    elif amount.last < len(tokens):
        behind = lexicon.trailing.at(tokens, amount.last)
        if behind:
            end = tokens[behind.last - 1].end
            amount = replace(amount, last=behind.last, end=end, qualifier=behind.value)
    return replace(amount, qualifier="at_most") if amount.low is not None else amount


def join_conversions(tokens: Sequence[Token], found: list[Amount]) -> list[Amount]:
    """Join a sum with the same sum in another currency right behind it."""
    joined: list[Amount] = []
    for amount in found:
        if joined and is_conversion(tokens, joined[-1], amount):
            whole = replace(joined[-1], other=amount, last=amount.last)
            joined[-1] = whole
        else:
            joined.append(amount)
    return joined


def is_conversion(tokens: Sequence[Token], a: Amount, b: Amount) -> bool:
    """Tell whether only words of conversion stand between two sums."""
    between = tokens[a.last : b.first]
    if a.other or a.written == b.written or b.form in ("bare", "same"):
        return False
    if not 0 < len(between) <= LONGEST_CONVERSION or not a.written:
        return False
    return all(token.lower in CONVERSION_WORDS for token in between)
