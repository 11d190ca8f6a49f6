"""Reviewing: beside the article, decided once, then on to the next claim."""

import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from admin_forms import (
    claim_form,
    client_of,
    decide,
    inline_code,
    of_claim,
)
from builders import (
    make_article,
    make_candidate,
    make_item,
    make_pledge,
)
from django.contrib.auth.models import User
from pytest_django import DjangoAssertNumQueries

from pledges import review
from pledges.models import (
    Candidate,
    Evidence,
    Pledge,
)

QUEUE = "/admin/pledges/candidate/"
TEXT = "Japan will give Ukraine $100 and five trucks. In all it gave $900."


def test_the_quote_is_marked_in_the_article(alice: User) -> None:
    claim = make_candidate(make_article(TEXT), "$100")

    html = client_of(alice).get(of_claim(claim)).content.decode()

    assert 'give Ukraine <mark id="quote">$100</mark> and five trucks.' in html


def test_markup_in_an_article_is_shown_as_text(bob: User) -> None:
    attack = '<script>alert(1)</script><img src=x onerror="alert(2)">'
    article = make_article(
        f"{attack} gives $100 {attack}", title=attack, publisher=attack
    )
    claim = make_candidate(article, f"{attack} gives $100", rules=[attack])

    html = client_of(bob).get(of_claim(claim)).content.decode()

    assert inline_code(html) == []
    assert "<img" not in html
    assert html.count("&lt;script&gt;alert(1)") >= 4


def test_other_claims_of_the_article_are_listed_with_their_states(bob: User) -> None:
    article = make_article(TEXT)
    claim = make_candidate(article, "$100")
    other = make_candidate(article, "$900", kind="total", amount=Decimal(900))
    review.reject(other, None, "An old figure.")

    page = client_of(bob).get(of_claim(claim))

    assert [one for one, _ in page.context["others"]] == [claim, other]
    assert "Reported total: USD 900" in page.content.decode()
    assert "Rejected" in page.content.decode()


def test_a_weak_claim_is_marked(bob: User) -> None:
    weak = make_candidate(score=0.3)
    sure = make_candidate(score=0.5)
    client = client_of(bob)

    assert "weak: look twice" in client.get(of_claim(weak)).content.decode()
    assert "weak" not in client.get(of_claim(sure)).content.decode()
    assert "0.30 weak" in client.get(QUEUE).content.decode()


def test_accept_publishes_the_claim_as_it_stands(bob: User) -> None:
    claim = make_candidate(make_article(TEXT), "$100", stage="announced")

    decide(client_of(bob), claim, "_accept")

    pledge = Pledge.objects.get()
    claim.refresh_from_db()
    assert (pledge.amount, pledge.published_at is None) == (Decimal(100), False)
    assert (claim.state, claim.decided_by) == ("accepted", bob)


def test_accept_refuses_what_was_changed_on_the_page(bob: User) -> None:
    claim = make_candidate(make_article(TEXT), "$100")

    page = decide(client_of(bob), claim, "_accept", amount="200")

    claim.refresh_from_db()
    assert "Differs from what is stored: Amount" in page.content.decode()
    assert (claim.state, Pledge.objects.count()) == ("pending", 0)
    assert page.context["form"]["amount"].value() == "200"


def test_correct_and_accept_publishes_the_changes(bob: User) -> None:
    claim = make_candidate(make_article(TEXT), "$100")

    decide(
        client_of(bob),
        claim,
        "_correct",
        amount="120",
        quote="give Ukraine $100",
        stage="committed",
        announced_on="2023-05-06",
    )

    pledge, evidence = Pledge.objects.get(), Evidence.objects.get()
    assert (pledge.amount, pledge.stage) == (Decimal(120), "committed")
    assert pledge.announced_on == date(2023, 5, 6)
    assert (evidence.quote, evidence.start) == ("give Ukraine $100", 11)


WRONG = [
    ({"amount": "NaN"}, "amount"),
    ({"amount": "1e400"}, "amount"),
    ({"amount": "9" * 30}, "amount"),
    ({"currency": ""}, "currency"),
    ({"currency": "XXQ"}, "currency"),
    ({"announced_on": "9999-12-31"}, "announced_on"),
    ({"announced_on": "0000-01-01"}, "announced_on"),
    ({"quote": "nobody wrote this"}, "quote"),
    ({"quote": ""}, "quote"),
    ({"donor": ""}, "donor"),
    ({"amount": "0"}, "amount"),
]


@pytest.mark.parametrize(("wrong", "field"), WRONG, ids=str)
def test_a_wrong_correction_gets_an_error_at_its_field(
    bob: User, wrong: dict[str, str], field: str
) -> None:
    claim = make_candidate(make_article(TEXT), "$100")

    page = decide(client_of(bob), claim, "_correct", **wrong)

    claim.refresh_from_db()
    assert list(page.context["form"].errors) == [field]
    assert (claim.state, Pledge.objects.count()) == ("pending", 0)


def test_reject_needs_a_reason(bob: User) -> None:
    claim = make_candidate()
    client = client_of(bob)

    refused = decide(client, claim, "_reject", reason="  ")
    claim.refresh_from_db()
    assert refused.context["decision"].errors["reason"] == ["Say why this is rejected."]
    assert claim.state == "pending"

    decide(client, claim, "_reject", reason="A need, not a promise.")
    claim.refresh_from_db()
    assert (claim.state, claim.reason) == ("rejected", "A need, not a promise.")


