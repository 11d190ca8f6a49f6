"""The files hold the rows of the lists: all, exact, in the order asked for."""

import re
from decimal import Decimal
from typing import Any

import django_filters as df
import pytest
from csv_files import NAMES, TYPES, ids, money, read, rows, without_escape
from django.http import QueryDict

from pledges import totals
from pledges.exports import TABLES
from pledges.filters import (
    ActorListFilterSet,
    ArticleFilterSet,
    EquipmentFilterSet,
    PledgeFilterSet,
    PledgeListFilterSet,
    TotalFilterSet,
)
from pledges.models import Article, EquipmentItem, Evidence, Pledge, ReportedTotal

QUOTED = ["pledges", "equipment", "reported-totals", "evidence"]


def sorts(filterset: type[df.FilterSet]) -> list[str]:
    """Return what a list can be sorted by, without the sign."""
    choices = filterset.base_filters["sort"].extra["choices"]
    return [name for name, _ in choices if name[0] != "-"]


# The rows of the seed


@pytest.mark.parametrize("name", NAMES)
def test_each_cell_has_the_type_of_its_column(client, seeded, name):
    found = rows(client, f"/{name}.csv")

    for column in TABLES[name]:
        for row in found:
            written = row[column.header]
            fits = re.fullmatch(TYPES[column.type], written)
            assert fits or written == "", (column, written)


PLEDGE_NUMBERS = ["amount", "amount_min", "rate_usd", "rate_eur", "amount_usd"]
PLEDGE_NUMBERS += ["amount_eur", "counted_usd", "counted_eur"]


def test_each_amount_of_a_pledge_is_the_one_of_the_database(client, seeded):
    stored = Pledge.objects.published().in_bulk()
    found = rows(client, "/pledges.csv")

    assert set(ids(found)) == set(stored)
    for row in found:
        pledge = stored[int(row["id"])]
        for name in PLEDGE_NUMBERS:
            assert money(row[name]) == getattr(pledge, name), (row["permalink"], name)


def test_each_reported_total_and_quantity_is_the_one_of_the_database(client, seeded):
    claims = {t.pk: (t.amount, t.amount_usd) for t in ReportedTotal.objects.all()}
    numbers = dict(EquipmentItem.objects.values_list("pk", "quantity"))

    reported = rows(client, "/reported-totals.csv")
    goods = rows(client, "/equipment.csv")

    assert claims == {
        int(r["id"]): (money(r["amount"]), money(r["amount_usd"])) for r in reported
    }
    assert numbers == {int(r["id"]): money(r["quantity"]) for r in goods}


@pytest.mark.parametrize("narrowed", ["", "donor=JP&recipient=UA", "instrument=loan"])
def test_the_file_adds_up_to_the_total_of_the_page(client, seeded, narrowed):
    pledges = PledgeFilterSet(QueryDict(narrowed), Pledge.objects.published()).qs
    expected = totals.of(pledges)

    found = [
        r for r in rows(client, f"/pledges.csv?{narrowed}") if r["counted"] == "yes"
    ]
    stages = {"announced", "committed", "allocated", "delivered"}

    assert {row["stage"] for row in found} <= stages
    assert len(found) == expected.pledges > 0
    assert sum(Decimal(row["counted_usd"] or 0) for row in found) == expected.usd
    assert sum(Decimal(row["counted_eur"] or 0) for row in found) == expected.eur


@pytest.mark.parametrize("party", ["donor", "recipient"])
def test_donors_and_recipients_add_up_to_the_pledges(client, seeded, party):
    found = rows(client, f"/{party}s.csv")
    pledges = rows(client, "/pledges.csv")

    for row in found:
        its = [p for p in pledges if p[f"{party}_code"] == row["code"]]
        sums = [p["counted_usd"] for p in its if p["counted_usd"]]
        assert row["sum_usd"] == (str(sum(map(Decimal, sums))) if sums else "")
        assert int(row["published"]) == len(its)
        assert int(row["counted"]) == len([p for p in its if p["counted"] == "yes"])
    assert {row["code"] for row in found} == {p[f"{party}_code"] for p in pledges}


@pytest.mark.parametrize("name", QUOTED)
def test_each_row_has_its_words_and_their_source(client, seeded, name):
    for row in rows(client, f"/{name}.csv"):
        article = Article.objects.get(pk=row["article_id"])
        assert without_escape(row["quote"]) in article.text, row["permalink"]
        assert (row["source_title"], row["source_address"]) == (
            article.title,
            article.url,
        )


