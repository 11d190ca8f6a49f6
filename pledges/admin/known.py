"""What is already known of the things that claims report: found, and ranked."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache, cached_property

from django.db.models import Q, QuerySet, prefetch_related_objects

from pledges.currencies import RateMissing, to_usd
from pledges.models import (
    Actor,
    Candidate,
    EquipmentItem,
    Evidence,
    Pledge,
    ReportedTotal,
)
from pledges.models.vocabulary import ClaimKind, Stage
from pledges.records import Record, home_of

from .claim_likeness import Likeness, likeness

# Of one donor and recipient; the largest pair of today has some hundreds.
MOST_COMPARED, MOST_SHOWN, MOST_NAMED = 5_000, 5, 500


@dataclass(frozen=True)
class Known:
    """A record that a claim may report once more, and how near the two are."""

    claim: Candidate
    record: Record
    like: Likeness
    is_home: bool = False  # the pledge in kind to which goods of the article belong
    articles: set[int] = field(default_factory=set)  # on which the record rests

    @property
    def key(self) -> str:
        """Return what a form calls the record: equipmentitem-12."""
        return f"{self.record._meta.model_name}-{self.record.pk}"

    @property
    def pledge(self) -> Pledge | None:
        """Return the pledge that it is, or belongs to."""
        if isinstance(self.record, EquipmentItem):
            return self.record.pledge
        return self.record if isinstance(self.record, Pledge) else None

    @property
    def is_near(self) -> bool:
        """Say whether they have enough in common to be worth a look."""
        like = self.like
        if isinstance(self.record, EquipmentItem):
            return like.is_near_name  # other goods of the same days are other goods
        near = like.is_near_amount or like.is_soon or like.is_same_channel
        return self.is_home or near

    @property
    def states_the_same(self) -> bool:
        """Say whether the record states the very figure that is claimed."""
        claim, record = self.claim, self.record
        if isinstance(record, EquipmentItem):
            figure = record.name.lower(), record.quantity
            return figure == (claim.item.lower(), claim.quantity)
        if record.amount is None:
            return False
        return (record.amount, record.currency) == (claim.amount, claim.currency)

    @property
    def may_be_it(self) -> bool:
        """
        Say whether the claim most likely reports this record once more.

        It states the very figure, or is of goods that are now reported to be delivered.
        """
        handed = self.claim.stage == Stage.DELIVERED and self.like.is_near_name
        return self.states_the_same or handed

    @property
    def rank(self) -> tuple[bool, float, int]:
        """Return what sorts the nearest first, of equals the oldest."""
        return not self.is_home, -self.like.closeness, self.record.pk


@dataclass
class Block:
    """The records of one pair of parties: all that a claim of theirs is compared to."""

    parties: Q

    @cached_property
    def pledges(self) -> list[Pledge]:
        """Return their newest pledges."""
        pledges = Pledge.objects.filter(self.parties)
        joined = pledges.select_related("donor", "recipient")
        return list(joined.order_by("-pk")[:MOST_COMPARED])

    @cached_property
    def items(self) -> list[EquipmentItem]:
        """Return the goods of these pledges."""
        prefetch_related_objects(self.pledges, "items")
        return [item for pledge in self.pledges for item in pledge.items.all()]

    @cached_property
    def totals(self) -> list[ReportedTotal]:
        """Return the newest totals that somebody stated of them."""
        totals = ReportedTotal.objects.filter(self.parties)
        joined = totals.select_related("donor", "recipient")
        return list(joined.order_by("-pk")[:MOST_COMPARED])

    def records(self, kind: str) -> Sequence[Record]:
        """Return what a claim of ``kind`` may support."""
        if kind == ClaimKind.TOTAL:
            return self.totals
        if kind == ClaimKind.EQUIPMENT:
            return [*self.pledges, *self.items]
        return self.pledges


def known_records(claims: Sequence[Candidate]) -> dict[int, list[Known]]:
    """
    Return for each of ``claims``, by its key, the records that it may support.

    They are of the same donor and recipient, or of groups with them: pledges near in
    amount (2 %, also converted) or time (14 days) or through the same channel, goods
    near in name. The nearest come first.
    """
    wider = groups_and_members(claims)
    blocks = cache(lambda donor, recipient: block_of(donor, recipient, wider))
    rates = cache(dollars_for_one)
    found = {}
    for claim in claims:
        block = blocks(claim.donor_id, claim.recipient_id)
        rate = rates(claim.currency, *_when(claim)) if claim.amount else None
        usd = claim.amount * rate if claim.amount and rate else None
        found[claim.pk] = nearest(claim, block, usd)
    note_articles([one for known in found.values() for one in known])
    return found


def groups_and_members(claims: Iterable[Candidate]) -> dict[int, set[int]]:
    """Return each party of ``claims`` with the groups it is in and its members."""
    parties = {claim.donor_id for claim in claims}
    parties |= {claim.recipient_id for claim in claims}
    wider = {party: {party} for party in parties if party}
    pairs = Actor.members.through._default_manager.filter(
        Q(from_actor__in=wider) | Q(to_actor__in=wider)
    )
    for group, member in pairs.values_list("from_actor", "to_actor"):
        wider.setdefault(member, {member}).add(group)
        wider.setdefault(group, {group}).add(member)
    return wider


def of_parties(claims: Iterable[Candidate]) -> QuerySet[Pledge]:
    """Return the newest pledges of the donors of ``claims``."""
    donors = {claim.donor_id for claim in claims}
    return Pledge.objects.filter(donor__in=donors).order_by("-pk")[:MOST_NAMED]


def block_of(
    donor: int | None, recipient: int | None, wider: dict[int, set[int]]
) -> Block:
    """Return the records of two parties; one that is not stated is any."""
    if donor is None and recipient is None:
        return Block(Q(pk=None))
    parties = Q() if donor is None else Q(donor__in=wider[donor])
    if recipient is not None:
        parties &= Q(recipient__in=wider[recipient]) | Q(recipient=None)
    return Block(parties)


def _when(claim: Candidate) -> tuple[date | None, str]:
    on = claim.announced_on or claim.article.published_on
    return on, claim.announced_precision


def dollars_for_one(currency: str, on: date | None, precision: str) -> Decimal | None:
    """Return what a unit of ``currency`` was worth on that day; None without a rate."""
    try:
        return to_usd(Decimal(1), currency, on, precision).rate
    except RateMissing:
        return None


def nearest(claim: Candidate, block: Block, usd: Decimal | None) -> list[Known]:
    """Return what of ``block`` is nearest to ``claim``."""
    home = home_of(claim) if claim.kind == ClaimKind.EQUIPMENT else None
    compared = (
        Known(claim, record, likeness(claim, record, usd), record == home)
        for record in block.records(claim.kind)
    )
    near = [one for one in compared if one.is_near]
    return sorted(near, key=lambda one: one.rank)[:MOST_SHOWN]


def note_articles(known: Sequence[Known]) -> None:
    """Note for each of ``known`` the articles on which it rests."""
    pledges = {one.pledge.pk for one in known if one.pledge}
    totals = {one.record.pk for one in known if not one.pledge}
    evidence = Evidence.objects.filter(
        Q(pledge__in=pledges) | Q(item__pledge__in=pledges) | Q(total__in=totals)
    ).select_related("item")
    for passage in evidence:
        for one in known:
            if _supports(passage, one.record):
                one.articles.add(passage.article_id)


def _supports(passage: Evidence, record: Record) -> bool:
    """Say whether ``record``, or a line of it, rests on ``passage``."""
    if isinstance(record, ReportedTotal):
        return passage.total_id == record.pk
    if isinstance(record, EquipmentItem):
        return passage.item_id == record.pk
    return passage.pledge_behind == record.pk
