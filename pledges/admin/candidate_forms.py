"""The forms of what a passage claims: proposed by hand, or stored and waiting."""

from hashlib import sha256
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError

from pledges.decisions import CLAIMED
from pledges.models import Actor, Candidate
from pledges.models.pledges import known_currencies
from pledges.models.vocabulary import ClaimKind

from .actor_box import ActorField
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
ALIKE = ["kind", "donor", "recipient", "amount", "item", "quantity"]
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
        widgets = {
            "announced_on": DAY["widget"],
            "quote": forms.Textarea(attrs={"rows": 2}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in PARTIES:
            label = self.fields[name].label
            self.fields[name] = ActorField(
                Actor.objects.all(), required=False, label=label
            )
            self.initial[name] = getattr(self.instance, name)
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
        article, quote = claim.article, cleaned.get("quote")
        if not quote:
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


class HandForm(ClaimForm):
    """A claim made by hand from a passage of the article on the bench."""

    near = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)

    class Meta(ClaimForm.Meta):
        fields = ["quote", "kind", *PARTIES, *MONEY, *GOODS, *REST[:-1]]

    def clean(self) -> dict[str, Any]:
        """Refuse what is proposed already: a form sent twice adds once."""
        cleaned = super().clean()
        claim = self.instance
        alike = {name: cleaned.get(name) for name in ALIKE}
        alike |= {"article": claim.article, "start": claim.start, "end": claim.end}
        if not self.errors and (first := Candidate.objects.filter(**alike).first()):
            raise ValidationError(f"This claim is there already: number {first.pk}.")
        return cleaned
