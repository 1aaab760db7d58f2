"""`ivr simulate reckon`: asked on the command line, answered in a folder."""

import json
from pathlib import Path

from click.testing import CliRunner, Result

from ivr.cli import main
from scheduler.world.reckoning.command import KEPT
from scheduler.world.reckoning.keeping import keep
from scheduler.world.reckoning.reckoning import Reckoning
from tests.world.reckoning import asking

ASKED = ("--from", "2026-01-07", "--days", "5", "--calls", "40000", "--agents", "2")


def reckon(into: Path, *words: str) -> Result:
    return CliRunner().invoke(main, ["simulate", "reckon", "--into", str(into), *ASKED, *words])


def test_an_answer_and_its_page_are_written(tmp_path: Path) -> None:
    done = reckon(tmp_path)

    assert done.exit_code == 0, done.output
    told = json.loads((tmp_path / "answer.json").read_text())
    assert f"trace {told['trace'][:16]}" in done.output
    assert f"{told['events']:,} events" in done.output
    assert "<svg" in (tmp_path / "report.html").read_text()
    assert not (tmp_path / KEPT).exists()


def test_it_goes_on_with_what_is_kept(tmp_path: Path) -> None:
    begun = Reckoning(asking())
    begun.live_a_day()
    keep(begun, tmp_path / KEPT)

    assert reckon(tmp_path).exit_code == 0
    resumed = (tmp_path / "answer.json").read_bytes()
    assert reckon(tmp_path).exit_code == 0

    assert resumed == (tmp_path / "answer.json").read_bytes()


def test_what_is_kept_of_another_question_is_refused_until_begun_anew(tmp_path: Path) -> None:
    keep(Reckoning(asking(seed=9)), tmp_path / KEPT)

    refused = reckon(tmp_path)

    assert (refused.exit_code, "choose --fresh" in refused.output) == (1, True)
    assert reckon(tmp_path, "--fresh").exit_code == 0


def test_options_reach_the_question(tmp_path: Path) -> None:
    words = ("--hours", "9:30-15", "--ladder", "30,60", "--attempts", "2", "--arrivals", "0.5")
    done = reckon(tmp_path, *words, "--agents", "fi=1,fi+sv+en=2", "--pace", "2", "--seed", "3")

    assert done.exit_code == 0, done.output
    assert json.loads((tmp_path / "answer.json").read_text())["question"] == {
        "first": "2026-01-07",
        "days": 5,
        "seed": 3,
        "first_calls_a_year": 40_000,
        "arrivals": 0.5,
        "agents": {"fi": 1, "fi+sv+en": 2},
        "hours": "09:30-15:00",
        "settings": {"ladder": {"gaps": [30.0, 60.0], "attempts": 2}},
        "seconds_between_calls": 2.0,
    }


def test_one_answer_stands_beside_another(tmp_path: Path) -> None:
    assert reckon(tmp_path / "now").exit_code == 0
    then = str(tmp_path / "now" / "answer.json")

    done = reckon(tmp_path / "then", "--agents", "3", "--beside", then)

    assert done.exit_code == 0, done.output
    assert "Beside it" in (tmp_path / "then" / "report.html").read_text()


def test_what_makes_no_sense_is_wrongly_called(tmp_path: Path) -> None:
    for words in (
        ("--hours", "8-16"),
        ("--hours", "noon"),
        ("--agents", "0"),
        ("--agents", "xx=1"),
        ("--agents", "many"),
        ("--attempts", "4"),
        ("--ladder", "soon"),
        ("--days", "0"),
    ):
        assert reckon(tmp_path, *words).exit_code == 2, words
