"""Who may do what behind /admin/, and what nonsense in its addresses gets."""

import re
from typing import Any
from urllib.parse import quote

import pytest
from admin_forms import client_of
from builders import (
    make_actor,
    make_article,
    make_candidate,
    make_correction,
    make_feed,
    make_figure,
    make_pledge,
    make_rate,
    make_total,
    make_user,
)
from django.contrib.auth.models import User
from django.test import Client

from pledges import review
from pledges.models import Candidate, Pledge

LISTS = ["pledge", "candidate", "article", "actor", "reportedtotal", "exchangerate"]
LISTS += ["feed", "referencefigure", "correctionrequest"]


@pytest.fixture
def everybody(alice: User, bob: User, charlie: User, admin_user: User) -> Any:
    """A browser for each: nobody logged in, charlie, alice, bob and the superuser."""
    people = {"charlie": charlie, "alice": alice, "bob": bob, "root": admin_user}
    clients = {name: client_of(user) for name, user in people.items()}
    return {"anonymous": Client(), **clients}


@pytest.fixture
def records(db: None) -> dict[str, int]:
    """One record of each kind, by the name that the routes below use."""
    article = make_article()
    draft = make_pledge(published=False, article=article)
    public = make_pledge()
    return {
        "draft": draft.pk,
        "public": public.pk,
        "claim": make_candidate(article).pk,
        "article": article.pk,
        "published_article": public.evidence.get().article_id,
        "total": make_total().pk,
        "rate": make_rate("USD", make_total().as_of, "1.1").pk,
        "figure": make_figure("JP", "population", 124_516_650).pk,
        "feed": make_feed().pk,
        "correction": make_correction().pk,
        "actor": make_actor("JP").pk,
        "user": make_user("dora").pk,
    }


# What the five may open. 302 of the anonymous is the way to the login page.
ROUTES = {
    "": (302, 200, 200, 200, 200),
    "pledges/pledge/": (302, 403, 200, 200, 200),
    "pledges/pledge/add/": (302, 403, 200, 200, 200),
    "pledges/pledge/{draft}/change/": (302, 403, 200, 200, 200),
    "pledges/pledge/{public}/change/": (302, 403, 200, 200, 200),
    "pledges/pledge/{public}/history/": (302, 403, 200, 200, 200),
    "pledges/pledge/{draft}/delete/": (302, 403, 403, 200, 200),
    "pledges/pledge/{public}/delete/": (302, 403, 403, 403, 403),
    "pledges/candidate/": (302, 403, 200, 200, 200),
    "pledges/candidate/add/": (302, 404, 404, 404, 404),
    "pledges/candidate/{claim}/review/": (302, 403, 302, 302, 302),
    "pledges/candidate/{claim}/history/": (302, 403, 200, 200, 200),
    "pledges/candidate/{claim}/delete/": (302, 403, 403, 403, 403),
    "pledges/article/": (302, 403, 200, 200, 200),
    "pledges/article/add/": (302, 403, 200, 200, 200),
    "pledges/article/{article}/change/": (302, 403, 200, 200, 200),
    "pledges/article/{article}/workbench/": (302, 403, 200, 200, 200),
    "pledges/article/{article}/workbench/{claim}/": (302, 403, 302, 302, 302),
    "pledges/article/{article}/delete/": (302, 403, 403, 403, 200),
    "pledges/actor/": (302, 403, 200, 200, 200),
    "pledges/actor/{actor}/change/": (302, 403, 200, 200, 200),
    "pledges/actor/{actor}/delete/": (302, 403, 403, 403, 200),
    "pledges/reportedtotal/": (302, 403, 200, 200, 200),
    "pledges/reportedtotal/add/": (302, 403, 403, 403, 403),
    "pledges/reportedtotal/{total}/change/": (302, 403, 200, 200, 200),
    "pledges/reportedtotal/{total}/delete/": (302, 403, 403, 403, 403),
    "pledges/exchangerate/": (302, 403, 200, 200, 200),
    "pledges/exchangerate/add/": (302, 403, 403, 403, 403),
    "pledges/exchangerate/{rate}/delete/": (302, 403, 403, 403, 403),
    "pledges/referencefigure/": (302, 403, 200, 200, 200),
    "pledges/referencefigure/add/": (302, 403, 403, 200, 200),
    "pledges/referencefigure/{figure}/delete/": (302, 403, 403, 403, 200),
    "pledges/feed/": (302, 403, 200, 200, 200),
    "pledges/feed/add/": (302, 403, 200, 200, 200),
    "pledges/feed/{feed}/change/": (302, 403, 200, 200, 200),
    "pledges/feed/{feed}/delete/": (302, 403, 403, 403, 200),
    "pledges/correctionrequest/": (302, 403, 200, 200, 200),
    "pledges/correctionrequest/add/": (302, 403, 403, 403, 403),
    "pledges/correctionrequest/{correction}/change/": (302, 403, 200, 200, 200),
    "pledges/correctionrequest/{correction}/delete/": (302, 403, 403, 403, 200),
    "auth/user/": (302, 403, 403, 403, 200),
    "auth/user/{user}/change/": (302, 403, 403, 403, 200),
    "auth/group/": (302, 403, 403, 403, 200),
}


