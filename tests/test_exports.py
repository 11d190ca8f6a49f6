"""The files: whole or not at all, unknown empty, safe in a spreadsheet, cheap."""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from operator import itemgetter
from unicodedata import category

import pytest
from builders import (
    link,
    make_actor,
    make_article,
    make_candidate,
    make_evidence,
    make_item,
    make_pledge,
    make_rate,
    make_total,
)
from csv_files import NAMES, body, ids, read, rows, without_escape
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from pledges import review
from pledges.exports import TABLES, Column, write_csv
from pledges.exports.writer import cell, lines
from pledges.models import DataVersion, Pledge

# What the written rule says, in other words than the code: blanks, quotes and signs
# without width, then a sign that a spreadsheet takes for the start of a formula.
FORMULA = re.compile(
    r"""[\s"'\ufeff\u00ad\u200b-\u200f\u2060-\u2064]*[=+@＝＋－＠\t\r\n-]"""
)
TEXT = st.text(st.characters(codec="utf-8"))
TRICKY = st.text(",;=+-@＝＋－＠\t\r\n'\"| \ufeff\u200b\u2060\x00\x1f\x85\u00a01a")


# Cells


def one_cell(value: object) -> str:
    """Write ``value`` as the only cell of a file and read it as others would."""
    column = Column("value", "text", "", itemgetter(0))
    [row] = read("".join(lines([column, column], [[value]])))
    return row["value"]


@given(TEXT | TRICKY)
def test_any_text_comes_back_but_for_the_documented_escape(text):
    kept = [sign for sign in text if sign in "\n\t" or category(sign) != "Cc"]

    written = one_cell(text)

    assert without_escape(written) == "".join(kept)


@given(TEXT | TRICKY)
def test_no_text_starts_with_a_formula_sign(text):
    written = one_cell(text)

    assert written[:1] == "'" or not FORMULA.match(written)


@pytest.mark.parametrize("hidden", ["", " ", "\u00a0", '"', "'", "\ufeff", "\u200b"])
@pytest.mark.parametrize("sign", "=+-@\t\n＝＋－＠")
def test_a_formula_is_escaped_however_its_start_is_hidden(hidden, sign):
    assert cell(f"{hidden}{sign}1") == f"'{hidden}{sign}1"


@pytest.mark.parametrize("text", ["", "a=1", "Japan - Ukraine", "'quoted'", "$7 bn"])
def test_other_text_stays_as_it_is(text):
    assert cell(text) == text


@given(st.decimals(allow_nan=False, allow_infinity=False) | st.integers())
def test_numbers_are_plain_exact_and_never_escaped(number):
    written = one_cell(number)

    assert re.fullmatch(r"-?\d+(\.\d+)?", written)
    assert Decimal(written) == number


def test_unknown_is_empty_and_zero_is_zero():
    assert (cell(None), cell(Decimal("0.00")), cell(0)) == ("", "0.00", "0")


def test_a_file_larger_than_its_memory_is_whole():
    column = Column("value", "text", "", str)

    file, count = write_csv([column], ("x" * 100_000 for _ in range(100)))

    with file:
        found = read(file.read().decode())
    assert count == 100
    assert [len(row["value"]) for row in found] == [100_000] * 100


def test_a_file_that_cannot_be_finished_is_none():
    column = Column("value", "text", "", lambda number: 1 / number)

    with pytest.raises(ZeroDivisionError):
        write_csv([column], [2, 1, 0])


# The answer


@pytest.mark.parametrize("name", NAMES)
def test_a_file_says_what_it_is_and_how_many_rows_it_has(client, db, name):
    make_item()
    make_total()

    response = client.get(f"/{name}.csv")
    content = b"".join(response.streaming_content)

    version = DataVersion.current()
    assert response["Content-Type"] == "text/csv; charset=utf-8; header=present"
    assert f'"aid-tracker-{name}-v{version}.csv"' in response["Content-Disposition"]
    assert response["X-Data-Version"] == str(version)
    assert response["X-Row-Count"] == str(len(read(content.decode()))) != "0"
    assert response["Content-Length"] == str(len(content))


@pytest.mark.parametrize("name", NAMES)
def test_a_file_is_rfc_4180_in_utf_8_without_a_mark(client, db, name):
    tokyo = make_article("Tokyo “will” pay, in 2 steps.\nSo it said.", title="Tōkyō")
    make_item(make_pledge(article=tokyo))
    make_total()

    content = body(client, f"/{name}.csv")

    first, rest = content.split("\r\n", 1)
    assert first == ",".join(column.header for column in TABLES[name])
    assert rest.endswith("\r\n")
    assert re.sub(r'"[^"]*"', "", rest).count("\n") == rest.count("\r\n")


