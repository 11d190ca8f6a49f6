"""Rows of goods and steps that carry the words on which they rest."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect

from pledges.models import Article, EquipmentItem, Evidence, Pledge, StageEvent
from pledges.quotes import find_naming, support

from .passages import QuoteField, find_passage
from .pledge_forms import standing

if TYPE_CHECKING:
    EquipmentModelForm = forms.ModelForm[EquipmentItem]
    StepModelForm = forms.ModelForm[StageEvent]
    InlineFormSet = forms.BaseInlineFormSet[Any, Pledge, Any]
else:  # generic for the type checker only
    EquipmentModelForm = StepModelForm = forms.ModelForm
    InlineFormSet = forms.BaseInlineFormSet

# So that a line of goods fits a screen.
SHORT_BOXES = {"name": 24, "unit": 4, "category": 7, "quantity_text": 6}


def quote_box(columns: int, help_text: str = "") -> QuoteField:
    """Return the box into which the words of an article are pasted."""
    box = forms.Textarea(attrs={"rows": 2, "cols": columns})
    return QuoteField(required=False, widget=box, help_text=help_text)


class QuotedFormSet(InlineFormSet):
    """Rows that see the evidence beside them; PledgeAdmin hands it over."""

    evidence: Any = None

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        """Let each row see the others."""
        return super().get_form_kwargs(index) | {"beside": self}

    @property
    def is_public(self) -> bool:
        """Say whether each row must rest on a quote at once."""
        return self.instance.published_at is not None

    def passages(self) -> Iterator[Evidence]:
        """Yield what the pledge is about to rest on, and what its goods do."""
        for form in self.evidence.forms if self.evidence is not None else []:
            kept = form not in self.evidence.deleted_forms and form.is_valid()
            if kept and form.instance.article_id:
                yield form.instance
        if self.instance.pk:
            yield from Evidence.objects.filter(item__pledge=self.instance)


class EquipmentForm(EquipmentModelForm):
    """One line of goods."""

    quote = quote_box(
        22, "Only where no quote above names it: other words of the same articles."
    )

    class Meta:
        model = EquipmentItem
        fields = [
            "name",
            "quantity",
            "quantity_qualifier",
            "quantity_text",
            "delivered_quantity",
            "is_part",
            "unit",
            "category",
        ]
        labels = {
            "quantity": "Number",
            "quantity_qualifier": "How exact",
            "quantity_text": "In words",
            "delivered_quantity": "Delivered",
            "is_part": "In another line",
        }
        widgets = {
            name: forms.TextInput(attrs={"size": size})
            for name, size in SHORT_BOXES.items()
        }

    def __init__(self, *args: Any, beside: QuotedFormSet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.beside = beside
        self.passage: Evidence | None = None

    def clean_quantity(self) -> int | None:
        """Refuse 0 at its field; the database would refuse the whole row."""
        quantity: int | None = self.cleaned_data["quantity"]
        if quantity == 0:
            raise forms.ValidationError(
                "A quantity of 0 is no equipment; leave it empty if unknown."
            )
        return quantity

    def clean(self) -> dict[str, Any]:
        """Find the words that name it: its own, or those of a quote above."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("quote"):
            self.passage = self.quoted(cleaned["quote"])
            if self.passage is None:
                self.add_error("quote", "No article quoted above has these words.")
        elif self.must_rest() and not self.rests(cleaned.get("name", "")):
            self.add_error("quote", "No quote above names it: paste words that do.")
        return cleaned

    def must_rest(self) -> bool:
        """Say whether the public would see goods without a quote."""
        return self.beside.is_public and self.has_changed()

    def quoted(self, quote: str) -> Evidence | None:
        """Return the passage that reads as ``quote`` in an article quoted above."""
        for article in {one.article for one in self.beside.passages()}:
            if place := find_passage(article, quote):
                start, end = place
                words = article.text[start:end]
                return Evidence(article=article, start=start, end=end, quote=words)
        return None

    def rests(self, name: str) -> bool:
        """Say whether a quote shows the goods already, or will."""
        if self.instance.pk and self.instance.evidence.exists():
            return True
        return not name or find_naming(name, self.beside.passages()) is not None

    def save(self, commit: bool = True) -> EquipmentItem:
        """Store the line, and the words pasted beside it."""
        item: EquipmentItem = super().save(commit)
        if commit and self.passage:
            support(item, self.passage)
        return item


class StepForm(StepModelForm):
    """One step, with the words that show it."""

    article = forms.ModelChoiceField(
        Article.objects.all(),
        required=False,
        widget=AutocompleteSelect(Evidence._meta.get_field("article"), admin.site),
    )
    quote = quote_box(24)

    class Meta:
        model = StageEvent
        fields = ["stage", "on", "precision", "amount", "retraction"]
        labels = {"on": "Day", "precision": "How exact", "amount": "Amount, if partial"}

    def __init__(self, *args: Any, beside: QuotedFormSet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.beside = beside
        self.place: tuple[int, int] | None = None
        if passage := self.instance.evidence:
            words = {"article": passage.article_id, "quote": passage.quote}
            self.initial.update(words)

    def clean(self) -> dict[str, Any]:
        """Find the quote; on a published pledge there must be one."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        article, quote = cleaned.get("article"), cleaned.get("quote")
        if article and quote:
            self.place = find_passage(article, quote)
            if self.place is None:
                self.add_error("quote", "The quote does not occur in the article.")
        elif quote and "article" in cleaned:
            self.add_error("article", "Choose the article that has these words.")
        elif article or self.must_rest(cleaned.get("retraction", "")):
            self.add_error("quote", "Paste the words of an article that show it.")
        return cleaned

    def must_rest(self, retraction: str) -> bool:
        """Say whether the public would see a step without a quote."""
        return self.beside.is_public and self.has_changed() and not retraction

    def save(self, commit: bool = True) -> StageEvent:
        """Store the step on its words, which support the pledge, too."""
        if {"article", "quote"} & set(self.changed_data):
            self.instance.evidence = self.passage() if self.place else None
        event: StageEvent = super().save(commit)
        return event

    def passage(self) -> Evidence:
        """Return the evidence of the pledge at the place of the quote, once stored."""
        article: Article = self.cleaned_data["article"]
        start, end = self.place or (0, 0)
        where = {"article": article, "start": start, "end": end}
        pledge = self.instance.pledge
        there = Evidence.objects.for_pledge(pledge).filter(**where).first()
        return there or Evidence.objects.create(
            pledge=pledge, quote=article.text[start:end], **where
        )


class StepFormSet(QuotedFormSet):
    """The steps of one pledge, checked together."""

    def clean(self) -> None:
        """Keep one: without any step a pledge has no stage."""
        super().clean()
        if self.initial_form_count() and not any(self.errors) and not standing(self):
            raise forms.ValidationError(
                "A pledge has at least one step: correct this one, or enter another."
            )
