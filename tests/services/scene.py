"""One callback and one agent, and the acts that are played on them, a transaction each."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from ivr.db import Database
from ivr.models import Attempt, Call, Callback, Event, Message, Rate, Staff
from ivr.services import (
    agents,
    attempts,
    callbacks,
    claims,
    offers,
    outcomes,
    progress,
    releases,
    settlement,
)
from ivr.services.settlement import Leg
from tests import make
from tests.make import NOW

T = TypeVar("T")

AGENT_LEG = "CA" + "a" * 32
CITIZEN_LEG = "CA" + "c" * 32


@dataclass
class Scene:
    """Each act happens at `now`, which `wait` moves on."""

    database: Database
    now: datetime = NOW
    callback_id: int = 0
    agent_id: int = 0
    attempt_id: int = 0
    token: str = ""
    leg_token: str = ""

    @classmethod
    def set(
        cls, database: Database, line: dict[str, Any] | None = None, **callback: Any
    ) -> "Scene":
        """An open line with one ready callback, and Aino who is ready for it."""
        with database.writing() as session:
            general = make.an_open_line(session, **(line or {}))
            row = make.a_callback(session, general, **callback)
            agent = make.an_agent(session)
            return cls(database, callback_id=row.id, agent_id=agent.id)

    def wait(self, **duration: float) -> "Scene":
        self.now += timedelta(**duration)
        return self

    def do(self, act: Callable[[Session], T]) -> T:
        with self.database.writing() as session:
            return act(session)

    def claim(self) -> claims.Offer | None:
        offer = self.do(lambda session: claims.claim(session, self.now))
        if offer:
            attempt = self.read(Attempt, offer.attempt_id)
            self.attempt_id, self.token = offer.attempt_id, offer.token
            self.leg_token = attempt.leg_token
        return offer

    def open_call(self) -> int:
        """The row of the agent's leg, as its dialogue begins; the call's id."""
        call = Call(
            sid=AGENT_LEG,
            direction="agent",
            dialogue="agent",
            line_id=self.callback.line_id,
            shown="staff",
            staff_id=self.agent_id,
            attempt_id=self.attempt_id,
            started_at=self.now,
        )
        with self.database.writing() as session:
            session.add(call)
        return call.id

    def lapse(self) -> bool:
        return self.do(lambda session: offers.lapse(session, self.attempt_id, self.now))

    def decline(self, code: int = 21215) -> None:
        """The network refuses to ring the agent."""
        self.do(lambda session: offers.declined(session, self.attempt_id, code, self.now))

    def take_up(self, sid: str = AGENT_LEG) -> bool:
        return bool(
            self.do(lambda session: offers.take_up(session, self.attempt_id, sid, self.now))
        )

    def accept(self, sid: str = AGENT_LEG) -> releases.Ring | str:
        return self.do(lambda session: releases.release(session, self.attempt_id, sid, self.now))

    def pass_on(self, sid: str = AGENT_LEG) -> bool:
        return self.do(lambda session: offers.pass_on(session, self.attempt_id, sid, self.now))

    def agent(
        self, status: str, sid: str = AGENT_LEG, token: str = "", at: datetime | None = None
    ) -> None:
        """A word about the agent's leg (of another attempt, by its token)."""
        token = token or self.token
        self.do(lambda session: progress.agent_leg(session, token, sid, status, self.now, at=at))

    def citizen(self, status: str, sequence: int = 0, at: datetime | None = None, **facts: Any):
        """A word about the citizen's leg."""
        leg = Leg(status, at or self.now, facts.pop("sid", CITIZEN_LEG), sequence, **facts)
        self.do(lambda session: progress.citizen_leg(session, self.leg_token, leg, self.now))

    def rings_out(self, sequence: int = 3, **facts: Any) -> None:
        """The citizen's telephone has rung for its whole time, and nobody has answered."""
        self.citizen("no-answer", sequence, at=self.attempt.ring_until, **facts)

    def dial_ended(
        self, status: str, talked: int | None = None, sid: str = CITIZEN_LEG, gone: bool = False
    ) -> str:
        """The Dial's own result; `gone`: told when the agent's call had ended as well."""
        return self.do(
            lambda session: progress.dial_ended(
                session, self.attempt_id, status, self.now, sid=sid, talked=talked, agent_gone=gone
            )
        )

    def file(self, outcome: outcomes.Outcome) -> outcomes.Filed | None:
        return self.do(lambda session: outcomes.file(session, self.attempt_id, outcome, self.now))

    def cancel(self) -> str:
        """The citizen calls and cancels."""
        line_id, contact_id = self.callback.line_id, self.callback.contact_id
        return self.do(
            lambda session: callbacks.cancel(session, line_id, contact_id, "citizen", self.now)
        )

    def give_up(self) -> None:
        """It can't be found out what became of the citizen's leg."""

        def give_up(session: Session) -> None:
            attempt = attempts.hold(session, self.attempt_id)
            settlement.give_up(session, attempt, "silence", self.now)

        self.do(give_up)

    def set_ready(self) -> None:
        """The agent has hung up, and is done with writing things down."""

        def set_ready(session: Session) -> None:
            session.get_one(Staff, self.agent_id).state = "ready"
            attempt = session.get_one(Attempt, self.attempt_id)
            attempt.agent_ended_at = attempt.agent_ended_at or self.now

        self.do(set_ready)

    def set_state(self, wanted: agents.Wanted) -> None:
        """A supervisor sets the agent's state."""

        def set_state(session: Session) -> None:
            agent = session.get_one(Staff, self.agent_id)
            agents.set_state(session, agent, wanted, actor="supervisor:1", now=self.now)

        self.do(set_state)

    def promote(self) -> None:
        """A beat falls: what has come due is made ready."""
        self.do(lambda session: callbacks.promote(session, self.now))

    def released(self) -> "Scene":
        """Up to the moment at which the citizen's telephone is about to ring."""
        assert self.claim()
        assert self.take_up()
        assert isinstance(self.accept(), releases.Ring)
        return self

    def talking(self) -> "Scene":
        self.released().citizen("in-progress", 2)
        return self

    def read(self, table: type[T], key: int) -> T:
        with self.database.reading() as session:
            return session.get_one(table, key)

    @property
    def callback(self) -> Callback:
        return self.read(Callback, self.callback_id)

    @property
    def staff(self) -> Staff:
        return self.read(Staff, self.agent_id)

    @property
    def attempt(self) -> Attempt:
        return self.read(Attempt, self.attempt_id)

    @property
    def states(self) -> tuple[str, str, str]:
        """Of the callback, the attempt and the agent."""
        return self.callback.state, self.attempt.state, self.staff.state

    def causes(self, subject: str = "callback") -> list[str]:
        """Why the callback (or the agent) went where it went, in order."""
        with self.database.reading() as session:
            return list(
                session.scalars(
                    select(Event.cause).where(Event.subject == subject).order_by(Event.id)
                )
            )

    def texts(self) -> list[str]:
        with self.database.reading() as session:
            return list(session.scalars(select(Message.kind).order_by(Message.id)))

    def legs_counted(self) -> int:
        with self.database.reading() as session:
            return session.scalar(select(Rate.count)) or 0
