"""A second leg inside a call: the agent's leg dials the citizen."""

import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from ivr.simnet.legs import Leg
from ivr.simnet.line import Line, Person
from ivr.simnet.network import Network
from ivr.simnet.people import Answers, Busy, Declines, Handset, OutOfService
from tests.simnet.application import HOST, Application, say
from tests.simnet.conftest import AGENCY, AGENT, CITIZEN, SECOND

EVENTS = "initiated ringing answered completed"


def dial(attributes: str = "", noun: str = "") -> str:
    number = noun or (
        f"<Number statusCallback='/child' statusCallbackEvent='{EVENTS}'>{CITIZEN}</Number>"
    )
    return f"<Dial action='/done' callerId='{AGENCY}' {attributes}>{number}</Dial>"


@pytest.fixture
def agent_call(network: Network, application: Application, api: Client) -> str:
    """An agent's leg that is going to dial the citizen; the agent takes it after 2 s."""
    network.people[AGENT] = Answers(after=2)
    application["/offer"] = dial()
    application["/done"] = say("Kiitos.") + "<Pause length='60'/>"
    return str(api.calls.create(to=AGENT, from_=AGENCY, url=f"{HOST}/offer").sid)


def child_of(network: Network, parent: str) -> Leg:
    (child,) = network.legs(parent=parent)
    return child


def talk(network: Network, parent: str) -> Leg:
    """Goes on until the two are talking."""

    def talking() -> bool:
        return any(leg.status == "in-progress" for leg in network.legs(parent=parent))

    network.run_for(60, stop=talking)
    return child_of(network, parent)


def test_the_child_is_a_leg_of_its_own(
    network: Network, application: Application, agent_call: str
) -> None:
    network.people[CITIZEN] = Answers(hang_up_after=30)

    network.run_for(120)

    child = child_of(network, agent_call)
    assert (child.direction, child.from_, child.to) == ("outbound-dial", AGENCY, CITIZEN)
    assert child.status == "completed"
    assert child.seconds == 30


def test_the_child_is_told_of_step_by_step(
    network: Network, application: Application, agent_call: str
) -> None:
    network.people[CITIZEN] = Answers(hang_up_after=30)

    network.run_for(120)

    told = application.at("/child")
    assert [t["CallStatus"] for t in told] == ["initiated", "ringing", "in-progress", "completed"]
    assert [t["SequenceNumber"] for t in told] == ["0", "1", "2", "3"]
    assert {t["ParentCallSid"] for t in told} == {agent_call}
    assert {t["Direction"] for t in told} == {"outbound-dial"}
    assert told[-1]["CallDuration"] == "30"


def test_the_action_tells_how_it_went(
    network: Network, application: Application, agent_call: str
) -> None:
    network.people[CITIZEN] = Answers(hang_up_after=30)

    network.run_for(120)

    (told,) = application.at("/done")
    assert (told["CallSid"], told["CallStatus"]) == (agent_call, "in-progress")
    assert told["DialCallStatus"] == "completed"
    assert told["DialCallSid"] == child_of(network, agent_call).sid
    assert (told["DialCallDuration"], told["DialBridged"]) == ("30", "true")
    assert network.heard(agent_call)[-1].text == "Kiitos."


@pytest.mark.parametrize(
    ("person", "status"),
    [
        (Busy(), "busy"),
        (OutOfService(), "failed"),
        (Declines(), "no-answer"),
        (Handset(), "no-answer"),
    ],
)
def test_the_action_tells_why_nobody_answered(
    network: Network, application: Application, agent_call: str, person: Person, status: str
) -> None:
    network.people[CITIZEN] = person

    network.run_for(120)

    (told,) = application.at("/done")
    assert (told["DialCallStatus"], told["DialBridged"]) == (status, "false")
    assert told["DialCallSid"] == child_of(network, agent_call).sid
    assert "DialCallDuration" not in told
    assert application.at("/child")[-1]["CallStatus"] == status


