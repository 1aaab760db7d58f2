"""What is booked goes to another time or is cancelled, in the tables and in the model."""

from typing import Any

from ivr import models
from ivr.db import Session
from ivr.services import bookings
from tests.properties.diary_taking import Taking
from tests.properties.inventory import Booking, Time


class Changing(Taking):
    def move(self, ago: int, which: int, by: str) -> None:
        """To one of the next times."""
        booking, time = self.booking(ago), self.time(which)
        moved = self.do(lambda session: self._moved(session, booking, time.id, by))
        self._model_move(booking, time, None, by, moved)

    def move_to_the_pick(self, ago: int, who: str) -> None:
        """To what somebody picked last."""
        booking, held = self.booking(ago), self.latest_of(who)
        if held is None or held is booking:
            return

        def move(session: Session) -> bool:
            picked = bookings.lock(session, held.id)
            assert picked
            return self._moved(session, booking, picked, "citizen")

        moved = self.do(move)
        self._model_move(booking, held.time, held, "citizen", moved)

    def _moved(self, session: Session, booking: Booking, to: Any, by: str) -> bool:
        mine = session.get_one(models.Booking, booking.id)
        actor, staff_id = ("citizen", None) if by == "citizen" else ("agent:1", self.agent_id)
        return bookings.move(session, mine, to, actor, self.now, staff_id)

    def _model_move(
        self, booking: Booking, time: Time, held: Booking | None, by: str, moved: bool
    ) -> None:
        house = self.inventory
        if not house.may_change(booking, by) or time.kind != booking.time.kind:
            assert not moved
            return
        if booking.state == "booked" and booking.time is time:
            assert moved
            if held and held.state == "held":
                house.go(held, "released", "replaced")
            return
        channel = held.channel if held else "staff" if by == "staff" else booking.channel
        channel = "phone" if (held is None and by == "citizen" and channel == "staff") else channel
        passes = held is not None and held.state == "held" and house.now < time.starts
        taker = "staff" if channel == "staff" else "citizen"
        assert moved == (passes or house.is_free(time, taker)), "or it stays where it is"
        if not moved:
            return
        seat = held.seat if held and passes else house.seat(time, taker)
        if held and passes:
            house.go(held, "released", "taken_up")
        booking.time, booking.channel = time, channel
        house.go(booking, "booked", "moved")
        booking.seat, booking.version = seat, booking.version + 1

    def cancel(self, ago: int, by: str) -> None:
        booking, actor = self.booking(ago), "citizen" if by == "citizen" else "agent:1"

        def cancel(session: Session) -> bool:
            mine = session.get_one(models.Booking, booking.id)
            return bookings.cancel(session, mine, "cancelled", actor, self.now)

        ended = self.do(cancel)
        assert ended == self.inventory.may_change(booking, by)
        if ended:
            self.inventory.go(booking, "cancelled", "cancelled")
