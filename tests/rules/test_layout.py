"""Laying out a day: which times it has, how many places are kept, and who is displaced first."""

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.rules.hours import Day, Hours
from flows.rules.layout import (
    Standing,
    Time,
    cut,
    kept_places,
    places_of,
    room_for_calls,
    to_displace,
    with_standing,
)
from flows.rules.reason import because
from flows.rules.times import PhoneTimes, Rhythm
from flows.rules.window import HELSINKI
from tests.rules.calendars import FRIDAYS_ONLY, NINE_TO_SIXTEEN, NINE_TO_THIRTEEN, at, calendar, on

MINUTE = timedelta(minutes=1)


def a_day(text: str = "24.11.2026", hours: Hours | None = NINE_TO_SIXTEEN) -> Day:
    return Day(on(text), hours, because("weekly_hours"))


def rhythm(length: int = 30, buffer: int = 0) -> Rhythm:
    return Rhythm(length=length * MINUTE, buffer=buffer * MINUTE)


def clocks(times: tuple[Time, ...]) -> list[str]:
    return [f"{one.starts_at.astimezone(HELSINKI):%H:%M}" for one in times]


def a_time(clock: str, minutes: int = 30) -> Time:
    starts_at = at(f"24.11.2026 {clock}")
    return Time(starts_at, starts_at + minutes * MINUTE)


@pytest.mark.parametrize(
    ("length", "buffer", "first", "last", "count"),
    [
        (30, 0, "09:00", "15:30", 14),
        (30, 10, "09:00", "15:00", 10),
        (45, 15, "09:00", "15:00", 7),
        (20, 0, "09:00", "15:40", 21),
        (240, 0, "09:00", "09:00", 1),
    ],
)
def test_a_day_is_cut_into_times_that_all_end_by_closing(
    length: int, buffer: int, first: str, last: str, count: int
) -> None:
    times = cut(a_day(), rhythm(length, buffer))

    assert (clocks(times)[0], clocks(times)[-1], len(times)) == (first, last, count)


def test_a_closed_day_an_unknown_one_and_one_that_is_too_short_have_no_times() -> None:
    assert cut(a_day(hours=None), rhythm()) == ()
    assert cut(None, rhythm()) == ()
    assert cut(a_day(hours=Hours(time(9), time(9, 20))), rhythm()) == ()


def test_the_last_phone_time_leaves_room_for_its_last_try() -> None:
    room = room_for_calls(PhoneTimes(), timedelta(seconds=45))

    assert clocks(cut(a_day(), rhythm(10), room))[-1] == "15:40"
    assert clocks(cut(a_day(), rhythm(5), room))[-1] == "15:40"
    assert clocks(cut(a_day(), rhythm(30), room))[-1] == "15:30"


@pytest.mark.parametrize(
    ("day", "utc"),
    [("26.3.2027", 7), ("29.3.2027", 6), ("29.10.2027", 6), ("1.11.2027", 7)],
)
def test_times_go_by_the_clock_on_the_wall_across_summer_time(day: str, utc: int) -> None:
    first = cut(a_day(day), rhythm())[0]

    assert first.starts_at == datetime.combine(on(day), time(utc), UTC)


@given(
    opens=st.integers(9 * 60, 15 * 60), open_for=st.integers(1, 420),
    length=st.integers(5, 240), buffer=st.integers(0, 120),
)  # fmt: skip
def test_times_follow_each_other_within_the_hours(
    opens: int, open_for: int, length: int, buffer: int
) -> None:
    closes = min(opens + open_for, 16 * 60)
    if closes <= opens:
        return
    hours = Hours(time(*divmod(opens, 60)), time(*divmod(closes, 60)))
    times = cut(a_day(hours=hours), rhythm(length, buffer))

    assert all(
        after.starts_at - before.ends_at == buffer * MINUTE for before, after in pairwise(times)
    )
    assert all(one.ends_at - one.starts_at == length * MINUTE for one in times)
    fits = (closes - opens + buffer) // (length + buffer)
    assert len(times) == fits


