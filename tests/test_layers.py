"""Facts flow one way: a module imports only from the layers before its own."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PLEDGES = ROOT / "pledges"
# In the order of DESIGN.md; what shares a line may import from its neighbours.
LAYERS = [
    {"extraction"},
    {"deadline", "encodings", "fetch"},
    {"addresses"},
    {"fields", "sketches"},
    {"models"},
    {"terms"},
    {"corrections"},
    {"currencies"},
    {"search"},
    {"tree"},
    {"past"},
    {"public"},
    {"ledger"},
    {"counting"},
    {"claims"},
    {"documents"},
    {"ingest"},
    {"second_reader"},
    {"pages"},
    {"feeds"},
    {"reports"},
    {"quotes"},
    {"decisions", "records", "undoing"},
    {"review"},
    {"shared_runs"},
    {"inbox"},
    {"reference"},
    {"seeding"},
    {"places"},
    {"totals"},
    {"disagreements", "health"},
    {"support"},
    {"filters"},
    {"exports"},
    {"highlight", "snapshot"},
    {"views"},
    {"admin"},
    {"urls"},
]
PLACE = {name: place for place, layer in enumerate(LAYERS) for name in layer}
# Started by Django itself, or by people; nothing of ours imports them.
DOORS = {"__init__", "apps", "management", "middleware", "templatetags"}
MODULES = [
    path for path in sorted(PLEDGES.rglob("*.py")) if "migrations" not in path.parts
]


def layer_of(path: Path) -> str:
    """Return the first name below pledges: ``models`` for models/rates.py."""
    return path.relative_to(PLEDGES).with_suffix("").parts[0]


def imported(path: Path) -> Iterator[str]:
    """Yield the full names that a module imports, wherever in it."""
    package = list(path.relative_to(ROOT).parts[:-1])
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            start = package[: len(package) - node.level + 1] if node.level else []
            module = [*start, *(node.module or "").split(".")]
            for alias in node.names:
                yield ".".join(part for part in [*module, alias.name] if part)


def layers_imported(path: Path) -> set[str]:
    """Return the layers of our own that a module imports from."""
    names = (name.split(".") for name in imported(path))
    return {name[1] for name in names if name[0] == "pledges" and len(name) > 1}


def test_every_module_has_its_layer():
    assert {layer_of(path) for path in MODULES} <= PLACE.keys() | DOORS


@pytest.mark.parametrize(
    "path",
    [path for path in MODULES if layer_of(path) in PLACE],
    ids=lambda path: str(path.relative_to(PLEDGES)),
)
def test_module_imports_only_from_the_layers_before_its_own(path):
    own = layer_of(path)
    others = layers_imported(path) - {own}

    assert {name for name in others if PLACE.get(name, 99) > PLACE[own]} == set()


def test_nothing_imports_what_django_starts():
    for path in MODULES:
        assert layers_imported(path) & (DOORS - {"__init__"}) <= {layer_of(path)}, path


@pytest.mark.parametrize(
    "path",
    sorted((PLEDGES / "extraction").rglob("*.py")),
    ids=lambda path: str(path.relative_to(PLEDGES)),
)
def test_extraction_is_plain_python(path):
    allowed = sys.stdlib_module_names | {"pledges"}

    assert {name.split(".")[0] for name in imported(path)} <= allowed
    assert layers_imported(path) <= {"extraction"}


def test_importing_the_extraction_imports_no_django():
    program = (
        "import sys, pledges.extraction; "
        "print([name for name in sys.modules if name.startswith('django')])"
    )

    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", program],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout.strip() == "[]"


def test_only_the_door_builds_published_records():
    # Rule 4: extraction and ingestion write candidates; review.py publishes.
    builders = {
        layer_of(path) for path in MODULES if "records" in layers_imported(path)
    }

    assert builders - {"admin"} == {"review"}


def test_views_and_exports_add_nothing_up_themselves():
    adding = {
        layer_of(path)
        for path in MODULES
        if {"django.db.models.Sum", "django.db.models.Avg"} & set(imported(path))
    }

    assert adding <= {"totals"}


def test_demonstration_articles_are_sent_to_no_second_reader():
    assert "second_reader" not in layers_imported(PLEDGES / "seeding.py")
