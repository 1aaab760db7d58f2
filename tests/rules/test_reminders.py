"""A booked time is called to mind at noon of the last working day before it."""

from datetime import datetime

import pytest

from flows.rules.reminders import remind_at
from flows.rules.window import Calendar
from tests.rules.calendars import at, calendar


def reminder(starts: str, booked: str, days: Calendar | None = None) -> datetime | None:
    return remind_at(days or calendar(), at(starts), at(booked))


@pytest.mark.parametrize(
    ("starts", "booked", "reminded"),
    [
        ("25.11.2026 9:30", "20.11.2026 10:00", "24.11.2026 12:00"),
        ("30.11.2026 9:30", "20.11.2026 10:00", "27.11.2026 12:00"),
        ("8.1.2027 9:30", "22.12.2026 10:00", "7.1.2027 12:00"),
        ("7.1.2027 9:30", "22.12.2026 10:00", "5.1.2027 12:00"),  # Epiphany on the 6th
        ("28.12.2026 9:30", "22.12.2026 10:00", "23.12.2026 12:00"),
        ("4.1.2027 9:30", "22.12.2026 10:00", "31.12.2026 12:00"),  # a short day
        ("30.3.2027 9:30", "1.3.2027 10:00", "25.3.2027 12:00"),  # over Easter and a clock change
    ],
)
def test_it_is_at_noon_on_the_last_open_day_before(starts: str, booked: str, reminded: str) -> None:
    assert reminder(starts, booked) == at(reminded)


@pytest.mark.parametrize(
    ("what", "starts", "booked"),
    [
        ("less than a day before", "25.11.2026 9:30", "24.11.2026 9:31"),
        ("when that noon is over", "30.11.2026 9:30", "27.11.2026 12:00"),
        ("over a weekend", "30.11.2026 9:30", "28.11.2026 10:00"),
    ],
)
def test_who_books_shortly_before_is_not_reminded(what: str, starts: str, booked: str) -> None:
    assert reminder(starts, booked) is None, what


def test_exactly_a_day_before_is_early_enough() -> None:
    assert reminder("25.11.2026 9:30", "24.11.2026 9:30") == at("24.11.2026 12:00")


def test_a_calendar_that_knows_no_day_reminds_of_nothing() -> None:
    assert reminder("25.11.2026 9:30", "20.11.2026 9:30", Calendar(())) is None
