"""A citizen's or an agent's telephone in tests: it calls in, presses keys and hears the answers.

Every request is a transaction of its own, as over the network, and can be sent again.
"""

from dataclasses import dataclass, field
from itertools import count

from flows.engine.turn import HangUp, Heard, Keys, Pressed, Ring, Silence, Turn
from flows.prompts import say
from ivr.db import Database
from ivr.services import calls
from ivr.services.calls import Exchange, Inbound
from tests.clocks import Settable
from tests.make import CITIZEN, KEYER, NAMES

LINE = "+358295000100"


def write(turn: Turn) -> str:
    """An answer for the eyes of a test: one prompt a line with its words, then what is awaited."""
    spoken = [
        f"{line.prompt}: {say(line.prompt, line.language, {**NAMES[line.language], **line.values})}"
        for line in turn.say
    ]
    match turn.wait:
        case Keys(step):
            return "\n".join([*spoken, f"keys {step} {turn.state.turn + 1}"])
        case Ring(ring):
            return "\n".join([*spoken, f"dial {ring}"])
        case HangUp() | None:
            return "\n".join([*spoken, "hang up"])


EXCHANGE = Exchange(KEYER, write)

_sids = count(1)


def new_sid() -> str:
    return f"CA{next(_sids):032x}"


@dataclass
class Phone:
    """One call from `number` at a time; `heard` is the last answer."""

    database: Database
    clock: Settable
    number: str = CITIZEN
    to: str = LINE
    sid: str = field(default_factory=new_sid)
    turn: int = 1
    heard: str = ""

    def call(self) -> "Phone":
        self.sid, self.turn = new_sid(), 1
        return self.ring()

    def ring(self) -> "Phone":
        """Tell of the call's beginning, for the first time or again."""
        with self.database.writing() as session:
            inbound = Inbound(self.sid, self.number, self.to)
            self.heard = calls.open_inbound(session, EXCHANGE, inbound, self.clock.now())
        return self

    def press(self, *entries: str) -> "Phone":
        """Key in one entry after the other, each three seconds after it was asked for."""
        for entry in entries:
            self._next(Pressed(entry))
        return self

    def stay_silent(self, times: int = 1) -> "Phone":
        for _ in range(times):
            self._next(Silence())
        return self

    def send(self, turn: int, heard: Heard) -> str:
        """One request for a turn, as the network makes it."""
        with self.database.writing() as session:
            return calls.take_turn(session, EXCHANGE, self.sid, turn, heard, self.clock.now())

    def hang_up(self) -> "Phone":
        with self.database.writing() as session:
            calls.ended(session, self.sid, "completed", self.clock.now())
        return self

    def hears(self, *prompts: str) -> bool:
        """Whether the last answer spoke all of these prompts."""
        spoken = {line.partition(":")[0] for line in self.heard.splitlines()}
        return spoken.issuperset(prompts)

    @property
    def is_over(self) -> bool:
        return self.heard.endswith("hang up")

    def _next(self, heard: Heard) -> None:
        self.clock.advance(seconds=3)
        self.turn += 1
        self.heard = self.send(self.turn, heard)
