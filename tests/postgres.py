"""A private PostgreSQL server for one test session: own folder, own socket, no network."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from tests import memory

_SPEED = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c shared_buffers=32MB"


class Server:
    """A running server; databases on it are made in milliseconds and dropped again."""

    def __init__(self, folder: Path, programs: Path) -> None:
        self.folder = folder
        self._programs = programs
        self._numbers = count(1)

    def url(self, name: str) -> str:
        return f"postgresql://postgres@/{name}?host={self.folder}"

    def create(self, template: str = "template0") -> str:
        """A new database copied from another; its name."""
        name = f"db{next(self._numbers)}"
        with self._connected() as connection:
            # From version 15 on the quicker way with fsync off has to be asked for.
            how = "STRATEGY file_copy" if connection.info.server_version >= 150_000 else ""
            copy = sql.SQL("CREATE DATABASE {} TEMPLATE {} " + how)
            connection.execute(copy.format(sql.Identifier(name), sql.Identifier(template)))
        return name

    def drop(self, name: str) -> None:
        with self._connected() as connection:
            drop = sql.SQL("DROP DATABASE {} WITH (FORCE)")
            connection.execute(drop.format(sql.Identifier(name)))

    def cut(self, process: int) -> None:
        """Ends one connection from the server's side, as a failing network would."""
        with self._connected() as connection:
            connection.execute("SELECT pg_terminate_backend(%s)", [process])

    def forbid_writing(self, name: str, forbidden: bool = True) -> None:
        """What a standby or a full one is like: whoever connects from now on may only read."""
        with self._connected() as connection:
            forbid = sql.SQL("ALTER DATABASE {} SET default_transaction_read_only = {}")
            how = sql.Literal("on" if forbidden else "off")
            connection.execute(forbid.format(sql.Identifier(name), how))

    def stop(self) -> None:
        """Ends at once, as when the machine loses its power; what was committed is kept."""
        self._control("-m", "immediate", "stop")

    def start(self) -> None:
        """Runs again, and answers."""
        self._control("-l", f"{self.folder}/log", "-w", "-o", _options(self.folder), "start")

    def _control(self, *words: str) -> None:
        command: list[str | Path] = [self._programs / "pg_ctl", "-D", self.folder / "data", *words]
        with _start(command) as control:
            control.communicate()
        assert control.returncode == 0

    def _connected(self) -> psycopg.Connection:
        return psycopg.connect(self.url("postgres"), autocommit=True)


@contextmanager
def private_server() -> Iterator[Server]:
    """Starts a server and stops it at the end. Skips without the programs; fails under CI."""
    programs = _programs()
    folder = Path(
        tempfile.mkdtemp(prefix="pg-", dir=memory.folder())
    )  # short: a socket's path has 107 characters
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
    command: list[str | Path] = ["sh", "-c", _GUARD, "guard", programs, folder, _options(folder)]
    with _start(command) as guard:
        assert guard.stdin
        assert guard.stdout
        try:
            if guard.stdout.readline() != "ready\n":
                pytest.fail(f"PostgreSQL did not start; see {folder}")
            yield Server(folder, programs)
        finally:
            guard.stdin.close()


# The guard waits for the end of its input, which comes however our process ends, and then stops
# the server and clears away its folder.
_GUARD = """
set -e
"$1/initdb" -D "$2/data" -U postgres -A trust --no-sync -E UTF8 --locale C.UTF-8 >"$2/log"
"$1/pg_ctl" -D "$2/data" -l "$2/log" -w -o "$3" start >/dev/null
echo ready
cat
"$1/pg_ctl" -D "$2/data" -m immediate stop >/dev/null || : # a test may have killed it
rm -rf "$2"
"""


def _options(folder: Path) -> str:
    return f"{_SPEED} -c listen_addresses= -k {folder}"


def _start(command: list[str | Path]) -> subprocess.Popen[str]:
    """As the user postgres when we are root, whom the server refuses; out of reach of our keys."""
    root = os.geteuid() == 0
    return subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd="/",
        start_new_session=True,
        user="postgres" if root else None,
        group="postgres" if root else None,
        extra_groups=[] if root else None,
    )


def _programs() -> Path:
    """The folder of the server's programs: Debian keeps it off PATH, one per version."""
    if found := shutil.which("pg_ctl"):
        return Path(found).resolve().parent
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_version)
    if folders:
        return folders[-1]
    if os.environ.get("CI"):
        pytest.fail("PostgreSQL's programs are missing: `make test` installs them")
    pytest.skip("NOT TESTED ON POSTGRESQL: its programs are missing (`make test` installs them)")


def _version(folder: Path) -> int:
    return int(folder.parent.name)
