"""How the ledger of changes is narrowed."""

from typing import Any

import django_filters as df

from pledges.models import Actor, Change
from pledges.models.vocabulary import ChangeKind

from .kinds import UNSTATED, AnyOf, IdFilter, RangesInOrder, day


def parties_in_use() -> dict[str, list[tuple[str, str]]]:
    """Return donors and recipients of the ledger as choices, by name; two queries."""
    pairs = set(Change.objects.order_by().values_list("donor", "recipient").distinct())
    donors, recipients = ({pair[place] for pair in pairs} - {""} for place in (0, 1))
    actors = Actor.objects.filter(code__in=donors | recipients)
    names = {actor.code: actor.usual_name for actor in actors}

    def named(codes: set[str]) -> list[tuple[str, str]]:
        choices = [(code, names.get(code, code)) for code in codes]
        return sorted(choices, key=lambda choice: choice[1].casefold())

    return {"donor": named(donors), "recipient": [*named(recipients), UNSTATED]}


class ChangeFilterSet(df.FilterSet):
    """Changes, narrowed by whose sums they are in, by kind, record and day."""

    pledge = IdFilter("pledge")
    total = IdFilter("total")
    kind = AnyOf("kind", choices=ChangeKind.choices, label="Kind of change")
    donor = AnyOf("donor", label="Donor")
    recipient = AnyOf("recipient", label="Recipient")
    changed_after = day("at__date", "gte", "Changed from")
    changed_before = day("at__date", "lte", "Changed until")

    class Meta:
        model = Change
        form = RangesInOrder
        fields: list[str] = []

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for party, choices in parties_in_use().items():
            self.filters[party].extra["choices"] = choices
