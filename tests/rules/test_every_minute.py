"""Every minute of 2026-2030, 2.6 million, through the window check against a second formulation.

The second one shares nothing with the rules: holidays and short days are written out by hand, the
clock change is worked out from the law of the European Union, minutes are counted in an array.
"""

from datetime import UTC, date, datetime, timedelta

import pytest

from flows.rules.window import may_start
from tests.rules.calendars import calendar, public_holidays

HOLIDAYS = {
    2026: "1.1 6.1 3.4 5.4 6.4 1.5 14.5 24.5 19.6 20.6 31.10 6.12 24.12 25.12 26.12",
    2027: "1.1 6.1 26.3 28.3 29.3 1.5 6.5 16.5 25.6 26.6 6.11 6.12 24.12 25.12 26.12",
    2028: "1.1 6.1 14.4 16.4 17.4 1.5 25.5 4.6 23.6 24.6 4.11 6.12 24.12 25.12 26.12",
    2029: "1.1 6.1 30.3 1.4 2.4 1.5 10.5 20.5 22.6 23.6 3.11 6.12 24.12 25.12 26.12",
    2030: "1.1 6.1 19.4 21.4 22.4 1.5 30.5 9.6 21.6 22.6 2.11 6.12 24.12 25.12 26.12",
}
SHORT_DAYS = {
    2026: "2.4 31.12",
    2027: "25.3 31.12",
    2028: "13.4 31.12",
    2029: "29.3 31.12",
    2030: "18.4 31.12",
}
WEEKDAY_CLOSURES = {2026: 9, 2027: 8, 2028: 9, 2029: 10, 2030: 10}
FIRST = datetime(2026, 1, 1, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
DAYS = 1826


def dates(written: dict[int, str]) -> set[date]:
    return {
        date(year, int(month), int(day))
        for year, days in written.items()
        for day, month in (text.split(".") for text in days.split())
    }


def last_sunday(year: int, month: int) -> date:
    thirty_first = date(year, month, 31)
    return thirty_first - timedelta(days=(thirty_first.weekday() + 1) % 7)


def hours_ahead_of_utc(day: date) -> int:
    """By office hours of a change day the clock has already been changed."""
    summer = last_sunday(day.year, 3) <= day < last_sunday(day.year, 10)
    return 3 if summer else 2


def open_minutes() -> bytes:
    closed, short = dates(HOLIDAYS), dates(SHORT_DAYS)
    minutes = bytearray(DAYS * 1440)
    for number in range(DAYS):
        day = FIRST.date() + timedelta(days=number)
        if day.weekday() > 4 or day in closed:
            continue
        midnight = (number * 24 - hours_ahead_of_utc(day)) * 60
        closes = 13 if day in short else 16
        minutes[midnight + 9 * 60 : midnight + closes * 60] = b"\1" * ((closes - 9) * 60)
    return bytes(minutes)


OPEN = open_minutes()


@pytest.mark.parametrize("year", HOLIDAYS)
def test_no_minute_is_open_that_should_be_closed_or_closed_that_should_be_open(year: int) -> None:
    rules, now = calendar(), datetime(year, 1, 1, tzinfo=UTC)
    end = datetime(year + 1, 1, 1, tzinfo=UTC)
    wrong = []
    for expected in OPEN[(now - FIRST) // MINUTE : (end - FIRST) // MINUTE]:
        if bool(may_start(rules, now)) != bool(expected):
            wrong.append(now)
        now += MINUTE
    assert wrong == []
    assert now == end


def test_the_hand_written_holidays_are_those_of_the_library() -> None:
    assert set(public_holidays()) == dates(HOLIDAYS)


def test_weekday_closures_are_as_many_a_year_as_the_almanac_counts() -> None:
    for year, expected in WEEKDAY_CLOSURES.items():
        closed = [day for day in dates({year: HOLIDAYS[year]}) if day.weekday() < 5]
        assert len(closed) == expected, year
