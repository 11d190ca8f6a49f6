"""One claim on the desk of one user: its forms, and what the buttons of them do."""

from collections.abc import Callable
from copy import copy
from dataclasses import dataclass
from typing import Any, Self, cast

from django.contrib import messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.exceptions import BadRequest, ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property

from pledges import review
from pledges.models import Candidate, EquipmentItem, Pledge
from pledges.models.vocabulary import CandidateState

from .candidate_forms import DecisionForm, StoredClaimForm, seen_as
from .difference import label, named
from .known import Known, known_records

# What the forms call the fields at which a record may refuse a claim.
CALLED = {"as_of": "announced_on", "name": "item", "delivered_quantity": "quantity"}


@dataclass
class Desk:
    """One claim on the desk of one user: its forms, and what was sent if anything."""

    request: HttpRequest
    candidate: Candidate  # as it was read; decisions are made on copies of it
    sent: QueryDict | None = None

    @property
    def user(self) -> Any:
        """Return who sits there."""
        return self.request.user

    @cached_property
    def known(self) -> list[Known]:
        """Return what is already known of it."""
        return known_records([self.candidate])[self.candidate.pk]

    @cached_property
    def form(self) -> StoredClaimForm:
        """Return the claim in a copy: what fails leaves no trace on the page."""
        return StoredClaimForm(self.sent, instance=copy(self.candidate))

    @cached_property
    def decision(self) -> DecisionForm:
        """Return the form that says where it goes."""
        likely = [(one.key, label(one)) for one in self.known]
        return DecisionForm(self.sent, likely=likely, kind=self.candidate.kind)

    def same_figure(self) -> list[str]:
        """Name the known records that state the very figure of the claim."""
        return [named(one.record) for one in self.known if one.states_the_same]

    def changes(self) -> dict[str, Any]:
        """Return what the user changed, with the place of a changed quote."""
        form = self.form
        changed = {name: form.cleaned_data[name] for name in form.changed_data}
        if "quote" in changed:
            changed |= {"start": form.instance.start, "end": form.instance.end}
        return changed

    def again(self) -> Self:
        """Return the desk with the claim as it is stored now, and what was sent."""
        now = claim(self.candidate.pk)
        sent = cast("QueryDict", self.sent).copy()
        sent["seen"] = seen_as(now)
        return type(self)(self.request, now, sent)

    def note(self, done: str) -> None:
        """Tell the user what was done, and keep it with the claim."""
        messages.success(self.request, done)
        LogEntry.objects.log_actions(
            self.user.pk,
            [self.candidate],
            CHANGE,
            change_message=done,
            single_object=True,
        )

    def onwards(self, done: str) -> HttpResponse:
        """Note the decision, and lead to the next claim that waits."""
        addition, target = self.follows()
        self.note(f"{done}{addition}")
        return redirect(target)

    def follows(self) -> tuple[str, str]:
        """Return where the user goes after a decision, and what is said of it."""
        following = next_pending(self.candidate)
        if following is None:
            return " Nothing else waits.", reverse("admin:pledges_candidate_changelist")
        return "", address(following)

    def stays(self) -> str:
        """Return where the user goes when the claim still waits."""
        return address(self.candidate)


def claim(pk: int) -> Candidate:
    """Return the candidate with all that the page names, or raise Http404."""
    joined = Candidate.objects.select_related(
        "article", "donor", "recipient", "channel", "decided_by"
    )
    return get_object_or_404(joined, pk=pk)


def act(desk: Desk) -> HttpResponse | None:
    """
    Do what the pressed button says; None where the page shows again, with errors.

    Raises AlreadyDecidedError or StaleVersionError where another one was faster.
    """
    pressed = cast("QueryDict", desk.sent)
    action = next((ACTIONS[name] for name in ACTIONS if name in pressed), None)
    if action is None:
        raise BadRequest("No button was pressed.")
    if action is not save_proposal:
        review.may_publish(desk.user)
    if desk.candidate.state != CandidateState.PENDING:
        raise review.AlreadyDecidedError
    if desk.form.is_stale:
        raise review.StaleVersionError
    try:
        valid = desk.form.is_valid() and desk.decision.is_valid()
        return action(desk) if valid else None
    except ValidationError as error:
        add_errors(desk.form, error)
        return None


