"""Calls that the application orders, from the order to the last callback."""

import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client
from twilio.rest.api.v2010.account.call import CallInstance

from ivr.simnet.line import Line, Person
from ivr.simnet.network import Network
from ivr.simnet.people import Answers, Busy, Declines, Handset, OutOfService, Voicemail
from tests.simnet.application import HOST, Application, Page, goodbye, say
from tests.simnet.conftest import AGENCY, AGENT, MakeNetwork, client_of

ALL = ["initiated", "ringing", "answered", "completed"]


def order(api: Client, events: list[str] | None = None, **more: object) -> CallInstance:
    return api.calls.create(
        to=AGENT,
        from_=AGENCY,
        url=f"{HOST}/offer",
        status_callback=f"{HOST}/status",
        status_callback_event=events or ALL,
        **more,  # type: ignore[arg-type]
    )


def test_an_order_is_queued_before_anything_is_told(
    network: Network, application: Application, api: Client
) -> None:
    call = order(api)

    assert (call.status, call.direction, call.duration) == ("queued", "outbound-api", None)
    assert (call._from, call.to, call.queue_time) == (AGENCY, AGENT, "0")
    assert call.date_created == network.now
    assert (call.start_time, call.parent_call_sid) == (None, None)
    assert application.told == []
    assert network.leg(str(call.sid)).status == "queued"


def test_an_answered_call_is_told_step_by_step(
    network: Network, application: Application, api: Client
) -> None:
    network.people[AGENT] = Answers(after=4)
    application["/offer"] = say("a" * 140)

    call = order(api)
    network.run_for(60)

    told = application.at("/status")
    assert [t["CallStatus"] for t in told] == ["initiated", "ringing", "in-progress", "completed"]
    assert [t["SequenceNumber"] for t in told] == ["0", "1", "2", "3"]
    assert {t["CallSid"] for t in told} == {call.sid}
    assert ["CallDuration" in t for t in told] == [False, False, False, True]
    assert 10 <= int(told[-1]["CallDuration"]) <= 11
    (offer,) = application.at("/offer")
    assert (offer["CallStatus"], offer["Direction"]) == ("in-progress", "outbound-api")
    assert call.fetch().status == "completed"


@pytest.mark.parametrize(
    ("events", "told"),
    [
        (["completed"], [("completed", "0")]),
        (["answered", "completed"], [("in-progress", "0"), ("completed", "1")]),
        (["initiated"], [("initiated", "0")]),
    ],
)
def test_only_the_events_subscribed_to_are_told_and_counted(
    network: Network,
    application: Application,
    api: Client,
    events: list[str],
    told: list[tuple[str, str]],
) -> None:
    network.people[AGENT] = Answers()

    order(api, events)
    network.run_for(60)

    callbacks = application.at("/status")
    assert [(t["CallStatus"], t["SequenceNumber"]) for t in callbacks] == told


def test_without_events_only_the_end_is_told(
    network: Network, application: Application, api: Client
) -> None:
    api.calls.create(to=AGENT, from_=AGENCY, url=f"{HOST}/x", status_callback=f"{HOST}/status")
    network.run_for(120)

    assert [t["CallStatus"] for t in application.at("/status")] == ["no-answer"]


@pytest.mark.parametrize(
    ("person", "status", "sip", "rings"),
    [
        (Busy(), "busy", "486", False),
        (OutOfService(), "failed", "404", False),
        (Declines(), "no-answer", "603", True),
        (Handset(), "no-answer", "487", True),
    ],
)
def test_a_call_that_nobody_takes_asks_for_no_document(
    network: Network,
    application: Application,
    api: Client,
    person: Person,
    status: str,
    sip: str,
    rings: bool,
) -> None:
    network.people[AGENT] = person

    call = order(api, timeout=20)
    network.run_for(60)

    told = application.at("/status")
    assert [t["CallStatus"] for t in told] == ["initiated", *(["ringing"] * rings), status]
    assert (told[-1]["SipResponseCode"], told[-1]["CallDuration"]) == (sip, "0")
    assert not application.at("/offer")
    assert call.fetch().status == status


