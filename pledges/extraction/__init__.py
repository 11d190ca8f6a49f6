"""Read an article's text into findings: who promised what to whom."""

from datetime import date

from pledges.extraction.assemble import find_all
from pledges.extraction.findings import Finding
from pledges.extraction.lexicon import Lexicon

__all__ = ["Finding", "extract"]


def extract(
    text: str, published_on: date | None = None, lexicon: Lexicon | None = None
) -> list[Finding]:
    """
    Return what ``text`` claims, in the order of the text, weak findings included.

    ``published_on`` gives weekdays and days without a year their date. Nothing is
    read or fetched: the same text gives the same findings.

    >>> [f] = extract("Norway will give Ukraine up to NOK 75 billion.")
    >>> f.donor, f.recipient, int(f.amount), f.currency, f.amount_qualifier, f.stage
    ('NO', 'UA', 75000000000, 'NOK', 'at_most', 'announced')
    """
    return find_all(text, published_on, lexicon or Lexicon.load())
