"""What is free in a month: the same, however many have booked; and how long laying out takes."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, ExitStack
from statistics import median
from typing import Any, cast

from sqlalchemy import Table, event, insert, select, update
from sqlalchemy.orm import Session

from ivr.db import Database, plainly
from ivr.models import Booking, Line, Slot
from ivr.services import diaries, free_times, points
from tests import make
from tests.bench import crowd, office
from tests.bench.figures import Figure
from tests.bench.measure import CPU, WALL, Work, side_by_side
from tests.diaries import a_point

ROUNDS, EACH = 5, 20
SIZES = (100, 100_000)
DESKS = 300
WEEK = {day: ["09:00", "16:00"] for day in ("mon", "tue", "wed", "thu", "fri")}
A_MONTH = 31


def figures(postgresql: Sequence[str]) -> list[Figure]:
    """Wall time of asking for a page of a month and for three offers; the database's part of it."""
    rows = _asking("SQLite", [office.sqlite() for _ in SIZES], _in_process)
    if postgresql:
        places = [office.postgresql(url) for url in postgresql]
        rows += _asking("PostgreSQL", places, _on_the_server)
    return [*rows, _laying_out()]


def _asking(
    kind: str,
    places: Sequence[AbstractContextManager[Database]],
    database_time: Callable[["_Asking"], float],
) -> list[Figure]:
    with ExitStack() as stack:
        asking = {}
        for size, place in zip(SIZES, places, strict=True):
            database = stack.enter_context(place)
            _book(database, size)
            asking[f"{size:,} booked"] = _Asking(stack.enter_context(database.reading()))
        contestants = {
            f"{kind}: {what}, {size}": work
            for size, one in asking.items()
            for what, work in (("a month", one.month), ("three offers", one.offers))
        }
        taken = side_by_side(contestants, rounds=ROUNDS, each=EACH, clock=WALL)
        alone = {size: database_time(one) for size, one in asking.items()}
    rows = [Figure(name, time, "us") for name, time in taken.items()]
    few, many = alone.values()
    return [
        *rows,
        *(
            Figure(f"   a month, database alone, {size}", time, "us", 1_000, 500)
            for size, time in alone.items()
        ),
        Figure(f"   {SIZES[1]:,} / {SIZES[0]:,}", many / few, "times", 1.5, 1.1),
    ]


def _in_process(asking: "_Asking") -> float:
    """Microseconds of SQLite's own: the statement alone, read to its end."""
    driver: Any = asking.session.connection().connection.driver_connection
    statement, values = asking.written()
    spent = []
    for _ in range(ROUNDS * EACH):
        begun = CPU()
        driver.execute(statement, values).fetchall()
        spent.append(CPU() - begun)
    return median(spent) * 1e6


def _on_the_server(asking: "_Asking") -> float:
    """Microseconds by PostgreSQL's own clock, planning included."""
    statement, values = asking.written()
    explained = f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {statement}"
    spent = []
    for _ in range(ROUNDS * EACH):
        (plan,) = asking.session.connection().exec_driver_sql(explained, values).scalar_one()
        spent.append(plan["Planning Time"] + plan["Execution Time"])
    return median(spent) * 1e3


class _Asking:
    def __init__(self, session: Session) -> None:
        self.session = session
        self._diary = diaries.of_point(session, points.by_key(session, "kuhmo").id)

    def month(self, many: int) -> Sequence[Work]:
        return [self._month] * many

    def offers(self, many: int) -> Sequence[Work]:
        return [self._offers] * many

    def written(self) -> tuple[str, Any]:
        """The statement of a month as the driver gets it, and its values."""
        caught: list[tuple[str, Any]] = []

        def catch(_rows: object, _cursor: object, statement: str, values: Any, *_: object) -> None:
            caught.append((statement, values))

        rows = self.session.connection()
        event.listen(rows, "before_cursor_execute", catch)
        self._month()
        event.remove(rows, "before_cursor_execute", catch)
        return caught[-1]

    def _month(self) -> None:
        if len(free_times.next_days(self.session, self._diary, make.NOW, limit=A_MONTH)) < A_MONTH:
            raise RuntimeError("not every day is free")

    def _offers(self) -> None:
        if not free_times.free(self.session, self._diary, make.NOW, limit=3):
            raise RuntimeError("nothing is free")


def _book(database: Database, many: int) -> None:
    """A point with hundreds of desks, and so many bookings, evenly on all of its times."""
    with database.writing() as session:
        a_point(session, hours=WEEK, desks=DESKS)
        diaries.extend(session, make.NOW)
        line_id, contact = session.scalars(select(Line.id)).one(), make.a_contact(session)
        times = session.execute(select(Slot.id, Slot.starts_at).order_by(Slot.id)).all()
        same = _booking(line_id, contact.id)
        rows = [
            {**same, **_own(number, *times[number % len(times)], len(times))}
            for number in range(many)
        ]
        plainly(session).execute(insert(cast(Table, Booking.__table__)), rows)
        _count(session, many, len(times))
    crowd.analyze(database)


def _count(session: Session, many: int, times: int) -> None:
    each, rest = divmod(many, times)
    session.execute(update(Slot).values(taken=each))
    first = select(Slot.id).order_by(Slot.id).limit(rest)
    session.execute(update(Slot).where(Slot.id.in_(first)).values(taken=each + 1))


def _own(number: int, slot_id: int, starts_at: object, times: int) -> dict[str, Any]:
    seat = number // times + 1
    return {
        "public_id": f"{number}",
        "holder": f"web:{number}",
        "slot_id": slot_id,
        "starts_at": starts_at,
        "seat": seat,
    }


def _booking(line_id: int, contact_id: int) -> dict[str, Any]:
    return {
        "kind": "visit",
        "line_id": line_id,
        "language": "fi",
        "contact_id": contact_id,
        "number_source": "shown",
        "channel": "phone",
        "state": "booked",
        "state_since": make.NOW,
        "booked_at": make.NOW,
        "version": 0,
    }


def _laying_out() -> Figure:
    """A new point that is open five days a week: all of its times up to its horizon."""
    spent = []
    for _ in range(3):
        with office.sqlite() as database:
            begun = WALL()
            with database.writing() as session:
                a_point(session, hours=WEEK)
                times = diaries.extend(session, make.NOW)
            spent.append((WALL() - begun) * 1e3)
    return Figure(f"SQLite FULL: laying out {times} times of a new point", median(spent), "ms")
