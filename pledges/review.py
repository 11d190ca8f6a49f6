"""The one door to publication: record, correct, accept, link, reject, undo."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from copy import copy
from datetime import date
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import (
    ObjectDoesNotExist,
    PermissionDenied,
    ValidationError,
)
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from . import decisions, ledger, search
from .counting import recount, value
from .decisions import AlreadyDecidedError as AlreadyDecidedError
from .decisions import StaleVersionError as StaleVersionError
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
from .models.vocabulary import CandidateState, ChangedBy, ClaimKind, Precision
from .quotes import rest_on_quotes
from .records import Record as Record
from .records import note_event, supported
from .undoing import take_apart

PERMISSION = "pledges.publish_pledge"
MAY_SUPPORT: dict[str, tuple[type[Record], ...]] = {
    ClaimKind.PLEDGE: (Pledge,),
    ClaimKind.EQUIPMENT: (EquipmentItem, Pledge),
    ClaimKind.TOTAL: (ReportedTotal,),
}


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
    role = ChangedBy.EDITOR if by else ChangedBy.PROGRAM
    with transaction.atomic(), ledger.entry(role):
        DataVersion.increase()
        yield


def record(
    article: Article, quote: str, fields: Mapping[str, Any], near: int = 0
) -> Candidate:
    """
    Enter a claim that the extractor did not see, as a pending candidate.

    Of several passages that read like ``quote`` it is the first from ``near`` on.
    Raises ValidationError if there is none.
    """
    candidate = Candidate(article=article, rules=[BY_HAND], **fields)
    candidate.quote = quote
    candidate.start, candidate.end = place_of(article, quote, near)
    candidate.full_clean()
    candidate.save()
    return candidate


def place_of(article: Article, quote: str, near: int = 0) -> tuple[int, int]:
    """Return start and end of ``quote`` in ``article``, or raise ValidationError."""
    start = article.text.find(quote, near) if quote else -1
    if start < 0:
        raise ValidationError({"quote": "The quote does not occur in the article."})
    return start, start + len(quote)


def correct(candidate: Candidate, changes: Mapping[str, Any]) -> None:
    """Store ``changes`` to a claim, which still waits for a reviewer."""
    with transaction.atomic():
        decisions.correct(candidate, changes)


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
    Raises AlreadyDecidedError, StaleVersionError, ValidationError or PermissionDenied.
    """
    with publishing(by):
        return _accept(candidate, by, changes or {}, into)


def accept_linked(
    candidate: Candidate,
    by: User | None,
    relation: str,
    other: Pledge,
    reason: str,
    changes: Mapping[str, Any] | None = None,
) -> Record:
    """
    Publish ``candidate`` as a new pledge that stands in ``relation`` to ``other``.

    Both happen or neither. The claim keeps the reason that the link has.
    """
    with publishing(by):
        _read_anew(other)
        said = {**(changes or {}), "reason": reason.strip()}
        made = _accept(candidate, by, said, None)
        pledge = made.pledge if isinstance(made, EquipmentItem) else made
        if not isinstance(pledge, Pledge):
            raise ValidationError("A total is linked to no pledge.")
        _link(pledge, relation, other, reason.strip())
    return made


def _accept(
    candidate: Candidate,
    by: User | None,
    changes: Mapping[str, Any],
    into: Record | None,
) -> Record:
    if into is not None:
        if not isinstance(into, MAY_SUPPORT[candidate.kind]):
            raise ValidationError("This claim cannot support a record of that kind.")
        _read_anew(into)
    new_item = candidate.kind == ClaimKind.EQUIPMENT and isinstance(into, Pledge)
    merged = into is not None and not new_item
    state = CandidateState.MERGED if merged else CandidateState.ACCEPTED
    decisions.decide(candidate, state, by, changes)
    made = supported(candidate, into)
    if isinstance(made, ReportedTotal):
        search.update(search.around(totals=[made.pk]))
        return made
    pledge = _publish(made.pledge if isinstance(made, EquipmentItem) else made)
    return pledge if isinstance(made, Pledge) else made


def _read_anew(record: Record) -> None:
    """Take in what became of ``record`` while we waited in the queue."""
    try:
        record.refresh_from_db()
    except ObjectDoesNotExist as gone:
        raise ValidationError("The decision on this record was taken back.") from gone
    if isinstance(record, EquipmentItem):
        record.pledge.refresh_from_db()


def reject(candidate: Candidate, by: User | None, reason: str) -> None:
    """Set ``candidate`` aside for ``reason``, which must say something."""
    may_publish(by)
    if not reason.strip():
        raise ValidationError({"reason": "Say why this is rejected."})
    with transaction.atomic():
        decisions.decide(
            candidate, CandidateState.REJECTED, by, {"reason": reason.strip()}
        )


def undo(candidate: Candidate, by: User | None) -> None:
    """
    Take back what ``by`` decided on ``candidate``: it waits again, as corrected.

    What it published is gone with it, if that is minutes old and nothing else rests on
    it, see undoing.py; else ValidationError says why not. Raises PermissionDenied
    where the decision is another's, AlreadyDecidedError where it no longer stands.
    """
    may_publish(by)
    if candidate.decided_by_id != (by.pk if by else None):
        raise PermissionDenied("Who decided takes it back.")
    published = candidate.state in (CandidateState.ACCEPTED, CandidateState.MERGED)
    with publishing(by) if published else transaction.atomic():
        decided = copy(candidate)
        decisions.reopen(candidate)
        if published:
            take_apart(decided)


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
    with publishing(by):
        return _link(pledge, relation, other, reason)


def _link(pledge: Pledge, relation: str, other: Pledge, reason: str) -> PledgeLink:
    made = PledgeLink(pledge=pledge, relation=relation, other=other, reason=reason)
    made.full_clean()
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
