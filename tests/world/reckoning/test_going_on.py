"""A reckoning that is interrupted goes on to the same answer."""

from pathlib import Path

import pytest

from scheduler.world.reckoning.answer import answer
from scheduler.world.reckoning.keeping import OtherQuestion, keep, take_up
from scheduler.world.reckoning.reckoning import Reckoning, go_on, reckon
from tests.world.reckoning import asking


def test_an_interrupted_one_ends_like_any_other(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    for _ in range(3):  # each day in a process of its own
        today = take_up(asking(), kept)
        today.live_a_day()
        keep(today, kept)

    resumed = go_on(take_up(asking(), kept))

    assert resumed.days_lived > 3
    assert answer(resumed) == answer(reckon(asking()))


def test_one_that_is_kept_can_go_on_itself(tmp_path: Path) -> None:
    lived = reckon(asking(), lambda today: keep(today, tmp_path / "kept"))

    assert answer(lived) == answer(reckon(asking()))


def test_without_anything_kept_it_begins(tmp_path: Path) -> None:
    assert take_up(asking(), tmp_path / "kept").days_lived == 0


def test_another_question_is_not_answered_with_what_is_kept(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    keep(Reckoning(asking()), kept)

    with pytest.raises(OtherQuestion, match="another question"):
        take_up(asking(seed=2), kept)


def test_a_keeping_that_fails_leaves_the_one_before(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    begun = Reckoning(asking())
    keep(begun, kept)
    begun.live_a_day()
    begun.scene.wake = lambda: None  # nothing that could be kept

    with pytest.raises(Exception, match="pickle"):
        keep(begun, kept)

    assert take_up(asking(), kept).days_lived == 0
