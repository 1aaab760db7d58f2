"""A key press, validated and stored, beside a route that does nothing."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from typing import Any

from flask import Flask, Response

from ivr.db import Database
from ivr.simnet.inprocess import WsgiApp
from tests.bench import office
from tests.bench.figures import Figure
from tests.bench.measure import Contestant, Work, side_by_side
from tests.clocks import Settable

ROUNDS, EACH = 5, 40
TWIML = (
    '<?xml version="1.0" encoding="UTF-8"?><Response><Gather><Say>Hello</Say></Gather></Response>'
)
WHOLE = "a call: incoming, three keys, its end; the callback stored"
GOALS = {"SQLite NORMAL": (6.0, 3.5), "SQLite FULL": (8.0, 6.0), "PostgreSQL": (9.0, 7.0)}


def figures(postgresql: str | None) -> list[Figure]:
    """CPU of one request: the press that only leads on, and the one that takes the request."""
    with ExitStack() as stack:
        databases = {
            "SQLite NORMAL": stack.enter_context(office.sqlite("NORMAL")),
            "SQLite FULL": stack.enter_context(office.sqlite()),
        }
        if postgresql:
            databases["PostgreSQL"] = stack.enter_context(office.postgresql(postgresql))
        contestants = dict(_contestants(databases))
        taken = side_by_side(contestants, rounds=ROUNDS, each=EACH)
    static = taken.pop("a bare Flask route, constant TwiML")
    rows = [Figure("a bare Flask route, constant TwiML", static, "us")]
    for name, time in taken.items():
        hold, excellent = GOALS.get(name.partition(": ")[0], (None, None))
        leads_on = name.endswith("leads on")
        rows.append(Figure(name, time, "us"))
        goal = (hold, excellent) if leads_on else (None, None)
        rows.append(Figure("   / the bare route", time / static, "times", *goal))
    return rows


def whole_call() -> Figure:
    """CPU of all webhooks of a citizen's call in which she asks to be called."""
    with office.sqlite() as database:
        taken = side_by_side({"call": _Desk(database).calling}, rounds=ROUNDS, each=EACH)
    return Figure(WHOLE, taken["call"] / 1e3, "ms", 15, 9)


def _contestants(databases: dict[str, Database]) -> Iterator[tuple[str, Contestant]]:
    yield "a bare Flask route, constant TwiML", _bare()
    for name, database in databases.items():
        desk = _Desk(database)
        yield f"{name}: a key that leads on", desk.leading_on
        yield f"{name}: the key that asks for a call", desk.asking


def _bare() -> Contestant:
    app = Flask("bare")
    app.add_url_rule(
        "/voice/turn/4/",
        view_func=lambda: Response(TWIML, mimetype="text/xml"),
        methods=["POST"],
    )

    def prepare(many: int) -> Sequence[Work]:
        return [
            _asked(app.wsgi_app, office.Caller().webhook("/voice/turn/4/")) for _ in range(many)
        ]

    return prepare


class _Desk:
    """Calls brought, unmeasured, to the question whether the number is right."""

    def __init__(self, database: Database) -> None:
        self._clock = Settable()
        self._app = office.open_web(database, self._clock)

    def leading_on(self, many: int) -> Sequence[Work]:
        return self._ready(many, "2")

    def asking(self, many: int) -> Sequence[Work]:
        return self._ready(many, "1")

    def calling(self, many: int) -> Sequence[Work]:
        return [self._call] * many

    def _call(self) -> None:
        caller = office.Caller()
        self._ask(caller, "/voice/incoming", CallStatus="ringing")
        for turn in (2, 3, 4):
            self._clock.advance(seconds=1)
            self._ask(caller, f"/voice/turn/{turn}/", Digits="1")
        self._ask(caller, "/voice/status", CallStatus="completed")

    def _ask(self, caller: office.Caller, path: str, **more: str) -> None:
        told: list[str] = []
        self._app(caller.webhook(path, **more), lambda status, *_: told.append(status))
        if not told[0].startswith("20"):
            raise RuntimeError(f"{path} was not answered: {told}")

    def _ready(self, many: int, key: str) -> Sequence[Work]:
        callers = [office.Caller() for _ in range(many)]
        for caller in callers:
            _asked(self._app, caller.webhook("/voice/incoming", CallStatus="ringing"))()
        for turn in (2, 3):
            self._clock.advance(seconds=1)
            for caller in callers:
                _asked(self._app, caller.webhook(f"/voice/turn/{turn}/", Digits="1"))()
        self._clock.advance(seconds=1)
        return [_asked(self._app, one.webhook("/voice/turn/4/", Digits=key)) for one in callers]


def _asked(app: WsgiApp, request: dict[str, Any]) -> Work:
    """One request; an answer that is no TwiML, or only an apology, would measure nothing."""

    def ask() -> bytes:
        told: list[str] = []
        body = b"".join(app(request, lambda status, _headers, _error=None: told.append(status)))
        if told != ["200 OK"] or b"<Response>" not in body:
            raise RuntimeError(f"not answered: {told} {body[:200]!r}")
        return body

    return ask
