"""What a storm counts, and what is kept of it."""

import json
from datetime import timedelta
from pathlib import Path

from ivr.models import Attempt
from tests import make
from tests.drills.oath import COLUMNS
from tests.drills.report import Drill, Report, keep
from tests.drills.storm import reoffers


def an_offer(number: int, callback: int, second: int, *, released: bool = False) -> Attempt:
    at = make.NOW + timedelta(seconds=second)
    when = at if released else None
    return Attempt(id=number, callback_id=callback, created_at=at, released_at=when)


def test_who_was_offered_in_vain_waits_until_the_next_offer() -> None:
    offers = [an_offer(1, 7, 0), an_offer(2, 8, 5), an_offer(3, 7, 70)]

    assert list(reoffers(offers)) == [70]


def test_whoever_was_called_and_is_called_again_has_not_been_offered_in_vain() -> None:
    assert list(reoffers([an_offer(1, 7, 0, released=True), an_offer(2, 7, 70)])) == []


def test_what_came_of_a_drill_is_kept_with_its_seed(tmp_path: Path) -> None:
    drill = Drill("scheduler", "at any moment", "SQLite", "a seed")
    report = Report(drill, (200, 90, 80, 1), {column: [] for column in COLUMNS})

    keep([report.with_figures(seconds=400)], ["one went wrong"], tmp_path / "new" / "drills.json")

    kept = json.loads((tmp_path / "new" / "drills.json").read_text())
    assert kept["troubles"] == ["one went wrong"]
    [one] = kept["drills"]
    assert (one["seed"], one["struck"], one["requests"], one["seconds"]) == ("a seed", 200, 90, 400)
    assert one["broken"] == {column: [] for column in COLUMNS}
