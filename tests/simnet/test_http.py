"""The network as a process of its own: real sockets, Twilio's real client, real signatures."""

import asyncio
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from time import monotonic, sleep
from typing import Any

import pytest
import requests
from aiohttp import web
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from ivr.simnet.clock import Wall, clock_from
from ivr.simnet.delivery import Answer, Request, UnreachableError
from ivr.simnet.inprocess import call_wsgi
from ivr.simnet.server import open_network
from ivr.simnet.settings import ACCOUNT_SID, AUTH_TOKEN, Settings
from ivr.simnet.site import Site, SiteError, rent, site_from
from ivr.simnet.transport import http_delivery
from tests.simnet.application import Application, Page, goodbye, say
from tests.simnet.conftest import AGENCY, AGENT, CITIZEN
from tests.sounds import wav

SPEED = 40


@dataclass
class Ground:
    """A running network and the application it calls; `ask` uses the network's doors."""

    url: str
    app_url: str
    application: Application

    def ask(self, method: str, path: str, **body: Any) -> Any:
        answer = requests.request(method, f"{self.url}/network/{path}", json=body, timeout=5)
        answer.raise_for_status()
        return answer.json()

    def client(self) -> Client:
        client = Client(ACCOUNT_SID, AUTH_TOKEN)
        client.api.base_url = self.url
        return client


@pytest.fixture
def ground() -> Iterator[Ground]:
    loop, ready, over = asyncio.new_event_loop(), threading.Event(), asyncio.Event()
    grounds: list[Ground] = []

    async def run() -> None:
        port, app_port = free_port(), free_port()
        grounds.append(
            Ground(
                f"http://127.0.0.1:{port}",
                f"http://127.0.0.1:{app_port}",
                Application(f"http://127.0.0.1:{app_port}"),
            )
        )
        clock = clock_from(f"2026-11-24T10:00+02:00@{SPEED}@1764000000")
        numbers = (rent(AGENCY, grounds[0].app_url),)
        site = Site("127.0.0.1", port, numbers, clock, Settings(calls_per_second=10), (CITIZEN,))
        async with serving(grounds[0].application, app_port), open_network(site):
            ready.set()
            await over.wait()

    thread = threading.Thread(target=loop.run_until_complete, args=(run(),))
    thread.start()
    assert ready.wait(10)
    yield grounds[0]
    loop.call_soon_threadsafe(over.set)
    thread.join(10)
    loop.close()


@asynccontextmanager
async def serving(application: Application, port: int) -> AsyncIterator[None]:
    async def answer(request: web.Request) -> web.Response:
        url = f"http://127.0.0.1:{port}{request.raw_path}"
        asked = Request(
            "control", "", request.method, url, dict(request.headers), await request.read()
        )  # type: ignore[arg-type]
        told = call_wsgi(application, asked)
        return web.Response(status=told.status, headers=list(told.headers), body=told.body)

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    yield
    await runner.cleanup()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def until(condition: Callable[[], object]) -> None:
    """Waits for something to become true in the other thread."""
    deadline = monotonic() + 10
    while not condition():
        assert monotonic() < deadline, "it never came true"
        sleep(0.02)


def test_twilios_client_calls_an_agent_over_http(ground: Ground) -> None:
    ground.ask("PUT", f"handsets/{AGENT}", does="answers", after=2, presses=["1"])
    ask = "<Gather numDigits='1' finishOnKey='' action='/accept'>"
    ground.application["/offer"] = f"{ask}{say('Paina yksi.')}</Gather><Hangup/>"
    ground.application["/accept"] = f"<Dial action='/done'><Number>{CITIZEN}</Number></Dial>"
    client = ground.client()

    call = client.calls.create(
        to=AGENT,
        from_=AGENCY,
        url=f"{ground.app_url}/offer",
        status_callback=f"{ground.app_url}/status",
        status_callback_event=["initiated", "ringing", "answered", "completed"],
    )
    assert call.status == "queued"
    until(lambda: client.calls.list(parent_call_sid=call.sid))
    (child,) = client.calls.list(parent_call_sid=call.sid)
    assert (child.to, child.direction) == (CITIZEN, "outbound-dial")
    assert call.fetch().status == "in-progress"
    assert call.update(status="completed").status == "completed"

    until(lambda: len(ground.application.at("/status")) == 4)
    statuses = [told["CallStatus"] for told in ground.application.at("/status")]
    assert statuses == ["initiated", "ringing", "in-progress", "completed"]
    assert ground.application.at("/accept")[0]["Digits"] == "1"
    assert ground.ask("GET", "problems") == []


