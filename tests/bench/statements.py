"""What the database alone takes for something: its statements caught, and asked once more."""

from collections.abc import Callable
from statistics import median
from typing import Any, NamedTuple

from sqlalchemy import event

from ivr.db import Database
from tests.bench.measure import WALL


class Statement(NamedTuple):
    """As the driver gets it, with its values."""

    text: str
    values: Any


class Asking:
    """All that is asked of a database while something is done, but for what is written there."""

    def __init__(self, database: Database, act: Callable[[], object]) -> None:
        self._statements = _caught(database, act)
        self._rows = database.engine.connect()
        driver: Any = self._rows.connection.driver_connection
        self._cursor = driver.cursor()

    def once(self) -> float:
        """Microseconds of asking all of it by the driver alone, each read to its end."""
        begun = WALL()
        for text, values in self._statements:
            self._cursor.execute(text, values)
            self._cursor.fetchall()
        return (WALL() - begun) * 1e6

    def close(self) -> None:
        self._rows.close()


def in_turns(asked: list[Asking], times: int) -> list[float]:
    """The median of each, asked one after the other so many times; nobody of them is left open."""
    taken = [[one.once() for one in asked] for _ in range(times)]
    for one in asked:
        one.close()
    return [median(each) for each in zip(*taken, strict=True)]


def _caught(database: Database, act: Callable[[], object]) -> list[Statement]:
    found: list[Statement] = []

    def catch(_rows: object, _cursor: object, text: str, values: Any, *_: object) -> None:
        found.append(Statement(text, values))

    event.listen(database.engine, "before_cursor_execute", catch)
    try:
        act()
    finally:
        event.remove(database.engine, "before_cursor_execute", catch)
    return [one for one in found if one.text.startswith(("SELECT", "WITH"))]
