"""The workbench by plain forms: what it shows, does and refuses."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from admin_forms import client_of, inline_code
from bench import TEXT, at, bench_form, cards, make_five, make_known, press, undo
from builders import make_actor, make_article, make_candidate, make_pledge, make_user
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from pledges import review
from pledges.admin.bench import passages
from pledges.models import Candidate, Pledge, PledgeLink

NEXT = "/admin/pledges/article/{}/workbench/?claim={}#claim-{}"


def state(claim: Candidate) -> str:
    claim.refresh_from_db()
    return claim.state


# What is shown


def test_every_claim_is_marked_in_the_article_with_its_number(bob: User) -> None:
    article, claims = make_five()

    html = client_of(bob).get(at(article)).content.decode()

    for number, claim in enumerate(claims, 1):
        assert f'href="#claim-{claim.pk}" data-number="{number}"' in html
        assert f'<li id="claim-{claim.pk}"' in html


def test_overlapping_quotes_are_marked_where_each_stands(db: None) -> None:
    article = make_article("Japan gives Ukraine 100 dollars for trucks.")
    whole = make_candidate(article, "gives Ukraine 100 dollars")
    middle = make_candidate(article, "100 dollars")
    last = make_candidate(article, "dollars for trucks")

    cut = list(passages(article, [whole, middle, last]))

    assert "".join(one.text for one in cut) == article.text
    assert [(one.text, one.claims) for one in cut if one.claims] == [
        ("gives Ukraine ", (whole,)),
        ("100 ", (whole, middle)),
        ("dollars", (whole, middle, last)),
        (" for trucks", (last,)),
    ]
    assert [number for one in cut for number, _ in one.opens] == [1, 2, 3]


def test_states_and_progress_are_told(bob: User) -> None:
    article, claims = make_five()
    review.accept(claims[0], bob)
    review.reject(claims[4], bob, "An army of its own.")

    page = client_of(bob).get(at(article))

    html = page.content.decode()
    assert "2 of 5 decided" in html
    assert "An army of its own." in html
    told = [card.claim.state for card in page.context["cards"]]
    assert told == ["accepted", "pending", "pending", "pending", "rejected"]


def test_the_first_claim_that_waits_is_open_or_the_one_asked_for(bob: User) -> None:
    article, claims = make_five()
    review.reject(claims[0], bob, "Old.")
    client = client_of(bob)

    def is_open(query: str) -> list[Candidate]:
        shown = client.get(at(article) + query).context["cards"]
        return [card.claim for card in shown if card.is_current]

    assert is_open("") == [claims[1]]
    assert is_open(f"?claim={claims[3].pk}") == [claims[3]]
    assert is_open("?claim=nonsense") == is_open("?claim=99999999") == [claims[1]]


def test_what_is_known_stands_at_its_claim_in_words(bob: User) -> None:
    make_known()
    article, claims = make_five()

    shown = cards(client_of(bob), article)

    decision = shown[claims[0].pk].desk.decision
    label, none = [text for _, text in decision["into"].field.choices]
    assert none == "None of these: it is new"
    assert "same amount, 3 days earlier, one source" in label
    assert shown[claims[4].pk].desk.known == []


def test_markup_in_an_article_stays_text(bob: User) -> None:
    attack = '<script>alert(1)</script><img src=x onerror="alert(2)">'
    article = make_article(f"{attack} gives $100 {attack}", title=attack)
    make_candidate(article, f"{attack} gives $100")
    make_pledge(title=attack)

    html = client_of(bob).get(at(article)).content.decode()

    assert inline_code(html) == []
    assert "<img" not in html


def test_an_article_without_claims_can_be_worked_on(bob: User) -> None:
    page = client_of(bob).get(at(make_article()))

    assert "0 of 0 decided" in page.content.decode()
    assert "New claim from a passage" in page.content.decode()


def test_queue_and_article_lead_to_the_workbench(bob: User) -> None:
    article, _ = make_five()
    client = client_of(bob)

    for place in ("candidate/", f"article/{article.pk}/change/"):
        html = client.get(f"/admin/pledges/{place}").content.decode()
        assert f'href="{at(article)}' in html


def test_more_claims_take_no_more_queries(
    bob: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    article, claims = make_five()
    for claim in claims[:2]:
        review.accept(claim, bob)
    for _ in range(20):
        make_candidate(article, "37 million dollars")
        make_pledge()
    client = client_of(bob)

    with django_assert_max_num_queries(25):
        client.get(at(article))


# What the buttons do


def test_accept_publishes_and_leads_to_the_next_claim(bob: User) -> None:
    article, claims = make_five()

    answer = press(client_of(bob), claims[0], "_accept")

    assert answer.url == NEXT.format(article.pk, claims[1].pk, claims[1].pk)
    assert state(claims[0]) == "accepted"
    assert Pledge.objects.published().get().amount == 37_000_000
    assert LogEntry.objects.get().user == bob


def test_accept_publishes_what_was_edited(bob: User) -> None:
    _, claims = make_five()
    make_actor("NO")

    press(client_of(bob), claims[3], "_accept", donor="norway", amount="80000000")

    pledge = Pledge.objects.get()
    assert (pledge.donor.code, pledge.amount) == ("NO", 80_000_000)


def test_merge_adds_evidence_to_what_is_known(bob: User) -> None:
    pledge = make_known()
    _, claims = make_five()

    press(client_of(bob), claims[0], "_accept", into=f"pledge-{pledge.pk}")

    assert state(claims[0]) == "merged"
    assert pledge.evidence.filter(candidate=claims[0]).exists()


def test_a_pledge_that_is_not_listed_is_named_by_its_number(bob: User) -> None:
    far = make_pledge(donor="DE", amount=5)
    _, claims = make_five()

    press(client_of(bob), claims[0], "_accept", other_pledge=far.pk)

    assert far.evidence.filter(candidate=claims[0]).exists()


def test_claim_becomes_a_part_of_what_is_known(bob: User) -> None:
    pledge = make_known()
    _, claims = make_five()
    said = {"into": f"pledge-{pledge.pk}", "how": "part_of", "because": "Inferred."}

    press(client_of(bob), claims[0], "_accept", **said)

    made = PledgeLink.objects.get()
    assert (made.relation, made.other, made.reason) == ("part_of", pledge, "Inferred.")


def test_reject_keeps_the_reason(bob: User) -> None:
    _, claims = make_five()

    press(client_of(bob), claims[4], "_reject", reason="An army of its own.")

    assert (state(claims[4]), claims[4].reason) == ("rejected", "An army of its own.")


def test_undo_returns_to_the_claim(bob: User) -> None:
    article, claims = make_five()
    client = client_of(bob)
    press(client, claims[1], "_accept")

    answer = undo(client, claims[1])

    assert answer.url == NEXT.format(article.pk, claims[1].pk, claims[1].pk)
    assert (state(claims[1]), Pledge.objects.count()) == ("pending", 0)


def test_after_the_last_claim_the_next_article_is_offered(bob: User) -> None:
    _, claims = make_five()
    other = make_candidate()
    client = client_of(bob)
    for claim in claims[:4]:
        review.reject(claim, bob, "Old.")

    answer = press(client, claims[4], "_reject", reason="Old.")

    html = client.get(answer.url).content.decode()
    assert "All claims of this article are decided." in html
    assert f'id="onwards" href="{at(other.article)}"' in html


def test_an_editor_saves_and_does_not_decide(alice: User) -> None:
    article, claims = make_five()
    client = client_of(alice)

    html = client.get(at(article)).content.decode()
    press(client, claims[0], "_save", amount="38000000")

    assert "_accept" not in html
    assert "_undo" not in html
    assert "<kbd>e</kbd>" in html
    assert "<kbd>a</kbd>" not in html
    assert (state(claims[0]), claims[0].amount) == ("pending", 38_000_000)
    for button in ("_accept", "_reject"):
        assert press(client, claims[1], button).status_code == 403


# What is refused


@pytest.mark.parametrize(
    ("button", "typed", "form", "field"),
    [
        ("_accept", {"donor": "Nowhere"}, "form", "donor"),
        ("_accept", {"quantity": "0.5"}, "form", "quantity"),
        ("_accept", {"quote": "not in it"}, "form", "quote"),
        ("_reject", {"reason": " "}, "decision", "reason"),
        ("_accept", {"into": "pledge-999"}, "decision", "into"),
        ("_accept", {"how": "tops_up"}, "decision", "into"),
        ("_accept", {"other_pledge": "999"}, "decision", "other_pledge"),
        ("_accept", {"other_pledge": "9" * 30}, "decision", "other_pledge"),
    ],
    ids=str,
)
def test_what_is_wrong_stands_at_its_field(
    bob: User, button: str, typed: dict[str, Any], form: str, field: str
) -> None:
    _, claims = make_five()

    page = press(client_of(bob), claims[2], button, **typed)

    [card] = [one for one in page.context["cards"] if one.is_current]
    assert card.claim == claims[2]
    assert field in getattr(card.desk, form).errors
    assert (state(claims[2]), Pledge.objects.count()) == ("pending", 0)


def test_form_without_a_button_is_a_bad_request(bob: User) -> None:
    _, claims = make_five()

    assert press(client_of(bob), claims[0], "_nothing").status_code == 400


def test_a_claim_decided_meanwhile_is_shown_in_both_versions_with_409(
    bob: User,
) -> None:
    _, claims = make_five()
    client = client_of(bob)
    form = bench_form(client, claims[0], amount="1")
    review.reject(claims[0], None, "Old.")

    page = client.post(at(claims[0].article, claims[0]), form | {"_accept": "1"})

    [card] = [one for one in page.context["cards"] if one.is_current]
    assert (page.status_code, card.claim.state) == (409, "rejected")
    assert [(row.label, row.yours) for row in card.versions] == [("Amount", "1")]
    assert "Somebody else decided on this claim first" in page.content.decode()
    assert not Pledge.objects.exists()


def test_a_claim_corrected_meanwhile_is_shown_in_both_versions_with_409(
    bob: User,
) -> None:
    make_known()
    _, claims = make_five()
    client = client_of(bob)
    form = bench_form(client, claims[0], stage="delivered")
    review.correct(Candidate.objects.get(pk=claims[0].pk), {"amount": Decimal(36)})

    page = client.post(at(claims[0].article, claims[0]), form | {"_accept": "1"})

    [card] = [one for one in page.context["cards"] if one.is_current]
    told = {row.label: (row.theirs, row.yours) for row in card.versions}
    assert told["Amount"] == ("36", "37,000,000")
    assert told["Stage"] == ("Announced", "Delivered")
    assert page.status_code == 409
    assert state(claims[0]) == "pending"


def test_undo_that_is_refused_says_why_with_409(bob: User) -> None:
    _, claims = make_five()
    client = client_of(bob)
    press(client, claims[0], "_accept")
    Candidate.objects.update(decided_at=timezone.now() - timedelta(hours=1))

    page = undo(client, claims[0])

    assert page.status_code == 409
    assert "decided more than 15 minutes ago" in page.content.decode()
    assert state(claims[0]) == "accepted"


def test_undo_is_offered_to_who_decided_alone(bob: User) -> None:
    article, claims = make_five()
    carol = make_user("carol", "Reviewer")
    press(client_of(bob), claims[0], "_accept")

    theirs, mine = (cards(client_of(user), article) for user in (carol, bob))

    assert [theirs[claims[0].pk].may_undo, mine[claims[0].pk].may_undo] == [False, True]
    assert undo(client_of(carol), claims[0]).status_code == 403
    assert state(claims[0]) == "accepted"


def test_a_claim_is_not_decided_at_another_article(bob: User) -> None:
    _, claims = make_five()
    other = make_article()

    answer = client_of(bob).post(at(other, claims[0]), {"_undo": "1"})

    assert answer.status_code == 404


# A claim by hand


def hand(**changes: Any) -> dict[str, Any]:
    form = {"kind": "pledge", "donor": "Japan", "recipient": "UA", "currency": "usd"}
    form |= {"amount": "5", "amount_qualifier": "exact", "quantity_qualifier": "exact"}
    return form | {"stage": "announced", "_propose": "1"} | changes


def test_a_passage_becomes_a_claim_by_hand_once(alice: User) -> None:
    article, _ = make_five()
    client = client_of(alice)
    quote = "give Ukraine\n37 million"

    first = client.post(at(article), hand(quote=quote))
    again = client.post(at(article), hand(quote=quote))

    claim = Candidate.objects.get(quote="give Ukraine 37 million")
    assert first.url == NEXT.format(article.pk, claim.pk, claim.pk)
    assert (claim.donor.code, claim.recipient.code) == ("JP", "UA")
    assert (claim.currency, claim.rules) == ("USD", ["entered by hand"])
    assert "This claim is there already" in again.content.decode()


@pytest.mark.parametrize(("near", "start"), [("", 52), ("60", 181), ("99999", 52)])
def test_of_words_that_occur_twice_the_selected_ones_are_quoted(
    alice: User, near: str, start: int
) -> None:
    article, _ = make_five()

    client_of(alice).post(at(article), hand(quote="dollars", near=near))

    claim = Candidate.objects.get(quote="dollars")
    assert (claim.start, TEXT[start : start + 7]) == (start, "dollars")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"quote": "nobody wrote this"}, "quote"),
        ({"quote": ""}, "quote"),
        ({"kind": ""}, "kind"),
        ({"donor": "Nowhere"}, "donor"),
        ({"kind": "equipment", "amount": ""}, "item"),
    ],
    ids=str,
)
def test_a_wrong_claim_by_hand_gets_an_error_at_its_field(
    alice: User, wrong: dict[str, str], field: str
) -> None:
    article, claims = make_five()

    page = client_of(alice).post(at(article), hand(quote="dollars") | wrong)

    assert field in page.context["hand"].errors
    assert Candidate.objects.count() == len(claims)
