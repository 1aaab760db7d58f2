"""One of several who want the same callbacks: `python -m tests.drills.claimer URL RULE FILE GO`.

By `our` rule it is the scheduler's own hand, without a pause between calls. By the `naive` one it
looks for the first callback and then takes it, as it must not be done. Whatever is taken is
written into the file, one callback a line. All begin when the file GO is there.
"""

import sys
import time
from collections.abc import Callable
from datetime import timedelta
from itertools import count
from os import getpid
from pathlib import Path
from typing import TextIO

from sqlalchemy import select, update

from ivr.db import Database, Waits, make_engine
from ivr.models import Attempt, Callback
from ivr.telephony.client import AgentLeg, Placed, Result
from scheduler.dial import Dial
from tests import make

_PATIENT = Waits(lock=60, pool=60, whole=120)
_READY = select(Callback.id).where(Callback.state == "ready")


class Ordered:
    """A network that takes every order, and writes it down before it says so."""

    def __init__(self, database: Database, file: TextIO) -> None:
        self._database, self._file = database, file
        self._numbers = count(1)

    def call_agent(self, leg: AgentLeg) -> Result:
        with self._database.reading() as session:
            of = select(Attempt.callback_id).where(Attempt.token == leg.token)
            print(session.scalar(of), file=self._file, flush=True)
        return Placed(f"CA{getpid():016x}{next(self._numbers):016x}")

    def cancel(self, sid: str) -> Result:
        raise AssertionError(f"nobody has wanted {sid} to end")

    def send_text(self, to: str, from_: str, body: str, token: str) -> Result:
        raise AssertionError(f"nobody has written to {to}")


def ours(database: Database, file: TextIO) -> Callable[[], object]:
    dialler = Ordered(database, file)
    return Dial(database, dialler, lambda: make.NOW, lambda: False, timedelta()).ring_one


def naive(database: Database, file: TextIO) -> Callable[[], object]:
    def take() -> None:
        with database.reading() as session:
            first = session.scalar(_READY.order_by(Callback.arrived_at, Callback.id).limit(1))
        with database.writing() as session:
            session.execute(update(Callback).where(Callback.id == first).values(state="offered"))
        print(first, file=file, flush=True)

    return take


def main(url: str, rule: str, file: str, go: str) -> None:
    database = Database(make_engine(url, _PATIENT))
    with Path(file).open("w", encoding="ascii") as taken:
        take = {"ours": ours, "naive": naive}[rule](database, taken)
        while not Path(go).exists():
            time.sleep(0.01)
        while _is_work_left(database):
            take()
    database.close()


def _is_work_left(database: Database) -> bool:
    with database.reading() as session:
        return session.scalar(_READY.limit(1)) is not None


if __name__ == "__main__":
    main(*sys.argv[1:])
