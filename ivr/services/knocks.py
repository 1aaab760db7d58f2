"""Knocks: how often somebody may try to log in. Wrong tries make the next ones wait, softly.

Nobody is locked out. Names and addresses share a bounded number of rows by their hash, so what
is tried can't fill the database; two that share one only wait a little for each other.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

from sqlalchemy.orm import Session

from ivr.db import racing_insert
from ivr.models import Pace

ROWS: Final = 4096
"""Rows for each kind of door."""

_BEGIN = racing_insert(Pace)


@dataclass(frozen=True, slots=True)
class Allowance:
    """`tries` at once, then one in every `each`."""

    tries: int
    each: timedelta


NAME: Final = Allowance(5, timedelta(minutes=3))
ADDRESS: Final = Allowance(20, timedelta(seconds=45))
BROWSER: Final = Allowance(10, timedelta(minutes=1))
"""A browser that has been logged in by this name before: it waits for none but itself."""

PROOF: Final = Allowance(5, timedelta(minutes=3))
"""Of codes, or of the password once more, by whoever has come so far."""

ASKING: Final = Allowance(12, timedelta(minutes=3))
"""Of proofs of a number, from one address: a household, or a library with many readers."""


def door(kind: str, value: str) -> str:
    """The row that a name, address or browser shares with a few others."""
    return f"{kind}:{int.from_bytes(sha256(value.encode()).digest()[:4]) % ROWS}"


def knock(session: Session, doors: Mapping[str, Allowance], now: datetime) -> timedelta:
    """Count a try at each of these doors; or, uncounted, how long it has to wait."""
    rows = {key: _row(session, key, now) for key in sorted(doors)}
    wait = max(_wait(rows[key], doors[key], now) for key in doors)
    if wait <= timedelta():
        for key, allowance in doors.items():
            rows[key].next_at = _clear(rows[key], allowance, now) + allowance.each
        return timedelta()
    return wait


def forgive(session: Session, doors: Mapping[str, Allowance], now: datetime) -> None:
    """It was the right password: the try is not counted after all."""
    for key in sorted(doors):
        row = _row(session, key, now)
        row.next_at = max(now, row.next_at - doors[key].each)


def _row(session: Session, key: str, now: datetime) -> Pace:
    """The row, locked: tries at the same door are counted one after the other."""
    session.execute(_BEGIN, {"key": key, "next_at": now})
    return session.get_one(Pace, key, populate_existing=True, with_for_update=True)


def _clear(row: Pace, allowance: Allowance, now: datetime) -> datetime:
    """When all tries are to be had again; a clock that was put back does not close the door."""
    latest = now + allowance.tries * allowance.each
    return min(max(now, row.next_at), latest)


def _wait(row: Pace, allowance: Allowance, now: datetime) -> timedelta:
    """Until there is room for one more."""
    room = (allowance.tries - 1) * allowance.each
    return _clear(row, allowance, now) - now - room
