"""The house as a model remembers it, and the few ways in which anything in it changes.

The rules are written anew from what is promised, not called: whoever breaks one of them on one
side only is found out.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from tests.properties.almanac import Almanac, day_of, moment, texting_day, tomorrow
from tests.properties.people import Agent, Attempt, Callback, Contact, PhoneTime, Promise

IN_A_CALL = ("offered", "talking")
ENDED = ("done", "unreached", "refused", "cancelled")
UNKNOWN = datetime.max.replace(tzinfo=UTC)
Line = tuple[str, int, str | None, str, str]
"""A line of the journal: subject, its id, from, to, cause."""


@dataclass
class House:
    now: datetime
    contacts: dict[int, Contact] = field(default_factory=dict)
    agents: dict[int, Agent] = field(default_factory=dict)
    callbacks: dict[int, Callback] = field(default_factory=dict)
    attempts: dict[int, Attempt] = field(default_factory=dict)
    booked: dict[int, PhoneTime] = field(default_factory=dict)
    promises: list[Promise] = field(default_factory=list)
    texts: set[tuple[int, int | None, str]] = field(default_factory=set)
    """Of which callback, and of which of its attempts, a text tells what."""
    texted: Counter[tuple[int, date]] = field(default_factory=Counter)
    legs: Counter[tuple[int, date]] = field(default_factory=Counter)
    asked: Counter[tuple[str, date]] = field(default_factory=Counter)
    journal: list[Line] = field(default_factory=list)
    closings: set[date] = field(default_factory=set)
    next_call: datetime | None = None
    dials: bool = True
    takes: bool = True
    almanac: Almanac = field(default_factory=Almanac)

    @property
    def today(self) -> date:
        return day_of(self.now)

    @property
    def is_open(self) -> bool:
        return self.almanac.is_open(self.now)

    def ago(self, **span: float) -> datetime:
        return self.now - timedelta(**span)

    def on(self, **span: float) -> datetime:
        return self.now + timedelta(**span)

    def open_of(self, contact: Contact) -> Callback | None:
        mine = (one for one in self.callbacks.values() if one.contact is contact)
        return next((one for one in mine if one.ended is None), None)

    def on_the_line(self, contact: Contact) -> bool:
        """In a call with us; one whose end was never heard of counts for ten minutes."""
        return any(
            begun > self.ago(minutes=10) and ended is None  # type: ignore[operator]
            for begun, ended in contact.calls
        )

    def leg_left(self, callback: Callback) -> bool:
        most = 4 if callback.source == "shown" else 2
        return self.legs[callback.contact.id, self.today] < most

    def text_left(self, contact: Contact, day: date | None = None) -> bool:
        """Two a day, to those who take texts at all."""
        return not contact.landline and self.texted[contact.id, day or texting_day(self.now)] < 2

    # --- changes ---

    def move(self, callback: Callback, to: str, cause: str) -> None:
        self.journal.append(("callback", callback.id, callback.state, to, cause))
        if callback.state == callback.raised or to in ENDED:
            callback.raised = None
        if to in ENDED:
            callback.ended, callback.why = self.now, cause
        callback.state, callback.since = to, self.now

    def lift(self, callback: Callback, cause: str) -> None:
        """Supervisors see it."""
        if callback.raised is None:
            callback.raised = cause
            here = callback.state
            self.journal.append(("callback", callback.id, here, here, f"raised:{cause}"))

    def send(self, agent: Agent, to: str, cause: str) -> None:
        self.journal.append(("staff", agent.id, agent.state, to, cause))
        agent.state, agent.since = to, self.now
        agent.reason = cause if to == "paused" else None

    def rest(self, agent: Agent, cause: str, to: str = "ready") -> None:
        """Out of a call: home if the line has closed, to the pause she asked for, or ready."""
        if not self.is_open:
            to, cause = "off", "closing"
        elif agent.pause_after:
            to, cause = "paused", "asked"
        agent.pause_after = False
        self.send(agent, to, cause)

    def text(self, callback: Callback, attempt: int | None, kind: str) -> None:
        """The last one waits for a day on which the citizen may have one more."""
        day = texting_day(self.now)
        if kind == "missed_last" and not self.text_left(callback.contact, day):
            day = texting_day(tomorrow(moment(day, time())))
        if self.text_left(callback.contact, day):
            self.texts.add((callback.id, attempt, kind))
            self.texted[callback.contact.id, day] += 1

    def tell(self, callback: Callback, to: datetime | None = None) -> None:
        """A time is told; where the queue decides on it, it is learnt from what was told."""
        self.promises.append(Promise(callback.id, to or UNKNOWN, self.now))

    @property
    def is_curious(self) -> bool:
        """Whether a time was told that it has not learnt yet."""
        return any(promise.to is UNKNOWN for promise in self.promises)

    def learn(self, told: list[datetime]) -> None:
        """By when, for each promise in order; all that is foreseen is that it is in the window."""
        for promise, by_when in zip(self.promises, told, strict=True):
            if promise.to is UNKNOWN:
                span = self.almanac.span(day_of(by_when))
                assert span
                assert max(span[0], self.now) < by_when <= span[1]
                promise.to = by_when

    def unjudged(self, callback: Callback) -> list[Promise]:
        mine = (one for one in self.promises if one.callback == callback.id)
        return [one for one in mine if one.score is None]
