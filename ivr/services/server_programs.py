"""PostgreSQL's own programs, which store and bring back whole databases.

Passwords go to them by their environment: everyone on a machine can read a command line.
Source: PostgreSQL, "pg_dump", "pg_restore", "Environment Variables" of libpq.
"""

import os
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import IO, Final, Literal

from sqlalchemy import make_url

Program = Literal["pg_dump", "pg_restore"]

_COMPLAINT: Final = 300
"""So much of what a program complains of is told."""


class ProgramFailed(Exception):
    """The program is not installed, or said that it could not do it."""


def run(program: Program, words: Sequence[str], url: str | None = None) -> None:
    """Run it to its end, on the database at `url` if one is given. Raises ProgramFailed."""
    with printed(program, words, url) as lines:
        for _ in lines:
            pass


@contextmanager
def printed(
    program: Program, words: Sequence[str], url: str | None = None
) -> Iterator[Iterator[str]]:
    """The lines that it prints, as they come; to be read to the last. Raises ProgramFailed."""
    where, environment = _address(url) if url else ([], {})
    with tempfile.TemporaryFile() as complaints:
        process = _started([program, *where, *words], {**os.environ, **environment}, complaints)
        with process:
            assert process.stdout  # noqa: S101
            yield iter(process.stdout)
        if process.returncode:
            raise ProgramFailed(f"{program} failed: {_words(complaints)}")


def _started(
    command: list[str], environment: dict[str, str], complaints: IO[bytes]
) -> subprocess.Popen[str]:
    try:
        return subprocess.Popen(  # noqa: S603
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=complaints,
            env=environment,
            encoding="utf-8",
            errors="replace",
        )
    except FileNotFoundError:
        raise ProgramFailed(
            f"{command[0]} is not installed: it comes with PostgreSQL's client programs."
        ) from None


def _address(url: str) -> tuple[list[str], dict[str, str]]:
    address = make_url(url)
    bare = address.set(drivername="postgresql", password=None).render_as_string()
    secret = {"PGPASSWORD": str(address.password)} if address.password else {}
    return [f"--dbname={bare}"], secret


def _words(complaints: IO[bytes]) -> str:
    complaints.seek(0)
    return " ".join(complaints.read().decode("utf-8", "replace").split())[:_COMPLAINT]
