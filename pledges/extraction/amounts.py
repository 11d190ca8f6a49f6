"""Find sums of money: signs, codes, words, ranges, qualifiers, two currencies."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final, NamedTuple

from pledges.extraction.lexicon import Lexicon
from pledges.extraction.lexicon.grammar import closed_words
from pledges.extraction.numbers import (
    HYPHENS,
    Number,
    may_open_number,
    read_number,
    shortened,
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


class Amount(NamedTuple):
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
    free = 0
    for i in openings(tokens, lexicon):
        found = sums_at(tokens, i, lexicon) if i >= free else None
        if found is not None:
            for amount in found:
                yield share_of(tokens, qualified(tokens, amount, lexicon, free))
            free = found[-1].last


def openings(tokens: Sequence[Token], lexicon: Lexicon) -> list[int]:
    """Return where a sum may begin."""
    signs, openers = lexicon.signs, lexicon.sum_openers
    return [
        i
        for i, token in enumerate(tokens)
        if token.type == "number"
        or token.lower in openers
        or token.text in signs
        or ("-" in token.lower and may_open_number(token, lexicon))
    ]


def sums_at(tokens: Sequence[Token], i: int, lexicon: Lexicon) -> list[Amount] | None:
    """Return the sum, or the pair of sums, that begins at a token."""
    found = signed(tokens, i, lexicon) or same_amount(tokens, i)
    if found:
        return found
    number = read_number(tokens, i, lexicon, money=True)
    if number is None:
        return None
    return worded(tokens, number, lexicon) or bare(tokens, number, lexicon)


def make(
    tokens: Sequence[Token],
    first: int,
    last: int,
    value: Decimal,
    written: str,
    code: str,
    low: Decimal | None = None,
    form: str = "sign",
) -> Amount:
    """Make an Amount of tokens ``first`` to ``last``."""
    start, end = tokens[first].start, tokens[last - 1].end
    return Amount(value, written, code, "exact", first, last, start, end, low, form)


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
    last, code = number.last, code_of(written, lexicon)
    word = (
        lexicon.money_words.at(tokens, last)
        if written == "$" and last < len(tokens)
        else None
    )
    if word and word.value:
        last, code = word.last, word.value
    return [make(tokens, i, last, number.value, written, code, low)]


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


def worded(
    tokens: Sequence[Token], number: Number, lexicon: Lexicon
) -> list[Amount] | None:
    """Read "65 billion yen", "2-billion-dollar", "17 and 10 million dollars"."""
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
    value, first = like_pair(number.value, pair), number.first
    start = tokens[first].start
    return [amount._replace(value=value, first=first, start=start), amount]


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
    return make(
        tokens, number.first, last, number.value, written, code, low, form="word"
    )


def bare(
    tokens: Sequence[Token], money: Number, lexicon: Lexicon
) -> list[Amount] | None:
    """Read "374 million" alone, which means money once the text speaks of money."""
    i = money.first
    if not money.has_scale or (i and tokens[i - 1].type == "sign"):
        return None  # or the dollar of a country that no table knows
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
    behind = [token.lower for token in tokens[number.last : number.last + 2]]
    if behind == ["of", "them"]:
        return None  # "600 million of them" are what was counted before
    return [make(tokens, i, number.last, number.value, "", "", form="bare")]


def same_amount(tokens: Sequence[Token], i: int) -> list[Amount] | None:
    """Read "the same amount", to be filled with the sum before it."""
    if tokens[i].lower != "the":
        return None
    words = [token.lower for token in tokens[i : i + 3]]
    if words not in (["the", "same", "amount"], ["the", "same", "sum"]):
        return None
    return [make(tokens, i, i + 3, Decimal(0), "", "", form="same")]


def share_of(tokens: Sequence[Token], amount: Amount) -> Amount:
    """Read "half of the 400 million kronor" as 200 million."""
    at = amount.first
    while at > 0 and tokens[at - 1].lower in ("its", "that", "the", "their"):
        at -= 1
    if at < 2 or at == amount.first or tokens[at - 1].lower != "of":
        return amount
    share = SHARES.get(tokens[at - 2].lower)
    if share is None:
        return amount
    first = at - 2 - (at > 2 and tokens[at - 3].lower in ("a", "one"))
    value = shortened((amount.value / share).quantize(CENT))
    return amount._replace(value=value, first=first, start=tokens[first].start)


# A third of a sum has no end: what is kept of money are its cents.
CENT: Final = Decimal("0.01")
SHARES: Final = {"half": 2, "third": 3, "quarter": 4, "fifth": 5, "tenth": 10}


def qualified(
    tokens: Sequence[Token], amount: Amount, lexicon: Lexicon, free: int
) -> Amount:
    """Add the qualifier that stands before or behind the sum."""
    first, last, qualifier = amount.first, amount.last, amount.qualifier
    before = qualifier_before(tokens, first, lexicon, free)
    behind = lexicon.trailing.at(tokens, last) if last < len(tokens) else None
    if before:
        first, qualifier = before
    elif behind:
        last, qualifier = behind.last, behind.value
    elif amount.low is None:
        return amount
    return amount._replace(
        first=first,
        last=last,
        start=tokens[first].start,
        end=tokens[last - 1].end,
        qualifier=qualifier if amount.low is None else "at_most",
    )


def join_conversions(tokens: Sequence[Token], found: list[Amount]) -> list[Amount]:
    """Join a sum with the same sum in another currency right behind it."""
    joined: list[Amount] = []
    for amount in found:
        if joined and is_conversion(tokens, joined[-1], amount):
            whole = joined[-1]._replace(other=amount, last=amount.last)
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
