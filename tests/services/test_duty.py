"""At closing the agents go home once, nobody is rung any more, and empty lanes are noticed."""

from datetime import date

import pytest

from ivr.db import Database
from ivr.models import Attempt, CalendarDay, Callback, Closure, Staff
from ivr.services import duty, sweeps
from tests import make
from tests.make import NOW, at, span
from tests.services.scene import AGENT_LEG, Scene

MORNING, CLOSING = at("2026-11-24 09:00"), at("2026-11-24 16:00")


def go_home(database: Database, now: object = CLOSING) -> int:
    with database.writing() as session:
        return duty.go_home(session, now)  # type: ignore[arg-type]


def state_of(database: Database, agent: int) -> str:
    with database.reading() as session:
        return session.get_one(Staff, agent).state


def an_agent(database: Database, **values: object) -> int:
    with database.writing() as session:
        make.an_open_line(session)
        return make.an_agent(session, **values).id


@pytest.mark.parametrize(
    ("state", "then"),
    [
        ("ready", "off"),
        ("paused", "off"),
        ("off", "off"),
        ("talking", "talking"),
        ("wrapup", "wrapup"),
    ],
)
def test_at_closing_agents_go_home_unless_they_are_in_a_call(
    database: Database, state: str, then: str
) -> None:
    agent = an_agent(database, state=state)

    go_home(database)

    assert state_of(database, agent) == then


def test_they_do_not_go_before_the_instant(database: Database) -> None:
    agent = an_agent(database)

    go_home(database, CLOSING - span("1 s"))

    assert state_of(database, agent) == "ready"


@pytest.mark.parametrize("noticed", ["2026-11-24 16:00", "2026-11-24 23:00", "2026-11-25 09:05"])
def test_a_closing_that_is_noticed_late_is_one_all_the_same(
    database: Database, noticed: str
) -> None:
    agent = an_agent(database)

    assert go_home(database, at(noticed)) == 1

    assert state_of(database, agent) == "off"


def test_whoever_gets_ready_after_closing_stays_so_for_the_next_opening(
    database: Database,
) -> None:
    agent = an_agent(database, state_since=CLOSING + span("1 s"))

    assert go_home(database, CLOSING + span("5 s")) == 0
    assert go_home(database, at("2026-11-25 09:05")) == 0

    assert state_of(database, agent) == "ready"


def test_it_happens_once_for_each_closing(database: Database) -> None:
    agent = an_agent(database)
    go_home(database)
    with database.writing() as session:
        session.get_one(Staff, agent).state = "ready"  # as if set, with an odd clock

    assert go_home(database, CLOSING + span("1 min")) == 0
    assert state_of(database, agent) == "ready"
    assert go_home(database, at("2026-11-25 16:00")) == 1


def test_whoever_has_another_open_line_stays_until_that_closes(database: Database) -> None:
    agent = an_agent(database)
    with database.writing() as session:
        early = make.a_line(session, "early", hours={"tue": ["09:00", "12:00"]})
        only_early = make.an_agent(session, "Bo", line_keys=[early.key]).id

    go_home(database, at("2026-11-24 12:00"))
    assert (state_of(database, agent), state_of(database, only_early)) == ("ready", "off")

    go_home(database)
    assert state_of(database, agent) == "off"


def test_a_day_that_ends_early_sends_home_early(database: Database) -> None:
    agent = an_agent(database, state_since=MORNING)
    with database.writing() as session:
        day = session.get_one(CalendarDay, date(2026, 11, 24))
        day.closes, day.short_day = CLOSING.replace(hour=13).time(), "new_years_eve"

    go_home(database, at("2026-11-24 13:00"))

    assert state_of(database, agent) == "off"


def test_an_agent_still_being_rung_at_closing_is_called_off(database: Database) -> None:
    scene = Scene.set(database)
    scene.now = at("2026-11-24 15:59:40")
    arrived = scene.callback.arrived_at
    scene.claim()
    scene.agent("ringing")
    scene.now = CLOSING

    assert unanswered(scene) == [scene.attempt_id]
    assert call_off(scene) == AGENT_LEG

    assert scene.states == ("ready", "ended", "offered")
    scene.agent("canceled")
    assert scene.states == ("ready", "ended", "off")
    assert (scene.attempt.result, scene.staff.misses) == ("closing", 0)
    assert scene.callback.arrived_at == arrived
    assert unanswered(scene) == []
    assert call_off(scene) is None


