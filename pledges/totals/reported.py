"""Totals that others reported, beside our itemised sums; never added to anything."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import F, Q, Sum

from pledges.models import Actor, Evidence, Pledge, ReportedTotal
from pledges.models.vocabulary import MEASURE_STAGES, ActorKind, Measure
from pledges.terms import DEFAULT, Terms, worth_in

from .sums import Row


@dataclass(frozen=True)
class Claim:
    """A reported total and the passage that states it."""

    total: ReportedTotal
    quote: Evidence | None = None


@dataclass(frozen=True)
class Beside:
    """A reported total beside our itemised sum of the same donor on the same day."""

    claim: Claim
    itemised: Decimal | None
    in_groups: Decimal | None  # of it, promised to groups with the recipient
    as_firm: Decimal | None  # of it, as firm by now as the claim says it is
    gap: Decimal | None  # itemised less reported; None where either is unknown
    terms: Terms = DEFAULT  # our sum is of their measure; all is in their currency


def comparable(
    asked: dict[str, Any],
    donors: Iterable[Row],
    recipients: Iterable[str] = (),
    terms: Terms = DEFAULT,
) -> list[Claim]:
    """
    Return the reported totals that may stand beside the lines of ``donors``.

    ``asked`` is what the reader narrows by. A claimed total speaks of all aid of a
    donor to a recipient; beside a sum of one sector or stage, or without loans, it
    would mislead. ``recipients`` limits to claims about them. One query, oldest claim
    first.
    """
    broad = {"donor", "recipient", "with_groups", "announced_before", "sort"}
    if any(asked[name] for name in set(asked) - broad) or not terms.with_loans:
        return []
    public = ReportedTotal.objects.published(terms.currency, terms.as_of)
    reported = public.at_least(terms.measure).filter(
        Q(shown_sum__isnull=False),
        donor__code__in=[row.key for row in donors],
        is_part=False,
        sector="",
        instrument="",
        as_of__isnull=False,
    )
    if wanted := [*recipients, *(asked.get("recipient") or [])]:
        reported = reported.filter(recipient__code__in=wanted)
    if asked.get("announced_before"):
        reported = reported.filter(as_of__lte=asked["announced_before"])
    passages = Evidence.objects.filter(total__in=reported).select_related(
        "article", "total__donor", "total__recipient"
    )
    claims: dict[int | None, Claim] = {}
    for one in passages.order_by("total__as_of", "total_id", "pk"):
        if one.total is not None:
            claims.setdefault(one.total_id, Claim(one.total, one))
    return list(claims.values())


@dataclass(frozen=True)
class Promised:
    """What one donor promised in pledges that agree in the rest."""

    recipient: int | None
    on: date
    sector: str
    instrument: str
    stage: str
    worth: Decimal
    members: set[int]  # of the recipient, where that is a group


def beside(claims: Iterable[Claim], terms: Terms = DEFAULT) -> list[Beside]:
    """
    Set each reported total beside what its donor had promised by its day.

    The recipient's sum takes in the groups that it belongs to, since those who claim a
    total do. Where a total is of one sector or instrument, so is the sum. There is no
    sum beside an undated total, or one of several donors together. Loans are always
    in, since who states a total rarely says that they are not. One query.
    """
    listed = list(claims)
    if not listed:
        return []
    promised = _promised_by([claim.total for claim in listed], terms)
    return [
        _beside(claim, promised.get(claim.total.donor_id, []), terms)
        for claim in listed
    ]


def _within(total: ReportedTotal) -> Q:
    """Return the condition that a pledge may be in what ``total`` adds up."""
    found = Q(donor=total.donor_id, shown_promised_on__lte=total.as_of)
    if to := total.recipient_id:
        reached = Actor.objects.filter(Q(pk=to) | Q(members=to)).order_by()
        found &= Q(recipient__in=reached.values("pk"))
    return found


def _promised_by(
    claimed: list[ReportedTotal], terms: Terms
) -> dict[int, list[Promised]]:
    public = Pledge.objects.published(terms.currency, terms.as_of)
    dated = [_within(total) for total in claimed if total.as_of]
    within = reduce(or_, dated, Q(pk__in=[]))
    counted = public.in_measure(terms.measure).counted().filter(within)
    valued = counted.exclude(Q(shown_sum=None) | Q(shown_promised_on=None)).order_by()
    grouped = valued.values(
        *["donor_id", "recipient_id", "sector", "instrument"],
        on=F("shown_promised_on"),
        at_stage=F("shown_stage"),
        member=F("recipient__members"),  # a row for each member of a group
    ).annotate(worth=Sum("shown_sum"))
    keys = ["donor_id", "recipient_id", "on", "sector", "instrument", "at_stage"]
    members: dict[tuple[Any, ...], set[int]] = {}
    for *row, member in grouped.values_list(*keys, "worth", "member"):
        members.setdefault(tuple(row), set()).add(member)
    promised: dict[int, list[Promised]] = {}
    for (donor, *columns), found in members.items():
        row = Promised(*[*columns, found])
        promised.setdefault(donor, []).append(row)
    return promised


def _beside(claim: Claim, promised: list[Promised], terms: Terms) -> Beside:
    total = claim.total
    if total.as_of is None or total.donor.kind == ActorKind.GROUP:
        return Beside(claim, None, None, None, None, terms)
    until = [row for row in promised if row.on <= total.as_of and _of_kind(row, total)]
    to = total.recipient_id
    direct = [row for row in until if to in (None, row.recipient)]
    grouped = [row for row in until if to and to in row.members]
    rows = [*direct, *grouped]
    firm = [row for row in rows if row.stage in MEASURE_STAGES[Measure(total.measure)]]
    itemised, claimed = _sum(rows), worth_in(terms.currency, total)
    gap = None if itemised is None or claimed is None else itemised - claimed
    return Beside(claim, itemised, _sum(grouped), _sum(firm), gap, terms)


def _sum(rows: list[Promised]) -> Decimal | None:
    return sum((row.worth for row in rows), Decimal(0)) if rows else None


def _of_kind(row: Promised, total: ReportedTotal) -> bool:
    sector_agrees = total.sector in ("", row.sector)
    return sector_agrees and total.instrument in ("", row.instrument)
