"""A supervisor lets an agent have a callback first, or anyone again."""

from typing import Any

import pytest

from flows.rules.states import CallbackState
from ivr.db import Database, Session
from ivr.models import Callback, Event, Staff
from ivr.services import assigning, claims
from ivr.services.assigning import ASSIGNABLE, NotAssigned
from tests import make
from tests.make import NOW, span

BOSS = "supervisor:9"


@pytest.fixture
def waiting(database: Database) -> str:
    """Aino and Bo are ready, Bo for longer; a callback has long been due."""
    with database.writing() as session:
        line = make.an_open_line(session)
        make.an_agent(session, "Aino", state_since=NOW - span("1 min"))
        make.an_agent(session, "Bo", state_since=NOW - span("50 min"))
        return make.a_callback(session, line, waiting="2 h").public_id


def agent(session: Session, name: str) -> Staff:
    return session.query(Staff).filter_by(name=name).one()


def assign(database: Database, public_id: str, name: str = "Aino") -> None:
    with database.writing() as session:
        assigning.assign(session, public_id, agent(session, name), BOSS, NOW)


def release(database: Database, public_id: str) -> None:
    with database.writing() as session:
        assigning.release(session, public_id, BOSS, NOW)


def who_is_rung(database: Database, later: str = "0 s") -> str | None:
    with database.writing() as session:
        offer = claims.claim(session, NOW + span(later))
        if offer is None:
            return None
        return session.query(Staff).filter_by(state="offered").one().name


def causes(database: Database, subject: str) -> list[tuple[str, str]]:
    with database.reading() as session:
        found = session.query(Event).filter_by(subject=subject).order_by(Event.id)
        return [(event.cause, event.actor) for event in found]


def test_without_it_the_one_who_has_been_ready_longest_is_rung(
    database: Database, waiting: str
) -> None:
    assert who_is_rung(database) == "Bo"


def test_the_one_it_is_assigned_to_is_rung_however_long_it_has_been_due(
    database: Database, waiting: str
) -> None:
    assign(database, waiting)

    assert who_is_rung(database) == "Aino"
    assert causes(database, "callback")[0] == ("assigned", BOSS)
    assert causes(database, "staff")[0] == ("assigned", BOSS)


def test_its_place_in_line_is_as_before(database: Database, waiting: str) -> None:
    assign(database, waiting)

    with database.reading() as session:
        callback = session.query(Callback).one()
        assert (callback.state, callback.arrived_at) == ("ready", NOW - span("2 h"))


def test_while_she_is_busy_it_waits_for_her_and_then_goes_to_another(
    database: Database, waiting: str
) -> None:
    assign(database, waiting)
    with database.writing() as session:
        agent(session, "Aino").state = "talking"

    assert who_is_rung(database, "1 min") is None
    assert who_is_rung(database, "1 h") == "Bo"


def test_while_she_is_not_working_it_goes_to_another_at_once(
    database: Database, waiting: str
) -> None:
    assign(database, waiting)
    with database.writing() as session:
        agent(session, "Aino").state = "paused"

    assert who_is_rung(database) == "Bo"


def test_undone_it_is_anyone_s_again(database: Database, waiting: str) -> None:
    assign(database, waiting)
    with database.reading() as session:
        first = assigning.first(session, waiting)
        assert first is not None
        assert first.name == "Aino"

    release(database, waiting)

    with database.reading() as session:
        assert assigning.first(session, waiting) is None
    assert who_is_rung(database) == "Bo"
    assert causes(database, "callback")[1] == ("anyones", BOSS)


def test_what_is_anyone_s_can_t_be_given_back(database: Database, waiting: str) -> None:
    with pytest.raises(NotAssigned, match="is anyone's already"):
        release(database, waiting)


@pytest.mark.parametrize("state", sorted(set(CallbackState) - ASSIGNABLE))
def test_what_somebody_has_in_hand_or_is_over_is_not_assigned(
    database: Database, waiting: str, state: str
) -> None:
    with database.writing() as session:
        session.query(Callback).one().state = state

    with pytest.raises(NotAssigned, match=f"that is {state} can't be assigned"):
        assign(database, waiting)
    with pytest.raises(NotAssigned, match=f"that is {state} can't be assigned"):
        release(database, waiting)


@pytest.mark.parametrize(
    "values",
    [{"languages": ["sv"]}, {"line_keys": ["authority"]}, {"active": False}, {"role": "auditor"}],
)
def test_it_is_assigned_only_to_those_who_can_take_it(
    database: Database, waiting: str, values: dict[str, Any]
) -> None:
    with database.writing() as session:
        make.an_agent(session, "Cia", **values)

    with pytest.raises(NotAssigned, match="Cia does not serve"):
        assign(database, waiting, "Cia")
    with database.reading() as session:
        assert [one.name for one in assigning.able(session, "general", "fi")] == ["Aino", "Bo"]


def test_a_callback_that_does_not_exist_is_named(database: Database, waiting: str) -> None:
    with pytest.raises(NotAssigned, match="There is no callback nothing"):
        assign(database, "nothing")
