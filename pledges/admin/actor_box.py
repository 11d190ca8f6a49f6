"""A box in which an actor is named; the page lists the names once for all boxes."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError

from pledges.models import Actor

if TYPE_CHECKING:
    ActorChoiceField = forms.ModelChoiceField[Actor]
else:  # generic for the type checker only
    ActorChoiceField = forms.ModelChoiceField


class ActorBox(forms.TextInput):
    """A box that offers the names of the page's list."""

    def __init__(self) -> None:
        super().__init__({"list": "actors", "autocomplete": "off"})


class ActorField(ActorChoiceField):
    """An actor by name, short name or code."""

    widget = ActorBox

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