def test_whoever_is_called_off_and_has_another_open_line_is_not_rung_on_top_of_it(
    database: Database,
) -> None:
    scene = Scene.set(database, line={"hours": {"tue": ["09:00", "12:00"]}})
    scene.now = at("2026-11-24 11:59:40")
    scene.claim()
    scene.agent("ringing")
    with database.writing() as session:
        make.a_callback(session, make.a_line(session, "late"))
    scene.now = at("2026-11-24 12:00")
    call_off(scene)

    assert scene.claim() is None

    scene.agent("canceled")
    assert scene.claim()


def test_before_closing_nobody_is_called_off(database: Database) -> None:
    scene = Scene.set(database)
    scene.now = at("2026-11-24 15:59:40")
    scene.claim()

    assert unanswered(scene) == []


def unanswered(scene: Scene) -> list[int]:
    with scene.database.reading() as session:
        return list(duty.unanswered_after_closing(session, scene.now))


def call_off(scene: Scene) -> str | None:
    return scene.do(lambda session: duty.call_off(session, scene.attempt_id, scene.now))


@pytest.mark.parametrize(
    ("agent", "moment", "raised"),
    [
        ({"ready": False}, "2026-11-24 10:00", "no_agent"),
        ({"state": "paused"}, "2026-11-24 10:00", "no_agent"),
        ({"languages": ["sv"]}, "2026-11-24 10:00", "no_agent"),
        ({"line_keys": ["other"]}, "2026-11-24 10:00", "no_agent"),
        ({}, "2026-11-24 10:00", None),
        ({"state": "talking"}, "2026-11-24 10:00", None),  # she will be back
        ({"ready": False}, "2026-11-24 09:14:59", None),  # agents may still be arriving
        ({"ready": False}, "2026-11-24 09:15", "no_agent"),
        ({"ready": False}, "2026-11-24 17:00", None),
    ],
)
def test_a_callback_for_which_nobody_is_working_is_raised(
    database: Database, agent: dict[str, object], moment: str, raised: str | None
) -> None:
    with database.writing() as session:
        line = make.an_open_line(session)
        callback = make.a_callback(session, line, waiting="20 h").id
        make.an_agent(session, **agent)

    sweeps.run(database, sweeps.UNSERVED, at(moment))

    with database.reading() as session:
        row = session.get_one(Callback, callback)
        assert (row.raised_reason, row.state) == (raised, "ready")


def test_a_callback_that_has_only_just_come_due_is_not_raised_yet(database: Database) -> None:
    with database.writing() as session:
        line = make.an_open_line(session)
        make.a_callback(session, line, not_before=NOW - span("14 min"))

    assert sweeps.run(database, sweeps.UNSERVED, NOW) == 0
    assert sweeps.run(database, sweeps.UNSERVED, NOW + span("1 min")) == 1


def test_what_is_raised_is_lowered_when_the_citizen_is_rung(database: Database) -> None:
    scene = Scene.set(database, raised_at=NOW, raised_reason="no_agent").released()

    assert (scene.callback.raised_at, scene.callback.raised_reason) == (None, None)


def test_a_closed_date_is_closed_for_raising_too(database: Database) -> None:
    with database.writing() as session:
        line = make.an_open_line(session)
        make.a_callback(session, line, waiting="20 h")
        session.add(
            Closure(
                date=date(2026, 11, 24),
                opens=None,
                closes=None,
                reasons={"fi": "kiinni", "sv": "stängt", "en": "closed"},
                created_at=NOW,
            )
        )

    assert sweeps.run(database, sweeps.UNSERVED, NOW) == 0


def test_an_attempt_whose_agent_listens_is_not_called_off(database: Database) -> None:
    scene = Scene.set(database)
    scene.now = at("2026-11-24 15:59:40")
    scene.claim()
    scene.take_up()
    scene.open_call()
    scene.now = CLOSING

    assert unanswered(scene) == []
    assert scene.accept() == "closed"
    assert scene.read(Attempt, scene.attempt_id).result == "closed"
