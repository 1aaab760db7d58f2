"""`ivr simulate live`: what it tells, and that a long time can be gone on with."""

from dataclasses import replace
from datetime import date
from pathlib import Path

from click.testing import CliRunner

from scheduler.world.chronicle import CHAPTER, Chronicle, Shelf, chapters
from scheduler.world.cli import simulate
from scheduler.world.outline import Outline

QUIET = ["live", "--weeks", "1", "--arrivals", "0.01", "--agents", "1", "--calm", "--into"]
BOOK = Outline(seed=7, first=date(2026, 11, 30), days=70)


def test_a_long_time_is_chapters_that_follow_one_another() -> None:
    told = chapters(BOOK)

    assert [one.days for one in told] == [7 * CHAPTER, 7 * CHAPTER, 14]
    assert [one.first for one in told] == [
        date(2026, 11, 30), date(2026, 12, 28), date(2027, 1, 25),
    ]  # fmt: skip
    assert len({one.seed for one in told}) == 3


def test_a_chronicle_is_found_again_by_its_whole_outline(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    told = Chronicle(BOOK, {"broken": 0, "problems": 0}, {"done": 3}, {}, {}, {}, True, "f")
    shelf.put(told)

    assert shelf.find(BOOK) == told
    assert shelf.find(replace(BOOK, factor=2.0)) is None
    assert Shelf(tmp_path / "elsewhere").find(BOOK) is None


def test_a_week_is_told_and_not_lived_again(tmp_path: Path) -> None:
    first = CliRunner().invoke(simulate, [*QUIET, str(tmp_path)])
    [chapter] = tmp_path.iterdir()
    written = chapter.stat().st_mtime_ns
    again = CliRunner().invoke(simulate, [*QUIET, str(tmp_path)])

    assert (first.exit_code, again.exit_code) == (0, 0), first.output
    assert "promises: " in first.output
    assert chapter.stat().st_mtime_ns == written
    assert first.output.splitlines()[-3:] == again.output.splitlines()[-3:]


def test_a_broken_promise_ends_the_command_with_1(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    week = Outline(1, date(2026, 11, 30), 7, 0.01, 1, rough=False)
    people = {"broken": 1, "problems": 0, "complaints": ["somebody was called twice at once"]}
    shelf.put(Chronicle(week, people, {}, {}, {}, {}, False, ""))

    result = CliRunner().invoke(simulate, [*QUIET, str(tmp_path)])

    assert result.exit_code == 1
    assert "somebody was called twice at once" in result.output
    assert "left requests open" in result.output
