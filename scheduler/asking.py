"""Asking: what the webhooks left open is asked of the network, a few questions at each beat."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

import structlog

from ivr.db import Database, Session, Unavailable
from scheduler.questions import AboutAttempts, AboutCalls, AboutTexts, Network

_log = structlog.get_logger(__name__)


class Subject(Protocol):
    """One kind of thing that may be in doubt."""

    def due(self, session: Session, now: datetime) -> Sequence[int]:
        """A bounded number of what may be asked about now, by id."""
        ...

    def ask(self, one: int) -> bool:
        """Ask about one of them, and settle what can be; False if the network gave no answer."""
        ...


@dataclass(frozen=True, slots=True)
class Asking:
    """One beat. A network that gives no answer is left alone until the next one."""

    database: Database
    network: Network
    now: Callable[[], datetime]
    stopping: Callable[[], bool]

    def __call__(self) -> None:
        for kind in (AboutAttempts, AboutCalls, AboutTexts):
            self._ask_about(kind(self.database, self.network, self.now))

    def _ask_about(self, subject: Subject) -> None:
        with self.database.reading() as session:
            due = subject.due(session, self.now())
        for one in due:
            if self.stopping() or not _asked(subject, one):
                break


def _asked(subject: Subject, one: int) -> bool:
    """What can't be asked about hinders nothing behind it."""
    try:
        return subject.ask(one)
    except Unavailable:
        raise
    except Exception:
        _log.exception("asking failed", subject=type(subject).__name__, id=one)
        return True
