"""Asking for callbacks in tests, and what is stored of it; every act a transaction of its own."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import select

from ivr.db import Database, Session
from ivr.models import Callback, Line
from ivr.services import callbacks, contacts, requests
from ivr.services.policy import Policy
from ivr.services.requests import Requested, Wish
from tests.make import CITIZEN, KEYER, NOW


def ask(
    database: Database,
    line: Line,
    number: str = CITIZEN,
    source: str = "shown",
    now: datetime = NOW,
    policy: Policy = Policy(),  # noqa: B008
    **wish: Any,
) -> Requested:
    """One request in a transaction of its own, by a caller whose own number is CITIZEN."""
    with database.writing() as session:
        contact = contacts.find_or_make(session, KEYER, number, now)
        asker = contacts.find_or_make(session, KEYER, CITIZEN, now)
        session.flush()
        wanted = Wish(contact, source, wish.pop("language", "fi"), f"contact:{asker.id}", **wish)
        return requests.request(session, line, policy, wanted, now)


def stored(database: Database) -> list[Callback]:
    with database.reading() as session:
        return list(session.scalars(select(Callback).order_by(Callback.id)))


def change(database: Database, do: Callable[[Session, Callback], object]) -> None:
    """Something happens to the one open callback."""
    with database.writing() as session:
        do(session, session.scalars(select(Callback).where(Callback.ended_at.is_(None))).one())


def put(database: Database, *states: str) -> None:
    """The open callback goes through these states, one after the other."""
    for state in states:
        change(
            database,
            lambda session, callback, to=state: callbacks.move(
                session, callback, to, cause="test", actor="system", now=NOW
            ),
        )
