"""The dialling hand: asks once, and tells a certain no from a doubt."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from urllib.parse import parse_qs

import pytest

from ivr.telephony.client import AgentLeg, Declined, Placed, Result, Twilio, Unknown

ACCOUNT = "AC" + "5" * 32
SID = "CA" + "1" * 32
LEG = AgentLeg(to="+358401234567", from_="+358800000", token="t0ken", ring=20, limit=3600)


class Exchange(HTTPServer):
    """A network that gives every request the same answer, and counts them."""

    def __init__(self, status: int, body: str, hang: bool = False) -> None:
        super().__init__(("127.0.0.1", 0), Exchange.Handler)
        self.status, self.body, self.hang = status, body, hang
        self.heard: list[dict[str, list[str]]] = []

    class Handler(BaseHTTPRequestHandler):
        server: "Exchange"

        def do_POST(self) -> None:
            form = self.rfile.read(int(self.headers["Content-Length"])).decode()
            self.server.heard.append(parse_qs(form))
            if self.server.hang:
                return  # the connection is closed without a word
            self.send_response(self.server.status)
            self.end_headers()
            self.wfile.write(self.server.body.encode())

        def log_message(self, *_: object) -> None: ...


@contextmanager
def a_network(
    status: int = 201, body: str = f'{{"sid": "{SID}"}}', **more: bool
) -> Iterator[Exchange]:
    with Exchange(status, body, **more) as exchange:
        thread = Thread(target=exchange.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield exchange
        finally:
            exchange.shutdown()
            thread.join()


def ring_over(port: int) -> Result:
    twilio = Twilio(ACCOUNT, "token", "https://we.example", api_url=f"http://127.0.0.1:{port}")
    return twilio.call_agent(LEG)


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
