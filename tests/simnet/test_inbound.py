import pytest

from ivr.simnet.network import Network
from ivr.simnet.people import Caller
from ivr.simnet.refused import RefusedError
from tests.simnet.application import Application, say
from tests.simnet.conftest import AGENCY, CITIZEN, SECOND, MakeNetwork

STANDARD = {
    "AccountSid", "ApiVersion", "CallSid", "CallStatus", "Called", "CalledCity", "CalledCountry",
    "CalledState", "CalledZip", "Caller", "CallerCity", "CallerCountry", "CallerState",
    "CallerZip", "Direction", "From", "FromCity", "FromCountry", "FromState", "FromZip", "To",
    "ToCity", "ToCountry", "ToState", "ToZip",
}  # fmt: skip


def test_the_first_request_tells_all_and_comes_while_it_rings(
    network: Network, application: Application
) -> None:
    application["/voice"] = say("Hei.")

    sid = network.dial(CITIZEN, AGENCY)
    network.run_for(1)

    (told,) = application.at("/voice")
    assert set(told) == STANDARD
    assert told["CallSid"] == sid
    assert told["CallStatus"] == "ringing"
    assert told["Direction"] == "inbound"
    assert (told["From"], told["Caller"]) == (CITIZEN, CITIZEN)
    assert (told["To"], told["Called"]) == (AGENCY, AGENCY)
    assert (told["FromCountry"], told["FromCity"]) == ("FI", "")


def test_the_first_document_answers_the_call(network: Network, application: Application) -> None:
    application["/voice"] = say("Hei.") + "<Pause length='10'/>"

    sid = network.dial(CITIZEN, AGENCY)
    network.run_for(5)

    assert network.leg(sid).status == "in-progress"
    assert [said.text for said in network.heard(sid)] == ["Hei."]


def test_a_call_ends_when_the_verbs_run_out_and_its_number_is_told(
    network: Network, application: Application
) -> None:
    application["/voice"] = "<Pause length='61'/>"

    sid = network.dial(CITIZEN, AGENCY)
    network.run_for(120)

    (told,) = application.at("/ended")
    assert network.leg(sid).status == told["CallStatus"] == "completed"
    assert (told["CallDuration"], told["Duration"]) == ("61", "2")
    assert told["SequenceNumber"] == "0"
    assert told["CallbackSource"] == "call-progress-events"
    assert told["Timestamp"] == "Tue, 24 Nov 2026 08:01:01 +0000"
    assert told["SipResponseCode"] == "200"


@pytest.mark.parametrize(
    ("reject", "status", "sip"),
    [
        ("<Reject/>", "no-answer", 603),
        ("<Reject reason='rejected'/>", "no-answer", 603),
        ("<Reject reason='busy'/>", "busy", 486),
    ],
)
def test_a_rejected_call_is_never_answered(
    network: Network, application: Application, reject: str, status: str, sip: int
) -> None:
    application["/voice"] = reject

    leg_sid = network.dial(CITIZEN, AGENCY)
    network.run_for(10)

    leg = network.leg(leg_sid)
    assert (leg.status, leg.sip, leg.answered_at) == (status, sip, None)
    assert application.at("/ended")[0]["CallStatus"] == status


def test_each_number_leads_to_its_own_application(
    network: Network, application: Application
) -> None:
    network.dial(CITIZEN, SECOND)
    network.run_for(5)

    assert application.paths() == ["/second"]


def test_a_withheld_number_is_shown_in_the_spelling_that_is_set(
    make_network: MakeNetwork, application: Application
) -> None:
    network = make_network(withheld="+266696687")
    application["/voice"] = say("Hei.")

    sid = network.dial(CITIZEN, AGENCY, shown=network.settings.withheld)
    network.run_for(5)

    told = application.at("/voice")[0]
    assert (told["From"], told["Caller"], told["FromCountry"]) == ("+266696687", "+266696687", "")
    assert network.leg(sid).person == CITIZEN


def test_a_number_that_is_not_rented_cannot_be_dialled(network: Network) -> None:
    with pytest.raises(RefusedError, match="none of the network's numbers"):
        network.dial(CITIZEN, "+358291112222")


def test_a_caller_who_hangs_up_before_the_answer_was_not_answered(
    network: Network, application: Application
) -> None:
    application["/voice"] = say("Hei.")

    sid = network.dial(CITIZEN, AGENCY)
    network.hang_up(sid)
    network.run_for(10)

    assert network.leg(sid).status == "no-answer"
    assert [told["CallStatus"] for told in application.at("/voice")] in ([], ["no-answer"])


