"""The queue of claims: proposed by editors, listed, accepted many at once."""

from typing import Any

import pytest
from admin_forms import (
    ADD_CLAIM,
    client_of,
    of_claim,
)
from builders import (
    make_actor,
    make_article,
    make_candidate,
)
from django.contrib.auth.models import User

from pledges import review
from pledges.models import (
    Candidate,
    Pledge,
)

QUEUE = "/admin/pledges/candidate/"
TEXT = "Japan will give Ukraine $100 and five trucks. In all it gave $900."


def proposal(**changes: Any) -> dict[str, Any]:
    """Return a claim as the add form sends it."""
    return {
        "quote": "$100",
        "kind": "pledge",
        "donor": make_actor("JP").pk,
        "amount": "100",
        "currency": "usd",
        "amount_qualifier": "exact",
        "quantity_qualifier": "exact",
        "stage": "announced",
    } | changes


def test_an_editor_proposes_a_claim_once(alice: User) -> None:
    article = make_article(TEXT)
    client = client_of(alice)

    first = client.post(ADD_CLAIM, proposal(article=article.pk))
    again = client.post(ADD_CLAIM, proposal(article=article.pk))

    claim = Candidate.objects.get()
    assert first.url == of_claim(claim) + "#quote"
    assert "This claim is there already" in again.content.decode()
    assert (claim.currency, claim.start, claim.state) == ("USD", 24, "pending")
    assert claim.rules == ["entered by hand"]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"quote": "nobody wrote this"}, "quote"),
        ({"article": ""}, "article"),
        ({"currency": ""}, "currency"),
        ({"kind": "equipment"}, "item"),
        ({"quantity": "9" * 30}, "quantity"),
    ],
    ids=str,
)
def test_a_wrong_proposal_gets_an_error_at_its_field(
    alice: User, wrong: dict[str, str], field: str
) -> None:
    said = proposal(article=make_article(TEXT).pk) | wrong
    page = client_of(alice).post(ADD_CLAIM, said)

    assert field in page.context["adminform"].form.errors
    assert not Candidate.objects.exists()


def test_many_are_accepted_from_the_list(bob: User) -> None:
    article = make_article(TEXT)
    money = make_candidate(article, "$100")
    goods = [
        make_candidate(article, "five trucks", kind="equipment", item=item)
        for item in ("truck", "van")
    ]
    nobody = make_candidate(article, "$900", donor=None)
    chosen = [claim.pk for claim in (money, *goods, nobody)]

    page = client_of(bob).post(
        QUEUE, {"action": "accept", "_selected_action": chosen}, follow=True
    )

    text = page.content.decode()
    assert "Accepted: 3. Decided or changed before: 0." in text
    assert "A pledge needs a donor" in text
    assert list(Candidate.objects.pending()) == [nobody]
    # The goods of one article are one pledge in kind.
    assert sorted(pledge.items.count() for pledge in Pledge.objects.all()) == [0, 2]


def test_the_list_shows_what_waits_unless_asked_otherwise(alice: User) -> None:
    waits, gone = make_candidate(), make_candidate()
    review.reject(gone, None, "Old.")
    client = client_of(alice)

    def listed(query: str) -> set[Candidate]:
        return set(client.get(QUEUE + query).context["cl"].result_list)

    assert listed("") == {waits}
    assert listed("?state=rejected") == {gone}
    assert listed("?state=all") == {waits, gone}


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["x", "1\x00"])
def test_forged_key_in_a_form_is_a_bad_request(admin_client, key):
    answer = admin_client.post("/admin/pledges/pledge/add/", {"donor": key})

    assert answer.status_code == 400
