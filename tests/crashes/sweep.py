"""Every peril of every golden story in turn: a process dies there, sleeps there, or dies twice."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final, Literal

from sqlalchemy.util import await_only

from ivr.simnet.network import Network
from tests.crashes import page_tales, telephone_tales
from tests.crashes.ground import Fresh
from tests.crashes.tale import Tale, live
from tests.crashes.watch import Peril, Watch, crash

Fate = Literal["crash", "pause", "twice"]

NEVER: Final = 10**9
"""A blow that does not fall; until then perils are counted."""
NIGHT: Final = 8 * 3600.0
"""Seconds that a process sleeps."""

GOLDEN: Final = (
    Tale("a callback", telephone_tales.a_callback),
    Tale("missed twice", telephone_tales.missed_twice),
    Tale("another number", telephone_tales.another_number),
    Tale("a phone time", telephone_tales.a_phone_time),
    Tale("a visit", telephone_tales.a_visit),
    Tale("on a page", page_tales.on_a_page),
    Tale("a supervisor", page_tales.a_supervisor),
)
SHORT: Final = (GOLDEN[0], GOLDEN[2])
"""Those in which processes die twice."""


@dataclass(frozen=True, slots=True)
class Life:
    """A story lived through once: what befell it and where, and what was wrong afterwards."""

    tale: Tale
    fate: Fate
    at: tuple[int, ...]
    passed: tuple[Peril, ...]
    wrong: tuple[str, ...]

    def __str__(self) -> str:
        where = " and ".join(str(self.passed[one]) for one in self.at if one < len(self.passed))
        return f"{self.tale.name}, {self.fate} {self.at}: {where}: {'; '.join(self.wrong)}"


@dataclass
class Sleep:
    """A blow: the process does nothing for a night, and then goes on as if nothing had been. A
    server ends the transaction of who sleeps in one, which `cut` does."""

    cut: Callable[[], None]
    network: Network | None = field(default=None)

    def __call__(self, peril: Peril) -> None:
        assert self.network
        if peril.in_transaction:
            self.cut()
        await_only(self.network.clock.sleep(NIGHT))


def perils_of(tale: Tale, fresh: Fresh) -> Life:
    """The story when nothing befalls it."""
    return _lived(tale, fresh, "crash", (NEVER,))


def befall(tale: Tale, fresh: Fresh, fate: Fate, *at: int) -> Life:
    """The story when that befalls it at its peril with that number, counted from 0."""
    return _lived(tale, fresh, fate, at)


def once_each(tale: Tale, fresh: Fresh, fate: Fate, which: Iterable[int]) -> Iterator[Life]:
    for one in which:
        yield befall(tale, fresh, fate, one)


def twice_each(tale: Tale, fresh: Fresh, first: int, step: int = 1) -> Iterator[Life]:
    """It dies at the peril `first`, and again at each that comes then."""
    length = len(befall(tale, fresh, "twice", first, NEVER).passed)
    for second in range(first + 1, length, step):
        yield befall(tale, fresh, "twice", first, second)


def worth_a_pause(passed: Iterable[Peril]) -> Iterator[int]:
    """Of each kind of transaction it is enough to fall asleep in the first."""
    asleep_in: set[Peril] = set()
    for number, peril in enumerate(passed):
        if peril.in_transaction and peril in asleep_in:
            continue
        asleep_in.add(peril)
        yield number


def _lived(tale: Tale, fresh: Fresh, fate: Fate, at: tuple[int, ...]) -> Life:
    with fresh() as database:
        sleep = Sleep(fresh.cut)
        watch = Watch(sleep if fate == "pause" else crash, *at)
        wrong = live(tale, database, watch, lambda world: setattr(sleep, "network", world.network))
    return Life(tale, fate, at, tuple(watch.passed), tuple(wrong))
