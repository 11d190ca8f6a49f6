"""What the extractor hands out: findings, and their form as claims in JSON."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

PUBLISHABLE: Final = 0.5

Figure = int | Decimal
Claim = dict[str, object]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a text claims, with the passage and the rules it rests on."""

    # text[start:end] == quote, always; the figure stands within it
    kind: str
    quote: str
    start: int
    end: int
    donor: str | None = None
    recipient: str | None = None
    channel: str | None = None
    amount: Decimal | None = None
    currency: str | None = None
    amount_qualifier: str | None = None
    amount_min: Decimal | None = None
    item: str | None = None
    quantity: Figure | None = None
    quantity_qualifier: str | None = None
    stage: str | None = None
    instrument: str | None = None
    sector: str | None = None
    announced_on: date | None = None
    part_of: bool = False
    # findings of one sentence, or of the lines of one list, never repeat each other
    group: int = -1
    rules: tuple[str, ...] = ()
    score: float = 0.0
    # where the figure stands; the whole quote where nobody says
    figure_start: int = -1
    figure_end: int = -1

    @property
    def figure(self) -> str:
        """Return the words of the figure itself: "five generators"."""
        begin, end = self.figure_start - self.start, self.figure_end - self.start
        return self.quote[begin:end] if self.figure_start >= 0 else self.quote

    @property
    def is_weak(self) -> bool:
        """Tell whether this is for the reviewer's eyes only and no claim."""
        return self.score < PUBLISHABLE


def to_claim(finding: Finding, claim_names: Mapping[str, str]) -> Claim:
    """Return the JSON form of a finding; ``claim_names`` are by actor code."""
    claim: Claim = {
        "kind": finding.kind,
        "donor": named(finding.donor, claim_names),
        "recipient": named(finding.recipient, claim_names),
        "channel": finding.channel,
        "amount": plain(finding.amount),
        "currency": finding.currency,
        "amount_qualifier": finding.amount_qualifier,
        "amount_min": plain(finding.amount_min),
        "item": finding.item,
        "quantity": plain(finding.quantity),
        "quantity_qualifier": finding.quantity_qualifier,
        "status": finding.stage,
        "instrument": finding.instrument,
        "sector": finding.sector,
        "announced_on": finding.announced_on.isoformat()
        if finding.announced_on
        else None,
        "part_of": finding.part_of,
        "quote": finding.quote,
        "figure": finding.figure,
        "start": finding.start,
        "end": finding.end,
        "rules": list(finding.rules),
        "score": finding.score,
    }
    return claim


def named(code: str | None, claim_names: Mapping[str, str]) -> str | None:
    """Return what a claim calls an actor."""
    return None if code is None else claim_names.get(code, code)


def plain(number: Figure | None) -> int | float | None:
    """Return a number as JSON has it: whole where it is whole."""
    if number is None:
        return None
    return int(number) if number == int(number) else float(number)
