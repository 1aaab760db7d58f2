"""An agent's state is set by people, moved by calls, and guarded against both at once."""

import pytest
from sqlalchemy import select

from flows.rules.states import AGENT_MOVES, AgentState
from ivr.db import Database
from ivr.models import Event, Staff
from ivr.services import agents, sweeps
from ivr.services.moves import Moved
from tests import make
from tests.make import NOW, at, span
from tests.services.scene import Scene


def an_agent(database: Database, state: str, **values: object) -> int:
    with database.writing() as session:
        make.an_open_line(session)
        return make.an_agent(session, state=state, **values).id


def set_state(database: Database, agent: int, wanted: agents.Wanted) -> Staff:
    with database.writing() as session:
        row = session.get_one(Staff, agent)
        agents.set_state(session, row, wanted, actor="supervisor:7", now=NOW)
    return row


@pytest.mark.parametrize("here", AgentState)
@pytest.mark.parametrize("there", AgentState)
def test_only_the_moves_in_the_table_happen(
    database: Database, here: AgentState, there: AgentState
) -> None:
    agent = an_agent(database, here.value)

    def move() -> str:
        with database.writing() as session:
            row = session.get_one(Staff, agent)
            agents.move(session, row, there.value, cause="tried", now=NOW)
            return row.state

    if there in AGENT_MOVES[here]:
        assert move() == there.value
    else:
        with pytest.raises(Moved):
            move()
        with database.reading() as session:
            assert session.get_one(Staff, agent).state == here.value
            assert session.scalars(select(Event.id)).all() == []


def test_a_move_from_a_state_that_is_no_longer_hers_fails(database: Database) -> None:
    agent = an_agent(database, "ready")
    with database.reading() as session:
        seen_before = session.get_one(Staff, agent)
    set_state(database, agent, "off")

    no_longer = f"^staff {agent} no longer has {{'state': 'ready'}}"
    with pytest.raises(Moved, match=no_longer), database.writing() as session:
        agents.move(session, seen_before, "offered", cause="claimed", now=NOW)


@pytest.mark.parametrize("here", ["off", "paused", "ready", "wrapup"])
@pytest.mark.parametrize("wanted", ["ready", "paused", "off"])
def test_people_set_the_state_of_an_agent_who_is_in_no_call(
    database: Database, here: str, wanted: agents.Wanted
) -> None:
    agent = an_agent(database, here, misses=1, pause_after=True)

    row = set_state(database, agent, wanted)

    assert row.state == wanted
    if here != wanted:
        assert (row.misses, row.pause_after, row.wrapup_until) == (0, False, None)
        assert row.state_since == NOW


@pytest.mark.parametrize("here", ["offered", "talking"])
def test_an_agent_in_a_call_finishes_it_first(database: Database, here: str) -> None:
    agent = an_agent(database, here)

    assert (row := set_state(database, agent, "paused")).state == here
    assert row.pause_after
    assert not set_state(database, agent, "ready").pause_after


def test_the_journal_says_who_did_it(database: Database) -> None:
    agent = an_agent(database, "off")

    set_state(database, agent, "ready")

    with database.reading() as session:
        event = session.scalars(select(Event)).one()
    assert (event.subject, event.from_state, event.to_state) == ("staff", "off", "ready")
    assert (event.cause, event.actor) == ("asked", "supervisor:7")


@pytest.mark.parametrize(("seconds", "state"), [(44, "wrapup"), (45, "ready")])
def test_the_time_to_write_things_down_ends(database: Database, seconds: int, state: str) -> None:
    scene = Scene.set(database).released()
    scene.citizen("busy", 2)

    sweeps.run(database, sweeps.WRAPUPS, NOW + span(f"{seconds} s"))

    assert scene.staff.state == state


def test_whoever_finishes_after_closing_goes_home(database: Database) -> None:
    scene = Scene.set(database)
    scene.now = at("2026-11-24 15:59")
    scene.talking()
    scene.wait(minutes=5)
    scene.citizen("completed", 3, talked=300)
    scene.file("done")

    sweeps.run(database, sweeps.WRAPUPS, scene.now + span("45 s"))

    assert scene.staff.state == "off"


@pytest.mark.parametrize(("minutes", "then"), [(1, "talking"), (2, "wrapup")])
def test_an_agent_who_is_held_by_a_call_that_never_was_comes_back(
    database: Database, minutes: int, then: str
) -> None:
    with database.writing() as session:
        callback = make.a_callback(session, make.an_open_line(session), state="waiting")
        agent = make.an_agent(session, state="talking")
        make.an_attempt(session, callback, agent, state="ended", result="busy", ended_at=NOW)

    sweeps.run(database, sweeps.STRAYS, NOW + span(f"{minutes} min"))

    with database.reading() as session:
        assert session.scalars(select(Staff.state)).one() == then


def test_an_agent_who_may_still_be_listening_is_left_to_the_networks_answer(
    database: Database,
) -> None:
    scene = Scene.set(database).talking()
    scene.citizen("completed", 3)

    assert sweeps.run(database, sweeps.STRAYS, NOW + span("4 h")) == 0


def test_an_agent_who_talks_for_long_is_left_to_it(database: Database) -> None:
    scene = Scene.set(database).talking()

    assert sweeps.run(database, sweeps.STRAYS, NOW + span("55 min")) == 0

    assert scene.staff.state == "talking"
