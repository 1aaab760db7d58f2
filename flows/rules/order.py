"""The one order of all work, and the agents a callback is offered to.

First comes the smallest arrival minus head start; the head start belongs to the lane. What a
supervisor has called up stands in a lane of its own, whatever its kind.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal, get_args

from flows.rules.languages import LANGUAGES, Language
from flows.rules.reason import Reason, because

Kind = Literal["callback", "phone_time", "cut_off"]

Place = Kind | Literal["urgent", "next"]
"""What decides a place in line: the kind of work, or that a supervisor has called it up."""

PLACES: Final[tuple[Place, ...]] = (*get_args(Kind), "urgent", "next")

HEAD_STARTS: Final[Mapping[Place, timedelta]] = {
    "callback": timedelta(),
    "phone_time": timedelta(minutes=50_000),
    "urgent": timedelta(minutes=75_000),
    "cut_off": timedelta(minutes=100_000),
    "next": timedelta(minutes=200_000),
}
"""Default head starts. First in line is what was called next, in the order in which that was said;
then a conversation cut off, what is urgent, and whose booked minute has come: nobody has waited
17 days."""


@dataclass(frozen=True, slots=True)
class Lane:
    """Work of one line, language and kind of place; within it the order is that of arrival."""

    line: str
    language: Language
    kind: Place = "callback"

    @property
    def key(self) -> str:
        """The lane as one text, e.g. `general/fi/callback`."""
        return f"{self.line}/{self.language}/{self.kind}"

    @classmethod
    def read(cls, key: str) -> "Lane":
        """The lane of a key; ValueError if it is none."""
        line, language, kind = key.rsplit("/", 2)
        if not line or language not in LANGUAGES or kind not in PLACES:
            raise ValueError(f"{key!r} is not a lane")
        return cls(line, language, kind)


@dataclass(frozen=True, slots=True)
class Candidate:
    """The oldest ready callback of a lane; of those called next it is since then that they wait."""

    id: int
    lane: Lane
    arrived_at: datetime
    head_start: timedelta = timedelta()


@dataclass(frozen=True, slots=True)
class Skills:
    """What an agent can take, and since when she has been ready."""

    agent: int
    lines: frozenset[str]
    languages: frozenset[Language]
    ready_since: datetime


def place(kind: Kind, urgent: bool, called_next: bool) -> Place:
    """Where work of a kind stands: a conversation cut off is before what is urgent anyway."""
    if called_next:
        return "next"
    return "urgent" if urgent and kind != "cut_off" else kind


def rank(arrived_at: datetime, head_start: timedelta) -> datetime:
    """The moment by which all work is ordered; smaller comes first."""
    return arrived_at - head_start


def choose(candidates: Iterable[Candidate]) -> Candidate | None:
    """The candidate whose turn it is, None without candidates; equal ranks go by arrival and id."""
    return min(candidates, key=_turn, default=None)


def why(candidate: Candidate) -> Reason:
    """Why this one is next: asked then, minus a head start of so many minutes, is the earliest."""
    minutes = candidate.head_start // timedelta(minutes=1)
    return because("earliest", arrived_at=candidate.arrived_at, head_start=minutes)


def pick_order(agents: Collection[Skills]) -> tuple[Skills, ...]:
    """Agents in the order of offering: narrowest skills first, then longest ready.

    Broad skills are kept free for those whom few can serve.
    """
    return tuple(sorted(agents, key=_breadth))


def _turn(candidate: Candidate) -> tuple[datetime, datetime, int]:
    return rank(candidate.arrived_at, candidate.head_start), candidate.arrived_at, candidate.id


def _breadth(agent: Skills) -> tuple[int, datetime, int]:
    return len(agent.lines) * len(agent.languages), agent.ready_since, agent.agent
