import json
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pledges.extraction import extract
from pledges.extraction.findings import to_claim
from pledges.extraction.lexicon import Lexicon

CORPUS = Path(__file__).parents[1] / "corpus"
PUBLISHED_ON = date(2024, 3, 14)


def cases() -> list[Any]:
    return [
        pytest.param(case, id=f"{path.stem}-{number}")
        for path in sorted(CORPUS.glob("*.toml"))
        for number, case in enumerate(tomllib.loads(path.read_text())["case"])
    ]


def claims(text: str, keys: list[set[str]]) -> list[dict[str, Any]]:
    """Return the claims found; each with the keys that the case speaks of."""
    names = Lexicon.load().claim_names
    found = [f for f in extract(text, PUBLISHED_ON) if not f.is_weak]
    wanted = [*keys, *[set[str]()] * len(found)]
    return [
        {key: to_claim(finding, names)[key] for key in (some | {"kind", "figure"})}
        for finding, some in zip(found, wanted, strict=False)
    ]


@pytest.mark.parametrize("case", cases())
def test_each_case_gives_exactly_its_findings(case: dict[str, Any]) -> None:
    expected = case.get("finding", [])

    found = claims(case["text"], [set(finding) for finding in expected])

    assert found == expected, json.dumps(found, indent=1, default=str)


def test_the_corpus_covers_every_phenomenon() -> None:
    stems = {path.stem for path in CORPUS.glob("*.toml")}

    assert stems >= {"money", "ranges", "goods", "totals", "refusals", "negation"}
    assert len(cases()) >= 60
