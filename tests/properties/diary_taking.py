"""Times are picked, taken and booked at once, in the tables and in the model."""

from typing import Any

from sqlalchemy import select

from ivr import models
from ivr.db import Session
from ivr.services import bookings, holds
from ivr.services.bookings import Booked
from tests.properties.diary_life import KEYER, NUMBERS, DiaryLife, contact_of
from tests.properties.inventory import Booking, Time

CHANNELS: dict[str, holds.Channel] = {"call": "phone", "web": "web", "staff": "staff"}


class Taking(DiaryLife):
    def pick(self, who: str, which: int) -> None:
        """Hold one of the next times."""
        time = self.time(which)
        found = self.do(lambda session: self._held(session, who, time))
        self._model_hold(who, time, found.id if found else None)

    def _held(self, session: Session, who: str, time: Time) -> Any:
        asked = {"line_id": self.line_id, "channel": CHANNELS[who.split(":")[0]], "now": self.now}
        return holds.hold(session, time.id, who, language="fi", **asked)  # type: ignore[arg-type]

    def _model_hold(self, who: str, time: Time, new: int | None) -> Booking | None:
        house = self.inventory
        channel, earlier = CHANNELS[who.split(":")[0]], house.held_by(who)
        until = house.ago(minutes=-10)
        if earlier and earlier.time is time:
            assert new == earlier.id
            earlier.until = until
            return earlier
        by = "staff" if channel == "staff" else "citizen"
        assert (new is not None) == house.is_free(time, by), "exactly what is free can be held"
        if new is None:
            return None
        held = Booking(new, time, house.seat(time, by), "held", who, channel, until)
        if earlier:
            house.go(earlier, "released", "replaced")
        house.enter(held, "held")
        return held

    def take(self, who: str, whose: int, source: Any) -> None:
        """Make what was picked last somebody's, whether it is still held or not."""
        latest = self.latest_of(who)
        if latest is None:
            return

        def take(session: Session) -> tuple[str, int]:
            contact = contact_of(session, NUMBERS[whose])
            held = bookings.lock(session, latest.id)
            assert held
            facts = {"code": source == "shown", "keyer": KEYER, "now": self.now}
            came = bookings.confirm(session, held, contact, source, **facts)  # type: ignore[arg-type]
            if isinstance(came, Booked):
                return "booked", came.booking.id
            newest = session.scalars(_of_holder(who)).first()
            return came, newest.id if newest else 0

        came, found = self.do(take)
        self._model_take(latest, who, self.contacts[whose], source, came, found)

    def _model_take(
        self, latest: Booking, who: str, contact: int, source: str, came: str, found: int
    ) -> None:
        house, mine = self.inventory, latest
        if latest.state == "released":
            again = self._model_hold(who, latest.time, found if found != latest.id else None)
            if again is None:
                assert came == "taken"
                return
            mine = again
        if house.now >= mine.time.starts:
            assert came == "taken"
            return
        assert came == ("booked" if house.admits(mine, contact, source) else "limit")
        if came == "booked":
            mine.contact, mine.taken = contact, house.now
            house.go(mine, "booked", "booked")

    def book_now(self, which: int, whose: int) -> None:
        """An agent does."""
        time, house = self.time(which), self.inventory

        def book(session: Session) -> int | None:
            came = bookings.book_now(
                session,
                time.id,
                contact_of(session, NUMBERS[whose]),
                line_id=self.line_id,
                language="fi",
                staff_id=self.agent_id,
                now=self.now,
            )
            return came.booking.id if isinstance(came, Booked) else None

        new = self.do(book)
        assert (new is not None) == house.is_free(time, "staff")
        if new is not None:
            seat, me = house.seat(time, "staff"), f"staff:{self.agent_id}"
            booked = Booking(new, time, seat, "booked", me, "staff", None, self.contacts[whose])
            booked.taken = house.now
            house.enter(booked, "booked")


def _of_holder(who: str) -> Any:
    booking = models.Booking
    return select(booking).where(booking.holder == who).order_by(booking.id.desc())
