"""Editors see what the second reader did, and what only it has found."""

import io
from pathlib import Path

import pytest
from admin_forms import ADD_ARTICLE, client_of, of_claim
from builders import make_article, make_candidate, make_user
from django.contrib.auth.models import User
from django.core.management import call_command
from endpoint_server import AS_TOTAL, MISSED, SEEN, TEXT

from pledges.models import Article, Candidate


def ingested(tmp_path: Path) -> list[str]:
    """Return the lines that ``manage.py ingest`` prints."""
    path = tmp_path / "article.txt"
    path.write_text(TEXT, encoding="utf-8")
    out = io.StringIO()
    call_command("ingest", str(path), stdout=out)
    return out.getvalue().splitlines()


def test_command_prints_what_the_second_reader_did(known, model, tmp_path):
    model.claim(SEEN, AS_TOTAL, MISSED | {"amount": 1})

    *_, told, added = ingested(tmp_path)

    assert told == (
        "Second reader (careful-7b): 1 found by the rules too, 1 added, "
        "dropped: 1 × figure not in the quote."
    )
    assert added.startswith("total: USD 37000000.00, announced, 0.40, “will give")


def test_command_prints_why_the_second_reader_failed(known, model, tmp_path):
    model.status = 500

    first, *_, told = ingested(tmp_path)

    assert first.startswith("Stored: article")
    assert told == (
        "Second reader (careful-7b): status 500. What the rules found is stored."
    )


def test_command_does_not_ask_again_about_an_article_seen_before(
    known, model, tmp_path
):
    model.claim()
    ingested(tmp_path)

    ingested(tmp_path)

    assert len(model.asked) == 1


def paste(user: User) -> str:
    """Return the page that follows when ``user`` pastes the article."""
    form = {"pasted": TEXT, "source_class": "media"}
    return client_of(user).post(ADD_ARTICLE, form, follow=True).content.decode()


@pytest.mark.django_db(transaction=True)
def test_admin_tells_what_was_added_after_the_article_is_stored(model):
    # A reading within the transaction of the form would be a RuntimeError.
    model.claim(AS_TOTAL)

    page = paste(make_user("alice", "Editor"))

    assert "Second reader (careful-7b): 0 found by the rules too, 1 added" in page
    assert f'id="claim-{Candidate.objects.get(score=0.4).pk}"' in page


@pytest.mark.django_db(transaction=True)
def test_admin_tells_why_the_second_reader_failed(model):
    model.status = 503

    page = paste(make_user("alice", "Editor"))

    assert "Second reader (careful-7b): status 503." in page
    assert Article.objects.get().candidates.exists()


LIST = "/admin/pledges/article/"


def ask_again(user: User, *articles: Article) -> str:
    """Return the list that follows when ``user`` asks about ``articles`` again."""
    chosen = [article.pk for article in articles]
    form = {"action": "ask_again", "_selected_action": chosen}
    return client_of(user).post(LIST, form, follow=True).content.decode()


@pytest.mark.django_db(transaction=True)
def test_editor_asks_again_after_a_failure(model):
    alice = make_user("alice", "Editor")
    model.status = 503
    paste(alice)
    model.status = 200
    model.claim(AS_TOTAL)

    page = ask_again(alice, Article.objects.get())

    assert "Second reader (careful-7b): 0 found by the rules too, 1 added" in page
    assert Candidate.objects.filter(score=0.4).count() == 1


def test_only_who_enters_articles_asks_again(charlie, model):
    ask_again(charlie, make_article())

    assert model.asked == []


def test_asking_again_is_not_offered_where_there_is_no_second_reader(alice):
    make_article()

    assert "ask_again" not in client_of(alice).get(LIST).content.decode()


@pytest.fixture
def of_three_origins(db: None) -> dict[str, Candidate]:
    """A claim by each who may find one."""
    rules = {"rules": "money", "model": "second reader: x", "hand": "entered by hand"}
    return {name: make_candidate(rules=[rule]) for name, rule in rules.items()}


def test_workbench_says_that_a_language_model_found_it(bob, of_three_origins):
    client = client_of(bob)

    pages = {
        name: client.get(of_claim(claim)).content.decode()
        for name, claim in of_three_origins.items()
    }

    marked = [name for name in pages if "found by a language model" in pages[name]]
    assert marked == ["model"]


@pytest.mark.parametrize("found_by", ["rules", "model", "hand"])
def test_queue_is_narrowed_by_who_found_it(bob, of_three_origins, found_by):
    address = f"/admin/pledges/candidate/?found_by={found_by}"

    listed = client_of(bob).get(address).context["cl"].queryset

    assert list(listed) == [of_three_origins[found_by]]


def test_claim_without_rules_counts_as_one_of_the_rules(bob):
    claim = make_candidate(rules=[])

    page = client_of(bob).get("/admin/pledges/candidate/?found_by=rules")

    assert list(page.context["cl"].queryset) == [claim]


def test_queue_names_the_second_reader(bob, of_three_origins):
    page = client_of(bob).get("/admin/pledges/candidate/").content.decode()

    assert "second reader: x" in page
    assert page.count(", second reader</td>") == 1
