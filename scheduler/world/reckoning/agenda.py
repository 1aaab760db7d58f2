"""What is to happen, in order of time; and a trace of what has happened."""

from array import array
from collections.abc import Callable
from datetime import datetime, timedelta
from hashlib import sha256
from heapq import heappop, heappush
from typing import Any, Protocol


class Numbered(Protocol):
    """Whomever or whatever something happens to."""

    @property
    def id(self) -> int: ...


Happens = Callable[[Any], None]


class Agenda:
    """What is due at the same moment happens in the order in which it was planned."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.happened = 0
        self._planned = 0
        self._due: list[tuple[datetime, int, Happens, Numbered]] = []
        self._lines = array("d")
        self._names: dict[str, int] = {}
        self._sealed = ""

    @property
    def has_more(self) -> bool:
        """Whether anything is still to happen."""
        return bool(self._due)

    def at(self, moment: datetime, what: Happens, whom: Numbered) -> None:
        """Plans it for a moment, which may not have passed."""
        self._planned += 1
        heappush(self._due, (moment, self._planned, what, whom))

    def after(self, seconds: float, what: Happens, whom: Numbered) -> None:
        """Plans it for so many seconds from now."""
        self._planned += 1
        moment = self.now + timedelta(seconds=seconds)
        heappush(self._due, (moment, self._planned, what, whom))

    def run(self, until: datetime) -> None:
        """Lets everything happen that is due before a moment."""
        due, pop, names, line = self._due, heappop, self._names, self._lines.extend
        while due and due[0][0] < until:
            self.now, _, what, whom = pop(due)
            self.happened += 1
            what(whom)
            name = names.setdefault(what.__name__, len(names))
            line((self.now.timestamp(), name, whom.id))
        self.now = max(self.now, until)

    def seal(self) -> str:
        """The hash of all that has happened, in order: when, what, and to whom."""
        if self._lines:
            told = f"{self._sealed} {list(self._names)} ".encode() + self._lines.tobytes()
            self._sealed = sha256(told).hexdigest()
            del self._lines[:]
        return self._sealed
