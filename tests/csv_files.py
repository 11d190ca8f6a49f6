"""Read the files of the site as a program elsewhere would."""

import csv
import io
from decimal import Decimal

from django.test import Client

from pledges.exports import TABLES
from pledges.exports.writer import runs_as_formula

NAMES = list(TABLES)
TYPES = {
    "permalink": r"http://testserver/[a-z-]+/[A-Za-z0-9-]+(#quote-\d+)?",
    "id": r"\d+",
    "integer": r"\d+",
    "decimal": r"\d+(\.\d+)?",
    "difference": r"-?\d+(\.\d+)?",
    "date": r"\d{4}-\d\d-\d\d",
    "moment": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ",
    "yes/no": r"yes|no",
    "code": r"[A-Za-z0-9_-]+",
    "address": r"https?://\S+",
    "text": r"(?s).+",
    "json": r"\[\{.+\}\]",
}


def read(content: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content, newline=""), strict=True))


def body(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, response.content
    return b"".join(response.streaming_content).decode()


def rows(client: Client, address: str) -> list[dict[str, str]]:
    return read(body(client, address))


def ids(found: list[dict[str, str]]) -> list[int]:
    return [int(row["id"]) for row in found]


def money(text: str) -> Decimal | None:
    return Decimal(text) if text else None


def without_escape(text: str) -> str:
    """Undo what docs/data-dictionary.md says about apostrophes."""
    return text[1:] if text[:1] == "'" and runs_as_formula(text[1:]) else text
