"""A web application whose database can fall ill."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass

import pytest

from ivr.app import create_app
from ivr.db import Database, make_engine
from ivr.settings import Settings
from tests import make
from tests.ailments import SHORT, patient
from tests.clocks import Settable
from tests.web.conftest import LINE, Network
from tests.wire import Wire


@dataclass
class Ailing:
    """`network` reaches the application; `ails()` is a time for which the database does."""

    network: Network
    database: Database
    ails: Callable[[], AbstractContextManager[None]]
    wire: Wire | None


def ailing(request: pytest.FixtureRequest, settings: Settings, clock: Settable) -> Iterator[Ailing]:
    """The body of a fixture with ailments as its parameters."""
    with ExitStack() as stack:
        ill = patient(request, stack)
        database = Database(make_engine(ill.url, SHORT))
        stack.callback(database.close)
        with database.writing() as session:
            make.an_open_line(session, number=LINE)
        app = create_app(settings, database=database, clock=clock)
        yield Ailing(Network(app, clock), database, ill.ails, ill.wire)
