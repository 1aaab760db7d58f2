"""For a while the database can be read and not be written: its disk is full, or it is a standby.

Nobody is dialled meanwhile, what callers hear is true, and all goes on by itself when it is over.
"""

import subprocess
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Final

import psycopg
import pytest

from tests.drills import ledger
from tests.drills.databases import File, Served
from tests.drills.day import rest
from tests.drills.house import House, Setting, Store, hands, house
from tests.drills.report import Drill, Report, judge
from tests.drills.traffic import traffic
from tests.drills.waiting import until

AGENTS: Final = 40
ROOM: Final = 48 * 2**20
"""Bytes on the small disk."""
_PAGE: Final = 4096
_SPEED: Final = 10.0
_WELL, _ILL, _GRACE = 8.0, 10.0, 2.0
"""Real seconds; of the last, what was decided just before may still be done."""


def full(folder: Path, store: Store, database: str) -> Report:
    """The file of SQLite on a disk of its own, which somebody fills to the last byte."""
    with _small_disk(folder / "disk") as disk:
        return _go_through(folder, File(disk), Drill("none", "disk full", database), _filled(disk))


def read_only(folder: Path, store: Store, database: str) -> Report:
    """PostgreSQL refuses to write, for connections that it has as well."""
    assert isinstance(store, Served)
    return _go_through(folder, store, Drill("none", "read-only", database), _standby(store))


def _go_through(
    folder: Path, store: Store, drill: Drill, ail: AbstractContextManager[None]
) -> Report:
    with house(folder, store, Setting("2026-11-24 09:10", _SPEED, hands(AGENTS))) as place:
        with traffic(place):
            until(lambda: place.office.rows()["attempts"], "somebody was called")
            time.sleep(_WELL)
            with ail:
                time.sleep(_GRACE)
                stopped = place.now
                time.sleep(_ILL)
                over = place.now
            until(lambda: _ordered(place, over), "agents are rung again")
        left = rest(place)
        rung = [f"an agent was rung at {one}" for one in _ordered(place, stopped, over)]
        troubled = sum(1 for _ in ledger.findings(place.lives))
        report = judge(place, drill, 1, lost=left, doubled=rung)
        return report.with_figures(**{"webhooks not answered": troubled})


def _ordered(place: House, begin: datetime, end: datetime | None = None) -> list[datetime]:
    """When agents were rung between two moments."""
    rung = (leg for leg in ledger.legs(place.lives) if leg.direction == "outbound-api")
    return [leg.created_at for leg in rung if begin < leg.created_at < (end or place.now)]


@contextmanager
def _small_disk(folder: Path) -> Iterator[Path]:
    """Skips where none may be mounted."""
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={ROOM}", "none", str(folder)]
    if subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("NOT TRIED WITH A FULL DISK: this user may mount none")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


@contextmanager
def _filled(disk: Path) -> Iterator[None]:
    ballast = disk / "ballast"
    with ballast.open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(bytes(_PAGE))
    yield
    ballast.unlink()


@contextmanager
def _standby(store: Served) -> Iterator[None]:
    _tell(store, "on")
    yield
    _tell(store, "off")


def _tell(store: Served, how: str) -> None:
    with psycopg.connect(store.server.url("postgres"), autocommit=True) as connection:
        connection.execute(f"ALTER SYSTEM SET default_transaction_read_only = {how}".encode())
        connection.execute("SELECT pg_reload_conf()")
