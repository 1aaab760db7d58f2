"""What the model knows of whom: plain rows that are changed in place."""

from dataclasses import dataclass, field
from datetime import datetime

LINE, LANGUAGES = "general", ("fi", "sv")
NUMBERS = ("+358401000001", "+358401000002", "+358401000003", "+358981000004")
"""Citizens' numbers; the last is a landline, which takes no texts."""
LANDLINE = 3
SPEAK: dict[str, tuple[str, ...]] = {"Aino": ("fi", "sv"), "Bo": ("sv",), "Helmi": ("fi",)}


@dataclass
class Contact:
    id: int
    landline: bool
    created: datetime
    known: bool = True
    refuses_typed: bool = False
    unreachable: bool = False
    calls: list[list[datetime | None]] = field(default_factory=list)  # [begun, ended]


@dataclass
class Agent:
    id: int
    name: str
    since: datetime
    state: str = "ready"
    reason: str | None = None
    wrapup_until: datetime | None = None
    misses: int = 0
    pause_after: bool = False

    @property
    def speaks(self) -> tuple[str, ...]:
        return SPEAK[self.name]


@dataclass
class Promise:
    callback: int
    to: datetime
    told: datetime
    score: str | None = None


@dataclass
class PhoneTime:
    id: int
    contact: Contact
    language: str
    at: datetime
    called: bool = False


@dataclass
class Callback:
    id: int
    contact: Contact
    source: str
    language: str
    arrived: datetime
    not_before: datetime
    since: datetime
    unasked: bool = False
    state: str = "waiting"
    kind: str = "callback"
    epoch: int = 0
    counted: int = 0
    hours: frozenset[int] = frozenset()
    hers: int | None = None  # the agent for whom it is kept
    raised: str | None = None
    ended: datetime | None = None
    why: str | None = None


@dataclass
class Attempt:
    id: int
    callback: Callback
    agent: Agent
    epoch: int
    created: datetime
    lease: datetime
    fate: str  # what becomes of the citizen's leg, if there is one; only the network knows
    state: str = "offered"
    sid: str | None = None
    heard: bool = False
    opened: bool = False  # the agent's dialogue has begun
    agent_gone: bool = False
    released: datetime | None = None
    ring_until: datetime | None = None
    talk_until: datetime | None = None
    leg: str | None = None  # the citizen's leg
    told: frozenset[str] = frozenset()  # what has been told of it
    ended: datetime | None = None
    result: str | None = None
    counted: bool = False
    outcome: str | None = None

    @property
    def withdrawn(self) -> bool:
        return self.callback.state != "offered" or self.callback.epoch != self.epoch

    @property
    def live(self) -> bool:
        return self.state != "ended"
