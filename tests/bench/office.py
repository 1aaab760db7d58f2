"""The product in this process, called as WSGI, over a fresh database of the kind asked for."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal
from urllib.parse import urlencode

from flask import Flask
from sqlalchemy import event

import ivr.models  # noqa: F401  (fills Base.metadata)
from ivr.app import create_app
from ivr.db import Base, Database, Waits, make_engine
from ivr.settings import Settings
from ivr.simnet.delivery import Request
from ivr.simnet.inprocess import WsgiApp, environ
from ivr.telephony.signature import sign
from tests import make
from tests.clocks import Settable

ORIGIN = "https://we.example"
ACCOUNT = "AC" + "51" * 16
TOKEN = "an auth token of tests"
LINE = "+358295000100"

PATIENT = Waits(lock=300, pool=10)
"""For the making of very long queues."""

_ABSENT = 'raise ImportError("a developer\'s tool has brought it: it is not there in service")'

Safety = Literal["FULL", "NORMAL"]
_callers = count()


@contextmanager
def empty() -> Iterator[Database]:
    """A SQLite file with all tables and no rows."""
    with TemporaryDirectory() as folder:
        database = Database(make_engine(f"sqlite:///{Path(folder) / 'bench.db'}"))
        Base.metadata.create_all(database.engine)
        yield database
        database.close()


@contextmanager
def sqlite(safety: Safety = "FULL") -> Iterator[Database]:
    """A line open for calls. The product always writes with FULL; NORMAL is for comparing."""
    with empty() as database:
        database.engine.dispose()
        pragma = f"PRAGMA synchronous={safety}"
        event.listen(database.engine, "connect", lambda opened, _: opened.execute(pragma))
        yield _with_a_line(database)


@contextmanager
def postgresql(url: str) -> Iterator[Database]:
    """The same in a PostgreSQL database that has no tables yet."""
    database = Database(make_engine(url, PATIENT))
    Base.metadata.create_all(database.engine)
    yield _with_a_line(database)
    database.close()


def environment(folder: str) -> dict[str, str]:
    """For a process that has its database in this folder, and no more installed than in service."""
    (Path(folder) / "rich.py").write_text(_ABSENT)
    return {
        "PYTHONPATH": folder,
        "DATABASE_URL": f"sqlite:///{Path(folder) / 'bench.db'}",
        "PUBLIC_URL": ORIGIN,
        "TWILIO_ACCOUNT_SID": ACCOUNT,
        "TWILIO_AUTH_TOKEN": TOKEN,
    }


def _with_a_line(database: Database) -> Database:
    with database.writing() as session:
        make.an_open_line(session, number=LINE)
    return database


def open_web(database: Database, clock: Settable) -> WsgiApp:
    return application(database, clock).wsgi_app


def application(database: Database, clock: Settable) -> Flask:
    settings = Settings(
        _env_file=None,
        public_url=ORIGIN,
        twilio_account_sid=ACCOUNT,
        twilio_auth_token=TOKEN,
        secret_key="the secret of bench",
    )
    return create_app(settings, database=database, clock=clock)


class Caller:
    """One call of one citizen: makes webhooks as Twilio sends them, with its 22 fields."""

    def __init__(self) -> None:
        self._number = next(_callers)

    def webhook(self, path: str, **more: str) -> dict[str, Any]:
        """A signed request, ready to be handed to the application."""
        headers, body = self.signed(path, **more)
        return environ(Request("control", "", "POST", ORIGIN + path, headers, body))

    def signed(self, path: str, **more: str) -> tuple[dict[str, str], bytes]:
        """Headers and body of a signed request."""
        fields = self._fields() | more
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "X-Twilio-Signature": sign(TOKEN, ORIGIN + path, list(fields.items())),
        }
        return headers, urlencode(fields).encode()

    def _fields(self) -> dict[str, str]:
        caller = f"+35840{2000000 + self._number}"
        places = {
            f"{side}{part}": "" for side in ("From", "To") for part in ("City", "State", "Zip")
        }
        return places | {
            "AccountSid": ACCOUNT,
            "ApiVersion": "2010-04-01",
            "CallSid": f"CA{self._number:032x}",
            "CallStatus": "in-progress",
            "Called": LINE,
            "CalledCountry": "FI",
            "Caller": caller,
            "CallerCountry": "FI",
            "Direction": "inbound",
            "From": caller,
            "FromCountry": "FI",
            "To": LINE,
            "ToCountry": "FI",
            "msg": "Gather End",
        }
