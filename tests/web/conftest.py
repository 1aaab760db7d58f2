"""A web application over a fresh database, and a network that signs what it sends."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from ivr.app import create_app
from ivr.db import Base, Database, Session
from ivr.settings import Settings
from ivr.telephony.signature import sign
from tests import make
from tests.clocks import Settable

ORIGIN = "https://we.example"
ACCOUNT = "AC" + "51" * 16
TOKEN = "an auth token of tests"
LINE = "+358295000100"

Row = tuple[object, ...]


@pytest.fixture
def settings() -> Settings:
    return Settings(
        _env_file=None,
        public_url=ORIGIN,
        twilio_account_sid=ACCOUNT,
        twilio_auth_token=TOKEN,
        secret_key="the secret of tests",
        metrics_token="watch",
    )


@pytest.fixture
def app(settings: Settings, database: Database, clock: Settable) -> Flask:
    """The application of an agency with one open line, on a working Tuesday at 10:00."""
    with database.writing() as session:
        make.an_open_line(session, number=LINE)
    return create_app(settings, database=database, clock=clock)


@dataclass
class Network:
    """Sends webhooks as Twilio does: a form, signed over the public address."""

    app: Flask
    clock: Settable
    sid: str = "CA" + "0" * 32
    caller: str = make.CITIZEN
    standard: dict[str, str] = field(default_factory=dict)

    def fields(self, **more: str) -> dict[str, str]:
        return {
            "AccountSid": ACCOUNT,
            "ApiVersion": "2010-04-01",
            "CallSid": self.sid,
            "CallStatus": "in-progress",
            "Direction": "inbound",
            "From": self.caller,
            "FromCity": "",
            "To": LINE,
            **self.standard,
            **more,
        }

    def post(self, path: str, **more: str) -> TestResponse:
        return self.send(path, list(self.fields(**more).items()))

    def send(
        self, path: str, fields: Sequence[tuple[str, str]], token: str = TOKEN
    ) -> TestResponse:
        """Whatever fields are to be sent, with the signature of who holds `token`."""
        return self.send_raw(path, fields, sign(token, ORIGIN + path, fields))

    def send_raw(
        self, path: str, fields: Sequence[tuple[str, str]], signature: str | None
    ) -> TestResponse:
        headers = {} if signature is None else {"X-Twilio-Signature": signature}
        return self.app.test_client().post(
            path,
            data=urlencode(fields),
            content_type="application/x-www-form-urlencoded",
            headers=headers,
        )

    def calls_in(self) -> TestResponse:
        return self.post("/voice/incoming", CallStatus="ringing")

    def presses(self, *entries: str, first: int = 2) -> TestResponse:
        """One entry a turn, from the second turn on, each after listening for a while."""
        for turn, digits in enumerate(entries, first):
            self.clock.advance(seconds=3)
            answer = self.post(f"/voice/turn/{turn}/", Digits=digits)
        return answer


@pytest.fixture
def network(app: Flask, clock: Settable) -> Network:
    return Network(app, clock)


@pytest.fixture
def rows(database: Database) -> "Rows":
    return Rows(database)


@pytest.fixture
def do(database: Database) -> Callable[[Callable[[Session], Any]], Any]:
    """Does something in a transaction, and gives what comes of it."""

    def act(what: Callable[[Session], Any]) -> Any:
        with database.writing() as session:
            return what(session)

    return act


class Rows:
    """Everything that is stored, for comparing before and after."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def __call__(self, table: str | None = None) -> dict[str, list[Row]]:
        names = [table] if table else list(Base.metadata.tables)
        return {name: list(self._of(name)) for name in names}

    def _of(self, name: str) -> Iterator[Row]:
        with self._database.reading() as session:
            for row in session.execute(select(Base.metadata.tables[name])):
                yield tuple(map(repr, row))
