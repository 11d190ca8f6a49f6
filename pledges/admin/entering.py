"""What entering a pledge by hand does around review.py: finish, publish, delete."""

import uuid
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError

from pledges import review
from pledges.counting import recount
from pledges.models import Pledge
from pledges.models.vocabulary import Stage
from pledges.quotes import rest_on_quotes
from pledges.records import note_event, title_of_goods


def stored_under(token: str) -> Pledge | None:
    """Return the pledge that the form with ``token`` stored."""
    try:
        key = uuid.UUID(token)
    except ValueError:
        return None
    return Pledge.objects.filter(entry_key=key).first()


def entered_by(pledge: Pledge, user: Any) -> bool:
    """Say whether ``user`` entered ``pledge``, by its history."""
    first = pledge.history.filter(history_type="+")
    return bool(first.filter(history_user_id=user.pk).exists())


def linked_to(pledge: Pledge) -> list[Pledge]:
    """Return the pledges that the stored links of ``pledge`` name."""
    return list(Pledge.objects.filter(links_from__pledge=pledge).distinct())


def finish(form: Any, is_new: bool, once_linked: Iterable[Pledge]) -> None:
    """
    Add the first step and the title of goods, and count with the rows stored.

    What was ``once_linked`` is counted too: a changed link no longer leads there.
    """
    pledge: Pledge = form.instance
    if is_new and not pledge.events.exists():
        stage = form.cleaned_data["first_stage"] or Stage.ANNOUNCED
        note_event(pledge, stage, pledge.announced_on, pledge.announced_precision)
    untitled = is_new and not form.data.get("title")
    if untitled and pledge.amount is None and pledge.items.exists():
        pledge.title = title_of_goods(pledge)
        pledge.save()
    if pledge.published_at:
        rest_on_quotes(pledge)
    recount([pledge, *once_linked])
    pledge.refresh_from_db()


def publish(pledges: Iterable[Pledge], by: Any) -> tuple[int, list[str]]:
    """Publish each of ``pledges``; returns how many, and why others were refused."""
    published, refused = 0, []
    for pledge in pledges:
        try:
            review.publish(pledge, by)
            published += 1
        except ValidationError as error:
            refused.append(f"{pledge}: {' '.join(error.messages)}")
    return published, refused


def delete_draft(pledge: Pledge) -> None:
    """Delete ``pledge`` and count anew what it was linked to."""
    # In the writers' queue: nobody publishes it between the check and the deletion.
    with review.publishing(None):
        if Pledge.objects.published().filter(pk=pledge.pk).exists():
            raise PermissionDenied("It was published meanwhile.")
        others = linked_to(pledge)
        pledge.delete()
        recount(others)
