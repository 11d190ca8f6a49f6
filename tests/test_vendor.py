"""Vendored files are the ones that the tables name, byte for byte."""

import hashlib
import json
import re
from pathlib import Path

import pytest

STATIC = Path(__file__).resolve().parent.parent / "static"
VENDORED = json.loads((STATIC / "vendor.json").read_text())
NAMES = [library["name"] for library in VENDORED]


def readme_rows() -> list[list[str]]:
    """Return the cells of each row of the README's table, without the head."""
    lines = (STATIC / "vendor" / "README.md").read_text().splitlines()
    rows = [line.strip("| ").split(" | ") for line in lines if line.startswith("|")]
    return [[cell.strip("` ") for cell in row] for row in rows[2:]]


@pytest.mark.parametrize("library", VENDORED, ids=NAMES)
def test_a_vendored_file_has_the_recorded_sha256(library):
    content = (STATIC / library["file"]).read_bytes()

    assert hashlib.sha256(content).hexdigest() == library["sha256"]


@pytest.mark.parametrize("library", VENDORED, ids=NAMES)
def test_a_vendored_file_names_its_version_and_no_source_map(library):
    content = (STATIC / library["file"]).read_text()

    assert library["version"] in library["file"]
    # Some begin with a banner.
    assert set(re.findall(r" v(\d+\.\d+\.\d+)", content[:400])) <= {library["version"]}
    assert "sourceMappingURL" not in content


@pytest.mark.parametrize("library", VENDORED, ids=NAMES)
def test_a_vendored_file_stands_beside_its_licence(library):
    licence = (STATIC / library["file"]).parent / "LICENSE.md"

    assert library["licence"] in licence.read_text()


def test_readme_and_json_agree():
    keys = ["name", "version", "file", "licence", "source", "sha256"]

    assert readme_rows() == [[library[key] for key in keys] for library in VENDORED]


def test_nothing_is_vendored_that_the_tables_do_not_name():
    found = {
        path.relative_to(STATIC).as_posix()
        for path in (STATIC / "vendor").rglob("*.*")
        if path.is_file() and path.name not in {"README.md", "LICENSE.md"}
    }

    assert found == {library["file"] for library in VENDORED}
