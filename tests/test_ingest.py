"""Articles come in from text, files, HTML and the web, whole or not at all."""

import hashlib
import io
import json
import sys
from datetime import date
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from time import monotonic

import pytest
from builders import make_actor, make_article
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.core.management.base import CommandError
from hypothesis import given
from hypothesis import strategies as st

from pledges.documents import MAX_BYTES, Head, check_text, document_of, head_of, normal
from pledges.extraction import VERSION, Finding
from pledges.extraction.__main__ import to_json
from pledges.ingest import candidate_from, ingest
from pledges.models import Article, Candidate, DataVersion, Pledge

TEXT = (
    "Japan will give Ukraine $37 million through a NATO fund, the foreign minister "
    "said in Kyiv.\n\nIt will send five mobile gas turbine generators.\n"
)
PAGE = """<!DOCTYPE html>
<html><head><title>Japan pledges aid</title>
<meta property="og:site_name" content="The Daily Ledger">
<meta property="article:published_time" content="2024-01-08T09:00:00+09:00">
</head><body>
<nav><a href="/">Home</a> <a href="/subscribe">Subscribe now for $5 million</a></nav>
<article><h1>Japan pledges aid</h1>
<p>Japan will give Ukraine $37 million through a NATO fund, the foreign minister said
in Kyiv on Sunday, standing beside her counterpart in an air-raid shelter.</p>
<p>Five mobile gas turbine generators and seven transformers will follow, she said, to
help families through the cold of the second winter of the war.</p></article>
<footer>Copyright 2019 The Daily Ledger. All rights reserved.</footer>
<script>alert("Japan will give Ukraine $99 million")</script></body></html>"""


def text_of(raw: bytes, charset: str = "") -> str:
    """Return the main text of a file."""
    return document_of(raw, Head(), charset).text


# What is a text


def test_text_is_kept_as_it_is():
    assert text_of(TEXT.encode()) == TEXT


@pytest.mark.parametrize(
    "raw", [TEXT.encode("utf-8-sig"), TEXT.replace("\n", "\r\n").encode()]
)
def test_byte_order_mark_and_line_ends_make_no_difference(raw):
    assert text_of(raw) == TEXT


def test_old_line_ends_become_line_ends():
    assert text_of(b"one\rtwo\r\nthree\n") == "one\ntwo\nthree\n"


COPIES = [
    TEXT.rstrip(),
    TEXT + "\n\n \n",
    "\n\n" + TEXT,
    TEXT.replace("\n", "\r\n"),
    TEXT.replace("\n", "\r"),
    TEXT.replace("\n", "\u2028"),
    TEXT.replace("\n", " \t\n"),
    TEXT.replace("\n", "\N{NO-BREAK SPACE}\r\n"),
]


@pytest.mark.parametrize("copy", COPIES)
def test_copies_of_a_text_are_one_text(copy):
    assert check_text(copy) == TEXT


def test_accents_are_stored_in_one_form():
    assert (
        check_text("Zelenski\u0301") == check_text("Zelensk\u00ed") == "Zelensk\u00ed\n"
    )


def test_letters_indents_and_blank_lines_within_stay():
    text = (
        "\N{VULGAR FRACTION ONE HALF} bn\n\n\n  \N{DOUBLE LOW-9 QUOTATION MARK}Kyiv”\n"
    )

    assert check_text(text) == text


@given(st.text(st.sampled_from("aé\u0301 \t\n\r\x85\u2028\u00a0")))
def test_stored_form_of_a_stored_form_is_itself(text):
    assert normal(normal(text)) == normal(text)


def test_blanks_without_end_are_read_in_no_time():
    started = monotonic()

    check_text("a" + " " * 190_000 + "b")

    assert monotonic() - started < 1


@pytest.mark.parametrize("raw", [b"", b" \n\t ", b"\xef\xbb\xbf", b"\r\n\r\n"])
def test_empty_article_is_refused(raw):
    with pytest.raises(ValidationError, match="no text"):
        text_of(raw)


