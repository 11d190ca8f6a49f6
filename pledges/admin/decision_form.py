"""Where a claim goes: to which record and how, or away and why."""

from collections.abc import Iterable
from typing import Any

from django import forms

from pledges.models import Pledge
from pledges.models.vocabulary import ClaimKind
from pledges.records import Record

from .difference import HOW, label
from .known import Known

NEW = "new"
LINKING = ["other_pledge", "how", "because"]


class DecisionForm(forms.Form):
    """What a reviewer makes of a claim, and of what is already known."""

    into = forms.ChoiceField(required=False, widget=forms.RadioSelect, label="Known")
    other_pledge = forms.ModelChoiceField(
        Pledge.objects.select_related("donor"),
        required=False,
        label="Another pledge, by its number",
        widget=forms.TextInput(
            {"list": "pledges", "inputmode": "numeric", "autocomplete": "off"}
        ),
    )
    how = forms.ChoiceField(choices=HOW, required=False, label="The claim is")
    because = forms.CharField(
        required=False,
        max_length=300,
        label="Who says so",
        widget=forms.TextInput({"list": "reasons", "autocomplete": "off"}),
    )
    reason = forms.CharField(required=False, max_length=300, label="Reason")

    def __init__(
        self, *args: Any, known: Iterable[Known], kind: str, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.known = {one.key: one for one in known}
        offers = [(key, label(one)) for key, one in self.known.items()]
        into: Any = self.fields["into"]
        into.choices = [*offers, (NEW, "None of these: it is new")]
        into.initial = self.proposed()
        if kind == ClaimKind.TOTAL:
            for name in LINKING:
                del self.fields[name]

    @property
    def linking(self) -> bool:
        """Say whether something was typed beside the list, or is wrong there."""
        said = [self.data.get(name) for name in LINKING]
        return any(said) or any(name in self.errors for name in LINKING)

    def proposed(self) -> str:
        """
        Return what is chosen before anybody chose.

        Goods join the others of their article. Nothing is chosen where a record may be
        what is claimed: who did not look would enter a promise twice.
        """
        if any(one.may_be_it for one in self.known.values()):
            return ""
        return next((key for key, one in self.known.items() if one.is_home), NEW)

    def chosen(self) -> Record | None:
        """Return the record that was chosen, None for a new one; errors are noted."""
        said = self.cleaned_data
        key, other = said["into"], said.get("other_pledge")
        one = self.known.get(key)
        if one and other:
            self.add_error("into", "Choose one: a record of the list, or another.")
        elif not (one or other or key) and not self.proposed():
            self.add_error("into", "Perhaps known already: is it one of these, or new?")
        elif said.get("how") and not (one or other):
            self.add_error("into", "Choose the pledge to which it stands like this.")
        elif said.get("how") and not said["because"]:
            self.add_error("because", "Say who says so, or that it is inferred.")
        return other or (one.record if one else None)
