"""One claim on the desk of one user: its forms, and what the buttons of them do."""

from collections.abc import Callable
from copy import copy
from dataclasses import dataclass, field
from typing import Any, Self, cast

from django.contrib import messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.exceptions import BadRequest, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property

from pledges import review
from pledges.models import Article, Candidate, EquipmentItem, Pledge
from pledges.models.vocabulary import CandidateState

from .candidate_forms import StoredClaimForm, seen_as
from .decision_form import DecisionForm
from .difference import named
from .known import Known

# What the forms call the fields at which a record may refuse a claim.
CALLED = {"as_of": "announced_on", "name": "item", "delivered_quantity": "quantity"}


def bench_of(article: int, claim: int | None = None) -> str:
    """Return where ``article`` is reviewed, at one of its claims."""
    place = reverse("admin:pledges_article_workbench", args=[article])
    return f"{place}?claim={claim}#claim-{claim}" if claim else f"{place}#claims"


def claims_of(article: Article) -> QuerySet[Candidate]:
    """Return the claims of ``article`` in their order, with all that a card names."""
    return article.candidates.select_related(
        "article",
        "donor",
        "recipient",
        "channel",
        "decided_by",
        "evidence__pledge",
        "evidence__item__pledge",
        "evidence__total__donor",
    ).order_by("start", "pk")


@dataclass
class Desk:
    """One claim on the desk of one user: its forms, and what was sent if anything."""

    request: HttpRequest
    candidate: Candidate  # as it was read; decisions are made on copies of it
    sent: QueryDict | None = None
    known: list[Known] = field(default_factory=list)  # of what it reports

    @property
    def user(self) -> Any:
        """Return who sits there."""
        return self.request.user

    @property
    def boxes(self) -> str:
        """Return the pattern of the names that the page has for the boxes."""
        return f"claim-{self.candidate.pk}-%s"

    @cached_property
    def form(self) -> StoredClaimForm:
        """Return the claim in a copy: what fails leaves no trace on the page."""
        copied = copy(self.candidate)
        return StoredClaimForm(self.sent, instance=copied, auto_id=self.boxes)

    @cached_property
    def decision(self) -> DecisionForm:
        """Return the form that says where it goes."""
        kind = self.candidate.kind
        return DecisionForm(self.sent, known=self.known, kind=kind, auto_id=self.boxes)

    def changes(self) -> dict[str, Any]:
        """Return what the user changed, with the place of a changed quote."""
        form = self.form
        changed = {name: form.cleaned_data[name] for name in form.changed_data}
        if "quote" in changed:
            changed |= {"start": form.instance.start, "end": form.instance.end}
        return changed

    def again(self) -> Self:
        """Return the desk with the claim as it is stored now, and what was sent."""
        now = claims_of(self.candidate.article).get(pk=self.candidate.pk)
        sent = cast("QueryDict", self.sent).copy()
        sent["seen"] = seen_as(now)
        return type(self)(self.request, now, sent, self.known)

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
        """Note the decision, and lead to the next claim of the article that waits."""
        here = self.candidate
        waiting = Candidate.objects.pending().filter(article=here.article_id)
        order = waiting.exclude(pk=here.pk).order_by("start", "pk")
        if following := order.filter(start__gte=here.start).first() or order.first():
            self.note(done)
            return redirect(bench_of(here.article_id, following.pk))
        self.note(f"{done} All claims of this article are decided.")
        return redirect(bench_of(here.article_id))

    def stays(self) -> str:
        """Return where the user goes when the claim still waits."""
        return bench_of(self.candidate.article_id, self.candidate.pk)


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
        # Both are checked, so that all errors show at once.
        valid = [desk.form.is_valid(), desk.decision.is_valid()]
        return action(desk) if all(valid) else None
    except ValidationError as error:
        add_errors(desk.form, error)
        return None


def add_errors(form: StoredClaimForm, error: ValidationError) -> None:
    """Put what the door refused at the fields of the form, the rest above it."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for name, errors in error.error_dict.items():
        called = CALLED.get(name, name)
        form.add_error(called if called in form.fields else None, errors)


# What the buttons do: each returns None where the page shows again, with errors.


def accept(desk: Desk) -> HttpResponse | None:
    """Publish the claim, corrected, as what was chosen: new, or of a known record."""
    record = desk.decision.chosen()
    if desk.decision.errors:
        return None
    if record and desk.decision.cleaned_data.get("how"):
        return publish_linked(desk, record)
    candidate = copy(desk.candidate)
    made = review.accept(candidate, desk.user, desk.changes(), record)
    return desk.onwards(f"Added to {named(record)}." if record else f"New: {made}.")


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
    return desk.onwards(f"New and linked to {named(record)}: {made}.")


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
    "_reject": reject,
}
