"""What the database alone takes for something: its statements caught, and asked once more."""

from collections.abc import Callable
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

    def once(self) -> list[float]:
        """Microseconds of asking each statement by the driver alone, read to its end."""
        return [self._ask(one) for one in self._statements]

    def _ask(self, statement: Statement) -> float:
        begun = WALL()
        self._cursor.execute(statement.text, statement.values)
        self._cursor.fetchall()
        return (WALL() - begun) * 1e6

    def close(self) -> None:
        self._rows.close()


def in_turns(asked: list[Asking], times: int) -> list[float]:
    """What each takes at its quickest, asked one after the other so many times; closes them.

    What gets in the way can only add to a statement, and much does between a server and its
    client; but one that has more to do takes longer every time.
    """
    taken = [[one.once() for one in asked] for _ in range(times)]
    for one in asked:
        one.close()
    return [
        sum(min(statement) for statement in zip(*rounds, strict=True))
        for rounds in zip(*taken, strict=True)
    ]


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
