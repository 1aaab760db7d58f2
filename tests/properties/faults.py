"""Faults between two statements: a process that dies, or another that comes in between."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from ivr.db import Database


class Crash(BaseException):
    """The process is gone; nothing may catch this."""


class Faults:
    """Counts the statements of an armed transaction; before the one foreseen, something happens.

    A commit counts as a statement.
    """

    def __init__(self, database: Database) -> None:
        self._planned: Callable[[], None] | None = None
        self._left, self._at, self._armed, self._held = 0, 0, False, False
        self._alone = database.engine.dialect.name == "sqlite"
        event.listen(database.engine, "before_cursor_execute", self._statement)
        event.listen(database.engine, "commit", lambda _connection: self._count())

    def crash_at(self, statement: int) -> None:
        """The next transaction dies there, if it gets so far."""
        self._planned, self._at = _die, statement

    def come_between(self, statement: int, act: Callable[[], None]) -> None:
        """`act` happens before that statement, unless rows have been locked or written by then.

        SQLite lets no other writer in between: there it happens beforehand.
        """
        if self._alone:
            act()
        else:
            self._planned, self._at = act, statement

    def clear(self) -> None:
        self._planned = None

    @contextmanager
    def armed(self) -> Iterator[None]:
        self._armed, self._left, self._held = self._planned is not None, self._at, False
        try:
            yield
        finally:
            self._planned, self._armed = None, False

    def _statement(self, _connection: Any, _cursor: Any, text: str, *_: Any) -> None:
        self._count()
        self._held |= "UPDATE" in text or text.startswith("INSERT")

    def _count(self) -> None:
        if not self._armed or self._planned is None:
            return
        self._left -= 1
        if self._left < 0:
            strike, self._planned = self._planned, None
            if strike is _die or not self._held:
                strike()


def _die() -> None:
    raise Crash
