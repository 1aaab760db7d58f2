"""A Friday at Kuhmo with three times, and what citizens and agents do there, a transaction each."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from ivr.db import Base, Database
from ivr.models import Booking, Callback, Contact, Event, Line, Slot
from ivr.services import bookings, contacts, holds
from ivr.services.bookings import Booked
from tests import diaries, make
from tests.diaries import FRIDAY
from tests.make import CITIZEN, KEYER, NOW

T = TypeVar("T")
Row = TypeVar("Row", bound=Base)


class Kuhmo:
    """`nine`, `half_past` and `ten` are the ids of its times, each with so many places."""

    def __init__(self, database: Database, places: int = 3, **point: Any) -> None:
        self.database, self.now = database, NOW
        with database.writing() as session:
            line = make.an_open_line(session)
            diary = diaries.a_diary(session, point=diaries.a_point(session, **point))
            times = diaries.some_times(session, diary, FRIDAY, 3, places)
            self.line_id, self.diary_id = line.id, diary.id
            self.agent_id = make.an_agent(session).id
            self.nine, self.half_past, self.ten = (slot.id for slot in times)

    def do(self, act: Callable[[Session], T]) -> T:
        with self.database.writing() as session:
            return act(session)

    def hold(
        self,
        slot_id: int,
        holder: str = "call:1",
        *,
        channel: holds.Channel = "phone",
        **facts: Any,
    ) -> Booking | None:
        asked = {"line_id": self.line_id, "language": "fi", "now": self.now, **facts}
        return self.do(
            lambda session: holds.hold(session, slot_id, holder, channel=channel, **asked)
        )

    def confirm(
        self, held: Booking | None, number: str = CITIZEN, source: Any = "shown", **facts: Any
    ) -> Booked | bookings.Refusal:
        assert held is not None

        def confirm(session: Session) -> Booked | bookings.Refusal:
            contact = contacts.find_or_make(session, KEYER, number, self.now)
            session.flush()
            known = {"code": source == "shown", "keyer": KEYER, "now": self.now, **facts}
            return bookings.confirm(session, held, contact, source, **known)

        return self.do(confirm)

    def book(self, slot_id: int, number: str = CITIZEN, holder: str = "call:1") -> Booking:
        """A citizen picks a time and takes it."""
        booked = self.confirm(self.hold(slot_id, holder), number)
        assert isinstance(booked, Booked), booked
        return booked.booking

    def book_now(self, slot_id: int, number: str = CITIZEN) -> Booking | None:
        """The agent books it."""

        def book_now(session: Session) -> Booked | str:
            contact = contacts.find_or_make(session, KEYER, number, self.now)
            session.flush()
            return bookings.book_now(
                session,
                slot_id,
                contact,
                line_id=self.line_id,
                language="fi",
                staff_id=self.agent_id,
                reason="identity",
                now=self.now,
            )

        booked = self.do(book_now)
        return booked.booking if isinstance(booked, Booked) else None

    def move(self, booking: Booking, to: int | Booking, actor: str = "citizen", **who: Any) -> bool:
        return self.do(lambda session: bookings.move(session, booking, to, actor, self.now, **who))

    def cancel(self, booking: Booking, actor: str = "citizen") -> bool:
        return self.do(
            lambda session: bookings.cancel(session, booking, "cancelled", actor, self.now)
        )

    def displace(self, booking: Booking) -> bool:
        return self.do(
            lambda session: bookings.displace(session, booking, "closure", "agent:1", self.now)
        )

    def places(self, slot_id: int) -> tuple[int, int]:
        """Taken, and of those by staff."""
        slot = self.read(Slot, slot_id)
        return slot.taken, slot.staffed

    def seats(self) -> list[tuple[str, int | None]]:
        """Each booking's state and seat, in the order in which they were made."""
        return [(one.state, one.seat) for one in self.every(Booking)]

    def moves(self) -> list[tuple[str | None, str, str]]:
        """What the journal says of bookings: from, to, and why."""
        lines = [one for one in self.every(Event) if one.subject == "booking"]
        return [(one.from_state, one.to_state, one.cause) for one in lines]

    def calls_owed(self) -> list[tuple[str, int | None]]:
        """The callbacks: their states, and of which booking."""
        return [(one.state, one.booking_id) for one in self.every(Callback)]

    def read(self, table: type[Row], key: int) -> Row:
        with self.database.reading() as session:
            return session.get_one(table, key)

    def again(self, booking: Booking) -> Booking:
        """As it stands now."""
        return self.read(Booking, booking.id)

    def every(self, table: Any) -> list[Any]:
        with self.database.reading() as session:
            return list(session.scalars(select(table).order_by(table.id)))

    def contact(self, number: str = CITIZEN) -> Contact:
        with self.database.reading() as session:
            found = contacts.find(session, KEYER, number)
        assert found is not None
        return found

    @property
    def line(self) -> Line:
        return self.read(Line, self.line_id)

    def at(self, now: datetime) -> "Kuhmo":
        self.now = now
        return self
