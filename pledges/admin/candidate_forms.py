"""The forms of a claim: to propose one, and to decide on one."""

from hashlib import sha256
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import ValidationError

from pledges.decisions import CLAIMED
from pledges.models import Candidate, Evidence, Pledge
from pledges.models.pledges import known_currencies
from pledges.models.vocabulary import ClaimKind

from .difference import HOW
from .guarded import DAY
from .passages import QuoteField, find_passage
from .pledge_forms import check_money

if TYPE_CHECKING:
    CandidateModelForm = forms.ModelForm[Candidate]
else:  # generic for the type checker only
    CandidateModelForm = forms.ModelForm

PARTIES = ["donor", "recipient", "channel"]
MONEY = ["amount", "amount_min", "currency", "amount_qualifier"]
GOODS = ["item", "quantity", "quantity_qualifier"]
ALIKE = ["article", "kind", "donor", "recipient", "amount", "item", "quantity"]
REST = [
    "stage",
    "instrument",
    "sector",
    "announced_on",
    "is_part",
    "is_uncertain",
    "quote",
]
FOREIGN = {
    ClaimKind.EQUIPMENT.value: MONEY,
    ClaimKind.PLEDGE.value: GOODS,
    ClaimKind.TOTAL.value: GOODS,
}


def party(name: str) -> AutocompleteSelect:
    """Return the box that searches actors, for the candidate's ``name``."""
    return AutocompleteSelect(Candidate._meta.get_field(name), admin.site)


class ClaimForm(CandidateModelForm):
    """What a passage of an article claims."""

    class Meta:
        model = Candidate
        fields = [*PARTIES, *MONEY, *GOODS, *REST]
        field_classes = {"quote": QuoteField}
        labels = {
            "amount_min": "Lower end",
            "amount_qualifier": "How exact",
            "quantity": "Number",
            "quantity_qualifier": "How exact",
            "is_part": "Part of another",
            "is_uncertain": "Uncertain",
        }
        widgets = {name: party(name) for name in PARTIES} | {
            "announced_on": DAY["widget"],
            "quote": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in FOREIGN.get(self.instance.kind, []):
            self.fields.pop(name, None)

    def clean_currency(self) -> str:
        """Take "usd" for USD, and refuse what is no currency."""
        currency = str(self.cleaned_data["currency"]).strip().upper()
        if currency and currency not in known_currencies():
            raise ValidationError(f"{currency} is not a currency of ISO 4217.")
        return currency

    def clean(self) -> dict[str, Any]:
        """Check what lies between fields, and find the quote in the article."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        check_money(self)
        kind = cleaned.get("kind") or self.instance.kind
        if kind == ClaimKind.EQUIPMENT and cleaned.get("item") == "":
            self.add_error("item", "Say what is given.")
        self.place_quote(cleaned)
        return cleaned

    def place_quote(self, cleaned: dict[str, Any]) -> None:
        """Set where the quote stands; the model refuses one that does not occur."""
        claim = self.instance
        article = cleaned.get("article") or (claim.article if claim.pk else None)
        quote = cleaned.get("quote")
        if not article or not quote:
            return
        if claim.pk and article.text[claim.start : claim.end] == quote:
            return
        place = find_passage(article, quote, cleaned.get("near") or 0)
        claim.start, claim.end = place or (0, 0)
        cleaned["quote"] = article.text[slice(*place)] if place else quote


class StoredClaimForm(ClaimForm):
    """A claim that waits, with a mark of what its user saw of it."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["seen"] = seen_as(self.instance)

    @property
    def is_stale(self) -> bool:
        """Say whether the claim is another than the one that its user saw."""
        return bool(self.data.get("seen") != self.initial["seen"])


def seen_as(candidate: Candidate) -> str:
    """Return a mark that changes with everything that ``candidate`` claims."""
    said = "\n".join(str(getattr(candidate, name)) for name in CLAIMED)
    return sha256(said.encode()).hexdigest()[:16]


class NewClaimForm(ClaimForm):
    """A claim that the extractor did not see, proposed by an editor."""

    class Meta(ClaimForm.Meta):
        fields = ["article", "quote", "kind", *PARTIES, *MONEY, *GOODS, *REST[:-1]]

    def clean(self) -> dict[str, Any]:
        """Refuse what is proposed already: a form sent twice adds once."""
        cleaned = super().clean()
        alike = {name: cleaned.get(name) for name in ALIKE}
        claim = self.instance
        same = Candidate.objects.filter(start=claim.start, end=claim.end, **alike)
        if not self.errors and (first := same.first()):
            raise ValidationError(f"This claim is there already: number {first.pk}.")
        return cleaned


class DecisionForm(forms.Form):
    """Where a claim goes: to which record and how, or away and why."""

    into = forms.ChoiceField(required=False, widget=forms.RadioSelect)
    how = forms.ChoiceField(choices=HOW, required=False, label="The claim is")
    because = forms.CharField(
        required=False,
        max_length=300,
        label="Who says so",
        help_text="For a new pledge: “stated by …” or “inferred”, and why.",
    )
    other_pledge = forms.ModelChoiceField(
        Pledge.objects.select_related("donor"), required=False, label="Another pledge"
    )
    reason = forms.CharField(required=False, max_length=300, label="Reason")

    def __init__(
        self, *args: Any, likely: list[tuple[str, str]], kind: str, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["into"].choices = likely  # type: ignore[attr-defined]
        if kind == ClaimKind.TOTAL:
            for name in ("other_pledge", "how", "because"):
                del self.fields[name]
            return
        box = self.fields["other_pledge"]
        box.widget = AutocompleteSelect(Evidence._meta.get_field("pledge"), admin.site)
        box.widget.choices = box.choices  # type: ignore[attr-defined]