def add_errors(form: StoredClaimForm, error: ValidationError) -> None:
    """Put what the door refused at the fields of the form, the rest above it."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for name, errors in error.error_dict.items():
        field = CALLED.get(name, name)
        form.add_error(field if field in form.fields else None, errors)


# What the buttons do: each returns None where the page shows again, with errors.


def accept(desk: Desk) -> HttpResponse | None:
    """Publish the claim as it stands."""
    if desk.form.has_changed():
        names = ", ".join(str(desk.form[name].label) for name in desk.form.changed_data)
        desk.form.add_error(
            None, f"Differs from what is stored: {names}. Correct and accept it?"
        )
        return None
    return publish(desk)


def publish(desk: Desk, into: review.Record | None = None) -> HttpResponse:
    """Publish the claim with the changes made, perhaps into an existing record."""
    candidate = copy(desk.candidate)
    record = review.accept(candidate, desk.user, desk.changes(), into)
    return desk.onwards(f"Published: {record}.")


def attach(desk: Desk) -> HttpResponse | None:
    """Publish the claim as one more report of a record, or as a pledge linked to it."""
    said = desk.decision.cleaned_data
    key, pledge = said["into"], said.get("other_pledge")
    if bool(key) == bool(pledge):
        desk.decision.add_error("into", "Choose one record that the claim supports.")
        return None
    record = pledge or next(one.record for one in desk.known if one.key == key)
    if not said.get("how"):
        return publish(desk, record)
    if not said["because"]:
        desk.decision.add_error("because", "Say who says so, or that it is inferred.")
        return None
    return publish_linked(desk, record)


def publish_linked(desk: Desk, record: review.Record) -> HttpResponse:
    """Publish the claim as a new pledge, linked to that of a record."""
    said = desk.decision.cleaned_data
    other = record.pledge if isinstance(record, EquipmentItem) else record
    made = review.accept_linked(
        copy(desk.candidate),
        desk.user,
        said["how"],
        cast("Pledge", other),
        said["because"],
        desk.changes(),
    )
    return desk.onwards(f"Published and linked: {made}.")


def reject(desk: Desk) -> HttpResponse | None:
    """Set the claim aside; a reason is required."""
    reason = desk.decision.cleaned_data["reason"]
    if not reason:
        desk.decision.add_error("reason", "Say why this is rejected.")
        return None
    review.reject(copy(desk.candidate), desk.user, reason)
    return desk.onwards("Rejected.")


def save_proposal(desk: Desk) -> HttpResponse | None:
    """Store the changed claim; it stays pending."""
    review.correct(copy(desk.candidate), desk.changes())
    messages.success(desk.request, "Stored. It waits for a reviewer.")
    return redirect(desk.stays())


ACTIONS: dict[str, Callable[[Desk], HttpResponse | None]] = {
    "_save": save_proposal,
    "_accept": accept,
    "_correct": publish,
    "_attach": attach,
    "_reject": reject,
}


def next_pending(candidate: Candidate) -> Candidate | None:
    """Return the next claim that waits: in this article, then in the next one."""
    waiting = Candidate.objects.pending().exclude(pk=candidate.pk)
    here = waiting.filter(article=candidate.article_id)
    below = here.filter(start__gte=candidate.start)
    later = waiting.filter(article__gt=candidate.article_id)
    for queue in (below, here, later, waiting):
        if found := queue.order_by("article_id", "start", "pk").first():
            return found
    return None


def address(candidate: Candidate) -> str:
    """Return where ``candidate`` is reviewed, scrolled to its quote."""
    return reverse("admin:pledges_candidate_review", args=[candidate.pk]) + "#quote"
