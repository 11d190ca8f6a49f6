"""Take apart what a decision made while nothing rests on it; only review.py does."""

from datetime import timedelta
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.utils import timezone

from . import ledger, search
from .counting import recount
from .models import Candidate, EquipmentItem, Evidence, Pledge, PledgeLink
from .models import ReportedTotal as Total

WINDOW = timedelta(minutes=15)


def take_apart(candidate: Candidate) -> None:
    """
    Remove the evidence of a decided ``candidate``, its steps, and what it opened.

    A record that was there before is again as it was. Raises ValidationError, saying
    why, if the public has had it for too long or something rests on it.
    """
    if timezone.now() - _decided_at(candidate) > WINDOW:
        minutes = WINDOW.seconds // 60
        raise _refused(f"It was decided more than {minutes} minutes ago.")
    evidence = Evidence.objects.get(candidate=candidate)
    item = evidence.item
    root = _root_of(evidence)
    _check_alone(root, evidence, candidate)
    pk = [root.pk]
    found = search.around(*(((), pk) if isinstance(root, Total) else (pk,)))
    kind = "totals" if isinstance(root, Total) else "pledges"
    ledger.note(**{kind: pk})
    evidence.events.all().delete()
    evidence.delete()
    if item:
        _restore_item(item, candidate)
    _restore(root, candidate)
    search.update(found)


def _root_of(evidence: Evidence) -> Pledge | Total:
    root = evidence.item.pledge if evidence.item else evidence.pledge or evidence.total
    return cast("Pledge | Total", root)


def _refused(why: str) -> ValidationError:
    return ValidationError(
        f"This cannot be taken back: {why} "
        "What the public has seen is withdrawn by a step, or corrected, on its page."
    )


def _decided_at(candidate: Candidate) -> Any:
    return candidate.decided_at


def _before(record: Any, candidate: Candidate) -> Any:
    """Return ``record`` as it was before the decision; None if it was not there."""
    older = record.history.filter(history_date__lt=_decided_at(candidate))
    return older.order_by("-history_date", "-history_id").first()


def _others(root: Pledge | Total, evidence: Evidence) -> Any:
    """Return what else ``root`` rests on."""
    every = Evidence.objects.exclude(pk=evidence.pk)
    return (
        every.filter(total=root) if isinstance(root, Total) else every.for_pledge(root)
    )


def _check_alone(
    root: Pledge | Total, evidence: Evidence, candidate: Candidate
) -> None:
    """Refuse where something was built on the decision."""
    if _others(root, evidence).filter(pk__gt=evidence.pk).exists():
        raise _refused("another passage was added to the same record since.")
    since = root.history.filter(history_date__gte=_decided_at(candidate))
    if since.values("version").distinct().count() > 1:
        raise _refused("the record was changed since.")
    if isinstance(root, Pledge) and _before(root, candidate) is None:
        own = root.links.exclude(reason=candidate.reason)
        if own.exists() or root.links_from.exists():
            raise _refused("another pledge was linked to it since.")


def _restore_item(item: EquipmentItem, candidate: Candidate) -> None:
    before = _before(item, candidate)
    if before is None:
        item.delete()
        return
    item.delivered_quantity = before.delivered_quantity
    item.save()


def _restore(root: Pledge | Total, candidate: Candidate) -> None:
    """Make ``root`` what it was; what the decision opened is unpublished and gone."""
    before = _before(root, candidate)
    root.published_at = before and before.published_at
    if isinstance(root, Pledge) and before:
        root.title, root.stage = before.title, before.stage
    root.save()
    if before is None:
        _remove(root)
    elif isinstance(root, Pledge):
        recount([root])


def _remove(root: Pledge | Total) -> None:
    links = PledgeLink.objects.filter(pledge=root.pk).select_related("other")
    others = [link.other for link in links] if isinstance(root, Pledge) else []
    root.delete()
    recount(others)
