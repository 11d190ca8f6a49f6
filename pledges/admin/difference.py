"""Say in words how a known record differs from a claim, and what can be made of it."""

from collections.abc import Iterator
from decimal import Decimal

from django.utils.html import format_html

from pledges.models import Candidate, EquipmentItem, Pledge, ReportedTotal
from pledges.models.vocabulary import STAGE_ORDER, Relation, Stage
from pledges.records import Record

from . import words
from .known import Known

SMALL = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
DAYS_A_MONTH = 30
RELATIONS = [
    (Relation.TOPS_UP, "adds to"),
    (Relation.SUPERSEDES, "replaces"),
    (Relation.RE_ANNOUNCES, "repeats"),
    (Relation.PART_OF, "is part of"),
    (Relation.DRAWS_DOWN, "is paid out of"),
    (Relation.DUPLICATES, "duplicates"),
]
# What a reviewer can make of a claim and a record that it is compared with.
HOW = [("", "one more report, or a step, of it")]
HOW += [(code, f"a new pledge that {label} it") for code, label in RELATIONS]


def label(known: Known) -> str:
    """Return a line by which a reviewer tells a record from others, as HTML."""
    return format_html(
        '{} <span class="difference">{} <span class="offer">→ {}</span></span>',
        named(known.record),
        difference(known),
        offer(known),
    )


def named(record: Record) -> str:
    """Return what ``record`` is called among others, with its day."""
    if isinstance(record, EquipmentItem):
        pledge = record.pledge
        return f"Item: {record}, in {pledge.pk}: {pledge}, {_on(pledge)}"
    if isinstance(record, ReportedTotal):
        return f"Total: {words.figure(record)}, {record.as_of or 'undated'}"
    return f"Pledge {record.pk}: {record}, {_on(record)}"


def _on(pledge: Pledge) -> str:
    return str(pledge.announced_on or "undated")


def difference(known: Known) -> str:
    """Return how the record differs: same amount, 3 days earlier, two sources."""
    return ", ".join(part for part in _parts(known) if part)


def _parts(known: Known) -> Iterator[str]:
    claim, record, like = known.claim, known.record, known.like
    if isinstance(record, EquipmentItem):
        yield _name(claim.item, record.name)
        yield _pieces(claim, record)
    else:
        yield _amount(claim, record, like.gap, like.is_near_amount)
        yield "same channel" if like.is_same_channel else ""
    yield "undated" if like.days is None else _days(like.days)
    if pledge := known.pledge:
        yield _stages(claim, pledge)
    yield from _parties(claim, known.pledge or record)
    yield _sources(known)
    if pledge and pledge.published_at is None:
        yield "a draft"


def _amount(
    claim: Candidate,
    record: Pledge | ReportedTotal,
    gap: Decimal | None,
    is_near: bool,
) -> str:
    if gap == 0:
        return "same amount"
    if gap is not None:
        more = "more" if gap > 0 else "less"
        return f"{words.money(abs(gap), record.currency)} {more} than here"
    if record.amount is None:
        return "" if claim.amount is None else "no amount there"
    there = words.money(record.amount, record.currency)
    return f"about the same amount, as {there}" if is_near else f"{there} there"


def _name(here: str, there: str) -> str:
    return "" if here.casefold() == there.casefold() else f"called “{there}”"


def _pieces(claim: Candidate, item: EquipmentItem) -> str:
    if claim.quantity is None:
        return ""
    if item.quantity is None:
        return "no number there"
    gap = item.quantity - claim.quantity
    if gap == 0:
        return "same number"
    return f"{abs(gap):,} {'more' if gap > 0 else 'fewer'} than here"


def _days(days: int) -> str:
    if days == 0:
        return "same day"
    many, unit = abs(days), "day"
    if many > 2 * DAYS_A_MONTH:
        many, unit = round(many / DAYS_A_MONTH), "month"
    plural = "" if many == 1 else "s"
    return f"{many} {unit}{plural} {'earlier' if days < 0 else 'later'}"


def _stages(claim: Candidate, pledge: Pledge) -> str:
    return "" if pledge.stage == claim.stage else f"{pledge.stage}; here {claim.stage}"


def _parties(
    claim: Candidate, record: Pledge | EquipmentItem | ReportedTotal
) -> Iterator[str]:
    if isinstance(record, EquipmentItem):
        return
    if record.donor_id != claim.donor_id:
        yield f"from {record.donor.usual_name}"
    if record.recipient_id != claim.recipient_id:
        taker = record.recipient
        yield f"to {taker.usual_name}" if taker else "recipient not stated there"


def _sources(known: Known) -> str:
    many = len(known.articles)
    said = SMALL[many] if many < len(SMALL) else str(many)
    text = f"{said} source" if many == 1 else f"{said} sources"
    if known.claim.article_id not in known.articles:
        return text
    return "this article alone" if many == 1 else f"{text} with this article"


def offer(known: Known) -> str:
    """Return what it would mean to report the record once more."""
    claim, record = known.claim, known.record
    if isinstance(record, ReportedTotal):
        return "more evidence"
    if isinstance(record, EquipmentItem):
        handed = claim.stage == Stage.DELIVERED and claim.quantity
        return f"{claim.quantity:,} delivered of it" if handed else "more evidence"
    if claim.item:
        return "a line of goods in it"
    if record.stage == claim.stage:
        return "more evidence"
    if STAGE_ORDER[claim.stage] < STAGE_ORDER[record.stage]:
        return f"an earlier step of it: {claim.stage}"
    return f"a new stage of it: {claim.stage}"
