"""The scripts that people at phones follow, and phones driven by hand."""

import pytest
from twilio.rest import Client

from ivr.simnet.line import Line
from ivr.simnet.network import Network
from ivr.simnet.people import (
    Answers,
    Caller,
    Handset,
    Voicemail,
    person_from,
)
from ivr.simnet.refused import RefusedError
from ivr.simnet.telephone import Telephone
from tests.simnet.application import HOST, Application, goodbye, say
from tests.simnet.conftest import AGENCY, AGENT, CITIZEN


def menu(application: Application) -> None:
    ask = "<Gather numDigits='1' finishOnKey='' timeout='6' action='/menu'>{}</Gather>"
    application["/voice"] = application["/offer"] = ask.format(say("Paina yksi."))
    application["/menu"] = ask.format(say("Ja toinen."))


def call(network: Network, api: Client) -> str:
    return str(api.calls.create(to=AGENT, from_=AGENCY, url=f"{HOST}/offer", timeout=60).sid)


def wait_for_ring(network: Network, sid: str) -> None:
    network.run_for(30, stop=lambda: network.leg(sid).status == "ringing")


def test_a_caller_presses_one_entry_a_question(network: Network, application: Application) -> None:
    menu(application)

    network.dial(CITIZEN, AGENCY, person=Caller(("1", None, "2")))
    network.run_for(60)

    assert [told["Digits"] for told in application.at("/menu")] == ["1"]
    # the second question was left to itself, and the call ended with it
    assert len(network.legs(live=True)) == 0


def test_a_caller_hears_a_question_out_and_thinks(
    network: Network, application: Application
) -> None:
    application["/voice"] = f"<Gather numDigits='1' action='/menu'>{say('a' * 140)}</Gather>"
    application["/menu"] = goodbye("Kiitos.")

    sid = network.dial(CITIZEN, AGENCY, person=Caller(("1",), think=2))
    network.run_for(60)

    (key,) = [event for event in network.log.after(sid=sid) if event.kind == "key"]
    answered = network.leg(sid).answered_at
    assert answered is not None
    assert (key.at - answered).total_seconds() == 12


def test_a_caller_may_hang_up_in_the_middle(network: Network, application: Application) -> None:
    menu(application)

    sid = network.dial(CITIZEN, AGENCY, person=Caller(("1",), think=30, hang_up_after=3))
    network.run_for(60)

    assert network.leg(sid).seconds == 3
    assert not application.at("/menu")


def test_keys_of_one_entry_take_a_fingers_time(network: Network, application: Application) -> None:
    application["/voice"] = f"<Gather action='/menu'>{say('Numero?')}</Gather>"

    sid = network.dial(CITIZEN, AGENCY, person=Caller(("0401234567#",)))
    network.run_for(60)

    keys = [event.at for event in network.log.after(sid=sid) if event.kind == "key"]
    assert round((keys[-1] - keys[0]).total_seconds(), 3) == 3.0
    assert application.at("/menu")[0]["Digits"] == "0401234567"


def test_a_handset_rings_until_it_is_answered(
    network: Network, application: Application, api: Client
) -> None:
    menu(application)
    network.people[AGENT] = Handset()
    sid = call(network, api)
    wait_for_ring(network, sid)
    assert network.leg(sid).status == "ringing"

    network.answer(sid)
    network.run_until_asked(sid)

    assert network.heard(sid)[-1].text == "Paina yksi."


def test_a_handset_rejects(network: Network, api: Client) -> None:
    network.people[AGENT] = Handset()
    sid = call(network, api)
    wait_for_ring(network, sid)

    network.reject(sid)
    network.run_for(1)

    assert (network.leg(sid).status, network.leg(sid).sip) == ("no-answer", 603)


def test_a_handset_that_is_hung_up_while_it_rings_rejects(network: Network, api: Client) -> None:
    network.people[AGENT] = Handset()
    sid = call(network, api)
    wait_for_ring(network, sid)

    network.hang_up(sid)
    network.run_for(1)

    assert network.leg(sid).status == "no-answer"


def test_a_handset_cannot_be_answered_before_it_rings(network: Network, api: Client) -> None:
    network.people[AGENT] = Handset()
    sid = call(network, api)

    for status in ("queued", "initiated"):
        assert network.leg(sid).status == status
        with pytest.raises(RefusedError, match="not ringing"):
            network.answer(sid)
        network.run_for(0.1)


def test_a_handset_in_use_is_busy(network: Network, application: Application, api: Client) -> None:
    menu(application)
    network.people[AGENT] = Handset()
    network.dial(AGENT, AGENCY)

    sid = call(network, api)
    network.run_for(5)

    assert network.leg(sid).status == "busy"


