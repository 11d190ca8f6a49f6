"""Readers report mistakes: what is taken in, how often, and who gets to see it."""

from datetime import timedelta

import pytest
from builders import make_article, make_item, make_pledge, make_total
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone
from lxml import html
from test_addresses import links_of

from pledges.models import CorrectionRequest
from pledges.views.corrections import network_of

pytestmark = pytest.mark.django_db
WRONG = "The amount is 36 million, not 37 million."
SAME_FORM = {"token": "1-2-3"}


def send(client: Client, text: str = WRONG, **sent: str) -> HttpResponse:
    return client.post("/corrections", {"text": text, **sent})


def send_many(client: Client, count: int, **extra: str) -> list[int]:
    """Send different reports; return how each is answered."""
    said = [{"text": f"{WRONG} Number {number}."} for number in range(count)]
    return [client.post("/corrections", one, **extra).status_code for one in said]


def words_of(response: HttpResponse) -> str:
    return " ".join(html.fromstring(response.content.decode()).text_content().split())


def typed(response: HttpResponse) -> str:
    """Return what stands in the large field of the form."""
    [area] = html.fromstring(response.content.decode()).xpath("//main//textarea")
    return area.text_content().strip()


# What is taken in


def test_report_is_stored_for_editors_as_it_was_sent(client):
    response = send(
        client,
        about="/pledges/12",
        source="https://ministry.example/release",
        contact="reader@mail.example",
    )

    assert response.status_code == 302
    assert response["Location"] == "/corrections/received"
    assert "An editor compares" in words_of(client.get(response["Location"]))
    [stored] = CorrectionRequest.objects.all()
    assert (stored.about, stored.text) == ("/pledges/12", WRONG)
    assert stored.source == "https://ministry.example/release"
    assert (stored.contact, stored.state) == ("reader@mail.example", "open")


def test_only_what_is_wrong_must_be_said(client):
    assert send(client).status_code == 302


@pytest.mark.parametrize(
    "sent",
    [
        {"text": ""},
        {"text": "Wrong amount there."},  # 19 characters
        {"text": "x" * 4001},
        {"text": WRONG + "\0"},
        {"source": "javascript:alert(1)"},
        {"source": "ftp://ministry.example/release"},
        {"source": "the ministry"},
        {"source": "https://ministry.example/" + "x" * 500},
        {"contact": "me"},
        {"about": "x" * 301},
        {"website": "https://casino.example"},
    ],
    ids=str,
)
def test_report_that_makes_no_sense_comes_back_with_every_word(client, sent):
    response = send(client, **{"text": WRONG, "contact": "a@b.example"} | sent)

    assert response.status_code == 400
    assert CorrectionRequest.objects.count() == 0
    form = response.context["form"]
    assert set(form.errors) == {name for name in sent if name != "text"} or {"text"}
    assert typed(response) == sent.get("text", WRONG).replace("\0", "�")


def test_text_at_either_limit_is_taken(client):
    assert send(client, "x" * 20).status_code == 302
    assert send(client, "x" * 4000).status_code == 302


def test_form_sent_twice_is_stored_once(client):
    for _ in range(2):
        assert send(client, **SAME_FORM).status_code == 302

    assert CorrectionRequest.objects.count() == 1


def test_form_sent_again_with_more_to_say_is_stored_too(client):
    send(client, **SAME_FORM)
    send(client, f"{WRONG} And it was in May.", **SAME_FORM)

    assert CorrectionRequest.objects.count() == 2


def test_each_form_has_a_token_of_its_own(client):
    tokens = {client.get("/corrections").context["form"]["token"].value()}
    tokens.add(client.get("/corrections").context["form"]["token"].value())

    assert len(tokens) == 2


def test_form_without_the_token_of_this_site_is_refused():
    strict = Client(enforce_csrf_checks=True)

    assert send(strict).status_code == 403
    assert CorrectionRequest.objects.count() == 0


def test_form_keeps_terms_and_names_the_page_that_it_is_about(client):
    response = client.get("/corrections?about=/pledges/12%3Fas_of%3D2024-01-07")

    assert response.context["form"]["about"].value() == "/pledges/12?as_of=2024-01-07"
    [form] = html.fromstring(
        client.get("/corrections?currency=EUR").content.decode()
    ).xpath("//main//form[@method='post']")
    assert form.get("action") == "/corrections?currency=EUR"


# How often


def test_sixth_report_within_an_hour_waits_and_loses_nothing(client):
    assert send_many(client, 5) == [302] * 5

    response = send(client, "A sixth report, in the reader's own words.")

    assert response.status_code == 429
    assert 3500 < int(response["Retry-After"]) <= 3600
    assert "take the next one in 60 minutes" in words_of(response)
    assert typed(response) == "A sixth report, in the reader's own words."
    assert CorrectionRequest.objects.count() == 5