@pytest.mark.parametrize(("attributes", "rings"), [("timeout='25'", 30), ("", 35)])
def test_the_child_rings_five_seconds_longer_than_asked(
    network: Network, application: Application, agent_call: str, attributes: str, rings: int
) -> None:
    application["/offer"] = dial(attributes)

    network.run_for(120)

    child = child_of(network, agent_call)
    assert child.rang_at is not None
    assert child.ended_at is not None
    assert (child.ended_at - child.rang_at).total_seconds() == rings


def test_a_child_does_not_wait_for_its_turn(
    network: Network, application: Application, api: Client, agent_call: str
) -> None:
    for _ in range(20):
        api.calls.create(to=AGENT, from_=AGENCY, url=f"{HOST}/x")

    network.run_for(10)

    child = child_of(network, agent_call)
    assert child.dialled_at == child.created_at


def test_the_agents_star_ends_the_citizens_leg_alone(
    network: Network, application: Application, agent_call: str
) -> None:
    application["/offer"] = dial("hangupOnStar='true'")
    network.people[CITIZEN] = Answers()
    child = talk(network, agent_call)
    network.run_for(10)

    network.press(agent_call, "5")
    assert network.leg(child.sid).status == "in-progress"
    network.press(agent_call, "*")
    assert network.leg(child.sid).status == "completed"
    network.run_for(1)

    assert network.leg(agent_call).status == "in-progress"
    assert application.at("/done")[0]["DialCallStatus"] == "completed"


def test_star_is_an_ordinary_key_unless_asked_for(
    network: Network, application: Application, agent_call: str
) -> None:
    network.people[CITIZEN] = Answers()
    child = talk(network, agent_call)

    network.press(agent_call, "*")
    network.run_for(10)

    assert network.leg(child.sid).status == "in-progress"


def test_star_while_it_rings_gives_up(
    network: Network, application: Application, agent_call: str
) -> None:
    application["/offer"] = dial("hangupOnStar='true'")
    network.run_for(10)

    network.press(agent_call, "*")
    network.run_for(1)

    assert application.at("/done")[0]["DialCallStatus"] == "canceled"


def test_a_time_limit_ends_the_talk_and_the_agent_goes_on(
    network: Network, application: Application, agent_call: str
) -> None:
    application["/offer"] = dial("timeLimit='60'")
    network.people[CITIZEN] = Answers()

    network.run_for(120)

    assert application.at("/done")[0]["DialCallDuration"] == "60"
    assert network.heard(agent_call)[-1].text == "Kiitos."


def test_when_the_agent_hangs_up_the_citizens_leg_ends(
    network: Network, application: Application, agent_call: str
) -> None:
    network.people[CITIZEN] = Answers()
    child = talk(network, agent_call)

    network.hang_up(agent_call)
    network.run_for(1)

    assert network.leg(child.sid).status == "completed"
    assert application.at("/child")[-1]["CallStatus"] == "completed"


def test_when_the_agent_hangs_up_while_it_rings_nobody_rings_on(
    network: Network, application: Application, agent_call: str
) -> None:
    network.run_for(10)
    child = child_of(network, agent_call)
    assert child.status == "ringing"

    network.hang_up(agent_call)
    network.run_for(1)

    assert network.leg(child.sid).status in {"canceled", "no-answer"}


def test_after_the_agents_end_the_action_comes_or_does_not(
    network: Network, application: Application, api: Client
) -> None:
    network.people[AGENT] = Answers(after=2)
    network.people[CITIZEN] = Answers()
    application["/offer"] = dial()
    sids = [
        str(api.calls.create(to=AGENT, from_=AGENCY, url=f"{HOST}/offer").sid) for _ in range(20)
    ]
    network.run_for(120)

    for sid in sids:
        network.hang_up(sid)
    network.run_for(10)

    told = application.at("/done")
    assert 0 < len(told) < len(sids)
    assert {t["CallStatus"] for t in told} == {"completed"}
    assert {t["DialCallStatus"] for t in told} == {"completed"}


