"""The points at which processes are killed: what is held at a crossing, and who is then killed."""

from dataclasses import dataclass, replace
from typing import Final, Literal

from tests.drills.crossing import Wanted
from tests.drills.house import Role


@dataclass(frozen=True, slots=True)
class Point:
    """`arrives`: what is held when `victim` is killed had left already, and reaches its goal."""

    name: str
    victim: Role
    at: Literal["orders", "webhooks"]
    wanted: Wanted
    arrives: bool = False


_ORDER = (b"POST ", b"/Calls.json")
_TEXT = (b"POST ", b"/Messages.json")
_TURN = (b"POST /voice/turn/",)
_AGENTS_LEG = (b"POST /voice/offer/", b"/status/")
_CITIZENS_LEG = (b"POST /voice/leg/",)

CLAIMED: Final = Point("claimed, not ordered", "scheduler", "orders", Wanted(_ORDER))
ORDERED: Final = Point("ordered, not recorded", "scheduler", "orders", Wanted(_ORDER, b'"sid"'))
TEXTED: Final = Point("text ordered, not recorded", "scheduler", "orders", Wanted(_TEXT, b'"sid"'))
STORED: Final = Point(
    "request stored, not answered",
    "web",
    "webhooks",
    Wanted(_TURN, "Soittopyyntösi on tallessa".encode()),
)
RELEASED: Final = Point("released, not answered", "web", "webhooks", Wanted(_TURN, b"<Dial"))
WORKERS: Final = replace(RELEASED, victim="workers")
MACHINE: Final = replace(RELEASED, victim="machine")
PICKED_UP: Final = Point(
    "citizen answers, not heard",
    "web",
    "webhooks",
    Wanted((*_CITIZENS_LEG, b"CallStatus=in-progress")),
)
OVER: Final = Point(
    "conversation over, not heard",
    "web",
    "webhooks",
    Wanted((*_CITIZENS_LEG, b"CallStatus=completed")),
)
AGENT_RINGS: Final = Point(
    "agent's telephone rings",
    "network",
    "webhooks",
    Wanted((*_AGENTS_LEG, b"CallStatus=ringing")),
    arrives=True,
)
CITIZEN_RINGS: Final = Point(
    "citizen's telephone rings",
    "network",
    "webhooks",
    Wanted((*_CITIZENS_LEG, b"CallStatus=ringing")),
    arrives=True,
)
THEY_TALK: Final = Point(
    "they talk",
    "network",
    "webhooks",
    Wanted((*_CITIZENS_LEG, b"CallStatus=in-progress")),
    arrives=True,
)
ACCEPTED: Final = Wanted((*_TURN, b"Direction=outbound-api", b"Digits=1"))
"""An agent presses 1: she takes the call, or all is done."""
RELEASING: Final = Point("being released", "database", "webhooks", ACCEPTED, arrives=True)
RECORDING: Final = Point(
    "being recorded", "database", "orders", Wanted(_ORDER, b'"sid"'), arrives=True
)
HEARING: Final = Point(
    "being heard",
    "database",
    "webhooks",
    Wanted((*_CITIZENS_LEG, b"CallStatus=completed")),
    arrives=True,
)

ANYWHERE: Final = (
    CLAIMED,
    ORDERED,
    TEXTED,
    STORED,
    RELEASED,
    WORKERS,
    MACHINE,
    PICKED_UP,
    OVER,
    AGENT_RINGS,
    CITIZEN_RINGS,
    THEY_TALK,
)
ON_A_SERVER: Final = (RELEASING, RECORDING, HEARING)
