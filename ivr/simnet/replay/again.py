"""People who do again what a record says."""

from collections import defaultdict, deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final, cast

from ivr.simnet.line import Line, Refusal
from ivr.simnet.network import Network
from ivr.simnet.refused import RefusedError
from ivr.simnet.replay.record import Act, Cue, Part, Record

_LEAD: Final = timedelta(seconds=5)
_PATIENCE: Final = 60.0
"""Seconds that a leg may last longer than the one that it stands for."""


@dataclass(slots=True)
class Progress:
    """How many acts there are, and how many have been done at their cue."""

    acts: int
    done: int = 0
    complaints: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Again:
    """Does on one leg what was done on another.

    Should the leg go on although nothing more was done in its place, because somebody else is at
    its other end, it is hung up: who is bound to wait for a stranger would wait for hours.
    """

    part: Part
    progress: Progress

    async def __call__(self, line: Line) -> None:
        for act in self.part.acts:
            for cue in act.cues:
                await _notices(line, cue)
            await line.sleep(act.seconds)
            self.progress.done += 1
            await _does(line, act)
        await line.connected()
        await line.sleep(self.part.lasted + _PATIENCE)
        line.hang_up()


@dataclass(frozen=True, slots=True)
class Telephone:
    """Whoever is at one telephone: does at each call what was done at the one in its place."""

    parts: deque[Part]
    progress: Progress

    async def __call__(self, line: Line) -> None:
        if self.parts:
            await Again(self.parts.popleft(), self.progress)(line)


class Replay:
    """One record on one network, from `begin` on."""

    def __init__(self, network: Network, record: Record) -> None:
        self.progress = Progress(record.acts)
        self._network = network
        self._own = sorted((p for p in record.parts if p.dialled), key=_dialled_at)
        self._called = [part for part in record.parts if part.dialled is None]
        self._to_dial = len(self._own)
        self._ends = record.ended

    def begin(self) -> None:
        """Sends everybody to their telephones. What lies in the past of this network is done from
        now on, at the same distances.
        """
        calls: dict[str, deque[Part]] = defaultdict(deque)
        for part in self._called:
            calls[part.person].append(part)
        for person, parts in calls.items():
            self._network.people[person] = Telephone(parts, self.progress)
        self._network.let(self._dials())

    @property
    def is_quiet(self) -> bool:
        """True when everybody has dialled and nobody is on the telephone, nor will be called: all
        is done again, or the run that stands behind this one was over by now.
        """
        over = self.progress.done == self.progress.acts or self._network.now >= self._ends
        return over and not self._to_dial and not self._network.legs(live=True)

    async def _dials(self) -> None:
        late = self._lateness()
        self._ends += late
        for part in self._own:
            pause = _dialled_at(part) + late - self._network.now
            await self._network.clock.sleep(pause.total_seconds())
            self._dial(part)
            self._to_dial -= 1

    def _lateness(self) -> timedelta:
        now = self._network.now
        first = _dialled_at(self._own[0]) if self._own else now
        return timedelta() if first >= now else now + _LEAD - first

    def _dial(self, part: Part) -> None:
        _, to, shown = cast("tuple[datetime, str, str]", part.dialled)
        person = Again(part, self.progress)
        try:
            self._network.dial(part.person, to, shown=shown, person=person)
            self.progress.done += 1
        except RefusedError as error:
            self.progress.complaints.append(str(error))


def _dialled_at(part: Part) -> datetime:
    return cast("tuple[datetime, str, str]", part.dialled)[0]


async def _notices(line: Line, cue: Cue) -> None:
    match cue:
        case "ring":
            await line.rings()
        case "connected":
            await line.connected()
        case "ask":
            await line.asked(barge_in=True)
        case "bridge":
            await line.bridged()


async def _does(line: Line, act: Act) -> None:
    match act.do:
        case "answer":
            line.answer(by=cast("Any", act.what))
        case "refuse":
            line.refuse(cast("Refusal", act.what))
        case "press":
            await line.press(act.what)
        case "hang up":
            line.hang_up()
