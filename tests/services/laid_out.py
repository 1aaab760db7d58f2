"""An office whose times are laid out by the product itself: Kuhmo on Fridays, and one line."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from flows.rules.hours import Hours
from flows.rules.window import HELSINKI
from ivr.db import Base, Database
from ivr.models import Booking, Callback, Diary, Event, Line, Message, ServicePoint, Slot
from ivr.services import bookings, closures, contacts, diaries, free_times, holds, points
from ivr.services.bookings import Booked
from tests import diaries as build
from tests import make
from tests.make import KEYER, NOW

T = TypeVar("T")

REASONS: Any = {"fi": "koulutus", "sv": "utbildning", "en": "training"}
FRIDAY, NEXT_FRIDAY = date(2026, 11, 27), date(2026, 12, 4)
TOMORROW = date(2026, 11, 25)
HALF_HOURS = [f"{hour:02}:{minute:02}" for hour in range(9, 16) for minute in (0, 30)]


class LaidOut:
    """Kuhmo with three desks; agents by what they speak; everything laid out at `now`."""

    def __init__(
        self, database: Database, *agents: str, days: int = 120, policy: Any = None, **point: Any
    ) -> None:
        self.database, self.now = database, NOW
        with database.writing() as session:
            make.an_agency(session)
            make.some_days(session, days=days)
            self.line = make.a_line(session, policy=policy or {})
            self.kuhmo = build.a_point(session, **point)
            for number, spoken in enumerate(agents):
                make.an_agent(session, f"agent {number}", languages=spoken.split())
        self.extend()

    def do(self, act: Callable[[Session], T]) -> T:
        with self.database.writing() as session:
            return act(session)

    def extend(self) -> int:
        return self.do(lambda session: diaries.extend(session, self.now))

    def renew(self, whose: type[Any], key: int = 1) -> Sequence[Booking]:
        def renew(session: Session) -> Sequence[Booking]:
            row = session.get_one(whose, key)
            return diaries.renew(session, row, self.now, "supervisor:1", "changed")

        return self.do(renew)

    def set(self, table: type[Base], key: Any, **values: Any) -> None:
        """A row becomes otherwise, by a way that nobody hears of."""

        def set_(session: Session) -> None:
            row = session.get_one(table, key)
            for name, value in values.items():
                setattr(row, name, value)

        self.do(set_)

    def change(self, **values: Any) -> Sequence[Booking]:
        """Kuhmo becomes otherwise; whose time is taken back."""

        def change(session: Session) -> Sequence[Booking]:
            point = session.get_one(ServicePoint, self.kuhmo.id)
            return points.save(session, point, values, "supervisor:1", self.now)

        return self.do(change)

    def due(self) -> list[diaries.Name]:
        return self.do(lambda session: diaries.due(session, self.now))

    def close(
        self, day: date, hours: Hours | None = None, *, line: bool = False, point: bool = False
    ) -> closures.Effect:
        def close(session: Session) -> closures.Effect:
            whose = session.get_one(Line, self.line.id) if line else None
            where = session.get_one(ServicePoint, self.kuhmo.id) if point else None
            return closures.add(
                session, whose, where, day, hours, REASONS, "supervisor:1", self.now
            )

        return self.do(close)

    def open_again(self, effect: closures.Effect) -> Sequence[Booking]:
        closure_id = effect.closure.id
        return self.do(lambda s: closures.remove(s, closure_id, "supervisor:1", self.now))

    # --- what is there ---

    def diary(self, language: str | None = None, *, line: bool = False) -> Diary | None:
        with self.database.reading() as session:
            if line or language:
                return diaries.of_line(session, self.line.id, language)
            return diaries.of_point(session, self.kuhmo.id)

    def laid_until(self) -> date:
        diary = self.diary()
        assert diary
        assert diary.laid_until
        return diary.laid_until

    def times(self, diary: Diary | None, day: date | None = None) -> list[Slot]:
        """All of them, closed ones too, or those of a day."""
        assert diary is not None
        of_diary = select(Slot).where(Slot.diary_id == diary.id).order_by(Slot.starts_at)
        with self.database.reading() as session:
            found = session.scalars(of_diary).all()
        return [slot for slot in found if day is None or slot.local_date == day]

    def offered(self, day: date, diary: Diary | None = None) -> dict[str, int]:
        """The places of a day's times by the clock; those that are closed are left out."""
        found = self.times(diary or self.diary(), day)
        return {clock(slot): slot.capacity for slot in found if slot.capacity}

    def free(self) -> list[datetime]:
        """When citizens can come to Kuhmo next."""
        with self.database.reading() as session:
            diary = diaries.of_point(session, self.kuhmo.id)
            return [one.starts_at for one in free_times.free(session, diary, self.now)]

    # --- what people do ---

    def at(self, clock_: str, day: date = FRIDAY, diary: Diary | None = None) -> Slot:
        """The time of a day that begins then."""
        found = self.times(diary or self.diary(), day)
        return next(slot for slot in found if clock(slot) == clock_)

    def hold(self, slot: Slot, holder: str) -> Booking | None:
        def hold(session: Session) -> Booking | None:
            asked: Any = {"language": session.get_one(Diary, slot.diary_id).language or "fi"}
            asked |= {"line_id": self.line.id, "channel": "phone", "now": self.now}
            return holds.hold(session, slot.id, holder, **asked)

        return self.do(hold)

    def try_to_book(self, slot: Slot, number: str) -> Booking | None:
        held = self.hold(slot, f"call:{number}")
        booked = self.confirm(held, number) if held else None
        return booked.booking if isinstance(booked, Booked) else None

    def confirm(self, held: Booking, number: str) -> Booked | bookings.Refusal:
        def confirm(session: Session) -> Booked | bookings.Refusal:
            contact = contacts.find_or_make(session, KEYER, number, self.now)
            session.flush()
            facts: Any = {"code": True, "keyer": KEYER, "now": self.now}
            mine = session.get_one(Booking, held.id)
            return bookings.confirm(session, mine, contact, "shown", **facts)

        return self.do(confirm)

    def book(self, slot: Slot, number: str = make.CITIZEN) -> Booking:
        """A citizen books it, a minute after whoever booked before."""
        self.now += make.span("1 min")
        booked = self.try_to_book(slot, number)
        assert booked is not None
        return booked

    def cancel(self, booking: Booking) -> None:
        def cancel(session: Session) -> bool:
            return bookings.cancel(session, booking, "cancelled", "citizen", self.now)

        assert self.do(cancel)

    def state(self, booking: Booking) -> str:
        with self.database.reading() as session:
            return session.get_one(Booking, booking.id).state

    def seats(self, slot: Slot) -> list[int | None]:
        """The seats of a time that are taken."""
        seated = select(Booking.seat).where(Booking.slot_id == slot.id, Booking.seat.is_not(None))
        with self.database.reading() as session:
            return list(session.scalars(seated.order_by(Booking.seat)))

    def every(self, table: Any) -> list[Any]:
        with self.database.reading() as session:
            return list(session.scalars(select(table).order_by(table.id)))

    def journal(self, subject: str) -> list[tuple[str | None, str, str, str]]:
        """What became of what is called so: from, to, why and by whom."""
        lines = [one for one in self.every(Event) if one.subject == subject]
        return [(one.from_state, one.to_state, one.cause, one.actor) for one in lines]

    def owed(self) -> list[tuple[str, str, int | None]]:
        """The callbacks: lane, state, and of which booking."""
        return [(one.lane, one.state, one.booking_id) for one in self.every(Callback)]

    def texts(self) -> list[str]:
        return [one.kind for one in self.every(Message)]


def clock(slot: Slot) -> str:
    return f"{slot.starts_at.astimezone(HELSINKI):%H:%M}"