def test_a_call_is_cancelled_and_a_refusal_understood(ground: Ground) -> None:
    client = ground.client()
    call = client.calls.create(to=AGENT, from_=AGENCY, url=f"{ground.app_url}/offer")

    assert call.update(status="canceled").status == "canceled"
    with pytest.raises(TwilioRestException) as refused:
        call.update(status="completed")

    assert refused.value.code == 21220


def test_a_stranger_gets_no_further_than_the_door(ground: Ground) -> None:
    client = Client(ACCOUNT_SID, "wrong")
    client.api.base_url = ground.url

    with pytest.raises(TwilioRestException) as refused:
        client.calls("CA51").fetch()

    assert (refused.value.status, refused.value.code) == (401, 20003)


def test_a_phone_is_driven_through_the_doors(ground: Ground) -> None:
    menu = f"<Gather numDigits='1' action='/next'>{say('Paina yksi.')}</Gather>"
    ground.application["/voice/incoming"] = menu
    ground.application["/next"] = goodbye("Kiitos.")

    sid = ground.ask("POST", "dial", **{"from": CITIZEN, "withheld": True})["sid"]
    until(lambda: ground.ask("GET", f"legs/{sid}")["asks"])
    ground.ask("POST", f"legs/{sid}/press", keys="1")
    until(lambda: ground.ask("GET", f"legs/{sid}")["status"] == "completed")

    leg = ground.ask("GET", f"legs/{sid}")
    assert [said["text"] for said in leg["heard"]] == ["Paina yksi.", "Kiitos."]
    assert (leg["from_"], leg["person"]) == ("anonymous", CITIZEN)
    kinds = {event["kind"] for event in ground.ask("GET", f"events?sid={sid}")}
    assert kinds >= {"call", "ask", "say", "key", "end"}


def test_a_ringing_phone_is_answered_through_the_doors(ground: Ground) -> None:
    ground.ask("PUT", f"handsets/{AGENT}")
    ground.application["/offer"] = "<Pause length='3600'/>"
    call = ground.client().calls.create(to=AGENT, from_=AGENCY, url=f"{ground.app_url}/offer")
    until(lambda: call.fetch().status == "ringing")

    ground.ask("POST", f"legs/{call.sid}/answer")
    until(lambda: call.fetch().status == "in-progress")
    ground.ask("POST", f"legs/{call.sid}/hang-up")

    assert call.fetch().status == "completed"


def test_texts_go_both_ways(ground: Ground) -> None:
    ground.client().messages.create(to=CITIZEN, from_=AGENCY, body="Hei.")
    until(lambda: ground.ask("GET", f"texts?to=%2B{CITIZEN[1:]}")[0]["status"] == "delivered")

    ground.ask("POST", "texts", **{"from": CITIZEN, "to": AGENCY, "body": "Kiitos."})
    until(lambda: ground.application.at("/sms/incoming"))

    assert ground.application.at("/sms/incoming")[0]["Body"] == "Kiitos."


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("GET", "legs/CA51", {}, 404),
        ("POST", "legs/CA51/answer", {}, 404),
        ("POST", "dial", {"from": CITIZEN, "to": "+358291112222"}, 409),
        ("POST", "dial", {"to": AGENCY}, 400),
        ("PUT", f"handsets/{AGENT}", {"does": "sings"}, 400),
        ("GET", "events?after=soon", {}, 400),
        ("GET", "nothing", {}, 404),
    ],
)
def test_the_doors_say_why_they_stay_shut(
    ground: Ground, method: str, path: str, body: dict[str, str], status: int
) -> None:
    with pytest.raises(requests.HTTPError) as refused:
        ground.ask(method, path, **body)

    assert refused.value.response.status_code == status


