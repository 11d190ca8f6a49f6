"""Work out what each pledge adds to a sum: its stage, its value, its parts."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from decimal import Decimal

from .currencies import Conversion, RateMissing, to_eur, to_usd
from .models import Pledge, PledgeLink, ReportedTotal, StageEvent
from .models.vocabulary import (
    STAGE_ORDER,
    Precision,
    Relation,
    Stage,
    ValueBasis,
    WhyNot,
)

SET_ASIDE = {Stage.SUSPENDED.value, Stage.WITHDRAWN.value}
NEVER_COUNTED = {Stage.CONSIDERED.value, *SET_ASIDE}
# Who is left out when one pledge stands to another so: itself, or the other.
LEFT_OUT = {
    Relation.RE_ANNOUNCES: WhyNot.RE_ANNOUNCED,
    Relation.DRAWS_DOWN: WhyNot.DRAWS_DOWN,
    Relation.DUPLICATES: WhyNot.DUPLICATE,
}
DERIVED = ["stage", "counted", "why_not"]
DERIVED += ["promised_on", "counted_usd", "counted_eur"]


def value(record: Pledge | ReportedTotal) -> None:
    """Set the converted amounts of ``record`` and their rule; None without a rate."""
    usd, eur = _converted(to_usd, record), _converted(to_eur, record)
    record.amount_usd = usd and usd.amount
    record.amount_eur = eur and eur.amount
    record.rate_rule = (usd and usd.rule) or (eur and eur.rule) or ""
    if isinstance(record, Pledge):
        record.rate_usd = usd.rate if usd else None
        record.rate_eur = eur.rate if eur else None


def _converted(
    convert: Callable[..., Conversion], record: Pledge | ReportedTotal
) -> Conversion | None:
    if record.amount is None:
        return None
    when: tuple[date | None, str] = (
        (record.as_of, Precision.DAY)
        if isinstance(record, ReportedTotal)
        else (record.announced_on, record.announced_precision)
    )
    try:
        return convert(record.amount, record.currency, *when)
    except RateMissing:
        return None


def current_stage(events: Iterable[StageEvent]) -> str | None:
    """
    Return the stage that ``events`` lead to, or None if there are none.

    A pledge only rises, whatever order articles tell it in, until it is suspended or
    withdrawn; a later step after that counts afresh. An undated step comes first, but
    an undated withdrawal last: what is withdrawn was promised before.
    """
    stage: str | None = None
    for event in sorted(events, key=_when):
        if stage is None or event.stage in SET_ASIDE or _lifts(event, stage):
            stage = event.stage
    return stage


def _lifts(event: StageEvent, stage: str) -> bool:
    """Say whether ``event`` leads on from ``stage``."""
    if stage in SET_ASIDE:
        # An article that only looks back on a promise does not revive it.
        return event.precision != Precision.BY
    return STAGE_ORDER[event.stage] > STAGE_ORDER[stage]


def _whole_steps(pledge: Pledge) -> list[StageEvent]:
    """Return the steps of all of ``pledge``; a partial one does not move the rest."""
    return [
        event
        for event in pledge.events.all()
        if not event.retraction and event.amount in (None, pledge.amount)
    ]


def _when(event: StageEvent) -> tuple[int, str, int]:
    undated = 2 if event.stage in SET_ASIDE else 0
    place = undated if event.on is None else 1
    return place, str(event.on or ""), STAGE_ORDER[event.stage]


def stated(pledge: Pledge, field: str) -> Decimal | None:
    """Return a converted amount of ``pledge``; None where its value is an estimate."""
    if pledge.value_basis == ValueBasis.ESTIMATED:
        return None
    amount: Decimal | None = getattr(pledge, field)
    return amount


def recount(pledges: Iterable[Pledge]) -> None:
    """
    Bring the derived columns of ``pledges`` and all that they are linked to up to date.

    Call it in the transaction of every change of a pledge, an event or a link.
    """
    family = _family({pledge.pk for pledge in pledges})
    # What is not published yet takes nothing from what is.
    links = (
        PledgeLink.objects.standing()
        .filter(
            pledge__in=family,
            pledge__published_at__isnull=False,
            other__published_at__isnull=False,
        )
        .exclude(relation=Relation.TOPS_UP)
    )
    by_pk = Pledge.objects.prefetch_related("events").in_bulk(family)
    _Tree(by_pk, list(links)).count()
    for pledge in by_pk.values():
        Pledge.objects.filter(pk=pledge.pk).update(
            **{name: getattr(pledge, name) for name in DERIVED}
        )


def _family(pks: set[int]) -> set[int]:
    """Return ``pks`` and every pledge that links reach from them, either way."""
    family, ahead = set(pks), set(pks)
    while ahead:
        forth = PledgeLink.objects.filter(pledge__in=ahead)
        back = PledgeLink.objects.filter(other__in=ahead)
        reached = {link.other_id for link in forth} | {link.pledge_id for link in back}
        ahead = reached - family
        family |= ahead
    return family


class _Tree:
    """Pledges that links connect, counted together."""

    def __init__(self, pledges: dict[int, Pledge], links: list[PledgeLink]) -> None:
        self.pledges = pledges
        self.links = links
        self.away: dict[int, str] = {}
        self.whole_of = {
            link.pledge_id: link.other_id
            for link in links
            if link.relation == Relation.PART_OF
        }

    def count(self) -> None:
        """Set the derived fields of every pledge; nothing is saved here."""
        for pledge in self.pledges.values():
            pledge.stage = current_stage(_whole_steps(pledge)) or Stage.ANNOUNCED
        for pledge in self.pledges.values():
            pledge.why_not = self.why_not(pledge)
            pledge.counted = not pledge.why_not
        for pledge in self.pledges.values():
            pledge.counted_usd = self.left_over(pledge, "amount_usd")
            pledge.counted_eur = self.left_over(pledge, "amount_eur")
            pledge.promised_on = self.promised_on(pledge)

    def why_not(self, pledge: Pledge) -> str:
        """Return why ``pledge`` enters no sum, or "" if it does."""
        if pledge.stage in NEVER_COUNTED:
            return pledge.stage
        return self.linked_away(pledge.pk) or pledge.held_out

    def linked_away(self, pk: int) -> str:
        """Return the link that leaves ``pk`` out, its own or that of its whole."""
        if pk not in self.away:
            whole = self.whole_of.get(pk)
            own = (why for one, why in self.instead_of(pk) if self.stands(one, why))
            self.away[pk] = next(own, "") or (self.linked_away(whole) if whole else "")
        return self.away[pk]

    def instead_of(self, pk: int) -> Iterator[tuple[int, str]]:
        """Yield each pledge that a link puts in the place of ``pk``, and why."""
        for link in self.links:
            if link.pledge_id == pk and link.relation in LEFT_OUT:
                yield link.other_id, LEFT_OUT[Relation(link.relation)].value
            if link.other_id == pk and link.relation == Relation.SUPERSEDES:
                yield link.pledge_id, WhyNot.SUPERSEDED.value

    def stands(self, pk: int, why: str) -> bool:
        """
        Say whether ``pk`` takes the place of a pledge that a link leaves out, ``why``.

        It does if it is counted, or was until it was set aside, or if a third one is
        counted in its place. What is only considered replaces nothing. What is in
        doubt replaces no earlier pledge, but who repeats it shares the doubt.
        """
        pledge = self.pledges[pk]
        if pledge.stage in NEVER_COUNTED:
            return pledge.stage in SET_ASIDE or bool(self.linked_away(pk))
        shared = bool(pledge.held_out) and why != WhyNot.SUPERSEDED
        return shared or bool(self.linked_away(pk)) or not self.why_not(pledge)

    def promised_on(self, pledge: Pledge) -> date | None:
        """Return the day of the promise; a part was promised when its whole was."""
        days = {pledge.announced_on}
        whole = self.whole_of.get(pledge.pk)
        while whole:
            days.add(self.pledges[whole].announced_on)
            whole = self.whole_of.get(whole)
        return min((day for day in days if day), default=None)

    def left_over(self, pledge: Pledge, field: str) -> Decimal | None:
        """
        Return what ``pledge`` adds to a sum: its amount less that of its parts.

        None if it is not counted, or has no stated amount that is converted. Parts that
        are only considered, or held out, leave their money with the whole; not so a
        part that repeats a pledge outside, which is counted there.
        """
        amount = stated(pledge, field)
        if not pledge.counted or amount is None:
            return None
        return max(amount - self.taken(pledge.pk, field), Decimal(0))

    def taken(self, whole: int, field: str) -> Decimal:
        """Return what the parts of ``whole`` count apart from it, or their parts do."""
        apart: dict[int, Decimal] = {}
        for part, other in self.whole_of.items():
            if other == whole:
                # Two parts for which one pledge outside stands are one sum of money.
                counted = self.counted_outside(part) or part
                before = apart.get(counted, Decimal(0))
                apart[counted] = max(before, self.apart(part, field))
        return sum(apart.values(), Decimal(0))

    def apart(self, pk: int, field: str) -> Decimal:
        """Return what a part takes from its whole."""
        part = self.pledges[pk]
        gone = part.counted or part.stage in SET_ASIDE or self.counted_outside(pk)
        own = stated(part, field) if gone else None
        return max(own or Decimal(0), self.taken(pk, field))

    def counted_outside(self, pk: int) -> int | None:
        """Return a counted pledge outside the whole of ``pk`` that stands for it."""
        if self.pledges[pk].counted:
            return None
        others = self.counted_for(pk)
        return next((one for one in others if self.root(one) != self.root(pk)), None)

    def counted_for(self, pk: int) -> Iterator[int]:
        """Yield the counted pledges to which links lead from ``pk``, however far."""
        for one, _ in self.instead_of(pk):
            if self.pledges[one].counted:
                yield one
            else:
                yield from self.counted_for(one)
        if whole := self.whole_of.get(pk):
            yield from self.counted_for(whole)

    def root(self, pk: int) -> int:
        """Return the whole that ``pk`` is in the end part of, or itself."""
        while whole := self.whole_of.get(pk):
            pk = whole
        return pk
