import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from ivr.simnet.clock import Scaled, Wall, clock_from


def test_without_a_setting_time_is_real() -> None:
    before = datetime.now(UTC)  # noqa: TID251

    now = clock_from("").now()

    assert timedelta() <= now - before < timedelta(minutes=1)
    assert isinstance(clock_from(""), Wall)


def test_two_processes_with_the_same_setting_have_the_same_time() -> None:
    setting = "2026-11-24T08:50+02:00@20@1795500000.5"

    assert clock_from(setting) == clock_from(setting)
    assert clock_from(setting) == Scaled(
        datetime.fromisoformat("2026-11-24T08:50+02:00"), 20.0, 1795500000.5
    )


def test_scaled_time_began_at_its_start_and_runs_faster() -> None:
    epoch = datetime.now(UTC).timestamp() - 30  # noqa: TID251
    start = datetime(2026, 11, 24, 7, 0, tzinfo=UTC)

    passed = Scaled(start, 20.0, epoch).now() - start

    assert timedelta(seconds=600) <= passed < timedelta(seconds=900)


def test_a_scaled_clock_sleeps_its_own_seconds() -> None:
    clock = clock_from("2026-11-24T08:50+02:00@1000@1764000000")

    async def nap() -> timedelta:
        before = clock.now()
        await clock.sleep(20)
        return clock.now() - before

    assert timedelta(seconds=20) <= asyncio.run(nap()) < timedelta(hours=2)


@pytest.mark.parametrize(
    ("setting", "complaint"),
    [
        ("tomorrow", "not a date"),
        ("2026-11-24T08:50", "needs its offset"),
        ("2026-11-24T08:50+02:00@20", "expected START"),
        ("2026-11-24T08:50+02:00@20@1@2", "expected START"),
        ("2026-11-24T08:50+02:00@0@1795500000", "SPEED"),
        ("2026-11-24T08:50+02:00@-1@1795500000", "SPEED"),
        ("2026-11-24T08:50+02:00@nan@1795500000", "SPEED"),
        ("2026-11-24T08:50+02:00@20@yesterday", "EPOCH"),
        ("2026-11-24T08:50+02:00@inf@1795500000", "SPEED"),
    ],
)
def test_a_wrong_setting_is_refused_with_a_sentence(setting: str, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        clock_from(setting)
