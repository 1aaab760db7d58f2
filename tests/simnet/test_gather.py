import pytest

from ivr.simnet.network import Network
from ivr.simnet.people import Caller
from tests.simnet.application import Application, say
from tests.simnet.conftest import AGENCY, CITIZEN, seconds

PROMPT = say("a" * 140)  # ten seconds


def ask(application: Application, attributes: str, after: str = "") -> None:
    application["/voice"] = f"<Gather action='/keys' {attributes}>{PROMPT}</Gather>{after}"
    application["/keys"] = "<Hangup/>"


@pytest.mark.parametrize(
    ("attributes", "pressed", "digits", "finished_on"),
    [
        ("numDigits='1'", "1", "1", None),
        ("numDigits='1' finishOnKey=''", "#", "#", None),
        ("numDigits='1' finishOnKey=''", "*", "*", None),
        ("numDigits='4'", "1234", "1234", None),
        ("numDigits='4'", "12345", "1234", None),
        ("", "0401234567#", "0401234567", "#"),
        ("finishOnKey='*'", "12#3*", "12#3", "*"),
        ("numDigits='4'", "12#", "12", "#"),
        ("timeout='3'", "12", "12", None),
    ],
)
def test_keys_are_gathered_until_they_are_enough(
    network: Network,
    application: Application,
    attributes: str,
    pressed: str,
    digits: str,
    finished_on: str | None,
) -> None:
    ask(application, attributes)

    sid = network.dial(CITIZEN, AGENCY)
    network.run_until_asked(sid)
    network.press(sid, pressed)
    network.run_for(20)

    (told,) = application.at("/keys")
    assert told["Digits"] == digits
    assert told.get("FinishedOnKey") == finished_on
    assert told["CallStatus"] == "in-progress"


def test_a_key_cuts_the_prompt_short(network: Network, application: Application) -> None:
    ask(application, "numDigits='1'")

    sid = network.dial(CITIZEN, AGENCY)
    network.run_until_asked(sid, barge_in=True)
    network.press(sid, "1")
    network.run_for(1)

    assert application.at("/keys")
    assert seconds(network) < 10


def test_the_time_to_answer_begins_when_the_prompt_has_ended(
    network: Network, application: Application
) -> None:
    ask(application, "timeout='6' actionOnEmptyResult='true'")

    network.dial(CITIZEN, AGENCY)
    network.run_for(60, stop=lambda: bool(application.at("/keys")))

    assert 16 <= seconds(network) < 16 + 0.5


def test_the_time_to_answer_begins_anew_with_each_key(
    network: Network, application: Application
) -> None:
    ask(application, "timeout='6'")

    sid = network.dial(CITIZEN, AGENCY)
    network.run_until_asked(sid)
    for _ in range(3):
        network.run_for(5)
        network.press(sid, "1")
    network.run_for(5)
    assert not application.at("/keys")
    network.run_for(2)

    assert application.at("/keys")[0]["Digits"] == "111"


@pytest.mark.parametrize("pressed", ["", "#"])
def test_without_a_digit_the_document_goes_on(
    network: Network, application: Application, pressed: str
) -> None:
    ask(application, "", after=say("En kuullut."))

    sid = network.dial(CITIZEN, AGENCY)
    network.run_until_asked(sid)
    if pressed:
        network.press(sid, pressed)
    network.run_for(30)

    assert not application.at("/keys")
    assert network.heard(sid)[-1].text == "En kuullut."


@pytest.mark.parametrize("pressed", ["", "#"])
def test_without_a_digit_the_action_is_asked_if_the_document_wants_it(
    network: Network, application: Application, pressed: str
) -> None:
    ask(application, "actionOnEmptyResult='true'")

    sid = network.dial(CITIZEN, AGENCY)
    network.run_until_asked(sid)
    if pressed:
        network.press(sid, pressed)
    network.run_for(30)

    (told,) = application.at("/keys")
    assert told.get("Digits", "") == ""


def test_an_empty_result_has_the_field_or_has_it_not(
    network: Network, application: Application
) -> None:
    ask(application, "actionOnEmptyResult='true'")

    for _ in range(20):
        network.dial(CITIZEN, AGENCY)
    network.run_for(30)

    assert {"Digits" in told for told in application.at("/keys")} == {True, False}


def test_without_an_action_the_same_document_is_asked(
    network: Network, application: Application
) -> None:
    application["/voice"] = f"<Gather numDigits='1'>{PROMPT}</Gather>"

    network.dial(CITIZEN, AGENCY, person=Caller(("7",)))
    network.run_for(14)

    assert [told.get("Digits") for told in application.at("/voice")] == [None, "7"]


def test_an_action_is_resolved_against_its_document(
    network: Network, application: Application
) -> None:
    application["/voice"] = "<Redirect>/a/b/menu</Redirect>"
    application["/a/b/menu"] = f"<Gather numDigits='1' action='keys'>{PROMPT}</Gather>"

    network.dial(CITIZEN, AGENCY, person=Caller(("7",)))
    network.run_for(20)

    assert application.at("/a/b/keys")[0]["Digits"] == "7"


def test_keys_that_nothing_waits_for_are_lost(network: Network, application: Application) -> None:
    application["/voice"] = (
        say("a" * 28) + f"<Gather numDigits='1' action='/keys'>{PROMPT}</Gather>"
    )

    sid = network.dial(CITIZEN, AGENCY)
    network.run_for(1)
    network.press(sid, "1")
    network.run_for(20)

    assert not application.at("/keys")
    taken = [event.data["taken"] for event in network.log.after(sid=sid) if event.kind == "key"]
    assert taken == [False]


def test_an_action_on_another_host_is_a_fault(network: Network, application: Application) -> None:
    application["/voice"] = "<Redirect>https://elsewhere.example/next</Redirect>"

    network.dial(CITIZEN, AGENCY)
    network.run_for(5)

    assert "leads to another host" in network.problems[0].what
