"""The same question always has the same answer, and a changed rule another one."""

import os
import subprocess
import sys

from scheduler.world.reckoning.answer import answer
from scheduler.world.reckoning.question import teams_of
from scheduler.world.reckoning.reckoning import reckon
from tests.world.reckoning import asking

PROGRAM = """
from scheduler.world.reckoning.reckoning import reckon
from tests.world.reckoning import asking
print(reckon(asking()).scene.agenda.seal())
"""


def test_a_seed_has_one_trace() -> None:
    first, again = reckon(asking()), reckon(asking())

    assert first.scene.agenda.seal() == again.scene.agenda.seal()
    assert answer(first) == answer(again)


def test_another_seed_is_another_trace() -> None:
    assert trace() != trace(seed=2)


def test_the_order_of_sets_plays_no_part() -> None:
    other = "1" if os.environ.get("PYTHONHASHSEED") != "1" else "2"

    told = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        env={"PYTHONHASHSEED": other, "PYTHONPATH": "."},
        capture_output=True,
        text=True,
        check=True,
        timeout=100,
    ).stdout.strip()

    assert told == trace()


def test_the_same_people_call_whoever_answers() -> None:
    few, many = reckon(asking(teams=teams_of(1))), reckon(asking(teams=teams_of(9)))

    assert few.scene.agenda.seal() != many.scene.agenda.seal()
    assert few.first_calls == many.first_calls > 300


def test_every_setting_of_the_line_matters() -> None:
    changed = [
        {"ladder": {"gaps": [30, 60]}},
        {"ladder": {"attempts": 1}},
        {"ladder": {"busy_gap": 20}},
        {"first_delay": 300},
        {"wrapup": 90},
        {"ring_mobile": 15},
        {"again_minutes": 60},
    ]

    traces = [trace(settings=settings) for settings in changed]

    assert len({trace(), *traces}) == 1 + len(changed)


def trace(**changed: object) -> str:
    return reckon(asking(**changed)).scene.agenda.seal()
