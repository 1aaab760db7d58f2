"""Asking: what the webhooks left open is asked of the network, a few questions at each beat."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol

import structlog

from ivr.db import Database, Glance, Unavailable
from ivr.services import doubts, open_calls, text_doubts
from scheduler.questions import AboutAttempts, AboutCalls, AboutTexts, Network

MOST: Final = 20
"""The most of a kind that one beat asks about."""

_GLANCE: Final = Glance(
    {
        "silent": doubts.SILENT,
        "stray": doubts.STRAY,
        "calls": open_calls.DUE,
        "texts": text_doubts.DUE,
    }
)
_SUBJECTS: Final[Mapping[type[AboutAttempts | AboutCalls | AboutTexts], Sequence[str]]] = {
    AboutAttempts: ("silent", "stray"),
    AboutCalls: ("calls",),
    AboutTexts: ("texts",),
}

_log = structlog.get_logger(__name__)


class Subject(Protocol):
    """One kind of thing that may be in doubt."""

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
        with self.database.reading() as session:
            due = _GLANCE.at(session, self.now())
        for kind, finds in _SUBJECTS.items():
            subject = kind(self.database, self.network, self.now)
            self._ask_about(subject, [one for name in finds for one in due[name][:MOST]])

    def _ask_about(self, subject: Subject, due: Sequence[int]) -> None:
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
