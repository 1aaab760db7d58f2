"""The same seed is the same run, byte for byte; and what people did in a run can be done again."""

import json
import os
import subprocess
import sys
from collections import Counter
from typing import cast

import pytest

from ivr.simnet.crowd.town import Town
from ivr.simnet.replay.again import Replay
from ivr.simnet.replay.record import Act, UnreadableError, read
from tests.simnet.application import Application, goodbye
from tests.simnet.conftest import MakeNetwork
from tests.simnet.crowds import AGENTS, digest, record_of, run


@pytest.fixture(scope="module")
def log() -> str:
    return run(7)[0]


def events_without_crowd(log: str) -> list[str]:
    """The run itself: without the line that tells of the plan, and the lines' numbers."""
    lines = (line.partition(", ")[2] for line in log.splitlines())
    return [line for line in lines if '"kind": "crowd"' not in line]


def test_a_run_is_worth_repeating() -> None:
    log, town = run(7)
    tally = cast("Town", town).tally
    assert tally.problems == 0
    assert min(tally.confirmed, tally.talks, tally.missed) > 20
    assert tally.hung_up > 0
    assert len(log.splitlines()) > 2_000


def test_the_same_seed_is_the_same_run(log: str) -> None:
    assert digest(run(7)[0]) == digest(log)
    assert digest(run(8)[0]) != digest(log)


@pytest.mark.parametrize("hash_seed", ["0", "1", "4242"])
def test_not_even_the_order_in_sets_matters(log: str, hash_seed: str) -> None:
    told = subprocess.run(
        [sys.executable, "-m", "tests.simnet.crowds", "7"],
        env=os.environ | {"PYTHONHASHSEED": hash_seed},
        capture_output=True,
        text=True,
        check=True,
        timeout=100,
    )
    assert told.stdout.strip() == digest(log)


@pytest.mark.parametrize("seed", [7, 21])
def test_what_people_did_can_be_done_again_and_leads_to_the_same(seed: int) -> None:
    log, _ = run(seed)
    record = record_of(log)
    again, replay = run(seed, record)
    progress = cast("Replay", replay).progress
    assert (progress.done, progress.complaints) == (record.acts, [])
    assert events_without_crowd(again) == events_without_crowd(log)


def test_on_another_network_people_do_the_same_as_far_as_they_come_to_it(log: str) -> None:
    record = record_of(log)
    again, replay = run(99, record)
    dialled = Counter(part.person for part in record.parts if part.dialled)
    assert Counter(part.person for part in record_of(again).parts if part.dialled) == dialled
    assert cast("Replay", replay).progress.done > 0.9 * record.acts


def test_a_record_tells_who_did_what(log: str) -> None:
    record = record_of(log)
    assert record.seed == 7
    assert record.crowd["posts"] == list(AGENTS)
    kinds = Counter(act.do for part in record.parts for act in part.acts)
    assert min(kinds[do] for do in ("answer", "refuse", "press", "hang up")) > 0
    first_of_agent = next(p for p in record.parts if p.person in AGENTS and p.acts)
    assert first_of_agent.acts[0].cues == ("ring",)
    assert first_of_agent.acts[0].do == "answer"


def test_it_is_not_over_while_somebody_may_still_be_called(
    application: Application, make_network: MakeNetwork
) -> None:
    """The last to dial hangs up, and is called back a minute later."""
    application["/voice"] = goodbye("Kiitos.")
    network = make_network()
    replay = Replay(network, read([BEGIN, CALL, KEY, line(4, "end"), line(59, "status", **OVER)]))
    replay.begin()

    network.run_for(40)
    assert network.legs()
    assert not network.legs(live=True)
    assert not replay.is_quiet

    network.run_for(60)
    assert replay.is_quiet


def line(seconds: float, kind: str, **data: str | int) -> str:
    at = f"2026-11-24T07:00:{seconds:09.6f}+00:00"
    return json.dumps({"number": 1, "at": at, "sid": "CA1", "kind": kind, "data": data})


BEGIN = line(0, "begin", seed=7)
CALL = line(1, "call", direction="inbound", from_="anonymous", to="+358295020600", person="+358401")
OVER = {"status": "completed"}
KEY = line(3.5, "key", key="1")


def test_a_hidden_number_is_dialled_from_again() -> None:
    [part] = read([BEGIN, CALL, KEY]).parts
    assert part.person == "+358401"
    assert part.dialled is not None
    assert part.dialled[2] == "anonymous"
    assert part.acts == [Act((), 2.5, "press", "1")]


@pytest.mark.parametrize(
    ("lines", "what"),
    [
        (["no json"], "no line of an event log"),
        ([CALL], "does not tell how the run began"),
        ([BEGIN, BEGIN], "more than one run"),
        ([BEGIN, KEY], "no line of an event log"),
    ],
)
def test_what_is_no_log_of_one_run_is_said_to_be_none(lines: list[str], what: str) -> None:
    with pytest.raises(UnreadableError, match=what):
        read(lines)