def test_nobody_is_at_a_number_without_a_phone(
    network: Network, application: Application, api: Client
) -> None:
    order(api, ["completed"], timeout=20)
    network.run_for(30)

    assert application.at("/status")[0]["CallStatus"] == "no-answer"


def test_the_ring_lasts_as_long_as_the_order_says(
    network: Network, application: Application, api: Client
) -> None:
    call = order(api, timeout=20)
    network.run_for(60)

    leg = network.leg(str(call.sid))
    assert leg.rang_at is not None
    assert leg.ended_at is not None
    assert (leg.ended_at - leg.rang_at).total_seconds() == 20


@pytest.mark.parametrize(("timeout", "answered"), [(20, False), (30, True)])
def test_a_voicemail_answers_a_long_ring_and_presses_nothing(
    network: Network, application: Application, api: Client, timeout: int, answered: bool
) -> None:
    network.people[AGENT] = Voicemail()
    application["/offer"] = f"<Gather action='/keys'>{say('Paina yksi.')}</Gather>"

    call = order(api, timeout=timeout)
    network.run_for(120)

    assert (network.leg(str(call.sid)).answered_at is not None) == answered
    assert bool(application.at("/offer")) == answered
    assert not application.at("/keys")


def test_a_time_limit_ends_the_call(
    network: Network, application: Application, api: Client
) -> None:
    network.people[AGENT] = Answers()
    application["/offer"] = "<Pause length='600'/>"

    call = order(api, time_limit=90)
    network.run_for(600)

    assert network.leg(str(call.sid)).seconds == 90


def test_a_call_may_be_ordered_with_its_document(network: Network, api: Client) -> None:
    network.people[AGENT] = Answers()

    call = api.calls.create(to=AGENT, from_=AGENCY, twiml=f"<Response>{say('Hei.')}</Response>")
    network.run_for(60)

    assert [said.text for said in network.heard(str(call.sid))] == ["Hei."]


def test_a_person_is_any_function_of_a_line(
    network: Network, application: Application, api: Client
) -> None:
    async def agent(line: Line) -> None:
        await line.rings()
        line.answer()
        await line.asked()
        await line.press("1" if "Paina yksi." in line.heard else "2")

    network.people[AGENT] = agent
    application["/offer"] = f"<Gather numDigits='1' action='/keys'>{say('Paina yksi.')}</Gather>"

    order(api)
    network.run_for(60)

    assert application.at("/keys")[0]["Digits"] == "1"


def test_calls_of_the_api_leave_one_a_second_in_their_order(
    network: Network, application: Application, api: Client
) -> None:
    calls = [order(api) for _ in range(5)]
    network.run_for(60)

    dialled = [network.leg(str(call.sid)).dialled_at for call in calls]
    start = calls[0].date_created
    assert start is not None
    assert [(at - start).total_seconds() for at in dialled if at] == [0, 1, 2, 3, 4]
    assert [call.queue_time for call in calls] == ["0", "1000", "2000", "3000", "4000"]


def test_the_pace_is_a_setting(make_network: MakeNetwork) -> None:
    network = make_network(calls_per_second=4.0)
    api = client_of(network)

    calls = [order(api) for _ in range(5)]
    network.run_for(10)

    last = network.leg(str(calls[-1].sid))
    assert last.dialled_at is not None
    assert (last.dialled_at - last.created_at).total_seconds() == 1


def test_inbound_calls_do_not_wait_behind_those_of_the_api(
    network: Network, application: Application, api: Client
) -> None:
    application["/voice"] = say("Hei.")
    for _ in range(5):
        order(api)

    network.dial(AGENT, AGENCY)
    network.run_for(1)

    assert application.at("/voice")


