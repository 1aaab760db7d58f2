"""Of many free times some are read out, three at a time, the soonest first."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest

from flows.rules.offers import AT_A_TIME, PAGES, are_many, part_of, read_out
from flows.rules.window import HELSINKI


@dataclass(frozen=True)
class Time:
    starts_at: datetime

    def __str__(self) -> str:
        return f"{self.starts_at:%d. %H:%M}"


def free(day: int, *clocks: str) -> list[Time]:
    """Times of a day in January 2027."""
    day_of = datetime(2027, 1, day, tzinfo=HELSINKI)
    return [Time(day_of.replace(hour=int(h), minute=int(m))) for h, m in map(_parts, clocks)]


def _parts(clock: str) -> list[str]:
    return clock.split(":")


def whole(day: int) -> list[Time]:
    """All half hours from nine to four."""
    return free(day, *(f"{hour}:{minute:02}" for hour in range(9, 16) for minute in (0, 30)))


def said(times: list[Time]) -> list[str]:
    return [str(time) for time in read_out(times)]


def test_few_times_are_all_read_out() -> None:
    times = free(8, "9:00", "9:30") + free(15, "9:00", "12:00", "14:00", "15:30")

    assert read_out(times) == times


def test_of_many_the_three_soonest_come_first() -> None:
    assert said(whole(8))[:3] == ["08. 09:00", "08. 09:30", "08. 10:00"]


def test_then_come_the_first_the_middle_and_the_last_of_what_is_left_of_each_day() -> None:
    assert said(whole(7) + whole(8))[3:] == [
        *("07. 10:30", "07. 13:00", "07. 15:30"),
        *("08. 09:00", "08. 12:30", "08. 15:30"),
    ]


def test_of_a_day_with_up_to_three_times_all_are_read_out() -> None:
    times = whole(7) + free(8, "9:00", "11:00") + free(11, "10:00", "10:30", "11:00")

    assert said(times)[6:] == ["08. 09:00", "08. 11:00", "11. 10:00", "11. 10:30", "11. 11:00"]


def test_nobody_listens_to_more_pages_than_some() -> None:
    times = [time for day in range(1, 31) for time in whole(day)]

    assert len(read_out(times)) == AT_A_TIME * PAGES


def test_no_times_are_no_offers() -> None:
    assert read_out([]) == []


@pytest.mark.parametrize(
    ("times", "many"),
    [
        (whole(8), True),
        (free(8, "9:00", "9:30", "10:00", "12:00", "12:30", "13:00"), False),  # six
        (free(8, *(f"9:{minute:02}" for minute in range(0, 50, 5))), False),  # all in the morning
    ],
)
def test_the_part_of_the_day_is_asked_for_only_where_there_is_a_choice(
    times: list[Time], many: bool
) -> None:
    assert are_many(times) is many


def test_noon_in_helsinki_is_the_first_moment_of_the_afternoon() -> None:
    noon = datetime(2027, 7, 1, 12, tzinfo=HELSINKI)

    assert part_of(noon) == "afternoon"
    assert part_of(noon - timedelta(seconds=1)) == "morning"
