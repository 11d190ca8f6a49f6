"""For any pledges and filters, card, charts, list and file add to the same cents."""

import csv
import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

import pytest
from builders import make_article, make_pledge, make_rate, make_total
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import html

from pledges import review, totals
from pledges.models import Pledge
from pledges.views import listing

pytestmark = pytest.mark.django_db
MONTHS = [date(2023, 1, 1), date(2023, 2, 1)]
# Each example publishes some pledges through the one door: few, but all different.
on_pages = settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
# The same, where an example costs more or one case is like another.
on_few_pages = settings(on_pages, max_examples=8)

PLEDGES = st.lists(
    st.fixed_dictionaries(
        {
            "donor": st.sampled_from(["JP", "DE", "several-donors"]),
            "recipient": st.sampled_from(["UA", "ukraine-and-neighbours", None]),
            "amount": st.none() | st.decimals(min_value=1, max_value=10**9, places=2),
            "currency": st.sampled_from(["USD", "EUR", "JPY", "UAH"]),
            "amount_qualifier": st.sampled_from(["exact", "at_most", "about"]),
            "announced_on": st.none() | st.dates(MONTHS[0], date(2023, 2, 28)),
            "stage": st.sampled_from(["considered", "announced", "delivered"]),
            "sector": st.sampled_from(["military", "energy", ""]),
            "instrument": st.sampled_from(["loan", "grant", ""]),
        }
    ),
    max_size=7,
)
# (relation, from the pledge of this number, to the one before it)
LINKS = st.lists(
    st.tuples(
        st.sampled_from(["part_of", "supersedes", "re_announces", "tops_up"]),
        st.integers(1, 6),
    ),
    max_size=3,
    unique_by=lambda link: link[1],
)
FILTERS = st.fixed_dictionaries(
    {},
    optional={
        "donor": st.lists(st.just("JP"), min_size=1, max_size=1),
        "recipient": st.sampled_from([["UA"], ["not-stated"], ["UA", "not-stated"]]),
        "with_groups": st.just(["yes"]),
        "stage": st.sampled_from([["announced"], ["announced", "delivered"]]),
        "sector": st.sampled_from([["energy"], ["not-stated"]]),
        "instrument": st.just(["loan"]),
        "announced_after": st.just(["2023-02-01"]),
        "announced_before": st.just(["2023-02-14"]),
        "min_usd": st.just(["1000"]),
        "max_usd": st.just(["500000000"]),
        "has_amount": st.sampled_from([["yes"], ["no"]]),
        "counted": st.sampled_from([["yes"], ["no"]]),
    },
)
TERMS = st.fixed_dictionaries(
    {},
    optional={
        "measure": st.sampled_from(["promised", "committed", "delivered"]),
        "currency": st.sampled_from(["USD", "EUR"]),
        "loans": st.sampled_from(["with", "without"]),
        "as_of": st.sampled_from(["2023-01-01", "2023-01-20", "2023-02-10"]),
    },
)


@contextmanager
def world(
    pledges: list[dict[str, Any]], links: list[tuple[str, int]]
) -> Iterator[list[Pledge]]:
    """Publish ``pledges`` with ``links`` for one example, and take it all back."""
    with transaction.atomic():
        for on in MONTHS:
            make_rate("USD", on, "1.08", period="month")
            make_rate("JPY", on, "141.3", period="month")
        # So that every choice of FILTERS is one, whatever is drawn.
        for recipient in ("UA", None):
            make_pledge(recipient=recipient, amount=None, instrument="loan")
        made = [make_pledge(title=f"No {n}", **one) for n, one in enumerate(pledges)]
        for relation, number in links:
            if number < len(made):
                one, other = made[number], made[number - 1]
                review.link(one, relation, other, "A source says so.", by=None)
        yield made
        transaction.set_rollback(True)


def numbers(text: str) -> list[Decimal]:
    return [
        Decimal(one.replace(",", "")) for one in re.findall(r"\d[\d,]*\.?\d*", text)
    ]


def together(values: list[Decimal]) -> Decimal | None:
    """Return the sum of ``values``; None where there is nothing to add."""
    return sum(values, Decimal(0)) if values else None


def card(page: Any) -> Decimal | None:
    """Return the headline of the measure asked for, as the reader sees it."""
    found = page.xpath("//*[contains(@class, 'card-lead')]//*[@class='card-exact']")
    return numbers(found[0].text_content())[0] if found else None


def charted(page: Any, title: str) -> list[Decimal]:
    """Return the values from which the chart called ``title`` is drawn."""
    table = f"//table[@data-chart='bar'][caption='{title}']"
    return [Decimal(value) for value in page.xpath(f"{table}//@data-value") if value]


def mapped(client: Client, address: str) -> list[Decimal]:
    """Return the values of all rows below the map or the flows."""
    page = html.fromstring(client.get(address).content.decode())
    values = page.xpath("//table[@data-chart]/tbody//td/@data-value")
    return [Decimal(value) for value in values if value]


