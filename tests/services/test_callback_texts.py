"""Texts about misses and delays are few: two a day for one number, and the last one is kept."""

import pytest
from sqlalchemy import select

from ivr.db import Database
from ivr.models import Attempt, Callback, Message
from ivr.services import callback_texts, messages
from tests import make
from tests.make import CITIZEN, NOW, at, span


def missed(database: Database, key: str = "general", **values: object) -> tuple[int, int]:
    """A callback to the citizen on a line of that key, and an attempt that has missed her."""
    with database.writing() as session:
        contact = session.scalar(select(make.Contact).where(make.Contact.number == CITIZEN))
        line = make.an_open_line(session) if contact is None else make.a_line(session, key)
        contact = contact or make.a_contact(session, CITIZEN)
        defaults = {"state": "waiting", "not_before": NOW + span("17 min")}
        callback = make.a_callback(session, line, contact=contact, **{**defaults, **values})
        agent = make.an_agent(session, name=key)
        return callback.id, make.an_attempt(session, callback, agent, state="ended").id


def queue(database: Database, attempt_id: int, kind: str, now: str = "2026-11-24 10:00") -> bool:
    with database.writing() as session:
        attempt = session.get_one(Attempt, attempt_id)
        return callback_texts.queue(session, attempt, kind, at(now))


def moments(database: Database) -> list[tuple[str, str]]:
    """What was queued, and for when."""
    with database.reading() as session:
        rows = session.scalars(select(Message).order_by(Message.id))
        return [(row.kind, f"{row.send_after:%d.%m. %H:%M}") for row in rows]


@pytest.fixture
def told_twice(database: Database) -> list[int]:
    """Attempts on three lines, of which two have brought the citizen a text today."""
    attempts = [missed(database, key)[1] for key in ("general", "families", "students")]
    assert all(queue(database, attempt, "missed_first") for attempt in attempts[:2])
    return attempts


def test_a_third_text_on_one_day_is_not_queued(database: Database, told_twice: list[int]) -> None:
    assert not queue(database, told_twice[2], "missed_first")

    assert queue(database, told_twice[2], "missed_first", "2026-11-25 10:00")


def test_the_last_text_waits_for_the_next_day(database: Database, told_twice: list[int]) -> None:
    assert queue(database, told_twice[2], "missed_last")

    assert moments(database)[2] == ("missed_last", "25.11. 06:00")  # UTC: eight o'clock


def test_it_counts_on_which_day_a_text_goes_out(database: Database, told_twice: list[int]) -> None:
    """In the evening the next morning's share is used."""
    assert queue(database, told_twice[2], "missed_first", "2026-11-24 20:30")

    assert moments(database)[2] == ("missed_first", "25.11. 06:00")


def test_what_is_not_queued_is_not_counted(database: Database) -> None:
    _, attempt = missed(database)

    asked = [queue(database, attempt, "missed_first") for _ in range(4)]

    assert asked == [True, False, False, False]
    assert queue(database, attempt, "missed_last")
    assert moments(database)[1] == ("missed_last", "24.11. 08:00")


def test_the_last_text_is_not_sent_to_who_has_asked_again_meanwhile(database: Database) -> None:
    callback_id, attempt = missed(database, state="unreached")
    queue(database, attempt, "missed_last", "2026-11-24 21:00")
    with database.writing() as session:
        ended = session.get_one(Callback, callback_id)
        make.a_callback(session, ended.line, contact=ended.contact)

    with database.writing() as session:
        assert messages.due(session, at("2026-11-25 08:00")) == []
        assert session.scalars(select(Message.state)).one() == "obsolete"


def test_obsolete_texts_hold_up_nothing_behind_them(database: Database) -> None:
    callback_id, attempt = missed(database, state="unreached")
    queue(database, attempt, "missed_last")
    _, other = missed(database, "families", state="unreached")
    queue(database, other, "missed_last")
    with database.writing() as session:
        ended = session.get_one(Callback, callback_id)
        make.a_callback(session, ended.line, contact=ended.contact)

    with database.writing() as session:
        assert len(messages.due(session, NOW, limit=1)) == 1
