"""What every rule does: one transaction, the same in the model, and both laid side by side."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from typing import Any, TypeVar

from hypothesis.stateful import RuleBasedStateMachine, invariant
from sqlalchemy import select

from flows.rules.languages import Language
from ivr.db import Database, Session
from ivr.models import Line, Promise
from ivr.services import contacts, lines, staff
from ivr.services.contacts import Keyer
from tests import make
from tests.properties import oath
from tests.properties.almanac import DAYS, FIRST, HOLIDAYS, SHORT, UNKNOWN
from tests.properties.faults import Crash, Faults
from tests.properties.house import House
from tests.properties.people import (
    LANDLINE,
    LANGUAGES,
    LINE,
    NUMBERS,
    SPEAK,
    Agent,
    Attempt,
    Callback,
    Contact,
)
from tests.properties.rows import kept, newest, remembered

T = TypeVar("T")
KEYER = Keyer("the secret of properties")
_BY_WHEN = select(Promise.to_at).order_by(Promise.id)
A_MOMENT = 0.4
"""Seconds from one act to the next: two of them don't make a second."""


def furnish(session: Session) -> None:
    """The agency, its line, its calendar, three agents and four citizens."""
    make.an_agency(session)
    make.some_days(session, FIRST, DAYS)
    for day, closes in SHORT.items():
        _day(session, day).closes, _day(session, day).short_day = closes, "maundy_thursday"
    for day in HOLIDAYS:
        _day(session, day).holiday = "christmas_day"
    for day in UNKNOWN:
        session.delete(_day(session, day))
    make.a_line(session, LINE, languages=list(LANGUAGES))
    for number in NUMBERS:
        contacts.find_or_make(session, KEYER, number, make.NOW)
    for name, languages in SPEAK.items():
        make.an_agent(session, name, languages=list(languages))


def _day(session: Session, day: Any) -> Any:
    return session.get_one(make.CalendarDay, day)


class Life(RuleBasedStateMachine):
    """A furnished database and a model of it."""

    def __init__(self, database: Database) -> None:
        super().__init__()
        self.database, self.faults = database, Faults(database)
        self.house = House(make.NOW)
        self.agrees, self.agreed, self.last_line = True, True, 0
        with database.reading() as session:
            self._meet(session)

    def _meet(self, session: Session) -> None:
        created = make.NOW
        for n, number in enumerate(NUMBERS):
            found = contacts.find(session, KEYER, number)
            assert found
            self.house.contacts[found.id] = Contact(found.id, n == LANDLINE, created)
        for one in staff.every(session):
            self.house.agents[one.id] = Agent(one.id, one.name, one.state_since)

    # --- acting ---

    @property
    def now(self) -> datetime:
        return self.house.now

    def act(
        self,
        do: Callable[[Session], T],
        then: Callable[[T], object],
        after: float = A_MOMENT,
    ) -> None:
        """`do` in the tables and, unless the process dies of it, `then` in the model."""
        self.house.now = self.house.on(seconds=after)
        with suppress(Crash):
            with self.faults.armed(), self.database.writing() as session:
                result = do(session)
            self.agreed = False
            then(result)
            self.agreed = True
            if self.house.is_curious:
                self.house.learn(self.read(lambda session: list(session.scalars(_BY_WHEN))))

    def line(self, session: Session) -> Line:
        return lines.by_key(session, LINE)

    def read(self, ask: Callable[[Session], T]) -> T:
        with self.database.reading() as session:
            return ask(session)

    # --- choosing ---

    def citizen(self, who: int) -> Contact:
        return list(self.house.contacts.values())[who]

    def number(self, contact: Contact) -> str:
        return NUMBERS[list(self.house.contacts).index(contact.id)]

    def agent(self, who: int) -> Agent:
        return list(self.house.agents.values())[who]

    def callback(self, ago: int) -> Callback:
        return _latest(list(self.house.callbacks.values()), ago)

    def attempt(self, ago: int) -> Attempt:
        return _latest(list(self.house.attempts.values()), ago)

    # --- what must be so after every step ---

    @invariant()
    def the_tables_are_what_the_model_remembers(self) -> None:
        was, self.agrees = self.agrees, False
        if not was:
            return
        with self.database.reading() as session:
            rows = kept(session)
            self.last_line, told = newest(session, self.last_line)
        self._compare(rows, told)
        assert list(oath.complaints(rows, self.house)) == []
        self.agrees = True

    def _compare(self, rows: dict[str, Any], told: Any) -> None:
        expected = remembered(self.house)
        for table in expected:
            assert rows[table] == expected[table], table
        lines, self.house.journal = self.house.journal, []
        assert sorted(told.elements(), key=str) == sorted(lines, key=str)


def _latest(rows: list[T], ago: int) -> T:
    return rows[-1 - ago % len(rows)]


def language(of: str) -> Language:
    return "sv" if of == "sv" else "fi"