@pytest.mark.parametrize("name", NAMES)
def test_permalinks_lead_to_a_page(client, seeded, name):
    found = [row for row in rows(client, f"/{name}.csv") if row["permalink"]]

    for row in (found[0], found[-1]):
        path, _, anchor = (
            row["permalink"].removeprefix("http://testserver").partition("#")
        )
        page = client.get(path)
        assert page.status_code == 200
        assert f'id="{anchor}"' in page.content.decode() or not anchor


# The rows that a query string asks for

NARROWED = ["", "donor=JP", "q=generator", "sector=energy&has_amount=no"]
NARROWED += ["recipient=UA&with_groups=yes", "min_usd=1000000000"]
NARROWED += [
    "announced_after=2024-01-01&announced_before=2024-01-31",
    "stated_currency=JPY",
]


@pytest.mark.parametrize("query", NARROWED)
def test_pledges_are_those_of_the_filters_in_their_order(client, seeded, query):
    listed = Pledge.objects.published().for_listing()
    expected = PledgeFilterSet(QueryDict(query), listed).qs

    found = ids(rows(client, f"/pledges.csv?{query}"))

    assert found == [pledge.pk for pledge in expected]
    assert found


@pytest.mark.parametrize("query", NARROWED)
def test_goods_and_evidence_are_those_of_the_pledges(client, seeded, query):
    pledges = set(ids(rows(client, f"/pledges.csv?{query}")))

    goods = rows(client, f"/equipment.csv?{query}")
    quotes = rows(client, f"/evidence.csv?{query}")
    quotes = [row for row in quotes if not row["total_id"]]

    its_goods = EquipmentItem.objects.filter(pledge__in=pledges)
    assert sorted(ids(goods)) == sorted(its_goods.values_list("pk", flat=True))
    behind = Evidence.objects.behind(Pledge.objects.filter(pk__in=pledges))
    assert sorted(ids(quotes)) == sorted(behind.values_list("pk", flat=True))


@pytest.mark.parametrize("sort", sorts(PledgeListFilterSet))
def test_pledges_obey_each_sort(client, seeded, sort):
    listed = Pledge.objects.published().for_listing()
    query = f"donor=JP&sort=-{sort}"

    assert ids(rows(client, f"/pledges.csv?{query}")) == [
        pledge.pk for pledge in PledgeListFilterSet(QueryDict(query), listed).qs
    ]


@pytest.mark.parametrize("sort", sorts(EquipmentFilterSet))
def test_goods_obey_each_sort(client, seeded, sort):
    up = ids(rows(client, f"/equipment.csv?sector=humanitarian&sort={sort}"))
    down = ids(rows(client, f"/equipment.csv?sector=humanitarian&sort=-{sort}"))

    assert sorted(up) == sorted(down)
    assert up != down


@pytest.mark.parametrize("sort", sorts(ActorListFilterSet))
@pytest.mark.parametrize("name", ["donors", "recipients"])
def test_donors_and_recipients_obey_each_sort(client, seeded, name, sort):
    header = {"usd": "sum_usd", "pledges": "counted"}.get(sort, sort)
    up, down = (
        [row[header] for row in rows(client, f"/{name}.csv?sort={way}{sort}")]
        for way in ("", "-")
    )

    def key(value: str) -> Any:
        if sort == "name":
            return value.casefold()
        return value if sort == "latest" else Decimal(value)

    known = [value for value in up if value]
    assert known == sorted(known, key=key)
    assert [value for value in down if value] == sorted(known, key=key, reverse=True)
    if sort != "name":  # a recipient that no source names has its place among names
        assert up[len(known) :] == down[len(known) :] == [""] * (len(up) - len(known))


def test_totals_and_articles_obey_their_own_filters_and_sort(client, seeded):
    articles = Article.objects.published().for_listing()
    asked = QueryDict("donor=JP&announced_after=2023-01-01&sort=amount")
    reported = ReportedTotal.objects.published().for_listing()
    by_title = QueryDict("source_class=donor_official&sort=-title")

    assert ids(rows(client, f"/reported-totals.csv?{asked.urlencode()}")) == [
        total.pk for total in TotalFilterSet(asked, reported).qs
    ]
    assert ids(rows(client, f"/articles.csv?{by_title.urlencode()}")) == [
        a.pk for a in ArticleFilterSet(by_title, articles).qs
    ]


@pytest.mark.parametrize("wanted", ["2", "-1", "last"])
def test_the_page_of_a_list_does_not_cut_its_file(client, seeded, wanted):
    asked = client.get(f"/pledges.csv?page={wanted}")

    whole = Pledge.objects.published().count()
    assert len(read(b"".join(asked.streaming_content).decode())) == whole
