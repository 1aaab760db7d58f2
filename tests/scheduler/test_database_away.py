"""While the database is away nobody is dialled; when it is back, the beats go on by themselves."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from datetime import timedelta

import pytest
from sqlalchemy import select

from ivr.db import Database, make_engine
from ivr.models import Attempt
from ivr.telephony.client import AgentLeg, Placed
from scheduler.beats import Beat, calm
from scheduler.dial import Dial
from tests import make
from tests.ailments import ALL, SHORT, patient
from tests.clocks import Settable
from tests.scheduler.networks import Network, placed

Ail = Callable[[], AbstractContextManager[None]]


@pytest.fixture(params=ALL)
def house(request: pytest.FixtureRequest) -> Iterator[tuple[Database, Ail]]:
    """One callback waits, and one agent is ready; and what may ail the database."""
    with ExitStack() as stack:
        ill = patient(request, stack)
        database = Database(make_engine(ill.url, SHORT))
        stack.callback(database.close)
        with database.writing() as session:
            make.a_callback(session, make.an_open_line(session))
            make.an_agent(session)
        yield database, ill.ails


def beats_of(database: Database, network: Network, clock: Settable) -> Callable[[], None]:
    dial = Dial(database, network, clock.now, stopping=bool, gap=timedelta())
    return calm(Beat("dial", 1.0, dial))


def attempts(database: Database) -> list[Attempt]:
    with database.reading() as session:
        return list(session.scalars(select(Attempt)))


def test_nobody_is_rung_before_the_offer_is_written_down(
    house: tuple[Database, Ail], clock: Settable
) -> None:
    database, ails = house
    network = Network()
    beat = beats_of(database, network, clock)

    with ails():
        beat()
        beat()
        assert network.rung == []

    beat()
    assert len(network.rung) == len(attempts(database)) == 1


def test_who_is_being_rung_when_the_database_goes_is_not_rung_again(
    house: tuple[Database, Ail], clock: Settable
) -> None:
    database, ails = house
    with ExitStack() as trouble:

        def ring_and_go(leg: AgentLeg) -> Placed:
            trouble.enter_context(ails())
            return placed(leg)

        network = Network([ring_and_go])
        beat = beats_of(database, network, clock)
        beat()
        beat()

    beat()
    beat()
    assert len(network.rung) == len(attempts(database)) == 1