def test_a_claim_decided_meanwhile_is_refused_with_409(bob: User) -> None:
    claim = make_candidate()
    client = client_of(bob)
    form = claim_form(client, claim)
    review.accept(claim, None)

    for button in ("_accept", "_correct", "_attach", "_reject", "_save"):
        page = client.post(of_claim(claim), form | {button: "1", "reason": "Late."})
        assert page.status_code == 409
        assert "Somebody else decided on this claim first" in page.content.decode()

    assert Pledge.objects.count() == 1


def test_a_claim_corrected_meanwhile_is_shown_in_both_versions_with_409(
    bob: User,
) -> None:
    claim = make_candidate(make_article(TEXT), "$100")
    client = client_of(bob)
    form = claim_form(client, claim, stage="delivered")
    review.correct(Candidate.objects.get(pk=claim.pk), {"amount": Decimal(120)})

    page = client.post(of_claim(claim), form | {"_correct": "1"})

    differing = [row for row in page.context["versions"] if row.differs]
    told = {row.label: (row.theirs, row.yours) for row in differing}
    assert told["Amount"] == ("120", "100")
    assert told["Stage"] == ("Announced", "Delivered")
    assert (page.status_code, Pledge.objects.count()) == (409, 0)
    # The form that was shown can be sent: what it says is now said knowingly.
    again = {box.html_name: box.value() for box in page.context["form"]}
    again = {name: value for name, value in again.items() if value}
    client.post(of_claim(claim), again | {"_correct": "1"})
    assert Pledge.objects.get().amount == 100


def test_after_a_decision_comes_the_next_claim_then_the_next_article(
    bob: User,
) -> None:
    one, two = make_article(TEXT), make_article()
    first, second = make_candidate(one, "$100"), make_candidate(one, "$900")
    elsewhere = make_candidate(two)
    client = client_of(bob)

    def follows(claim: Candidate) -> str:
        address: str = decide(client, claim, "_reject", reason="Old.").url
        return address

    assert follows(second) == of_claim(first) + "#quote"
    assert follows(first) == of_claim(elsewhere) + "#quote"
    assert follows(elsewhere) == QUEUE


def test_an_editor_corrects_a_proposal_and_leaves_it_pending(alice: User) -> None:
    claim = make_candidate(make_article(TEXT), "$100")

    decide(client_of(alice), claim, "_save", amount="150", quote="Ukraine $100")

    claim.refresh_from_db()
    assert (claim.amount, claim.quote, claim.state) == (
        Decimal(150),
        "Ukraine $100",
        "pending",
    )
    assert claim.history.first().history_user == alice


@pytest.mark.parametrize("button", ["_accept", "_correct", "_attach", "_reject"])
def test_an_editor_sees_no_buttons_and_decides_nothing(
    alice: User, button: str
) -> None:
    claim = make_candidate()
    client = client_of(alice)

    assert f'name="{button}"' not in client.get(of_claim(claim)).content.decode()
    assert decide(client, claim, button, reason="No.").status_code == 403
    claim.refresh_from_db()
    assert claim.state == "pending"


def test_the_review_page_stays_within_its_queries(
    bob: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    article = make_article(TEXT)
    claim = make_candidate(article, "$100")
    for _ in range(20):
        make_candidate(article, "$900")
        make_pledge()
    client = client_of(bob)

    with django_assert_max_num_queries(12):
        client.get(of_claim(claim))


def test_a_quote_over_two_lines_is_accepted_as_it_stands(bob: User) -> None:
    claim = make_candidate(make_article("Japan gives\n$100."), "Japan gives\n$100")

    decide(client_of(bob), claim, "_accept", quote="Japan gives\r\n$100")

    claim.refresh_from_db()
    assert (claim.state, claim.quote) == ("accepted", "Japan gives\n$100")


def test_what_was_refused_is_told_above_the_form(bob: User) -> None:
    claim = make_candidate(make_article(TEXT), "$100")
    client = client_of(bob)

    def told(page: Any) -> list[str]:
        text = page.content.decode()
        assert 'role="alert"' in text
        return re.findall(r'<li><a href="(#\w+)">', text)

    assert told(decide(client, claim, "_reject")) == ["#reject"]
    assert told(decide(client, claim, "_attach")) == ["#attach"]
    wrong = {"amount": "NaN", "quote": "nobody wrote this"}
    assert told(decide(client, claim, "_correct", **wrong)) == [
        "#id_amount",
        "#id_quote",
    ]


def test_a_figure_that_is_stored_already_is_pointed_out(bob: User) -> None:
    make_pledge(amount=100, title="The same promise")
    make_pledge(amount=101, title="A near promise")
    claim = make_candidate(make_article(TEXT), "$100")

    page = client_of(bob).get(of_claim(claim))

    [same] = page.context["likely"]
    assert "The same promise" in same
    assert "Perhaps reported before" in page.content.decode()


def test_goods_that_are_stored_already_are_pointed_out(bob: User) -> None:
    make_item(name="Truck", quantity=5)
    make_item(name="truck", quantity=6)
    claim = make_candidate(
        make_article(TEXT), "five trucks", kind="equipment", item="truck", quantity=5
    )

    page = client_of(bob).get(of_claim(claim))

    [same] = page.context["likely"]
    assert "5 × Truck" in same