def test_a_handset_with_voicemail_answers_late(
    network: Network, application: Application, api: Client
) -> None:
    menu(application)
    network.people[AGENT] = Handset(voicemail=True)

    sid = call(network, api)
    network.run_for(120)

    leg = network.leg(sid)
    assert leg.rang_at is not None
    assert leg.answered_at is not None
    assert (leg.answered_at - leg.rang_at).total_seconds() == 25
    assert [e.data["by"] for e in network.log.after(sid=sid) if e.kind == "answer"] == ["voicemail"]


def test_a_machine_does_not_hang_up_on_the_person_who_was_faster(
    network: Network, application: Application, api: Client
) -> None:
    application["/offer"] = "<Pause length='200'/>"
    network.people[AGENT] = Handset(voicemail=True)
    sid = call(network, api)
    wait_for_ring(network, sid)

    network.answer(sid)
    network.run_for(150)

    assert network.leg(sid).status == "in-progress"


@pytest.mark.parametrize("keys", ["", "A", "1 2", "12a"])
def test_a_phone_has_twelve_keys(network: Network, application: Application, keys: str) -> None:
    menu(application)
    sid = network.dial(CITIZEN, AGENCY)

    with pytest.raises(RefusedError, match="not keys"):
        network.press(sid, keys)


def test_a_call_that_is_over_has_no_keys(network: Network, application: Application) -> None:
    application["/voice"] = goodbye("Hei.")
    sid = network.dial(CITIZEN, AGENCY)
    network.run_for(10)

    with pytest.raises(RefusedError, match="completed"):
        network.press(sid, "1")


@pytest.mark.parametrize(
    ("wanted", "person"),
    [
        ({}, Handset()),
        ({"does": "handset", "voicemail": True}, Handset(voicemail=True)),
        ({"does": "answers", "after": 2, "presses": ["1", None]}, Answers(2, ("1", None))),
        ({"does": "voicemail"}, Voicemail()),
    ],
)
def test_people_can_be_described(wanted: dict[str, object], person: object) -> None:
    assert person_from(wanted) == person


@pytest.mark.parametrize("wanted", [{"does": "sings"}, {"does": "busy", "after": 2}])
def test_what_no_person_does_is_refused(wanted: dict[str, object]) -> None:
    with pytest.raises(ValueError):
        person_from(wanted)


def test_a_story_holds_a_telephone(network: Network, application: Application) -> None:
    menu(application)
    application["/menu"] = goodbye("Kiitos, soitamme.")

    phone = Telephone(network, CITIZEN).dial(AGENCY).press("1")

    assert phone.said == "Paina yksi. Kiitos, soitamme."
    assert phone.leg.status == "completed"
    with pytest.raises(RefusedError, match="asks for no keys"):
        phone.press("1")


def test_a_story_answers_a_telephone_that_rings(
    network: Network, application: Application, api: Client
) -> None:
    menu(application)
    phone = Telephone(network, AGENT)
    call(network, api)

    phone.answer()

    assert phone.said == "Paina yksi."
    assert phone.hang_up().leg.status == "completed"


def test_a_story_waits_for_a_ring_in_vain(network: Network) -> None:
    with pytest.raises(RefusedError, match="in vain for a ring"):
        Telephone(network, AGENT).answer()


def test_a_storys_telephone_gets_texts(network: Network, api: Client) -> None:
    phone = Telephone(network, CITIZEN)
    api.messages.create(to=CITIZEN, from_=AGENCY, body="Hei.")

    assert phone.texts == ()
    network.run_for(5)

    assert [text.body for text in phone.texts] == ["Hei."]


def test_the_applications_own_beat_falls_between_the_calls(
    network: Network, application: Application
) -> None:
    menu(application)
    beats: list[float] = []
    network.every(lambda: 1.0, lambda now: beats.append(now.timestamp() - network.now.timestamp()))

    Telephone(network, CITIZEN).dial(AGENCY)
    network.run_for(60 - (network.now.timestamp() % 60))

    assert len(beats) == 60
    assert set(beats) == {0.0}


def test_a_beat_that_fails_is_raised_to_the_test(network: Network) -> None:
    def fail(_now: object) -> None:
        raise LookupError("a bug of the application")

    network.every(lambda: 1.0, fail)

    with pytest.raises(LookupError):
        network.run_for(5)


def test_a_person_who_fails_leaves_no_leg_behind(
    network: Network, application: Application
) -> None:
    async def clumsy(line: Line) -> None:
        await line.connected()
        raise LookupError("a bug of the script")

    menu(application)
    sid = network.dial(CITIZEN, AGENCY, person=clumsy)

    with pytest.raises(LookupError):
        network.run_for(60)

    network.run_for(1)
    assert not network.leg(sid).live
