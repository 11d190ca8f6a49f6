"""Find the passage of an article that an editor pasted as a quote."""

import re
from typing import Any

from django import forms

from pledges.models import Article


def find_passage(article: Article, quote: str) -> tuple[int, int] | None:
    """
    Return start and end of the first passage that reads as ``quote``, or None.

    Blanks and line breaks stand for one another: a browser copies what it shows. The
    caller quotes ``article.text[start:end]``, so what is stored is literal.
    """
    words = quote.split()
    if not words:
        return None
    found = re.search(r"\s+".join(map(re.escape, words)), article.text)
    return found.span() if found else None


class QuoteField(forms.CharField):
    """Words of an article; browsers send line ends that no stored text has."""

    def to_python(self, value: Any) -> str:
        """Return the words with the line ends of the text."""
        return str(super().to_python(value)).replace("\r\n", "\n")