@pytest.mark.parametrize("encoding", ["utf-16", "cp1252", "utf-8"])
def test_text_in_another_encoding_is_read_by_mark_or_label(encoding):
    text = "Japan will give Ukraine \u20ac37 million.\n"

    assert text_of(text.encode(encoding), encoding) == text


def test_document_keeps_the_digest_of_the_file_as_it_came():
    raw = "Japan will give Ukraine \u20ac37 million.\r\n".encode("cp1252")

    document = document_of(raw, Head(), "windows-1252")

    assert document.raw_sha256 == hashlib.sha256(raw).hexdigest()
    assert document.encoding == "cp1252"


@pytest.mark.parametrize("sign", ["\x01", "\x08", "\x0b", "\x1b", "\x7f"])
def test_text_with_control_characters_is_refused(sign):
    with pytest.raises(ValidationError, match="control characters"):
        text_of(f"Japan{sign} will give".encode())


@pytest.mark.parametrize("start", [b"\x7fELF\x02", b"PK\x03\x04", b"%PDF-1.7\n\x00"])
def test_binary_file_is_refused(start):
    with pytest.raises(ValidationError):
        text_of(start + b"\x00\x01" * 50)


def test_lone_surrogate_is_refused():
    with pytest.raises(ValidationError, match="control characters"):
        check_text("Japan \ud800")


def test_file_of_fifty_megabytes_is_refused():
    with pytest.raises(ValidationError, match=f"larger than {MAX_BYTES:,} bytes"):
        text_of(b"x" * 50_000_000)


def test_text_longer_than_any_article_is_refused():
    with pytest.raises(ValidationError, match="200,001 characters"):
        text_of(b"x" * 200_001)


# HTML


def test_page_is_read_down_to_its_main_text():
    text = text_of(PAGE.encode())

    assert "Japan will give Ukraine $37 million" in text
    assert "Subscribe" not in text
    assert "$99 million" not in text
    assert "<" not in text


@pytest.mark.parametrize(
    "page",
    [
        "<html></html>",
        "<!doctype html><body></body>",
        "<svg xmlns='http://www.w3.org/2000/svg'><text>Japan gives $5</text></svg>",
        "<?xml version='1.0'?><aid>Japan gives $5</aid>",
    ],
)
def test_page_without_a_main_text_is_refused(page):
    with pytest.raises(ValidationError, match="no text"):
        text_of(page.encode())


def test_page_says_its_title_publisher_and_day():
    head = head_of(PAGE, Head())

    assert (head.title, head.publisher) == ("Japan pledges aid", "The Daily Ledger")
    assert head.published_on == date(2024, 1, 8)


def test_what_is_known_about_a_page_is_kept():
    known = Head("Own title", "Own publisher", published_on=date(2023, 5, 5))

    assert head_of(PAGE, known) == known


@pytest.mark.parametrize("stated", ["", "yesterday", "08/01/2024", "2024-13-01"])
def test_day_of_a_page_is_never_guessed(stated):
    page = PAGE.replace("2024-01-08T09:00:00+09:00", stated)

    assert head_of(page, Head()).published_on is None


def test_plain_text_says_nothing_about_itself():
    assert head_of(TEXT, Head()) == Head()


# Storing


def test_article_is_stored_with_a_candidate_for_each_finding(known):
    read = ingest(
        TEXT, Head("Title", "Ledger", "https://x.example/1", date(2024, 1, 8))
    )

    assert read.created
    assert (read.article.text, read.article.title) == (TEXT, "Title")
    money, goods = Candidate.objects.all()
    assert (money.kind, money.amount, money.currency) == ("pledge", 37_000_000, "USD")
    assert (money.donor.code, money.recipient.code) == ("JP", "UA")
    assert (goods.kind, goods.item) == ("equipment", "mobile gas turbine generator")
    assert goods.quantity == 5


def test_candidates_quote_the_article_and_wait(known):
    ingest(TEXT, Head())

    for candidate in Candidate.objects.all():
        assert TEXT[candidate.start : candidate.end] == candidate.quote
        assert (candidate.state, candidate.decided_by) == ("pending", None)
        assert candidate.rules


