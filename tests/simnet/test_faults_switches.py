"""Faults of a running network: switched by its doors, its page and its commands."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
import requests
from click.testing import CliRunner, Result
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

from ivr.simnet.cli import simnet
from ivr.simnet.faults import KINDS
from ivr.simnet.settings import ACCOUNT_SID, AUTH_TOKEN
from tests.simnet.live import AGENCY, AGENT, CITIZEN, Live, running


@pytest.fixture(scope="module")
def served() -> Iterator[Live]:
    with running() as live:
        yield live


@pytest.fixture
def live(served: Live) -> Iterator[Live]:
    yield served
    requests.delete(f"{served.address}/network/faults", timeout=5)


def ask(live: Live, method: str, body: object = None, **headers: str) -> requests.Response:
    return requests.request(
        method, f"{live.address}/network/faults", json=body, headers=headers, timeout=5
    )


def standing(answer: requests.Response, name: str) -> Any:
    return next(one for one in answer.json() if one["name"] == name)


def run(live: Live, *arguments: str) -> Result:
    return CliRunner().invoke(simnet, ["faults", *arguments, "--network", live.address])


def test_every_fault_is_told_with_what_it_does(live: Live) -> None:
    told = ask(live, "GET").json()

    assert {one["name"]: one["what"] for one in told} == {n: k.what for n, k in KINDS.items()}
    assert {one["probability"] for one in told} == {0}


def test_a_fault_is_switched_on_and_off(live: Live) -> None:
    on = standing(ask(live, "POST", {"name": "slow", "probability": 0.5, "seconds": 2}), "slow")
    assert (on["probability"], on["on"]) == (0.5, ["0.5, seconds 2"])

    assert standing(ask(live, "POST", {"name": "slow", "probability": 0}), "slow")["on"] == []


def test_all_are_switched_off_at_once(live: Live) -> None:
    ask(live, "POST", {"name": "slow"})
    ask(live, "POST", {"name": "refused"})

    assert [one for one in ask(live, "DELETE").json() if one["on"]] == []


@pytest.mark.parametrize(
    ("body", "complaint"),
    [
        ({"name": "slwo"}, "there is no fault 'slwo'; is slow meant?"),
        ({"name": "slow", "probability": 2}, "slow: probability 2 is not from 0 to 1"),
        ({"name": "slow", "probability": "x"}, "slow: probability can't be 'x'"),
        ({}, "a fault needs a name"),
        ([1], "the body is to be a JSON object"),
    ],
)
def test_what_can_t_be_switched_on_is_said_in_a_sentence(
    live: Live, body: object, complaint: str
) -> None:
    refused = ask(live, "POST", body)
    assert (refused.status_code, refused.json()) == (400, {"error": complaint})


def test_another_web_page_can_t_switch_anything_on(live: Live) -> None:
    refused = ask(live, "POST", {"name": "slow"}, Origin="https://evil.example")
    assert refused.status_code == 403
    assert live.network.faults.on == ()


def test_strikes_are_counted(live: Live) -> None:
    before = standing(ask(live, "GET"), "error_5xx")["injected"]
    ask(live, "POST", {"name": "error_5xx", "path": "/voice/incoming"})

    CliRunner().invoke(simnet, ["dial", CITIZEN, "--network", live.address])

    assert standing(ask(live, "GET"), "error_5xx")["injected"] == before + 1


def test_the_page_has_a_section_for_them(live: Live) -> None:
    page = requests.get(f"{live.address}/phones/", timeout=5).text
    script = requests.get(f"{live.address}/phones/static/faults.js", timeout=5)

    assert 'id="faults-list"' in page
    assert (script.status_code, "text/javascript" in script.headers["Content-Type"]) == (200, True)


def test_the_commands_list_set_show_and_clear(live: Live) -> None:
    listed = CliRunner().invoke(simnet, ["faults", "list"])
    assert [line.split()[0] for line in listed.stdout.splitlines()] == list(KINDS)
    assert all(kind.what in listed.stdout for kind in KINDS.values())

    assert run(live, "set", "status_lost", "0.25").exit_code == 0
    assert "status_lost              0.25" in run(live, "show").stdout
    assert run(live, "clear").exit_code == 0
    assert "status_lost" not in run(live, "show").stdout


@pytest.mark.parametrize(
    ("arguments", "code", "complaint"),
    [
        (("set", "slwo", "1"), 1, "Error: there is no fault 'slwo'; is slow meant?\n"),
        (("set", "slow", "2"), 1, "Error: slow: probability 2.0 is not from 0 to 1\n"),
        (("set", "slow", "often"), 2, "'often' is not a valid float"),
    ],
)
def test_a_command_that_makes_no_sense_is_refused(
    live: Live, arguments: tuple[str, ...], code: int, complaint: str
) -> None:
    refused = run(live, *arguments)
    assert (refused.exit_code, complaint in refused.stderr) == (code, True), refused.stderr


def client(live: Live, patience: float) -> Client:
    client = Client(ACCOUNT_SID, AUTH_TOKEN, http_client=TwilioHttpClient(timeout=patience))
    client.api.base_url = live.address
    return client


def test_an_order_that_is_not_answered_makes_the_client_give_up(live: Live) -> None:
    ask(live, "POST", {"name": "api_hang_after_placed"})
    before = len(live.network.legs(person=AGENT))

    with pytest.raises(requests.exceptions.ReadTimeout):
        client(live, 0.3).calls.create(to=AGENT, from_=AGENCY, url="http://127.0.0.1:1/")

    assert len(live.network.legs(person=AGENT)) == before + 1


def test_a_slow_answer_comes_to_those_who_wait(live: Live) -> None:
    ask(live, "POST", {"name": "api_slow", "seconds": 0.2})
    client(live, 10).calls.list(limit=1)

    ask(live, "POST", {"name": "api_slow", "seconds": 30})
    with pytest.raises(requests.exceptions.ReadTimeout):
        client(live, 0.3).calls.list(limit=1)


def test_a_doubled_request_reaches_a_real_application_twice(live: Live) -> None:
    ask(live, "POST", {"name": "doubled", "path": "/voice/incoming"})

    called = CliRunner().invoke(
        simnet, ["dial", CITIZEN, "--press", "1,2", "--network", live.address]
    )

    assert called.exit_code == 0, called.output
    copies = [json.loads(e.as_json()) for e in live.network.log.after() if e.kind == "copy"]
    assert copies[-1]["data"]["status"] == 200
    assert "Paina yksi" in copies[-1]["data"]["body"]
