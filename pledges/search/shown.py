"""Where in a text the words stand that were asked for."""

from collections.abc import Iterator
from dataclasses import dataclass

from pledges.models import Actor

from .texts import names_of
from .words import Asked, words_of

WIDTH = 240


@dataclass(frozen=True)
class Mark:
    """A run of text to be marked."""

    start: int
    end: int


def marks(text: str, asked: Asked) -> Iterator[Mark]:
    """Yield where ``text`` has a word that was asked for."""
    for word in words_of(text):
        if any(one.means(word.folded) for one in asked.words):
            yield Mark(word.start, word.end)


def excerpt(text: str, asked: Asked) -> str:
    """Return ``text``, or of a long one the part around what was asked for."""
    if len(text) <= WIDTH:
        return text
    first = next((mark.start for mark in marks(text, asked)), 0)
    start = max(0, min(first - WIDTH // 3, len(text) - WIDTH))
    start = text.find(" ", start) + 1 if start else 0
    end = text.rfind(" ", start, start + WIDTH) if start + WIDTH < len(text) else None
    before, after = "… " if start else "", " …" if end is not None else ""
    return f"{before}{text[start:end].strip()}{after}"


def is_called(actor: Actor, asked: Asked) -> bool:
    """Say whether what is asked for is a name or code of ``actor``, all of it."""
    wanted = [word.folded for word in words_of(asked.text)]
    return any(
        [word.folded for word in words_of(name)] == wanted for name in names_of(actor)
    )


def name_found(actor: Actor, asked: Asked) -> str:
    """Return the name by which ``actor`` is found where that is not the usual one."""

    def hits(name: str) -> int:
        return len(list(marks(name, asked)))

    first, *others = names_of(actor)
    best = max([first, *others], key=hits)
    return "" if best == first else best
