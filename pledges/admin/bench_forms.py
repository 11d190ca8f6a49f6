"""The forms of the workbench: small, and of use without a script."""

from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.core.exceptions import ValidationError

from pledges.models import Actor

from .candidate_forms import (
    PARTIES,
    ClaimForm,
    DecisionForm,
    NewClaimForm,
    StoredClaimForm,
)

if TYPE_CHECKING:
    ActorChoiceField = forms.ModelChoiceField[Actor]
else:  # generic for the type checker only
    ActorChoiceField = forms.ModelChoiceField


class ActorField(ActorChoiceField):
    """A box in which an actor is named; the page lists the names once for all boxes."""

    widget = forms.TextInput

    def prepare_value(self, value: Any) -> Any:
        """Show an actor by its name."""
        return value.name if isinstance(value, Actor) else value

    def to_python(self, value: Any) -> Actor | None:
        """Return the actor whose name, short name or code was typed."""
        name = str(value or "").strip()
        if not name or isinstance(value, Actor):
            return value or None
        found = Actor.objects.named(name).first()
        if found is None:
            raise ValidationError(f"No actor is called “{name}”; add it first.")
        return found

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Say whether another name stands there."""
        return str(self.prepare_value(initial) or "") != str(data or "").strip()


def name_parties(form: ClaimForm) -> None:
    """Let the parties of ``form`` be typed by name."""
    for name in PARTIES:
        label = form.fields[name].label
        box = ActorField(Actor.objects.all(), required=False, label=label)
        box.widget.attrs |= {"list": "actors", "autocomplete": "off"}
        form.fields[name] = box
        form.initial[name] = getattr(form.instance, name)


class BenchClaimForm(StoredClaimForm):
    """A claim that waits, among the others of its article."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name_parties(self)


class HandForm(NewClaimForm):
    """A claim made by hand from a passage of the article on the bench."""

    near = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)

    class Meta(NewClaimForm.Meta):
        fields = [name for name in NewClaimForm.Meta.fields if name != "article"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name_parties(self)

    def clean(self) -> dict[str, Any]:
        """Check the claim as one of the article on the bench."""
        self.cleaned_data["article"] = self.instance.article
        return super().clean()


class BenchDecisionForm(DecisionForm):
    """Where a claim goes; a pledge that is not listed is named by its number."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if box := self.fields.get("other_pledge"):
            box.label = "Another pledge, by its number"
            box.widget = forms.NumberInput(attrs={"min": 1})
            cast("Any", box).choices = []