def test_weak_finding_is_kept_for_the_reviewer_and_is_no_claim(known):
    text = "Japan will give Kenya $5 million in aid. Kenya needs $9 million.\n"

    sure, weak = ingest(text, Head()).candidates
    claims = json.loads(to_json(text, None))["claims"]

    assert (sure.amount, sure.is_weak) == (5_000_000, False)
    assert (weak.amount, weak.is_weak, weak.state) == (9_000_000, True, "pending")
    assert [claim["figure"] for claim in claims] == ["$5 million"]


def test_article_says_which_file_and_which_rules_it_was_read_by(known):
    read = ingest(TEXT, Head(), raw_sha256="ab" * 32)

    article = Article.objects.get(pk=read.article.pk)
    assert (article.raw_sha256, article.extractor_version) == ("ab" * 32, VERSION)


def test_ingesting_publishes_nothing(known):
    ingest(TEXT, Head())

    assert not Pledge.objects.exists()
    assert DataVersion.current() == 0


@pytest.mark.parametrize("copy", COPIES)
def test_same_article_a_second_time_is_the_first(known, copy):
    first = ingest(TEXT, Head("First"))
    before = list(Candidate.objects.values())

    again = ingest(copy, Head("Second"))

    assert (again.article, again.created) == (first.article, False)
    assert again.candidates == first.candidates
    assert Article.objects.get().title == "First"
    assert list(Candidate.objects.values()) == before


@pytest.mark.parametrize("copy", COPIES)
def test_what_is_stored_of_a_copy_has_its_quotes_and_its_digest(known, copy):
    article = ingest(copy, Head()).article

    article.refresh_from_db()
    assert article.sha256 == sha256(article.text.encode()).hexdigest()
    assert len(article.candidates.all()) == 2
    for one in article.candidates.all():
        assert article.text[one.start : one.end] == one.quote


def test_article_without_a_title_is_called_by_its_first_line(known):
    assert (
        ingest("\n\n  Aid for Ukraine \nMore.", Head()).article.title
        == "Aid for Ukraine"
    )


@pytest.mark.parametrize(
    "head",
    [
        Head(url="javascript:alert(1)"),
        Head(url="x"),
        Head(url="https://x.example/" + "a" * 500),
        Head(title="x" * 301),
        Head(publisher="x" * 201),
        Head(source_class="rumour"),
    ],
)
def test_article_with_an_impossible_head_is_not_stored(known, head):
    with pytest.raises(ValidationError):
        ingest(TEXT, head)

    assert not Article.objects.exists()


def test_party_that_is_not_in_the_database_is_left_open(db):
    make_actor("UA")

    money, _ = ingest(TEXT, Head()).candidates

    assert (money.donor, money.recipient.code) == (None, "UA")


def test_actor_that_an_editor_added_is_found_in_the_next_article(known):
    make_actor("kyiv-relief", name="Kyiv Relief Committee", kind="fund")

    [money] = ingest(
        "Kyiv Relief Committee gave Ukraine $5 million.", Head()
    ).candidates

    assert money.donor.code == "kyiv-relief"


@pytest.mark.parametrize(
    ("field", "stated", "stored"),
    [
        ("amount", Decimal(10) ** 20, None),
        ("amount", Decimal("0.001"), None),
        ("amount", Decimal(37000000), Decimal(37_000_000)),
        ("quantity", 10**20, None),
        ("quantity", 0, None),
        ("quantity", 5, 5),
        ("item", "x" * 300, "x" * 200),
    ],
)
def test_figure_that_no_column_holds_is_left_to_the_quote(db, field, stated, stored):
    article = make_article(TEXT)
    finding = Finding("pledge", "Japan", 0, 5, currency="USD", **{field: stated})

    candidate_from(article, finding).save()

    assert getattr(Candidate.objects.get(), field) == stored


# manage.py ingest


