"""A telephone network that says what a test wants it to say, and remembers what it was asked."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from ivr.telephony.client import AgentLeg, Placed, Result
from ivr.telephony.inquiry import LegSeen, NoAnswer, NotKnown, TextSeen

Answer = Result | Callable[[AgentLeg], Result]

_numbers = count(1)


def placed(_leg: AgentLeg | None = None) -> Placed:
    return Placed(f"CA{next(_numbers):032x}")


@dataclass
class Network:
    """A `Dialler` and an `Inquirer`. `answers` are given in turn to what is ordered; afterwards
    all is placed. What it `knows` of a SID or a number it tells; of anything else it gives no
    answer.
    """

    answers: Sequence[Answer] = ()
    rung: list[AgentLeg] = field(default_factory=list)
    texts: list[tuple[str, str, str]] = field(default_factory=list)
    cancelled: list[str] = field(default_factory=list)
    knows: dict[str, Any] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def call_agent(self, leg: AgentLeg) -> Result:
        self.rung.append(leg)
        answer = self._answer(len(self.rung))
        return answer(leg) if callable(answer) else answer

    def cancel(self, sid: str) -> Result:
        self.cancelled.append(sid)
        return Placed(sid)

    def leg(self, sid: str) -> LegSeen | NotKnown | NoAnswer:
        return self._tell(sid)

    def children(self, sid: str) -> Sequence[LegSeen] | NoAnswer:
        return self._tell(f"in {sid}")

    def legs_to(self, to: str, from_: str) -> Sequence[LegSeen] | NoAnswer:
        return self._tell(f"{from_} to {to}")

    def texts_to(self, to: str) -> Sequence[TextSeen] | NoAnswer:
        return self._tell(to)

    def _tell(self, what: str) -> Any:
        self.asked.append(what)
        return self.knows.get(what, NoAnswer("HTTP 503"))

    def send_text(self, to: str, from_: str, body: str, token: str) -> Result:
        self.texts.append((to, from_, token))
        answer = self._answer(len(self.texts))
        assert not callable(answer)
        return answer

    def _answer(self, asked: int) -> Answer:
        return self.answers[asked - 1] if asked <= len(self.answers) else placed()
