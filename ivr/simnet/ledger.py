"""Every leg and text that was, for assertions and for the REST lists; bounded."""

from collections.abc import Callable
from typing import Generic, TypeVar

from ivr.simnet.legs import Leg
from ivr.simnet.texts import Text

Entry = TypeVar("Entry", Leg, Text)


class Book(Generic[Entry]):
    """Values by name in the order of their creation; the oldest finished make room."""

    def __init__(self, remembered: int, finished: Callable[[Entry], bool]) -> None:
        self._remembered = remembered
        self._finished: Callable[[Entry], bool] = finished
        self._entries: dict[str, Entry] = {}

    def write(self, entry: Entry) -> None:
        """Enters a new value or replaces the former one of the same name."""
        self._entries[entry.sid] = entry
        if len(self._entries) > self._remembered:
            self._make_room()

    def get(self, sid: str) -> Entry | None:
        """The value of that name as it is now."""
        return self._entries.get(sid)

    def all(self) -> tuple[Entry, ...]:
        """All values, oldest first."""
        return tuple(self._entries.values())

    def _make_room(self) -> None:
        for sid, entry in self._entries.items():
            if self._finished(entry):
                del self._entries[sid]
                return


class Ledger:
    """The legs and the texts of one network."""

    def __init__(self, remembered: int) -> None:
        self.legs: Book[Leg] = Book(remembered, lambda leg: not leg.live)
        self.texts: Book[Text] = Book(remembered, lambda text: True)
