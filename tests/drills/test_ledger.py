"""The ledger is read from what the network wrote before it was killed."""

import json
from pathlib import Path

from ivr.simnet.events import Event
from tests.clocks import helsinki
from tests.drills import ledger
from tests.drills.ledger import Life

BEGAN, KILLED = helsinki("2026-11-24 10:00"), helsinki("2026-11-24 10:05")
CALL = {
    "direction": "outbound-dial",
    "from_": "+358295000000",
    "to": "+358401234567",
    "person": "+358401234567",
    "parent": "CA1",
}


def a_life(folder: Path, *events: Event, torn: str = "") -> Life:
    file = folder / "events.jsonl"
    file.write_text("".join(f"{event.as_json()}\n" for event in events) + torn)
    return Life(file, KILLED)


def test_a_leg_that_was_alive_ended_when_the_network_was_killed(tmp_path: Path) -> None:
    call = Event(1, BEGAN, "CA2", "call", CALL)
    [leg] = ledger.legs([a_life(tmp_path, call)])

    assert (leg.to, leg.parent, leg.created_at) == ("+358401234567", "CA1", BEGAN)
    assert leg.ended_at == KILLED


def test_a_leg_goes_through_what_was_noted(tmp_path: Path) -> None:
    statuses = ("initiated", "ringing", "in-progress", "completed")
    moves = [Event(2, BEGAN, "CA2", "status", {"status": one, "sip": None}) for one in statuses]
    [leg] = ledger.legs([a_life(tmp_path, Event(1, BEGAN, "CA2", "call", CALL), *moves)])

    assert leg.status == "completed"
    assert leg.answered_at == leg.ended_at == BEGAN


def test_a_line_that_was_being_written_is_left_out(tmp_path: Path) -> None:
    whole = Event(1, BEGAN, "CA2", "call", CALL)
    torn = json.dumps({"number": 2, "sid": "CA3"})

    assert len(ledger.legs([a_life(tmp_path, whole, torn=torn)])) == 1


def test_answers_are_those_to_the_conduct_of_calls(tmp_path: Path) -> None:
    said = [
        Event(n, BEGAN, "CA2", "response", {"body": purpose, "purpose": purpose})
        for n, purpose in enumerate(("control", "status"))
    ]

    assert [one.body for one in ledger.answers([a_life(tmp_path, *said)])] == ["control"]
