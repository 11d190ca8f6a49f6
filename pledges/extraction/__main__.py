"""Command: print what texts claim, as JSON. ``python -m pledges.extraction FILE…``."""

import argparse
import json
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Final

from pledges.extraction import extract
from pledges.extraction.explain import explain
from pledges.extraction.findings import to_claim
from pledges.extraction.lexicon import Lexicon

# The longest news reports are a tenth of this.
LARGEST_TEXT: Final = 200_000
FAILED: Final = 2


class BadInputError(Exception):
    """What is wrong with the command line or a file, in words for the user."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return 0, or 2 where the input is no good."""
    options = parser().parse_args(arguments)
    try:
        texts = [(name, read_text(name)) for name in options.files]
        folder = checked_folder(options.out, options.files)
    except BadInputError as error:
        sys.stderr.write(f"error: {error}\n")
        return FAILED
    for name, text in texts:
        if options.explain:
            sys.stdout.write(explain(text, options.published))
        elif folder is None:
            sys.stdout.write(to_json(text, options.published))
        else:
            path = folder / f"{Path(name).stem}.json"
            path.write_text(to_json(text, options.published), encoding="utf-8")
    return 0


def parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    result = argparse.ArgumentParser(
        prog="python -m pledges.extraction",
        description="Print the pledges, goods and totals that texts claim, as JSON.",
    )
    result.add_argument(
        "files", nargs="+", metavar="FILE", help='"-" is standard input'
    )
    result.add_argument(
        "--published",
        type=to_date,
        metavar="YYYY-MM-DD",
        help="day of publication: gives weekdays their date",
    )
    result.add_argument("--out", metavar="DIR", help="write one NAME.json per file")
    result.add_argument(
        "--explain", action="store_true", help="show what was seen in each sentence"
    )
    return result


def to_date(text: str) -> date:
    """Read a date as YYYY-MM-DD."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        message = f"{text!r} is not a date in the form YYYY-MM-DD"
        raise argparse.ArgumentTypeError(message) from None


def read_text(name: str) -> str:
    """Return the text of a file, or of standard input for "-"."""
    data = sys.stdin.buffer.read() if name == "-" else read_file(Path(name))
    if b"\0" in data:
        raise BadInputError(f"{name}: not a text file (it has NUL bytes)")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInputError(f"{name}: not UTF-8 (byte {error.start})") from None
    if not text.strip():
        raise BadInputError(f"{name}: empty")
    if len(text) > LARGEST_TEXT:
        raise BadInputError(f"{name}: longer than {LARGEST_TEXT:,} characters")
    return text


def read_file(path: Path) -> bytes:
    """Return the bytes of a file; stop reading where it is too long anyway."""
    if path.is_dir():
        raise BadInputError(f"{path}: a directory, not a file")
    try:
        with path.open("rb") as file:
            return file.read(4 * LARGEST_TEXT + 1)
    except FileNotFoundError:
        raise BadInputError(f"{path}: no such file") from None
    except OSError as error:
        raise BadInputError(f"{path}: {error.strerror}") from None


def checked_folder(name: str | None, files: Sequence[str]) -> Path | None:
    """Return the folder to write to, made if missing; None to print."""
    if name is None:
        return None
    stems = [Path(file).stem for file in files]
    twice = {stem for stem in stems if stems.count(stem) > 1}
    if twice or "-" in files:
        raise BadInputError("--out needs files of different names")
    folder = Path(name)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadInputError(f"{folder}: {error.strerror}") from None
    return folder


def to_json(text: str, published_on: date | None) -> str:
    """Return the claims of a text as JSON; weak findings stay out."""
    names = Lexicon.load().claim_names
    found = extract(text, published_on)
    claims = [to_claim(finding, names) for finding in found if not finding.is_weak]
    return json.dumps({"claims": claims}, indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    sys.exit(main())
