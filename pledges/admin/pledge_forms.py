"""The form of a pledge and those of its inline rows: every error at its field."""

from typing import TYPE_CHECKING, Any

from django import forms

from pledges.models import (
    Candidate,
    Evidence,
    Pledge,
    PledgeLink,
)
from pledges.models.vocabulary import ClaimKind, Relation, Stage
from pledges.records import title_of

from .passages import QuoteField, find_passage

if TYPE_CHECKING:
    PledgeModelForm = forms.ModelForm[Pledge]
    EvidenceModelForm = forms.ModelForm[Evidence]
    LinkModelForm = forms.ModelForm[PledgeLink]
    EvidenceInlineFormSet = forms.BaseInlineFormSet[Evidence, Pledge, Any]
    LinkInlineFormSet = forms.BaseInlineFormSet[PledgeLink, Pledge, LinkModelForm]
else:  # generic for the type checker only
    PledgeModelForm = EvidenceModelForm = LinkModelForm = forms.ModelForm
    EvidenceInlineFormSet = LinkInlineFormSet = forms.BaseInlineFormSet

SHORT_TEXT = forms.Textarea(attrs={"rows": 2, "cols": 50})


def check_money(form: forms.BaseForm) -> None:
    """Put what is wrong between an amount, its range and its currency at the field."""
    cleaned = form.cleaned_data
    amount, lower = cleaned.get("amount"), cleaned.get("amount_min")
    if amount is not None and cleaned.get("currency") == "":
        form.add_error("currency", "An amount needs a currency, such as USD.")
    if lower is not None and "amount" in cleaned and amount is None:
        form.add_error("amount_min", "A lower end needs an amount, the upper end.")
    if lower is not None and amount is not None and lower > amount:
        form.add_error("amount_min", "The lower end is above the amount.")


class PledgeForm(PledgeModelForm):
    """What an editor says of a pledge; what follows from it is worked out."""

    first_stage = forms.ChoiceField(
        label="Stage",
        choices=Stage,
        required=False,
        initial=Stage.ANNOUNCED,
        help_text="Its first step, on the day above; further steps are rows below.",
    )
    title = forms.CharField(
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text="Left empty, it is made of donor, recipient and amount.",
    )

    class Meta:
        labels = {"amount_qualifier": "How exact", "announced_precision": "How exact"}
        help_texts = {"amount": "37,000,000 or 37 million. Empty if none is stated."}

    # Drawn by the templates, outside the fieldsets.
    seen_version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    entry_token = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["seen_version"] = self.instance.version
            self.fields["first_stage"].initial = None

    def clean_currency(self) -> str:
        """Take "usd" for USD."""
        return str(self.cleaned_data["currency"]).strip().upper()

    def clean(self) -> dict[str, Any]:
        """Check what lies between fields, and propose a title."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        check_money(self)
        start, end = cleaned.get("period_start"), cleaned.get("period_end")
        if start and end and end < start:
            self.add_error("period_end", "The period ends before it starts.")
        if not cleaned.get("title"):
            cleaned["title"] = proposed_title(cleaned)
        return cleaned


def proposed_title(said: dict[str, Any]) -> str:
    """Return the title that the same facts would get from an accepted candidate."""
    names = ("donor", "recipient", "amount", "currency")
    facts = {name: said.get(name) for name in names}
    return title_of(Candidate(kind=ClaimKind.PLEDGE, **facts))


class EvidenceForm(EvidenceModelForm):
    """An article and the words in it; where they stand is found here."""

    class Meta:
        model = Evidence
        fields = ["article", "quote"]
        field_classes = {"quote": QuoteField}
        widgets = {"quote": SHORT_TEXT}

    def clean(self) -> dict[str, Any]:
        """Find the quote; the model refuses one that does not occur, at its field."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        article, quote = cleaned.get("article"), cleaned.get("quote")
        evidence = self.instance
        if article and quote and not _stands(evidence, article.text, quote):
            place = find_passage(article, quote)
            evidence.start, evidence.end = place or (0, 0)
            cleaned["quote"] = article.text[slice(*place)] if place else quote
        return cleaned


def _stands(evidence: Evidence, text: str, quote: str) -> bool:
    """Say whether the place of a stored row still holds for ``quote``."""
    return bool(evidence.pk) and text[evidence.start : evidence.end] == quote


class EvidenceFormSet(EvidenceInlineFormSet):
    """The quotes of one pledge, checked together."""

    def clean(self) -> None:
        """Refuse an amount that the public would see without a quote."""
        super().clean()
        pledge = self.instance
        seen = pledge.published_at is not None and pledge.amount is not None
        if seen and not any(self.errors) and not standing(self):
            raise forms.ValidationError("The amount needs a quote: add it here.")


class LinkForm(LinkModelForm):
    """A relation to another pledge; circles are refused."""

    class Meta:
        model = PledgeLink
        fields = ["relation", "other", "reason", "retraction"]
        labels = {"other": "Other pledge"}
        widgets = {"reason": SHORT_TEXT}

    def clean(self) -> dict[str, Any]:
        """Refuse what would lead back to the same pledge."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        pledge, other = self.instance.pledge_id, cleaned.get("other")
        relation, retraction = cleaned.get("relation"), cleaned.get("retraction", "")
        if pledge and other and relation and pledge != other.pk:
            link = PledgeLink(pledge_id=pledge, relation=relation, other=other)
            link.retraction = retraction
            if link.closes_a_circle():
                self.add_error("other", "This link would lead back to this pledge.")
        return cleaned


class LinkFormSet(LinkInlineFormSet):
    """The links of one pledge, checked together."""

    def clean(self) -> None:
        """Refuse two wholes for one part; the database would, but later."""
        super().clean()
        parts = [row for row in standing(self) if row["relation"] == Relation.PART_OF]
        if len(parts) > 1:
            raise forms.ValidationError("A pledge is part of one other at most.")


def standing(formset: Any) -> list[dict[str, Any]]:
    """Return what the rows say that are neither wrong, deleted nor retracted."""
    rows = [
        form.cleaned_data
        for form in formset.forms
        if form not in formset.deleted_forms and form.is_valid()
    ]
    return [row for row in rows if row and not row.get("retraction")]
