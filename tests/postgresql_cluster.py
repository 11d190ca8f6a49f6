"""A PostgreSQL server for one test run, from the programs that the system has."""
# ruff: noqa: S603

import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypedDict

# Fast, since nothing in it is kept, and reached by nobody else.
SETTINGS = """
listen_addresses = '127.0.0.1'
port = {port}
unix_socket_directories = ''
fsync = off
autovacuum = off
synchronous_commit = off
full_page_writes = off
"""


class Account(TypedDict, total=False):
    """The account that a program runs under, as subprocess takes it."""

    user: str
    group: int
    extra_groups: list[int]


def plain_account() -> Account:
    """Return this account; for root another one, since PostgreSQL refuses root."""
    if os.geteuid() != 0:
        return {}
    names = [account.pw_name for account in pwd.getpwall()]
    name = "postgres" if "postgres" in names else "nobody"
    return {"user": name, "group": pwd.getpwnam(name).pw_gid, "extra_groups": []}


def find_programs() -> Path | None:
    """Return the folder that holds the server's programs, or None."""
    folders = [Path(which).parent] if (which := shutil.which("initdb")) else []
    if pg_config := shutil.which("pg_config"):
        bindir = subprocess.run([pg_config, "--bindir"], capture_output=True, text=True)
        folders.append(Path(bindir.stdout.strip()))
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    for folder in folders:
        if all((folder / name).is_file() for name in ("initdb", "pg_ctl", "postgres")):
            return folder
    return None


def free_port() -> int:
    """Return a port of this machine that nothing listens at."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


@contextmanager
def started(programs: Path) -> Iterator[str]:
    """Give the address of a new PostgreSQL server, which is gone afterwards."""
    account = plain_account()
    with tempfile.TemporaryDirectory(prefix="aidtracker-postgresql-") as folder:
        if account:
            shutil.chown(folder, account["user"])
        data, log = Path(folder) / "data", Path(folder) / "log"

        def call(program: str, *options: str) -> int:
            command = [f"{programs}/{program}", "-D", str(data), *options]
            out = subprocess.DEVNULL
            return subprocess.run(command, cwd=folder, stdout=out, **account).returncode

        if call("initdb", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale"):
            sys.exit("PostgreSQL's initdb failed, see above.")
        port = free_port()
        with (data / "postgresql.conf").open("a") as settings:
            settings.write(SETTINGS.format(port=port))
        try:
            if call("pg_ctl", "start", "--wait", "--log", str(log)):
                sys.exit(f"PostgreSQL did not start:\n{log.read_text()}")
            yield f"postgres://postgres@127.0.0.1:{port}/postgres"
        finally:
            call("pg_ctl", "stop", "--mode", "immediate")
