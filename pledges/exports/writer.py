"""Write rows as CSV: RFC 4180, UTF-8, whole before its first byte is sent."""

import csv
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from datetime import date
from decimal import Decimal
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from .columns import Column

# A spreadsheet takes these for the start of a formula, or cuts the cell before one.
FORMULA_STARTS = frozenset("=+-@\t\r\n＝＋－＠")
# The control characters of Unicode (Cc), but for the tab and the line break.
CONTROLS = dict.fromkeys({*range(32), *range(127, 160)} - {ord("\t"), ord("\n")})
IN_MEMORY = 8 * 1024 * 1024


def write_csv(
    columns: Sequence[Column], rows: Iterable[object], site: str = ""
) -> tuple[IO[bytes], int]:
    """
    Write ``rows`` into a temporary file; returns it, rewound, and the number of rows.

    ``site`` (scheme and host) goes before permalinks. The file is whole before its
    first byte is sent: a database that stops can't pass a part off as the whole.
    """
    count = 0
    with ExitStack() as on_failure:
        file = on_failure.enter_context(SpooledTemporaryFile(max_size=IN_MEMORY))
        for count, line in enumerate(lines(columns, rows, site)):  # noqa: B007
            file.write(line.encode())  # the first one is the head, number 0
        file.seek(0)
        on_failure.pop_all()
    return file, count


class _Echo:
    """A file for csv.writer that gives each line back."""

    def write(self, line: str) -> str:
        """Return ``line``."""
        return line


def lines(
    columns: Sequence[Column], rows: Iterable[object], site: str = ""
) -> Iterator[str]:
    """Yield the head and one line for each row."""
    writer: Any = csv.writer(_Echo())
    yield writer.writerow([column.header for column in columns])
    for row in rows:
        yield writer.writerow([_written(column, row, site) for column in columns])


def _written(column: Column, row: object, site: str) -> str:
    value = column.read(row)
    if column.type == "permalink" and value:
        return f"{site}{value}"
    return cell(value)


def cell(value: object) -> str:
    """
    Write ``value`` for a file: empty for None, ISO dates, plain decimals.

    A text that a spreadsheet would run as a formula gets a leading apostrophe, and
    loses control characters; numbers are never touched.

    >>> [cell(one) for one in (None, False, Decimal("1E+3"), date(2024, 1, 7))]
    ['', 'no', '1000', '2024-01-07']
    >>> [cell(one) for one in ("=1+1", " -2", Decimal(-2), "plain - text")]
    ["'=1+1", "' -2", '-2', 'plain - text']
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, int | date):
        return str(value)
    text = str(value).translate(CONTROLS)
    return f"'{text}" if runs_as_formula(text) else text


def runs_as_formula(text: str) -> bool:
    """
    Say whether a spreadsheet may run ``text``, however its start is hidden.

    Blanks, quotes, byte order marks and other signs without width are looked behind.
    """
    for sign in text:
        if sign in FORMULA_STARTS:
            return True
        if not (sign.isspace() or sign in "\"'" or _has_no_width(sign)):
            return False
    return False


def _has_no_width(sign: str) -> bool:
    return unicodedata.category(sign) in {"Cf", "Mn", "Me"}
