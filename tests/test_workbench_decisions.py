"""What reviewers make of a claim on the workbench, and what the door refuses."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from admin_forms import client_of
from bench import at, bench_form, cards, press
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
    Evidence,
    Pledge,
    PledgeLink,
    ReportedTotal,
)

QUEUE = "/admin/pledges/candidate/"
TEXT = "Japan will give Ukraine $100 and five trucks. In all it gave $900."


def shown_again(page: Any) -> Any:
    """Return the claim that the page shows again."""
    [card] = [one for one in page.context["cards"] if one.is_current]
    return card


def test_a_weak_claim_is_marked(bob: User) -> None:
    weak = make_candidate(score=0.3)
    sure = make_candidate(score=0.5)
    client = client_of(bob)

    assert "weak: look twice" in client.get(at(weak.article)).content.decode()
    assert "weak: look twice" not in client.get(at(sure.article)).content.decode()
    assert "0.30 weak" in client.get(QUEUE).content.decode()


def test_correct_and_accept_publishes_the_changes(bob: User) -> None:
    claim = make_candidate(make_article(TEXT), "$100")

    press(
        client_of(bob),
        claim,
        "_accept",
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

    page = press(client_of(bob), claim, "_accept", **wrong)

    claim.refresh_from_db()
    assert list(shown_again(page).desk.form.errors) == [field]
    assert (claim.state, Pledge.objects.count()) == ("pending", 0)


def test_reject_needs_a_reason(bob: User) -> None:
    claim = make_candidate()
    client = client_of(bob)

    refused = press(client, claim, "_reject", reason="  ")
    claim.refresh_from_db()
    assert shown_again(refused).desk.decision.errors["reason"] == [
        "Say why this is rejected."
    ]
    assert claim.state == "pending"

    press(client, claim, "_reject", reason="A need, not a promise.")
    claim.refresh_from_db()
    assert (claim.state, claim.reason) == ("rejected", "A need, not a promise.")


def test_a_claim_decided_meanwhile_is_refused_with_409(bob: User) -> None:
    claim = make_candidate()
    client = client_of(bob)
    form = bench_form(client, claim, reason="Late.")
    review.accept(claim, None)

    for button in ("_accept", "_reject", "_save"):
        page = client.post(at(claim.article, claim), form | {button: "1"})
        assert page.status_code == 409
        assert "Somebody else decided on this claim first" in page.content.decode()

    assert Pledge.objects.count() == 1


def test_an_editor_corrects_a_proposal_and_leaves_it_pending(alice: User) -> None:
    claim = make_candidate(make_article(TEXT), "$100")

    press(client_of(alice), claim, "_save", amount="150", quote="Ukraine $100")

    claim.refresh_from_db()
    assert (claim.amount, claim.quote, claim.state) == (
        Decimal(150),
        "Ukraine $100",
        "pending",
    )
    assert claim.history.first().history_user == alice


def test_a_quote_over_two_lines_is_accepted_as_it_stands(bob: User) -> None:
    claim = make_candidate(make_article("Japan gives\n$100."), "Japan gives\n$100")

    press(client_of(bob), claim, "_accept", quote="Japan gives\r\n$100")

    claim.refresh_from_db()
    assert (claim.state, claim.quote) == ("accepted", "Japan gives\n$100")


def test_a_figure_that_is_known_is_published_as_new_only_on_demand(bob: User) -> None:
    make_pledge(amount=100)
    claim = make_candidate(make_article(TEXT), "$100")
    client = client_of(bob)
    assert "perhaps known" in client.get(at(claim.article)).content.decode()

    refused = press(client, claim, "_accept")
    assert shown_again(refused).desk.decision.errors["into"]
    assert Pledge.objects.count() == 1

    press(client, claim, "_accept", into="new")
    assert Pledge.objects.count() == 2


def test_goods_that_are_known_are_published_as_new_only_on_demand(bob: User) -> None:
    make_item(name="Truck", quantity=5)
    goods = {"kind": "equipment", "item": "truck", "quantity": 5}
    claim = make_candidate(make_article(TEXT), "five trucks", **goods)

    refused = press(client_of(bob), claim, "_accept")

    assert shown_again(refused).desk.decision.errors["into"]
    assert EquipmentItem.objects.count() == 1


def test_delivered_goods_are_new_only_on_demand_where_such_goods_are_known(
    bob: User,
) -> None:
    make_item(name="truck", quantity=None)
    goods = {"kind": "equipment", "item": "truck", "quantity": 5, "stage": "delivered"}
    claim = make_candidate(make_article(TEXT), "five trucks", **goods)

    refused = press(client_of(bob), claim, "_accept")

    assert shown_again(refused).desk.decision.errors["into"]


def test_a_known_figure_does_not_keep_a_claim_from_being_rejected(bob: User) -> None:
    make_pledge(amount=100)
    claim = make_candidate(make_article(TEXT), "$100")

    press(client_of(bob), claim, "_reject", reason="Old.")

    claim.refresh_from_db()
    assert claim.state == "rejected"


def test_attach_makes_a_second_evidence_and_no_second_pledge(bob: User) -> None:
    pledge = make_pledge(amount=101, announced_on=date(2020, 1, 1))
    claim = make_candidate(make_article(TEXT), "$100")

    press(client_of(bob), claim, "_accept", into=f"pledge-{pledge.pk}")

    claim.refresh_from_db()
    assert claim.state == "merged"
    assert Pledge.objects.get().evidence.count() == 2


def test_attach_finds_any_pledge_by_name(bob: User) -> None:
    far = make_pledge(donor="DE", amount=5, announced_on=date(2010, 1, 1))
    claim = make_candidate(make_article(TEXT), "$100")

    press(client_of(bob), claim, "_accept", other_pledge=far.pk)

    assert far.evidence.count() == 2


@pytest.mark.parametrize("into", ["pledge-999", "item-1", "x"])
def test_attach_to_nothing_is_refused(bob: User, into: str) -> None:
    claim = make_candidate(make_article(TEXT), "$100")

    page = press(client_of(bob), claim, "_accept", into=into)

    claim.refresh_from_db()
    assert shown_again(page).desk.decision.errors["into"]
    assert claim.state == "pending"


def offered(client: Client, claim: Candidate) -> list[str]:
    """Return the keys of the records that the claim may be merged with."""
    return list(cards(client, claim.article)[claim.pk].desk.decision.known)


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
    decision = cards(client, article)[second.pk].desk.decision
    assert decision["into"].value() == f"pledge-{item.pledge_id}"  # without a click
    press(client, second, "_accept", into=decision["into"].value())

    names = [one.name for one in item.pledge.items.all()]
    assert names == ["truck", "van"]


def test_goods_can_join_an_item_that_is_there(bob: User) -> None:
    item = make_item(name="truck")
    claim = make_candidate(
        make_article(TEXT), "five trucks", kind="equipment", item="truck"
    )

    press(client_of(bob), claim, "_accept", into=f"equipmentitem-{item.pk}")

    assert item.evidence.count() == 2
    assert EquipmentItem.objects.count() == 1


def test_a_total_joins_a_total(bob: User) -> None:
    total = make_total(amount=900)
    claim = make_candidate(
        make_article(TEXT), "$900", kind="total", amount=Decimal(900)
    )

    press(client_of(bob), claim, "_accept", into=f"reportedtotal-{total.pk}")

    assert ReportedTotal.objects.get().evidence.count() == 2
    assert not Pledge.objects.exists()


def test_a_claim_becomes_a_new_pledge_that_tops_up_one_that_is_there(bob: User) -> None:
    pledge = make_pledge(amount=101, announced_on=date(2020, 1, 1))
    claim = make_candidate(make_article(TEXT), "$100")
    chosen = {"into": f"pledge-{pledge.pk}", "how": "tops_up"}

    refused = press(client_of(bob), claim, "_accept", **chosen)
    assert shown_again(refused).desk.decision.errors["because"]
    press(client_of(bob), claim, "_accept", **chosen, because="Inferred.")

    made = PledgeLink.objects.get()
    assert (made.pledge.amount, made.relation, made.other) == (100, "tops_up", pledge)
    assert made.reason == "Inferred."


def test_a_relation_to_nothing_is_refused(bob: User) -> None:
    claim = make_candidate(make_article(TEXT), "$100")
    said = {"how": "tops_up", "because": "Inferred."}

    page = press(client_of(bob), claim, "_accept", **said)

    assert shown_again(page).desk.decision.errors["into"]
    assert not Pledge.objects.exists()


def test_one_record_is_chosen_not_two(bob: User) -> None:
    near, far = make_pledge(amount=101), make_pledge(donor="DE")
    claim = make_candidate(make_article(TEXT), "$100")
    chosen = {"into": f"pledge-{near.pk}", "other_pledge": far.pk}

    page = press(client_of(bob), claim, "_accept", **chosen)

    assert shown_again(page).desk.decision.errors["into"]


def test_an_unknown_relation_changes_nothing(bob: User) -> None:
    pledge = make_pledge(amount=101)
    claim = make_candidate(make_article(TEXT), "$100")

    page = press(
        client_of(bob), claim, "_accept", other_pledge=pledge.pk, how="made up"
    )

    claim.refresh_from_db()
    assert shown_again(page).desk.decision.errors["how"]
    assert claim.state == "pending"