def test_kuhmo_has_no_time_between_the_eighteenth_of_december_and_the_eighth_of_january() -> None:
    days = [day for day in calendar(FRIDAYS_ONLY).days if cut(day, rhythm())]
    dates = [day.date for day in days]

    assert dates[dates.index(date(2026, 12, 18)) + 1] == date(2027, 1, 8)
    by_year = Counter(day.year for day in dates)
    assert by_year == {2026: 48, 2027: 49, 2028: 50, 2029: 50, 2030: 49}
    good_fridays_and_more = {
        on(text) for text in ("3.4.2026", "1.5.2026", "19.6.2026", "6.12.2030")
    }
    assert not good_fridays_and_more & set(dates)


class TestWithTimesThatStandAlready:
    NEW = cut(a_day(), rhythm(20))

    def test_nobody_booked_the_day_gets_its_new_times(self) -> None:
        standing = [Standing(a_time("09:00"), 0), Standing(a_time("09:30"), 0)]

        assert with_standing(self.NEW, standing, a_day()) == self.NEW

    def test_somebody_booked_a_time_that_is_not_among_them_the_day_keeps_its_own(self) -> None:
        standing = [Standing(a_time("09:00"), 0), Standing(a_time("09:30"), 1)]

        times = with_standing(self.NEW, standing, a_day())

        assert clocks(times)[:4] == ["09:00", "09:30", "10:00", "10:20"]
        assert times[1] == a_time("09:30")

    def test_what_is_booked_outside_the_hours_keeps_nothing(self) -> None:
        standing = [Standing(a_time("13:30"), 1)]
        short = a_day(hours=NINE_TO_THIRTEEN)

        assert with_standing(cut(short, rhythm(20)), standing, short) == cut(short, rhythm(20))
        assert with_standing((), standing, a_day(hours=None)) == ()
        assert with_standing((), standing, None) == ()

    def test_what_leaves_too_little_room_before_closing_keeps_nothing(self) -> None:
        standing = [Standing(a_time("15:45", 10), 1)]
        room = 17 * MINUTE
        new = cut(a_day(), rhythm(20), room)

        assert with_standing(new, standing, a_day(), room) == new
        assert a_time("15:45", 10) in with_standing(new, standing, a_day())


@pytest.mark.parametrize(
    ("count", "capacity", "share", "kept"),
    [
        (6, 3, 1 / 3, (1, 1, 1, 1, 1, 1)),
        (6, 1, 1 / 3, (0, 0, 1, 0, 0, 1)),
        (6, 2, 1 / 3, (0, 1, 1, 0, 1, 1)),
        (4, 1, 0.5, (0, 1, 0, 1)),
        (3, 5, 0, (0, 0, 0)),
        (3, 5, 1, (5, 5, 5)),
        (2, 0, 1 / 3, (0, 0)),
    ],
)
def test_the_share_that_is_kept_is_spread_over_the_day(
    count: int, capacity: int, share: float, kept: tuple[int, ...]
) -> None:
    assert kept_places(count, capacity, share) == kept


@given(st.integers(0, 60), st.integers(0, 50), st.floats(0, 1))
def test_never_more_is_kept_than_there_is(count: int, capacity: int, share: float) -> None:
    kept = kept_places(count, capacity, share)

    assert all(0 <= few <= capacity for few in kept)
    assert abs(sum(kept) - count * capacity * share) <= 1 + count * capacity / 1000


@pytest.mark.parametrize(
    ("agents", "share", "places"),
    [(0, 0.5, 0), (1, 0.5, 1), (2, 0.5, 1), (4, 0.5, 2), (5, 0.5, 2), (3, 1, 3), (3, 0, 0)],
)
def test_a_share_of_the_agents_is_counted_on_and_one_at_least(
    agents: int, share: float, places: int
) -> None:
    assert places_of(agents, share) == places


@dataclass(frozen=True)
class Guest:
    id: int
    booked_at: datetime | None


def test_who_only_holds_a_place_goes_first_then_who_booked_last() -> None:
    first, second = Guest(2, at("1.11.2026 9:00")), Guest(1, at("2.11.2026 9:00"))
    holding = Guest(3, None)
    seated = [holding, first, second]

    assert to_displace(seated, 3) == []
    assert to_displace(seated, 2) == [holding]
    assert to_displace(seated, 1) == [holding, second]
    assert to_displace(seated, 0) == [holding, second, first]


def test_of_two_that_were_booked_at_the_same_moment_the_later_row_goes_first() -> None:
    early, late = (Guest(number, at("1.11.2026 9:00")) for number in (1, 2))

    assert to_displace([late, early], 1) == [late]
