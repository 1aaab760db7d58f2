"""A telephone of a citizen's at an office with times: Kuhmo on Fridays, phone times every day."""

import re
from datetime import datetime
from typing import Any

from sqlalchemy import select

from ivr.db import Database
from ivr.models import Booking, Callback, Line, Message, ServicePoint, Slot
from ivr.services import almanac, closures, diaries
from tests import make
from tests.clocks import Settable
from tests.diaries import a_point
from tests.phone import Phone

DIGITS = dict(
    zip(
        [
            "nolla",
            "yksi",
            "kaksi",
            "kolme",
            "neljä",
            "viisi",
            "kuusi",
            "seitsemän",
            "kahdeksan",
            "yhdeksän",
        ],
        "0123456789",
        strict=True,
    )
)
KUHMO = {
    "fi": {
        "point": "Kuhmon palvelupiste",
        "to_point": "Kuhmon palvelupisteeseen",
        "at_point": "Kuhmon palvelupisteessä",
    },
    "sv": dict.fromkeys(("point", "to_point", "at_point"), "servicestället i Kuhmo"),
    "en": dict.fromkeys(("point", "to_point", "at_point"), "the Kuhmo service point"),
}


class Office:
    """Its times are laid out as in life; `phone` calls it, in Finnish unless told otherwise."""

    def __init__(self, database: Database, clock: Settable, agents: int = 2, **point: Any) -> None:
        self.database, self.clock, self.phone = database, clock, Phone(database, clock)
        with database.writing() as session:
            make.an_agency(session)
            almanac.extend(session, clock.now(), years=1)
            make.a_line(session)
            for place in range(agents):
                make.an_agent(session, f"Aino{place}", languages=["fi", "sv"])
            a_point(session, **{"names": KUHMO, **point})
            diaries.extend(session, clock.now())

    def call(self, *keys: str, number: str | None = None) -> Phone:
        """Call from a number, choose Finnish, and press these keys."""
        if number is not None:
            self.phone.number = number
        return self.phone.call().press("1", *keys)

    def another_point(self, key: str = "kajaani", **values: Any) -> None:
        with self.database.writing() as session:
            a_point(session, key, **{"position": 2, "names": KUHMO, **values})
            diaries.extend(session, self.clock.now())

    def changes_point(self, **values: Any) -> None:
        with self.database.writing() as session:
            point = session.scalars(select(ServicePoint)).one()
            for name, value in values.items():
                setattr(point, name, value)
            session.flush()
            diaries.renew(session, point, self.clock.now(), "supervisor:1", "service_point")

    def sets_policy(self, **settings: Any) -> None:
        with self.database.writing() as session:
            line = session.scalars(select(Line)).one()
            line.policy = settings
            session.flush()
            diaries.renew(session, line, self.clock.now(), "supervisor:1", "phone_times")

    def closes(self, day: datetime, reason: str) -> None:
        """The service point, for a date."""
        with self.database.writing() as session:
            point = session.scalars(select(ServicePoint)).one()
            reasons = dict.fromkeys(("fi", "sv", "en"), reason)
            closures.add(
                session, None, point, day.date(), None, reasons, "supervisor:1", self.clock.now()
            )

    def fills(self, *starts: datetime) -> None:
        """Let nothing be free at these times."""
        with self.database.writing() as session:
            for slot in session.scalars(select(Slot).where(Slot.starts_at.in_(starts))):
                slot.capacity = slot.kept = 0

    @property
    def bookings(self) -> list[Booking]:
        """Those that citizens have, or had; what is only held is not among them."""
        of_somebody = select(Booking).where(Booking.contact_id.is_not(None)).order_by(Booking.id)
        with self.database.reading() as session:
            return list(session.scalars(of_somebody))

    @property
    def booking(self) -> Booking:
        [booking] = self.bookings
        return booking

    @property
    def callbacks(self) -> list[Callback]:
        with self.database.reading() as session:
            return list(session.scalars(select(Callback).order_by(Callback.id)))

    @property
    def texts(self) -> list[str]:
        with self.database.reading() as session:
            return [message.kind for message in session.scalars(select(Message))]


def told_digits(heard: str) -> str:
    """The digits of the code or reference that was told."""
    words = re.search(r"(?:Tunnuksesi|Koodisi) on ([^.]*)\.", heard)
    assert words, heard
    return "".join(DIGITS[word] for word in words[1].replace(",", "").split())
