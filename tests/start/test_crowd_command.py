"""`ivr simnet crowd` and `ivr simnet replay`: one command runs all, and tells how it went."""

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ivr.cli import main
from ivr.commands.crowd.report import Report, progress, replayed, told
from ivr.simnet.crowd.tally import Tally
from tests.simnet.live import running

TALLY = Tally(calls=12, confirmed=9, talks=7, complaints=["Mon 16:01:00 called"]).as_told()
SEEN = {"citizens": 10, "arrived": 10, "waiting": 2, "tally": TALLY}


def ivr(*words: str) -> Result:
    return CliRunner().invoke(main, ["simnet", *words])


# What is told


def test_a_summary_counts_what_people_met_with() -> None:
    lines = told(Report(SEEN)).splitlines()
    assert lines[0] == "done"
    assert "     12  calls to the service" in lines
    assert "      9    promised a call, by speech" in lines
    assert "      2  citizens still wait for their call" in lines
    assert lines[-1].endswith("! Mon 16:01:00 called")
    assert told(Report(SEEN, early=True)).startswith("stopped early")


def test_a_line_on_the_way_tells_how_far_it_is() -> None:
    assert progress(SEEN).strip() == (
        "10 of 10 have called, 9 promises, 7 conversations, 2 waiting"
    )


@pytest.mark.parametrize(
    ("tally", "is_bad"),
    [
        ({}, False),
        ({"broken": 1}, True),
        ({"problems": 1}, True),
        ({"problems": 1, "faults": 3}, False),  # the faults may be their cause
        ({"broken": 1, "faults": 3}, True),
    ],
)
def test_a_broken_promise_is_never_excused(tally: dict[str, int], is_bad: bool) -> None:
    assert Report({**SEEN, "tally": TALLY | tally}).is_bad is is_bad


def test_a_replay_tells_how_much_was_done_again() -> None:
    assert replayed({"acts": 9, "done": 8, "complaints": ["all lines are taken"]}) == (
        "8 of 9 acts done again\n  ! all lines are taken"
    )


# What is refused


@pytest.mark.parametrize(
    ("words", "code", "what"),
    [
        (["crowd", "0"], 2, "CITIZENS"),
        (["crowd", "10001"], 2, "CITIZENS"),
        (["crowd", "5", "--hours", "16-9"], 2, "two full hours"),
        (["crowd", "5", "--speed", "61"], 2, "--speed"),
        (["crowd", "5", "--network", "http://127.0.0.1:9"], 1, "no simulated network answers"),
        (["replay", "nowhere"], 2, "does not exist"),
    ],
)
def test_what_makes_no_sense_is_refused(words: Sequence[str], code: int, what: str) -> None:
    result = ivr(*words)
    assert result.exit_code == code
    assert what in result.output


def test_events_of_another_run_are_not_added_to(tmp_path: Path) -> None:
    (tmp_path / "log").write_text("{}")
    result = ivr("crowd", "5", "--events", str(tmp_path / "log"))
    assert result.exit_code == 1
    assert "is there already" in result.output


def test_what_is_no_log_cannot_be_replayed(tmp_path: Path) -> None:
    (tmp_path / "log").write_text("nothing\n")
    result = ivr("replay", str(tmp_path / "log"))
    assert result.exit_code == 1
    assert "no line of an event log" in result.output


# On a network that is running


def test_a_crowd_comes_to_a_network_that_runs_already() -> None:
    with running(speed=60) as live:
        result = ivr("crowd", "3", "--hours", "0-24", "--network", live.address, "--speed", "50")
        assert result.exit_code == 1
        assert "runs at speed 60, not 50" in result.output


# Everything at once

IVR = Path(sys.executable).with_name("ivr")
ALONE = {name: value for name, value in os.environ.items() if not name.startswith("TWILIO")}


def start(*words: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [IVR, "simnet", *words],
        env=ALONE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


@pytest.mark.crowd
@pytest.mark.timeout(300)
def test_a_crowd_is_served_and_all_ends_with_the_day(port: int) -> None:
    with start("crowd", "6", "--seed", "3", "--hours", "15-16", "--port", str(port)) as process:
        output, _ = process.communicate(timeout=250)
    assert process.returncode == 0, output
    assert output.startswith("seed 3\n")
    assert re.search(r"^ *[1-9]\d*  conversations$", output, re.M), output
    assert re.search(r"^ *0  promises it saw broken$", output, re.M), output
    assert "6 of 6 have called" in output


@pytest.mark.crowd
@pytest.mark.timeout(400)
def test_ctrl_c_ends_it_with_what_has_been_seen_which_can_be_done_again(
    tmp_path: Path, port: int
) -> None:
    log = tmp_path / "events"
    where = ("--port", str(port))
    with start("crowd", "60", "--hours", "9-10", "--events", str(log), *where) as process:
        assert process.stdout
        next(line for line in process.stdout if re.match(r" *1\d of 60", line))
        process.send_signal(signal.SIGINT)
        output, _ = process.communicate(timeout=60)
    assert process.returncode == 0, output
    assert "stopped early" in output
    kinds = [json.loads(line)["kind"] for line in log.read_text().splitlines()]
    assert kinds[:2] == ["begin", "crowd"]

    with start("replay", str(log), *where) as process:
        output, _ = process.communicate(timeout=250)
    [(done, acts)] = re.findall(r"^(\d+) of (\d+) acts done again$", output, re.M)
    assert int(done) > 0.8 * int(acts) > 0, output
