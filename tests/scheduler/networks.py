"""A telephone network that says what a test wants it to say, and remembers what it was asked."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import count

from ivr.telephony.client import AgentLeg, Placed, Result

Answer = Result | Callable[[AgentLeg], Result]

_numbers = count(1)


def placed(_leg: AgentLeg | None = None) -> Placed:
    return Placed(f"CA{next(_numbers):032x}")


@dataclass
class Network:
    """A `Dialler`. `answers` are given in turn to what it is asked; afterwards all is placed."""

    answers: Sequence[Answer] = ()
    rung: list[AgentLeg] = field(default_factory=list)
    texts: list[tuple[str, str, str]] = field(default_factory=list)
    cancelled: list[str] = field(default_factory=list)

    def call_agent(self, leg: AgentLeg) -> Result:
        self.rung.append(leg)
        answer = self._answer(len(self.rung))
        return answer(leg) if callable(answer) else answer

    def cancel(self, sid: str) -> None:
        self.cancelled.append(sid)

    def send_text(self, to: str, from_: str, body: str, token: str) -> Result:
        self.texts.append((to, from_, token))
        answer = self._answer(len(self.texts))
        assert not callable(answer)
        return answer

    def _answer(self, asked: int) -> Answer:
        return self.answers[asked - 1] if asked <= len(self.answers) else placed()
