"""
Every check of the project, run by: python3 run.py test [ARGS for pytest].

Three steps run at a time, since each waits now and then; what a step prints is shown
whole when it ends. PostgreSQL is a throw-away cluster of the system's own programs,
or what TEST_DATABASE_URL says.
What this machine lacks is left out, by name; with CI=true that is a failure.
"""
# ruff: noqa: S603, T201

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import IO

import postgresql_cluster

ROOT = Path(__file__).resolve().parent.parent
PROGRAMS = Path(sys.executable).parent
# The suite does not depend on how the developer's own server is set.
SERVER_SETTINGS = {
    "ALLOWED_HOSTS",
    "BEHIND_TLS",
    "CONN_MAX_AGE",
    "CSRF_TRUSTED_ORIGINS",
    "DATABASE_URL",
    "DEBUG",
    "EXTRACTION_LLM_KEY",
    "EXTRACTION_LLM_MODEL",
    "EXTRACTION_LLM_SECONDS",
    "EXTRACTION_LLM_URL",
    "SECRET_KEY",
}
PYTEST_FOUND_NO_TESTS = 5
# Half of the time on PostgreSQL: what editors and reviewers do. It runs beside the
# other half, on a server of its own.
EDITORS = ["admin*", "feeds*", "health", "inbox", "known", "permissions", "race"]
EDITORS += ["review*", "undo", "workbench*"]
# These are the same whatever the database, so they run once.
READ_NO_DATABASE = [
    "tests/extraction",
    "tests/test_checks.py",
    "tests/test_encodings.py",
    "tests/test_fetch.py",
    "tests/test_layers.py",
    "tests/test_net_lab.py",
    "tests/test_requirements.py",
    "tests/test_run.py",
    "tests/test_seed_files.py",
    "tests/test_settings.py",
    "tests/test_vendor.py",
]
APT = "is missing, install it with: sudo apt-get install"


@dataclass
class Step:
    """One program to run; it passes where it exits with one of ``good_codes``."""

    name: str
    command: list[str]
    variables: dict[str, str] = field(default_factory=dict)
    good_codes: tuple[int, ...] = (0,)
    seconds: float = 0

    def start(self) -> None:
        """Run the program in the background and keep what it prints."""
        kept = {k: v for k, v in os.environ.items() if k not in SERVER_SETTINGS}
        self.output: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115
        self.began = time.monotonic()
        self.process = subprocess.Popen(
            self.command,
            cwd=ROOT,
            env=kept | self.variables,
            stdin=subprocess.DEVNULL,
            stdout=self.output,
            stderr=subprocess.STDOUT,
            process_group=0,
        )

    def has_ended(self) -> bool:
        """Tell whether the program has ended; the first time, show what it printed."""
        if self.process.poll() is None:
            return False
        self.seconds = time.monotonic() - self.began
        self.output.seek(0)
        print(f"\n=== {self.name} ({self.seconds:.1f} s)", flush=True)
        sys.stdout.buffer.write(self.output.read())
        sys.stdout.flush()
        self.output.close()
        return True

    def stop(self) -> None:
        """End the program and all that it started; let it tidy up first."""
        for number in (signal.SIGINT, signal.SIGKILL):
            if self.process.poll() is None:
                os.killpg(self.process.pid, number)
                with_patience(self.process)
        self.output.close()

    @property
    def passed(self) -> bool:
        """Whether the program exited as it should."""
        return self.process.returncode in self.good_codes


def with_patience(process: subprocess.Popen[bytes]) -> None:
    """Wait ten seconds for the end of a process."""
    try:
        process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        return


def run(steps: list[Step], at_once: int = 3) -> None:
    """Run all steps, in order, so many at once; end them where this is ended."""
    waiting, running = list(steps), list[Step]()
    try:
        while waiting or running:
            while waiting and len(running) < at_once:
                waiting[0].start()
                running.append(waiting.pop(0))
            running = [step for step in running if not step.has_ended()]
            time.sleep(0.05)
    finally:
        for step in running:
            step.stop()


# The steps


def lint_steps() -> list[Step]:
    """Return the checks that read the code without running it."""
    ruff, mypy, djade = (f"{PROGRAMS}/{name}" for name in ("ruff", "mypy", "djade"))
    templates = sorted(str(page) for page in ROOT.glob("templates/**/*.html"))
    no_database = {"DATABASE_URL": "sqlite://:memory:"}
    migrations = [sys.executable, "manage.py", "makemigrations", "--check", "--dry-run"]
    return [
        Step("ruff check", [ruff, "check"]),
        Step("ruff format", [ruff, "format", "--check"]),
        Step("djade", [djade, "--check", "--target-version=5.2", *templates]),
        Step("migrations", migrations, no_database),
        Step("mypy", [mypy]),
    ]


