"""How pledges are narrowed and sorted; the same on every page and in every file."""

from typing import Any

import django_filters as df
from django import forms
from django.db.models import CharField, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Lower

from pledges import search
from pledges.models import Actor, EquipmentItem, Pledge, ReportedTotal
from pledges.models.search import Kind
from pledges.models.vocabulary import STAGE_ORDER, Instrument, Sector, Stage

from .kinds import (
    UNSTATED,
    YES_NO,
    AnyOf,
    IdFilter,
    MoneyFilter,
    Order,
    RangesInOrder,
    as_words,
    day,
    each_way,
    in_order_of,
    received_by,
    search_box,
    sorted_by,
    usual_name,
)

PARTIES = ["donor", "recipient", "channel"]
STATED_CURRENCY = "stated_currency"
PLEDGE_SORTS: dict[str, Order] = {
    "promised": F("shown_promised_on"),
    "title": as_words("title"),
    "donor": Lower(usual_name("donor")),
    "recipient": Lower(usual_name("recipient")),
    "channel": Lower(usual_name("channel")),
    "stage": in_order_of(STAGE_ORDER, "shown_stage"),
    "sector": as_words("sector"),
    "instrument": as_words("instrument"),
    "currency": as_words("currency"),
    "amount": F("amount_usd"),  # yen and dollars compare by what they are worth
    "usd": F("shown_sum"),  # in the currency of the page
}
ACTOR_SORTS = ["name", "usd", "published", "pledges", "unvalued", "latest"]


def in_use(with_totals: bool = False) -> dict[str, list[tuple[str, str]]]:
    """
    Return the parties and currencies of published pledges, as choices; one query.

    Donors and recipients of reported totals are among them if asked for.
    """
    pledges = Pledge.objects.published().order_by()
    found = [choices_of(pledges, party) for party in PARTIES]
    if with_totals:
        totals = ReportedTotal.objects.published().order_by()
        found += [choices_of(totals, party) for party in ("donor", "recipient")]
    currencies = pledges.exclude(currency="").values_list(
        Value(STATED_CURRENCY, CharField()), "currency", F("currency")
    )
    choices: dict[str, list[tuple[str, str]]] = {}
    for field, value, label in found[0].union(*found[1:], currencies):
        choices.setdefault(field, []).append((value, label))
    return {
        field: sorted(some, key=lambda choice: choice[1].casefold())
        for field, some in choices.items()
    }


def choices_of(records: QuerySet[Any], party: str) -> QuerySet[Any, Any]:
    """Return the actors that are ``party`` of ``records``: (party, code, name)."""
    # Looked up for each actor, since there are many more records.
    own = records.order_by().filter(**{party: OuterRef("pk")})
    actors = Actor.objects.filter(Exists(own)).order_by()
    return actors.values_list(Value(party, CharField()), "code", usual_name())


class PledgeFilterSet(df.FilterSet):
    """
    Everything by which pledges can be narrowed.

    ``fixed`` names the party that a page is about, which is no choice there.
    """

    with_totals = False  # whether reported totals are narrowed beside them

    id = IdFilter()
    q = search_box()
    donor = AnyOf("donor__code", label="Donor")
    recipient = AnyOf(method="narrow_recipient", label="Recipient")
    with_groups = df.ChoiceFilter(
        method="passed_over",
        choices=YES_NO[:1],
        label="With groups that a recipient belongs to",
        empty_label="No",
    )
    stage = AnyOf("shown_stage", choices=Stage.choices, label="Stage")
    sector = AnyOf("sector", choices=[*Sector.choices, UNSTATED], label="Sector")
    instrument = AnyOf(
        "instrument", choices=[*Instrument.choices, UNSTATED], label="Instrument"
    )
    channel = AnyOf("channel__code", label="Channel")
    stated_currency = AnyOf("currency", label="Currency of the source")
    announced_after = day("shown_promised_on", "gte", "Promised from")
    announced_before = day("shown_promised_on", "lte", "Promised until")
    min_usd = MoneyFilter("amount_usd", "gte", label="USD at least")
    max_usd = MoneyFilter("amount_usd", "lte", label="USD at most")
    has_equipment = df.ChoiceFilter(
        method="narrow_equipment",
        choices=YES_NO,
        label="Has equipment",
        empty_label="Any",
    )
    has_amount = df.ChoiceFilter(
        method="narrow_amount",
        choices=YES_NO,
        label="Amount stated",
        empty_label="Any",
    )
    counted = df.ChoiceFilter(
        method="narrow_counted",
        choices=YES_NO,
        label="Counted in sums",
        empty_label="Any",
    )

    class Meta:
        model = Pledge
        form = RangesInOrder
        fields: list[str] = []

    def __init__(self, *args: Any, fixed: str = "", **options: Any) -> None:
        super().__init__(*args, **options)
        choices = in_use(self.with_totals)
        for name in (*PARTIES, STATED_CURRENCY):
            unstated = [UNSTATED] if name in ("recipient", "channel") else []
            self.filters[name].extra["choices"] = choices.get(name, []) + unstated
        if fixed:
            del self.filters[fixed]

    def search(
        self, pledges: QuerySet[Pledge], _name: str, value: str
    ) -> QuerySet[Pledge]:
        """Keep pledges with every word of ``value`` in names, items or quotes."""
        return search.narrow(pledges, Kind.PLEDGE, search.read(value))

    def narrow_recipient(
        self, pledges: QuerySet[Pledge], _name: str, codes: list[str]
    ) -> QuerySet[Pledge]:
        """Keep what the actors receive; on wish also what their groups receive."""
        if not codes:
            return pledges
        with_groups = self.form.cleaned_data.get("with_groups")
        return pledges.filter(received_by(codes, with_groups))

    def passed_over(
        self, pledges: QuerySet[Pledge], _name: str, _value: str
    ) -> QuerySet[Pledge]:
        """Leave it to whatever else reads this choice."""
        return pledges

    def narrow_equipment(
        self, pledges: QuerySet[Pledge], _name: str, value: str
    ) -> QuerySet[Pledge]:
        """Keep pledges with, or without, a line of goods."""
        goods = Exists(EquipmentItem.objects.filter(pledge=OuterRef("pk")))
        return pledges.filter(goods if value == "yes" else ~goods)

    def narrow_amount(
        self, pledges: QuerySet[Pledge], _name: str, value: str
    ) -> QuerySet[Pledge]:
        """Keep pledges with, or without, a stated amount."""
        return pledges.filter(amount__isnull=value == "no")

    def narrow_counted(
        self, pledges: QuerySet[Pledge], _name: str, value: str
    ) -> QuerySet[Pledge]:
        """Keep pledges that enter sums, or those that do not."""
        return pledges.filter(Q(shown_counted=value == "yes"))


class PledgeListFilterSet(PledgeFilterSet):
    """Pledges, narrowed and sorted."""

    sort = sorted_by(PLEDGE_SORTS)


class ActorListFilterSet(PledgeFilterSet):
    """Pledges, narrowed; the sort is of the donors or recipients that they sum to."""

    sort = df.ChoiceFilter(
        method="passed_over", choices=each_way(ACTOR_SORTS), widget=forms.HiddenInput
    )


class MapFilterSet(PledgeFilterSet):
    """Pledges, narrowed; the side is whom the map shows."""

    side = df.ChoiceFilter(
        method="passed_over",
        choices=[("recipients", "Recipients"), ("donors", "Donors")],
        widget=forms.HiddenInput,
    )
