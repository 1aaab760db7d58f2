"""The dialling hand: asks once, and tells a certain no from a doubt."""

import socket

import pytest

from ivr.telephony.client import TOO_LATE, AgentLeg, Declined, Placed, Result, Twilio, Unknown
from tests.telephony.exchange import SID, a_network

ACCOUNT = "AC" + "5" * 32
LEG = AgentLeg(to="+358401234567", from_="+358800000", token="t0ken", ring=20, limit=3600)


def ring_over(port: int) -> Result:
    return twilio_at(port).call_agent(LEG)


def twilio_at(port: int) -> Twilio:
    return Twilio(ACCOUNT, "token", "https://we.example", api_url=f"http://127.0.0.1:{port}")


def test_an_agents_leg_says_where_to_ask_and_where_to_report() -> None:
    with a_network() as network:
        assert ring_over(network.server_port) == Placed(SID)
    [heard] = network.heard
    assert heard["To"] == ["+358401234567"]
    assert heard["Url"] == ["https://we.example/voice/offer/t0ken/"]
    assert heard["StatusCallback"] == ["https://we.example/voice/offer/t0ken/status/"]
    assert heard["StatusCallbackEvent"] == ["initiated", "ringing", "answered", "completed"]
    assert heard["FallbackUrl"] == ["https://we.example/voice/fallback"]
    assert (heard["Timeout"], heard["TimeLimit"]) == (["20"], ["3600"])


@pytest.mark.parametrize(
    ("status", "body", "result"),
    [
        (400, '{"code": 21211, "message": "no", "status": 400}', Declined(21211, later=False)),
        (401, '{"code": 20003, "message": "no", "status": 401}', Declined(20003, later=False)),
        (429, '{"code": 20429, "message": "no", "status": 429}', Declined(20429, later=True)),
        (500, '{"code": 20500, "message": "no", "status": 500}', Unknown("HTTP 500")),
        (503, "gone fishing", Unknown("HTTP 503")),
    ],
)
def test_a_refusal_is_certain_and_a_server_error_is_not(
    status: int, body: str, result: Result
) -> None:
    with a_network(status, body) as network:
        assert ring_over(network.server_port) == result
    assert len(network.heard) == 1


def test_a_connection_cut_after_the_request_left_is_a_doubt_and_not_asked_again() -> None:
    with a_network(hang=True) as network:
        assert isinstance(ring_over(network.server_port), Unknown)
    assert len(network.heard) == 1


def test_a_network_that_nobody_runs_has_certainly_not_rung() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        assert ring_over(unused.getsockname()[1]) == Declined(None, later=True)


@pytest.mark.parametrize(
    ("status", "body", "result"),
    [
        (200, f'{{"sid": "{SID}", "status": "canceled"}}', Placed(SID)),
        (400, '{"code": 21220, "message": "no", "status": 400}', Declined(TOO_LATE, later=False)),
        (503, "gone fishing", Unknown("HTTP 503")),
    ],
)
def test_whoever_cancels_a_leg_hears_whether_it_was_too_late(
    status: int, body: str, result: Result
) -> None:
    with a_network(status, body) as network:
        assert twilio_at(network.server_port).cancel(SID) == result
    assert network.heard == [{"Status": ["canceled"]}]