@pytest.mark.parametrize("name", NAMES)
def test_head_answers_like_get_without_the_file(client, db, name):
    make_item()

    got, asked = client.get(f"/{name}.csv"), client.head(f"/{name}.csv")

    assert asked.status_code == 200
    assert asked.headers == got.headers
    assert b"".join(got.streaming_content) != b""
    assert b"".join(asked.streaming_content) == b""


@pytest.mark.parametrize("name", NAMES)
def test_a_file_cannot_be_posted_to(client, db, name):
    assert client.post(f"/{name}.csv").status_code == 405


@pytest.mark.parametrize("name", NAMES)
def test_an_empty_list_is_a_file_with_a_head_only(client, db, name):
    response = client.get(f"/{name}.csv")

    assert response["X-Row-Count"] == "0"
    assert b"".join(response.streaming_content).count(b"\r\n") == 1


@pytest.mark.parametrize(
    ("address", "wrong"),
    [
        ("/pledges.csv?donor=%0A%3DXX&announced_after=x", ["donor", "announced_after"]),
        ("/pledges.csv?min_usd=NaN&sort=nonsense", ["min_usd", "sort"]),
        ("/donors.csv?stage=maybe", ["stage"]),
        ("/recipients.csv?stated_currency=XXX", ["stated_currency"]),
        ("/equipment.csv?has_equipment=perhaps", ["has_equipment"]),
        ("/equipment.csv?sort=nonsense", ["sort"]),
        ("/reported-totals.csv?announced_before=2024-13-01", ["announced_before"]),
        ("/articles.csv?source_class=rumour", ["source_class"]),
        ("/evidence.csv?max_usd=-5", ["max_usd"]),
    ],
)
def test_nonsense_is_refused_in_plain_text_one_line_each(client, db, address, wrong):
    response = client.get(address)

    assert response.status_code == 400
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    said = response.content.decode().splitlines()
    assert [line.partition(": ")[0] for line in said] == wrong


def test_a_day_that_is_none_is_answered_with_how_to_write_one(client, db):
    response = client.get("/pledges.csv?announced_after=2024-13-01")

    assert response.content.decode() == (
        "announced_after: Write a day of the calendar as 2024-01-08.\n"
    )


# Single rows


def test_a_pledge_that_is_not_converted_has_empty_cells_and_no_zero(client, db):
    make_pledge(amount=5_000_000, currency="JPY")

    [row] = rows(client, "/pledges.csv")

    assert (row["amount"], row["currency"]) == ("5000000.00", "JPY")
    converted = ["rate_usd", "rate_eur", "rate_rule", "amount_usd", "amount_eur"]
    converted += ["counted_usd", "counted_eur"]
    assert {row[name] for name in converted} == {""}
    assert row["counted"] == "yes"


def test_a_converted_pledge_has_amount_rate_and_rule(client, db):
    make_rate("JPY", date(2022, 12, 30), "140")
    make_rate("USD", date(2022, 12, 30), "1.05")
    make_pledge(amount=1_400, currency="JPY")

    [row] = rows(client, "/pledges.csv")

    assert (row["rate_usd"], row["rate_eur"]) == ("0.007500000000", "0.007142857143")
    assert (row["amount_usd"], row["amount_eur"]) == ("10.50", "10.00")
    assert row["rate_rule"] == "ECB rate of 2022-12-30"


def test_what_no_source_states_is_empty(client, db):
    make_item(
        make_pledge(recipient=None, amount=None, announced_on=None), quantity=None
    )

    [pledge] = rows(client, "/pledges.csv")
    [item] = rows(client, "/equipment.csv")
    [recipient] = rows(client, "/recipients.csv")

    unknown = ["amount", "currency", "amount_qualifier", "value_basis", "amount_usd"]
    unknown += ["announced_on", "announced_precision", "promised_on", "rate_rule"]
    unknown += ["recipient_code", "recipient_name", "recipient_iso3", "channel_name"]
    assert {pledge[name] for name in unknown} == {""}
    assert (item["quantity"], item["quantity_qualifier"]) == ("", "")
    assert {recipient[name] for name in ("permalink", "code", "name")} == {""}
    assert (recipient["sum_usd"], recipient["unvalued"]) == ("", "1")


def test_drafts_are_in_no_file(client, db):
    published = make_pledge()
    draft = make_pledge("DE", "MD", published=False)
    make_item(draft)
    link(published, "part_of", draft)

    found = {name: rows(client, f"/{name}.csv") for name in NAMES}

    assert ids(found["pledges"]) == [published.pk]
    assert found["pledges"][0]["part_of"] == ""
    assert [row["code"] for row in found["donors"]] == ["JP"]
    assert [row["code"] for row in found["recipients"]] == ["UA"]
    assert found["equipment"] == []
    assert [row["pledge_id"] for row in found["evidence"]] == [str(published.pk)]
    assert len(found["articles"]) == 1


