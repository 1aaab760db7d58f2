"""A network that is killed and started again: its calls are gone, and it knows how they ended."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
import requests
from twilio.rest import Client

from ivr.simnet.inprocess import wsgi_delivery
from ivr.simnet.jump import Jump
from ivr.simnet.memory import is_torn, recall
from ivr.simnet.network import Network
from ivr.simnet.people import Answers
from ivr.simnet.settings import ACCOUNT_SID, AUTH_TOKEN, Number
from tests.simnet.application import HOST, Application, goodbye
from tests.simnet.conftest import AGENCY, AGENT, CITIZEN, START, client_of
from tests.simnet.live import free_port


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "events.ndjson"


def test_what_has_ended_is_remembered_as_it_was(application: Application, log: Path) -> None:
    application["/voice"] = goodbye("Hei.")
    file = StringIO()
    network = Network(
        Jump(START), wsgi_delivery(application), [Number(AGENCY, f"{HOST}/voice")], file=file
    )
    network.people[AGENT] = Answers()
    network.dial(CITIZEN, AGENCY)
    for to in (AGENT, CITIZEN):
        client_of(network).calls.create(to=to, from_=AGENCY, url=f"{HOST}/voice", timeout=10)
    client_of(network).messages.create(to=CITIZEN, from_=AGENCY, body="Hei.")
    network.text(CITIZEN, AGENCY, "STOP")
    network.run_for(60)
    network.close()
    log.write_text(file.getvalue())

    ledger = recall(log, 100)

    assert [leg.status for leg in ledger.legs.all()] == ["completed", "completed", "no-answer"]
    assert ledger.legs.all() == tuple(replace(leg, queue_time=0) for leg in network.legs())
    assert ledger.texts.all() == network.texts()


def test_a_log_that_was_torn_off_is_read_up_to_there(log: Path) -> None:
    log.write_text('{"number": 1, "at"')
    assert recall(log, 100).legs.all() == ()
    assert is_torn(log)

    log.write_text("{}\n")
    assert not is_torn(log)
    log.write_text("")
    assert not is_torn(log)


def test_without_a_log_nothing_is_remembered(log: Path) -> None:
    assert recall(log, 100).legs.all() == ()


@contextmanager
def served(port: int, log: Path) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "ivr.simnet", "--port", str(port), "--events", str(log)]
    options = ["--app", "http://127.0.0.1:1", "--number", AGENCY, "--handset", AGENT]
    with subprocess.Popen(
        [*command, *options], stdout=subprocess.PIPE, text=True, env=os.environ | {"CLOCK": ""}
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline().startswith("simulated network on")
        try:
            yield process
        finally:
            process.kill()


def test_after_a_kill_the_network_knows_that_the_leg_has_ended(log: Path) -> None:
    port = free_port()
    api = Client(ACCOUNT_SID, AUTH_TOKEN)
    api.api.base_url = f"http://127.0.0.1:{port}"
    with served(port, log) as process:
        sid = api.calls.create(to=AGENT, from_=AGENCY, url="http://127.0.0.1:1/offer").sid
        process.send_signal(signal.SIGKILL)

    with served(port, log):
        leg = api.calls(sid).fetch()
        live = requests.get(f"http://127.0.0.1:{port}/network/legs?live=yes", timeout=5).json()

        assert (leg.status, leg.to, live) == ("failed", AGENT, [])
        assert [one.sid for one in api.calls.list()] == [sid]
