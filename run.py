#!/usr/bin/env python3
"""
Set up, start and test Aid Tracker; needs only Python 3.11 or newer.

    python3 run.py [--port N] [--host H]   set up what is missing, then serve
    python3 run.py setup                   all of that but serving
    python3 run.py manage COMMAND ...      any Django command
    python3 run.py test [ARGS ...]         every check; ARGS go to pytest

What it makes is in .venv/ (programs; may be deleted at any time) and in var/
(the database and the secret key: the data). Settings are environment variables.
"""

import sys

# Before the other imports: where these fail, they would fail with a riddle.
if sys.version_info < (3, 11):  # noqa: UP036
    sys.exit(f"Aid Tracker needs Python 3.11 or newer, not {sys.version.split()[0]}.")
if sys.platform == "win32":
    sys.exit("Aid Tracker runs on Linux and macOS; on Windows use WSL.")

import argparse
import fcntl
import hashlib
import http.client
import os
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent
VAR = ROOT / "var"
VENV = ROOT / ".venv"
PYTHON = str(VENV / "bin" / "python")
MANAGE = str(ROOT / "manage.py")
# There while the environment is whole, gone while something is installed into it.
# Says where and for which Python it was made: elsewhere, another one is made.
WHOLE = VENV / "whole"
IDENTITY = f"{VENV} Python {sys.version_info.major}.{sys.version_info.minor}"

GUNICORN = ["aidtracker.wsgi", "--workers=2", "--threads=4", "--no-control-socket"]
# A worker that is told to stop while it is being forked does not hear it.
GUNICORN += ["--log-level=warning", "--graceful-timeout=5"]
# Of a server at "every address": the one at which this machine reaches itself.
OWN_ADDRESS = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104


def say(line: str) -> None:
    """Print a line at once, also into a pipe."""
    print(line, flush=True)


def text_of(path: Path) -> str:
    """Return what a file holds; "" where there is none."""
    return path.read_text(errors="replace") if path.is_file() else ""


