"""A beat of the dialling hand: claimed, committed, rung once, recorded; never again on doubt."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from ivr.db import Database
from ivr.models import Attempt, Callback, Staff
from ivr.services import offers, sweeps
from ivr.telephony.client import AgentLeg, Declined, Placed, Unknown
from scheduler.dial import Dial
from tests import make
from tests.clocks import Settable
from tests.make import NOW, span
from tests.scheduler.networks import Answer, Network, placed


@pytest.fixture
def house(database: Database) -> Database:
    """Three callbacks wait, and three agents are ready."""
    with database.writing() as session:
        line = make.an_open_line(session)
        for n in range(3):
            make.a_callback(session, line, waiting=f"{n + 1} h")
            make.an_agent(session, f"agent {n}", number=f"+35850555000{n}")
    return database


@pytest.fixture
def dial(house: Database, clock: Settable) -> Callable[..., Dial]:
    def build(*answers: Answer, **values: Any) -> Dial:
        facts = {
            "dialler": Network(answers),
            "now": clock.now,
            "stopping": lambda: False,
            "gap": timedelta(),
            **values,
        }
        return Dial(database=house, **facts)

    return build


def attempts(database: Database) -> list[Attempt]:
    with database.reading() as session:
        return list(session.scalars(select(Attempt).order_by(Attempt.id)))


def states(database: Database) -> tuple[list[str], list[str]]:
    with database.reading() as session:
        return (
            list(session.scalars(select(Callback.state).order_by(Callback.id))),
            list(session.scalars(select(Staff.state).order_by(Staff.id))),
        )


def test_each_agent_is_rung_once_for_one_callback(house: Database, dial: Any) -> None:
    beat = dial()
    beat()
    beat()

    legs = beat.dialler.rung
    assert sorted(leg.to for leg in legs) == ["+358505550000", "+358505550001", "+358505550002"]
    assert {(leg.from_, leg.ring) for leg in legs} == {("+358295000100", 20)}
    made = attempts(house)
    assert sorted(leg.token for leg in legs) == sorted(each.token for each in made)
    assert all(each.agent_sid for each in made)


def test_the_account_is_asked_for_one_call_a_second(
    house: Database, dial: Any, clock: Settable
) -> None:
    beat = dial(gap=timedelta(seconds=1))
    for expected in (1, 1, 2, 2, 3):
        beat()
        clock.advance(seconds=0.5)
        assert len(beat.dialler.rung) == expected


def test_what_the_network_takes_over_is_recorded(house: Database, dial: Any) -> None:
    dial(Placed("CA" + "1" * 32), stopping=stopping_after(1))()

    assert [each.agent_sid for each in attempts(house)] == ["CA" + "1" * 32]


def test_a_certain_refusal_puts_the_callback_back_and_stops_the_beat(
    house: Database, dial: Any, clock: Settable
) -> None:
    beat = dial(Declined(20003, later=False))
    beat()

    assert len(beat.dialler.rung) == 1
    assert states(house) == (["ready"] * 3, ["ready"] * 3)
    clock.advance(seconds=30)
    beat()
    assert len(beat.dialler.rung) == 4


def test_an_agents_impossible_number_stops_her_and_nobody_else(house: Database, dial: Any) -> None:
    beat = dial(Declined(21217, later=False))
    beat()

    callbacks, agents = states(house)
    assert len(beat.dialler.rung) == 3
    assert (callbacks.count("offered"), callbacks.count("ready")) == (2, 1)
    assert sorted(agents) == ["offered", "offered", "paused"]


def test_in_doubt_nothing_is_repeated_and_the_lease_decides(
    house: Database, dial: Any, clock: Settable
) -> None:
    beat = dial(Unknown("HTTP 500"))
    beat()
    assert states(house)[0].count("offered") == 1

    clock.advance(seconds=29)
    beat()
    assert len(beat.dialler.rung) == 1

    clock.advance(seconds=91)
    assert sweeps.run(house, sweeps.LEASES, clock.now()) == 1
    beat()
    assert len({leg.token for leg in beat.dialler.rung}) == 3
    assert len({leg.to for leg in beat.dialler.rung}) == 3  # whoever may still be rung is not


def test_a_leg_that_answers_before_the_network_does_is_the_same_leg(
    house: Database, dial: Any
) -> None:
    def answered_at_once(leg: AgentLeg) -> Placed:
        took = placed()
        with house.writing() as session:
            attempt = session.scalars(select(Attempt).where(Attempt.token == leg.token)).one()
            assert offers.take_up(session, attempt.id, took.sid, NOW)
        return took

    beat = dial(answered_at_once, stopping=stopping_after(1))
    beat()

    assert beat.dialler.cancelled == []
    (attempt,) = attempts(house)
    assert (attempt.state, attempt.heard_at) == ("offered", NOW)


def test_a_leg_whose_offer_ended_while_it_was_placed_is_cancelled(
    house: Database, dial: Any, clock: Settable
) -> None:
    def slowly(_leg: AgentLeg) -> Placed:
        clock.advance(seconds=121)
        sweeps.run(house, sweeps.LEASES, clock.now())
        return Placed("CA" + "2" * 32)

    beat = dial(slowly, stopping=stopping_after(1))
    beat()

    assert beat.dialler.cancelled == ["CA" + "2" * 32]
    assert states(house)[0] == ["ready"] * 3


def test_a_hand_that_dies_while_dialling_leaves_an_offer_that_lapses(
    house: Database, dial: Any, clock: Settable
) -> None:
    def die(_leg: AgentLeg) -> Placed:
        raise SystemExit

    with pytest.raises(SystemExit):
        dial(die)()
    assert states(house)[0].count("offered") == 1

    clock.advance(seconds=120)
    sweeps.run(house, sweeps.LEASES, clock.now())

    assert states(house)[0] == ["ready"] * 3
    assert states(house)[1].count("offered") == 1
    assert [each.result for each in attempts(house)] == ["lapsed"]


def test_whoever_is_asked_to_stop_begins_nothing_new(house: Database, dial: Any) -> None:
    beat = dial(stopping=stopping_after(1))
    beat()

    assert len(beat.dialler.rung) == 1
    assert len(attempts(house)) == 1


def stopping_after(calls: int) -> Callable[[], bool]:
    asked = iter([*[False] * calls, *[True] * 100])
    return lambda: next(asked)


def test_no_database_transaction_is_open_while_the_network_is_asked(
    house: Database, dial: Any
) -> None:
    seen: list[str] = []

    def look_from_outside(leg: AgentLeg) -> Placed:
        with house.writing() as session:  # on SQLite it would have to wait for an open writer
            seen.append(session.scalars(select(Attempt.token)).first() or "")
        assert leg.token in seen
        return placed()

    dial(look_from_outside, stopping=stopping_after(1))()

    assert len(seen) == 1


def test_the_beat_makes_ready_what_has_come_due(database: Database, clock: Settable) -> None:
    with database.writing() as session:
        line = make.an_open_line(session)
        make.a_callback(session, line, state="waiting", not_before=NOW)
        make.an_agent(session)
    network = Network()

    Dial(database, network, clock.now, lambda: False)()

    assert len(network.rung) == 1


def test_the_beat_brings_agents_back_from_writing_things_down(
    database: Database, clock: Settable
) -> None:
    with database.writing() as session:
        line = make.an_open_line(session)
        make.a_callback(session, line)
        make.an_agent(session, state="wrapup", wrapup_until=NOW)
    network = Network()

    Dial(database, network, clock.now, lambda: False)()

    assert len(network.rung) == 1


@pytest.mark.parametrize("moment", ["2026-11-24 08:59", "2026-11-24 16:00", "2026-11-28 10:00"])
def test_outside_the_window_nobody_is_rung(
    house: Database, dial: Any, clock: Settable, moment: str
) -> None:
    clock.to(moment)
    beat = dial()
    beat()

    assert beat.dialler.rung == []


def test_the_clock_is_read_anew_for_each_call(house: Database, dial: Any, clock: Settable) -> None:
    """A network that takes its time must not carry a call over the end of the window."""
    clock.to("2026-11-24 15:59:40")

    def slowly(_leg: AgentLeg) -> Placed:
        clock.advance(seconds=13)
        return placed()

    beat = dial(slowly)
    beat()

    assert len(beat.dialler.rung) == 1
    assert clock.now() == NOW + span("6 h") - span("7 s")
