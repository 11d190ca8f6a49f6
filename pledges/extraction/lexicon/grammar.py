"""Read the tables of words beside this file, each once."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any, Final

FOLDER: Final = Path(__file__).parent


@cache
def read(name: str) -> dict[str, Any]:
    """Return one table; the caller must not change it."""
    with (FOLDER / f"{name}.toml").open("rb") as file:
        return tomllib.load(file)


def closed_words(module: str, name: str) -> frozenset[str]:
    """
    Return a closed list of grammar.toml: words that no news adds to.

    Raises KeyError for a name that the table lacks.
    """
    return frozenset(read("grammar")[module][name])
