"""The history of a pledge's rows: who added, changed or deleted which, and when."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Q

from pledges.models import EquipmentItem, Evidence, PledgeLink, StageEvent

from .guarded import ReadableChanges

SHOWN = 200
PLACE = {"start", "end"}  # follows from the quote


@dataclass(frozen=True)
class RowChange:
    """What somebody did to one row."""

    at: datetime
    by: str
    what: str
    row: str
    changes: list[Any]


def row_changes(pledge: str) -> list[RowChange]:
    """Return what was done to the rows of the pledge with this key, newest first."""
    of_pledge = Q(pledge_id=pledge)
    items = EquipmentItem.history.filter(of_pledge).values("id")
    asked: list[tuple[Any, Q]] = [
        (Evidence, of_pledge | Q(item_id__in=items)),
        (EquipmentItem, of_pledge),
        (StageEvent, of_pledge),
        (PledgeLink, of_pledge),
    ]
    found = [change for model, rows in asked for change in _changes(model, rows)]
    return sorted(found, key=lambda change: change.at, reverse=True)[:SHOWN]


def _changes(model: Any, rows: Q) -> Iterator[RowChange]:
    """Yield each version of ``rows`` with what it changed in the one before."""
    records = model.history.filter(rows).select_related("history_user")
    versions = [None, *records.order_by("id", "history_id")]
    for before, after in pairwise(versions):
        same = before is not None and before.id == after.id
        yield RowChange(
            at=after.history_date,
            by=str(after.history_user or "the program"),
            what=after.get_history_type_display(),
            row=_label(after),
            changes=_differences(before, after) if same else [],
        )


def _differences(before: Any, after: Any) -> list[Any]:
    delta = after.diff_against(before, PLACE, foreign_keys_are_objs=True)
    told = ReadableChanges(after.instance_type, after).context_for_delta_changes(delta)
    return list(told)


def _label(record: Any) -> str:
    """Name the row; a pledge at the other end of a link may be gone."""
    kind = record.instance._meta.verbose_name.capitalize()
    try:
        return f"{kind}: {record.instance}"
    except ObjectDoesNotExist:
        return f"{kind} to a pledge that was deleted"
