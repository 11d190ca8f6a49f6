"""Publishing by hand, and what stays once it is public."""

from datetime import date
from decimal import Decimal

from admin_forms import (
    ADD_PLEDGE,
    client_of,
    of_pledge,
    opened,
    pledge_form,
    rows,
)
from builders import link, make_article, make_pledge
from django.contrib.auth.models import User

from pledges.models import Evidence, Pledge, StageEvent

TEXT = "Kyiv. Japan will pay $37 million into a NATO fund.\nIt gives\nfive turbines."
QUOTE = "Japan will pay $37 million into a NATO fund"


def stored() -> Pledge:
    return Pledge.objects.get()


def test_a_published_pledge_is_changed_by_reviewers_only(
    alice: User, bob: User
) -> None:
    pledge = make_pledge()
    his = client_of(bob)
    form = opened(his, of_pledge(pledge)) | {"amount": "200"}

    assert client_of(alice).get(of_pledge(pledge)).status_code == 200
    assert client_of(alice).post(of_pledge(pledge), form).status_code == 403
    assert his.post(of_pledge(pledge), form).status_code == 302

    pledge.refresh_from_db()
    assert (pledge.amount, pledge.amount_usd) == (Decimal(200), Decimal(200))


def test_publishing_needs_evidence(bob: User) -> None:
    client = client_of(bob)
    response = client.post(ADD_PLEDGE, pledge_form(_publish="1"), follow=True)

    assert "without evidence cannot be published" in response.content.decode()
    assert stored().published_at is None


def test_a_reviewer_enters_and_publishes_at_once(bob: User) -> None:
    quote = rows("evidence", {"article": make_article(TEXT).pk, "quote": QUOTE})

    client_of(bob).post(ADD_PLEDGE, pledge_form(_publish="1", **quote))

    assert stored().published_at is not None
    assert stored().counted_usd == Decimal(37_000_000)


def test_an_editor_cannot_publish_by_that_button(alice: User) -> None:
    response = client_of(alice).post(ADD_PLEDGE, pledge_form(_publish="1"))

    assert response.status_code == 403
    assert not Pledge.objects.exists()


def test_the_list_publishes_what_is_chosen_and_says_why_not(bob: User) -> None:
    ready, bare = make_pledge(published=False), make_pledge(published=False)
    StageEvent.objects.filter(pledge=bare).update(evidence=None)
    bare.evidence.all().delete()
    action = {"action": "publish", "_selected_action": [ready.pk, bare.pk]}

    response = client_of(bob).post("/admin/pledges/pledge/", action, follow=True)

    ready.refresh_from_db()
    bare.refresh_from_db()
    assert ready.published_at is not None
    assert bare.published_at is None
    assert "without evidence" in response.content.decode()


def test_the_worked_out_part_says_it_in_words(bob: User) -> None:
    dollars = make_pledge(amount=37_000_000)
    taiwan = make_pledge(amount=5, currency="TWD", announced_on=date(2023, 2, 27))
    old = make_pledge()
    link(make_pledge(), "supersedes", old)
    words = {
        dollars: ["USD 37,000,000", "counted"],
        taiwan: ["not converted: no rate of TWD for 2023-02-27"],
        old: ["not counted: replaced by a later pledge"],
    }
    for pledge, said in words.items():
        page = client_of(bob).get(of_pledge(pledge)).content.decode()
        assert [one for one in said if one not in page] == []


def test_a_draft_is_deleted_by_who_entered_it(alice: User) -> None:
    client = client_of(alice)
    client.post(ADD_PLEDGE, pledge_form())
    address = of_pledge(stored()).replace("change", "delete")

    assert client.get(address).status_code == 200
    client.post(address, {"post": "yes"})

    assert not Pledge.objects.exists()


def test_nobody_else_deletes_it_and_nobody_what_is_published(
    alice: User, bob: User, admin_user: User
) -> None:
    draft, public = make_pledge(published=False), make_pledge()
    forbidden = [(alice, draft), (alice, public), (bob, public), (admin_user, public)]

    for user, pledge in forbidden:
        address = of_pledge(pledge).replace("change", "delete")
        response = client_of(user).post(address, {"post": "yes"})
        assert response.status_code == 403

    chosen = {"action": "delete_selected", "_selected_action": [public.pk]}
    client_of(admin_user).post("/admin/pledges/pledge/", chosen | {"post": "yes"})
    assert Pledge.objects.count() == 2


def test_the_quotes_of_a_published_pledge_stay(bob: User) -> None:
    pledge = make_pledge()
    client = client_of(bob)
    form = opened(client, of_pledge(pledge)) | {"evidence-0-DELETE": "on", "title": "x"}

    client.post(of_pledge(pledge), form)

    assert Evidence.objects.filter(pledge=pledge).exists()


def test_an_old_version_can_be_read_and_not_written_back(bob: User) -> None:
    pledge = make_pledge()
    first = pledge.history.last()
    address = f"/admin/pledges/pledge/{pledge.pk}/history/{first.pk}/"
    client = client_of(bob)

    assert client.get(address).status_code == 200
    assert client.post(address, pledge_form()).status_code == 403


def test_the_list_is_narrowed_by_currency_or_by_none(bob: User) -> None:
    yen, goods = make_pledge(currency="JPY"), make_pledge(amount=None)
    client = client_of(bob)

    def listed(query: str) -> set[Pledge]:
        page = client.get(f"/admin/pledges/pledge/?currency={query}")
        return set(page.context["cl"].result_list)

    assert listed("JPY") == {yen}
    assert listed("none") == {goods}
    assert listed("XXQ") == set()


def test_amounts_are_told_with_separators_and_without_empty_cents(
    alice: User, bob: User
) -> None:
    pledge = make_pledge(amount=37_000_000)
    form = opened(client_of(bob), of_pledge(pledge))
    assert form["amount"] == "37,000,000"
    client_of(bob).post(of_pledge(pledge), form | {"amount": "38.5 million"})

    seen = client_of(alice).get(of_pledge(pledge)).content.decode()
    history = client_of(bob).get(of_pledge(pledge).replace("change", "history"))

    assert "USD 38,500,000<" in seen
    assert "37,000,000 → 38,500,000" in history.content.decode()


def test_page_of_a_pledge_says_how_well_it_is_supported(bob: User) -> None:
    page = client_of(bob).get(of_pledge(make_pledge())).content.decode()

    assert "1 source; " in page
    assert "No source of the donor; not confirmed" in page
