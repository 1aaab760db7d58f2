"""Texts that are due go out once, whatever the network answers."""

from typing import Any

import pytest
from sqlalchemy import select

from ivr.db import Database
from ivr.models import Message
from ivr.services import callback_texts
from ivr.telephony.client import Declined, Placed, Result, Unknown
from scheduler.texts import Texts
from tests import make
from tests.clocks import Settable
from tests.make import NOW
from tests.scheduler.networks import Network
from tests.services.scene import Scene
from tests.together import together


@pytest.fixture
def missed(database: Database) -> Scene:
    """A citizen who did not answer is to be told by text."""
    scene = Scene.set(database, number="+358401234567").released()
    scene.rings_out(2)
    return scene


def texts(missed: Scene, network: Network, clock: Settable, **values: Any) -> Texts:
    return Texts(missed.database, network, clock.now, lambda: False, **values)


def state_of(missed: Scene) -> str:
    with missed.database.reading() as session:
        return session.scalars(select(Message.state)).one()


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        (Placed("SM" + "1" * 32), "sent"),
        (Declined(21614, later=False), "failed"),
        (Unknown("ReadTimeout"), "unknown"),
    ],
)
def test_each_answer_is_recorded_and_nothing_is_sent_twice(
    missed: Scene, clock: Settable, answer: Result, state: str
) -> None:
    network = Network([answer])
    beat = texts(missed, network, clock)

    beat()
    clock.advance(seconds=60)
    beat()

    assert [(to, from_) for to, from_, _ in network.texts] == [("+358401234567", "+358295000100")]
    assert state_of(missed) == state


def test_the_agency_may_send_under_its_own_name(missed: Scene, clock: Settable) -> None:
    network = Network()

    texts(missed, network, clock, sender="Virasto")()

    assert network.texts[0][1] == "Virasto"


def test_a_text_waits_for_its_hour(missed: Scene, clock: Settable) -> None:
    with missed.database.writing() as session:
        message = session.scalars(select(Message)).one()
        message.send_after = NOW.replace(hour=12)
    network = Network()
    beat = texts(missed, network, clock)

    beat()
    assert network.texts == []
    clock.to("2026-11-24 14:00")
    beat()
    assert len(network.texts) == 1


def test_a_text_taken_by_a_sender_that_dies_is_not_sent_again(
    missed: Scene, clock: Settable
) -> None:
    class Dying(Network):
        def send_text(self, to: str, from_: str, body: str, token: str) -> Result:
            super().send_text(to, from_, body, token)
            raise SystemExit

    network = Dying()
    with pytest.raises(SystemExit):
        texts(missed, network, clock)()

    clock.advance(minutes=5)
    texts(missed, network, clock)()

    assert len(network.texts) == 1
    assert state_of(missed) == "sending"


def test_together_senders_keep_the_pace_of_one(database: Database, clock: Settable) -> None:
    with database.writing() as session:
        line, agent = make.an_open_line(session), make.an_agent(session)
        for _ in range(8):
            callback = make.a_callback(session, line, state="unreached")
            attempt = make.an_attempt(session, callback, agent, state="ended")
            callback_texts.queue(session, attempt, "missed_last", NOW)
    network = Network()

    together(8, lambda _: Texts(database, network, clock.now, lambda: False).send_one())

    assert len(network.texts) == 1
    with database.reading() as session:
        states = session.scalars(select(Message.state)).all()
    assert sorted(states) == ["queued"] * 7 + ["sent"]
