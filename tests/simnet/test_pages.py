"""The phones page: what is served, what the stream tells, and whom it refuses."""

import json
import re
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPResponse
from typing import Any

import pytest

from ivr.simnet.origin import refusal
from ivr.simnet.pages import MAX_STREAMS
from tests.simnet.live import AGENCY, AGENT, CITIZEN, PAGES, Live, running


@pytest.fixture(scope="module")
def live() -> Iterator[Live]:
    with running() as live:
        yield live


class Browser:
    """One connection that closes by itself."""

    def __init__(self, live: Live) -> None:
        self._connection = HTTPConnection("127.0.0.1", live.port, timeout=10)

    def __enter__(self) -> "Browser":
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def close(self) -> None:
        """Closes the connection."""
        self._connection.close()

    @classmethod
    def look(cls, live: Live, path: str) -> int:
        """The status of one answer."""
        with cls(live) as browser:
            return browser.ask("GET", path).status

    def ask(self, method: str, path: str, body: str | None = None, **headers: str) -> HTTPResponse:
        spelled = {name.replace("_", "-"): value for name, value in headers.items()}
        self._connection.request(method, path, body, spelled)
        return self._connection.getresponse()

    def get(self, path: str) -> str:
        answer = self.ask("GET", path)
        assert answer.status == 200
        return answer.read().decode()

    def post(self, path: str, **body: object) -> Any:
        return json.loads(self.ask("POST", path, json.dumps(body)).read())


def messages(stream: HTTPResponse) -> Iterator[dict[str, Any]]:
    """The stream's messages; `event` and `id` beside what they say."""
    fields: dict[str, Any] = {}
    for raw in stream:
        line = raw.decode().rstrip("\n")
        if not line and fields:
            yield json.loads(fields.pop("data")) | fields
            fields = {}
        elif line and not line.startswith(":"):
            name, _, value = line.partition(": ")
            fields[name] = value


def events_until(stream: HTTPResponse, kind: str) -> list[dict[str, Any]]:
    seen = []
    for message in messages(stream):
        if "event" not in message:
            seen.append(message)
            if message["kind"] == kind:
                break
    return seen


def test_the_front_page_leads_to_the_phones(live: Live) -> None:
    with Browser(live) as browser:
        answer = browser.ask("GET", "/")
    assert (answer.status, answer.headers["Location"]) == (302, "/phones/")


def test_the_page_says_that_the_network_is_simulated(live: Live) -> None:
    with Browser(live) as browser:
        assert "simulated network" in browser.get("/phones/")


def test_the_page_runs_only_its_own_files(live: Live) -> None:
    with Browser(live) as browser:
        answer = browser.ask("GET", "/phones/")
        page = answer.read().decode()
    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'")
    assert "unsafe" not in policy
    assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)|https?://", page)


def test_every_file_that_the_page_and_its_scripts_name_is_served(live: Live) -> None:
    with Browser(live) as browser:
        named = re.findall(r'(?:href|src)="static/([^"]+)"', browser.get("/phones/"))
        for name in named:
            body = browser.get(f"/phones/static/{name}")
            named += [other for other in re.findall(r'from "\./(\w+\.js)"', body)
                      if other not in named]  # fmt: skip
    assert {"phones.css", "phones.js", "phones.svg", "handset.js", "sound.js"} <= set(named)


@pytest.mark.parametrize("name", ["none.js", "..%2fpages.py", "phones.html", "PHONES.JS"])
def test_nothing_else_is_served(live: Live, name: str) -> None:
    with Browser(live) as browser:
        assert browser.ask("GET", f"/phones/static/{name}").status == 404


def test_whoever_opens_the_page_finds_two_phones() -> None:
    with running() as live, Browser(live) as browser:
        before = json.loads(browser.get("/network/"))["handsets"]
        browser.get("/phones/")
        after = json.loads(browser.get("/network/"))["handsets"]
    assert before == []
    assert [handset["number"] for handset in after] == [CITIZEN, AGENT]


def test_phones_that_are_there_already_are_left_alone() -> None:
    own = ("+358441111111", "+358442222222")
    with running(handsets=own) as live, Browser(live) as browser:
        browser.get("/phones/")
        assert set(live.network.people) == set(own)


def test_the_stream_tells_how_things_stand_and_then_what_happens(live: Live) -> None:
    with Browser(live) as page, Browser(live) as hand:
        hand.get("/phones/")
        stream = page.ask("GET", "/phones/events")
        state = next(messages(stream))
        sid = hand.post("/network/dial", **{"from": CITIZEN, "to": AGENCY})["sid"]
        told = events_until(stream, "end")
    assert stream.headers["Content-Type"] == "text/event-stream"
    assert (state["event"], state["numbers"], state["legs"]) == ("state", [AGENCY], [])
    assert {CITIZEN, AGENT} <= set(state["handsets"])
    assert {(event["sid"], event["person"]) for event in told} == {(sid, CITIZEN)}
    said = [(e["data"]["language"], e["data"]["text"]) for e in told if e["kind"] == "say"]
    assert said[:2] == [("fi-FI", "Paina yksi."), ("sv-SE", "Tryck två.")]