def pytest_step(
    name: str, chosen: list[str], arguments: list[str], variables: dict[str, str]
) -> Step:
    """Return a run of what is ``chosen``; narrowed by arguments it may be empty."""
    # Runs at the same time share no cache.
    command = [sys.executable, "-m", "pytest", "-q", "-rfEs", "-p", "no:cacheprovider"]
    good_codes = (0, PYTEST_FOUND_NO_TESTS) if arguments else (0,)
    return Step(
        f"pytest on {name}", [*command, *chosen, *arguments], variables, good_codes
    )


def plan(arguments: list[str], stack: ExitStack) -> tuple[list[Step], list[str]]:
    """Return the steps for this machine, and a line for each thing that it lacks."""
    steps, lacking = lint_steps(), []
    scripts = sorted(str(script) for script in ROOT.glob("tests/js/*.test.*js"))
    if node := shutil.which("node"):
        steps.append(Step("node --test", [node, "--test", *scripts]))
    else:
        lacking.append(f"tests of the scripts: Node.js {APT} nodejs")
    on_postgresql = postgresql_steps(arguments, stack)
    if not on_postgresql:
        lacking.append(f"tests on PostgreSQL: PostgreSQL {APT} postgresql")
    # Narrowed by arguments, what there is to run is found beside SQLite.
    alone = [] if arguments else READ_NO_DATABASE
    chosen = ["-m", "not browser", *ignoring(alone)]
    steps += [pytest_step("SQLite", chosen, arguments, {}), *on_postgresql]
    # The pages are the same ones: a browser looks at them once, on SQLite.
    if chromium := os.environ.get("CHROMIUM") or shutil.which("chromium"):
        variables = {"CHROMIUM": chromium}
        chosen = ["-m", "browser", *ignoring(alone)]
        steps.append(pytest_step("Chromium", chosen, arguments, variables))
    else:
        lacking.append(f"tests in a browser: Chromium {APT} chromium")
    if alone:
        steps.append(pytest_step("no database", alone, [], {}))
    return steps, lacking


def ignoring(paths: list[str]) -> list[str]:
    """Return the options by which pytest passes over ``paths``."""
    return [f"--ignore={path}" for path in paths]


def postgresql_steps(arguments: list[str], stack: ExitStack) -> list[Step]:
    """Return the runs on PostgreSQL: one on a server that is given, or two on ours."""
    given = os.environ.get("TEST_DATABASE_URL", "")
    url = given or start_postgresql(stack)
    chosen = ["-m", "not browser", *ignoring(READ_NO_DATABASE)]
    if not url:
        return []
    if given or arguments:
        return [pytest_step("PostgreSQL", chosen, arguments, {"DATABASE_URL": url})]
    found = [path for name in EDITORS for path in ROOT.glob(f"tests/test_{name}.py")]
    editors = sorted(str(path.relative_to(ROOT)) for path in found)
    others = [*chosen, *ignoring(editors)]
    other = start_postgresql(stack)
    return [
        pytest_step("PostgreSQL", others, [], {"DATABASE_URL": url}),
        pytest_step(
            "PostgreSQL, editors", [*chosen, *editors], [], {"DATABASE_URL": other}
        ),
    ]


def start_postgresql(stack: ExitStack) -> str:
    """Start a cluster that ends with the stack; return its address, or ""."""
    programs = postgresql_cluster.find_programs()
    if programs is None:
        return ""
    return stack.enter_context(postgresql_cluster.started(programs))


def report(steps: list[Step], lacking: list[str]) -> int:
    """Print a line per step and per thing that is missing; return the exit code."""
    lacking_fails = os.environ.get("CI") == "true"
    print("\n=== Summary")
    for step in steps:
        outcome = "passed" if step.passed else "FAILED"
        print(f"{outcome} {step.seconds:6.1f} s  {step.name}")
    for line in lacking:
        print("FAILED   " if lacking_fails else "left out ", line)
    failed = not all(step.passed for step in steps)
    return int(failed or bool(lacking and lacking_fails))


def end_on_signals() -> None:
    """End on the first signal by way of everything that tidies up, undisturbed."""
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

    def end(number: int, _: FrameType | None) -> None:
        for other in numbers:
            signal.signal(other, signal.SIG_IGN)
        sys.exit(128 + number)

    for number in numbers:
        signal.signal(number, end)


def main(arguments: list[str]) -> int:
    """Run every check and return the exit code."""
    end_on_signals()
    with ExitStack() as stack:
        steps, lacking = plan(arguments, stack)
        for line in lacking:
            print(line, flush=True)
        run(steps)
    return report(steps, lacking)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
