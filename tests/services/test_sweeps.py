"""A sweep treats what it finds, one at a time; what can't be treated hinders nothing behind it."""

from collections.abc import Sequence
from datetime import date, datetime

import pytest
from sqlalchemy import Integer, literal_column, select, union_all
from sqlalchemy.orm import Session

from ivr.db import Busy, Database, Find
from ivr.db.glance import MOST
from ivr.models import Callback, Promise, Staff
from ivr.services import agents, sweeps
from ivr.services.sweeps import SWEEPS, Sweep
from tests import diaries, make
from tests.make import NOW, span
from tests.services.scene import Scene
from tests.together import together


def a_sweep(found: Sequence[int], treated: list[int], poison: int = 0) -> Sweep:
    def treat(_session: Session, one: int, _now: datetime) -> bool:
        if one == poison:
            raise ValueError("poison")
        treated.append(one)
        return True

    return Sweep("test", these(found), treat)


def these(ids: Sequence[int]) -> Find:
    each = union_all(*(select(literal_column(f"{one}", Integer).label("id")) for one in ids))
    return select(each.subquery().c.id)


def test_what_can_not_be_treated_hinders_nothing_behind_it(database: Database) -> None:
    treated: list[int] = []

    assert sweeps.run(database, a_sweep([1, 2, 3], treated, poison=2), NOW) == 2

    assert treated == [1, 3]


def test_a_sweep_is_bounded(database: Database) -> None:
    treated: list[int] = []

    sweeps.run(database, a_sweep(range(1, MOST + 50), treated), NOW)

    assert treated == list(range(1, MOST + 1))


def test_a_database_in_trouble_breaks_a_sweep_off(database: Database) -> None:
    def treat(_session: Session, _one: int, _now: datetime) -> bool:
        raise Busy("locked")

    with pytest.raises(Busy):
        sweeps.run(database, Sweep("test", these([1]), treat), NOW)


def test_what_fails_half_way_is_undone(database: Database) -> None:
    with database.writing() as session:
        make.an_open_line(session)
        agent = make.an_agent(session).id

    def treat(session: Session, one: int, now: datetime) -> bool:
        agents.move(session, session.get_one(Staff, one), "off", cause="x", now=now)
        raise ValueError("half way")

    sweeps.run(database, Sweep("test", these([agent]), treat), NOW)

    with database.reading() as session:
        assert session.get_one(Staff, agent).state == "ready"


@pytest.mark.parametrize("sweep", SWEEPS, ids=lambda sweep: sweep.name)
def test_an_empty_house_has_nothing_to_sweep(database: Database, sweep: Sweep) -> None:
    assert sweeps.run(database, sweep, NOW) == 0


@pytest.mark.parametrize("sweep", SWEEPS, ids=lambda sweep: sweep.name)
def test_nothing_is_treated_twice(database: Database, sweep: Sweep) -> None:
    scene = a_house_in_disorder(database)

    first = sweeps.run(database, sweep, scene.now)

    assert first >= 1
    assert sweeps.run(database, sweep, scene.now) == 0


def test_several_sweepers_treat_each_finding_once(database: Database) -> None:
    with database.writing() as session:
        make.an_open_line(session)
        for n in range(12):
            make.an_agent(session, f"agent {n}", state="wrapup", wrapup_until=NOW)

    treated = together(4, lambda _: sweeps.run(database, sweeps.WRAPUPS, NOW))

    assert sum(treated) == 12


def test_an_outcome_is_missed_only_of_the_last_conversation(database: Database) -> None:
    scene = Scene.set(database).talking()
    with database.writing() as session:
        callback = session.get_one(Callback, scene.callback_id)
        earlier = make.an_attempt(
            session,
            callback,
            session.get_one(Staff, scene.agent_id),
            state="ended",
            epoch=0,
            result="answered",
            ended_at=NOW - span("1 h"),
        )
        assert earlier.outcome is None  # for the citizen asked again before it was filed
    scene.citizen("completed", 3)

    assert sweeps.run(database, sweeps.UNFILED, NOW + span("14 min")) == 0
    assert sweeps.run(database, sweeps.UNFILED, NOW + span("16 min")) == 1


@pytest.mark.parametrize(("minutes", "raised"), [(59, None), (60, "overdue")])
def test_a_promise_that_has_passed_is_an_alarm(
    database: Database, minutes: int, raised: str | None
) -> None:
    scene = Scene.set(database)
    with database.writing() as session:
        session.add(a_promise(scene.callback_id))

    sweeps.run(database, sweeps.OVERDUE, NOW + span(f"{minutes} min"))

    callback = scene.callback
    assert (callback.raised_reason, callback.state) == (raised, "ready")


def a_promise(callback_id: int) -> Promise:
    return Promise(
        callback_id=callback_id,
        from_at=NOW,
        to_at=NOW + span("60 min"),
        local_date=date(2026, 11, 24),
        form="hour",
        words="tunnin sisällä",
        language="fi",
        channel="spoken",
        told_at=NOW,
    )


def a_house_in_disorder(database: Database) -> Scene:
    """Something for every sweep: all of it long overdue at the scene's time."""
    scene = Scene.set(database).talking()
    now = scene.now + span("4 h")
    with database.writing() as session:
        session.get_one(Staff, scene.agent_id).languages = ["fi"]
        line = session.get_one(Callback, scene.callback_id).line
        for n, state in enumerate(("offered", "unfiled", "ready", "dialling")):
            callback = make.a_callback(session, line, state=state, language="sv")
            agent = make.an_agent(
                session,
                f"agent {n}",
                languages=["fi"],
                state=("offered", "wrapup", "talking", "talking")[n],
                wrapup_until=NOW,
            )
            attempt = make.an_attempt(session, callback, agent)
            if state == "dialling":
                attempt.state, attempt.ring_until, attempt.citizen_status = state, NOW, "failed"
            elif state != "offered":
                attempt.state, attempt.ended_at = "ended", NOW
                attempt.result = "answered" if state == "unfiled" else "busy"
            session.add(a_promise(callback.id))
        make.a_callback(session, line, reach="text")
        diary = diaries.a_diary(session, point=diaries.a_point(session))
        slot = diaries.a_time(session, diary)
        diaries.a_held_time(session, slot, line)
        diaries.a_booking(session, slot, line, state="displaced")
        diaries.a_booking(session, diaries.a_time(session, diary, NOW - span("2 d")), line)
        diaries.a_booking(session, diaries.phone_times(session, line, NOW, fi=1)["fi"], line)
    scene.now = now
    return scene
