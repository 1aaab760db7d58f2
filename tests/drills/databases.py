"""The two kinds of database, as something that can be killed and started again."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
from psycopg import sql

from tests.drills.waiting import until
from tests.postgres import Server, private_server
from tests.stories.demonstration import descendants


@dataclass(frozen=True, slots=True)
class File:
    """SQLite's file, in which nothing runs."""

    folder: Path

    @property
    def url(self) -> str:
        return f"sqlite:///{self.folder / 'drill.db'}"

    def kill(self) -> None:
        """What runs is in the processes that use it."""

    start = kill


@dataclass(frozen=True, slots=True)
class Served:
    """A database of a private server. It commits as a real one does: not before it is written."""

    server: Server
    name: str
    left: set[int] = field(default_factory=set)

    @property
    def url(self) -> str:
        return self.server.url(self.name)

    @property
    def socket(self) -> Path:
        return self.server.folder / ".s.PGSQL.5432"

    def kill(self) -> None:
        """The first process of the server, and it alone: the others notice that, and end."""
        first = self._pid
        os.kill(first, signal.SIGSTOP)  # so that no other is born meanwhile
        self.left.update(descendants(first), {first})
        os.kill(first, signal.SIGKILL)

    def start(self) -> None:
        """Not before the last of its old processes has let go of the memory they share."""
        until(lambda: not any(_runs(pid) for pid in self.left), "the server's processes have gone")
        until(self._starts, "the server starts")

    def _starts(self) -> bool:
        """Not if a process that was born in the last moment still holds on."""
        with suppress(AssertionError):
            self.server.start()
            return True
        return False

    @property
    def _pid(self) -> int:
        return int((self.server.folder / "data/postmaster.pid").read_text().split()[0])


@dataclass(frozen=True, slots=True)
class Reached:
    """A served database behind a door at `port` of this machine."""

    served: Served
    port: int

    @property
    def url(self) -> str:
        return f"postgresql://postgres@127.0.0.1:{self.port}/{self.served.name}"

    def kill(self) -> None:
        self.served.kill()

    def start(self) -> None:
        self.served.start()


def _runs(pid: int) -> bool:
    with suppress(OSError):
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    return False


@contextmanager
def served() -> Iterator[Served]:
    """On a server of its own, since it is killed and others are not to feel it."""
    with private_server() as server:
        name = server.create()
        with psycopg.connect(server.url("postgres"), autocommit=True) as connection:
            surely = sql.SQL("ALTER DATABASE {} SET synchronous_commit = on")
            connection.execute(surely.format(sql.Identifier(name)))
        yield Served(server, name)