def last_of_lines(page: Any) -> list[Decimal]:
    """Return where the lines end, and what the caption says is undated."""
    ends = page.xpath("//table[@data-chart='line']/tbody/tr[last()]/td/@data-value")
    values = [Decimal(value) for value in ends if value]
    undated = re.search(
        r"[A-Z]{3} ([\d,.]+), \w+ in pledges that have no date", page.text_content()
    )
    return values + numbers(undated[1] if undated else "")


def listed(client: Client, query: str) -> list[Decimal]:
    """Return what the rows of all pages of the list say is counted."""
    values: list[Decimal] = []
    number, more = 1, True
    while more:
        response = client.get(f"/pledges?{query}&page={number}")
        page = html.fromstring(response.content.decode())
        cells = page.xpath("//td[starts-with(@data-label, 'Counted, ')]")
        values += [one for cell in cells for one in numbers(cell.text_content())]
        number, more = number + 1, response.context["page"].has_next()
    return values


def filed(client: Client, query: str, currency: str = "USD") -> list[Decimal]:
    """Return the counted column of the file."""
    response = client.get(f"/pledges.csv?{query}")
    text = b"".join(response).decode()
    rows = csv.DictReader(io.StringIO(text, newline=""))
    column = [row[f"counted_{currency.lower()}"] for row in rows]
    return [Decimal(value) for value in column if value]


@settings(on_pages, max_examples=40)
@given(PLEDGES, LINKS, FILTERS, TERMS)
def test_card_charts_list_and_file_add_to_the_same_cents(
    monkeypatch, client, pledges, links, filters, terms
):
    monkeypatch.setattr(listing, "PER_PAGE", 3)
    query = urlencode(filters | terms, doseq=True)
    with world(pledges, links):
        page = html.fromstring(client.get(f"/?{query}").content.decode())
        total = card(page)

        assert together(charted(page, "Donors, ranked")) == total
        assert together(charted(page, "Recipients")) == total
        assert together(charted(page, "By sector")) == total
        assert together(charted(page, "By the stage reached so far")) == total
        assert together(charted(page, "By instrument")) == total
        assert together(last_of_lines(page)) == total
        for address in ("/map?", "/map?side=donors&", "/flows?"):
            assert together(mapped(client, address + query)) == total
        assert together(listed(client, query)) == total
        currency = terms.get("currency", "USD")
        assert together(filed(client, query, currency)) == total


@on_few_pages
@given(PLEDGES, LINKS, FILTERS, TERMS)
def test_compared_donors_and_their_years_add_to_the_same_cents(
    client, pledges, links, filters, terms
):
    query = urlencode(filters | terms, doseq=True)
    with world(pledges, links):
        total = card(html.fromstring(client.get(f"/?{query}").content.decode()))
        response = client.get(f"/compare?{query}")  # all donors: there are but three
        years = [
            one
            for year in response.context.get("years") or []
            for one in year.sums
            if one is not None
        ]

        page = html.fromstring(response.content.decode())
        assert together(charted(page, "Donors side by side")) == total
        assert together(years) == total


@on_few_pages
@given(PLEDGES, st.randoms(use_true_random=False))
def test_order_of_publication_does_not_matter(pledges, chance):
    shuffled = chance.sample(pledges, len(pledges))
    found = []
    for order in (pledges, shuffled):
        with world(order, []):
            cells = totals.cells(Pledge.objects.published())
            found.append(sorted(cells, key=repr))

    assert found[0] == found[1]


@on_few_pages
@given(PLEDGES, LINKS, st.integers(1, 10**10))
def test_a_reported_total_changes_no_sum_and_no_file(client, pledges, links, amount):
    with world(pledges, links):
        before = totals.cells(Pledge.objects.published()), filed(client, "")

        make_total(amount=amount, as_of=date(2023, 2, 1))

        assert (totals.cells(Pledge.objects.published()), filed(client, "")) == before


@on_few_pages
@given(PLEDGES, LINKS)
def test_unknown_is_never_zero(client, pledges, links):
    with world(pledges, links) as made:
        rows = totals.by_donor(Pledge.objects.published())
        valued = Pledge.objects.published().counted().filter(counted_usd__isnull=False)
        known = set(valued.values_list("donor__code", flat=True))
        page = html.fromstring(client.get("/").content.decode())

        assert {row.key for row in rows if row.total.usd is not None} == known
        assert (card(page) is None) == (not known)
        for pledge in made:
            pledge.refresh_from_db()
            if pledge.amount is None:
                assert pledge.counted_usd is None


@on_few_pages
@given(st.permutations(range(5)), st.integers(1, 5))
def test_parts_never_add_more_than_their_whole(order, parts):
    with transaction.atomic():
        article = make_article()
        whole = make_pledge(amount=100, article=article)
        made = [make_pledge(amount=20, article=article) for _ in range(5)]
        for number in order[:parts]:
            review.link(made[number], "part_of", whole, "It says so.", by=None)

        alone = [made[number] for number in order[parts:]]
        assert totals.of(Pledge.objects.published()).usd == 100 + 20 * len(alone)
        transaction.set_rollback(True)
