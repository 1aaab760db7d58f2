"""After a restore nobody is dialled or written to until it is known what happened since."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from ivr.commands.reconcile import Answers, NotReconciled, ask
from ivr.db import Database, Session
from ivr.models import Callback, Event, Line, LoginSession, Message, Staff
from ivr.services import aftermath, claims, events, lines, messages, reconciling
from ivr.services.aftermath import Left
from ivr.telephony.inquiry import LegSeen, TextSeen
from tests import make
from tests.make import NOW
from tests.scheduler.networks import Network

BACKUP = NOW - timedelta(hours=1)
LINE, FIRST, SECOND = "+358295000100", "+358401111111", "+358402222222"


@pytest.fixture
def agency(database: Database) -> Database:
    """As it stood an hour ago: two lines, one of which dials, and an agent who is ready."""
    with database.writing() as session:
        make.an_open_line(session, number=LINE)
        make.a_line(session, "quiet", dials=False)
        make.an_agent(session)
        events.record(session, ("staff", 1), "off", "ready", "asked", "agent:1", BACKUP)
    return database


def put(database: Database, state: str = "ready", number: str = FIRST) -> int:
    with database.writing() as session:
        callback = make.a_callback(session, lines.default(session), state=state, number=number)
        if state in ("offered", "dialling", "talking"):
            agent = make.an_agent(session, state, state="offered")
            make.an_attempt(session, callback, agent, state=state)
        return callback.id


def text(database: Database, callback_id: int, state: str = "queued") -> int:
    with database.writing() as session:
        callback = session.get_one(Callback, callback_id)
        assert messages.write(session, callback, "missed_last", {}, BACKUP)
        message = session.scalars(select(Message).order_by(Message.id.desc())).first()
        assert message
        message.state = state
        return message.id


def restored(database: Database) -> Left:
    with database.writing() as session:
        aftermath.pause(session, NOW)
        return aftermath.settle(session, NOW)


def reconcile(database: Database, network: Network) -> Answers:
    answers = ask(database, network, lambda: NOW)
    with database.writing() as session:
        reconciling.finish(session, NOW)
    return answers


def read(database: Database, what: Callable[[Session], object]) -> object:
    with database.reading() as session:
        return what(session)


def state(database: Database, callback_id: int) -> tuple[str, str | None]:
    with database.reading() as session:
        callback = session.get_one(Callback, callback_id)
        return callback.state, callback.raised_reason


def a_leg(minutes_after: int) -> LegSeen:
    return LegSeen("CA" + "1" * 32, "completed", BACKUP + timedelta(minutes=minutes_after))


def test_nobody_is_dialled_after_a_restore(agency: Database) -> None:
    put(agency)

    assert restored(agency) == Left(BACKUP, lines=1, callbacks=0, texts=0)

    with agency.writing() as session:
        assert claims.claim(session, NOW) is None
        assert not any(session.scalars(select(Line.dials)))
        assert set(session.scalars(select(Staff.state))) == {"off"}
        assert session.scalars(select(LoginSession)).all() == []
        told = session.scalars(select(Event.cause).where(Event.subject == "line")).all()
    assert told == ["restored"]


@pytest.mark.parametrize("under_way", ["offered", "dialling", "talking"])
def test_what_was_under_way_needs_a_person(agency: Database, under_way: str) -> None:
    callback = put(agency, under_way)

    assert restored(agency).callbacks == 1

    assert state(agency, callback) == ("needs_human", "restored")


@pytest.mark.parametrize("was", ["waiting", "ready", "paused"])
def test_whoever_was_called_since_is_not_called_again(agency: Database, was: str) -> None:
    callback = put(agency, was)
    restored(agency)

    answers = reconcile(agency, Network(knows={f"{LINE} to {FIRST}": [a_leg(10)]}))

    assert answers.rung == 1
    assert state(agency, callback) == ("needs_human", "called_since")


def test_whoever_was_not_called_since_keeps_her_place(agency: Database) -> None:
    waits, offered = put(agency), put(agency, "offered", SECOND)
    restored(agency)

    reconcile(
        agency,
        Network(knows={f"{LINE} to {FIRST}": [a_leg(-90)], f"{LINE} to {SECOND}": []}),
    )

    assert state(agency, waits) == ("ready", None)
    assert state(agency, offered) == ("waiting", None)
    assert read(agency, lambda session: lines.default(session).dials)
    assert not read(agency, lambda session: lines.by_key(session, "quiet").dials)
    assert read(agency, reconciling.due_at) is None


def test_a_network_without_an_answer_leaves_all_paused(agency: Database) -> None:
    put(agency)
    restored(agency)

    with pytest.raises(NotReconciled, match="HTTP 503"):
        reconcile(agency, Network())

    assert not read(agency, lambda session: lines.default(session).dials)
    assert read(agency, reconciling.due_at)


def test_a_supervisors_own_switch_is_left_alone(agency: Database) -> None:
    restored(agency)
    with agency.writing() as session:
        line = lines.default(session)
        lines.set_switch(session, line, "dials", True, "supervisor:1", NOW)
        lines.set_switch(session, line, "dials", False, "supervisor:1", NOW)

    reconcile(agency, Network())

    assert not read(agency, lambda session: lines.default(session).dials)


@pytest.mark.parametrize("was", ["queued", "sending"])
def test_a_text_is_held_until_it_is_known_whether_it_went_out(agency: Database, was: str) -> None:
    callback = put(agency)
    message = text(agency, callback, was)

    assert restored(agency).texts == 1

    with agency.writing() as session:
        assert messages.due(session, NOW) == []
        body = session.get_one(Message, message).body or ""
    network = Network(knows={f"{LINE} to {FIRST}": []})
    network.knows[FIRST] = [TextSeen("SM" + "1" * 32, "delivered", body, BACKUP)]
    assert reconcile(agency, network).sent == 1
    assert read(agency, lambda s: s.get_one(Message, message).state) == "delivered"


def test_a_text_that_did_not_go_out_goes_out(agency: Database) -> None:
    message = text(agency, put(agency))
    restored(agency)

    answers = reconcile(agency, Network(knows={f"{LINE} to {FIRST}": [], FIRST: []}))

    assert answers.unsent == 1
    assert read(agency, lambda s: s.get_one(Message, message).state) == "queued"
