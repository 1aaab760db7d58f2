import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from time import sleep

import pytest

from ivr.simnet.jump import Jump

START = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)


@pytest.fixture
def clock() -> Iterator[Jump]:
    clock = Jump(START)
    yield clock
    clock.close()


async def ring(clock: Jump, log: list[tuple[str, float]], name: str, after: float) -> None:
    await clock.sleep(after)
    log.append((name, (clock.now() - START).total_seconds()))


def test_time_stands_still_until_it_is_run(clock: Jump) -> None:
    log: list[tuple[str, float]] = []
    clock.loop.create_task(ring(clock, log, "one", 5))

    assert clock.now() == START
    assert log == []

    clock.run(START + timedelta(seconds=5))

    assert log == [("one", 5.0)]


def test_timers_ring_in_order_each_at_its_own_moment(clock: Jump) -> None:
    log: list[tuple[str, float]] = []
    for name, after in (("late", 3600.0), ("early", 1.0), ("middle", 60.0)):
        clock.loop.create_task(ring(clock, log, name, after))

    clock.run(START + timedelta(hours=2))

    assert log == [("early", 1.0), ("middle", 60.0), ("late", 3600.0)]
    assert clock.now() == START + timedelta(hours=2)


def test_timers_of_one_moment_ring_in_the_order_in_which_they_were_set(clock: Jump) -> None:
    log: list[tuple[str, float]] = []
    for name in "abcdef":
        clock.loop.create_task(ring(clock, log, name, 10))

    clock.run(START + timedelta(seconds=10))

    assert "".join(name for name, _ in log) == "abcdef"


def test_what_a_timer_sets_off_is_finished_before_the_next_one_rings(clock: Jump) -> None:
    log: list[str] = []

    async def first() -> None:
        await clock.sleep(1)
        for step in range(5):
            await asyncio.sleep(0)
            log.append(f"first {step}")

    async def second() -> None:
        await clock.sleep(1.000001)
        log.append("second")

    for work in (first(), second()):
        clock.loop.create_task(work)
    clock.run(START + timedelta(seconds=2))

    assert log == [*(f"first {step}" for step in range(5)), "second"]


def test_a_run_goes_no_further_than_told(clock: Jump) -> None:
    log: list[tuple[str, float]] = []
    clock.loop.create_task(ring(clock, log, "one", 10.0))

    clock.run(START + timedelta(seconds=9.999))

    assert log == []
    assert clock.next_timer() == START + timedelta(seconds=10)


def test_a_run_stops_where_its_condition_comes_true(clock: Jump) -> None:
    log: list[tuple[str, float]] = []
    for after in (1.0, 2.0, 3.0):
        clock.loop.create_task(ring(clock, log, "", after))

    clock.run(START + timedelta(hours=1), stop=lambda: len(log) == 2)

    assert clock.now() == START + timedelta(seconds=2)


def test_a_timer_given_up_is_not_waited_for(clock: Jump) -> None:
    task = clock.loop.create_task(clock.sleep(60))
    clock.run(START)
    assert clock.next_timer() == START + timedelta(seconds=60)

    task.cancel()
    clock.run(START)

    assert clock.next_timer() is None


def test_time_does_not_move_while_something_real_is_under_way(clock: Jump) -> None:
    seen: list[datetime] = []

    async def fetch() -> None:
        with clock.held():
            await clock.loop.run_in_executor(None, sleep, 0.05)
            seen.append(clock.now())

    log: list[tuple[str, float]] = []
    clock.loop.create_task(fetch())
    clock.loop.create_task(ring(clock, log, "timer", 1.0))
    clock.run(START + timedelta(seconds=5))

    assert seen == [START]
    assert log == [("timer", 1.0)]


def test_a_clock_does_not_start_at_a_naive_moment() -> None:
    with pytest.raises(ValueError, match="aware"):
        Jump(START.replace(tzinfo=None))
