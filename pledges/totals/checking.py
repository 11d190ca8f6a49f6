"""What somebody claims, beside our sums of the same donor, recipient and day."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from urllib.parse import urlencode

from pledges.currencies import Conversion, RateMissing, convert
from pledges.models.vocabulary import LOANS, Measure, Precision
from pledges.terms import EUR, NAMES, USD, WITH, WITHOUT, Terms

from .reported import Claim, comparable
from .sums import Cell, Pledges, Row, Total, cells, of

NEAREST = 3


@dataclass(frozen=True)
class Said:
    """A claim that a donor has given so much to a recipient by a day."""

    amount: Decimal
    currency: str
    qualifier: str
    donor: str
    donor_name: str
    recipient: str  # "" for anybody, as is its name
    recipient_name: str
    on: date

    def currency_under(self, terms: Terms) -> str:
        """Return in what it is compared: its own currency where our sums have it."""
        return self.currency if self.currency in (USD, EUR) else terms.currency


@dataclass(frozen=True)
class Sum:
    """What our records held on the day under one measure, and the claim beside it."""

    terms: Terms
    total: Total
    in_groups: Total  # of it, promised to groups with the recipient
    gap: Decimal | None  # our sum less the claim; None where either is unknown
    query: str  # under which the list shows the pledges that are counted


@dataclass(frozen=True)
class Checked:
    """A claim, what it is worth and what stands beside it; nobody is judged."""

    said: Said
    worth: Conversion | None  # in the currency of the sums; None without a rate
    sums: list[Sum]
    lead: Sum  # under the terms of the page
    nearest: list[Claim]  # what others stated of the same parties, nearest in time


def check(said: Said, pledges: Pledges, terms: Terms) -> Checked:
    """
    Set ``said`` beside the sums of ``pledges``, which are those of its day.

    Like a reported total, it is set beside what groups with the recipient were
    promised, too. Two queries, and up to eight for a rate.
    """
    worth = worth_of(said, said.currency_under(terms))
    day = Terms(currency=said.currency_under(terms), as_of=said.on)
    found = cells(pledges, day, by=["recipient", "instrument"])
    sums = [
        _sum(said, worth, found, replace(day, measure=measure, loans=loans))
        for measure in Measure
        for loans in (WITH, WITHOUT)
    ]
    asked = (terms.measure, terms.loans)
    [lead] = [one for one in sums if (one.terms.measure, one.terms.loans) == asked]
    return Checked(said, worth, sums, lead, nearest(said, terms))


def worth_of(said: Said, currency: str) -> Conversion | None:
    """Return the claim in ``currency`` at the rate of its month, if there is one."""
    try:
        return convert(said.amount, said.currency, currency, said.on, Precision.DAY)
    except RateMissing:
        return None


def _sum(said: Said, worth: Conversion | None, found: list[Cell], terms: Terms) -> Sum:
    some = [one for one in found if terms.with_loans or one.instrument not in LOANS]
    groups = [one for one in some if said.recipient not in ("", one.recipient)]
    total = replace(of(some, terms.measure), terms=terms)
    gap = None if worth is None or total.amount is None else total.amount - worth.amount
    shared = replace(of(groups, terms.measure), terms=terms)
    return Sum(terms, total, shared, gap, _query(said, terms))


def _query(said: Said, terms: Terms) -> str:
    parties = {"donor": said.donor}
    if said.recipient:
        parties |= {"recipient": said.recipient, "with_groups": "yes"}
    stated = {name: str(getattr(terms, name)) for name in NAMES}
    return urlencode({**parties, "counted": "yes", **stated})


def nearest(said: Said, terms: Terms) -> list[Claim]:
    """Return the reported totals of the same parties that are nearest in time."""
    public = Terms(currency=said.currency_under(terms), as_of=terms.as_of)
    donor = Row(said.donor, said.donor_name, Total())
    wanted = [said.recipient] if said.recipient else []
    claims = comparable({}, [donor], wanted, public)
    same = [one for one in claims if said.recipient or one.total.recipient is None]
    return sorted(same, key=lambda one: _days_from(said.on, one.total.as_of))[:NEAREST]


def _days_from(day: date, other: date | None) -> int:
    return abs((other or date.min) - day).days
