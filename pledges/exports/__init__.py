"""The lists as files: which columns they have, and how they are written."""

from .columns import Column
from .tables import TABLES
from .writer import write_csv

__all__ = ["TABLES", "Column", "write_csv"]
