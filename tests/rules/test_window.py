"""The window at a moment: open or not and why, the next opening, open time, clock changes."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.rules.hours import Hours, WeekHours
from flows.rules.reason import because
from flows.rules.window import (
    HELSINKI,
    RELEASE_MARGIN,
    Calendar,
    is_open,
    may_start,
    next_afternoon,
    next_morning,
    next_opening,
    spans,
)
from tests.rules.calendars import FRIDAYS_ONLY, USUAL_WEEK, at, calendar, closed, on

RULES = calendar()
HOUR = timedelta(hours=1)
FIRST, LAST = at("1.1.2026 00:00"), at("30.12.2030 00:00")
moments = st.timedeltas(timedelta(), LAST - FIRST).map(lambda since: FIRST + since)


@pytest.mark.parametrize(
    ("now", "opening", "why"),
    [
        ("4.12.2026 16:00", "7.12.2026 09:00", "over a weekend with a holiday"),
        ("23.12.2026 16:00", "28.12.2026 09:00", "over Christmas"),
        ("31.12.2026 13:00", "4.1.2027 09:00", "from a short day over New Year"),
        ("5.1.2027 16:00:00", "7.1.2027 09:00", "over Epiphany"),
        ("25.3.2027 13:00", "30.3.2027 09:00", "over Easter and a clock change"),
        ("30.4.2027 16:00", "3.5.2027 09:00", "over May Day"),
        ("5.5.2027 16:00", "7.5.2027 09:00", "over Ascension Day"),
        ("24.6.2027 16:00", "28.6.2027 09:00", "over Midsummer"),
        ("3.12.2027 16:00", "7.12.2027 09:00", "over Independence Day"),
        ("23.12.2027 16:00", "27.12.2027 09:00", "over Christmas at a weekend"),
        ("22.12.2028 16:00", "27.12.2028 09:00", "over a long Christmas"),
    ],
)
def test_the_next_opening_is_found(now: str, opening: str, why: str) -> None:
    assert next_opening(RULES, at(now)) == at(opening), why


def test_a_second_before_closing_is_open_and_closing_time_is_not() -> None:
    last_second, closing_time = at("5.1.2027 15:59:59"), at("5.1.2027 16:00:00")
    assert next_opening(RULES, last_second) == last_second
    assert is_open(RULES, last_second)
    assert not is_open(RULES, closing_time)


def test_the_friday_service_point_has_no_day_between_18_december_and_8_january() -> None:
    kuhmo = calendar(FRIDAYS_ONLY)
    assert next_opening(kuhmo, at("18.12.2026 16:00")) == at("8.1.2027 09:00")


@pytest.mark.parametrize(
    ("now", "allowed", "reason"),
    [
        ("24.11.2026 08:59:59", False, "before_opening"),
        ("24.11.2026 09:00:00", True, "open"),
        ("24.11.2026 15:59:44", True, "open"),
        ("24.11.2026 15:59:45", False, "near_closing"),
        ("24.11.2026 16:00:00", False, "after_closing"),
        ("31.12.2026 12:59:44", True, "open"),
        ("31.12.2026 12:59:45", False, "near_closing"),
        ("31.12.2026 13:00:00", False, "after_closing"),
        ("28.11.2026 12:00:00", False, "weekend"),
        ("25.12.2026 12:00:00", False, "holiday"),
        ("2.1.2031 12:00:00", False, "no_calendar"),
        ("31.12.2025 12:00:00", False, "no_calendar"),
    ],
)
def test_a_call_may_start_only_if_it_still_starts_inside_the_window(
    now: str, allowed: bool, reason: str
) -> None:
    decision = may_start(RULES, at(now), RELEASE_MARGIN)
    assert (decision.allowed, decision.reason.code) == (allowed, reason)


@pytest.mark.parametrize(
    ("now", "named"),
    [
        ("24.11.2026 08:00", {"opens": at("24.11.2026 09:00")}),
        ("24.11.2026 12:00", {"closes": at("24.11.2026 16:00")}),
        ("24.11.2026 15:59:50", {"closes": at("24.11.2026 16:00")}),
        ("24.11.2026 17:00", {"closes": at("24.11.2026 16:00")}),
        ("2.1.2031 12:00", {"date": date(2031, 1, 2)}),
    ],
)
def test_an_answer_names_the_moment_or_the_date_it_depends_on(
    now: str, named: dict[str, object]
) -> None:
    assert may_start(RULES, at(now), RELEASE_MARGIN).reason.values == named


def test_the_day_changes_at_midnight_in_helsinki_and_not_two_hours_later() -> None:
    half_past_midnight = may_start(RULES, at("25.11.2026 00:30"))
    assert half_past_midnight.reason == because("before_opening", opens=at("25.11.2026 09:00"))


def test_a_date_without_data_is_closed_and_passed_over() -> None:
    gap = Calendar.of(day for day in RULES.days if day.date != on("25.11.2026"))
    assert may_start(gap, at("25.11.2026 12:00")).reason.code == "no_calendar"
    assert next_opening(gap, at("24.11.2026 16:00")) == at("26.11.2026 09:00")


def test_without_any_later_day_there_is_no_next_anything() -> None:
    end = at("31.12.2030 13:00")
    nothing = (next_opening, next_morning, next_afternoon)
    assert [find(RULES, end) for find in nothing] == [None] * 3


def test_a_calendar_refuses_the_same_date_twice() -> None:
    with pytest.raises(ValueError, match=r"^a date comes twice"):
        Calendar.of([RULES.days[0], RULES.days[0]])


@pytest.mark.parametrize(
    ("now", "morning", "afternoon"),
    [
        ("24.11.2026 08:00", "24.11.2026 09:00", "24.11.2026 12:00"),
        ("24.11.2026 09:00", "25.11.2026 09:00", "24.11.2026 12:00"),
        ("24.11.2026 12:00", "25.11.2026 09:00", "25.11.2026 12:00"),
        ("27.11.2026 15:00", "30.11.2026 09:00", "30.11.2026 12:00"),
        ("30.12.2026 15:00", "31.12.2026 09:00", "31.12.2026 12:00"),
    ],
)
def test_mornings_and_afternoons_are_those_still_to_come(
    now: str, morning: str, afternoon: str
) -> None:
    assert next_morning(RULES, at(now)) == at(morning)
    assert next_afternoon(RULES, at(now)) == at(afternoon)


def test_a_day_that_closes_at_noon_has_no_afternoon() -> None:
    until_noon = closed("25.11.2026", hours=Hours(time(9), time(12)))
    rules = calendar(USUAL_WEEK, (until_noon,))
    assert next_afternoon(rules, at("24.11.2026 12:00")) == at("26.11.2026 12:00")


def test_a_line_that_opens_at_noon_has_no_morning() -> None:
    from_noon = closed("25.11.2026", hours=Hours(time(12), time(16)))
    rules = calendar(USUAL_WEEK, (from_noon,))
    assert next_morning(rules, at("24.11.2026 15:00")) == at("26.11.2026 09:00")


def test_a_line_that_opens_after_noon_has_no_morning() -> None:
    from_one = closed("25.11.2026", hours=Hours(time(13), time(16)))
    rules = calendar(USUAL_WEEK, (from_one,))
    assert next_morning(rules, at("24.11.2026 15:00")) == at("26.11.2026 09:00")
    assert next_afternoon(rules, at("24.11.2026 15:00")) == at("25.11.2026 13:00")


@pytest.mark.parametrize(
    ("local", "universal"),
    [
        ("25.3.2027 09:00", "2027-03-25T07:00Z"),
        ("30.3.2027 09:00", "2027-03-30T06:00Z"),
        ("29.10.2027 09:00", "2027-10-29T06:00Z"),
        ("1.11.2027 09:00", "2027-11-01T07:00Z"),
    ],
)
def test_nine_o_clock_stays_nine_o_clock_over_a_clock_change(local: str, universal: str) -> None:
    opening = next_opening(RULES, at(local) - HOUR)
    assert opening == datetime.fromisoformat(universal)
    assert opening.tzinfo is UTC


def test_a_moment_said_in_local_time_gives_the_same_answers() -> None:
    local = at("26.3.2027 16:00").astimezone(HELSINKI)
    utc = local.astimezone(UTC)
    assert next_opening(RULES, local) == next_opening(RULES, utc)
    assert next_morning(RULES, local) == next_morning(RULES, utc)
    assert next_afternoon(RULES, local) == next_afternoon(RULES, utc)


def test_a_moment_said_in_local_time_at_which_it_is_open_goes_out_in_utc() -> None:
    opening = next_opening(RULES, at("24.11.2026 12:00").astimezone(HELSINKI))
    assert opening == at("24.11.2026 12:00")
    assert opening.tzinfo is UTC


@given(moments)
def test_the_next_opening_is_open_and_nothing_before_it_is(now: datetime) -> None:
    opening = next_opening(RULES, now)
    assert opening is not None
    assert is_open(RULES, opening)
    assert opening >= now
    halfway = now + (opening - now) / 2
    assert opening == now or not any(is_open(RULES, moment) for moment in (now, halfway))


@given(moments, st.sampled_from([USUAL_WEEK, FRIDAYS_ONLY]))
def test_windows_follow_each_other_without_touching(now: datetime, week: WeekHours) -> None:
    windows = list(spans(calendar(week), now))
    assert all(before.closes < after.opens for before, after in pairwise(windows))
    assert not windows or windows[0].closes > now
