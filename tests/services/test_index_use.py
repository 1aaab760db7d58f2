"""What is asked at every beat is found through an index, however long the queue is."""

import re
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, Select, event, insert, text
from sqlalchemy.orm import Session

from flows.rules.languages import LANGUAGES
from flows.rules.order import Lane
from flows.rules.times import Rhythm, terms
from ivr.db import Database, moments
from ivr.models import Callback, Contact, Line
from ivr.services import (
    at_desk,
    booking_lists,
    callbacks,
    cards,
    doubts,
    duty,
    free_times,
    holds,
    messages,
    open_calls,
    outcomes,
    outlook,
    owed,
    phone_times,
    places,
    probes,
    queue,
    reaching,
    sought,
    sweeps,
    tasks,
    text_doubts,
    visits,
)
from ivr.services.sought import Sought
from tests import make
from tests.make import NOW

LONG_AGO = NOW - timedelta(days=1)
LANE = Lane("general", "fi").key
OFFERED = {"diary_id": 1, "most": 9, **places.on_terms(terms(Rhythm(), "citizen", NOW))}

SEEN = {"seen_at": LONG_AGO, "seen_id": 1, "most": 50}

RARE = "needs_human"
"""A state in which few of many callbacks are."""

ASKED: Sequence[tuple[str, Select[*tuple[Any, ...]], dict[str, Any], str]] = (
    (
        "the head of a lane for an agent",
        probes._HEAD,
        {"lane": LANE, "agent": 1, "rests_since": NOW, "on_the_line_since": NOW},
        "ix_callback_ready",
    ),
    (
        "the head of what is to be called next",
        probes._HEAD_OF_NEXT,
        {"lane": LANE, "agent": 1, "rests_since": NOW, "on_the_line_since": NOW},
        "ix_callback_next",
    ),
    ("whether a lane has work", probes._HAS_WORK, {"lane": LANE}, "ix_callback_ready"),
    (
        "callbacks in lanes without an agent",
        duty._UNRAISED,
        {"lane": LANE, "due_by": NOW, "most": 10},
        "ix_callback_unraised",
    ),
    (
        "callbacks that have come due",
        callbacks._DUE,
        {"on_line": 1, "now": NOW, "on_the_line_since": NOW, "most": 10},
        "ix_callback_waiting",
    ),
    ("an agent's missing outcomes", outcomes._UNFILED, {"of_staff": 1}, "ix_attempt_unfiled"),
    ("missing outcomes", sweeps._UNFILED, {}, "ix_attempt_unfiled"),
    ("overdue promises", sweeps._OVERDUE, {}, "ix_promise_unjudged"),
    ("late callbacks", queue._LATE, {"now": NOW}, "ix_promise_unjudged"),
    ("offers whose lease has ended", sweeps._LAPSED, {}, "uq_attempt_live"),
    ("failures without a reason", sweeps._FAILED, {}, "uq_attempt_live"),
    ("legs that have fallen silent", doubts.SILENT, {}, "uq_attempt_live"),
    ("legs whose end is not told", doubts.STRAY, {}, "ix_attempt_leg_open"),
    ("calls whose end is not told", open_calls.DUE, {}, "ix_call_open"),
    ("texts in doubt", text_doubts.DUE, {}, "ix_message_unknown"),
    ("phone times whose minute comes", phone_times.DUE, {}, "ix_booking_ahead"),
    ("whether any callback is ready", probes.ANY_WORK, {}, "ix_callback_ready"),
    ("whether anything that waits is due", callbacks.ANY_DUE, {}, "ix_callback_waiting"),
    ("whether any text is due", messages.ANY_DUE, {}, "ix_message_queued"),
    ("texts before calls", reaching.UNTOLD, {}, "ix_callback_text_first"),
    ("legs that ring for what was left", at_desk.LEFT, {}, "ix_attempt_leg_open"),
    ("whether a lane has long had nobody", duty.ANY_UNRAISED, {}, "ix_callback_unraised"),
    ("who is owed another time", booking_lists._DISPLACED, {}, "ix_booking_displaced"),
    ("phone times not called", booking_lists._NOT_CALLED, {"now": NOW}, "ix_booking_ahead"),
    ("places held for too long", holds.EXPIRED, {}, "(uq|ix)_booking_held"),
    ("the seats of a time", places._SEATS, {"of_slot": 1}, "uq_booking_seat"),
    ("visits gone by", visits.GONE_BY, {}, "ix_booking_ahead"),
    ("whom nobody calls for a time we owe", owed.DUE, {}, "ix_booking_displaced"),
    ("the times of a service point", free_times._TIMES[False], OFFERED, "uq_slot_start"),
    ("the phone times of a line", free_times._TIMES[True], OFFERED, "uq_slot_start"),
    ("the free days of a diary", free_times._DAYS[True], OFFERED, "uq_slot_start"),
    (
        "a citizen's open callbacks",
        cards._OPEN,
        {"contact_id": 1},
        "uq_callback_open|ix_callback_contact",
    ),
    (
        "what an agent could do",
        tasks._UNDONE,
        {"line_ids": [1], "languages": ["fi"], "of_staff": 1, "taken_since": NOW},
        "ix_task_(undone|contact)",
    ),
    (
        "a page of the queue",
        sought._merged(Sought(), [1, 2]),
        SEEN,
        "ix_callback_open",
    ),
    (
        "a page of the callbacks in one state",
        sought._merged(Sought(states=(RARE,)), [1]),
        SEEN,
        "ix_callback_state",
    ),
    (
        "a page of the callbacks in hand",
        sought._merged(Sought(states=("offered", RARE)), [1, 2]),
        SEEN,
        "ix_callback_state",
    ),
    (
        "the last comers, who hold the latest promises",
        outlook._HELD,
        {"line_id": 1, "language": "fi"},
        "ix_callback_open",
    ),
)
"""Each question, its values, and a pattern of the index: small ones may serve equally well."""


