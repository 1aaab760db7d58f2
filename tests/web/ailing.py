"""A web application whose database can fall ill."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from functools import partial

import pytest

from ivr.app import create_app
from ivr.db import Database, make_engine
from ivr.settings import Settings
from tests import make
from tests.ailments import SHORT, locked, moved_away, out_of_reach, silent
from tests.clocks import Settable
from tests.postgres import Server
from tests.web.conftest import LINE, Network
from tests.wire import Wire, wire

ON_SQLITE = ["locked", "moved away"]
ON_POSTGRESQL = ["locked", "out of reach", "silent"]
ALL = [
    *[pytest.param(("sqlite", what), id=f"sqlite-{what}") for what in ON_SQLITE],
    *[
        pytest.param(("postgresql", what), id=f"postgresql-{what}", marks=pytest.mark.postgres)
        for what in ON_POSTGRESQL
    ],
]

SWIFT = [ailment for ailment in ALL if "silent" not in str(ailment.id)]
"""Those that are noticed at once or nearly so."""


@dataclass
class Ailing:
    """`network` reaches the application; `ails()` is a time for which the database does."""

    network: Network
    database: Database
    ails: Callable[[], AbstractContextManager[None]]
    wire: Wire | None


def ailing(request: pytest.FixtureRequest, settings: Settings, clock: Settable) -> Iterator[Ailing]:
    """The body of a fixture with the parameters ALL, or some of them."""
    kind, what = request.param
    url: str = request.getfixturevalue(f"{kind}_url")
    with ExitStack() as stack:
        line: Wire | None = None
        if kind == "postgresql":
            server: Server = request.getfixturevalue("postgresql")
            line = stack.enter_context(wire(server.folder))
            ails = {
                "locked": partial(locked, url),
                "out of reach": partial(out_of_reach, line),
                "silent": partial(silent, line),
            }[what]
            url = url.replace(str(server.folder), str(line.folder))
        else:
            ails = {"locked": partial(locked, url), "moved away": partial(moved_away, url)}[what]
        database = Database(make_engine(url, SHORT))
        stack.callback(database.close)
        with database.writing() as session:
            make.an_open_line(session, number=LINE)
        app = create_app(settings, database=database, clock=clock)
        yield Ailing(Network(app, clock), database, ails, line)
