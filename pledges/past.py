"""What the records hold of each pledge on each day that is past, as spans of days."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from operator import attrgetter
from typing import Any

from django.db.models import Min
from django.db.models.functions import Coalesce

from .models import Evidence, Pledge, PledgeLink, PledgeState
from .models.states import DERIVED
from .tree import Tree, reached, whole_steps

Pledges = dict[int, Pledge]
Span = tuple[Any, ...]  # since, until, and the derived columns in their order
COLUMNS = ["since", "until", *DERIVED]


def store(pledges: Pledges, links: list[PledgeLink]) -> None:
    """
    Store the past of ``pledges``, which ``links`` connect; leaves alone what stays.

    Changes the derived attributes of the pledges in memory.
    """
    found = spans(pledges, links)
    stored: dict[int, list[Span]] = {}
    rows = PledgeState.objects.filter(pledge__in=pledges).order_by("since")
    for pk, *span in rows.values_list("pledge_id", *COLUMNS):
        stored.setdefault(pk, []).append(tuple(span))
    changed = [pk for pk in pledges if stored.get(pk) != found.get(pk)]
    PledgeState.objects.filter(pledge__in=set(changed) & stored.keys()).delete()
    PledgeState.objects.bulk_create(
        PledgeState(pledge_id=pk, **dict(zip(COLUMNS, span, strict=True)))
        for pk in changed
        for span in found.get(pk, [])
    )


def spans(pledges: Pledges, links: list[PledgeLink]) -> dict[int, list[Span]]:
    """Return for each pledge that was ever there the spans of its past, in order."""
    since = first_days(pledges, links)
    found: dict[int, list[Span]] = {}
    for web, own in webs({pk: pledges[pk] for pk in since}, links):
        for pk, changes in history(web, own, since).items():
            found[pk] = closed(changes)
    return found


def history(
    web: Pledges, links: list[PledgeLink], since: dict[int, date]
) -> dict[int, dict[date, Span]]:
    """Return for each pledge of one web the days on which something of it changed."""
    changes: dict[int, dict[date, Span]] = {pk: {} for pk in web}
    last: dict[int, Span] = {}
    for day in days_of(web, since):
        there = {pk: one for pk, one in web.items() if since[pk] <= day}
        hold = [one for one in links if {one.pledge_id, one.other_id} <= there.keys()]
        Tree(there, hold, day).count()
        for pk, pledge in there.items():
            now = tuple(getattr(pledge, name) for name in DERIVED)
            if last.get(pk) != now:
                changes[pk][day] = last[pk] = now
    return changes


def days_of(web: Pledges, since: dict[int, date]) -> list[date]:
    """Return the days on which anything in ``web`` can change."""
    days = {since[pk] for pk in web}
    steps = (step for pledge in web.values() for step in whole_steps(pledge))
    return sorted(days | {step.on for step in steps if step.on})


def closed(changes: dict[date, Span]) -> list[Span]:
    """Return spans of days out of the days on which they begin."""
    starts = list(changes)
    ends = [*starts[1:], None]
    return [(day, end, *changes[day]) for day, end in zip(starts, ends, strict=True)]


def webs(
    pledges: Pledges, links: Iterable[PledgeLink]
) -> Iterator[tuple[Pledges, list[PledgeLink]]]:
    """Yield the pledges that links connect, with these links; a lone one by itself."""
    near: defaultdict[int, set[int]] = defaultdict(set)
    held: defaultdict[int, list[PledgeLink]] = defaultdict(list)
    for link in links:
        if {link.pledge_id, link.other_id} <= pledges.keys():
            near[link.pledge_id].add(link.other_id)
            near[link.other_id].add(link.pledge_id)
            held[link.pledge_id].append(link)
    left = dict(pledges)
    for pk in pledges:
        if pk in left:
            web = {one: left.pop(one) for one in reached(pk, near)}
            own = [link for one in web for link in held.get(one, ())]
            # As they came: the first of several links says why a pledge is left out.
            yield web, sorted(own, key=attrgetter("pk"))


def first_days(pledges: Pledges, links: Iterable[PledgeLink]) -> dict[int, date]:
    """
    Return the day from which each pledge is there; none for one that has no day.

    That of its announcement. Without one, that of its whole's; or of its first dated
    step; or of the first article that tells of it.
    """
    days = {pk: one.announced_on for pk, one in pledges.items() if one.announced_on}
    undated = {pk: one for pk, one in pledges.items() if pk not in days}
    if not undated:
        return days
    promised = Tree(pledges, links)
    told = told_on(undated)
    for pk, pledge in undated.items():
        steps = [step.on for step in whole_steps(pledge) if step.on]
        day = promised.promised_on(pledge) or min(steps, default=told.get(pk))
        if day:
            days[pk] = day
    return days


def told_on(pledges: Iterable[int]) -> dict[int, date]:
    """Return the day of the first dated article behind each of ``pledges``."""
    behind = Evidence.objects.behind(list(pledges)).order_by()
    rows = behind.values(of=Coalesce("pledge_id", "item__pledge_id"))
    days = rows.annotate(on=Min("article__published_on")).values_list("of", "on")
    return {pk: on for pk, on in days if on}
