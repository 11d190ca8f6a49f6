"""Read an article's text into findings: who promised what to whom."""

import hashlib
from datetime import date
from pathlib import Path
from typing import Final

from pledges.extraction.assemble import find_all
from pledges.extraction.findings import Finding
from pledges.extraction.lexicon import Lexicon

__all__ = ["VERSION", "Finding", "extract"]


def version_of(folder: Path) -> str:
    """Return 12 digits that change with the rules and words in ``folder``."""
    digest = hashlib.sha256()
    for file in sorted(folder.rglob("*")):
        if file.suffix in {".py", ".toml"}:
            digest.update(file.relative_to(folder).as_posix().encode())
            digest.update(file.read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()[:12]


# Stored with each article: what was read under another version can be read anew.
VERSION: Final = version_of(Path(__file__).parent)


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
