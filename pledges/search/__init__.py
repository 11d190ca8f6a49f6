"""Find published records by words: the same answers on SQLite and PostgreSQL."""

from .index import around, key, rebuild, update
from .matching import best, narrow
from .nearest import corrected, counts, nearest
from .shown import excerpt, is_called, marks, name_found
from .words import Asked, read

__all__ = [
    "Asked",
    "around",
    "best",
    "corrected",
    "counts",
    "excerpt",
    "is_called",
    "key",
    "marks",
    "name_found",
    "narrow",
    "nearest",
    "read",
    "rebuild",
    "update",
]
