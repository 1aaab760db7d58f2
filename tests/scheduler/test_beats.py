"""The metronome: fixed beats, one at a time, none of them remembered, none of them dropped."""

import threading
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from ivr.db import Busy
from scheduler.beats import Beat, Skipped, calm, metronome, seconds_between


@pytest.mark.parametrize(
    ("speed", "seconds"), [(1.0, 1.0), (0.5, 2.0), (4.0, 0.25), (20.0, 0.1), (60.0, 0.1)]
)
def test_a_beat_is_a_second_of_business_time_but_never_too_fast(
    speed: float, seconds: float
) -> None:
    assert seconds_between(speed) == seconds


def test_beats_are_few_fixed_and_kept_in_memory() -> None:
    beats = (Beat("dial", 0.1, lambda: None), Beat("upkeep", 5.0, lambda: None))

    scheduler = metronome(beats, Skipped())
    jobs = scheduler.get_jobs()

    assert [job.id for job in jobs] == ["dial", "upkeep"]
    assert [job.trigger.interval for job in jobs] == [
        timedelta(seconds=0.1),
        timedelta(seconds=5),
    ]
    assert str(scheduler.timezone) == "UTC"
    assert scheduler._job_defaults == {  # what APScheduler fills in when it starts
        "coalesce": True,
        "max_instances": 1,
        "misfire_grace_time": None,
    }


def test_a_beat_that_falls_during_the_last_one_is_skipped_and_counted() -> None:
    skipped, begun, may_end = Skipped(), threading.Event(), threading.Event()
    counted = threading.Event()

    def work() -> None:
        begun.set()
        may_end.wait(10)

    class Counting(Skipped):
        def note(self, event: object) -> None:
            skipped.note(event)  # type: ignore[arg-type]
            counted.set()

    scheduler = metronome([Beat("slow", 0.1, work)], Counting())
    keeper = threading.Thread(target=scheduler.start)
    keeper.start()
    assert begun.wait(10)
    assert counted.wait(10)
    may_end.set()
    scheduler.shutdown(wait=True)
    keeper.join(10)

    names = skipped.take()
    assert set(names) == {"slow"}
    assert skipped.take() == []


@pytest.mark.parametrize("trouble", [Busy("locked"), ValueError("a fault")])
def test_a_beat_that_fails_is_not_the_last(trouble: Exception) -> None:
    beaten = []

    def work() -> None:
        beaten.append(1)
        raise trouble

    beat = calm(Beat("dial", 1.0, work))
    beat()
    beat()

    assert len(beaten) == 2


def test_the_log_tells_when_the_database_goes_and_when_it_is_back() -> None:
    troubles: list[Exception | None] = [None, *[Busy("locked")] * 1000, None, None, Busy("again")]

    def work() -> None:
        trouble = troubles.pop(0)
        if trouble:
            raise trouble

    beat = calm(Beat("dial", 1.0, work))
    with capture_logs() as lines:
        while troubles:
            beat()

    assert [line["event"] for line in lines] == [
        "beat broken off",
        "beat goes on",
        "beat broken off",
    ]
    assert lines[0]["trouble"] == "locked"
    assert lines[1]["in_vain"] == 1000
