"""What a span of the ledger comes to: how many changes of a kind, and their effect."""

from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Count, Q, QuerySet, Sum

from pledges.models import Change
from pledges.models.vocabulary import ChangeKind
from pledges.terms import Terms


@dataclass(frozen=True)
class Changed:
    """How many changes there were, and by how much they raise or lower a sum."""

    terms: Terms
    pledges: dict[ChangeKind, int] = field(default_factory=dict)
    totals: dict[ChangeKind, int] = field(default_factory=dict)
    amount: Decimal | None = None  # None where no effect is known
    unknown: int = 0  # changes whose effect nobody knows


def changed(rows: QuerySet[Change], terms: Terms) -> Changed:
    """Add up ``rows`` under the measure and in the currency of ``terms``; one query."""
    effect = f"{terms.measure}_{terms.currency.lower()}"
    found = (
        rows.order_by()
        .values("kind")
        .annotate(
            pledges=Count("pk", filter=Q(pledge__isnull=False)),
            totals=Count("pk", filter=Q(total__isnull=False)),
            sum=Sum(effect),
            unknown=Count("pk", filter=Q(**{effect: None})),
        )
    )
    by_kind = {ChangeKind(row["kind"]): row for row in found}
    known = [row["sum"] for row in by_kind.values() if row["sum"] is not None]
    in_order = [kind for kind in ChangeKind if kind in by_kind]
    return Changed(
        terms,
        {kind: by_kind[kind]["pledges"] for kind in in_order},
        {kind: by_kind[kind]["totals"] for kind in in_order},
        sum(known, Decimal(0)) if known else None,
        sum(row["unknown"] for row in by_kind.values()),
    )