def test_a_call_cancelled_while_queued_is_never_told_of_and_holds_nobody_up(
    network: Network, application: Application, api: Client
) -> None:
    _first, second, third = (order(api) for _ in range(3))

    cancelled = second.update(status="canceled")
    network.run_for(1.5)

    assert cancelled.status == "canceled"
    assert network.leg(str(third.sid)).dialled_at is not None
    assert str(second.sid) not in {told["CallSid"] for told in application.at("/status")}


def test_a_call_cancelled_while_it_rings_is_told_of(
    network: Network, application: Application, api: Client
) -> None:
    call = order(api)
    network.run_for(10)

    call.update(status="canceled")
    network.run_for(1)

    told = application.at("/status")[-1]
    assert (told["CallStatus"], told["SipResponseCode"]) == ("canceled", "487")


def test_a_call_is_hung_up_by_the_api(
    network: Network, application: Application, api: Client
) -> None:
    network.people[AGENT] = Answers()
    application["/offer"] = "<Pause length='600'/>"
    call = order(api)
    network.run_for(30)

    assert call.update(status="completed").status == "completed"


def test_a_live_call_is_redirected(network: Network, application: Application, api: Client) -> None:
    network.people[AGENT] = Answers()
    application["/offer"] = "<Pause length='600'/>"
    application["/other"] = say("Uusi asia.")
    call = order(api)
    network.run_for(30)

    call.update(url=f"{HOST}/other", method="GET")
    network.run_for(10)

    assert [said.text for said in network.heard(str(call.sid))] == ["Uusi asia."]
    assert network.leg(str(call.sid)).status == "completed"


@pytest.mark.parametrize(
    ("change", "after"),
    [
        ({"status": "canceled"}, 30),
        ({"url": f"{HOST}/other"}, 10),
        ({"status": "completed"}, 300),
        ({"url": f"{HOST}/other"}, 300),
    ],
    ids=["cancel talking", "redirect ringing", "end ended", "redirect ended"],
)
def test_what_comes_too_early_or_too_late_is_refused(
    network: Network, application: Application, api: Client, change: dict[str, str], after: int
) -> None:
    network.people[AGENT] = Answers(after=20)
    application["/offer"] = "<Pause length='60'/>"
    call = order(api)
    network.run_for(after)

    with pytest.raises(TwilioRestException) as refused:
        call.update(**change)  # type: ignore[arg-type]

    assert refused.value.code == 21220


def test_a_call_can_be_told_of_elsewhere_from_now_on(
    network: Network, application: Application, api: Client
) -> None:
    call = order(api, ["ringing", "completed"], timeout=20)

    call.update(status_callback=f"{HOST}/elsewhere", status_callback_method="GET")
    network.run_for(60)

    told = application.at("/elsewhere")
    assert [t["CallStatus"] for t in told] == ["ringing", "no-answer"]
    assert not application.at("/status")


def test_a_call_has_a_fallback_of_its_own(
    network: Network, application: Application, api: Client
) -> None:
    network.people[AGENT] = Answers()
    application["/offer"] = Page(b"", status=500)
    application["/fallback"] = goodbye("Hetki.")

    call = order(api, fallback_url=f"{HOST}/fallback", fallback_method="GET")
    network.run_for(60)

    (told,) = application.at("/fallback")
    assert (told["ErrorCode"], told["CallStatus"]) == ("11200", "in-progress")
    assert [said.text for said in network.heard(str(call.sid))] == ["Hetki."]


def test_an_action_not_yet_asked_is_dropped_when_the_call_is_led_elsewhere(
    network: Network, application: Application, api: Client
) -> None:
    network.people[AGENT] = Answers()
    application["/offer"] = f"<Gather numDigits='1' action='/keys'>{say('?')}</Gather>"
    application["/other"] = goodbye("Uusi asia.")

    for _ in range(10):
        call = order(api)
        network.run_until_asked(str(call.sid))
        network.press(str(call.sid), "1")
        network.run_for(0)
        call.update(url=f"{HOST}/other")
        network.run_for(60)

    assert len(application.at("/other")) == 10
    assert not application.at("/keys")
