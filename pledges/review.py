"""The one door to publication: record, accept, correct, merge, reject, link."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from .counting import recount, value
from .models import (
    Article,
    Candidate,
    DataVersion,
    EquipmentItem,
    Evidence,
    Pledge,
    PledgeLink,
    ReportedTotal,
    StageEvent,
)
from .models.articles import BY_HAND
from .models.vocabulary import CandidateState, ClaimKind, Precision, Stage
from .quotes import rest_on_quotes
from .records import item_from, note_event, pledge_from, step, total_from

PERMISSION = "pledges.publish_pledge"
Record = Pledge | EquipmentItem | ReportedTotal
MAY_SUPPORT: dict[str, tuple[type[Record], ...]] = {
    ClaimKind.PLEDGE: (Pledge,),
    ClaimKind.EQUIPMENT: (EquipmentItem, Pledge),
    ClaimKind.TOTAL: (ReportedTotal,),
}


class AlreadyDecidedError(Exception):
    """Somebody else decided on this candidate first; nothing was changed."""


class StaleVersionError(Exception):
    """The record was changed since the form was opened; nothing was changed."""


def may_publish(by: User | None) -> None:
    """Raise PermissionDenied unless ``by`` may publish; None is the program itself."""
    if by is not None and not by.has_perm(PERMISSION):
        raise PermissionDenied("Only reviewers publish.")


@contextmanager
def publishing(by: User | None) -> Iterator[None]:
    """
    Open the one transaction in which ``by`` changes what the public sees.

    The data version rises first: its row is the queue in which writers wait for one
    another, so that no two of them count the same pledges at once.
    """
    may_publish(by)
    with transaction.atomic():
        DataVersion.increase()
        yield


def record(article: Article, quote: str, fields: Mapping[str, Any]) -> Candidate:
    """
    Enter a claim that the extractor did not see, as a pending candidate.

    Raises ValidationError if ``quote`` does not occur in the article.
    """
    candidate = Candidate(article=article, rules=[BY_HAND], **fields)
    candidate.quote = quote
    candidate.start, candidate.end = place_of(article, quote)
    candidate.full_clean()
    candidate.save()
    return candidate


def place_of(article: Article, quote: str) -> tuple[int, int]:
    """Return start and end of ``quote`` in ``article``, or raise ValidationError."""
    start = article.text.find(quote) if quote else -1
    if start < 0:
        raise ValidationError({"quote": "The quote does not occur in the article."})
    return start, start + len(quote)


def accept(
    candidate: Candidate,
    by: User | None,
    changes: Mapping[str, Any] | None = None,
    into: Record | None = None,
) -> Record:
    """
    Publish what ``candidate`` claims, with ``changes`` made by the reviewer.

    ``into`` is an existing record that the claim supports: then only its evidence and
    steps grow (for equipment, a Pledge means a new item in that pledge). Without it
    a new record is made, for equipment in a new pledge in kind. Returns the record.
    Raises AlreadyDecidedError, ValidationError or PermissionDenied.
    """
    new_item = candidate.kind == ClaimKind.EQUIPMENT and isinstance(into, Pledge)
    merged = into is not None and not new_item
    state = CandidateState.MERGED if merged else CandidateState.ACCEPTED
    doors: dict[str, Callable[[Candidate, Record | None], Record]] = {
        ClaimKind.PLEDGE: _accept_pledge,
        ClaimKind.EQUIPMENT: _accept_equipment,
        ClaimKind.TOTAL: _accept_total,
    }
    if into is not None and not isinstance(into, MAY_SUPPORT[candidate.kind]):
        raise ValidationError("This claim cannot support a record of that kind.")
    with publishing(by):
        # It may have changed while we waited in the queue.
        if into is not None:
            into.refresh_from_db()
        if isinstance(into, EquipmentItem):
            into.pledge.refresh_from_db()
        _decide(candidate, state, by, changes or {})
        return doors[candidate.kind](candidate, into)


def reject(candidate: Candidate, by: User | None, reason: str) -> None:
    """Set ``candidate`` aside for ``reason``, which must say something."""
    may_publish(by)
    if not reason.strip():
        raise ValidationError({"reason": "Say why this is rejected."})
    with transaction.atomic():
        _decide(candidate, CandidateState.REJECTED, by, {"reason": reason.strip()})


def _decide(
    candidate: Candidate,
    state: CandidateState,
    by: User | None,
    changes: Mapping[str, Any],
) -> None:
    """Take the candidate out of the queue, once; compare-and-swap on its state."""
    taken = Candidate.objects.pending().filter(pk=candidate.pk).update(state=state)
    if not taken:
        raise AlreadyDecidedError(f"{candidate} was decided before.")
    for name, new in changes.items():
        setattr(candidate, name, new)
    candidate.state, candidate.decided_at = state, timezone.now()
    candidate.decided_by = by
    candidate.full_clean()
    candidate.save()


def _evidence(candidate: Candidate, **supports: Record) -> Evidence:
    return Evidence.objects.create(
        article=candidate.article,
        quote=candidate.quote,
        start=candidate.start,
        end=candidate.end,
        candidate=candidate,
        **supports,
    )


def _accept_pledge(candidate: Candidate, into: Record | None) -> Pledge:
    pledge = into if isinstance(into, Pledge) else pledge_from(candidate)
    step(pledge, candidate, _evidence(candidate, pledge=pledge))
    return _publish(pledge)


def _accept_equipment(candidate: Candidate, into: Record | None) -> EquipmentItem:
    item = into if isinstance(into, EquipmentItem) else None
    if item is None:
        pledge = into if isinstance(into, Pledge) else pledge_from(candidate)
        item = item_from(candidate, pledge)
    if candidate.stage == Stage.DELIVERED and candidate.quantity:
        item.delivered_quantity = max(candidate.quantity, item.delivered_quantity or 0)
        item.save()
    evidence = _evidence(candidate, item=item)
    # Goods that arrived say nothing of the money that was promised with them.
    if item.pledge.amount is None:
        step(item.pledge, candidate, evidence)
    _publish(item.pledge)
    return item


def _accept_total(candidate: Candidate, into: Record | None) -> ReportedTotal:
    total = into if isinstance(into, ReportedTotal) else total_from(candidate)
    value(total)
    total.published_at = total.published_at or timezone.now()
    total.full_clean()
    total.save()
    _evidence(candidate, total=total)
    return total


def add_event(
    pledge: Pledge,
    stage: str,
    on: date,
    article: Article,
    quote: str,
    by: User | None,
) -> StageEvent:
    """Add a step that a passage of ``article`` shows, and count anew."""
    start, end = place_of(article, quote)
    with publishing(by):
        pledge.refresh_from_db()
        evidence = Evidence.objects.create(
            article=article, quote=quote, start=start, end=end, pledge=pledge
        )
        event = note_event(pledge, stage, on, Precision.DAY, evidence)
        _publish(pledge)
    return event


def link(
    pledge: Pledge, relation: str, other: Pledge, reason: str, by: User | None
) -> PledgeLink:
    """Relate two pledges for a stated ``reason``, and count both anew."""
    made = PledgeLink(pledge=pledge, relation=relation, other=other, reason=reason)
    made.full_clean()
    with publishing(by):
        made.save()
        recount([pledge, other])
    return made


def publish(pledge: Pledge, by: User | None) -> Pledge:
    """Publish a pledge that an editor entered; each figure must rest on a quote."""
    with publishing(by):
        pledge.refresh_from_db()  # only what is stored is published
        return _publish(pledge)


def _publish(pledge: Pledge) -> Pledge:
    unquoted = rest_on_quotes(pledge) if pledge.published_at is None else []
    if unquoted:
        raise ValidationError(unquoted)
    pledge.published_at = pledge.published_at or timezone.now()
    pledge.save()
    recount([pledge])
    pledge.refresh_from_db()
    return pledge


def revise(pledge: Pledge, by: User | None, version: int) -> Pledge:
    """
    Store the changed ``pledge``, which its editor saw as ``version``.

    Raises StaleVersionError if somebody stored another version since, and
    PermissionDenied if the pledge is published and ``by`` may not publish.
    """
    # A draft is nobody's news: the data version stays.
    with publishing(by) if pledge.published_at else transaction.atomic():
        # What was published in the meantime is not the draft that its editor saw.
        seen = Pledge.objects.filter(
            pk=pledge.pk, version=version, published_at=pledge.published_at
        )
        if not seen.update(version=F("version") + 1):
            raise StaleVersionError(f"{pledge} was changed by somebody else.")
        pledge.version = version + 1
        value(pledge)
        pledge.save()
        recount([pledge])
        pledge.refresh_from_db()
    return pledge


def enter(pledge: Pledge, by: User | None) -> Pledge:
    """Store a new ``pledge`` as a draft that ``by`` entered by hand."""
    if by is not None and not by.has_perm("pledges.add_pledge"):
        raise PermissionDenied("Only editors enter pledges.")
    with transaction.atomic():
        value(pledge)
        pledge.save()
        recount([pledge])
        pledge.refresh_from_db()
    return pledge
