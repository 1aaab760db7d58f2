"""Who calls when: the same seed is the same day, and days are shaped like Kainuu's."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from statistics import mean
from zoneinfo import ZoneInfo

import pytest

from ivr.simnet.crowd.population import Arrival, a_day, so_many

HELSINKI = ZoneInfo("Europe/Helsinki")
MONDAY = date(2026, 1, 5)
WEEKS = 43
"""January to October."""


def days(weekday: int, seed: int = 1) -> list[tuple[Arrival, ...]]:
    return [a_day(MONDAY + timedelta(weeks=n, days=weekday), seed) for n in range(WEEKS)]


def local_hours(arrivals: tuple[Arrival, ...]) -> Counter[int]:
    return Counter(one.at.astimezone(HELSINKI).hour for one in arrivals)


def test_ten_months_bring_kainuus_twenty_thousand_calls() -> None:
    total = sum(len(day) for weekday in range(7) for day in days(weekday))
    assert total == pytest.approx(20_000, rel=0.07)


def test_a_mean_working_day_brings_ninety_five_calls() -> None:
    assert mean(len(day) for n in range(5) for day in days(n)) == pytest.approx(95, rel=0.03)


def test_mondays_are_clearly_the_busiest() -> None:
    monday, *others = (mean(len(day) for day in days(n)) for n in range(5))
    assert monday > 1.2 * max(others)


def test_few_call_at_weekends() -> None:
    assert all(mean(len(day) for day in days(n)) < 10 for n in (5, 6))


def test_a_day_is_busiest_at_nine_and_a_few_call_when_nobody_is_there() -> None:
    hours = local_hours(a_day(MONDAY, 3, factor=100))
    assert hours.most_common(1)[0][0] == 9
    assert hours[9] / hours.total() == pytest.approx(0.18, abs=0.01)
    assert 0 < sum(count for hour, count in hours.items() if not 7 <= hour < 18) < 400


def test_a_factor_scales_a_day() -> None:
    assert len(a_day(MONDAY, 3, factor=10)) == pytest.approx(10 * 95 * 1.35, rel=0.1)
    assert not a_day(MONDAY, 3, factor=0)


def test_the_same_seed_is_the_same_day_and_another_is_not() -> None:
    assert a_day(MONDAY, 3) == a_day(MONDAY, 3)
    assert a_day(MONDAY, 3) != a_day(MONDAY, 4)
    assert a_day(MONDAY, 3) != a_day(MONDAY + timedelta(weeks=1), 3)


def test_arrivals_are_in_order_and_everybody_comes_once() -> None:
    arrivals = a_day(MONDAY, 3, first=500)
    assert list(arrivals) == sorted(arrivals)
    assert [one.citizen for one in arrivals] == list(range(500, 500 + len(arrivals)))


def test_so_many_come_within_those_hours() -> None:
    arrivals = so_many(200, MONDAY, (9, 12), 7)
    assert len(arrivals) == 200
    assert set(local_hours(arrivals)) == {9, 10, 11}


def test_hours_are_helsinkis_on_both_sides_of_summer_time() -> None:
    winter, summer = (so_many(1, on, (9, 10), 7)[0].at for on in (MONDAY, date(2026, 7, 6)))
    assert datetime(2026, 1, 5, 7, tzinfo=UTC) <= winter < datetime(2026, 1, 5, 8, tzinfo=UTC)
    assert datetime(2026, 7, 6, 6, tzinfo=UTC) <= summer < datetime(2026, 7, 6, 7, tzinfo=UTC)


def test_none_comes_before_the_crowd_is_sent_for() -> None:
    since = datetime(2026, 1, 5, 8, 40, tzinfo=UTC)
    arrivals = so_many(300, MONDAY, (9, 12), 7, since)
    assert min(one.at for one in arrivals) >= since
    assert local_hours(arrivals)[10] < local_hours(arrivals)[11]


def test_hours_that_have_passed_bring_nobody() -> None:
    with pytest.raises(ValueError, match="no hours are left"):
        so_many(300, MONDAY, (9, 12), 7, datetime(2026, 1, 5, 10, tzinfo=UTC))
