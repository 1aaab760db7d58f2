"""The office of a drill: its tables, its staff, a supervisor, and what she can see."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from threading import Lock
from typing import Any, Final

from sqlalchemy import and_, func, or_, select

from ivr.db import Database, Waits, make_engine
from ivr.migrations import upgrade
from ivr.models import Attempt, Callback, Heartbeat, Message, Staff
from ivr.services import agents, contacts, events, lines, requests, staff
from ivr.services.agency import AgencyFile, read_agency
from ivr.services.policy import Policy
from ivr.services.requests import Wish
from ivr.services.seed import seed
from ivr.settings import SAMPLE_AGENCY
from tests import make
from tests.stories.evidence import rows

SERVICE: Final = "+358295000000"
SECRET: Final = "the secret of tests"
_PATIENT = Waits(lock=60, pool=60)
_ONE_AT_A_TIME: Final = Lock()  # Alembic keeps what it is doing in globals
_BUSY = ("offered", "talking", "wrapup")
_MOVING = ("ready", "offered", "dialling", "talking")
_SOON = timedelta(minutes=2)


class Office:
    """The tables at `url`, as they are made for a real system."""

    def __init__(self, url: str, policy: Mapping[str, Any], now: datetime) -> None:
        with _ONE_AT_A_TIME:
            upgrade(url)
        self.database = Database(make_engine(url, _PATIENT))
        with self.database.writing() as session:
            seed(session, _agency(policy), now)

    def hire(self, name: str, number: str, now: datetime) -> None:
        """An agent joins, off duty, if she is not there yet."""
        with self.database.writing() as session:
            if name not in {agent.name for agent in staff.every(session)}:
                agent = make.an_agent(session, name, number=number, ready=False)
                events.record(session, ("staff", agent.id), None, "off", "added", "system", now)

    def sends_to_work(self, now: datetime) -> None:
        """The supervisor sets every agent ready who is off or pauses."""
        with self.database.writing() as session:
            for agent in staff.every(session):
                if agent.state in ("off", "paused"):
                    agents.set_state(session, agent, "ready", actor="supervisor:0", now=now)

    def is_asked(self, number: str, now: datetime) -> None:
        """Somebody has asked for a call."""
        with self.database.writing() as session:
            line = lines.default(session)
            contact = contacts.find_or_make(session, make.KEYER, number, now)
            session.flush()
            wish = Wish(contact, "shown", "fi", f"contact:{contact.id}")
            requests.request(session, line, Policy.read(line.policy), wish, now)

    def under_way(self) -> Iterator[str]:
        """Whatever goes on just now, one sentence each."""
        with self.database.reading() as session:
            for attempt in session.scalars(select(Attempt).where(Attempt.ended_at.is_(None))):
                yield f"attempt {attempt.id} is {attempt.state}"
            for agent in session.scalars(select(Staff).where(Staff.state.in_(_BUSY))):
                yield f"{agent.name} is {agent.state}"
            for text in session.scalars(select(Message).where(Message.state == "sending")):
                yield f"text {text.id} is being sent"

    def due(self, now: datetime) -> Iterator[str]:
        """Whatever agents and scheduler are to begin now or soon, one sentence each."""
        soon = now + _SOON
        waits = and_(Callback.state == "waiting", Callback.not_before < soon)
        queued = and_(Message.state == "queued", Message.send_after < soon)
        with self.database.reading() as session:
            for one in session.scalars(
                select(Callback).where(or_(waits, Callback.state.in_(_MOVING)))
            ):
                yield f"callback {one.id} is {one.state}"
            for text in session.scalars(select(Message).where(queued)):
                yield f"text {text.id} is {text.state}"

    def schedulers(self, now: datetime) -> list[str]:
        """Those that have given a sign of life within the last minutes."""
        with self.database.reading() as session:
            alive = Heartbeat.at > now - _SOON
            return list(session.scalars(select(Heartbeat.process).where(alive)))

    def waiting(self) -> int:
        """How many callbacks there are for agents to take."""
        with self.database.reading() as session:
            wanted = Callback.state.in_(("waiting", "ready")), Callback.counted == 0
            return session.scalar(select(func.count()).where(*wanted)) or 0

    def rows(self) -> dict[str, tuple[Any, ...]]:
        with self.database.reading() as session:
            return rows(session)


def _agency(policy: Mapping[str, Any]) -> AgencyFile:
    agency = read_agency(SAMPLE_AGENCY)
    [general] = agency.lines
    general = general.model_copy(update={"policy": {**general.policy, **policy}})
    return agency.model_copy(update={"lines": [general]})


@contextmanager
def office(url: str, policy: Mapping[str, Any], now: datetime) -> Iterator[Office]:
    new = Office(url, policy, now)
    try:
        yield new
    finally:
        new.database.close()
