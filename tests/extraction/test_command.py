import json
import subprocess
import sys
from pathlib import Path

import pytest

from pledges.extraction import extract
from pledges.extraction.__main__ import LARGEST_TEXT
from pledges.extraction.assemble import figures_of, read_text
from pledges.extraction.explain import explain, passed_over
from pledges.extraction.findings import Finding
from pledges.extraction.lexicon import Lexicon

ROOT = Path(__file__).parents[2]
SEEDED = sorted((ROOT / "pledges" / "seed" / "articles").glob("*.txt"))
TEXT = "Japan will give Kenya $5 million in aid."


def run(*arguments: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(  # noqa: S603
        [sys.executable, "-m", "pledges.extraction", *arguments],
        input=given,
        capture_output=True,
        cwd=ROOT,
        check=False,
    )


def write(folder: Path, name: str, data: bytes) -> str:
    path = folder / name
    path.write_bytes(data)
    return str(path)


def test_a_file_is_printed_as_claims(tmp_path: Path) -> None:
    done = run(write(tmp_path, "a.txt", TEXT.encode()))

    [claim] = json.loads(done.stdout)["claims"]
    assert (claim["donor"], claim["recipient"], claim["amount"]) == (
        "JP",
        "KE",
        5000000,
    )
    assert (claim["status"], claim["item"], done.returncode) == ("announced", None, 0)


def test_standard_input_is_read_for_a_dash() -> None:
    done = run("-", given=TEXT.encode())

    assert len(json.loads(done.stdout)["claims"]) == 1


def test_one_file_is_written_for_each_text(tmp_path: Path) -> None:
    names = [write(tmp_path, name, TEXT.encode()) for name in ("a.txt", "b.txt")]

    done = run(*names, "--out", str(tmp_path / "out"))

    assert done.returncode == 0
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == ["a.json", "b.json"]


def test_publication_gives_a_weekday_its_date(tmp_path: Path) -> None:
    name = write(tmp_path, "a.txt", b"On Sunday Japan pledged $5 million to Kenya.")

    done = run(name, "--published", "2024-01-08")

    assert json.loads(done.stdout)["claims"][0]["announced_on"] == "2024-01-07"


def test_explain_shows_what_was_refused_and_why(tmp_path: Path) -> None:
    name = write(tmp_path, "a.txt", b"Sudan needs $5 million, the UN says.")

    done = run(name, "--explain")

    assert b"REFUSED" in done.stdout
    assert b"refuse_need" in done.stdout


def test_a_weak_finding_is_kept_for_the_reviewer_and_is_no_claim(
    tmp_path: Path,
) -> None:
    text = "Sudan needs $5 million, the UN says."

    done = run(write(tmp_path, "a.txt", text.encode()))

    [weak] = extract(text)
    assert weak.is_weak
    assert json.loads(done.stdout)["claims"] == []


def test_explain_says_what_is_only_repeated(tmp_path: Path) -> None:
    twice = b"Japan gives Kenya aid\n\n" + TEXT.encode() + b" " + TEXT.encode()

    done = run(write(tmp_path, "a.txt", twice), "--explain")

    assert done.stdout.count(b"FOUND pledge") == 1
    assert b"REPEATED pledge: JP -> KE: 5000000 USD" in done.stdout


def test_explain_names_a_sum_that_it_passes_over(tmp_path: Path) -> None:
    heap = b"Japan will give Kenya " + b"$5 million, " * 61 + b"it said."

    done = run(write(tmp_path, "a.txt", heap), "--explain")

    assert done.stdout.count(b"PASSED OVER $5 million: a heap of numbers") == 61


@pytest.mark.parametrize("article", SEEDED, ids=lambda path: path.stem)
def test_every_figure_of_a_text_is_found_or_refused_with_a_reason(
    article: Path,
) -> None:
    text = article.read_text(encoding="utf-8")
    reading = read_text(text, None, Lexicon.load())
    made = {(f.figure_start, f.figure_end) for f in reading.said}

    silent = [f for f in reading.found if f.is_weak and not refusals(f)]

    assert not silent
    for passage in reading.passages:
        figures = {(f.start, f.end) for f in figures_of(passage)}
        told = list(passed_over(text, passage, reading.said, len(reading.said)))
        assert len(figures - made) <= len(told)


def test_explain_says_where_it_stopped_for_the_number_of_figures() -> None:
    text = "Japan will give Kenya $5 million in aid.\n" * 2100

    account = explain(text)

    assert account.count("PASSED OVER $5 million: more than 2,000 figures") == 99
    assert "Not read any further" not in account


def test_explain_says_where_it_stopped_for_the_number_of_sentences() -> None:
    account = explain("Go on.\n" * 10_001)

    assert account.count("[prose]") == 10_000
    assert account.endswith("Not read any further: 10,000 sentences are no article.\n")


def test_a_text_of_as_many_sentences_as_are_read_is_read_to_its_end() -> None:
    account = explain("Go on.\n" * 10_000)

    assert account.count("[prose]") == 10_000
    assert "Not read any further" not in account


def refusals(finding: Finding) -> list[str]:
    return [rule for rule in finding.rules if rule.startswith("refuse_")]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", b"empty"),
        (b"  \n", b"empty"),
        (b"a\0b", b"NUL"),
        (b"\xff\xfe\xfa", b"not UTF-8"),
        (b"x" * (LARGEST_TEXT + 1), b"longer than"),
    ],
)
def test_a_bad_file_is_named_and_explained(
    tmp_path: Path, data: bytes, message: bytes
) -> None:
    done = run(write(tmp_path, "bad.txt", data))

    assert done.returncode == 2
    assert message in done.stderr
    assert b"bad.txt" in done.stderr
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize("name", ["missing.txt", "."])
def test_what_is_no_file_is_an_error(tmp_path: Path, name: str) -> None:
    done = run(str(tmp_path / name))

    assert done.returncode == 2
    assert b"Traceback" not in done.stderr


def test_a_bad_date_is_an_error(tmp_path: Path) -> None:
    done = run(write(tmp_path, "a.txt", TEXT.encode()), "--published", "8 January")

    assert done.returncode == 2
    assert b"YYYY-MM-DD" in done.stderr


def test_nothing_is_written_where_one_file_is_bad(tmp_path: Path) -> None:
    good = write(tmp_path, "a.txt", TEXT.encode())
    bad = write(tmp_path, "b.txt", b"\0")

    done = run(good, bad, "--out", str(tmp_path / "out"))

    assert done.returncode == 2
    assert not (tmp_path / "out").exists()
