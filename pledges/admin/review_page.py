"""The page on which a claim is decided, beside the article that makes it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

from django.contrib import messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.exceptions import BadRequest, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import cached_property

from pledges import review
from pledges.models import Candidate, EquipmentItem, Evidence, Pledge
from pledges.models.vocabulary import CandidateState

from . import words
from .candidate_forms import ClaimForm, DecisionForm
from .difference import label, named
from .known import Known, known_records

WEAK = 0.5
# What the forms call the fields at which a record may refuse a claim.
CALLED = {"as_of": "announced_on", "name": "item", "delivered_quantity": "quantity"}


@dataclass
class Desk:
    """One claim on the desk of one user: its forms, and what was sent."""

    request: HttpRequest
    candidate: Candidate

    @property
    def user(self) -> Any:
        """Return who sits there."""
        return self.request.user

    @property
    def sent(self) -> Any:
        """Return the form as sent, None where none was."""
        return self.request.POST if self.request.method == "POST" else None

    @cached_property
    def known(self) -> list[Known]:
        """Return what is already known of it."""
        return known_records([self.candidate])[self.candidate.pk]

    @cached_property
    def form(self) -> ClaimForm:
        """Return the claim in a copy: what fails leaves no trace on the page."""
        return ClaimForm(self.sent, instance=claim(self.candidate.pk))

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


def claim(pk: int) -> Candidate:
    """Return the candidate with all that the page names, or raise Http404."""
    joined = Candidate.objects.select_related(
        "article", "donor", "recipient", "channel", "decided_by"
    )
    return get_object_or_404(joined, pk=pk)


def review_page(request: HttpRequest, pk: int, context: dict[str, Any]) -> HttpResponse:
    """Show a claim beside its article, or decide on it."""
    desk = Desk(request, claim(pk))
    if request.method != "POST":
        return show(desk, context)
    action = next((ACTIONS[name] for name in ACTIONS if name in request.POST), None)
    if action is None:
        raise BadRequest("No button was pressed.")
    if action is not save_proposal:
        review.may_publish(desk.user)
    try:
        if desk.candidate.state != CandidateState.PENDING:
            raise review.AlreadyDecidedError
        done = desk.form.is_valid() and desk.decision.is_valid() and action(desk)
    except review.AlreadyDecidedError:
        return show(Desk(request, claim(pk)), context | {"too_late": True}, status=409)
    except ValidationError as error:
        add_errors(desk.form, error)
        return show(desk, context)
    return done or show(desk, context)


def show(desk: Desk, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """Draw the page."""
    candidate, article = desk.candidate, desk.candidate.article
    context |= {
        "title": words.claimed(candidate),
        "candidate": candidate,
        "weak": candidate.score < WEAK,
        "pending": candidate.state == CandidateState.PENDING,
        "before": article.text[: candidate.start],
        "quote": article.text[candidate.start : candidate.end],
        "after": article.text[candidate.end :],
        "others": [(one, words.claimed(one)) for one in article.candidates.all()],
        "form": desk.form,
        "decision": desk.decision,
        "likely": desk.same_figure(),
        "support": supported_by(candidate),
    }
    page = "admin/pledges/candidate/review.html"
    return render(desk.request, page, context, status=status)


def supported_by(candidate: Candidate) -> Evidence | None:
    """Return the evidence that a decided claim became."""
    if candidate.state == CandidateState.PENDING:
        return None
    evidence = Evidence.objects.select_related("pledge", "item__pledge", "total")
    return evidence.filter(candidate=candidate).first()


def add_errors(form: ClaimForm, error: ValidationError) -> None:
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
    candidate = claim(desk.candidate.pk)
    record = review.accept(candidate, desk.user, desk.changes(), into)
    return onwards(desk, f"Published: {record}.")


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
        claim(desk.candidate.pk),
        desk.user,
        said["how"],
        cast("Pledge", other),
        said["because"],
        desk.changes(),
    )
    return onwards(desk, f"Published and linked: {made}.")


def reject(desk: Desk) -> HttpResponse | None:
    """Set the claim aside; a reason is required."""
    reason = desk.decision.cleaned_data["reason"]
    if not reason:
        desk.decision.add_error("reason", "Say why this is rejected.")
        return None
    review.reject(claim(desk.candidate.pk), desk.user, reason)
    return onwards(desk, "Rejected.")


def save_proposal(desk: Desk) -> HttpResponse | None:
    """Store the changed claim; it stays pending."""
    review.correct(claim(desk.candidate.pk), desk.changes())
    messages.success(desk.request, "Stored. It waits for a reviewer.")
    return redirect(address(desk.candidate))


ACTIONS: dict[str, Callable[[Desk], HttpResponse | None]] = {
    "_save": save_proposal,
    "_accept": accept,
    "_correct": publish,
    "_attach": attach,
    "_reject": reject,
}


def onwards(desk: Desk, done: str) -> HttpResponse:
    """Note the decision, and lead to the next claim that waits."""
    candidate = desk.candidate
    LogEntry.objects.log_actions(
        desk.user.pk, [candidate], CHANGE, change_message=done, single_object=True
    )
    following = next_pending(candidate)
    if following is None:
        messages.success(desk.request, f"{done} Nothing else waits.")
        return redirect("admin:pledges_candidate_changelist")
    messages.success(desk.request, done)
    return redirect(address(following))


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