def test_a_citizens_leg_is_ended_by_the_api(
    network: Network, application: Application, api: Client, agent_call: str
) -> None:
    network.people[CITIZEN] = Answers()
    child = talk(network, agent_call)

    api.calls(child.sid).update(status="completed")
    network.run_for(1)

    assert application.at("/done")[0]["DialCallStatus"] == "completed"
    assert network.leg(agent_call).status == "in-progress"


def test_redirecting_the_agent_ends_the_citizens_leg_without_an_action(
    network: Network, application: Application, api: Client, agent_call: str
) -> None:
    application["/closing"] = say("Suljemme.")
    network.people[CITIZEN] = Answers()
    child = talk(network, agent_call)

    api.calls(agent_call).update(url=f"{HOST}/closing")
    network.run_for(10)

    assert network.leg(child.sid).status == "completed"
    assert network.heard(agent_call)[-1].text == "Suljemme."
    assert not application.at("/done")


def test_without_an_action_the_document_goes_on(
    network: Network, application: Application, agent_call: str
) -> None:
    application["/offer"] = f"<Dial><Number>{CITIZEN}</Number></Dial>" + say("Jatkuu.")
    network.people[CITIZEN] = Answers(hang_up_after=5)

    network.run_for(60)

    assert network.heard(agent_call)[-1].text == "Jatkuu."


def test_a_number_may_stand_in_the_dial_itself(
    network: Network, application: Application, agent_call: str
) -> None:
    application["/offer"] = f"<Dial action='/done'>{CITIZEN}</Dial>"
    network.people[CITIZEN] = Answers(hang_up_after=5)

    network.run_for(60)

    child = child_of(network, agent_call)
    assert (child.from_, child.to) == (AGENCY, CITIZEN)
    assert not application.at("/child")


@pytest.mark.parametrize(
    ("document", "code"),
    [
        (f"<Dial action='/done' callerId='+358291112222'>{CITIZEN}</Dial>", 13247),
        (f"<Dial action='/done' callerId='{AGENCY}'>+46701234567</Dial>", 13227),
        (f"<Dial action='/done' callerId='{AGENCY}'>+358600123456</Dial>", 13227),
    ],
    ids=["a foreign caller id", "a country not permitted", "a premium number"],
)
def test_what_may_not_be_dialled_fails_without_a_leg(
    network: Network, application: Application, agent_call: str, document: str, code: int
) -> None:
    application["/offer"] = document

    network.run_for(60)

    (told,) = application.at("/done")
    assert (told["DialCallStatus"], told["DialBridged"]) == ("failed", "false")
    assert "DialCallSid" not in told
    assert network.legs(parent=agent_call) == ()
    assert code in {problem.code for problem in network.problems}


def test_any_rented_number_may_be_shown(
    network: Network, application: Application, agent_call: str
) -> None:
    application["/offer"] = f"<Dial callerId='{SECOND}'>{CITIZEN}</Dial>"

    network.run_for(10)

    assert child_of(network, agent_call).from_ == SECOND


def test_both_ends_notice_that_they_are_talking(
    network: Network, application: Application, agent_call: str
) -> None:
    application["/offer"] = dial("hangupOnStar='true'")

    async def agent(line: Line) -> None:
        await line.rings()
        line.answer()
        await line.bridged()
        await line.sleep(120)
        await line.press("*")

    network.people[AGENT], network.people[CITIZEN] = agent, Answers()
    network.run_for(300)

    assert application.at("/done")[0]["DialCallDuration"] == "120"


def test_leading_the_citizens_leg_elsewhere_is_not_pretended(
    network: Network, application: Application, api: Client, agent_call: str
) -> None:
    network.people[CITIZEN] = Answers()
    child = talk(network, agent_call)

    with pytest.raises(TwilioRestException, match="real, not simulated"):
        api.calls(child.sid).update(url=f"{HOST}/other")
