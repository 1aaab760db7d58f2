"""A furnished diary in the tables and in the model, both laid side by side after every step."""

from collections.abc import Callable
from typing import Any, TypeVar

from hypothesis.stateful import RuleBasedStateMachine, invariant
from sqlalchemy import select

from ivr.db import Database, Session
from ivr.models import Contact, Line, ServicePoint, Slot, Staff
from ivr.services import contacts, diaries
from ivr.services.contacts import Keyer
from tests import make
from tests.diaries import a_point
from tests.properties import diary_rows
from tests.properties.inventory import Booking, Inventory, Time

T = TypeVar("T")
KEYER = Keyer("the secret of properties")
NUMBERS = ("+358401000001", "+358401000002", "+358401000003")
POLICY = {"phone_times": {"share": 0.5, "kept_share": 0.5}}


def furnish(session: Session) -> None:
    """A line with phone times on Wednesdays, a service point with visits on Fridays, and people."""
    week = {"wed": ["09:00", "10:30"]}
    make.an_open_line(session, languages=["fi", "sv"], hours=week, policy=POLICY)
    hours = {"fri": ["09:00", "10:30"]}
    a_point(session, hours=hours, desks=2, kept_share=0.5, horizon_days=14)
    for number in NUMBERS:
        contacts.find_or_make(session, KEYER, number, make.NOW)
    for name, languages in {"Aino": "fi sv", "Bo": "sv", "Eva": "fi", "Helmi": "fi"}.items():
        make.an_agent(session, name, languages=languages.split())
    diaries.extend(session, make.NOW)


class DiaryLife(RuleBasedStateMachine):
    """A furnished database and a model of its times."""

    def __init__(self, database: Database) -> None:
        super().__init__()
        self.database, self.inventory, self.last_line = database, Inventory(make.NOW), 0
        with database.reading() as session:
            self.contacts = [contact_of(session, number).id for number in NUMBERS]
            self.line_id = session.scalars(select(Line.id)).one()
            self.point_id = session.scalars(select(ServicePoint.id)).one()
            self.agent_id = session.scalars(select(Staff.id).order_by(Staff.id)).first() or 0
            self.learn(session)

    def teardown(self) -> None:
        self.database.close()

    def learn(self, session: Session) -> None:
        """How many places there are is the office's affair; what follows from it is not."""
        times = self.inventory.times
        for slot in session.scalars(select(Slot).order_by(Slot.id)):
            if slot.id not in times:
                kind = "visit" if slot.diary.point_id else "phone_time"
                language, begins = slot.diary.language, slot.starts_at
                times[slot.id] = Time(slot.id, kind, language, begins, 0, 0, slot.within_id)
            times[slot.id].capacity, times[slot.id].kept = slot.capacity, slot.kept

    def do(self, act: Callable[[Session], T]) -> T:
        with self.database.writing() as session:
            return act(session)

    @property
    def now(self) -> Any:
        return self.inventory.now

    # --- choosing ---

    def time(self, which: int) -> Time:
        """One of the times to come that are told to somebody, the next ones first."""
        offered = [
            one
            for one in self.inventory.times.values()
            if one.starts > self.now and (one.kind == "visit" or one.language)
        ]
        offered.sort(key=lambda one: (one.starts, one.id))
        return offered[which % len(offered)]

    def is_any_booked(self) -> bool:
        return any(one.contact for one in self.inventory.bookings.values())

    def booking(self, ago: int) -> Booking:
        """One that was booked lately: of those that still are something, as far as there are."""
        named = [one for one in self.inventory.bookings.values() if one.contact]
        live = [one for one in named if one.state in ("booked", "displaced")]
        choice = live if live and ago else named
        return choice[-1 - ago % len(choice)]

    def latest_of(self, who: str) -> Booking | None:
        """What somebody picked last, if nothing has become of it yet."""
        mine = [one for one in self.inventory.bookings.values() if one.holder == who]
        latest = mine[-1] if mine else None
        return latest if latest and latest.state in ("held", "released") else None

    # --- what must be so after every step ---

    @invariant()
    def the_tables_are_what_the_model_remembers(self) -> None:
        with self.database.reading() as session:
            rows, expected = diary_rows.kept(session), diary_rows.remembered(self.inventory)
            for table in expected:
                assert rows[table] == expected[table], table
            complaints = list(diary_rows.complaints(session))
            assert not complaints, complaints
            self.last_line, told = diary_rows.newest(session, self.last_line)
        lines, self.inventory.journal = self.inventory.journal, []
        assert sorted(told, key=str) == sorted(lines, key=str)


def contact_of(session: Session, number: str) -> Contact:
    found = contacts.find(session, KEYER, number)
    assert found
    return found
