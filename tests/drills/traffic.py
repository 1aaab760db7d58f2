"""Traffic that never ends: citizens keep asking to be called, and agents are kept at work."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count
from threading import Event, Thread
from typing import Final

from ivr.db import Unavailable
from tests.drills.house import House
from tests.drills.town import ANSWERS, DECLINES, NoAnswerError

AT_ONCE: Final = 12
"""So many requests are kept waiting for the agents."""
_PACE: Final = 0.25
"""Real seconds between two who ask."""


class Traffic:
    """Goes on beside everything else, whoever of us is dead just then, until it is `over`."""

    def __init__(self, place: House) -> None:
        self._place = place
        self._numbers = count(1)
        self._over = Event()
        self._thread = Thread(target=self._go_on, daemon=True)
        self._thread.start()

    def end(self) -> None:
        self._over.set()
        self._thread.join()

    def _go_on(self) -> None:
        while not self._over.wait(_PACE):
            with suppress(Unavailable, NoAnswerError):
                self._place.office.sends_to_work(self._place.now)
                if self._place.office.waiting() < AT_ONCE:
                    somebody_calls(self._place, next(self._numbers))
                    somebody_has_called(self._place, next(self._numbers))


@contextmanager
def traffic(place: House) -> Iterator[None]:
    """Flows while entered."""
    new = Traffic(place)
    try:
        yield
    finally:
        new.end()


def somebody_calls(place: House, n: int) -> None:
    place.town.asks_for_a_call(_somebody(place, n))


def somebody_has_called(place: House, n: int) -> None:
    """Whose request is there already: calls that take long seldom outlive a storm."""
    place.office.is_asked(_somebody(place, n), place.now)


def _somebody(place: House, n: int) -> str:
    """Every third won't take the call that comes, and gets a text for that."""
    number = f"+35840{1_000_000 + n}"
    place.town.settle(number, ANSWERS if n % 3 else DECLINES)
    return number