def test_an_application_that_is_not_there_is_tried_and_given_up(ground: Ground) -> None:
    client = ground.client()
    ground.ask("PUT", f"handsets/{AGENT}", does="answers", after=1)

    call = client.calls.create(to=AGENT, from_=AGENCY, url=f"http://127.0.0.1:{free_port()}/x")
    until(lambda: call.fetch().status == "completed")

    assert [problem["code"] for problem in ground.ask("GET", "problems")] == [11205]


def test_a_sound_may_be_longer_than_any_document(ground: Ground) -> None:
    tune = wav(30)
    ground.application["/sounds/tune.wav"] = Page(tune, content_type="audio/wav")
    request = Request("media", "CA51", "GET", f"{ground.app_url}/sounds/tune.wav", {})

    async def send() -> Answer:
        async with http_delivery(Wall()) as deliver:
            return await deliver(request)

    assert asyncio.run(send()).body == tune


def test_no_webhook_leaves_this_machine() -> None:
    request = Request("control", "CA51", "POST", "http://agency.example/voice", {})

    async def send() -> None:
        async with http_delivery(Wall()) as deliver:
            await deliver(request)

    with pytest.raises(UnreachableError, match="not on this machine"):
        asyncio.run(send())


APP = "http://127.0.0.1:9"


@pytest.mark.parametrize(
    ("arguments", "environment", "complaint"),
    [
        ([], {}, "--app URL or PUBLIC_URL"),
        (["--app", APP, "--number", "0295020600"], {}, "E.164"),
        (["--app", APP, "--host", "0.0.0.0"], {}, "--remote"),  # noqa: S104
        (["--app", APP], {"CLOCK": "noon"}, "not a date"),
        (["--app", APP, "--port", "70000"], {}, "no port"),
        (["--app", APP, "--calls-per-second", "0"], {}, "above 0"),
        (["--app", APP], {"TWILIO_API_URL": "http://127.0.0.1:x"}, "no proper port"),
    ],
)
def test_a_site_that_makes_no_sense_is_refused(
    arguments: list[str], environment: dict[str, str], complaint: str
) -> None:
    with pytest.raises(SiteError, match=complaint):
        site_from(arguments, environment)


def test_a_site_is_read_from_the_applications_environment() -> None:
    site = site_from(
        ["--handset", CITIZEN],
        {
            "PUBLIC_URL": "http://127.0.0.1:5000/",
            "PHONE_NUMBER": AGENCY,
            "TWILIO_API_URL": "http://127.0.0.1:5011",
            "TWILIO_AUTH_TOKEN": "first,second",
            "SMS_SENDER": "Virasto",
        },
    )

    assert (site.host, site.port, site.handsets) == ("127.0.0.1", 5011, (CITIZEN,))
    assert site.numbers == (rent(AGENCY, "http://127.0.0.1:5000"),)
    assert site.numbers[0].voice_url == "http://127.0.0.1:5000/voice/incoming"
    assert (site.settings.auth_token, site.settings.senders) == ("first", ("Virasto",))


@pytest.mark.processes
@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_the_process_starts_refuses_a_second_and_stops_when_told(how: signal.Signals) -> None:
    command = [sys.executable, "-m", "ivr.simnet", "--app", APP, "--port", str(free_port())]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert "simulated network" in process.stdout.readline()

        second = subprocess.run(command, capture_output=True, text=True, timeout=20, check=False)
        assert second.returncode == 1
        assert second.stderr.count("\n") == 1
        assert "is taken" in second.stderr

        process.send_signal(how)
        assert process.wait(timeout=5) == 0
