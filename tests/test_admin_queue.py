"""The queue of claims: listed, leading to the workbench, accepted many at once."""

from decimal import Decimal

import pytest
from admin_forms import client_of, of_claim
from builders import make_article, make_candidate, make_pledge
from django.contrib.auth.models import User

from pledges import review
from pledges.models import (
    Candidate,
    Pledge,
)

QUEUE = "/admin/pledges/candidate/"
TEXT = "Japan will give Ukraine $100 and five trucks. In all it gave $900."


def test_many_are_accepted_from_the_list(bob: User) -> None:
    article = make_article(TEXT)
    money = make_candidate(article, "$100")
    goods = [
        make_candidate(article, "five trucks", kind="equipment", item=item)
        for item in ("truck", "van")
    ]
    nobody = make_candidate(article, "$900", donor=None, amount=Decimal(900))
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


def test_what_is_known_already_is_not_accepted_unread(bob: User) -> None:
    known = make_pledge(amount=100, title="The same promise")
    claim = make_candidate(make_article(TEXT), "$100")

    chosen = {"action": "accept", "_selected_action": [claim.pk]}
    page = client_of(bob).post(QUEUE, chosen, follow=True)

    assert "Perhaps known: Pledge" in page.content.decode()
    assert list(Pledge.objects.all()) == [known]
    assert list(Candidate.objects.pending()) == [claim]


def test_old_address_of_a_claim_leads_to_it_on_the_workbench(alice: User) -> None:
    claim = make_candidate(make_article(TEXT), "$100")

    for page in ("review", "change"):
        answer = client_of(alice).get(f"{QUEUE}{claim.pk}/{page}/")
        assert answer.url == of_claim(claim)


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
