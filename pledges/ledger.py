"""The ledger: one row for each change of a published record, written with it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import islice
from typing import Any, NamedTuple

from django.db import transaction
from django.utils import timezone

from .models import Change, DataVersion, Pledge, ReportedTotal
from .models.vocabulary import (
    MEASURE_STAGES,
    ChangedBy,
    ChangeKind,
    Measure,
    Stage,
)
from .public import Public, State, pledges_shown, totals_shown

AT_ONCE = 500
# Whose sums a pledge is in: a change of these takes it out of one and into another.
ACCOUNT = ("donor", "recipient", "instrument")
STATED = ("amount", "currency", "value_basis")
# What follows from other pledges, and from rates.
DERIVED = {"counted", "why_not", "promised_on", "counted_usd", "counted_eur"}
DERIVED |= {"rate_usd", "rate_eur", "rate_rule", "amount_usd", "amount_eur"}


@dataclass
class Touched:
    """The records that may have changed since an entry was begun, and by whom."""

    role: ChangedBy
    first: ChangeKind
    pledges: set[int] = field(default_factory=set)
    totals: set[int] = field(default_factory=set)


_open: ContextVar[Touched | None] = ContextVar("open", default=None)


@contextmanager
def entry(
    role: ChangedBy = ChangedBy.PROGRAM, first: ChangeKind = ChangeKind.PUBLISHED
) -> Iterator[Touched]:
    """
    Note at the end what changed within, each record once; use it in a transaction.

    An entry within another one is left to that: nobody saw what was between.
    """
    if outer := _open.get():
        yield outer
        return
    touched = Touched(role, first)
    token = _open.set(touched)
    try:
        yield touched
    finally:
        _open.reset(token)
    _write(touched)


def note(pledges: Iterable[int] = (), totals: Iterable[int] = ()) -> None:
    """Note what changed of these records, now or with the entry that is open."""
    with entry() as touched:
        touched.pledges.update(pledges)
        touched.totals.update(totals)


def begin() -> None:
    """Note what was published before there was a ledger."""
    with transaction.atomic(), entry(first=ChangeKind.OPENING) as touched:
        for model, pks in (Pledge, touched.pledges), (ReportedTotal, touched.totals):
            rows = model._default_manager.filter(published_at__isnull=False)
            pks.update(rows.values_list("pk", flat=True))


def _write(touched: Touched) -> None:
    """Compare what the ledger says of the ``touched`` records with what they are."""
    kinds = (
        ("pledge", touched.pledges, pledges_shown),
        ("total", touched.totals, totals_shown),
    )
    for name, pks, shown in kinds:
        ahead = iter(sorted(pks))
        while some := list(islice(ahead, AT_ONCE)):
            before, after = told(name, some), shown(some)
            rows = [
                (pk, change)
                for pk in some
                for change in changes(before[pk], after.get(pk, Public()), touched)
            ]
            _store(name, rows, touched.role)


def _store(name: str, rows: list[tuple[int, Change]], role: ChangedBy) -> None:
    if not rows:
        return
    version, now = DataVersion.current(), timezone.now()
    for pk, change in rows:
        change.version, change.at, change.role = version, now, role
        setattr(change, f"{name}_id", pk)
    Change.objects.bulk_create(change for _, change in rows)


def told(name: str, pks: list[int]) -> dict[int, State]:
    """Return what the ledger says so far that each record is; nothing if not public."""
    rows = Change.objects.filter(**{f"{name}__in": pks}).order_by("pk")
    found: defaultdict[int, State] = defaultdict(dict)
    for pk, fields in rows.values_list(f"{name}_id", "fields"):
        state = found[pk] | {one["field"]: one["after"] for one in fields}
        found[pk] = {key: value for key, value in state.items() if value}
    return found


def changes(before: State, public: Public, touched: Touched) -> Iterator[Change]:
    """Yield the unsaved change from ``before`` to ``public``, if there is one."""
    after = public.state
    if before == after:
        return
    keys = list(dict.fromkeys([*before, *after]))
    changed = [key for key in keys if before.get(key) != after.get(key)]
    kind = kind_of(before, after, changed) if before else touched.first
    said = [public.reasons[key] for key in changed if key in public.reasons]
    of_both: dict[str, Any] = {
        "fields": [
            {"field": key, "before": before.get(key, ""), "after": after.get(key, "")}
            for key in changed
        ],
        "reason": "\n".join(dict.fromkeys(said)),
    }
    moved = before and after and any(key in ACCOUNT for key in changed)
    if moved:
        yield Change(kind=ChangeKind.MOVED, **of_both, **account(before, before, {}))
    start = {} if moved else before
    yield Change(kind=kind, **of_both, **account(after or before, start, after))


def account(of: State, before: State, after: State) -> dict[str, Any]:
    """Return whose sums a change is in, and its effect on them."""
    parties = {key: of.get(key, "") for key in ("title", *ACCOUNT)}
    return parties | {
        f"{measure}_{currency}": effect(
            *(part(state, measure, currency) for state in (before, after))
        )
        for measure in Measure
        for currency in ("usd", "eur")
    }


class Part(NamedTuple):
    """What a record is in a sum: nothing, a known worth, or what is stated instead."""

    is_in: bool = False
    worth: Decimal | None = None
    stated: tuple[str, ...] = ()


def part(state: State, measure: Measure, currency: str) -> Part:
    """Return what a record is in the sum of ``measure``."""
    stages = MEASURE_STAGES[measure]
    if state.get("counted") != "yes" or state.get("stage") not in stages:
        return Part()
    if worth := state.get(f"counted_{currency}"):
        return Part(True, Decimal(worth))
    return Part(True, None, tuple(state.get(name, "") for name in STATED))


def effect(before: Part, after: Part) -> Decimal | None:
    """Return by how much a sum rises; None where only what is unknown changed."""
    if before == after:
        return Decimal(0)
    if before.worth is None and after.worth is None:
        return None
    return (after.worth or Decimal(0)) - (before.worth or Decimal(0))


def kind_of(before: State, after: State, changed: list[str]) -> ChangeKind:
    """Return what happened to a record that was public, by the most telling field."""
    if not after:
        return ChangeKind.UNDONE
    rows = {key.partition(" ")[0] for key in changed if " " in key}
    if any(" " in key for key in before.keys() - after.keys()):
        return ChangeKind.RETRACTED
    if "stage" in changed:
        return STAGES.get(after["stage"], ChangeKind.STAGE)
    if "link" in rows:
        return ChangeKind.LINKED
    own = [key for key in changed if not is_new(key, before) and key not in DERIVED]
    if own:
        return ChangeKind.CORRECTED
    return ChangeKind.SUPPORTED if rows else ChangeKind.RECOUNTED


def is_new(key: str, before: State) -> bool:
    """Say whether ``key`` is a further quote, or step that moves nothing."""
    return key.startswith(("quote ", "step ")) and key not in before


STAGES = {
    Stage.DELIVERED.value: ChangeKind.DELIVERED,
    Stage.WITHDRAWN.value: ChangeKind.WITHDRAWN,
}