def run(*arguments: str) -> str:
    """Return what the command prints."""
    out = io.StringIO()
    call_command("ingest", *arguments, stdout=out)
    return out.getvalue()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "article.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_command_stores_a_file_and_says_what_it_found(known, file):
    said = run(
        *[str(file), "--title", "A title", "--publisher", "Ledger"],
        *["--url", "https://x.example/1", "--published", "2024-01-08"],
    )

    article = Article.objects.get()
    assert (article.title, article.publisher) == ("A title", "Ledger")
    assert (article.url, article.published_on) == (
        "https://x.example/1",
        date(2024, 1, 8),
    )
    first, money, goods, last = said.strip().split("\n")
    assert first == f"Stored: article {article.pk}, A title"
    quote = "“Japan will give Ukraine $37 million through a NATO fund”"
    assert money.startswith(f"pledge: USD 37000000.00, announced, 1.00, {quote} (")
    assert goods.startswith("equipment: 5 mobile gas turbine generator, announced, ")
    assert last.startswith("Review: /admin/pledges/candidate/?")
    assert str(article.pk) in last


def test_command_reads_standard_input(known, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(TEXT.encode())))

    run("-")

    assert Article.objects.get().text == TEXT


def test_command_says_what_was_lost_in_reading(known, tmp_path):
    path = tmp_path / "article.txt"
    path.write_bytes(TEXT.encode() + b"Paid by Z\xfcrich and Gen\xe8ve.")

    assert run(str(path)).startswith(
        "Read as cp1252, guessed; characters that were lost: 0.\nStored: "
    )


def test_command_counts_the_characters_that_were_lost(known, tmp_path):
    page = tmp_path / "page.html"
    broken = PAGE.replace("<title>", "<meta charset=utf-8><title>").encode()
    page.write_bytes(broken.replace(b"in Kyiv on", b"in Ky\xffv \xfe on"))

    assert run(str(page)).startswith(
        "Read as utf-8; characters that were lost: 2.\nStored: "
    )


def test_command_reads_html(known, tmp_path):
    path = tmp_path / "page.html"
    path.write_text(PAGE)

    run(str(path))

    article = Article.objects.get()
    assert (article.title, article.publisher) == (
        "Japan pledges aid",
        "The Daily Ledger",
    )
    assert article.published_on == date(2024, 1, 8)


def test_command_points_to_the_first_where_an_article_comes_again(known, file):
    first = run(str(file)).split("\n")

    again = run(str(file), "--title", "Another").split("\n")

    assert again[0].startswith("Seen before, nothing stored anew: article ")
    assert again[1:] == first[1:]
    assert Article.objects.count() == 1


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "There is no text in this article."),
        (
            b"\x89PNG\r\n\x1a\n\x00",
            "This is not a text, or in an encoding that we do not know.",
        ),
        (b"a\x01b", "The text holds control characters: is it a text at all?"),
        (b"x" * 50_000_000, "The article is larger than 2,097,152 bytes."),
        (b"<html></html>", "There is no text in this article."),
    ],
)
def test_command_refuses_bad_files_with_a_sentence(known, tmp_path, content, sentence):
    path = tmp_path / "bad"
    path.write_bytes(content)

    with pytest.raises(CommandError) as caught:
        run(str(path))

    assert (str(caught.value), caught.value.returncode) == (sentence, 1)
    assert not Article.objects.exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ["--url", "javascript:alert(1)"],
        ["--published", "yesterday"],
        ["--published", "2024-02-30"],
        ["--published", "0000-01-01"],
        ["--title", "x" * 301],
    ],
)
def test_command_refuses_a_bad_head(known, file, arguments):
    with pytest.raises(CommandError):
        run(str(file), *arguments)

    assert not Article.objects.exists()


@pytest.mark.parametrize("source", ["/no/such/file", "/", "ftp://x.example/a"])
def test_command_refuses_what_it_cannot_read(db, source):
    with pytest.raises(CommandError, match=r"No such file|directory"):
        run(source)


def test_command_refuses_addresses_inside_the_network(db):
    with pytest.raises(CommandError, match="not a public web page"):
        run("http://127.0.0.1/")

    assert not Article.objects.exists()
