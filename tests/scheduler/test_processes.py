"""Two schedulers side by side: nobody is rung twice, and one may go at any moment."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import select

from ivr.clock import Wall
from ivr.db import Database, make_engine
from ivr.migrations import upgrade
from ivr.models import Attempt, Callback, Heartbeat
from tests import make
from tests.scheduler.rest import Rest, rest

pytestmark = [pytest.mark.processes, pytest.mark.timeout(300)]

CALLBACKS = 40
AGENTS = 40
SPEED = 10  # so that ten calls a second may be placed


@pytest.fixture
def house(empty_url: str) -> Iterator[Database]:
    """Tables as they are made for a real system, callbacks that wait, agents who are ready."""
    upgrade(empty_url)
    database = Database(make_engine(empty_url))
    with database.writing() as session:
        line = make.an_open_line(session)
        for n in range(CALLBACKS):
            make.a_callback(session, line, waiting=f"{n + 10} min")
        for n in range(AGENTS):
            make.an_agent(session, f"agent {n}")
    yield database
    database.close()


@pytest.fixture
def network() -> Iterator[Rest]:
    with rest() as server:
        yield server


@contextmanager
def scheduler(url: str, network: Rest, start: float) -> Iterator[subprocess.Popen[bytes]]:
    """A real process; it is killed at the end if it has not gone by itself."""
    environment = {
        "PATH": os.environ["PATH"],
        "DATABASE_URL": url,
        "PUBLIC_URL": "http://127.0.0.1:9",
        "TWILIO_API_URL": network.url,
        "TWILIO_ACCOUNT_SID": "AC" + "1" * 32,
        "TWILIO_AUTH_TOKEN": "2" * 32,
        "CLOCK": f"2026-11-24T10:00+02:00@{SPEED}@{start}",
    }
    process = subprocess.Popen([sys.executable, "-m", "scheduler"], env=environment)
    try:
        yield process
    finally:
        process.kill()
        process.wait(10)


def test_two_schedulers_share_the_work_and_one_may_go_in_the_middle(
    house: Database, empty_url: str, network: Rest
) -> None:
    start = Wall().now().timestamp()
    with (
        scheduler(empty_url, network, start) as first,
        scheduler(empty_url, network, start) as second,
    ):
        network.wait_for(CALLBACKS // 3)
        first.send_signal(signal.SIGTERM)
        assert first.wait(30) == 0
        network.wait_for(CALLBACKS)
        time.sleep(1)  # for a call too many
        second.send_signal(signal.SIGINT)
        assert second.wait(30) == 0

    with house.reading() as session:
        attempts = session.scalars(select(Attempt)).all()
        states = Counter(session.scalars(select(Callback.state)))
        beats = session.scalars(select(Heartbeat.process)).all()
    asked = Counter(form["Url"].split("/")[-2] for form in network.taken)
    assert asked == Counter({attempt.token: 1 for attempt in attempts})
    assert states == {"offered": CALLBACKS}
    assert all(attempt.agent_sid for attempt in attempts), "each call that was placed is recorded"
    assert len(set(beats)) == 2


def test_a_scheduler_that_is_killed_outright_loses_nothing(
    house: Database, empty_url: str, network: Rest
) -> None:
    start = Wall().now().timestamp()
    with scheduler(empty_url, network, start) as first:
        network.wait_for(CALLBACKS // 4)
        first.kill()
        first.wait(10)
    with scheduler(empty_url, network, start) as second:
        network.wait_for(CALLBACKS)
        second.send_signal(signal.SIGTERM)
        assert second.wait(30) == 0

    asked = Counter(form["Url"].split("/")[-2] for form in network.taken)
    with house.reading() as session:
        attempts = session.scalars(select(Attempt)).all()
    assert max(asked.values()) == 1, "no offer is placed twice"
    assert set(asked) <= {attempt.token for attempt in attempts}


def test_without_tables_it_refuses_in_a_sentence(empty_url: str, network: Rest) -> None:
    with scheduler(empty_url, network, Wall().now().timestamp()) as process:
        assert process.wait(60) == 1
