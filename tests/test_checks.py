"""What `run.py test` runs: the steps, their summary and the PostgreSQL of one run."""
# ruff: noqa: S603

import signal
import socket
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import checks
import postgresql_cluster
import psycopg
import pytest

TESTS = Path(__file__).resolve().parent


def step(name: str, code: str) -> checks.Step:
    """Return a step that runs a line of Python."""
    return checks.Step(name, [sys.executable, "-c", code])


def test_what_a_step_prints_is_shown_whole(capfd: pytest.CaptureFixture[str]) -> None:
    slow = "import time; print('slow 1', flush=True); time.sleep(.3); print('slow 2')"

    checks.run([step("slow", slow), step("quick", "print('quick 1')")])

    lines = [line for line in capfd.readouterr().out.splitlines() if line[-1:] in "12"]
    assert [line for line in lines if line] == ["quick 1", "slow 1", "slow 2"]


def test_one_failed_step_fails_the_whole(capfd: pytest.CaptureFixture[str]) -> None:
    steps = [step("good", "pass"), step("bad", "raise SystemExit(3)")]
    checks.run(steps)

    assert checks.report(steps, []) == 1
    assert checks.report(steps[:1], []) == 0
    summary = capfd.readouterr().out
    assert [line.split()[0::3] for line in summary.splitlines() if " s  " in line] == [
        ["passed", "good"],
        ["FAILED", "bad"],
        ["passed", "good"],
    ]


@pytest.mark.parametrize(("ci", "code"), [("", 0), ("true", 1)])
def test_what_is_missing_fails_only_in_ci(
    ci: str,
    code: int,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("CI", ci)

    assert checks.report([], ["Chromium is missing"]) == code
    assert "Chromium is missing" in capfd.readouterr().out


def test_the_settings_of_a_server_do_not_reach_the_steps(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in checks.SERVER_SETTINGS:
        monkeypatch.setenv(name, "the developer's own")
    code = f"import os; assert not os.environ.keys() & {checks.SERVER_SETTINGS}"
    steps = [step("settings", code)]

    checks.run(steps)

    assert steps[0].passed


@pytest.mark.skipif(
    not postgresql_cluster.find_programs(), reason="PostgreSQL is not installed"
)
def test_the_halves_on_postgresql_are_the_whole(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("TEST_DATABASE_URL", raising=False)
    with ExitStack() as stack:
        whole, editors = checks.postgresql_steps([], stack)
        [narrowed] = checks.postgresql_steps(["-k", "race"], stack)

    left_out = {one for one in whole.command if one.startswith("--ignore=")}
    left_out -= set(checks.ignoring(checks.READ_NO_DATABASE))
    files = {one for one in editors.command if one.startswith("tests/")}
    assert "tests/test_race.py" in files
    assert set(checks.ignoring(sorted(files))) == left_out
    assert whole.variables != editors.variables
    assert narrowed.command[-2:] == ["-k", "race"]
    assert not files & set(narrowed.command)


def test_what_reads_no_database_runs_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEST_DATABASE_URL", "postgres://given")
    with ExitStack() as stack:
        steps, _ = checks.plan([], stack)
        narrowed, _ = checks.plan(["-k", "race"], stack)

    passed_over = set(checks.ignoring(checks.READ_NO_DATABASE))
    runs = [step for step in steps if step.name.startswith("pytest")]
    once = [step for step in runs if not passed_over <= set(step.command)]
    assert [step.name for step in once] == ["pytest on no database"]
    assert set(checks.READ_NO_DATABASE) <= set(once[0].command)
    [beside] = [step for step in narrowed if step.name == "pytest on SQLite"]
    assert not passed_over & set(beside.command)


def test_ctrl_c_ends_the_steps_and_what_they_started() -> None:
    port = postgresql_cluster.free_port()
    server = f"import socket, time; s = socket.create_server(('127.0.0.1', {port}))"
    listener = [sys.executable, "-c", f"{server}; time.sleep(60)"]
    steps = f"[checks.Step('listener', {listener!r})]"
    code = f"import checks; checks.end_on_signals(); checks.run({steps})"
    run = subprocess.Popen([sys.executable, "-c", code], cwd=TESTS)
    wait_for(port)

    run.send_signal(signal.SIGINT)

    assert run.wait(timeout=20) == 128 + signal.SIGINT
    assert not answers(port)


def answers(port: int) -> bool:
    """Tell whether something listens at a port."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def wait_for(port: int) -> None:
    """Wait until something listens at a port."""
    end = time.monotonic() + 20
    while not answers(port):
        assert time.monotonic() < end
        time.sleep(0.05)


@pytest.mark.skipif(
    not postgresql_cluster.find_programs(), reason="PostgreSQL is not installed"
)
def test_the_cluster_answers_and_is_gone_afterwards() -> None:
    programs = postgresql_cluster.find_programs()
    assert programs
    with postgresql_cluster.started(programs) as url:
        port = urlsplit(url).port
        assert port
        with psycopg.connect(url) as connection:
            folder = connection.execute("show data_directory").fetchone()
            version = connection.execute("show server_encoding").fetchone()

    assert version == ("UTF8",)
    assert folder
    assert not Path(folder[0]).parent.exists()
    assert not answers(port)
