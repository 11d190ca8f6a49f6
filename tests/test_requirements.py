"""The lock files: hashed, without a registry, and with all that the code imports."""

import ast
import importlib.metadata
import re
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ("requirements", "requirements-test")
PIN = re.compile(r"^([a-z0-9][a-z0-9._-]*)==(\S+)", re.MULTILINE)


@pytest.mark.parametrize("name", LOCKS)
def test_every_locked_requirement_has_a_hash(name: str) -> None:
    text = (ROOT / f"{name}.txt").read_text()

    entries = re.split(r"\n(?=[a-z0-9])", text)
    assert len(entries) > 20
    assert [e for e in entries if not PIN.match(e) or "--hash=sha256:" not in e] == []


@pytest.mark.parametrize("name", LOCKS)
@pytest.mark.parametrize("suffix", ["in", "txt"])
def test_requirements_name_no_registry_and_no_folder(name: str, suffix: str) -> None:
    text = (ROOT / f"{name}.{suffix}").read_text()

    assert not re.search(r"://|pypi|^--|^-[if]| @ ", text, flags=re.MULTILINE)


def test_the_tests_run_with_the_versions_that_the_server_runs_with() -> None:
    server, tests = (dict(PIN.findall((ROOT / f"{n}.txt").read_text())) for n in LOCKS)

    assert server.items() <= tests.items()


def test_what_the_code_imports_is_locked() -> None:
    imported = set[str]()
    for file in [*ROOT.glob("pledges/**/*.py"), *ROOT.glob("aidtracker/*.py")]:
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Import):
                imported |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
                imported.add(node.module.split(".")[0])
    ours = {"pledges", "aidtracker"} | sys.stdlib_module_names
    distributions = importlib.metadata.packages_distributions()
    locked = dict(PIN.findall((ROOT / "requirements.txt").read_text()))

    assert imported > {"django"}
    for name in imported - ours:
        names = {d.lower().replace("_", "-") for d in distributions[name]}
        assert names & locked.keys(), f"{name} is in no line of requirements.txt"
