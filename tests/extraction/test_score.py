import json
import re
import subprocess
import sys
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pledges.extraction import extract
from pledges.extraction.findings import to_claim
from pledges.extraction.lexicon import Lexicon

ROOT = Path(__file__).parents[2]
ARTICLES = ROOT / "pledges" / "seed" / "articles"
SCORER = ROOT.parent / "shared" / "extraction" / "score.py"
DRONES = "japan-nato-drone-detection"

# What the extractor reaches on the articles of the seed. These only rise.
CORE = 0.918
STRICT = 0.814


def article_names() -> list[str]:
    return sorted(path.stem for path in ARTICLES.glob("*.toml"))


def head_of(name: str) -> dict[str, Any]:
    return tomllib.loads((ARTICLES / f"{name}.toml").read_text())


def claims_of(name: str) -> list[dict[str, Any]]:
    """Return what the extractor claims of an article of the seed."""
    names = Lexicon.load().claim_names
    text = (ARTICLES / f"{name}.txt").read_bytes().decode()
    published_on: date | None = head_of(name).get("published_on")
    found = extract(text, published_on)
    return [to_claim(finding, names) for finding in found if not finding.is_weak]


def write(folder: Path, name: str, claims: list[dict[str, Any]]) -> None:
    folder.mkdir(exist_ok=True)
    data = json.dumps({"claims": claims}, default=str)
    (folder / f"{name}.json").write_text(data)


def scores(tmp_path: Path) -> dict[str, float]:
    for name in article_names():
        write(tmp_path / "gold", name, head_of(name).get("claims", []))
        write(tmp_path / "found", name, claims_of(name))
    arguments = [str(tmp_path / "gold"), str(tmp_path / "found"), "--texts"]
    done = subprocess.run(  # noqa: S603
        [sys.executable, str(SCORER), *arguments, str(ARTICLES)],
        capture_output=True,
        text=True,
        check=True,
    )
    return {
        k: float(v)
        for k, v in re.findall(r"^(core|strict) .*F1 (\S+)", done.stdout, re.MULTILINE)
    }


@pytest.mark.skipif(not SCORER.exists(), reason="the scorer is not on this machine")
def test_the_seed_is_read_at_least_as_well_as_before(tmp_path: Path) -> None:
    assert article_names()

    reached = scores(tmp_path)

    assert reached["core"] >= CORE
    assert reached["strict"] >= STRICT


def test_an_article_of_the_seed_is_right_in_every_field() -> None:
    [name] = [name for name in article_names() if name.endswith(DRONES)]
    expected = [c for c in head_of(name)["claims"] if not c.get("uncertain")]

    found = claims_of(name)

    assert len(found) == len(expected)
    for claim in expected:
        [match] = [f for f in found if f["quote"] in claim["quote"] or same(f, claim)]
        for field in FIELDS:
            value = claim.get(field)
            expected_value = value.isoformat() if isinstance(value, date) else value
            assert match[field] == expected_value, (claim["quote"], field)


FIELDS = [
    "kind",
    "donor",
    "recipient",
    "channel",
    "amount",
    "currency",
    "item",
    "quantity",
    "status",
    "instrument",
    "sector",
    "announced_on",
]


def same(found: dict[str, Any], claim: dict[str, Any]) -> bool:
    return bool(found["item"]) and found["item"] == claim.get("item")
