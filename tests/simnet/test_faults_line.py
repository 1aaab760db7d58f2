"""Faults of what people do at their phones, and the network's own breakdown."""

import pytest

from ivr.simnet.faults import Fault
from ivr.simnet.network import Network
from ivr.simnet.people import Answers
from tests.simnet.application import HOST, Application, goodbye, say
from tests.simnet.conftest import AGENCY, AGENT, CITIZEN, MakeNetwork, client_of

MENU = f"<Gather numDigits='1' finishOnKey='' action='/next'>{say('Paina yksi.')}</Gather>"


@pytest.fixture
def network(make_network: MakeNetwork) -> Network:
    return make_network(latency=(0.0, 0.0), setup=(1.0, 1.0))


def keys(network: Network) -> list[tuple[str, bool]]:
    return [
        (event.data["key"], event.data["taken"])
        for event in network.log.after()
        if event.kind == "key"
    ]


def test_a_doubled_key_answers_the_next_question_too(
    network: Network, application: Application
) -> None:
    application["/voice"], application["/next"] = MENU, MENU
    network.faults.set(Fault("key_doubled", nth=1))

    sid = network.dial(CITIZEN, AGENCY)
    network.run_until_asked(sid)
    network.press(sid, "1")
    network.run_for(1)

    assert keys(network) == [("1", True), ("1", True)]
    assert [fields["Digits"] for fields in application.at("/next")] == ["1", "1"]


def test_a_late_key_arrives_once(network: Network, application: Application) -> None:
    application["/voice"], application["/next"] = MENU, goodbye("Kiitos.")
    network.faults.set(Fault("key_late", seconds=2))

    sid = network.dial(CITIZEN, AGENCY)
    network.run_until_asked(sid)
    network.press(sid, "1")
    network.run_for(1.9)
    assert keys(network) == []
    network.run_for(0.2)

    assert keys(network) == [("1", True)]
    assert len(application.at("/next")) == 1


def test_a_key_that_arrives_when_the_call_is_over_is_gone(
    network: Network, application: Application
) -> None:
    application["/voice"] = MENU
    network.faults.set(Fault("key_late", seconds=2))

    sid = network.dial(CITIZEN, AGENCY)
    network.run_until_asked(sid)
    network.press(sid, "1")
    network.hang_up(sid)
    network.run_for(10)

    assert keys(network) == []


@pytest.mark.parametrize("nth", [1, 2, 3])
def test_a_person_hangs_up_before_any_part_of_the_answer(
    network: Network, application: Application, nth: int
) -> None:
    application["/voice"] = say("Yksi.") + say("Kaksi.") + "<Redirect>/next</Redirect>"
    network.faults.set(Fault("hang_up_at_verb", nth=nth, direction="inbound"))

    sid = network.dial(CITIZEN, AGENCY)
    network.run_for(30)

    assert [said.text for said in network.heard(sid)] == ["Yksi.", "Kaksi."][: nth - 1]
    assert network.leg(sid).status == "completed"
    assert application.paths() == ["/voice", "/ended"]


ENDS = {
    "busy": ("busy", 486),
    "no_answer": ("no-answer", 487),
    "failed": ("failed", 503),
    "no_such_number": ("failed", 404),
}


@pytest.mark.parametrize(("name", "end"), ENDS.items(), ids=ENDS)
def test_a_phone_whose_owner_would_answer_does_not(
    network: Network, application: Application, name: str, end: tuple[str, int]
) -> None:
    network.people[AGENT] = Answers()
    network.faults.set(Fault(name))

    client_of(network).calls.create(to=AGENT, from_=AGENCY, url=f"{HOST}/offer", timeout=20)
    network.run_for(60)

    assert [(leg.status, leg.sip) for leg in network.legs()] == [end]
    assert application.told == []


def test_a_machine_answers_the_citizens_phone(network: Network, application: Application) -> None:
    application["/offer"] = f"<Dial><Number>{CITIZEN}</Number></Dial>"
    network.people.update({AGENT: Answers(after=1), CITIZEN: Answers(after=1)})
    network.faults.set(Fault("voicemail", direction="outbound-dial"))

    client_of(network).calls.create(to=AGENT, from_=AGENCY, url=f"{HOST}/offer")
    network.run_for(30)

    answered = [event.data["by"] for event in network.log.after() if event.kind == "answer"]
    assert answered == ["person", "voicemail"]


@pytest.fixture
def talking(network: Network, application: Application) -> Network:
    """An agent and a citizen are talking; one caller is asked, one call rings, one waits."""
    application["/offer"] = (
        f"<Dial action='/after'><Number statusCallback='/leg'>{CITIZEN}</Number></Dial>"
    )
    application["/voice"] = MENU
    network.people.update({AGENT: Answers(after=1), CITIZEN: Answers(after=1)})
    api = client_of(network)
    for number in (AGENT, "+358401111111", "+358401111112"):
        api.calls.create(
            to=number, from_=AGENCY, url=f"{HOST}/offer", status_callback=f"{HOST}/status"
        )
    network.dial("+358401111113", AGENCY)
    network.run_for(5)
    application.told.clear()
    return network


def test_after_a_breakdown_all_legs_have_ended_and_nobody_was_told(
    talking: Network, application: Application
) -> None:
    before = {leg.sid: leg.answered_at for leg in talking.legs(live=True)}
    assert len(before) == 5

    talking.restart()
    talking.run_for(3600)

    assert application.told == []
    assert talking.legs(live=True) == ()
    for sid, answered_at in before.items():
        assert talking.leg(sid).status == ("completed" if answered_at else "failed")


def test_after_a_breakdown_the_network_works_as_before(
    talking: Network, application: Application
) -> None:
    talking.restart()

    sid = talking.dial(CITIZEN, AGENCY)
    talking.run_until_asked(sid)
    client_of(talking).calls.create(to=AGENT, from_=AGENCY, url=f"{HOST}/offer")
    talking.run_for(4)

    assert application.paths() == ["/voice", "/offer"]