def test_the_state_follows_a_call_from_its_first_ring_to_its_end(live: Live) -> None:
    with Browser(live) as page, Browser(live) as hand:
        states = (m for m in messages(page.ask("GET", "/phones/events")) if "event" in m)
        assert next(states)["legs"] == []
        hand.post("/network/dial", **{"from": CITIZEN})
        legs = next(state["legs"] for state in states if state["legs"])
        assert [(leg["person"], leg["from"], leg["to"]) for leg in legs] == [
            (CITIZEN, CITIZEN, AGENCY)
        ]
        hand.post(f"/network/legs/{legs[0]['sid']}/hang-up")
        assert next(state["legs"] for state in states if not state["legs"]) == []


def test_a_page_that_lost_its_connection_goes_on_where_it_was(live: Live) -> None:
    with Browser(live) as hand, Browser(live) as first:
        hand.post("/network/dial", **{"from": CITIZEN})
        last = events_until(first.ask("GET", "/phones/events"), "ask")[-1]
        with Browser(live) as again:
            stream = again.ask("GET", "/phones/events", Last_Event_ID=last["id"])
            numbers = [event["number"] for event in events_until(stream, "end")]
    assert numbers == list(range(int(last["id"]) + 1, numbers[-1] + 1))


def test_a_text_is_told_to_the_phone_that_gets_it(live: Live) -> None:
    with Browser(live) as page, Browser(live) as hand:
        stream = page.ask("GET", "/phones/events")
        next(messages(stream))
        hand.post("/network/texts", **{"from": CITIZEN, "to": AGENCY, "body": "moi"})
        told = events_until(stream, "text")[-1]
    assert (told["person"], told["data"]["body"]) == (AGENCY, "moi")


def test_only_so_many_pages_may_be_open_and_a_closed_one_makes_room() -> None:
    with running() as live, Browser(live) as late:
        open_pages = [Browser(live) for _ in range(MAX_STREAMS)]
        answers = [page.ask("GET", "/phones/events").status for page in open_pages]
        answers.append(late.ask("GET", "/phones/events").status)
        open_pages[0].close()
        room = any(Browser.look(live, "/phones/events") == 200 for _ in range(200))
        for page in open_pages:
            page.close()
    assert answers == [200] * MAX_STREAMS + [503]
    assert room


HERE = "127.0.0.1:5001"


@pytest.mark.parametrize(
    ("method", "headers", "let_in"),
    [
        pytest.param("POST", {"Host": HERE}, True, id="a program"),
        pytest.param(
            "POST",
            {"Host": HERE, "Origin": f"http://{HERE}", "Sec-Fetch-Site": "same-origin"},
            True,
            id="the page itself",
        ),
        pytest.param(
            "POST", {"Host": "localhost:5001", "Origin": "http://localhost:5001"}, True,
            id="the page by its other name",
        ),
        pytest.param("POST", {"Host": "[::1]:5001"}, True, id="a program by IPv6"),
        pytest.param(
            "POST", {"Host": HERE, "Origin": "https://evil.example"}, False, id="another origin"
        ),
        pytest.param(
            "POST", {"Host": HERE, "Origin": "http://127.0.0.1:8000"}, False, id="another port"
        ),
        pytest.param("POST", {"Host": HERE, "Origin": "null"}, False, id="a sandboxed page"),
        pytest.param(
            "PUT", {"Host": HERE, "Sec-Fetch-Site": "cross-site"}, False, id="another site"
        ),
        pytest.param(
            "POST", {"Host": HERE, "Sec-Fetch-Site": "same-site"}, False, id="another port's page"
        ),
        pytest.param(
            "POST", {"Host": "evil.example", "Origin": "http://evil.example"}, False,
            id="a foreign name for this machine",
        ),
        pytest.param("GET", {"Host": "evil.example:5001"}, False, id="reading by a foreign name"),
        pytest.param(
            "GET", {"Host": HERE, "Sec-Fetch-Site": "cross-site"}, True, id="following a link"
        ),
        pytest.param("GET", {}, False, id="no host at all"),
    ],
)  # fmt: skip
def test_no_other_web_page_can_use_the_phones(
    method: str, headers: dict[str, str], let_in: bool
) -> None:
    assert (refusal(method, headers) is None) == let_in


def test_a_stranger_cannot_dial_but_the_api_goes_by_its_token_alone(live: Live) -> None:
    body = json.dumps({"from": CITIZEN})
    with Browser(live) as browser:
        answer = browser.ask("POST", "/network/dial", body, Origin="https://evil.example")
        assert (answer.status, json.loads(answer.read())) == (
            403,
            {"error": "Only the phones page itself may do that."},
        )
        assert browser.ask("GET", "/2010-04-01/Accounts/x.json", Host="simnet").status == 401


def test_problems_of_a_document_reach_the_page() -> None:
    spoilt = PAGES | {"/voice/incoming": '<Hangup soon="yes"/>'}
    with running(spoilt) as live, Browser(live) as page, Browser(live) as hand:
        stream = page.ask("GET", "/phones/events")
        hand.post("/network/dial", **{"from": CITIZEN})
        problem = events_until(stream, "problem")[-1]
    assert problem["data"]["code"] == 12200
    assert "soon" in problem["data"]["what"]
