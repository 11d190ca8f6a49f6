"""Every regular expression of the package takes linear time, whatever the text."""

import ast
import dataclasses
import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from backtracking import flaw

import pledges
from pledges.extraction import dates, sentences, tokens

ROOT = Path(pledges.__file__).parent
FUNCTIONS = {"compile", "search", "match", "fullmatch", "split", "findall"}
FUNCTIONS |= {"finditer", "sub", "subn"}
# Patterns made while the program runs, with one such as it makes.
MADE = {
    "admin/passages.py": r"five\s+tanks\s+and\s+a\s+a",
    "admin/stale.py": r"items\-(\d{1,4})\-(.+)",
    "quotes.py": r"(?i)(?<!\w)gas(?:e?s)?\s+batter(?:y|ys|ies)(?!\w)",
}


# What is checked


def modules() -> Iterator[ModuleType]:
    """Yield every module of the package."""
    for found in pkgutil.walk_packages(pledges.__path__, "pledges."):
        if "__main__" not in found.name and ".migrations" not in found.name:
            yield importlib.import_module(found.name)


def held_by(value: Any) -> list[Any]:
    """Return what a value of a module holds, if it is of a kind that holds things."""
    if isinstance(value, dict):
        return [*value.keys(), *value.values()]
    if isinstance(value, tuple | list | set | frozenset):
        return list(value)
    if isinstance(value, type):
        ours = value.__module__.startswith("pledges.")
        return list(vars(value).values()) if ours else []
    if dataclasses.is_dataclass(value):
        return [getattr(value, field.name) for field in dataclasses.fields(value)]
    return []


def compiled(value: Any, depth: int = 6) -> Iterator[re.Pattern[str]]:
    """Yield the patterns in a value and in what it holds."""
    if isinstance(value, re.Pattern):
        yield value
    elif depth:
        for one in held_by(value):
            yield from compiled(one, depth - 1)


def of_modules() -> Iterator[tuple[str, re.Pattern[str]]]:
    """Yield the patterns that stand in modules, with place and name."""
    for module in modules():
        for name, value in vars(module).items():
            for pattern in compiled(value):
                yield f"{module.__name__}.{name}", pattern


def calls(path: Path) -> Iterator[tuple[ast.Call, bool]]:
    """Yield what is called with a pattern, and whether only when the module is read."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    inside = {id(node) for function in functions for node in ast.walk(function)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and node.args:
            module, _, name = ast.unparse(node.func).rpartition(".")
            if (module == "re" and name in FUNCTIONS) or name == "RegexValidator":
                yield node, id(node) not in inside


def of_calls() -> Iterator[tuple[str, re.Pattern[str]]]:
    """Yield the patterns that stand in calls as plain text, with file and line."""
    for path in sorted(ROOT.rglob("*.py")):
        for call, _ in calls(path):
            if isinstance(call.args[0], ast.Constant):
                pattern = re.compile(call.args[0].value, flags_of(call))
                yield f"{path.relative_to(ROOT)}:{call.lineno}", pattern


def flags_of(call: ast.Call) -> int:
    """Return the flags that a call names, in whatever place."""
    said = [*call.args[1:], *[keyword.value for keyword in call.keywords]]
    names = re.findall(r"re\.([A-Z]+)", " ".join(map(ast.unparse, said)))
    return sum(getattr(re, name) for name in set(names))


def by_place() -> dict[str, re.Pattern[str]]:
    """Return each pattern once, under the first place where it was found."""
    made = [(place, re.compile(pattern)) for place, pattern in MADE.items()]
    first: dict[re.Pattern[str], str] = {}
    for place, pattern in [*of_modules(), *of_calls(), *made]:
        first.setdefault(pattern, place)
    return {f"{place} {n}": found for n, (found, place) in enumerate(first.items())}


PATTERNS = by_place()


@pytest.mark.parametrize("place", PATTERNS)
def test_pattern_takes_linear_time(place: str) -> None:
    assert flaw(PATTERNS[place]) is None, PATTERNS[place].pattern


def test_patterns_of_modules_and_of_calls_are_found() -> None:
    found = set(PATTERNS.values())

    assert {tokens.TOKEN, dates.DAY_FORMS, sentences.STOP} <= found
    assert "^[A-Za-z0-9-]+$" in {pattern.pattern for pattern in found}


def test_patterns_are_found_in_whatever_holds_them() -> None:
    @dataclasses.dataclass
    class Rule:
        form: re.Pattern[str]

    a, b, c, d = [re.compile(text) for text in "abcd"]

    assert list(compiled([a, {"b": (b, {c})}, Rule(d)])) == [a, b, c, d]


def test_patterns_that_functions_make_are_known_and_checked() -> None:
    made = {
        str(path.relative_to(ROOT))
        for path in ROOT.rglob("*.py")
        for call, at_import in calls(path)
        if not at_import and not isinstance(call.args[0], ast.Constant | ast.Name)
    }

    assert made == MADE.keys()


# The checker itself

BAD = [
    r"(a+)+$",
    r"(\w+\s?)+:",
    r"(\d{1,3}(?:,?\d{1,3})*)X",
    r"(a|a)*b",
    r"(?:ab|a)*(?:ba|b)*c",
    r"(x+x+)+y",
    r"([^/]+/?)+\.html$",
    r"(?i)(?:[a-z]+-?)+ aid",
    r"(?:million|mil|lion)+!",
    r"\$(?:\d+,?)+ (?:million|billion)",
    r"^(.*),(.*),(.*),(.*)$",
    # quadratic: nothing goes round twice, but a search starts everywhere
    r"\s+$",
    r"\d+\.\d+",
    r"a*a*b",
    r"<!--.*?-->",
    r"\[[^\]]*\]",
    r"[.!?]+(?=\s)",
]
GOOD = [
    r"\d+",
    r"\d+(?:[.,]\d+)*",
    r"\d{1,3}(?:,\d{3})+",
    r"[a-z]+(?:-[a-z]+)*",
    r"(?:ab|cd)+",
    r"\b\w+\b",
    r"^\s*#",
    r'"[^"]{0,200}"',
    r"\.{1,3}(?=\s)",
]


@pytest.mark.parametrize("pattern", BAD)
def test_checker_finds_a_text_for_a_pattern_that_blows_up(pattern: str) -> None:
    assert flaw(re.compile(pattern)) is not None


@pytest.mark.parametrize("pattern", GOOD)
def test_checker_passes_a_pattern_that_takes_linear_time(pattern: str) -> None:
    assert flaw(re.compile(pattern)) is None
