"""An agent calls in: her PIN, what she has left open, her state."""

import pytest

from tests.dialogues.calls import agent_calls_in, turn_out, words


def test_the_right_pin_leads_to_her_state_and_how_many_wait() -> None:
    call = agent_calls_in()

    call.press("123456")

    call.asked_for("check_pin", pin="123456").at("status")
    assert "Olet nyt" in words(call)
    assert "Jonossa" in words(call)


def test_a_wrong_pin_is_asked_again() -> None:
    call = agent_calls_in(check_pin="wrong")

    call.press("000000").said("agent_line.wrong_pin", "agent_line.pin").at("pin")

    turn_out(call, check_pin="right").press("123456").at("status")


def test_a_locked_pin_ends_the_call() -> None:
    call = agent_calls_in(check_pin="locked")

    call.press("000000")

    call.said("agent_line.locked").never_asked_for("agent_status").ended()


@pytest.mark.parametrize("digits", ["12345", "1234567", "12a456"])
def test_a_pin_has_six_digits(digits: str) -> None:
    call = agent_calls_in()

    call.press(digits)

    call.at("pin").said("error.wrong.1").never_asked_for("check_pin")


def test_silence_at_the_pin_ends_the_call() -> None:
    call = agent_calls_in()

    call.wait(3)

    call.said("agent_line.goodbye").never_asked_for("agent_status").ended()


@pytest.mark.parametrize(("key", "wanted"), [("1", "ready"), ("2", "paused"), ("3", "off")])
def test_her_state_is_set_with_one_key_and_spoken_back(key: str, wanted: str) -> None:
    call = agent_calls_in().press("123456")

    call.press(key)

    call.asked_for("set_status", wanted=wanted).said("agent_line.changed").ended()


def test_silence_at_her_state_changes_nothing() -> None:
    call = agent_calls_in().press("123456")

    call.wait(2)

    call.never_asked_for("set_status").said("agent_line.goodbye").ended()


def test_a_missing_outcome_comes_first_and_her_state_follows() -> None:
    call = agent_calls_in(agent_status="unfiled")

    call.press("123456").said("outcome.missing").at("outcome.choose")
    turn_out(call, agent_status="told").press("4")

    call.asked_for("file_outcome", outcome="wrong_number").said("outcome.filed").at("status")


def test_an_outcome_that_has_come_to_be_missing_is_asked_before_her_state_is_set() -> None:
    call = agent_calls_in(set_status="unfiled").press("123456")

    call.press("1")

    call.said("outcome.missing").at("outcome.choose")


@pytest.mark.parametrize("action", ["check_pin", "agent_status", "set_status"])
def test_a_fault_is_told_and_ends_the_call(action: str) -> None:
    call = agent_calls_in(**{action: "failed"})

    call.press("123456")
    if action == "set_status":
        call.press("1")

    call.said("agent_line.trouble").ended()
