"""The form of a new article: text or HTML, pasted or as a file."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.html import format_html

from pledges.documents import MAX_BYTES, Document, Head, document_of, head_of, main_text
from pledges.models import Article
from pledges.models.articles import digest

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

    Upload = UploadedFile[Any]
    ArticleModelForm = forms.ModelForm[Article]
else:  # generic for the type checker only
    Upload = Any
    ArticleModelForm = forms.ModelForm

LIMITED = {"data-max-bytes": str(MAX_BYTES)}  # js/admin-paste.js
HEAD = ["title", "publisher", "url", "published_on", "source_class", "licence"]


class PastedForm(ArticleModelForm):
    """A new article: text or HTML, pasted or as a file."""

    title = forms.CharField(
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text="Left empty, it is the first line of the text.",
    )
    pasted = forms.CharField(
        required=False,
        strip=False,
        label="Text",
        widget=forms.Textarea(
            attrs={"rows": 20, "class": "vLargeTextField", **LIMITED}
        ),
        help_text="The whole article: plain text, or the source of its HTML page.",
    )
    file = forms.FileField(
        required=False,
        label="or a file",
        widget=forms.FileInput(attrs=LIMITED),
        help_text=f"Text or HTML, at most {MAX_BYTES:,} bytes.",
    )

    document: Document

    def clean(self) -> dict[str, Any]:
        """Insist on a text, one, that is not stored yet."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        given = [name for name in ("pasted", "file") if cleaned.get(name)]
        if not given and not self.errors:
            self.add_error("pasted", "There is no text in this article.")
        if len(given) == 2:
            self.add_error("file", "Paste the text or choose a file, not both.")
        elif given:
            self.read(given[0], cleaned)
        return cleaned

    def read(self, field: str, cleaned: dict[str, Any]) -> None:
        """Keep what ``field`` holds as the document, or say at it what is wrong."""
        known = Head(**{name: cleaned[name] for name in HEAD if name in cleaned})
        try:
            if field == "pasted":
                self.document = pasted_document(cleaned["pasted"], known)
            else:
                self.document = uploaded_document(cleaned["file"], known)
            refuse_known(self.document.text)
        except ValidationError as error:
            self.add_error(field, error)


def pasted_document(pasted: str, known: Head) -> Document:
    """Return what was pasted: characters already, so no encoding is looked for."""
    size = len(pasted.encode(errors="surrogatepass"))
    if size > MAX_BYTES:
        raise ValidationError(
            f"The text has {size:,} bytes; the limit is {MAX_BYTES:,}."
        )
    return Document(main_text(pasted), head_of(pasted, known))


def uploaded_document(file: Upload, known: Head) -> Document:
    """Return what an uploaded file says."""
    if (file.size or 0) > MAX_BYTES:
        raise ValidationError(
            f"The file has {file.size:,} bytes; the limit is {MAX_BYTES:,}."
        )
    return document_of(file.read(), known, file.charset or "")


def refuse_known(text: str) -> None:
    """Point to the article that has this ``text``, if there is one."""
    if first := Article.objects.filter(sha256=digest(text)).first():
        link = '<a href="{}">{}</a>'
        raise ValidationError(
            format_html(f"This text is stored already: {link}.", home(first), first)
        )


def home(article: Article) -> str:
    """Return where ``article`` stands in the admin."""
    return reverse("admin:pledges_article_change", args=[article.pk])
