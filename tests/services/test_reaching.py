"""How a citizen is reached: which telephone rings, for how long, and what she gets before."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Select, select, update

from flows.rules.caps import Caps
from ivr.db import Database
from ivr.models import Booking, Callback, Contact, Message, Task
from ivr.services import desk, legs, lines, rates, reaching, releases, sweeps
from ivr.services.reaching import Reach
from tests import diaries, make
from tests.clocks import helsinki
from tests.make import KEYER, NOW
from tests.services.scene import Scene

RELAY = "+35891234567"
DAY = date(2026, 11, 24)
_HER_OWN = update(Callback).values(reach="relay", relay_contact_id=Callback.contact_id)


def scene_of(database: Database, reach: Reach, **callback: Any) -> Scene:
    scene = Scene.set(database, **callback)
    with database.writing() as session:
        line = lines.default(session)
        wanted = reaching.columns(session, KEYER, line, reach, NOW)
        session.execute(update(Callback).values(**wanted))
    return scene


def relay_id(scene: Scene) -> int:
    return scene.do(lambda session: session.scalars(_relay()).one().id)


def _relay() -> Select[Contact]:
    return select(Contact).where(Contact.number == RELAY)


@pytest.fixture
def relayed(database: Database) -> Scene:
    scene = scene_of(database, Reach("relay", RELAY))
    scene.claim()
    scene.take_up()
    return scene


def test_the_relays_telephone_rings_and_both_numbers_are_counted(relayed: Scene) -> None:
    ring = relayed.accept()

    assert isinstance(ring, releases.Ring)
    assert ring.number == RELAY
    for contact in (relayed.callback.contact_id, relay_id(relayed)):
        with relayed.database.reading() as session:
            assert rates.count(session, f"legs:contact:{contact}", DAY) == 1


def test_her_own_number_given_as_the_relays_counts_once(database: Database) -> None:
    scene = scene_of(database, Reach())
    scene.do(lambda session: session.execute(_HER_OWN))
    scene.claim()
    scene.take_up()
    scene.accept()

    subject = f"legs:contact:{scene.callback.contact_id}"
    assert scene.do(lambda session: rates.count(session, subject, DAY)) == 1


@pytest.mark.parametrize(("talked", "most"), [(False, 2), (True, 10)])
def test_a_relay_is_rung_only_so_often_a_day_for_whomever_and_twice_before_we_have_talked(
    relayed: Scene, talked: bool, most: int
) -> None:
    subject = f"legs:contact:{relay_id(relayed)}"
    if talked:
        through = {"reach": "relay", "relay_contact_id": relay_id(relayed)}
        relayed.do(
            lambda session: make.a_callback(
                session, lines.default(session), state="done", **through
            )
        )
    for _ in range(most - 1):
        relayed.do(lambda session: rates.take(session, subject, DAY, most))
    assert relayed.do(lambda session: legs.left(session, relayed.callback, Caps(), NOW))
    relayed.do(lambda session: rates.take(session, subject, DAY, most))

    assert relayed.accept() == "capped"
    hers = f"legs:contact:{relayed.callback.contact_id}"
    assert relayed.do(lambda session: rates.count(session, hers, DAY)) == 0


def test_a_relay_whose_holder_did_not_ask_is_never_rung_again(relayed: Scene) -> None:
    relayed.do(lambda session: setattr(session.scalars(_relay()).one(), "refuses_typed", True))

    assert relayed.accept() == "refused"


def test_an_agents_telephone_is_no_relay(relayed: Scene) -> None:
    with relayed.database.writing() as session:
        make.an_agent(session, "Bo", contact=session.scalars(_relay()).one())

    assert relayed.accept() == "refused"


def test_who_needs_more_time_is_rung_for_longer(database: Database) -> None:
    scene = scene_of(database, Reach(more_time=True))
    scene.claim()
    scene.take_up()

    ring = scene.accept()

    assert isinstance(ring, releases.Ring)
    assert ring.timeout == 60


def test_the_agent_knows_it_before_she_accepts(relayed: Scene) -> None:
    shown = relayed.do(lambda session: desk.look(session, relayed.agent_id, relayed.now))

    assert shown.call
    assert (shown.call.stage, shown.call.needs, shown.call.number) == ("offered", ["relay"], "")


def test_a_text_goes_out_once_before_the_call(database: Database) -> None:
    scene = scene_of(database, Reach("text"), state="waiting")

    assert sweeps.run(database, sweeps.FIRST_TEXTS, NOW - timedelta(seconds=1)) == 0
    assert [sweeps.run(database, sweeps.FIRST_TEXTS, NOW) for _ in range(2)] == [1, 0]
    assert "Vuorosi" in (
        scene.do(lambda session: session.scalars(select(Message.body)).one()) or ""
    )


@pytest.mark.parametrize(
    ("asked", "called"),
    [
        ("2026-11-24 23:00", "2026-11-25 09:05"),  # the line opens at nine
        ("2026-11-25 06:00", "2026-11-25 09:05"),
        ("2026-11-28 23:00", "2026-11-30 09:05"),  # a Saturday's night
        ("2026-11-25 10:00", "2026-11-25 10:05"),
    ],
)
def test_the_text_goes_out_before_the_call_at_whatever_hour_it_was_asked_for(
    database: Database, asked: str, called: str
) -> None:
    scene = Scene.set(database, state="waiting")
    kept = scene.do(
        lambda session: reaching.columns(
            session, KEYER, lines.default(session), Reach("text"), helsinki(asked)
        )
    )

    assert kept["not_before"] == helsinki(called)


def test_an_interpreter_is_ordered_by_an_adviser_once(database: Database) -> None:
    with database.writing() as session:
        line = make.an_open_line(session)
        point = diaries.a_point(session)
        slot = diaries.a_time(session, diaries.a_diary(session, point=point))
        booking = diaries.a_booking(session, slot, line)
        for _ in range(2):
            reaching.order_interpreter(session, booking, NOW)

    with database.reading() as session:
        assert session.scalars(select(Booking.interpreter)).one()
        task = session.scalars(select(Task)).one()
        assert (task.kind, task.booking_id) == ("interpreter", booking.id)