def test_what_was_stored_is_answered_as_stored_however_many_came_since(client):
    send(client, **SAME_FORM)
    send_many(client, 4)

    assert send(client, **SAME_FORM).status_code == 302


def test_after_an_hour_one_may_report_again(client):
    send_many(client, 5)
    age_all(timedelta(minutes=61))

    assert send(client).status_code == 302


def test_thirty_a_day_are_the_most(client):
    for _ in range(6):
        assert send_many(client, 5) == [302] * 5
        age_all(timedelta(minutes=61))

    response = send(client)

    assert response.status_code == 429
    # The first of the thirty is 6 hours and 6 minutes old.
    assert int(response["Retry-After"]) == pytest.approx(17.9 * 3600, abs=60)


def age_all(by: timedelta) -> None:
    """Make all that was received so much older; tokens differ from then on."""
    for one in CorrectionRequest.objects.all():
        one.received_at -= by
        one.sha256 = f"{one.pk}-{timezone.now().timestamp()}"
        one.save()


def test_another_network_is_counted_apart(client):
    send_many(client, 5, REMOTE_ADDR="192.0.2.1")

    assert send_many(client, 1, REMOTE_ADDR="192.0.2.1") == [302]  # the same words
    assert send_many(client, 6, REMOTE_ADDR="192.0.2.1")[-1] == 429
    assert send_many(client, 6, REMOTE_ADDR="192.0.2.2")[-1] == 302


def test_no_address_of_a_sender_is_stored(client):
    send_many(client, 1, REMOTE_ADDR="192.0.2.77")

    [stored] = CorrectionRequest.objects.values()
    assert "192.0.2.77" not in str(stored)


@pytest.mark.parametrize(
    ("proxies", "forwarded", "remote", "network"),
    [
        (0, "", "192.0.2.1", "192.0.2.1"),
        (0, "198.51.100.9", "192.0.2.1", "192.0.2.1"),
        (1, "198.51.100.9", "10.0.0.1", "198.51.100.9"),
        (1, "1.1.1.1, 198.51.100.9", "10.0.0.1", "198.51.100.9"),
        (2, "1.1.1.1, 198.51.100.9, 10.0.0.2", "10.0.0.1", "198.51.100.9"),
        (1, "", "192.0.2.1", "192.0.2.1"),
        (1, "198.51.100.9", "", "198.51.100.9"),
        (0, "", "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        (0, "", "2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        (0, "", "::ffff:192.0.2.1", "192.0.2.1"),
        (0, "", "fe80::1%eth0", "fe80::/64"),
        (0, "", "", ""),
        (1, "unknown", "10.0.0.1", ""),
    ],
)
def test_network_is_what_our_own_proxies_say(
    settings, proxies, forwarded, remote, network
):
    settings.TRUSTED_PROXIES = proxies
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    request = RequestFactory().post("/", headers=headers, REMOTE_ADDR=remote)

    # A server at a socket file gives no address; there the proxy's word is the last.
    assert network_of(request) == network


# Who sees it


def test_nothing_of_a_report_is_on_a_page_of_the_site(client):
    pledge = make_pledge()
    send(client, about=f"/pledges/{pledge.pk}", contact="reader@mail.example")

    for address in ["/", f"/pledges/{pledge.pk}", "/corrections/received"]:
        body = client.get(address).content.decode()
        assert WRONG not in body
        assert "reader@mail.example" not in body


def test_each_record_leads_to_the_form_about_it(client):
    pledge = make_pledge(article=make_article())
    pages = {
        "pledge-detail": pledge.pk,
        "equipment-detail": make_item(pledge).pk,
        "article-detail": pledge.evidence.get().article_id,
        "total-detail": make_total().pk,
    }
    for name, key in pages.items():
        address = reverse(name, args=[key]) + "?currency=EUR"
        [link] = [one for one in links_of(client, address) if "about=" in one]

        assert client.get(link).context["form"]["about"].value() == address


def test_editor_decides_and_the_record_says_who(client, alice):
    send(client, about="/pledges/12")
    [stored] = CorrectionRequest.objects.all()
    client.force_login(alice)
    address = f"/admin/pledges/correctionrequest/{stored.pk}/change/"

    page = client.get(address).content.decode()
    client.post(address, {"state": "done", "note": "Corrected.", "text": "Forged."})

    assert '<a href="/pledges/12">/pledges/12</a>' in page
    stored.refresh_from_db()
    assert (stored.state, stored.note) == ("done", "Corrected.")
    assert (stored.decided_by, stored.text) == (alice, WRONG)


@pytest.mark.parametrize("about", ["//evil.example/", "/\\evil.example", "a page"])
def test_admin_links_to_pages_of_ours_only(client, alice, about):
    send(client, about=about)
    [stored] = CorrectionRequest.objects.all()
    client.force_login(alice)

    page = client.get(f"/admin/pledges/correctionrequest/{stored.pk}/change/")

    assert f'href="{about}"' not in page.content.decode()
    assert about in page.content.decode()
