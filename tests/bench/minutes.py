"""Phone times come due: a look for them takes the same, however many are booked for later."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, ExitStack
from datetime import datetime, timedelta
from itertools import count
from typing import Any, cast

from sqlalchemy import Table, insert, select, update

from ivr.db import Database, find, plainly
from ivr.models import Booking, Line, Slot
from ivr.services import phone_times, sweeps
from tests import make
from tests.bench import crowd, office
from tests.bench.figures import Figure
from tests.bench.measure import WALL, Work, side_by_side
from tests.diaries import a_diary, a_time

ROUNDS, EACH = 5, 20
SIZES = (100, 100_000)


def figures(postgresql: Sequence[str]) -> list[Figure]:
    """Wall time of a beat's look with nothing due, and of handing one phone time over."""
    rows = _coming("SQLite FULL", [office.sqlite() for _ in SIZES])
    if postgresql:
        rows += _coming("PostgreSQL", [office.postgresql(url) for url in postgresql])
    return rows


def _coming(kind: str, places: Sequence[AbstractContextManager[Database]]) -> list[Figure]:
    with ExitStack() as stack:
        coming = [
            _Coming(stack.enter_context(place), size)
            for size, place in zip(SIZES, places, strict=True)
        ]
        looks = _measured(f"{kind}: a look", [one.look for one in coming])
        return looks + _measured(f"{kind}: one handed over", [one.hand_over for one in coming])


def _measured(what: str, works: Sequence[Callable[[int], Sequence[Work]]]) -> list[Figure]:
    contestants = {
        f"{what}, {size:,} booked": work for size, work in zip(SIZES, works, strict=True)
    }
    taken = side_by_side(contestants, rounds=ROUNDS, each=EACH, clock=WALL)
    few, many = taken.values()
    return [
        *(Figure(name, time, "us") for name, time in taken.items()),
        Figure(f"   {SIZES[1]:,} / {SIZES[0]:,}", many / few, "times", 1.5, 1.1),
    ]


class _Coming:
    """So many phone times, all of them for later; and those that are due, made when asked for."""

    def __init__(self, database: Database, many: int) -> None:
        self._database, self._numbers = database, count(many + 1)
        with database.writing() as session:
            line = session.scalars(select(Line)).one()
            diary = a_diary(session, line=line, language="fi")
            slot = a_time(session, diary, make.NOW, 2 * many, taken=many)
            self._same = _booking(line.id, slot.id, make.a_contact(session).id)
            later = (make.NOW + timedelta(hours=1, seconds=n) for n in range(many))
            rows = [self._row(n, at) for n, at in enumerate(later, 1)]
            plainly(session).execute(insert(cast(Table, Booking.__table__)), rows)
        crowd.analyze(database)

    def look(self, many: int) -> Sequence[Work]:
        return [self._look] * many

    def hand_over(self, many: int) -> Sequence[Work]:
        with self._database.writing() as session:
            for number in (next(self._numbers) for _ in range(many)):
                contact = {"contact_id": make.a_contact(session).id}
                session.add(Booking(**self._row(number, make.NOW) | contact))
            session.execute(update(Slot).values(taken=Slot.taken + many))
        return [self._hand_over] * many

    def _look(self) -> None:
        if sweeps.run(self._database, sweeps.PHONE_TIMES, make.NOW):
            raise RuntimeError("something was due")

    def _hand_over(self) -> None:
        with self._database.reading() as session:
            due = find(session, phone_times.DUE, make.NOW)
        with self._database.writing() as session:
            if not phone_times.hand_over(session, due[0], make.NOW):
                raise RuntimeError("nothing was handed over")

    def _row(self, number: int, starts_at: datetime) -> dict[str, Any]:
        own = {"public_id": f"{number}", "holder": f"web:{number}", "seat": number}
        return {**self._same, **own, "starts_at": starts_at}


def _booking(line_id: int, slot_id: int, contact_id: int) -> dict[str, Any]:
    return {
        "kind": "phone_time",
        "line_id": line_id,
        "slot_id": slot_id,
        "contact_id": contact_id,
        "language": "fi",
        "number_source": "shown",
        "channel": "phone",
        "state": "booked",
        "state_since": make.NOW,
        "booked_at": make.NOW,
        "version": 0,
    }
