"""A day at a made-up agency, as its staff see it: for browser tests and for pictures."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from threading import Thread

from argon2 import PasswordHasher
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.serving import make_server

from flows.rules.window import local_date
from ivr.app import create_app
from ivr.clock import Clock
from ivr.db import Database
from ivr.models import Callback, Line, Promise, Staff
from ivr.services import events
from ivr.services.agency import AgencyFile, read_agency
from ivr.settings import SAMPLE_AGENCY, Settings
from tests import make
from tests.make import NOW, span

PASSWORD = "a password of tests"
HASH = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1).hash(PASSWORD)
PEOPLE = {"saara": "supervisor", "arvo": "auditor", "iida": "admin"}


def application(
    database: Database, clock: Clock, public_url: str = "http://127.0.0.1:8000"
) -> Flask:
    settings = Settings(
        _env_file=None,
        public_url=public_url,
        twilio_account_sid="AC" + "51" * 16,
        twilio_auth_token="an auth token of tests",
        secret_key="the secret of tests",
    )
    return create_app(settings, database=database, clock=clock)


@contextmanager
def served(app: Flask, port: int = 0) -> Iterator[str]:
    """The application answers at this address for a while."""
    server = make_server("127.0.0.1", port, app, threaded=True)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def open_agency(session: Session) -> Line:
    """The sample agency's line, staff with logins, and nothing to do yet."""
    agency = read_agency(SAMPLE_AGENCY)
    make.some_days(session)
    make.an_agency(session).names = {**agency.names}
    line = _line(session, agency)
    for name, role in PEOPLE.items():
        make.an_agent(session, name, role=role, ready=False, password=HASH)
    make.an_agent(session, "aino", ready=False, password=HASH)
    return line


def _line(session: Session, agency: AgencyFile) -> Line:
    entry = agency.lines[0]
    return make.a_line(
        session,
        entry.key,
        number="+358295000100",
        names=entry.names,
        hours_words=entry.hours_words,
        price_words=entry.price_words,
        urgent_words=entry.urgent_words,
    )


def busy_morning(session: Session, line: Line) -> None:
    """Callbacks in every state, promises kept and missed, agents at work, a journal."""
    bo = make.an_agent(session, "bo", languages=["sv"], state="talking")
    eeva = make.an_agent(session, "eeva", state="paused", state_reason="lunch")
    make.an_agent(session, "hilkka", state="ready")
    _in_hand(session, line, bo)
    _left_open(session, line, eeva)
    for place in range(9):
        language = ("fi", "fi", "sv", "fi", "en", "fi")[place % 6]
        waiting = f"{95 - 9 * place} min"
        row = make.a_callback(session, line, waiting=waiting, language=language)
        promise(session, row, NOW + span(f"{12 * place - 20} min"), "2 h" if place % 3 else "0 s")
    row = make.a_callback(
        session, line, state="waiting", waiting="4 h", counted=1, not_before=NOW + span("50 min")
    )
    promise(session, row, NOW + span("3 h"), "2 h")
    _journal(session)


def _in_hand(session: Session, line: Line, agent: Staff) -> None:
    talking = make.a_callback(session, line, state="talking", waiting="2 h", language="sv", epoch=1)
    promise(session, talking, NOW, "1 h")
    make.an_attempt(session, talking, agent, state="talking", released_at=NOW)


def _left_open(session: Session, line: Line, agent: Staff) -> None:
    unfiled = {"state": "unfiled", "raised_at": NOW, "raised_reason": "unfiled"}
    row = make.a_callback(session, line, waiting="150 min", **unfiled)
    make.an_attempt(session, row, agent, state="ended", result="answered", outcome=None)
    silent = {"state": "needs_human", "raised_at": NOW, "raised_reason": "silence"}
    row = make.a_callback(session, line, waiting="170 min", counted=1, **silent)
    promise(session, row, NOW - span("65 min"), "1 h")
    first = {"kind": "cut_off", "counted": 1}
    row = make.a_callback(session, line, waiting="80 min", **first)
    promise(session, row, NOW + span("35 min"), "1 h")


def promise(session: Session, callback: Callback, until: datetime, width: str) -> None:
    """What was told: until when, and how wide a time."""
    form = "window" if span(width) else "half_hour"
    session.add(
        Promise(
            callback_id=callback.id,
            from_at=until - span(width),
            to_at=until,
            local_date=local_date(until),
            form=form,
            words="…",
            language=callback.language,
            channel="spoken",
            told_at=callback.arrived_at,
        )
    )


def _journal(session: Session) -> None:
    rows = session.query(Callback).order_by(Callback.arrived_at).all()
    for minutes, row in enumerate(reversed(rows)):
        at = NOW - span(f"{minutes + 1} min")
        subject = ("callback", row.id)
        events.record(session, subject, None, "waiting", "asked", "citizen", at)
        if row.state != "waiting":
            events.record(session, subject, "waiting", "ready", "due", "system", at)
        if row.state == "talking":
            events.record(session, subject, "ready", "offered", "claimed", "system", at)
            events.record(session, subject, "offered", "dialling", "released", "agent:5", at)
            events.record(session, subject, "dialling", "talking", "answered", "system", at)
