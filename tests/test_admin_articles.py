"""Articles pasted into the admin: stored once, checked at the field."""

from datetime import date
from typing import Any

import pytest
from admin_forms import (
    ADD_ARTICLE,
    client_of,
)
from builders import (
    make_actor,
    make_article,
    make_pledge,
)
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from pledges.documents import MAX_BYTES, MAX_CHARACTERS
from pledges.models import (
    Article,
    DataVersion,
)

TEXT = "Japan will give Ukraine $100 and five trucks. In all it gave $900.\n"


HTML = (
    "<!doctype html><html><head><title>x</title></head><body><article>"
    + "<p>Japan will give Ukraine $100 million for energy, the minister said.</p>" * 3
    + "</article><script>evil()</script></body></html>"
)


def paste(client: Client, pasted: Any = TEXT, **head: Any) -> Any:
    """Send the form of a new article."""
    return client.post(
        ADD_ARTICLE, {"pasted": pasted, "source_class": "media", **head}, follow=True
    )


def test_a_pasted_article_is_stored_with_what_is_found(alice: User) -> None:
    make_actor("JP")
    make_actor("UA")

    page = paste(client_of(alice), published_on="2023-01-02", publisher="The Ledger")

    article = Article.objects.get()
    assert article.title == TEXT.strip()
    assert (article.text, article.published_on) == (TEXT, date(2023, 1, 2))
    found = article.candidates.count()
    assert found > 0
    assert f"Claims found in it: {found}." in page.content.decode()
    for claim in article.candidates.all():
        assert f'id="claim-{claim.pk}"' in page.content.decode()


def test_of_html_the_main_text_is_stored(alice: User) -> None:
    paste(client_of(alice), HTML)

    text = Article.objects.get().text
    assert "Japan will give Ukraine $100 million" in text
    assert "evil" not in text


def test_the_same_text_twice_points_to_the_first(alice: User) -> None:
    client = client_of(alice)
    paste(client)
    first = Article.objects.get()

    page = paste(client, TEXT, title="Another title")

    html = page.content.decode()
    assert f'href="/admin/pledges/article/{first.pk}/change/"' in html
    assert page.context["adminform"].form.errors["pasted"]
    assert Article.objects.get().title == first.title


def test_a_title_in_the_message_about_the_first_is_escaped(alice: User) -> None:
    make_article(TEXT, title="<script>alert(1)</script>")

    html = paste(client_of(alice)).content.decode()

    assert "<script>alert(1)" not in html
    assert "&lt;script&gt;alert(1)" in html


BAD_TEXTS = ["", " \n ", "a\x00b", "\x01\x02", "x" * (MAX_CHARACTERS + 1)]


@pytest.mark.parametrize("text", BAD_TEXTS, ids=lambda text: repr(text[:9]))
def test_what_is_no_article_gets_an_error_at_the_text(alice: User, text: str) -> None:
    page = paste(client_of(alice), text)

    assert list(page.context["adminform"].form.errors) == ["pasted"]
    assert not Article.objects.exists()


BAD_FILES = [b"\xff\xfe\x00binary", b"x" * (MAX_BYTES + 1), b"\x89PNG\r\n\x1a\n", b" "]


@pytest.mark.parametrize("raw", BAD_FILES, ids=lambda raw: repr(raw[:9]))
def test_what_is_no_article_gets_an_error_at_the_file(alice: User, raw: bytes) -> None:
    page = paste(client_of(alice), "", file=SimpleUploadedFile("a.txt", raw))

    assert list(page.context["adminform"].form.errors) == ["file"]
    assert not Article.objects.exists()


def test_a_form_beyond_its_limit_is_told_the_limits(alice: User) -> None:
    response = paste(client_of(alice), "x" * (6 * 1024 * 1024))

    assert response.status_code == 413
    text = response.content.decode()
    assert "A form may have 5 MB." in text
    assert "200,000 characters of text, or 2 MB" in text
    assert not Article.objects.exists()


@pytest.mark.parametrize("size", [MAX_CHARACTERS + 1, MAX_BYTES + 1])
def test_a_text_beyond_the_limit_keeps_what_else_was_typed(
    alice: User, size: int
) -> None:
    page = paste(client_of(alice), "x" * size, publisher="The Ledger", title="Long")

    form = page.context["adminform"].form
    assert "the limit is 2" in str(form.errors["pasted"])
    assert (form["publisher"].value(), form["title"].value()) == ("The Ledger", "Long")
    assert len(form["pasted"].value()) == size


def test_a_file_is_read(alice: User) -> None:
    paste(client_of(alice), "", file=SimpleUploadedFile("a.txt", TEXT.encode()))

    assert Article.objects.get().text == TEXT


@pytest.mark.parametrize(
    ("head", "field"),
    [
        ({"published_on": "0000-01-01"}, "published_on"),
        ({"published_on": "9999-12-31"}, "published_on"),
        ({"url": "javascript:alert(1)"}, "url"),
        ({"source_class": "gossip"}, "source_class"),
    ],
    ids=str,
)
def test_a_bad_head_gets_an_error_at_its_field(
    alice: User, head: dict[str, str], field: str
) -> None:
    page = paste(client_of(alice), TEXT, **head)

    assert list(page.context["adminform"].form.errors) == [field]
    assert not Article.objects.exists()


def head_form(**changes: str) -> dict[str, str]:
    """Return the head of an article as its form sends it."""
    return {"title": "New title", "source_class": "media", "language": "en"} | changes


def test_the_head_is_corrected_and_the_text_never(alice: User) -> None:
    article = make_article(TEXT)
    address = f"/admin/pledges/article/{article.pk}/change/"
    before = DataVersion.current()

    client_of(alice).post(
        address, head_form(text="Other words") | candidates_rows(article)
    )

    article.refresh_from_db()
    assert (article.title, article.text) == ("New title", TEXT)
    assert DataVersion.current() == before + 1


def candidates_rows(article: Article) -> dict[str, int]:
    """Return the management form of the read-only list of claims."""
    count = article.candidates.count()
    return {"candidates-TOTAL_FORMS": count, "candidates-INITIAL_FORMS": count}


def test_the_head_of_a_published_article_is_for_reviewers(
    alice: User, bob: User
) -> None:
    article = make_article(TEXT)
    make_pledge(article=article, quote="$100")
    address = f"/admin/pledges/article/{article.pk}/change/"

    assert client_of(alice).post(address, head_form()).status_code == 403
    form = head_form() | candidates_rows(article)
    assert client_of(bob).post(address, form).status_code == 302


def test_a_corrected_day_moves_what_has_no_day_of_its_own(bob: User) -> None:
    article = make_article(TEXT, published_on=date(2023, 3, 1))
    pledge = make_pledge(article=article, quote="$100", announced_on=None)
    address = f"/admin/pledges/article/{article.pk}/change/"

    form = head_form(published_on="2023-02-01") | candidates_rows(article)
    client_of(bob).post(address, form)

    assert [state.since for state in pledge.states.all()] == [date(2023, 2, 1)]
