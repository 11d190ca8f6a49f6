"""What a process needs to work on the database of the tests."""

import os
from pathlib import Path
from urllib.parse import quote

from django.db import connection

ROOT = Path(__file__).parent.parent


def environment() -> dict[str, str]:
    """Return the variables under which a process of ours finds the test database."""
    return os.environ | {
        "DATABASE_URL": address_of_test_database(),
        "DJANGO_SETTINGS_MODULE": "aidtracker.settings",
        "PYTHONPATH": str(ROOT),
    }


def address_of_test_database() -> str:
    """Return the address of the database that the tests use, for a process."""
    at = {
        key: quote(str(value), safe="")
        for key, value in connection.settings_dict.items()
    }
    return f"postgres://{at['USER']}:{at['PASSWORD']}@{at['HOST']}:{at['PORT']}/{at['NAME']}"
