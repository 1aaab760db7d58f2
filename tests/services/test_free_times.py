"""What is offered: the next times at which a place may be taken, and never any other."""

from datetime import date, datetime

import pytest
from sqlalchemy import event

from flows.rules.times import By
from ivr.db import Database
from ivr.models import Diary, Slot
from ivr.services import free_times, holds
from ivr.services.free_times import Part
from tests import diaries, make
from tests.clocks import helsinki as at
from tests.diaries import FRIDAY, TOMORROW
from tests.make import NOW, span
from tests.services.booking_scene import Kuhmo


def free(kuhmo: Kuhmo, by: By = "citizen", **wanted: object) -> list[int]:
    """The ids of the free times."""
    with kuhmo.database.reading() as session:
        diary = session.get_one(Diary, kuhmo.diary_id)
        found = free_times.free(session, diary, kuhmo.now, by, **wanted)  # type: ignore[arg-type]
        return [one.slot_id for one in found]


def test_free_times_come_in_order_with_their_ends(database: Database) -> None:
    kuhmo = Kuhmo(database)
    with database.reading() as session:
        diary = session.get_one(Diary, kuhmo.diary_id)
        first = free_times.free(session, diary, NOW)[0]

    assert (first.starts_at, first.ends_at) == (FRIDAY, FRIDAY + span("30 min"))
    assert free(kuhmo) == [kuhmo.nine, kuhmo.half_past, kuhmo.ten]
    assert free(kuhmo, limit=2) == [kuhmo.nine, kuhmo.half_past]
    assert free(kuhmo, after=FRIDAY) == [kuhmo.half_past, kuhmo.ten]


def test_a_full_time_is_not_offered_until_a_place_is_free_again(database: Database) -> None:
    kuhmo = Kuhmo(database, places=1)
    booking = kuhmo.book(kuhmo.nine)
    kuhmo.hold(kuhmo.half_past)

    assert free(kuhmo) == [kuhmo.ten]

    kuhmo.cancel(booking)
    assert free(kuhmo) == [kuhmo.nine, kuhmo.ten]


def test_a_closed_time_is_not_offered(database: Database) -> None:
    kuhmo = Kuhmo(database)
    kuhmo.do(lambda session: setattr(session.get_one(Slot, kuhmo.nine), "capacity", 0))

    assert free(kuhmo) == free(kuhmo, "staff") == [kuhmo.half_past, kuhmo.ten]


@pytest.mark.parametrize(
    ("now", "citizen", "staff"),
    [
        (FRIDAY - span("60 min"), 3, 3),
        (FRIDAY - span("59 min"), 2, 3),
        (FRIDAY - span("3 min"), 1, 3),
        (FRIDAY - span("2 min"), 1, 2),
        (FRIDAY + span("2 h"), 0, 0),
    ],
)
def test_what_begins_too_soon_is_not_offered(
    database: Database, now: datetime, citizen: int, staff: int
) -> None:
    kuhmo = Kuhmo(database).at(now)

    assert (len(free(kuhmo)), len(free(kuhmo, "staff"))) == (citizen, staff)


def test_citizens_see_as_far_as_the_horizon_and_agents_all_there_is(database: Database) -> None:
    kuhmo = Kuhmo(database, horizon_days=2)

    assert free(kuhmo) == []
    assert len(free(kuhmo, "staff")) == 3
    assert len(free(kuhmo.at(NOW + span("1 d")))) == 3


def test_kept_places_are_offered_to_agents_and_shortly_before_to_all(database: Database) -> None:
    kuhmo = Kuhmo(database, places=2, kept_days=1)
    kuhmo.do(lambda session: setattr(session.get_one(Slot, kuhmo.nine), "kept", 1))
    kuhmo.book(kuhmo.nine)

    assert kuhmo.nine not in free(kuhmo)
    assert kuhmo.nine in free(kuhmo, "staff")
    assert kuhmo.nine not in free(kuhmo.at(at("2026-11-25 23:59")))
    assert kuhmo.nine in free(kuhmo.at(at("2026-11-26 00:00")))


@pytest.mark.parametrize(
    ("part", "clocks"),
    [("morning", ["10:00", "11:30"]), ("afternoon", ["12:00", "15:30"])],
)
@pytest.mark.parametrize("day", ["2026-11-27", "2027-05-28"])
def test_morning_is_before_noon_in_helsinki_summer_and_winter(
    database: Database, part: Part, clocks: list[str], day: str
) -> None:
    with database.writing() as session:
        make.an_open_line(session)
        diary = diaries.a_diary(session, point=diaries.a_point(session))
        for clock in ("15:30", "12:00", "11:30", "10:00"):
            diaries.a_time(session, diary, at(f"{day} {clock}"))
        found = free_times.free(session, diary, at(f"{day} 08:00"), part=part)

    assert [one.starts_at for one in found] == [at(f"{day} {clock}") for clock in clocks]


def test_no_more_than_are_asked_for_of_a_part_of_the_day(database: Database) -> None:
    kuhmo = Kuhmo(database)

    assert free(kuhmo, part="morning", limit=2) == [kuhmo.nine, kuhmo.half_past]
    assert free(kuhmo, part="afternoon") == []


def test_a_phone_time_is_free_while_its_language_and_the_whole_line_have_a_place(
    database: Database,
) -> None:
    with database.writing() as session:
        line = make.an_open_line(session)
        times = diaries.phone_times(session, line, TOMORROW, whole=1, fi=1, sv=1)
        of = {name: session.get_one(Slot, slot.id).diary for name, slot in times.items()}

        def offered() -> dict[str, int]:
            return {name: len(free_times.free(session, of[name], NOW)) for name in ("fi", "sv")}

        assert offered() == {"fi": 1, "sv": 1}
        asked = {"line_id": line.id, "channel": "phone", "now": NOW}
        assert holds.hold(session, times["fi"].id, "call:1", language="fi", **asked)
        assert offered() == {"fi": 0, "sv": 0}, "the one agent speaks both"


def test_days_tell_how_many_times_are_free_on_each(database: Database) -> None:
    kuhmo = Kuhmo(database, places=1)
    with database.writing() as session:
        diary = session.get_one(Diary, kuhmo.diary_id)
        diaries.some_times(session, diary, FRIDAY + span("7 d"), 2)
        diaries.some_times(session, diary, FRIDAY + span("14 d"), 2, capacity=0)
    kuhmo.book(kuhmo.nine)

    with database.reading() as session:
        diary = session.get_one(Diary, kuhmo.diary_id)
        days = free_times.next_days(session, diary, NOW)
        one = free_times.next_days(session, diary, NOW, limit=1)

    assert [(day.date, day.times) for day in days] == [
        (date(2026, 11, 27), 2),
        (date(2026, 12, 4), 2),
    ]
    assert one == days[:1]


def test_a_month_is_one_statement_by_the_index(database: Database) -> None:
    kuhmo = Kuhmo(database)
    statements: list[str] = []
    event.listen(
        database.engine,
        "before_cursor_execute",
        lambda _c, _r, statement, *_: statements.append(statement),
    )

    with database.reading() as session:
        diary = session.get_one(Diary, kuhmo.diary_id)
        assert diary.point
        statements.clear()
        free_times.free(session, diary, NOW)
        free_times.next_days(session, diary, NOW)

    assert len([one for one in statements if one.startswith("SELECT")]) == 2
