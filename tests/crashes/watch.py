"""What is to befall a process, and at which peril: counted, so that each gets its turn."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType
from typing import Any, Final

from sqlalchemy import Engine, event

Blow = Callable[["Peril"], None]
"""What happens at a peril; what it raises is raised there."""

OUTSIDE: Final = frozenset({"committed", "asking", "answered", "backed up"})
"""At these no transaction is under way; at all others one is."""

_OURS: Final = ("scheduler.", "ivr.web.", "ivr.services.", "ivr.commands.")
_PASSED_ON: Final = ("ivr.web.trouble", "ivr.web.gate", "ivr.web.shield", "scheduler.world")
"""These only hand on what another has asked for."""
_AROUND_COMMIT: Final = ("committing", "committed")
_SIGNS_OF_LIFE: Final = ("scheduler.upkeep._sign_on",)


class Crashed(BaseException):
    """The process is gone: nothing in it may catch this, and its transaction is lost."""


@dataclass(frozen=True, slots=True)
class Peril:
    """Its name, and the view or beat that has come to it."""

    name: str
    where: str

    @property
    def in_transaction(self) -> bool:
        return self.name not in OUTSIDE

    def __str__(self) -> str:
        return f"{self.name} in {self.where}"


def crash(peril: Peril) -> None:
    """The process dies at once."""
    raise Crashed(str(peril))


class Watch:
    """Hears of perils, and strikes with `blow` when as many have been passed as `at` says; each
    of them later than the one before.

    A transaction that changes nothing is no peril; a scheduler's sign of life is one once.
    """

    def __init__(self, blow: Blow = crash, *at: int) -> None:
        self.passed: list[Peril] = []
        self._blow, self._at = blow, at
        self._exposed = self._changes = False
        self._has_written: Callable[[], bool] = bool

    def follow(self, engine: Engine) -> None:
        """From now on it is known which transactions of this database change anything."""
        self._has_written = Changes(engine)

    def rest(self) -> None:
        """From now on nothing strikes, and nothing is counted."""
        self._at = ()

    @property
    def is_over(self) -> bool:
        """Whether nothing will strike any more."""
        return not self._at or len(self.passed) > self._at[-1]

    @contextmanager
    def exposed(self) -> Iterator[None]:
        """Within it a process of ours is at work, and can be struck."""
        before, self._exposed = self._exposed, True
        try:
            yield
        finally:
            self._exposed = before

    def __call__(self, name: str) -> None:
        if name == "committing":
            self._changes = self._has_written()
        if self._exposed and (self._changes or name not in _AROUND_COMMIT):
            self._pass(Peril(name, _where(sys._getframe(2))))

    def _pass(self, peril: Peril) -> None:
        if peril.where in _SIGNS_OF_LIFE and peril in self.passed:
            return
        self.passed.append(peril)
        if len(self.passed) - 1 in self._at:
            self._blow(peril)


class Changes:
    """Whether the transaction on the connection that was taken last, and is still in use, has
    written anything."""

    def __init__(self, engine: Engine) -> None:
        on_sqlite = engine.dialect.name == "sqlite"
        self._ask = _sqlite_changes if on_sqlite else _postgresql_changes
        self._in_use: dict[Any, object] = {}
        event.listen(engine, "checkout", self._taken)
        event.listen(engine, "checkin", self._given_back)

    def __call__(self) -> bool:
        connection, before = list(self._in_use.items())[-1]
        return self._ask(connection) != before

    def _taken(self, connection: Any, _record: object, _fairy: object) -> None:
        self._in_use[connection] = getattr(connection, "total_changes", None)

    def _given_back(self, connection: Any, _record: object) -> None:
        self._in_use.pop(connection, None)


def _sqlite_changes(connection: Any) -> object:
    return connection.total_changes


def _postgresql_changes(connection: Any) -> object:
    """The number of the transaction, which it only gets by its first change or lock."""
    [number] = connection.execute("SELECT pg_current_xact_id_if_assigned()::text").fetchone()
    return number


def _where(frame: FrameType | None) -> str:
    """The beat's part that is at work, or the view."""
    names = [name for name in _names(frame) if not name.startswith(_PASSED_ON)]
    beats = [name for name in names if name.startswith("scheduler.")]
    return next(iter(beats or names[::-1]), "")


def _names(frame: FrameType | None) -> Iterator[str]:
    """The functions of ours under way, the innermost first."""
    while frame:
        module = frame.f_globals.get("__name__", "")
        if module.startswith(_OURS):
            yield f"{module}.{frame.f_code.co_name}"
        frame = frame.f_back