def fingerprint(*files: Path) -> str:
    """Return one hash over the names and contents of files."""
    digest = hashlib.sha256()
    for file in files:
        digest.update(str(file.relative_to(ROOT)).encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()


@contextmanager
def only_one() -> Iterator[None]:
    """Hold a lock, so that two first starts at once do not disturb one another."""
    VAR.mkdir(mode=0o700, exist_ok=True)
    with (VAR / "run.lock").open("w") as lock:
        # The installer keeps the lock even where run.py itself is killed.
        os.set_inheritable(lock.fileno(), True)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Another run.py is setting up this folder; waiting for it.")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def is_whole() -> bool:
    """Tell whether the environment was made here, for this Python, to the end."""
    return text_of(WHOLE) == IDENTITY and Path(PYTHON).exists()


def make_environment() -> None:
    """Make an empty environment in place of whatever is there."""
    command = [sys.executable, "-m", "venv", "--clear", "--without-pip", str(VENV)]
    subprocess.run(command, check=True)


def installer() -> list[str]:
    """Return the start of an install command: uv where it is there, else pip."""
    uv = shutil.which("uv")
    if uv:
        return [uv, "pip", "install", "--python", PYTHON]
    if subprocess.run(
        [PYTHON, "-m", "ensurepip"], stdout=subprocess.DEVNULL
    ).returncode:
        package = "python{}.{}-venv".format(*sys.version_info)
        sys.exit(f"This Python lacks ensurepip; run: sudo apt-get install {package}")
    return [PYTHON, "-m", "pip", "install", "--disable-pip-version-check"]


def install(name: str) -> None:
    """Install what NAME.txt locks, unless it is installed; make .venv if need be."""
    locked, stamp = ROOT / f"{name}.txt", VENV / f"{name}.sha256"
    if not is_whole():
        make_environment()
    if text_of(stamp) == fingerprint(locked):
        return
    say(f"Installing what {locked.name} lists; this can take a minute.")
    was_whole = is_whole()
    WHOLE.unlink(missing_ok=True)
    options = ["--quiet", "--only-binary=:all:", "--require-hashes", f"-r{locked}"]
    done = subprocess.run([*installer(), *options], close_fds=False)
    if done.returncode == 0 or was_whole:
        WHOLE.write_text(IDENTITY)
    if done.returncode != 0:
        sys.exit("Installing failed. Is the network there? Then run this again.")
    stamp.write_text(fingerprint(locked))


def secret_key() -> str:
    """Return the key in var/secret_key, which is made once, for its owner alone."""
    path = VAR / "secret_key"
    if not text_of(path):
        with tempfile.NamedTemporaryFile("w", dir=VAR, delete=False) as file:
            file.write(secrets.token_urlsafe(50))
        Path(file.name).replace(path)
    return text_of(path)


def address(host: str, port: int) -> str:
    """Return HOST:PORT as a URL writes it."""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def django_environment(host: str = "localhost") -> dict[str, str]:
    """Return the variables for Django: what is set, else what suits a server."""
    hosts = ["localhost", "127.0.0.1", "[::1]", address(host, 0).removesuffix(":0")]
    defaults = {
        "ALLOWED_HOSTS": ",".join(hosts),
        "DEBUG": "0",
        "DJANGO_SETTINGS_MODULE": "aidtracker.settings",
        "SECRET_KEY": secret_key(),
    }
    return os.environ | {k: os.environ.get(k) or v for k, v in defaults.items()}


def django(*arguments: str, **variables: str) -> None:
    """Run a Django command of the set-up; where it fails, say why in one line."""
    log = VAR / "setup.log"
    with log.open("w") as errors:
        done = subprocess.run(
            [PYTHON, MANAGE, *arguments],
            env=django_environment() | variables,
            stderr=errors,
            close_fds=False,
        )
    if done.returncode != 0:
        # Of a traceback the last line that is not indented names the error.
        reasons = [line for line in text_of(log).splitlines() if line[:1].strip()]
        sys.exit(f"{arguments[0]} failed: {(reasons or ['?'])[-1]} (all of it: {log})")


def collect_static() -> None:
    """Collect the style sheets and scripts, unless they are as they were."""
    stamp = VAR / "static.sha256"
    files = sorted(file for file in (ROOT / "static").rglob("*") if file.is_file())
    now = fingerprint(ROOT / "requirements.txt", *files)
    if text_of(stamp) != now or not (VAR / "static" / "staticfiles.json").is_file():
        # DEBUG=0 is what makes the names with hashes, which a server needs.
        django("collectstatic", "--no-input", "--verbosity=0", DEBUG="0")
        stamp.write_text(now)


def setup() -> None:
    """Do everything that is still to do before the server can start."""
    with only_one():
        install("requirements")
        collect_static()
        say("Preparing the database.")
        django("prepare")


def become(script: str, arguments: list[str], variables: dict[str, str]) -> NoReturn:
    """Become another program: signals, input and exit code are its own."""
    os.execve(PYTHON, [PYTHON, script, *arguments], variables)  # noqa: S606


def manage(arguments: list[str]) -> NoReturn:
    """Become a Django command."""
    with only_one():
        install("requirements")
        variables = django_environment()
    become(MANAGE, arguments, variables)


def port_number(text: str) -> int:
    """Read --port."""
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port: 1 to 65535")
    return int(text)


def check_port(host: str, port: int) -> None:
    """Stop with one line where the server could not listen."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except OSError as error:
        where = f"{address(host, port)}: {(error.strerror or str(error)).lower()}"
        sys.exit(f"Cannot serve at {where}. Choose with --port and --host.")


def answers(server: subprocess.Popen[bytes], host: str, port: int) -> bool:
    """Return True once the server answers, False where it has ended instead."""
    while server.poll() is None:
        try:
            connection = http.client.HTTPConnection(host, port, timeout=30)
            connection.request("GET", "/")
            return bool(connection.getresponse().status)
        except (OSError, http.client.HTTPException):
            time.sleep(0.1)
    return False


def serve(host: str, port: int) -> int:
    """Set up, run the server until it is stopped, return its exit code."""
    check_port(host, port)
    setup()
    check_port(host, port)  # again: setting up can take long enough to lose it
    server = subprocess.Popen(
        [PYTHON, "-m", "gunicorn", *GUNICORN, "--bind", address(host, port)],
        cwd=ROOT,
        env=django_environment(host),
        process_group=0,  # signals reach it through the next lines, and only once
    )
    signal.signal(signal.SIGINT, lambda *_: server.send_signal(signal.SIGINT))
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: server.terminate())
    reachable = OWN_ADDRESS.get(host, host)
    try:
        if answers(server, reachable, port):
            say(f"Aid Tracker: http://{address(reachable, port)}/ (Ctrl-C stops it)")
        return server.wait()
    finally:
        server.terminate()


def test(arguments: list[str]) -> NoReturn:
    """Become tests/checks.py, with the tools of the tests installed."""
    with only_one():
        install("requirements")
        install("requirements-test")
    become(str(ROOT / "tests" / "checks.py"), arguments, dict(os.environ))


def read_options(arguments: list[str]) -> argparse.Namespace:
    """Read the command line of serve and setup."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = ["serve", "setup", "manage", "test"]
    parser.add_argument("command", nargs="?", choices=commands, default="serve")
    parser.add_argument("--host", default="127.0.0.1", help="default: 127.0.0.1")
    parser.add_argument("--port", default=8000, type=port_number, help="default: 8000")
    return parser.parse_args(arguments)


def main(arguments: list[str]) -> int:
    """Run one command and return the exit code."""
    if arguments[:1] == ["manage"]:
        manage(arguments[1:])
    if arguments[:1] == ["test"]:
        test(arguments[1:])
    options = read_options(arguments)
    if options.command == "serve":
        return serve(options.host, options.port)
    setup()
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
    except (OSError, subprocess.CalledProcessError) as error:
        sys.exit(f"run.py: {error}")
