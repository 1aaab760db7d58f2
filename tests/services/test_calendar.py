"""The calendar of a line: weeks, holidays, short days and closures, years ahead."""

from collections.abc import Iterator
from datetime import date, time, timedelta
from typing import get_args

import pytest
from sqlalchemy import select

from flows.prompts.grammar import Holiday
from flows.rules.hours import Hours
from flows.rules.window import is_open, local_date, next_opening
from ivr.db import Database
from ivr.models import CalendarDay, Event, Line
from ivr.services import calendar, closures
from tests import make
from tests.conftest import only_sqlite
from tests.make import NOW, at

REASONS = {"fi": "lakko", "sv": "strejk", "en": "strike"}

# Official lists of 2026-2030, independent of the library that fills the calendar.
HOLIDAYS_ON_WEEKDAYS = {
    2026: "1.1 6.1 3.4 6.4 1.5 14.5 19.6 24.12 25.12",
    2027: "1.1 6.1 26.3 29.3 6.5 25.6 6.12 24.12",
    2028: "6.1 14.4 17.4 1.5 25.5 23.6 6.12 25.12 26.12",
    2029: "1.1 30.3 2.4 1.5 10.5 22.6 6.12 24.12 25.12 26.12",
    2030: "1.1 19.4 22.4 1.5 30.5 21.6 6.12 24.12 25.12 26.12",
}
SHORT_DAYS = {
    2026: "2.4 31.12",
    2027: "25.3 31.12",
    2028: "13.4",
    2029: "29.3 31.12",
    2030: "18.4 31.12",
}


def dates(lists: dict[int, str]) -> set[date]:
    return set(_dates(lists))


def _dates(lists: dict[int, str]) -> Iterator[date]:
    for year, days in lists.items():
        for text in days.split():
            day, month = map(int, text.split("."))
            yield date(year, month, day)


@pytest.fixture
def line(database: Database) -> Line:
    """A line with a calendar from the first of January 2026 to the end of 2030."""
    with database.writing() as session:
        calendar.extend(session, at("2026-01-01 12:00"), years=5)
        return make.a_line(session)


@only_sqlite
@pytest.mark.parametrize(
    ("now", "opening"),
    [
        ("2026-12-04 16:00", "2026-12-07 09:00"),
        ("2026-12-23 16:00", "2026-12-28 09:00"),
        ("2026-12-31 13:00", "2027-01-04 09:00"),
        ("2027-01-05 15:59", "2027-01-05 15:59"),
        ("2027-01-05 16:00", "2027-01-07 09:00"),
        ("2027-03-25 13:00", "2027-03-30 09:00"),
        ("2027-04-30 16:00", "2027-05-03 09:00"),
        ("2027-05-05 16:00", "2027-05-07 09:00"),
        ("2027-06-24 16:00", "2027-06-28 09:00"),
        ("2027-12-03 16:00", "2027-12-07 09:00"),
        ("2027-12-23 16:00", "2027-12-27 09:00"),
        ("2028-12-22 16:00", "2028-12-27 09:00"),
    ],
)
def test_the_next_opening_passes_over_holidays_weekends_and_the_clock_change(
    database: Database, line: Line, now: str, opening: str
) -> None:
    with database.reading() as session:
        days = calendar.of_line(session, line, local_date(at(now)))

    assert next_opening(days, at(now)) == at(opening)


def test_exactly_the_public_holidays_on_weekdays_are_closed(database: Database, line: Line) -> None:
    with database.reading() as session:
        days = calendar.of_line(session, line, date(2026, 1, 1), timedelta(days=5 * 365))

    closed = {day.date for day in days.days if day.date.weekday() < 5 and day.hours is None}
    short = {day.date for day in days.days if day.hours and day.hours.closes == time(13)}
    assert closed == dates(HOLIDAYS_ON_WEEKDAYS)
    assert short == dates(SHORT_DAYS)


def test_every_name_in_the_calendar_can_be_spoken(database: Database, line: Line) -> None:
    with database.reading() as session:
        rows = session.scalars(select(CalendarDay)).all()

    names = {name for row in rows for name in (row.holiday, row.short_day) if name}
    assert names == set(get_args(Holiday))
    assert {row.date for row in rows if row.short_day} == dates(SHORT_DAYS)