@pytest.mark.parametrize("relation", ["re_announces", "draws_down", "duplicates"])
def test_a_pledge_left_out_names_the_one_that_is_counted(client, db, relation):
    first, again = make_pledge(), make_pledge()
    link(again, relation, first)

    found = {row["id"]: row for row in rows(client, "/pledges.csv")}

    assert found[str(again.pk)]["counted"] == "no"
    assert found[str(again.pk)]["counted_instead"] == str(first.pk)
    assert found[str(first.pk)]["counted_instead"] == ""


def test_an_older_pledge_names_the_one_that_replaces_it(client, db):
    older, newer = make_pledge(), make_pledge()
    link(newer, "supersedes", older)

    found = {row["id"]: row for row in rows(client, "/pledges.csv")}

    assert found[str(older.pk)]["counted_instead"] == str(newer.pk)
    assert found[str(newer.pk)]["counted_instead"] == ""


def test_a_part_names_its_whole_and_the_whole_adds_what_is_left(client, db):
    whole, part = make_pledge(amount=100), make_pledge(amount=40)
    link(part, "part_of", whole)

    found = {row["id"]: row for row in rows(client, "/pledges.csv")}

    assert found[str(part.pk)]["part_of"] == str(whole.pk)
    assert found[str(part.pk)]["counted_usd"] == "40.00"
    assert found[str(whole.pk)]["amount_usd"] == "100.00"
    assert found[str(whole.pk)]["counted_usd"] == "60.00"


def test_the_quote_shown_is_one_that_states_the_amount(client, db):
    exact = make_candidate(make_article("Japan gives $2.57 million."), amount=257)
    newer = make_article("Japan gives about $2.5 million.")  # listed before the older
    vague = make_candidate(newer, amount=250)
    pledge = review.accept(exact, by=None)
    review.accept(vague, by=None, into=pledge)

    [row] = rows(client, "/pledges.csv")

    assert (row["amount"], row["sources"]) == ("257.00", "2")
    assert row["quote"] == "Japan gives $2.57 million."


def test_a_pledge_of_goods_alone_shows_the_words_about_its_goods(client, db):
    claim = make_candidate(
        make_article("Five gas turbines go to Kyiv."), kind="equipment"
    )
    review.accept(claim, by=None)

    [row] = rows(client, "/pledges.csv")

    assert (row["amount"], row["items"], row["sources"]) == ("", "1", "1")
    assert row["quote"] == "Five gas turbines go to Kyiv."


@pytest.fixture
def hostile(db: None) -> None:
    """Records whose every text is a formula."""
    evil = make_actor("evil", name='=HYPERLINK("http://evil.example","JP")')
    article = make_article(
        "-2+3 billion dollars\r\n@SUM(1)",
        title="\ufeff=cmd|' /C calc'!A0",
        publisher=" +1\x0b,2",
        url="",
    )
    formulas = {"title": "+1 tank", "beneficiary": "＝1+1"}
    pledge = make_pledge(evil, evil, article=article, channel=evil, **formulas)
    make_item(pledge, name="@import", quantity_text="\t=2", unit='"=3"', category="-4")
    claim = make_candidate(article, kind="total", donor=evil, recipient=evil)
    review.accept(claim, by=None, changes={"speaker": "\u200b－5"})


@pytest.mark.parametrize("name", NAMES)
def test_no_cell_of_a_hostile_record_is_a_formula(client, hostile, name):
    found = rows(client, f"/{name}.csv")

    cells = [written for row in found for written in row.values()]
    assert [one for one in cells if FORMULA.match(one) and one[0] != "'"] == []
    assert len([one for one in cells if one[:1] == "'"]) >= len(found) > 0


def test_a_hostile_name_is_still_readable(client, hostile):
    [row] = rows(client, "/pledges.csv")

    assert row["donor_name"] == """'=HYPERLINK("http://evil.example","JP")"""
    assert row["permalink"].startswith("http://testserver/pledges/")


# Cost


def queries(client: Client, name: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        body(client, f"/{name}.csv")
    return len(captured)


def several_pledges(number: int) -> Iterator[Pledge]:
    for place in range(number):
        pledge = make_pledge(amount=100 + place, channel="NATO")
        make_item(pledge)
        make_item(pledge, "transformer", 7)
        make_evidence(pledge=pledge)
        make_total(amount=1_000 + place)
        yield pledge


@pytest.mark.parametrize("name", NAMES)
def test_a_file_needs_as_many_queries_for_many_rows_as_for_few(client, db, name):
    one, other = several_pledges(2)
    link(one, "part_of", other)
    few = queries(client, name)
    for pledge in several_pledges(5):
        link(pledge, "part_of", other)

    assert queries(client, name) == few <= 14