def test_a_caller_who_hangs_up_while_keys_are_wanted_is_not_asked_after(
    network: Network, application: Application
) -> None:
    application["/voice"] = f"<Gather action='/keys' actionOnEmptyResult='true'>{say('?')}</Gather>"

    sid = network.dial(CITIZEN, AGENCY)
    network.run_until_asked(sid)
    network.hang_up(sid)
    network.run_for(60)

    assert application.paths() == ["/voice", "/ended"]
    assert network.leg(sid).status == "completed"


def test_redirect_leads_on_and_what_follows_it_is_never_reached(
    network: Network, application: Application
) -> None:
    application["/voice"] = "<Redirect method='GET'>next?a=1</Redirect>"
    application["/next"] = say("Perillä.") + "<Hangup/>"

    sid = network.dial(CITIZEN, AGENCY)
    network.run_for(10)

    (told,) = [told for told in application.told if told.path == "/next"]
    assert told.method == "GET"
    assert told.fields["a"] == "1"
    assert told.fields["CallStatus"] == "in-progress"
    assert [said.text for said in network.heard(sid)] == ["Perillä."]


def test_what_is_spoken_takes_its_time(network: Network, application: Application) -> None:
    application["/voice"] = say("a" * 140) + "<Play digits='w1w'/><Pause length='4'/>"

    sid = network.dial(CITIZEN, AGENCY)
    network.run_for(60)

    assert network.leg(sid).seconds == 10 + 1 + 4


def test_say_is_repeated_as_often_as_it_asks(network: Network, application: Application) -> None:
    application["/voice"] = say("Hei.").replace("<Say", "<Say loop='3'")

    sid = network.dial(CITIZEN, AGENCY)
    network.run_for(10)

    assert [said.text for said in network.heard(sid)] == ["Hei."] * 3


def test_no_call_goes_on_for_more_than_200_documents(
    network: Network, application: Application
) -> None:
    application["/voice"] = "<Pause/><Redirect>/voice</Redirect>"

    sid = network.dial(CITIZEN, AGENCY)
    network.run_for(3600)

    assert len(application.at("/voice")) == 200
    assert network.leg(sid).status == "completed"
    assert [problem.what for problem in network.problems if problem.code is None] == [
        "asked for 5 times more without a key",
        "more than 200 documents in one call",
    ]


def test_a_circle_that_goes_by_the_callers_keys_is_none(
    network: Network, application: Application
) -> None:
    menu = f"<Gather numDigits='1' action='/voice'>{say('Paina.')}</Gather>"
    application["/voice"] = menu

    network.dial(CITIZEN, AGENCY, person=Caller(("9",) * 10))
    network.run_for(120)

    assert len(application.at("/voice")) == 11
    assert not [problem for problem in network.problems if "without a key" in problem.what]


def test_no_call_outlasts_four_hours(network: Network, application: Application) -> None:
    application["/voice"] = "<Pause length='20000'/>"

    sid = network.dial(CITIZEN, AGENCY)
    network.run_for(5 * 3600)

    assert network.leg(sid).seconds == 4 * 3600


def test_no_more_legs_live_at_once_than_the_network_carries(
    make_network: MakeNetwork, application: Application
) -> None:
    network = make_network(live_legs=2)
    application["/voice"] = "<Pause length='60'/>"
    first, _ = network.dial(CITIZEN, AGENCY), network.dial(CITIZEN, AGENCY)

    with pytest.raises(RefusedError, match="all lines are taken"):
        network.dial(CITIZEN, AGENCY)

    network.hang_up(first)
    network.dial(CITIZEN, AGENCY)
    assert len(network.legs(live=True)) == 2


def test_a_caller_who_hangs_up_just_after_a_key_is_asked_after_or_not(
    network: Network, application: Application
) -> None:
    application["/voice"] = f"<Gather numDigits='1' action='/keys'>{say('?')}</Gather>"

    for _ in range(20):
        sid = network.dial(CITIZEN, AGENCY)
        network.run_until_asked(sid)
        network.press(sid, "1")
        network.run_for(0)
        network.hang_up(sid)
        network.run_for(5)

    told = application.at("/keys")
    assert 0 < len(told) < 20
    assert {(t["CallStatus"], t["Digits"]) for t in told} == {("completed", "1")}


def test_what_is_answered_after_the_end_is_not_obeyed(
    network: Network, application: Application
) -> None:
    application["/voice"] = f"<Gather numDigits='1' action='/keys'>{say('?')}</Gather>"
    application["/keys"] = say("Liian myöhään.")

    sids = [network.dial(CITIZEN, AGENCY) for _ in range(20)]
    network.run_for(5, stop=lambda: all(network.asks(sid) for sid in sids))
    for sid in sids:
        network.press(sid, "1")
    network.run_for(0)
    for sid in sids:
        network.hang_up(sid)
    network.run_for(30)

    assert application.at("/keys")
    assert {said.text for sid in sids for said in network.heard(sid)} == {"?"}
