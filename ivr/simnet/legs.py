"""A leg: one phone's connection to the network, as a value, and the moves it may make."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal

Status = Literal[
    "queued", "initiated", "ringing", "in-progress",
    "completed", "busy", "no-answer", "failed", "canceled",
]  # fmt: skip
Direction = Literal["inbound", "outbound-api", "outbound-dial"]

_UNANSWERED = frozenset({"busy", "no-answer", "failed", "canceled"})
_MOVES: dict[Status, frozenset[str]] = {
    "queued": frozenset({"initiated", "canceled", "failed"}),
    "initiated": _UNANSWERED | {"ringing"},
    "ringing": _UNANSWERED | {"in-progress"},
    "in-progress": frozenset({"completed"}),
}
_MOMENTS: dict[Status, str] = {
    "initiated": "dialled_at",
    "ringing": "rang_at",
    "in-progress": "answered_at",
}


class IllegalMoveError(Exception):
    """A leg was to make a move that no leg makes."""


@dataclass(frozen=True, slots=True)
class Leg:
    """One leg at one moment; moments are UTC, None until they have come.

    `from_` and `to` are what the network shows; `person` is the number of the phone at the far
    end, also where the caller's number is withheld. `parent` is the leg whose Dial made this
    one. `queue_time` is the estimated wait in milliseconds before dialling. `sip` is the SIP
    response code that ended the leg.
    """

    sid: str
    direction: Direction
    from_: str
    to: str
    person: str
    status: Status
    created_at: datetime
    updated_at: datetime
    parent: str | None = None
    queue_time: int = 0
    dialled_at: datetime | None = None
    rang_at: datetime | None = None
    answered_at: datetime | None = None
    ended_at: datetime | None = None
    sip: int | None = None

    @property
    def live(self) -> bool:
        """True until the leg has reached one of its final states."""
        return self.status in _MOVES

    @property
    def seconds(self) -> int:
        """Whole seconds between answer and end; 0 if it was not answered or goes on."""
        if self.answered_at is None or self.ended_at is None:
            return 0
        return int((self.ended_at - self.answered_at).total_seconds())

    def moved(self, status: Status, now: datetime, sip: int | None = None) -> "Leg":
        """The leg after its move to `status` at `now`. Raises IllegalMoveError."""
        if status not in _MOVES.get(self.status, ()):
            raise IllegalMoveError(f"{self.sid} cannot go from {self.status} to {status}")
        moment: dict[str, Any] = {_MOMENTS.get(status, "ended_at"): now}
        return replace(self, status=status, updated_at=now, sip=sip, **moment)