@pytest.mark.parametrize("route", ROUTES)
def test_each_page_opens_for_those_who_may(
    everybody: dict[str, Client], records: dict[str, int], route: str
) -> None:
    address = f"/admin/{route.format(**records)}"

    answers = tuple(client.get(address).status_code for client in everybody.values())

    assert answers == ROUTES[route]


# What the five may send; an empty form that is let in comes back with its errors.
SENT = {
    "pledges/pledge/add/": (302, 403, 200, 200, 200),
    "pledges/pledge/{public}/change/": (302, 403, 403, 409, 409),
    "pledges/pledge/{draft}/change/": (302, 403, 409, 409, 409),
    "pledges/pledge/{public}/delete/": (302, 403, 403, 403, 403),
    "pledges/article/{article}/workbench/": (302, 403, 200, 200, 200),
    "pledges/article/{article}/workbench/{claim}/": (302, 403, 400, 400, 400),
    "pledges/article/{published_article}/change/": (302, 403, 403, 200, 200),
    "pledges/reportedtotal/{total}/change/": (302, 403, 403, 409, 409),
    "pledges/exchangerate/{rate}/change/": (302, 403, 403, 403, 403),
    "pledges/referencefigure/{figure}/change/": (302, 403, 403, 200, 200),
    "pledges/correctionrequest/{correction}/change/": (302, 403, 200, 200, 200),
}


@pytest.mark.parametrize("route", SENT)
def test_each_form_is_taken_from_those_who_may(
    everybody: dict[str, Client], records: dict[str, int], route: str
) -> None:
    address = f"/admin/{route.format(**records)}"

    answers = tuple(client.post(address).status_code for client in everybody.values())

    assert answers == SENT[route]


@pytest.mark.parametrize("name", ["anonymous", "charlie", "alice"])
def test_who_may_not_publish_publishes_nothing_by_any_action(
    everybody: dict[str, Client], records: dict[str, int], name: str
) -> None:
    client = everybody[name]
    publish = {"action": "publish", "_selected_action": [records["draft"]]}
    accept = {"action": "accept", "_selected_action": [records["claim"]]}

    client.post("/admin/pledges/pledge/", publish)
    client.post("/admin/pledges/candidate/", accept)
    bench = f"/admin/pledges/article/{records['article']}/workbench/"
    client.post(f"{bench}{records['claim']}/", {"_accept": "1"})

    assert Pledge.objects.get(pk=records["draft"]).published_at is None
    assert Candidate.objects.get(pk=records["claim"]).state == "pending"


def test_leaving_the_group_ends_it(bob: User) -> None:
    bob.groups.clear()

    with pytest.raises(review.PermissionDenied):
        review.accept(make_candidate(), User.objects.get(pk=bob.pk))


def test_lists_offer_publishing_to_reviewers_and_deleting_to_nobody(
    everybody: dict[str, Client], records: dict[str, int]
) -> None:
    def offered(name: str, listed: str) -> set[str]:
        page = everybody[name].get(f"/admin/pledges/{listed}/")
        form = page.context["action_form"]
        choices = form.fields["action"].choices if form else []
        return {key for key, _ in choices if key}

    assert offered("alice", "pledge") == set()
    assert offered("bob", "pledge") == offered("root", "pledge") == {"publish"}
    assert offered("alice", "candidate") == set()
    assert offered("bob", "candidate") == offered("root", "candidate") == {"accept"}


