"""The times and bookings as a model remembers them; its rules are written anew, not called."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Literal

from tests.properties.almanac import day_of

NOTICE = {"citizen": timedelta(hours=1), "staff": timedelta(minutes=3)}
HORIZON = 14
SEATED = ("held", "booked")
MOST = 2
"""So many phone times, and so many visits, may be ahead of a number."""

Kind = Literal["visit", "phone_time"]


@dataclass
class Time:
    id: int
    kind: Kind
    language: str | None
    starts: datetime
    capacity: int
    kept: int
    within: int | None

    @property
    def day(self) -> date:
        return day_of(self.starts)


@dataclass
class Booking:
    id: int
    time: Time
    seat: int | None
    state: str
    holder: str
    channel: str
    until: datetime | None
    contact: int | None = None
    version: int = 0
    since: datetime | None = None
    taken: datetime | None = None

    @property
    def by(self) -> str:
        return "staff" if self.channel == "staff" else "citizen"


@dataclass
class Inventory:
    now: datetime
    times: dict[int, Time] = field(default_factory=dict)
    bookings: dict[int, Booking] = field(default_factory=dict)
    counted: Counter[tuple[object, ...]] = field(default_factory=Counter)
    journal: list[tuple[int, str | None, str, str]] = field(default_factory=list)

    def ago(self, **span: float) -> datetime:
        return self.now - timedelta(**span)

    # --- places ---

    def seated(self, time: Time) -> list[Booking]:
        """Whoever has a place of it, or of a time that lies within it."""
        return [
            one
            for one in self.bookings.values()
            if one.state in SEATED and time.id in (one.time.id, one.time.within)
        ]

    def taken(self, time: Time) -> tuple[int, int]:
        there = self.seated(time)
        return len(there), sum(one.by == "staff" for one in there)

    def is_free(self, time: Time, by: str) -> bool:
        """Whether somebody may take a place: of it and of the whole line's time."""
        whole = self.times[time.within] if time.within else None
        return self._has_room(time, by) and (whole is None or self._has_room(whole, by))

    def _has_room(self, time: Time, by: str) -> bool:
        taken, staffed = self.taken(time)
        left = time.capacity - taken
        if by == "citizen":
            ahead = (time.day - day_of(self.now)).days
            if ahead > HORIZON:
                return False
            if ahead > 1:  # until the day before, agents have theirs
                left -= max(0, time.kept - staffed)
        return left > 0 and time.starts >= self.now + NOTICE[by]

    def seat(self, time: Time, by: str) -> int:
        occupied = {one.seat for one in self.seated(time)}
        free = [seat for seat in range(1, time.capacity + 1) if seat not in occupied]
        return free[-1 if by == "staff" else 0]

    def held_by(self, holder: str) -> Booking | None:
        mine = (one for one in self.bookings.values() if one.holder == holder)
        return next((one for one in mine if one.state == "held"), None)

    def ahead(self, contact: int, kind: str) -> int:
        return sum(
            one.contact == contact
            and one.time.kind == kind
            and one.state == "booked"
            and one.time.starts > self.now
            for one in self.bookings.values()
        )

    # --- changes ---

    def enter(self, booking: Booking, cause: str) -> None:
        booking.since = self.now
        self.bookings[booking.id] = booking
        self.journal.append((booking.id, None, booking.state, cause))

    def go(self, booking: Booking, to: str, cause: str) -> None:
        self.journal.append((booking.id, booking.state, to, cause))
        booking.state, booking.since = to, self.now
        if to != "held":
            booking.until = None
        if to not in SEATED:
            booking.seat = None

    def may_change(self, booking: Booking, by: str) -> bool:
        if booking.state == "displaced":
            return True
        return booking.state == "booked" and (by == "staff" or self.now < booking.time.starts)

    def admits(self, booking: Booking, contact: int, source: str) -> bool:
        """Whether the caps let a citizen have it; what is typed is counted."""
        if self.ahead(contact, booking.time.kind) >= MOST:
            return False
        day = day_of(self.now)
        asked, typed = ("asked", contact, day), ("typed", booking.holder, contact, day)
        if source == "shown":
            return True
        others = self.counted["typed", booking.holder, day]
        if self.counted[asked] >= 3 or (not self.counted[typed] and others >= 2):
            return False
        self.counted["typed", booking.holder, day] += not self.counted[typed]
        self.counted[typed] = 1
        self.counted[asked] += 1
        return True

    def to_leave(self, time: Time) -> list[Booking]:
        """Who has to go from a time with too few places: who only holds one, then the newest."""
        there = self.seated(time)
        there.sort(key=lambda one: (one.taken is None, one.taken or self.now, one.id))
        return there[time.capacity :]
