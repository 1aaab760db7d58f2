"""Upkeep: signs of life, sweeps, the closing of the day, the calendar, forgetting in time."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from ivr.db import Database
from ivr.models import CalendarDay, Call, Diary, Heartbeat, Staff
from ivr.services import calendar, lines, sweeps, vitals
from scheduler.beats import Skipped
from scheduler.upkeep import Keeping, Upkeep
from tests import make
from tests.clocks import Settable
from tests.diaries import a_point
from tests.make import NOW, at
from tests.scheduler.networks import Network
from tests.services.scene import AGENT_LEG, Scene


def upkeep(database: Database, now: Callable[[], Any], **values: Any) -> Upkeep:
    facts = {"dialler": Network(), "stopping": lambda: False, "skipped": Skipped(), **values}
    return Upkeep(database=database, now=now, **facts)


def keeping(database: Database, clock: Settable, **values: Any) -> Keeping:
    facts = {"stopping": lambda: False, "short_days": {}, **values}
    return Keeping(database=database, now=clock.now, **facts)


def test_a_scheduler_shows_that_it_is_alive(database: Database, clock: Settable) -> None:
    beat = upkeep(database, clock.now)
    beat()
    clock.advance(seconds=5)
    beat()

    with database.reading() as session:
        (heartbeat,) = session.scalars(select(Heartbeat))
        assert (heartbeat.kind, heartbeat.at) == ("scheduler", clock.now())
        assert vitals.scheduler_age(session, clock.now()) == timedelta()


def test_skipped_beats_are_counted_by_day(database: Database, clock: Settable) -> None:
    class Event:
        job_id = "dial"

    skipped = Skipped()
    beat = upkeep(database, clock.now, skipped=skipped)
    for _ in range(3):
        skipped.note(Event())  # type: ignore[arg-type]
    beat()
    beat()

    with database.reading() as session:
        assert vitals.skipped_today(session, clock.now()) == {"dial": 3}
        assert vitals.skipped_today(session, clock.now() + timedelta(days=1)) == {}


def test_every_sweep_is_swept(database: Database, clock: Settable) -> None:
    scene = Scene.set(database)
    scene.claim()
    clock.advance(seconds=120)

    upkeep(database, clock.now)()
    assert scene.states == ("ready", "ended", "offered")

    clock.advance(seconds=120)
    upkeep(database, clock.now)()
    assert scene.states == ("ready", "ended", "ready")


def test_at_closing_the_agents_leg_is_cancelled_after_the_commit(
    database: Database, clock: Settable
) -> None:
    scene = Scene.set(database)
    scene.now = at("2026-11-24 15:59:40")
    scene.claim()
    scene.agent("ringing")
    clock.to("2026-11-24 16:00")
    network = Network()

    upkeep(database, clock.now, dialler=network)()

    assert network.cancelled == [AGENT_LEG]
    assert scene.states == ("ready", "ended", "offered")
    scene.wait(seconds=21).agent("canceled")
    assert scene.staff.state == "off"


def test_at_closing_everybody_goes_home(database: Database, clock: Settable) -> None:
    with database.writing() as session:
        make.an_open_line(session)
        make.an_agent(session)
    clock.to("2026-11-24 16:00")

    upkeep(database, clock.now)()

    with database.reading() as session:
        assert session.scalars(select(Staff.state)).all() == ["off"]


def test_whoever_is_asked_to_stop_leaves_the_rest_to_others(
    database: Database, clock: Settable
) -> None:
    scene = Scene.set(database)
    scene.claim()
    clock.advance(seconds=120)

    upkeep(database, clock.now, stopping=lambda: True)()

    assert scene.callback.state == "offered"
    assert sweeps.run(database, sweeps.LEASES, clock.now()) == 1


def test_the_calendar_is_kept_years_ahead(database: Database, clock: Settable) -> None:
    with database.writing() as session:
        make.a_line(session)
    beat = keeping(database, clock)

    beat()

    with database.reading() as session:
        days = calendar.of_line(
            session, lines.default(session), date(2028, 5, 1), timedelta(days=1)
        )
        assert [bool(day.hours) for day in days.days] == [False, True]  # May Day


def test_the_calendar_is_extended_once_a_day(database: Database, clock: Settable) -> None:
    beat = keeping(database, clock)
    beat()
    with database.writing() as session:
        session.delete(session.get_one(CalendarDay, date(2027, 6, 1)))

    beat()
    assert _days(database, date(2027, 6, 1)) == 0
    clock.advance(days=1)
    beat()
    assert _days(database, date(2027, 6, 1)) == 1


def test_times_are_laid_out_ahead_and_a_day_more_every_day(
    database: Database, clock: Settable
) -> None:
    with database.writing() as session:
        make.an_open_line(session)
        make.an_agent(session)
        a_point(session)
    beat = keeping(database, clock)

    beat()
    first = _laid_until(database)
    clock.advance(days=1)
    beat()

    assert first == [date(2026, 12, 15)] * 4 + [date(2027, 1, 30)]
    assert _laid_until(database) == [day + timedelta(days=1) for day in first]


def test_another_agent_has_phone_times_with_the_next_beat(
    database: Database, clock: Settable
) -> None:
    with database.writing() as session:
        make.an_open_line(session)
    beat = keeping(database, clock)
    beat()
    assert _laid_until(database) == []

    with database.writing() as session:
        make.an_agent(session, languages=["sv"])
    beat()

    with database.reading() as session:
        languages = session.scalars(select(Diary.language).order_by(Diary.language)).all()
        assert set(languages) == {None, "sv"}


def test_whoever_is_asked_to_stop_leaves_times_to_others(
    database: Database, clock: Settable
) -> None:
    with database.writing() as session:
        make.an_open_line(session)
        a_point(session)

    keeping(database, clock, stopping=lambda: True)()

    assert _laid_until(database) == []


def _laid_until(database: Database) -> list[date | None]:
    with database.reading() as session:
        return list(session.scalars(select(Diary.laid_until).order_by(Diary.laid_until)))


def _days(database: Database, on: date) -> int:
    with database.reading() as session:
        found = session.scalar(
            select(func.count()).select_from(CalendarDay).where(CalendarDay.date == on)
        )
        return found or 0


@pytest.mark.parametrize(("hours", "kept"), [(47, True), (49, False)])
def test_what_was_keyed_in_is_forgotten_in_time(
    database: Database, clock: Settable, hours: int, kept: bool
) -> None:
    with database.writing() as session:
        line = make.an_open_line(session)
        session.add(
            Call(
                sid=AGENT_LEG,
                direction="inbound",
                dialogue="caller",
                line_id=line.id,
                shown="withheld",
                state={"state": {}, "pressed": ""},
                started_at=NOW,
                ended_at=NOW,
            )
        )
    clock.advance(hours=hours)

    keeping(database, clock)()

    with database.reading() as session:
        assert (session.scalars(select(Call)).one().state is not None) is kept