@pytest.mark.parametrize(
    ("statement", "values", "index"),
    [each[1:] for each in ASKED],
    ids=[each[0] for each in ASKED],
)
def test_it_is_found_by_its_index(
    database: Database, statement: Select[Any], values: dict[str, Any], index: str
) -> None:
    with database.writing() as session:
        line = make.an_open_line(session)
        if database.engine.dialect.name == "postgresql":
            _queue_up(session, line)
        plan = explain(session, statement, values)

    assert re.search(index, plan)


STATES = ("waiting", "ready", "talking", *["done"] * 27)
"""As it is: most of what was ever asked for has been done."""


def _queue_up(session: Session, line: Line, many: int = 900) -> None:
    """PostgreSQL weighs indexes by what it knows of a table: of an empty one all are alike."""
    contacts = [
        {"number_key": f"{n}", "refuses_typed": False, "unreachable": False, "created_at": NOW}
        for n in range(many)
    ]
    ids = session.scalars(insert(Contact).returning(Contact.id), contacts).all()
    session.execute(insert(Callback), [_waiting(line, n, ids[n]) for n in range(many)])
    session.execute(text("ANALYZE callback"))


def _waiting(line: Line, n: int, contact_id: int) -> dict[str, Any]:
    language, moment = LANGUAGES[n % 3], NOW - timedelta(minutes=n)
    return {
        "contact_id": contact_id,
        "number_source": "shown",
        "line_id": line.id,
        "language": language,
        "lane": Lane(line.key, language).key,
        "state": RARE if n % 90 == 0 else STATES[n % len(STATES)],
        "state_since": moment,
        "arrived_at": moment,
        "not_before": moment,
        "ended_at": NOW if n % len(STATES) > 2 and n % 90 else None,
    }


def explain(session: Session, statement: Select[Any], values: dict[str, Any]) -> str:
    """The database's plan. PostgreSQL is told that scanning is dear, for its tables are empty."""
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        for how in ("seqscan", "bitmapscan"):
            session.execute(text(f"SET LOCAL enable_{how} = off"))
    event.listen(connection, "before_cursor_execute", _ask_for_plan, retval=True)
    planned = connection.execute(statement, {**moments(statement, NOW), **values})
    return "\n".join(str(row) for row in planned.cursor.fetchall())


def _ask_for_plan(connection: Connection, _cursor: Any, sql: str, values: Any, *_: Any) -> Any:
    how = "QUERY PLAN " if connection.dialect.name == "sqlite" else ""
    return f"EXPLAIN {how}{sql}", values
