"""Time is read in one place; another time than the real one is the same for every process."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from ivr.clock import Scaled, Wall, clock_from
from tests.clocks import HELSINKI

START = datetime.fromisoformat("2026-11-24T08:50+02:00")
LONG_AGO = 1_000_000_000.0


def test_without_a_setting_the_time_is_the_real_one() -> None:
    assert clock_from("") == Wall()
    assert Wall().now().tzinfo is UTC


def test_a_setting_gives_start_speed_and_epoch() -> None:
    clock = clock_from("2026-11-24T08:50+02:00@2.5@1795500000.25")

    assert clock == Scaled(START, 2.5, 1_795_500_000.25)


def test_a_start_alone_runs_on_from_there_at_its_own_pace() -> None:
    clock = clock_from("2026-11-24T08:50+02:00")

    assert START <= clock.now() < START + timedelta(minutes=1)
    assert clock.speed == 1


def test_scaled_time_is_aware_and_in_utc() -> None:
    assert Scaled(START, 1, LONG_AGO).now().tzinfo is UTC


def test_clocks_of_one_setting_agree() -> None:
    setting = f"2026-11-24T08:50+02:00@20@{LONG_AGO}"
    one, other = clock_from(setting), clock_from(setting)

    first, second, third = one.now(), other.now(), one.now()

    assert first <= second <= third


def test_scaled_time_passes_at_its_speed() -> None:
    slow, fast = Scaled(START, 1, LONG_AGO), Scaled(START, 60, LONG_AGO)

    before = slow.now() - START
    passed = fast.now() - START
    after = slow.now() - START

    assert 60 * before <= passed <= 60 * after


def test_time_goes_on_evenly_over_a_change_of_clocks() -> None:
    summer = datetime(2026, 6, 25, 10, tzinfo=HELSINKI)
    local, universal = Scaled(summer, 1, LONG_AGO), Scaled(summer.astimezone(UTC), 1, LONG_AGO)

    assert abs(local.now() - universal.now()) < timedelta(minutes=1)


@pytest.mark.parametrize(
    ("setting", "sentence"),
    [
        ("tomorrow", "START 'tomorrow' is not a time"),
        ("2026-11-24T08:50", "lacks its offset"),
        ("2026-11-24T08:50+02:00@1", "the form is"),
        ("2026-11-24T08:50+02:00@1@2@3", "the form is"),
        ("2026-11-24T08:50+02:00@nan@1", "SPEED 'nan' is not a decimal number"),
        ("2026-11-24T08:50+02:00@-1@1", "SPEED '-1' is not a decimal number"),
        ("2026-11-24T08:50+02:00@0@1", "SPEED 0 is not above 0"),
        ("2026-11-24T08:50+02:00@60.5@1", "SPEED 60.5 is not above 0 and at most 60"),
        ("2026-11-24T08:50+02:00@1@", "EPOCH '' is not a decimal number"),
        ("2026-11-24T08:50+02:00@1@²", "EPOCH '²' is not a decimal number"),
    ],
)
def test_any_other_form_is_refused(setting: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=re.escape(sentence)):
        clock_from(setting)
