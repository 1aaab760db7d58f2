"""When a demonstration takes place."""

from datetime import date, datetime

import pytest

from flows.rules.hours import DayFacts, day_hours, from_monday_to_friday
from flows.rules.window import HELSINKI, Calendar
from ivr.commands.demo.moment import UnclearMoment, choose
from tests.clocks import helsinki

TUESDAY = "2026-11-24"


@pytest.fixture
def calendar() -> Calendar:
    week = from_monday_to_friday()
    dates = [date(2026, 11, day) for day in range(23, 31)] + [
        date(2026, 12, day) for day in range(1, 32)
    ]
    return Calendar.of(day_hours(DayFacts(on, week), "general") for on in dates)


def local(moment: datetime | None) -> str:
    return "real time" if moment is None else f"{moment.astimezone(HELSINKI):%a %d.%m. %H:%M}"


@pytest.mark.parametrize(
    ("now", "newest", "starts"),
    [
        (f"{TUESDAY} 10:00", None, "real time"),
        (f"{TUESDAY} 14:59", f"{TUESDAY} 14:58", "real time"),
        (f"{TUESDAY} 15:00", None, "Wed 25.11. 09:55"),
        (f"{TUESDAY} 06:00", None, "Tue 24.11. 09:55"),
        ("2026-11-28 12:00", None, "Mon 30.11. 09:55"),
        (f"{TUESDAY} 10:00", "2026-11-27 10:30", "Mon 30.11. 09:55"),
        (f"{TUESDAY} 20:00", "2026-11-25 09:30", "Wed 25.11. 09:55"),
    ],
    ids=[
        "in office hours",
        "in office hours, with a past",
        "in the afternoon",
        "early in the morning",
        "on a Saturday",
        "after a demonstration that lay ahead",
        "later the same morning",
    ],
)
def test_without_a_wish(calendar: Calendar, now: str, newest: str | None, starts: str) -> None:
    happened = helsinki(newest) if newest else None
    assert local(choose("", happened, helsinki(now), calendar)) == starts


@pytest.mark.parametrize(
    ("wish", "starts"),
    [
        ("Fri 15:58", "Fri 27.11. 15:58"),
        ("fri 15:58", "Fri 27.11. 15:58"),
        ("Tue 09:00", "Tue 01.12. 09:00"),
        ("Tue 10:30", "Tue 24.11. 10:30"),
        ("9:00", "Wed 25.11. 09:00"),
        ("2026-12-22 10:00", "Tue 22.12. 10:00"),
    ],
)
def test_a_wish_is_the_next_such_moment(calendar: Calendar, wish: str, starts: str) -> None:
    assert local(choose(wish, None, helsinki(f"{TUESDAY} 10:00"), calendar)) == starts


@pytest.mark.parametrize(
    "wish", ["soon", "Fri", "Xxx 10:00", "25:00", "2026-13-01 10:00", "2026-11-23 10:00", "Fri 9"]
)
def test_an_unclear_or_past_wish_is_said_to_be_so(calendar: Calendar, wish: str) -> None:
    with pytest.raises(UnclearMoment, match="--at"):
        choose(wish, None, helsinki(f"{TUESDAY} 10:00"), calendar)
