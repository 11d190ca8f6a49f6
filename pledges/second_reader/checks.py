"""Hold a claim against the article: its words, its figure, its goods, its day."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from pledges.extraction import Finding
from pledges.extraction.amounts import Amount, find_amounts
from pledges.extraction.lexicon import Lexicon
from pledges.extraction.lexicon.inflection import plural
from pledges.extraction.numbers import read_number
from pledges.extraction.tokens import Token, tokenise
from pledges.models.vocabulary import ClaimKind, Qualifier

from .schema import Refused

WORD = re.compile(r"\S+")
# How far around a quote a figure can reach that the quote cuts.
AROUND = 100
# A quote that stands in a text more often than this tells nobody where to look.
MAX_PLACES = 50


class Passages:
    """A text in which passages are found whose white space was changed."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.starts: list[int] = []  # of each word, in the text
        self.folded_starts: list[int] = []  # and with single blanks between words
        words: list[str] = []
        at = 0
        for match in WORD.finditer(text):
            words.append(match.group())
            self.starts.append(match.start())
            self.folded_starts.append(at)
            at += len(match.group()) + 1
        self.folded = " ".join(words)

    def of(self, quote: str) -> Iterator[tuple[int, int]]:
        """Yield start and end of the first passages that read as ``quote``."""
        wanted = " ".join(quote.split())
        last = -1
        for _ in range(MAX_PLACES):
            at = self.folded.find(wanted, last + 1)
            if at < 0:
                return
            last = at + len(wanted) - 1
            yield self.literal(at), self.literal(last) + 1

    def literal(self, at: int) -> int:
        """Return where a character of the folded text, no blank, stands in the text."""
        word = bisect_right(self.folded_starts, at) - 1
        return self.starts[word] + at - self.folded_starts[word]


@dataclass(frozen=True)
class Source:
    """What claims are held against."""

    passages: Passages
    published_on: date | None
    lexicon: Lexicon

    @property
    def text(self) -> str:
        """Return the article as it is stored."""
        return self.passages.text


def checked(finding: Finding, source: Source) -> Finding:
    """Return ``finding`` at its place in the text, or raise Refused."""
    check_day(finding.announced_on, source.published_on)
    places = list(source.passages.of(finding.quote))
    if not places:
        raise Refused("quote not in the article")
    reasons: list[Refused] = []
    for start, end in places:
        quote = source.text[start:end]
        try:
            return stated(replace(finding, quote=quote, start=start, end=end), source)
        except Refused as reason:
            reasons.append(reason)
    raise reasons[0]


def check_day(on: date | None, published_on: date | None) -> None:
    """Refuse a promise made after its article; a day is for the zones of the earth."""
    if on and published_on and on > published_on + timedelta(days=1):
        raise Refused("day after the article")


def stated(finding: Finding, source: Source) -> Finding:
    """Return ``finding`` if its passage states its figure, or raise Refused."""
    if finding.kind == ClaimKind.EQUIPMENT:
        check_goods(finding, source)
        return finding
    amount = stated_amount(finding, source)
    if amount.low is None:
        return finding
    return replace(finding, amount_min=amount.low, amount_qualifier=Qualifier.AT_MOST)


def readings(finding: Finding, text: str) -> tuple[list[Token], list[Token]]:
    """
    Return the tokens of a quote by itself, and with what stands around it.

    A figure must be read in both: "$37" is a passage of "$37 million", and not its sum.
    """
    begin, end = max(0, finding.start - AROUND), finding.end + AROUND
    around = tokenise(text, begin, min(len(text), end))
    return tokenise(text, finding.start, finding.end), around


def overlap(finding: Finding, start: int, end: int) -> bool:
    """Tell whether a stretch of the text shares a character with the quote."""
    return start < finding.end and finding.start < end


def stated_amount(finding: Finding, source: Source) -> Amount:
    """Return the sum of the passage that the claim states, or raise Refused."""
    found: list[Amount] = []
    for tokens in readings(finding, source.text):
        sums = [
            amount
            for amount in each(find_amounts(tokens, source.lexicon))
            if is_claimed(amount, finding, source.lexicon)
        ]
        if not sums:
            raise Refused("figure not in the quote")
        found = sums
    return found[0]


def each(amounts: Sequence[Amount]) -> Iterator[Amount]:
    """Yield sums, and the same sums in the currency that stands behind them."""
    for amount in amounts:
        yield amount
        if amount.other:
            yield amount.other


def is_claimed(amount: Amount, finding: Finding, lexicon: Lexicon) -> bool:
    """Tell whether a sum is that of the claim; "$" is any dollar that uses the sign."""
    currencies = {amount.currency, *lexicon.shared_money.get(amount.written, ())}
    return (
        overlap(finding, amount.start, amount.end)
        and amount.value == finding.amount
        and finding.currency in currencies
    )


def check_goods(finding: Finding, source: Source) -> None:
    """Refuse goods that the passage does not name, or not in this number."""
    for tokens in readings(finding, source.text):
        numbers = numbers_in(tokens, source.lexicon)
        values = [n for n, start, end in numbers if overlap(finding, start, end)]
        if finding.quantity is not None and finding.quantity not in values:
            raise Refused("figure not in the quote")
    named = {t.lower for t in tokenise(source.text, finding.start, finding.end)}
    words = [t.lower for t in tokenise(finding.item or "") if t.type != "mark"]
    if not any({word, plural(word)} & named for word in words if word.isalpha()):
        raise Refused("goods not in the quote")


def numbers_in(
    tokens: Sequence[Token], lexicon: Lexicon
) -> Iterator[tuple[Decimal | int, int, int]]:
    """Yield the numbers among the tokens with start and end; "a dozen" is 12."""
    i = 0
    while i < len(tokens):
        found = lexicon.groups.at(tokens, i) or read_number(tokens, i, lexicon)
        if found is None:
            i += 1
            continue
        yield found.value, tokens[i].start, tokens[found.last - 1].end
        i = found.last
