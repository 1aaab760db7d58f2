"""An office in which Aino talks to a citizen, with times in two places, and what she does there."""

import re
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import select
from werkzeug.test import TestResponse

from ivr.db import Database
from ivr.models import Booking, Callback, Line, Slot, Staff
from tests import make
from tests.diaries import FRIDAY, a_booking, a_diary, a_point, a_time, phone_times, some_times
from tests.make import CITIZEN, span
from tests.services.scene import Scene
from tests.web.visitors import Visitor

T = TypeVar("T")

LANDLINE = "+358912345678"


@dataclass
class Office(Scene):
    """Aino is talking to a citizen; Kuhmo has three times on Friday, Kajaani one on Thursday."""

    nine: int = 0
    half_past: int = 0
    ten: int = 0
    thursday: int = 0

    @classmethod
    def furnish(cls, database: Database, number: str = CITIZEN) -> "Office":
        with database.writing() as session:
            line = session.query(Line).one()
            kuhmo = a_diary(session, point=a_point(session, desks=1))
            kajaani = a_diary(session, point=a_point(session, "kajaani", position=2))
            times = some_times(session, kuhmo, FRIDAY, 3, 1)
            nine, half_past, ten = (slot.id for slot in times)
            thursday = a_time(session, kajaani, FRIDAY - span("22 h")).id
            phone_times(session, line, fi=1)
            agent = session.query(Staff).filter_by(name="aino").one()
            agent.state = "ready"
            row = make.a_callback(session, line, number=number)
            office = cls(
                database,
                callback_id=row.id,
                agent_id=agent.id,
                nine=nine,
                half_past=half_past,
                ten=ten,
                thursday=thursday,
            )
        office.talking()
        return office

    def hung_up(self) -> "Office":
        self.citizen("completed", 3)
        self.agent("completed")
        return self

    @property
    def path(self) -> str:
        return f"/desk/call/{self.token}/"

    def booked(self, slot_id: int, **values: Any) -> Booking:
        """A booking of the citizen's, made earlier."""

        def book(session: Any) -> Booking:
            callback = session.get_one(Callback, self.callback_id)
            slot = session.get_one(Slot, slot_id)
            values.setdefault("contact", callback.contact)
            return a_booking(session, slot, callback.line, **values)

        return self.do(book)

    def elsewhere(self, state: str = "ready", **values: Any) -> Callback:
        """An open callback of the same citizen on another line."""

        def ask(session: Any) -> Callback:
            line = session.query(Line).filter_by(key="families").first()
            names = dict.fromkeys(("fi", "sv", "en"), "perhelinja")
            line = line or make.a_line(session, "families", names=names)
            callback = session.get_one(Callback, self.callback_id)
            return make.a_callback(
                session, line, state=state, **{"contact": callback.contact, **values}
            )

        return self.do(ask)

    def every(self, table: Any) -> list[Any]:
        with self.database.reading() as session:
            return list(session.scalars(select(table).order_by(table.id)))

    def booking(self) -> Booking:
        found: Booking = only(self.every(Booking))
        return found


def only(found: list[T]) -> T:
    (one,) = found
    return one


def book(visitor: Visitor, office: Office, slot_id: int, **fields: str) -> TestResponse:
    wanted = {"slot": str(slot_id), "reason": "documents", **fields}
    return visitor.post(f"{office.path}book", **wanted)


def offered(page: str) -> list[int]:
    """The times that can be pressed, in their order."""
    return [int(slot) for slot in re.findall(r'name="slot" value="(\d+)"', page)]


def file(visitor: Visitor, office: Office, outcome: str, *close: str) -> TestResponse:
    return visitor.post("/desk/outcome", file=f"{office.token}:{outcome}", close=list(close))  # type: ignore[arg-type]
