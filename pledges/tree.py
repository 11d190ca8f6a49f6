"""The web of a pledge: its stage, and what links leave of it for a sum."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import cached_property

from .models import Pledge, PledgeLink, StageEvent
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


def whole_steps(pledge: Pledge) -> list[StageEvent]:
    """Return the steps of all of ``pledge``; a partial one does not move the rest."""
    return [
        event
        for event in pledge.events.all()
        if not event.retraction and event.amount in (None, pledge.amount)
    ]


def stage_of(pledge: Pledge, day: date | None = None) -> str:
    """
    Return the stage of ``pledge`` now, or as it was on ``day``.

    An undated step counts today alone. Before its first dated step a pledge was
    announced, unless it was only considered in the beginning.
    """
    steps = whole_steps(pledge)
    if day is None:
        return current_stage(steps) or Stage.ANNOUNCED
    told = [step for step in steps if step.on and step.on <= day]
    first = min(steps, key=_when, default=None)
    idea = first is not None and first.stage == Stage.CONSIDERED
    return current_stage(told) or (Stage.CONSIDERED if idea else Stage.ANNOUNCED)


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


class Tree:
    """Pledges that links connect, counted together, now or as of ``day``."""

    def __init__(
        self,
        pledges: dict[int, Pledge],
        links: Iterable[PledgeLink],
        day: date | None = None,
    ) -> None:
        self.pledges = pledges
        self.day = day
        self.away: dict[int, str] = {}
        self.whole_of: dict[int, int] = {}
        self.parts_of: dict[int, list[int]] = {}
        self.replaced: dict[int, list[tuple[int, str]]] = {}
        for link in links:
            self._take(link)

    def _take(self, link: PledgeLink) -> None:
        """Note which pledge of ``link`` is part of, or gives way to, the other."""
        one, other = link.pledge_id, link.other_id
        if link.relation == Relation.PART_OF:
            self.whole_of[one] = other
            self.parts_of.setdefault(other, []).append(one)
        elif link.relation == Relation.SUPERSEDES:
            why = WhyNot.SUPERSEDED.value
            self.replaced.setdefault(other, []).append((one, why))
        elif link.relation in LEFT_OUT:
            why = LEFT_OUT[Relation(link.relation)].value
            self.replaced.setdefault(one, []).append((other, why))

    def count(self) -> None:
        """Set the derived fields of every pledge; nothing is saved here."""
        for pledge in self.pledges.values():
            pledge.stage = stage_of(pledge, self.day)
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
        yield from self.replaced.get(pk, ())

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
        for part in self.parts_of.get(whole, ()):
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
        outside = self.ways.get(self.root(pk), ())
        return next((one for one in others if self.root(one) in outside), None)

    @cached_property
    def ways(self) -> dict[int, set[int]]:
        """
        Return which whole gives way to which, by parts that repeat the other.

        Never in a circle: if each of two wholes left a part to the other, the money of
        both would be gone. What would close one is counted in its own whole.
        """
        ways: dict[int, set[int]] = {}
        for part in sorted(self.whole_of):
            if self.pledges[part].counted:
                continue
            own = self.root(part)
            for other in map(self.root, self.counted_for(part)):
                if own not in reached(other, ways):
                    ways.setdefault(own, set()).add(other)
        return ways

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


def reached(start: int, near: Mapping[int, Iterable[int]]) -> set[int]:
    """Return ``start`` and all that ``near`` leads to from it, however far."""
    found, ahead = {start}, [start]
    while ahead:
        new = set(near.get(ahead.pop(), ())) - found
        found |= new
        ahead += new
    return found
