"""Asking what became of a call or a text: an answer, nothing known, or no answer. Once."""

import json
import socket
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from ivr.simnet.inprocess import rest_client
from ivr.simnet.jump import Jump
from ivr.simnet.network import Network
from ivr.simnet.settings import Number
from ivr.telephony.client import Twilio
from ivr.telephony.inquiry import LegSeen, NoAnswer, NotKnown, TextSeen
from tests.clocks import Settable
from tests.telephony.exchange import SID, a_network

OURS, AGENT = "+358295000000", "+358501234567"
ORIGIN = "https://we.example"

Ask = Callable[[Twilio], object]
QUESTIONS: dict[str, Ask] = {
    "a leg": lambda twilio: twilio.leg(SID),
    "its children": lambda twilio: twilio.children(SID),
    "legs to a number": lambda twilio: twilio.legs_to(AGENT, OURS),
    "texts to a number": lambda twilio: twilio.texts_to(AGENT),
}
EVERY = pytest.mark.parametrize("ask", QUESTIONS.values(), ids=QUESTIONS)


def twilio_at(port: int) -> Twilio:
    return Twilio("AC" + "5" * 32, "token", ORIGIN, api_url=f"http://127.0.0.1:{port}")


@EVERY
@pytest.mark.parametrize(
    ("status", "body"),
    [
        (401, '{"code": 20003, "message": "no", "status": 401}'),
        (429, '{"code": 20429, "message": "no", "status": 429}'),
        (500, '{"code": 20500, "message": "no", "status": 500}'),
        (503, "gone fishing"),
        (200, "no JSON at all"),
        (200, "{}"),
        (200, '{"sid": "CA1", "status": "exploded"}'),
    ],
)
def test_a_network_in_trouble_gives_no_answer_and_is_asked_once(
    status: int, body: str, ask: Ask
) -> None:
    with a_network(status, body) as network:
        answer = ask(twilio_at(network.server_port))

    assert isinstance(answer, NoAnswer)
    assert len(network.heard) == 1


@EVERY
def test_a_connection_that_is_cut_gives_no_answer(ask: Ask) -> None:
    with a_network(hang=True) as network:
        assert isinstance(ask(twilio_at(network.server_port)), NoAnswer)
    assert len(network.heard) == 1


@EVERY
def test_a_network_that_nobody_runs_gives_no_answer(ask: Ask) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        assert isinstance(ask(twilio_at(unused.getsockname()[1])), NoAnswer)


def test_a_call_that_is_not_known_is_an_answer() -> None:
    body = json.dumps({"code": 20404, "message": "not found", "status": 404})
    with a_network(404, body) as network:
        assert twilio_at(network.server_port).leg(SID) == NotKnown()


class Told:
    """The simulated network, and our hand on it; nobody hears its webhooks."""

    def __init__(self) -> None:
        clock = Jump(Settable().now())
        self.network = Network(clock, nobody_hears, [Number(OURS, f"{ORIGIN}/voice/incoming")])
        settings = self.network.settings
        http = rest_client(self.network)
        self.twilio = Twilio(settings.account_sid, settings.auth_token, ORIGIN, http=http)

    def ring(self, number: str = AGENT) -> str:
        calls = self.twilio._client.calls
        return str(calls.create(to=number, from_=OURS, url=f"{ORIGIN}/voice/offer/x/").sid)


async def nobody_hears(_request: object) -> object:
    raise AssertionError("no webhook is due yet")


def test_a_leg_is_seen_as_it_is() -> None:
    told = Told()
    sid = told.ring()

    seen = told.twilio.leg(sid)

    assert seen == LegSeen(sid, "queued", created_at=datetime(2026, 11, 24, 8, tzinfo=UTC))
    told.network.close()


def test_the_legs_between_two_numbers_are_the_newest_first() -> None:
    told = Told()
    first = told.ring()
    told.ring("+358501234568")
    second = told.ring()

    seen = told.twilio.legs_to(AGENT, OURS)

    assert not isinstance(seen, NoAnswer)
    assert [leg.sid for leg in seen] == [second, first]
    told.network.close()


def test_a_leg_without_a_dial_has_no_children() -> None:
    told = Told()

    assert told.twilio.children(told.ring()) == ()
    told.network.close()


def test_a_text_is_seen_before_it_has_left() -> None:
    told = Told()
    messages = told.twilio._client.messages
    sid = messages.create(to=AGENT, from_=OURS, body="Hei", status_callback="").sid

    assert told.twilio.texts_to(AGENT) == (
        TextSeen(sid, "queued", "Hei", created_at=told.network.now),
    )
    told.network.run_for(timedelta(seconds=5).total_seconds())
    [seen] = told.twilio.texts_to(AGENT)  # type: ignore[misc]
    assert (seen.sid, seen.status, seen.error) == (sid, "delivered", None)
    told.network.close()
