"""What people did in a run: read from its event log, leg by leg.

An act is told as a person lives it: what she noticed since her last act (a ring, an answer, a
question, somebody on the line), and how long after it she did it. So it can be done again although
the rest of the run may be a little earlier or later.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final, Literal

Cue = Literal["ring", "connected", "ask", "bridge"]
Do = Literal["answer", "refuse", "press", "hang up"]
_CUES: Final[Mapping[str, Cue]] = {"ring": "ring", "ask": "ask", "bridge": "bridge"}
_ACTS: Final[Mapping[str, tuple[Do, str]]] = {
    "answer": ("answer", "by"),
    "refuse": ("refuse", "how"),
    "key": ("press", "key"),
    "hang-up": ("hang up", ""),
}


class UnreadableError(Exception):
    """The file is no event log that can be done again, in one sentence."""


@dataclass(frozen=True, slots=True)
class Act:
    """`seconds` after the last of `cues`, or after the act before; `what` is the key or manner."""

    cues: tuple[Cue, ...]
    seconds: float
    do: Do
    what: str = ""


@dataclass(slots=True)
class Part:
    """What the person at one telephone did on one leg.

    `dialled` is None where she was called; else when, which number and what was shown. `lasted` is
    how many seconds the leg went on after her last act, or after what she noticed last.
    """

    person: str
    dialled: tuple[datetime, str, str] | None
    acts: list[Act] = field(default_factory=list)
    lasted: float = 0.0


@dataclass(frozen=True, slots=True)
class Record:
    """One run: when it began and ended, its seed, the crowd in it, and every leg's part."""

    begun: datetime
    ended: datetime
    seed: int
    crowd: Mapping[str, Any]
    parts: tuple[Part, ...]

    @property
    def acts(self) -> int:
        """How many things people did, dialling included."""
        return sum(len(part.acts) + (part.dialled is not None) for part in self.parts)


def read(lines: Iterable[str]) -> Record:
    """The record of one run. Raises UnreadableError."""
    reader = _Reader()
    for line in lines:
        try:
            event = json.loads(line)
            reader.take(event["kind"], datetime.fromisoformat(event["at"]), event)
        except (ValueError, KeyError, TypeError) as error:
            raise UnreadableError(f"this is no line of an event log: {line[:60]!r}") from error
    if reader.begun is None:
        raise UnreadableError("the log does not tell how the run began")
    parts = tuple(reader.parts.values())
    return Record(reader.begun, reader.latest, reader.seed, reader.crowd, parts)


class _Reader:
    """Takes the events in order."""

    def __init__(self) -> None:
        self.begun: datetime | None = None
        self.latest = datetime.min.replace(tzinfo=UTC)
        self.seed = 0
        self.crowd: Mapping[str, Any] = {}
        self.parts: dict[str, Part] = {}
        self._since: dict[str, datetime] = {}
        self._cues: dict[str, list[Cue]] = {}

    def take(self, kind: str, at: datetime, event: Mapping[str, Any]) -> None:
        sid, data = event["sid"], event["data"]
        self.latest = max(self.latest, at)
        match kind:
            case "begin":
                self._begins(at, data)
            case "crowd":
                self.crowd = data
            case "call":
                self._dials(sid, at, data)
            case "status" if data["status"] == "initiated":
                self._since[sid] = at  # a called person lives from here on
            case "status" if data["status"] == "in-progress":
                self._notices(sid, at, "connected")
            case "end":
                self.parts[sid].lasted = self._seconds(sid, at)
            case "bridge":
                self._notices(sid, at, "bridge")
                self._notices(data["child"], at, "bridge")
            case _ if kind in _CUES:
                self._notices(sid, at, _CUES[kind])
            case _ if kind in _ACTS:
                self._acts(sid, at, *_ACTS[kind], data)

    def _begins(self, at: datetime, data: Mapping[str, Any]) -> None:
        if self.begun is not None:
            raise UnreadableError("the log holds more than one run")
        self.begun, self.seed = at, data["seed"]

    def _dials(self, sid: str, at: datetime, data: Mapping[str, Any]) -> None:
        dialled = (at, data["to"], data["from_"]) if data["direction"] == "inbound" else None
        self.parts[sid] = Part(data["person"], dialled)
        self._since[sid], self._cues[sid] = at, []

    def _notices(self, sid: str, at: datetime, cue: Cue) -> None:
        self._since[sid] = at
        self._cues[sid].append(cue)

    def _acts(self, sid: str, at: datetime, do: Do, what: str, data: Mapping[str, Any]) -> None:
        manner = data[what] if what else ""
        act = Act(tuple(self._cues[sid]), self._seconds(sid, at), do, manner)
        self.parts[sid].acts.append(act)
        self._since[sid], self._cues[sid] = at, []

    def _seconds(self, sid: str, at: datetime) -> float:
        return (at - self._since[sid]).total_seconds()
