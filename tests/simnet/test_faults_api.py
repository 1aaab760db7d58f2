"""Faults of the API, as the real client of Twilio's library meets them."""

import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from ivr.simnet.faults import Fault
from ivr.simnet.inprocess import PATIENCE, rest_client
from ivr.simnet.network import Network
from tests.simnet.application import HOST, Application
from tests.simnet.conftest import AGENCY, AGENT, CITIZEN, MakeNetwork, client_of


def ring(api: Client) -> str:
    sid: str = api.calls.create(to=AGENT, from_=AGENCY, url=f"{HOST}/offer").sid
    return sid


REFUSALS = {
    "api_429": (429, 20429),
    "api_unauthorized": (401, 20003),
    "api_invalid_number": (400, 21211),
    "api_concurrency": (429, 10004),
    "api_error_before_placed": (500, 20500),
}


@pytest.mark.parametrize(("name", "refusal"), REFUSALS.items(), ids=REFUSALS)
def test_an_order_is_refused_and_nobody_is_rung(
    network: Network, api: Client, name: str, refusal: tuple[int, int]
) -> None:
    network.faults.set(Fault(name))

    with pytest.raises(TwilioRestException) as refused:
        ring(api)

    assert (refused.value.status, refused.value.code) == refusal
    assert network.legs() == ()
    assert network.faults.injected == {name: 1}


def test_an_order_is_answered_with_an_error_but_carried_out(network: Network, api: Client) -> None:
    network.faults.set(Fault("api_error_after_placed"))

    with pytest.raises(TwilioRestException) as refused:
        ring(api)

    assert refused.value.status == 500
    assert [leg.to for leg in network.legs()] == [AGENT]


def test_an_order_is_not_answered_but_carried_out(network: Network) -> None:
    class NothingCame(Exception):
        pass

    waited: list[float] = []
    settings = network.settings
    http = rest_client(network, waited.append, NothingCame)
    api = Client(settings.account_sid, settings.auth_token, http_client=http)
    network.faults.set(Fault("api_hang_after_placed"))

    with pytest.raises(NothingCame):
        ring(api)

    assert waited == [PATIENCE]

    assert [leg.to for leg in network.legs()] == [AGENT]


def test_too_many_requests_says_when_to_come_again(network: Network) -> None:
    network.faults.set(Fault("api_429"))
    settings = network.settings

    url = f"https://api.twilio.com/2010-04-01/Accounts/{settings.account_sid}/Calls.json"
    answer = rest_client(network).request(
        "GET", url, auth=(settings.account_sid, settings.auth_token)
    )

    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "1")


@pytest.mark.parametrize("name", ["api_error_before_placed", "api_invalid_number"])
def test_what_strikes_orders_leaves_questions_and_changes_alone(
    network: Network, api: Client, name: str
) -> None:
    sid = ring(api)
    network.faults.set(Fault(name))

    assert api.calls(sid).fetch().status == "queued"
    assert api.calls(sid).update(status="canceled").status == "canceled"
    assert len(api.calls.list()) == 1


def test_texts_are_orders_too(network: Network, api: Client) -> None:
    network.faults.set(Fault("api_error_after_placed", path="Messages.json"))

    ring(api)
    with pytest.raises(TwilioRestException):
        api.messages.create(to=CITIZEN, from_=AGENCY, body="Hei.")

    assert [text.to for text in network.texts()] == [CITIZEN]


def test_a_wrong_token_is_refused_before_any_fault(network: Network) -> None:
    network.faults.set(Fault("api_429"))
    stranger = Client(network.settings.account_sid, "x", http_client=rest_client(network))

    with pytest.raises(TwilioRestException) as refused:
        ring(stranger)

    assert (refused.value.status, network.faults.injected) == (401, {})


def test_a_call_that_has_waited_in_line_for_a_day_is_given_up(
    make_network: MakeNetwork, application: Application
) -> None:
    network = make_network(calls_per_second=1 / 100_000)
    api = client_of(network)
    dialled, waiting = (
        api.calls.create(
            to=AGENT, from_=AGENCY, url=f"{HOST}/offer", status_callback=f"{HOST}/status"
        ).sid
        for _ in range(2)
    )

    network.run_for(86_399)
    assert network.leg(dialled).status == "no-answer"
    assert network.leg(waiting).status == "queued"
    network.run_for(2)

    assert network.leg(waiting).status == "failed"
    assert [problem.code for problem in network.problems] == [22005]
    assert application.at("/status")[-1]["CallStatus"] == "failed"


def test_a_late_answer_is_waited_for(network: Network) -> None:
    waited: list[float] = []
    settings = network.settings
    http = rest_client(network, waited.append)
    network.faults.set(Fault("api_slow", seconds=4))

    assert ring(Client(settings.account_sid, settings.auth_token, http_client=http))
    assert waited == [4]