NONSENSE = [
    "p=abc",
    "p=-1",
    "p=99999999999999999999999",
    "o=999",
    "o=-",
    "o=1.1.1.1e9",
    "id__in=1e20",
    "id__in=99999999999999999999999",
    "id__exact=99999999999999999999999",
    "id__exact=abc",
    "id__gt=99999999999999999999999",
    "pk__regex=(",
    "donor__id__exact=%00",
    "donor__id__exact=99999999999999999999999",
    "announced_on__year=1e20",
    "announced_on__year=99999999",
    "announced_on__year=2024&announced_on__month=13",
    "announced_on__year=0",
    "on__year=99999999",
    "amount__gt=1e400",
    "amount__in=NaN",
    "counted__exact=maybe",
    "stage__exact=%F0%9F%92%A5",
    "published=maybe",
    "state=maybe",
    "article__title__regex=(((",
    "e=1",
    "all=",
    "_facets=x",
    "_to_field=password",
    "q=" + quote("\x01"),
    "q=%ED%A0%80",
    "q=" + "a+" * 5000,
    "q=" + quote("' OR 1=1 --"),
    "q=%25%5C",
    "nothing=1",
]


@pytest.mark.parametrize("listed", [*LISTS, "user", "group"])
@pytest.mark.parametrize("query", NONSENSE, ids=lambda query: query[:30])
def test_nonsense_in_the_address_of_a_list_is_no_server_error(
    admin_user: User, listed: str, query: str
) -> None:
    app = "auth" if listed in ("user", "group") else "pledges"
    client = client_of(admin_user)
    client.raise_request_exception = False

    response = client.get(f"/admin/{app}/{listed}/?{query}")

    assert response.status_code in (200, 302, 400)


ADDRESSES = [
    "pledges/pledge/abc/change/",
    "pledges/pledge/99999999999999999999999/change/",
    "pledges/pledge/abc/history/",
    "pledges/pledge/99999999999999999999999/history/",
    "pledges/pledge/1/history/abc/",
    "pledges/pledge/1/history/99999999999999999999999/",
    "pledges/pledge/add/?donor=abc",
    "pledges/pledge/add/?donor=99999999999999999999999",
    "pledges/pledge/add/?article=99999999999999999999999",
    "pledges/pledge/add/?article=%C2%B2",
    "pledges/pledge/add/?announced_on=9999-99-99",
    "pledges/candidate/add/?article=abc",
    "pledges/candidate/99999999999999999999999/review/",
    "pledges/candidate/99999999999999999999999/change/",
    "pledges/candidate/abc/change/",
    "pledges/candidate/%C2%B2/change/",
    "pledges/article/99999999999999999999999/change/",
    "pledges/reportedtotal/abc/change/",
    "autocomplete/?app_label=pledges&model_name=pledge&field_name=donor&page=x",
    "autocomplete/?app_label=pledges&model_name=pledge&field_name=stage&term=x",
    "autocomplete/?app_label=x",
    "nowhere/",
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_nonsense_in_an_address_is_no_server_error(
    admin_user: User, address: str
) -> None:
    client = client_of(admin_user)
    client.raise_request_exception = False

    assert client.get(f"/admin/{address}").status_code in (200, 302, 400, 403, 404)


def test_no_page_of_the_admin_has_code_that_the_policy_blocks(
    everybody: dict[str, Client], records: dict[str, int]
) -> None:
    for route in ROUTES:
        response = everybody["root"].get(f"/admin/{route.format(**records)}")
        html = response.content.decode()
        scripts = re.findall(r"<script(?![^>]*\bsrc=)[^>]*>", html)
        blocked = re.findall(r"<style\b|<[^>]+\sstyle=|<[^>]+\son[a-z]+=", html)
        assert (route, scripts, blocked) == (route, [], [])
        policy = response.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy


@pytest.mark.django_db
def test_editor_cannot_rename_who_stands_on_public_pages(client, alice):
    japan = make_pledge().donor
    client.force_login(alice)
    address = f"/admin/pledges/actor/{japan.pk}/change/"

    answer = client.post(address, {"name": "Nippon", "code": "JP", "kind": "country"})

    assert answer.status_code == 403
    japan.refresh_from_db()
    assert japan.name == "Japan"