def test_extending_fills_only_what_is_missing_and_leaves_the_rest(database: Database) -> None:
    with database.writing() as session:
        first = calendar.extend(session, NOW)
        session.get_one(CalendarDay, date(2026, 12, 6)).holiday = None
    with database.writing() as session:
        again = calendar.extend(session, NOW)
        later = calendar.extend(session, NOW + timedelta(days=30))

        assert (first, again, later) == (3 * 365 + 1, 0, 30)
        assert session.get_one(CalendarDay, date(2026, 12, 6)).holiday is None


def test_days_ahead_are_counted_up_to_what_is_wanted(database: Database) -> None:
    with database.writing() as session:
        assert calendar.days_ahead(session, NOW) == 0
        make.some_days(session, local_date(NOW), days=90)
        assert calendar.days_ahead(session, NOW) == 90
        calendar.extend(session, NOW)
        assert calendar.days_ahead(session, NOW) == 400


def test_an_agency_chooses_which_short_days_it_keeps_and_when_it_closes(
    database: Database,
) -> None:
    with database.writing() as session:
        calendar.extend(session, NOW, {"new_years_eve": time(12)})
        line = make.a_line(session)
        days = calendar.of_line(session, line, date(2026, 12, 31), timedelta(days=100))

    assert days.day(date(2026, 12, 31)).hours == Hours(time(9), time(12))
    assert days.day(date(2027, 3, 25)).hours == Hours(time(9), time(16))


def test_a_short_day_without_a_rule_is_refused(database: Database) -> None:
    with database.writing() as session, pytest.raises(ValueError, match="shrove_tuesday"):
        calendar.extend(session, NOW, {"shrove_tuesday": time(13)})


def test_a_date_that_the_calendar_does_not_know_is_closed(database: Database) -> None:
    with database.writing() as session:
        line = make.a_line(session)
        days = calendar.of_line(session, line, local_date(NOW))

    assert not is_open(days, NOW)
    assert next_opening(days, NOW) is None


def test_a_line_is_open_in_its_own_hours_only(database: Database) -> None:
    with database.writing() as session:
        make.some_days(session)
        line = make.a_line(session, hours={"fri": ["10:00", "15:00"]})
        days = calendar.of_line(session, line, local_date(NOW))

    assert next_opening(days, NOW) == at("2026-11-27 10:00")
    assert calendar.usual_hours(line, date(2026, 11, 27)) == Hours(time(10), time(15))
    assert calendar.usual_hours(line, date(2026, 11, 26)) is None


def test_a_closure_closes_all_lines_or_one(database: Database) -> None:
    today = local_date(NOW)
    with database.writing() as session:
        make.some_days(session)
        general, authority = make.a_line(session), make.a_line(session, "authority")
        closures.add(session, None, None, today, None, REASONS, "supervisor:1", NOW)
        tomorrow = today + timedelta(days=1)
        short = Hours(time(9), time(12))
        closures.add(session, authority, None, tomorrow, short, REASONS, "supervisor:1", NOW)

        days = {line.key: calendar.of_line(session, line, today) for line in (general, authority)}

        assert next_opening(days["general"], NOW) == at("2026-11-25 09:00")
        assert days["general"].day(today).why.values == REASONS
        assert days["general"].day(tomorrow).hours == Hours(time(9), time(16))
        assert days["authority"].day(tomorrow).hours == short
        events = session.scalars(select(Event).order_by(Event.id)).all()
        assert [(e.subject, e.to_state, e.actor) for e in events] == [
            ("closure", "closed", "supervisor:1"),
            ("closure", "shortened", "supervisor:1"),
        ]


def test_a_lines_own_closure_comes_before_the_general_one(database: Database) -> None:
    today = local_date(NOW)
    with database.writing() as session:
        make.some_days(session)
        line = make.a_line(session)
        own = Hours(time(9), time(14))
        closures.add(session, None, None, today, None, REASONS, "supervisor:1", NOW)
        closures.add(session, line, None, today, own, REASONS, "supervisor:1", NOW)

        assert calendar.of_line(session, line, today).day(today).hours == own


def test_a_second_closure_of_the_same_date_and_one_without_reasons_are_refused(
    database: Database,
) -> None:
    today = local_date(NOW)
    with database.writing() as session:
        line = make.a_line(session)
        for whose in (None, line):
            closures.add(session, whose, None, today, None, REASONS, "supervisor:1", NOW)
            with pytest.raises(ValueError, match="already"):
                closures.add(session, whose, None, today, None, REASONS, "supervisor:1", NOW)
        with pytest.raises(ValueError, match="sv, en"):
            closures.add(session, None, None, today, None, {"fi": "lakko"}, "supervisor:1", NOW)
