"""Find the passage of an article that an editor pasted as a quote."""

import re
from typing import Any

from django import forms

from pledges.models import Article


def find_passage(article: Article, quote: str, near: int = 0) -> tuple[int, int] | None:
    """
    Return start and end of a passage that reads as ``quote``, or None.

    It is the first from ``near`` on, or else the first of all.

    Blanks and line breaks stand for one another: a browser copies what it shows. The
    caller quotes ``article.text[start:end]``, so what is stored is literal.
    """
    words = quote.split()
    if not words:
        return None
    pattern = re.compile(r"\s+".join(map(re.escape, words)))
    found = pattern.search(article.text, near) or pattern.search(article.text)
    return found.span() if found else None


class QuoteField(forms.CharField):
    """Words of an article; browsers send line ends that no stored text has."""

    def to_python(self, value: Any) -> str:
        """Return the words with the line ends of the text."""
        return str(super().to_python(value)).replace("\r\n", "\n")
