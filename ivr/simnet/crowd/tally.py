"""What a crowd has met with, counted as it happens, and where the network saw a promise broken."""

from collections.abc import Callable
from dataclasses import dataclass, field, fields
from datetime import datetime, time
from typing import Final
from zoneinfo import ZoneInfo

from ivr.simnet.events import Event
from ivr.simnet.folk import ears
from ivr.simnet.legs import Leg

OPENS, CLOSES, SATURDAY = time(9), time(16), 5
_HERE: Final = ZoneInfo("Europe/Helsinki")
_REMEMBERED: Final = 20
"""Broken promises told in full; further ones are only counted."""


@dataclass(slots=True)
class Tally:
    """Counts of one run.

    `confirmed` are calls in which a coming call was promised by speech, `booked` those in which a
    time was; `called` are legs to
    citizens, `missed` those not answered, `talks` conversations with an agent; `offers` are legs
    to agents.
    """

    calls: int = 0
    confirmed: int = 0
    booked: int = 0
    hung_up: int = 0
    refused: int = 0
    offers: int = 0
    called: int = 0
    missed: int = 0
    talks: int = 0
    texts: int = 0
    problems: int = 0
    faults: int = 0
    broken: int = 0
    complaints: list[str] = field(default_factory=list)
    _promised: set[str] = field(default_factory=set)

    def note(self, event: Event, leg: Leg | None, others: Callable[[], int]) -> None:
        """Counts one event; `leg` is the one it is about, `others` how many more legs to that
        telephone the application has at this moment.
        """
        match event.kind:
            case "call" if leg:
                self._begins(leg, others)
            case "say" if leg:
                self._is_said(leg, event.data["text"])
            case "end" if leg:
                self._ends(leg)
            case "hang-up" if leg:
                self.hung_up += leg.direction == "inbound" and leg.sid not in self._promised
            case "bridge":
                self.talks += 1
            case "text":
                self.texts += event.data["status"] == "queued"
            case "problem":
                self.problems += 1
                self._complain(event.at, f"{event.data['what']} ({event.data['url']})")
            case _:
                self.faults += event.kind == "fault"

    def as_told(self) -> dict[str, object]:
        """All counts and complaints by name."""
        shown = (f.name for f in fields(self) if not f.name.startswith("_"))
        return {name: getattr(self, name) for name in shown}

    def _begins(self, leg: Leg, others: Callable[[], int]) -> None:
        self.calls += leg.direction == "inbound"
        self.offers += leg.direction == "outbound-api"
        if leg.direction == "outbound-dial":
            self.called += 1
            if not _is_open(leg.created_at):
                self._break(leg.created_at, f"{leg.to} was called when nobody is to be")
        if leg.direction != "inbound" and others():
            self._break(leg.created_at, f"{leg.to} was called twice at once")

    def _is_said(self, leg: Leg, text: str) -> None:
        is_new = leg.direction == "inbound" and leg.sid not in self._promised
        if is_new and ears.SAVED.search(text):
            self._promised.add(leg.sid)
            self.confirmed += 1
        elif is_new and ears.BOOKED.search(text):
            self._promised.add(leg.sid)
            self.booked += 1

    def _ends(self, leg: Leg) -> None:
        self._promised.discard(leg.sid)
        self.missed += leg.direction == "outbound-dial" and leg.answered_at is None

    def _break(self, at: datetime, what: str) -> None:
        self.broken += 1
        self._complain(at, what)

    def _complain(self, at: datetime, what: str) -> None:
        if len(self.complaints) < _REMEMBERED:
            self.complaints.append(f"{at.astimezone(_HERE):%a %H:%M:%S} {what}")


def _is_open(at: datetime) -> bool:
    local = at.astimezone(_HERE)
    return local.weekday() < SATURDAY and OPENS <= local.time() < CLOSES
