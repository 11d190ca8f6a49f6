"""A claim that reports once more what is there: attached, not entered again."""

from datetime import date
from decimal import Decimal

import pytest
from admin_forms import (
    client_of,
    decide,
    of_claim,
)
from builders import (
    make_article,
    make_candidate,
    make_item,
    make_pledge,
    make_total,
)
from django.contrib.auth.models import User
from django.test import Client

from pledges import review
from pledges.models import (
    Candidate,
    EquipmentItem,
    Pledge,
    PledgeLink,
    ReportedTotal,
)

TEXT = "Japan will give Ukraine $100 and five trucks. In all it gave $900."


def test_attach_makes_a_second_evidence_and_no_second_pledge(bob: User) -> None:
    pledge = make_pledge(amount=101, announced_on=date(2020, 1, 1))
    claim = make_candidate(make_article(TEXT), "$100")

    decide(client_of(bob), claim, "_attach", into=f"pledge-{pledge.pk}")

    claim.refresh_from_db()
    assert claim.state == "merged"
    assert Pledge.objects.get().evidence.count() == 2


def test_attach_finds_any_pledge_by_name(bob: User) -> None:
    far = make_pledge(donor="DE", amount=5, announced_on=date(2010, 1, 1))
    claim = make_candidate(make_article(TEXT), "$100")

    decide(client_of(bob), claim, "_attach", other_pledge=far.pk)

    assert far.evidence.count() == 2


@pytest.mark.parametrize("into", ["", "pledge-999", "item-1", "x"])
def test_attach_to_nothing_is_refused(bob: User, into: str) -> None:
    claim = make_candidate(make_article(TEXT), "$100")

    page = decide(client_of(bob), claim, "_attach", into=into)

    claim.refresh_from_db()
    assert page.context["decision"].errors["into"]
    assert claim.state == "pending"


def offered(client: Client, claim: Candidate) -> list[str]:
    """Return the keys of the records that the page offers to attach to."""
    page = client.get(of_claim(claim))
    return [key for key, _ in page.context["decision"].fields["into"].choices]


def test_likely_pledges_are_near_in_amount_or_in_time(bob: User) -> None:
    near = make_pledge(amount=102, announced_on=date(2015, 1, 1))
    soon = make_pledge(amount=999, announced_on=date(2023, 1, 10))
    make_pledge(amount=103, announced_on=date(2015, 1, 1))
    make_pledge(amount=100, currency="EUR", announced_on=date(2015, 1, 1))
    make_pledge(amount=100, donor="DE")
    claim = make_candidate(make_article(TEXT), "$100")

    assert offered(client_of(bob), claim) == [f"pledge-{near.pk}", f"pledge-{soon.pk}"]


def test_goods_are_offered_the_pledge_in_kind_of_their_article(bob: User) -> None:
    article = make_article(TEXT, published_on=None)
    first = make_candidate(article, "five trucks", kind="equipment", item="truck")
    item = review.accept(first, None)
    assert isinstance(item, EquipmentItem)
    second = make_candidate(article, "five", kind="equipment", item="van")
    client = client_of(bob)

    assert offered(client, second) == [f"pledge-{item.pledge_id}"]
    decide(client, second, "_attach", into=f"pledge-{item.pledge_id}")

    names = [one.name for one in item.pledge.items.all()]
    assert names == ["truck", "van"]


def test_goods_can_join_an_item_that_is_there(bob: User) -> None:
    item = make_item(name="truck")
    claim = make_candidate(
        make_article(TEXT), "five trucks", kind="equipment", item="truck"
    )

    decide(client_of(bob), claim, "_attach", into=f"equipmentitem-{item.pk}")

    assert item.evidence.count() == 2
    assert EquipmentItem.objects.count() == 1


def test_a_total_joins_a_total(bob: User) -> None:
    total = make_total(amount=900)
    claim = make_candidate(
        make_article(TEXT), "$900", kind="total", amount=Decimal(900)
    )

    decide(client_of(bob), claim, "_attach", into=f"reportedtotal-{total.pk}")

    assert ReportedTotal.objects.get().evidence.count() == 2
    assert not Pledge.objects.exists()


def test_a_claim_becomes_a_new_pledge_that_tops_up_one_that_is_there(bob: User) -> None:
    pledge = make_pledge(amount=101, announced_on=date(2020, 1, 1))
    claim = make_candidate(make_article(TEXT), "$100")
    chosen = {"into": f"pledge-{pledge.pk}", "how": "tops_up"}

    refused = decide(client_of(bob), claim, "_attach", **chosen)
    assert refused.context["decision"].errors["because"]
    decide(client_of(bob), claim, "_attach", **chosen, because="Inferred.")

    made = PledgeLink.objects.get()
    assert (made.pledge.amount, made.relation, made.other) == (100, "tops_up", pledge)
    assert made.reason == "Inferred."


def test_an_unknown_relation_changes_nothing(bob: User) -> None:
    pledge = make_pledge(amount=101)
    claim = make_candidate(make_article(TEXT), "$100")

    page = decide(
        client_of(bob), claim, "_attach", other_pledge=pledge.pk, how="made up"
    )

    claim.refresh_from_db()
    assert page.context["decision"].errors["how"]
    assert claim.state == "pending"
