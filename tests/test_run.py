"""run.py, in copies of it that install nothing."""
# ruff: noqa: S603

import ast
import fcntl
import http.client
import importlib.util
import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

import postgresql_cluster
import psycopg
import pytest

ROOT = Path(__file__).resolve().parent.parent
RUN = ROOT / "run.py"
LOCKS = ("requirements", "requirements-test")

Done = subprocess.CompletedProcess[str]
# The least that run.py can serve: it knows manage.py and aidtracker.wsgi by name.
MANAGE = "import sys; print('django', *sys.argv[1:])\n"
WSGI = """
def application(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"hello"]
"""
DEAF_WORKER = """
import time

def post_fork(server, worker):
    if worker.age == 2:
        time.sleep(60)
"""


@pytest.fixture
def run(folder: Path) -> ModuleType:
    """Return run.py as a module, with var/ made."""
    module = load(folder)
    module.VAR.mkdir()
    return module


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a project of run.py and two locks that ask for nothing."""
    folder = tmp_path / "a project"
    folder.mkdir()
    shutil.copy(RUN, folder)
    for name in LOCKS:
        (folder / f"{name}.txt").touch()
    return folder


def load(folder: Path) -> ModuleType:
    """Import the run.py of a folder."""
    spec = importlib.util.spec_from_file_location("run_under_test", folder / "run.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def call(folder: Path, *arguments: str, **variables: str) -> Done:
    """Run the run.py of a folder from elsewhere."""
    return subprocess.run(
        [sys.executable, folder / "run.py", *arguments],
        cwd="/",
        env=os.environ | variables,
        capture_output=True,
        text=True,
    )


def put_uv(folder: Path, script: str) -> str:
    """Return a PATH on which a script stands in for the installer."""
    programs = folder / "programs"
    programs.mkdir(exist_ok=True)
    (programs / "uv").write_text(f"#!/bin/sh\n{script}\n")
    (programs / "uv").chmod(0o755)
    return f"{programs}:{os.environ['PATH']}"


def borrow_environment(run: ModuleType) -> None:
    """Give a copy the packages of the environment that runs the tests."""
    run.make_environment()
    site_packages = next(run.VENV.glob("lib/python*/site-packages"))
    site_packages.rmdir()
    site_packages.symlink_to(Path(psycopg.__file__).parent.parent)
    run.WHOLE.write_text(run.IDENTITY)
    lock = run.ROOT / "requirements.txt"
    (run.VENV / "requirements.sha256").write_text(run.fingerprint(lock))


def test_an_old_python_can_read_run_py_as_far_as_its_message() -> None:
    tree = ast.parse(RUN.read_text(), feature_version=(3, 6))

    statements = [type(statement) for statement in tree.body[:4]]
    assert statements == [ast.Expr, ast.Import, ast.If, ast.If]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--port", "0"], "'0' is not a port"),
        (["--port", "65536"], "'65536' is not a port"),
        (["serve", "--port", "8o"], "'8o' is not a port"),
        (["start"], "invalid choice: 'start'"),
    ],
)
def test_a_wrong_argument_is_named(
    folder: Path, arguments: list[str], message: str
) -> None:
    done = call(folder, *arguments)

    assert done.returncode == 2
    assert message in done.stderr
    assert not (folder / ".venv").exists()


def test_a_taken_port_is_named_before_anything_is_set_up(folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        done = call(folder, "--port", str(port))

    assert done.returncode == 1
    [line] = done.stderr.splitlines()
    assert f"127.0.0.1:{port}: address already in use" in line
    assert "--port" in line
    assert not (folder / ".venv").exists()


def test_a_host_that_is_not_this_machine_is_named(folder: Path) -> None:
    done = call(folder, "--host", "192.0.2.1")

    assert done.returncode == 1
    assert "192.0.2.1:8000: cannot assign requested address" in done.stderr


def test_the_secret_key_is_made_once_and_for_its_owner_alone(run: ModuleType) -> None:
    key = run.secret_key()

    assert len(key) > 50
    assert run.secret_key() == key
    assert stat.S_IMODE((run.VAR / "secret_key").stat().st_mode) == 0o600
    assert [file.name for file in run.VAR.iterdir()] == ["secret_key"]


def test_django_gets_what_is_set_and_else_what_suits_a_server(
    run: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET_KEY", "")
    monkeypatch.setenv("DEBUG", "1")
    monkeypatch.delenv("ALLOWED_HOSTS", raising=False)

    variables = run.django_environment("2001:db8::1")

    assert variables["SECRET_KEY"] == run.secret_key()
    assert variables["DEBUG"] == "1"
    assert variables["ALLOWED_HOSTS"].endswith(",[::1],[2001:db8::1]")


def test_an_environment_is_whole_where_and_for_what_it_was_made(
    run: ModuleType, folder: Path
) -> None:
    assert not run.is_whole()
    run.make_environment()
    assert not run.is_whole()  # made, but nothing says that it was filled
    run.WHOLE.write_text(run.IDENTITY)
    assert run.is_whole()

    moved = load(folder.rename(folder.parent / "moved"))
    assert not moved.is_whole()

    moved.WHOLE.write_text(moved.IDENTITY)
    assert moved.is_whole()
    Path(moved.PYTHON).unlink()
    Path(moved.PYTHON).symlink_to("/nowhere/python3")  # the system's Python went away
    assert not moved.is_whole()


def test_an_install_is_done_once_per_lock(folder: Path) -> None:
    path = put_uv(folder, f"echo called >> '{folder}/calls'")
    (folder / "manage.py").write_text(MANAGE)

    for _ in range(2):
        assert call(folder, "manage", PATH=path).returncode == 0
    assert (folder / "calls").read_text() == "called\n"

    (folder / "requirements.txt").write_text("# another lock\n")
    assert call(folder, "manage", PATH=path).returncode == 0
    assert (folder / "calls").read_text() == "called\n" * 2


def test_a_failed_install_is_one_line_and_is_tried_again(folder: Path) -> None:
    path = put_uv(folder, "echo no route to host >&2; exit 2")

    for _ in range(2):
        done = call(folder, "setup", PATH=path)
        assert done.returncode == 1
        assert done.stderr.splitlines()[0] == "no route to host"
        assert done.stderr.splitlines()[1].startswith("Installing failed.")
        assert len(done.stderr.splitlines()) == 2


def test_a_failed_install_of_test_tools_leaves_the_server_be(folder: Path) -> None:
    (folder / "manage.py").write_text(MANAGE)
    assert call(folder, "manage", PATH=put_uv(folder, "true")).returncode == 0
    path = put_uv(folder, "exit 2")

    assert call(folder, "test", PATH=path).returncode == 1
    assert call(folder, "manage", PATH=path).returncode == 0


def test_what_a_killed_first_start_left_is_made_anew(folder: Path) -> None:
    (folder / "manage.py").write_text(MANAGE)
    killing = put_uv(folder, f": > '{folder}/.venv/half'; kill -9 $PPID")
    assert call(folder, "manage", PATH=killing).returncode == -signal.SIGKILL
    assert (folder / ".venv/half").exists()

    done = call(folder, "manage", "check", PATH=put_uv(folder, "true"))

    assert done.stdout.splitlines()[-1] == "django check"
    assert not (folder / ".venv/half").exists()


def test_a_second_start_waits_for_the_first(folder: Path, run: ModuleType) -> None:
    (folder / "manage.py").write_text(MANAGE)
    path = put_uv(folder, "true")
    with (run.VAR / "run.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        second = subprocess.Popen(
            [sys.executable, folder / "run.py", "manage", "check"],
            env=os.environ | {"PATH": path},
            stdout=subprocess.PIPE,
            text=True,
        )
        assert "waiting" in second.stdout.readline()
        assert not run.VENV.exists()

    rest, _ = second.communicate(timeout=30)
    assert rest.splitlines()[-1] == "django check"


def test_a_command_that_fails_says_why_in_one_line(folder: Path) -> None:
    (folder / "manage.py").write_text("raise ValueError('no address\\n\\tsee there')")

    done = call(folder, "setup", PATH=put_uv(folder, "true"))

    assert done.returncode == 1
    [line] = done.stderr.splitlines()
    assert line.startswith("collectstatic failed: ValueError: no address (all ")
    assert "Traceback" in (folder / "var" / "setup.log").read_text()


def test_static_files_are_collected_again_only_where_they_changed(
    run: ModuleType, folder: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    borrow_environment(run)
    (folder / "manage.py").write_text(MANAGE)
    sheet, manifest = folder / "static/page.css", folder / "var/static/staticfiles.json"
    for file in (sheet, manifest):
        file.parent.mkdir()
        file.touch()

    for text, collected in [("a{}", True), ("a{}", False), ("b{}", True)]:
        sheet.write_text(text)
        run.collect_static()
        assert ("collectstatic" in capfd.readouterr().out) == collected


def put_application(folder: Path) -> None:
    """Give a copy the least that run.py can serve."""
    (folder / "manage.py").write_text(MANAGE)
    (folder / "aidtracker").mkdir()
    (folder / "aidtracker" / "wsgi.py").write_text(WSGI)


@contextmanager
def served(folder: Path) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """Serve a copy; give the process and its port once it has said its address."""
    port = postgresql_cluster.free_port()
    command = [sys.executable, folder / "run.py", "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout
            line = next(line for line in server.stdout if "http" in line)
            assert line == f"Aid Tracker: http://127.0.0.1:{port}/ (Ctrl-C stops it)\n"
            yield server, port
        finally:
            server.terminate()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_serve_prints_its_address_answers_and_stops_when_told(
    run: ModuleType, folder: Path, number: signal.Signals
) -> None:
    borrow_environment(run)
    put_application(folder)

    with served(folder) as (server, port):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        connection.request("GET", "/")
        assert connection.getresponse().read() == b"hello"
        connection.close()
        server.send_signal(number)
        assert server.wait(timeout=25) == 0

    run.check_port("127.0.0.1", port)


def test_serve_stops_soon_where_a_worker_does_not_hear_it(
    run: ModuleType, folder: Path
) -> None:
    borrow_environment(run)
    put_application(folder)
    # The second worker stays for good where signals are still the master's to handle.
    (folder / "gunicorn.conf.py").write_text(DEAF_WORKER)

    with served(folder) as (server, port):
        server.terminate()
        assert server.wait(timeout=25) == 0  # gunicorn's own patience is 30 s

    run.check_port("127.0.0.1", port)
