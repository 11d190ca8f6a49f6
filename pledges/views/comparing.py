"""Compare: donors beside one another, on one page and in one file."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse, QueryDict

from pledges import totals
from pledges.filters import CompareFilterSet, chips
from pledges.snapshot import in_one_snapshot
from pledges.terms import WITH, Terms, terms_of

from .files import Selection, as_csv
from .listing import answer, in_measure, pledges_under, rows_of, status, total_today

USUAL = 5  # donors that are compared where the address names none


@dataclass(frozen=True)
class Comparison:
    """The chosen donors, ranked among all that the filters let through."""

    filterset: CompareFilterSet
    by: str
    donors: list[totals.Compared]  # the largest by ``by`` first, unknown last
    named: list[str]  # chosen, but without any pledge under the filters

    @property
    def codes(self) -> list[str]:
        """Return the codes of the chosen donors that have pledges."""
        return [one.key for one in self.donors]


def comparison_of(request: HttpRequest) -> Comparison:
    """Return what the address compares."""
    terms = terms_of(request)
    # One rank is with loans and one without them, whatever the terms say.
    every = Terms(terms.measure, terms.currency, WITH, terms.as_of)
    filterset = CompareFilterSet(request.GET, pledges_under(every))
    if not filterset.is_valid():
        return Comparison(filterset, totals.AMOUNT, [], [])
    asked = filterset.form.cleaned_data
    by = asked["by"] or totals.AMOUNT
    cells = totals.cells(rows_of(filterset), terms, by=["donor", "instrument"])
    donors = totals.compared(cells, terms)
    wanted = asked["donor"] or [one.key for one in donors[:USUAL]]
    chosen = [one for one in donors if one.key in wanted]
    names = dict(filterset.filters["donor"].extra["choices"])
    missing = set(wanted) - {one.key for one in chosen}
    tick(filterset, request.GET, wanted)
    return Comparison(
        filterset,
        by,
        sorted(chosen, key=lambda one: _first(one.value(by))),
        sorted(names[code] for code in missing),
    )


def tick(filterset: CompareFilterSet, query: QueryDict, codes: list[str]) -> None:
    """Show in the form whom the page compares, also where the address names none."""
    data = query.copy()
    data.setlist("donor", codes)
    filterset.form.data = data


def _first(value: Any) -> tuple[bool, Any]:
    return value is None, -(value or 0)


def over_time(
    one: Comparison, pledges: totals.Pledges, until: Any, terms: Terms
) -> dict[str, Any]:
    """Return the running sums of the chosen donors as a line chart and by years."""
    rows = [totals.Row(donor.key, donor.name, donor.total) for donor in one.donors]
    amounts = totals.cumulative(pledges, rows, until=until)
    table = amounts
    if one.by == totals.GDP_SHARE and terms.currency != "USD":
        table = totals.cumulative(totals.in_usd(pledges), rows, until=until)
    return {
        "timeline": totals.measured(table, one.donors, one.by),
        "years": totals.by_year(amounts, one.donors),
    }


def recipients_of(pledges: totals.Pledges, terms: Terms) -> dict[str, list[totals.Row]]:
    """Return to whom each donor of ``pledges`` gives, the largest sum first."""
    groups: dict[str, list[totals.Cell]] = {}
    for cell in totals.cells(pledges, terms, by=["donor", "recipient"]):
        groups.setdefault(cell.donor, []).append(cell)
    return {donor: totals.by_recipient(some) for donor, some in groups.items()}


def words_of(by: str, terms: Terms) -> dict[str, str]:
    """Return what the charts are of, in words, and in which unit."""
    currency, verb = terms.currency, f"What donors {terms.measure}"
    titles = {
        totals.AMOUNT: (verb, currency, currency),
        totals.PER_HEAD: (f"{verb} per head", currency, f"{currency} per head"),
        totals.GDP_SHARE: (f"{verb} as a share of GDP", "%", "percent of GDP"),
    }
    return dict(zip(("donors_by", "unit", "unit_words"), titles[by], strict=True))


def query_of_lists(query: QueryDict) -> QueryDict:
    """Return what other pages can be asked of this one: its filters and terms."""
    rest = query.copy()
    for name in ("donor", "by"):
        rest.pop(name, None)
    return rest


@in_one_snapshot
def compare(request: HttpRequest) -> HttpResponse:
    """Show chosen donors by amount, per head or share of GDP, and how each ranks."""
    one, terms = comparison_of(request), terms_of(request)
    pledges = (
        one.filterset.filter_queryset(in_measure(pledges_under(terms), terms))
        if one.donors
        else None
    )
    day = status(len(one.donors), terms)
    context: dict[str, Any] = {
        "filterset": one.filterset,
        "chips": list(chips(one.filterset, request.GET)),
        "query": request.GET.urlencode(),
        "list_query": query_of_lists(request.GET).urlencode(),
        "comparison": one,
        **words_of(one.by, terms),
        "definitions": totals.DEFINITIONS,
        "status": day,
    }
    if pledges is not None:
        own = pledges.filter(donor__code__in=one.codes)
        about = Q(donor__code__in=one.codes)
        context |= over_time(one, own, day.data_to, terms)
        context["recipients"] = recipients_of(own, terms)
        context["total"] = totals.together([donor.total for donor in one.donors])
        context["total_today"] = total_today(one.filterset, terms, about)
    return answer(request, "compare", [one.filterset], context)


@as_csv
def compare_csv(request: HttpRequest) -> Selection:
    """Send the donors that the page compares, in its order."""
    one = comparison_of(request)
    return Selection("compare", one.donors, [one.filterset])
