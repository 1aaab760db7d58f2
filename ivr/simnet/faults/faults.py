"""The faults of one network: which are switched on, and whether one strikes now."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from random import Random

from ivr.simnet.events import EventLog
from ivr.simnet.faults.fault import Fault, Occasion
from ivr.simnet.faults.kinds import KINDS, Place, at


@dataclass(slots=True)
class _Armed:
    """A fault that is on. Its own stream of chance keeps its draws apart from all others."""

    fault: Fault
    random: Random
    fitting: int = 0

    def draw(self, occasion: Occasion, now: datetime) -> bool:
        """Whether it strikes; each fitting occasion is counted, and drawn for, exactly once."""
        if not self.fault.fits(occasion, now):
            return False
        self.fitting += 1
        chance = self.random.random()
        if self.fault.nth is not None:
            return self.fitting == self.fault.nth
        return chance < self.fault.probability


class Faults:
    """At most one fault strikes an occasion: the first of the table whose draw says so."""

    def __init__(
        self, seed: int, now: Callable[[], datetime], log: EventLog, wanted: Iterable[Fault] = ()
    ) -> None:
        self._seed, self._now, self._log = seed, now, log
        self._armed: dict[str, list[_Armed]] = {}
        self._injected: dict[str, int] = {}
        self.set(*wanted)

    @property
    def on(self) -> tuple[Fault, ...]:
        """What is switched on."""
        return tuple(one.fault for armed in self._armed.values() for one in armed)

    @property
    def injected(self) -> Mapping[str, int]:
        """How often each fault has struck so far, also those that are off again."""
        return dict(self._injected)

    def set(self, *faults: Fault) -> None:
        """Switches these on, each name in place of all of that name before."""
        for name in {fault.name: None for fault in faults}:
            same = [fault for fault in faults if fault.name == name]
            self._armed[name] = [
                _Armed(fault, Random(f"{self._seed}/faults/{name}/{place}"))
                for place, fault in enumerate(same)
            ]

    def clear(self, *names: str) -> None:
        """Switches these off; all without a name."""
        for name in names or tuple(self._armed):
            self._armed.pop(name, None)

    def strike(self, *places: Place, occasion: Callable[[], Occasion]) -> Fault | None:
        """The fault that strikes now at one of these places, written down; None if none does.

        `occasion` is asked only if any fault there is on.
        """
        armed = [one for name in at(*places) for one in self._armed.get(name, ())]
        if not armed:
            return None
        there, now = occasion(), self._now()
        struck = [one.fault for one in armed if one.draw(there, now)]
        if not struck:
            return None
        self._note(struck[0], there, now)
        return struck[0]

    def _note(self, fault: Fault, there: Occasion, now: datetime) -> None:
        self._injected[fault.name] = self._injected.get(fault.name, 0) + 1
        self._log.note(now, there.sid, "fault", name=fault.name, what=fault.what, path=there.path)


def overview(faults: Faults) -> list[dict[str, object]]:
    """Every fault there is, in the order of the table, with how things stand with it."""
    on: dict[str, list[Fault]] = {}
    for fault in faults.on:
        on.setdefault(fault.name, []).append(fault)
    return [
        {
            "name": name,
            "what": kind.what,
            "on": [str(fault) for fault in on.get(name, ())],
            "probability": max((fault.probability for fault in on.get(name, ())), default=0),
            "injected": faults.injected.get(name, 0),
        }
        for name, kind in KINDS.items()
    ]
