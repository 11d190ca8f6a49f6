"""A form sent twice adds once; a form on an old version changes nothing."""

import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from typing import Any

import pytest
from admin_forms import (
    ADD_PLEDGE,
    client_of,
    inline_code,
    of_pledge,
    opened,
    pledge_form,
    rows,
)
from builders import make_item, make_pledge, make_user
from django.contrib.auth.models import User
from django.db import connection
from django.http import HttpResponse
from django.test import Client

from pledges.models import Pledge


def stored() -> Pledge:
    return Pledge.objects.get()


def test_a_form_sent_twice_adds_once_and_leads_to_the_first(alice: User) -> None:
    client = client_of(alice)
    form = pledge_form(**rows("items", {"name": "tank", "quantity_qualifier": "exact"}))

    client.post(ADD_PLEDGE, form)
    again = client.post(ADD_PLEDGE, form, follow=True)

    assert Pledge.objects.count() == 1
    assert stored().items.count() == 1
    assert again.redirect_chain == [(of_pledge(stored()), 302)]
    assert "sent before and is stored once" in again.content.decode()


def test_two_forms_with_the_same_facts_are_two_pledges(alice: User) -> None:
    client_of(alice).post(ADD_PLEDGE, pledge_form())
    client_of(alice).post(ADD_PLEDGE, pledge_form())

    assert Pledge.objects.count() == 2


def test_each_opened_form_has_a_key_of_its_own(alice: User) -> None:
    client = client_of(alice)
    one, other = (opened(client, ADD_PLEDGE)["entry_token"] for _ in "ab")

    assert uuid.UUID(str(one)) != uuid.UUID(str(other))


def test_a_stale_form_is_refused_with_both_versions_side_by_side(
    alice: User, bob: User
) -> None:
    pledge = make_pledge(published=False, title="Aid")
    hers, his = client_of(alice), client_of(bob)
    form = opened(hers, of_pledge(pledge))
    his.post(of_pledge(pledge), opened(his, of_pledge(pledge)) | {"amount": "200"})

    response = hers.post(of_pledge(pledge), form | {"title": "Aid <b>anew</b>"})

    assert response.status_code == 409
    differing = {
        row.label: (row.theirs, row.yours)
        for row in response.context["parts"][0].rows
        if row.differs
    }
    assert differing == {
        "Title": ("Aid", "Aid <b>anew</b>"),
        "Amount": ("200", "100"),
    }
    assert inline_code(response.content.decode()) == []
    pledge.refresh_from_db()
    assert (pledge.title, pledge.amount) == ("Aid", Decimal(200))


def sent_again(page: Any) -> dict[str, Any]:
    """Return what the button on the page of two versions sends."""
    sent = {name: values[-1] for name, values in page.context["sent"]}
    return sent | {"seen_version": page.context["original"].version}


def test_a_refused_form_can_be_stored_over_theirs(alice: User, bob: User) -> None:
    pledge = make_pledge(published=False)
    hers, his = client_of(alice), client_of(bob)
    form = opened(hers, of_pledge(pledge)) | {"title": "Hers"}
    his.post(of_pledge(pledge), opened(his, of_pledge(pledge)) | {"title": "His"})
    refused = hers.post(of_pledge(pledge), form)

    accepted = hers.post(of_pledge(pledge), sent_again(refused))

    assert accepted.status_code == 302
    pledge.refresh_from_db()
    assert (pledge.title, pledge.version) == ("Hers", 3)


def test_rows_on_a_stale_form_are_refused_and_none_is_lost(
    alice: User, bob: User
) -> None:
    pledge = make_pledge(published=False)
    tank, gun = (make_item(pledge, name=name) for name in ("tank", "gun"))
    hers, his = client_of(alice), client_of(bob)
    form = opened(hers, of_pledge(pledge))
    # He deletes the tank; she says there are 9 of them, and 8 guns.
    his.post(
        of_pledge(pledge), opened(his, of_pledge(pledge)) | {"items-0-DELETE": "on"}
    )
    form |= {"items-0-quantity": "9", "items-1-quantity": "8"}

    refused = hers.post(of_pledge(pledge), form)

    assert refused.status_code == 409
    gun.refresh_from_db()
    assert gun.quantity == 5

    hers.post(of_pledge(pledge), sent_again(refused))

    items = {(item.name, item.quantity) for item in pledge.items.all()}
    assert items == {("tank", 9), ("gun", 8)}
    assert tank not in pledge.items.all()


def test_a_form_without_a_version_is_stale(alice: User) -> None:
    pledge = make_pledge(published=False)
    client = client_of(alice)
    form = opened(client, of_pledge(pledge))
    del form["seen_version"]

    for version in ({}, {"seen_version": "x"}, {"seen_version": "9" * 400}):
        assert client.post(of_pledge(pledge), form | version).status_code == 409


def at_once(send: Callable[[Client], HttpResponse], user: User) -> list[int]:
    """Return the answers that two browsers of ``user`` get at the same moment."""
    clients = [client_of(user), client_of(user)]

    def answer(client: Client) -> int:
        try:
            return send(client).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        return sorted(pool.map(answer, clients))


needs_postgresql = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="SQLite has one writer at a time"
)


@needs_postgresql
@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_a_form_sent_twice_at_the_same_moment_adds_once() -> None:
    form = pledge_form()

    answers = at_once(
        lambda client: client.post(ADD_PLEDGE, form), make_user("alice", "Editor")
    )

    assert answers == [302, 302]
    assert Pledge.objects.count() == 1


@needs_postgresql
@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_of_two_changes_at_the_same_moment_one_is_refused() -> None:
    pledge, bob = make_pledge(), make_user("bob", "Reviewer")
    form = opened(client_of(bob), of_pledge(pledge)) | {"amount": "250"}

    answers = at_once(lambda client: client.post(of_pledge(pledge), form), bob)

    assert answers == [302, 409]
    pledge.refresh_from_db()
    assert (pledge.version, pledge.amount) == (2, Decimal(250))
