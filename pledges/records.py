"""Build the records that a candidate becomes; only review.py calls this."""

from datetime import date

from django.core.exceptions import ValidationError
from django.utils import timezone

from . import ledger
from .counting import value
from .models import (
    Candidate,
    EquipmentItem,
    Evidence,
    Pledge,
    ReportedTotal,
    StageEvent,
)
from .models.vocabulary import (
    STAGE_ORDER,
    ClaimKind,
    Measure,
    Precision,
    Stage,
    WhyNot,
)

Record = Pledge | EquipmentItem | ReportedTotal


def supported(candidate: Candidate, into: Record | None) -> Record:
    """Give ``into``, or a new record, the evidence and steps of ``candidate``."""
    if candidate.kind == ClaimKind.PLEDGE:
        return _pledge(candidate, into)
    if candidate.kind == ClaimKind.EQUIPMENT:
        return _item(candidate, into)
    return _total(candidate, into)


def _pledge(candidate: Candidate, into: Record | None) -> Pledge:
    pledge = into if isinstance(into, Pledge) else pledge_from(candidate)
    step(pledge, candidate, _evidence(candidate, pledge=pledge))
    return pledge


def _item(candidate: Candidate, into: Record | None) -> EquipmentItem:
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
    return item


def _total(candidate: Candidate, into: Record | None) -> ReportedTotal:
    total = into if isinstance(into, ReportedTotal) else total_from(candidate)
    value(total)
    total.published_at = total.published_at or timezone.now()
    total.full_clean()
    total.save()
    _evidence(candidate, total=total)
    ledger.note(totals=[total.pk])
    return total


def _evidence(candidate: Candidate, **supports: Record) -> Evidence:
    return Evidence.objects.create(
        article=candidate.article,
        quote=candidate.quote,
        start=candidate.start,
        end=candidate.end,
        candidate=candidate,
        **supports,
    )


def _dated(candidate: Candidate) -> tuple[date | None, str]:
    """Return the day of the promise; without one, that it was known by publication."""
    if candidate.announced_on:
        return candidate.announced_on, candidate.announced_precision
    return candidate.article.published_on, Precision.BY


def pledge_from(candidate: Candidate) -> Pledge:
    """Store the pledge that ``candidate`` opens; not published yet."""
    if candidate.donor is None:
        raise ValidationError({"donor": "A pledge needs a donor, if only several."})
    announced_on, precision = _dated(candidate)
    goods = candidate.kind == ClaimKind.EQUIPMENT
    pledge = Pledge(
        donor=candidate.donor,
        recipient=candidate.recipient,
        channel=candidate.channel,
        title=title_of(candidate),
        sector=candidate.sector,
        instrument=candidate.instrument,
        amount=None if goods else candidate.amount,
        amount_min=None if goods else candidate.amount_min,
        currency="" if goods else candidate.currency,
        amount_qualifier=candidate.amount_qualifier,
        announced_on=announced_on,
        announced_precision=precision,
        stage=candidate.stage,
        held_out=WhyNot.UNCERTAIN if candidate.is_uncertain else "",
    )
    value(pledge)
    pledge.full_clean()
    pledge.save()
    return pledge


def title_of(candidate: Candidate) -> str:
    """Return a short title in our own words: figure, donor and recipient."""
    giver = candidate.donor.usual_name if candidate.donor else "Unnamed donor"
    taker = candidate.recipient.usual_name if candidate.recipient else "not stated"
    if candidate.kind == ClaimKind.EQUIPMENT or candidate.amount is None:
        what = "aid in kind"
    else:
        what = f"{candidate.currency} {candidate.amount:,.0f}"
    return f"{giver} to {taker}: {what}"[:200]


def title_of_goods(pledge: Pledge) -> str:
    """Return the title of a pledge in kind: its first lines, and how many more."""
    lines = [str(item) for item in pledge.items.order_by("pk")]
    named = ", ".join(lines[:3])
    more = f" and {len(lines) - 3} more" if len(lines) > 3 else ""
    parties = pledge.title.rpartition(": ")[0]
    return f"{parties}: {named}"[: 200 - len(more)] + more


def home_of(candidate: Candidate) -> Pledge | None:
    """Return the in-kind pledge of the same article that the goods may belong to."""
    same = Pledge.objects.filter(
        donor=candidate.donor,
        recipient=candidate.recipient,
        amount__isnull=True,
        items__evidence__article=candidate.article,
        items__evidence__candidate__stage=candidate.stage,
    )
    return same.first()


def item_from(candidate: Candidate, pledge: Pledge) -> EquipmentItem:
    """Store the line of goods that ``candidate`` names, in ``pledge``."""
    item = EquipmentItem(
        pledge=pledge,
        name=candidate.item,
        quantity=candidate.quantity,
        quantity_qualifier=candidate.quantity_qualifier,
        is_part=candidate.is_part,
    )
    item.full_clean()
    item.save()
    if pledge.amount is None:
        pledge.title = title_of_goods(pledge)
    return item


def total_from(candidate: Candidate) -> ReportedTotal:
    """Return the unsaved reported total that ``candidate`` states."""
    if candidate.donor is None or candidate.amount is None:
        raise ValidationError("A reported total needs a donor and an amount.")
    stage = candidate.stage
    firm = STAGE_ORDER[stage] >= STAGE_ORDER[Stage.COMMITTED]
    measure = Measure.COMMITTED if firm else Measure.PROMISED
    return ReportedTotal(
        donor=candidate.donor,
        recipient=candidate.recipient,
        measure=Measure.DELIVERED if stage == Stage.DELIVERED else measure,
        sector=candidate.sector,
        instrument=candidate.instrument,
        amount=candidate.amount,
        currency=candidate.currency,
        amount_qualifier=candidate.amount_qualifier,
        as_of=candidate.announced_on or candidate.article.published_on,
        speaker=candidate.speaker,
        is_part=candidate.is_part,
    )


def step(pledge: Pledge, candidate: Candidate, evidence: Evidence) -> None:
    """Note the step that the claim states; a firm one has its promise first."""
    announced_on, precision = _dated(candidate)
    if candidate.stage in (Stage.CONSIDERED, Stage.ANNOUNCED):
        note_event(pledge, candidate.stage, announced_on, precision, evidence)
        return
    if candidate.announced_on:
        note_event(pledge, Stage.ANNOUNCED, announced_on, precision, evidence)
    known_on = candidate.article.published_on
    note_event(pledge, candidate.stage, known_on, Precision.BY, evidence)


def note_event(
    pledge: Pledge,
    stage: str,
    on: date | None,
    precision: str = Precision.DAY,
    evidence: Evidence | None = None,
) -> StageEvent:
    """Add a step to ``pledge``, unless it has the same step on the same day."""
    event: StageEvent = StageEvent.objects.standing().get_or_create(
        pledge=pledge,
        stage=stage,
        on=on,
        defaults={"precision": precision, "evidence": evidence},
    )[0]
    return event
