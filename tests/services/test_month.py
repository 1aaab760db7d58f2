"""What the calendar's pages read: weeks, days, closures, and whom we owe another time."""

from datetime import date, time

import pytest

from flows.rules.hours import Hours
from flows.rules.window import local_date
from ivr.db import Database, Session
from ivr.models import Callback, Line, ServicePoint
from ivr.services import almanac, booking_lists, closure_list, closures, diaries, month
from ivr.services.month import DayOfMonth
from tests import diaries as arrange
from tests import make
from tests.clocks import helsinki as at
from tests.diaries import FRIDAY
from tests.make import NOW, span
from tests.services.booking_scene import Kuhmo

BEFORE_CHRISTMAS = at("2026-12-15 10:00")
REASONS = {"fi": "remontti", "sv": "renovering", "en": "repairs"}


def seeded(session: Session) -> None:
    """A line and Kuhmo, and the calendar as it really is."""
    make.an_agency(session)
    almanac.extend(session, BEFORE_CHRISTMAS)
    make.a_line(session)
    arrange.a_point(session)
    diaries.extend(session, BEFORE_CHRISTMAS)


def days(session: Session) -> dict[date, DayOfMonth]:
    weeks = month.look(session, local_date(BEFORE_CHRISTMAS), BEFORE_CHRISTMAS)
    return {day.date: day for week in weeks for day in week.days}


def test_five_weeks_from_monday_to_friday_have_their_numbers(database: Database) -> None:
    with database.writing() as session:
        seeded(session)
        weeks = month.look(session, date(2026, 12, 17), BEFORE_CHRISTMAS)

    assert [week.number for week in weeks] == [51, 52, 53, 1, 2]
    assert [day.date.day for day in weeks[2].days] == [28, 29, 30, 31, 1]


def test_over_new_year_two_fridays_are_closed_and_it_is_told_why(database: Database) -> None:
    with database.writing() as session:
        seeded(session)
        known = days(session)

    whys = {day: why.values for day in known if (why := known[day].why_closed)}
    assert {day: values["name"] for day, values in whys.items()} == {
        date(2026, 12, 24): "christmas_eve",
        date(2026, 12, 25): "christmas_day",
        date(2027, 1, 1): "new_years_day",
        date(2027, 1, 6): "epiphany",
    }
    assert [day for day, one in known.items() if one.free and day > date(2026, 12, 18)] == [
        date(2027, 1, 8),
        date(2027, 1, 15),
    ]


def test_who_is_closed_every_week_is_not_worth_a_word(database: Database) -> None:
    with database.writing() as session:
        seeded(session)
        tuesday = days(session)[date(2026, 12, 15)]
        in_full = month.on(session, date(2026, 12, 15), BEFORE_CHRISTMAS)

    assert [one.kind for one in tuesday.openings] == ["line"]
    assert [one.kind for one in in_full.openings] == ["line", "point"]


def test_places_are_counted_until_they_have_begun(database: Database) -> None:
    kuhmo = Kuhmo(database)
    kuhmo.book(kuhmo.ten)

    def places(now: str) -> list[tuple[int, int]]:
        with database.reading() as session:
            day = month.on(session, FRIDAY.date(), at(now))
        return [(one.free, one.taken) for one in day.openings if one.kind == "point"]

    assert places("2026-11-24 10:00") == [(8, 1)]
    assert places("2026-11-27 09:15") == [(5, 1)]
    assert places("2026-11-27 16:00") == [(0, 1)]


def test_a_date_without_data_is_unknown(database: Database) -> None:
    with database.writing() as session:
        seeded(session)
        day = month.on(session, date(2036, 1, 1), BEFORE_CHRISTMAS)

    assert {one.day for one in day.openings} == {None}
    assert day.why_closed is None


def test_closures_are_listed_with_whom_they_close(database: Database) -> None:
    with database.writing() as session:
        seeded(session)
        line, point = session.query(Line).one(), session.query(ServicePoint).one()
        day, hours = date(2026, 12, 16), Hours(time(9), time(12))
        for whose in ((None, None), (line, None), (None, point)):
            closures.add(session, *whose, day, hours, REASONS, "supervisor:1", BEFORE_CHRISTMAS)

        listed = closure_list.ahead(session, day)

        assert [one.names and one.names["fi"] for one in listed] == [
            None,
            "yleinen linja",
            "Kuhmo",
        ]
        assert {one.hours for one in listed} == {hours}
        assert closure_list.on(session, day) == listed
        assert closure_list.one(session, listed[0].id) == listed[0]
        assert closure_list.ahead(session, date(2026, 12, 17)) == []
        assert closure_list.one(session, 99) is None


def test_a_day_s_bookings_come_in_the_order_of_time_and_desk(database: Database) -> None:
    kuhmo = Kuhmo(database)
    kuhmo.book(kuhmo.half_past, "+358401234567", "call:1")
    kuhmo.book(kuhmo.nine, "+358401234568", "call:2")
    kuhmo.cancel(kuhmo.book(kuhmo.ten, "+358401234569", "call:3"))

    with database.reading() as session:
        rows = booking_lists.of_day(session, FRIDAY.date())

    assert [(row.starts_at, row.number[-2:]) for row in rows] == [
        (FRIDAY, "68"),
        (FRIDAY + span("30 min"), "67"),
    ]
    assert {(row.kind, row.place["fi"], row.seat) for row in rows} == {("visit", "Kuhmo", 1)}


@pytest.mark.parametrize("day", [date(2026, 11, 26), date(2026, 11, 28)])
def test_a_day_s_bookings_are_none_of_another_day_s(database: Database, day: date) -> None:
    kuhmo = Kuhmo(database)
    kuhmo.book(kuhmo.nine)

    with database.reading() as session:
        assert booking_lists.of_day(session, day) == []


def test_each_who_is_owed_a_time_stands_with_her_callback(database: Database) -> None:
    kuhmo = Kuhmo(database)
    kuhmo.displace(kuhmo.book(kuhmo.nine))

    with database.reading() as session:
        (owed,) = booking_lists.owed(session)
        callback = session.query(Callback).one()

    assert (owed.callback, owed.state) == (callback.public_id, "waiting")
    assert (owed.booking.state, owed.booking.starts_at) == ("displaced", FRIDAY)


def test_an_ended_callback_gives_way_to_an_open_one(database: Database) -> None:
    kuhmo = Kuhmo(database)
    kuhmo.displace(kuhmo.book(kuhmo.nine))
    with database.writing() as session:
        ended = session.query(Callback).one()
        ended.state, ended.ended_at = "unreached", NOW
        session.flush()
        contact = ended.contact
        again = make.a_callback(session, ended.line, contact=contact).public_id

    with database.reading() as session:
        (owed,) = booking_lists.owed(session)

    assert (owed.callback, owed.state) == (again, "ready")


def test_a_phone_time_is_not_called_from_its_minute_on(database: Database) -> None:
    kuhmo = Kuhmo(database)
    with database.writing() as session:
        line = session.get_one(Line, kuhmo.line_id)
        slot = arrange.phone_times(session, line, fi=1)["fi"]
        arrange.a_booking(session, slot, line)

    def not_called(now: str) -> int:
        with database.reading() as session:
            return len(booking_lists.not_called(session, at(now)))

    assert not_called("2026-11-25 08:59") == 0
    assert not_called("2026-11-25 09:00") == 1
