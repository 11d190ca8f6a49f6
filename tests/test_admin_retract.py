"""What the public has seen is retracted with a reason, never deleted."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from admin_forms import client_of, of_pledge, opened
from builders import link, make_event, make_item, make_pledge
from django.contrib.auth.models import User
from django.test import Client

from pledges.models import DataVersion, Pledge, PledgeLink, StageEvent

WHY = "This belongs to another pledge."


def send(user: User, pledge: Pledge, **typed: Any) -> Any:
    """Open the form of ``pledge`` as ``user``, type, and send it."""
    client = client_of(user)
    return client.post(of_pledge(pledge), opened(client, of_pledge(pledge)) | typed)


def counted(*pledges: Pledge) -> list[Decimal | None]:
    """Return what each of ``pledges`` adds to a sum now."""
    for pledge in pledges:
        pledge.refresh_from_db()
    return [pledge.counted_usd for pledge in pledges]


@pytest.mark.parametrize("rows", ["evidence", "items", "events", "links"])
def test_no_row_of_a_published_pledge_is_deleted(
    admin_user: User, bob: User, rows: str
) -> None:
    pledge = make_pledge()
    make_item(pledge)
    pledge.events.update(evidence=None)
    make_event(pledge, "committed", date(2023, 2, 1))
    link(pledge, "tops_up", make_pledge())
    before = set(getattr(pledge, rows).all())

    for user in (bob, admin_user):
        send(user, pledge, **{f"{rows}-0-DELETE": "on", "title": f"By {user}"})

    assert set(getattr(pledge, rows).all()) == before


@pytest.mark.parametrize("rows", ["evidence", "items", "links"])
def test_rows_of_a_draft_are_deleted(alice: User, rows: str) -> None:
    pledge = make_pledge(published=False)
    pledge.events.update(evidence=None)
    make_item(pledge)
    link(pledge, "tops_up", make_pledge())

    send(alice, pledge, **{f"{rows}-0-DELETE": "on"})

    assert not getattr(pledge, rows).exists()


def test_a_retracted_step_moves_the_pledge_back_and_stays_stored(bob: User) -> None:
    pledge = make_pledge()
    mistake = make_event(pledge, "withdrawn", date(2023, 2, 1))
    assert counted(pledge) == [None]
    before = DataVersion.current()

    send(bob, pledge, **{"events-1-retraction": WHY})

    assert counted(pledge) == [Decimal(100)]
    assert pledge.stage == "announced"
    mistake.refresh_from_db()
    assert (mistake.stage, mistake.retraction) == ("withdrawn", WHY)
    assert mistake.history.first().history_user == bob
    assert DataVersion.current() == before + 1


def test_a_retracted_step_can_be_restored(bob: User) -> None:
    pledge = make_pledge()
    make_event(pledge, "delivered", date(2023, 2, 1))

    send(bob, pledge, **{"events-1-retraction": WHY})
    send(bob, pledge, **{"events-1-retraction": ""})

    pledge.refresh_from_db()
    assert pledge.stage == "delivered"


def test_the_last_step_of_a_pledge_is_not_retracted(bob: User) -> None:
    pledge = make_pledge()

    page = send(bob, pledge, **{"events-0-retraction": WHY})

    assert "A pledge has at least one step" in page.content.decode()
    assert StageEvent.objects.standing().filter(pledge=pledge).exists()


def test_a_step_told_again_after_its_retraction_counts_again(bob: User) -> None:
    pledge = make_pledge()
    make_event(pledge, "delivered", date(2023, 2, 1))
    send(bob, pledge, **{"events-1-retraction": WHY})

    make_event(pledge, "delivered", date(2023, 2, 1))

    assert pledge.stage == "delivered"


def test_a_partial_step_alone_says_no_more_than_announced(bob: User) -> None:
    pledge = make_pledge(stage="delivered")
    part = make_event(pledge, "committed", date(2023, 2, 1))
    StageEvent.objects.filter(pk=part.pk).update(amount=40)

    send(bob, pledge, **{"events-0-retraction": WHY})

    pledge.refresh_from_db()
    assert pledge.stage == "announced"


def test_a_retracted_link_counts_both_pledges_again(bob: User) -> None:
    new, old = make_pledge(amount=300), make_pledge(amount=100)
    made = link(new, "supersedes", old)
    assert counted(new, old) == [Decimal(300), None]

    send(bob, new, **{"links-0-retraction": WHY})

    assert counted(new, old) == [Decimal(300), Decimal(100)]
    made.refresh_from_db()
    assert made.retraction == WHY
    assert made.history.count() == 2


def test_a_link_led_elsewhere_counts_the_pledge_that_it_left(bob: User) -> None:
    new, wrong, right = make_pledge(), make_pledge(), make_pledge()
    link(new, "supersedes", wrong)

    send(bob, new, **{"links-0-other": right.pk})

    assert counted(wrong, right) == [Decimal(100), None]


def test_a_part_finds_another_whole_after_a_retraction(bob: User) -> None:
    part, wrong, right = (make_pledge(amount=amount) for amount in (30, 100, 100))
    link(part, "part_of", wrong)
    send(bob, part, **{"links-0-retraction": WHY})

    link(part, "part_of", right)

    assert counted(part, wrong, right) == [Decimal(30), Decimal(100), Decimal(70)]


def test_a_retracted_link_closes_no_circle(bob: User) -> None:
    one, other = make_pledge(), make_pledge()
    link(one, "supersedes", other)
    send(bob, one, **{"links-0-retraction": WHY})

    link(other, "supersedes", one)

    assert counted(one, other) == [None, Decimal(100)]


def test_a_restored_link_that_would_close_a_circle_is_refused(bob: User) -> None:
    one, other = make_pledge(), make_pledge()
    link(one, "supersedes", other)
    send(bob, one, **{"links-0-retraction": WHY})
    link(other, "supersedes", one)

    page = send(bob, one, **{"links-0-retraction": ""})

    assert "lead back to this pledge" in page.content.decode()
    assert PledgeLink.objects.standing().get().pledge == other


def test_readers_are_told_what_was_retracted_and_why(bob: User, client: Client) -> None:
    pledge, other = make_pledge(), make_pledge(title="Another promise")
    make_event(pledge, "delivered", date(2023, 2, 1))
    link(pledge, "supersedes", other)

    send(bob, pledge, **{"events-1-retraction": WHY, "links-0-retraction": "No: <b>"})

    page = client.get(f"/pledges/{pledge.pk}")
    assert [event.stage for event in page.context["events"]] == ["announced"]
    assert page.context["relations"] == []
    html = page.content.decode()
    assert "<s>Delivered 2023-02-01</s>" in html
    assert WHY in html
    assert "No: &lt;b&gt;" in html
    assert client.get(f"/pledges/{other.pk}").context["relations"] == []


def test_the_file_names_no_whole_by_a_retracted_link(bob: User, client: Client) -> None:
    part, whole = make_pledge(title="Part"), make_pledge(title="Whole")
    link(part, "part_of", whole)

    def wholes() -> list[str]:
        text = b"".join(client.get("/pledges.csv?q=Part")).decode()
        head, row = text.splitlines()[:2]
        return [row.split(",")[head.split(",").index("part_of")]]

    assert wholes() == [str(whole.pk)]
    send(bob, part, **{"links-0-retraction": WHY})
    assert wholes() == [""]


def test_the_history_tells_who_did_what_to_each_row(bob: User) -> None:
    pledge, old = make_pledge(), make_pledge(title="Old <b>promise</b>")
    make_item(pledge, name="tank")
    link(pledge, "supersedes", old)
    send(bob, pledge, **{"links-0-retraction": WHY, "items-0-quantity": "6"})

    page = client_of(bob).get(of_pledge(pledge).replace("change", "history"))

    told = {
        (one.row, one.by, one.what): [
            (diff["field"], diff["old"], diff["new"]) for diff in one.changes
        ]
        for one in page.context["row_changes"]
    }
    linked = "Pledge link: Aid supersedes Old <b>promise</b>"
    assert told[(linked, "bob", "Changed")] == [("Retracted because", "", WHY)]
    assert told[(linked, "the program", "Created")] == []
    tanks = ("Equipment item: 6 × tank", "bob", "Changed")
    assert told[tanks] == [("Quantity", "5", "6")]
    assert "Old &lt;b&gt;promise" in page.content.decode()


def test_the_history_names_a_link_whose_other_pledge_is_gone(bob: User) -> None:
    pledge, other = make_pledge(published=False), make_pledge(published=False)
    link(pledge, "tops_up", other).delete()
    other.delete()

    page = client_of(bob).get(of_pledge(pledge).replace("change", "history"))

    assert "Pledge link to a pledge that was deleted" in page.content.decode()
