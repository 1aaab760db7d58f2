"""No statement that runs often reads a whole table that grows: each finds its rows by an index."""

import re

import pytest
from sqlalchemy import Select
from sqlalchemy.dialects import sqlite

from ivr.db import Database
from ivr.services import (
    attempts,
    booking_lists,
    callbacks,
    contacts,
    day_figures,
    delays,
    diaries,
    exporting,
    free_times,
    laying,
    messages,
    month,
    outcomes,
    outlook,
    phone_times,
    probes,
    promises,
    rates,
    retention,
    sweeps,
    turns,
    whereabouts,
)
from tests.conftest import only_sqlite

GROWING = {
    "attempt",
    "booking",
    "call",
    "callback",
    "contact",
    "event",
    "message",
    "promise",
    "rate",
    "slot",
    "turn",
}

STATEMENTS = {
    "the next answer of a call": turns._PLACE.statement,
    "a stored answer": turns._ANSWER,
    "a number's contact": contacts._BY_KEY,
    "the staff member of a contact": contacts._STAFF,
    "an open callback": callbacks._OPEN,
    "a contact's latest callback": callbacks._LATEST,
    "callbacks that are due": callbacks._DUE,
    "an agent's latest attempt": attempts._LATEST.statement,
    "an agent's conversations without an outcome": outcomes._UNFILED,
    "agents who have fallen silent": sweeps._STRAY,
    "the head of a lane for an agent": probes._HEAD,
    "phone times whose minute comes": phone_times.DUE,
    "phone times booked for the next days": outlook._BOOKED,
    "promises held ahead": outlook._HELD,
    "how long the last calls of today took": outlook._LENGTHS,
    "who asked on a day": day_figures._ARRIVED,
    "whom we rang on a day": day_figures._RUNG,
    "what ended on a day": day_figures._ENDED,
    "what stood open and has ended since": day_figures._ENDED_SINCE,
    "promises for a day": day_figures._PROMISED,
    "calls that go on now": whereabouts._NOW,
    "a batch of callbacks to be taken out": exporting._LISTS["callbacks"],
    "a batch of bookings to be taken out": exporting._LISTS["bookings"],
    "promises of a callback": promises._OF_CALLBACK,
    "promises not judged yet": promises._UNJUDGED,
    "promises gone by": promises._GONE_BY,
    "promises about to break": delays._ABOUT_TO_BREAK,
    "texts that are due": messages._DUE,
    "texts in doubt": messages._SILENT,
    "a text by its token": messages._BY_TOKEN,
    "the times of a span of days": laying._STANDING,
    "who sits at some times": laying._SEATED,
    "the most places of times to come": diaries._MOST,
    "the times that are free": free_times._TIMES[False],
    "the phone times that are free": free_times._TIMES[True],
    "the days on which any is free": free_times._DAYS[False],
    "the days on which any phone time is free": free_times._DAYS[True],
    "the places of some weeks": month._PLACES,
    "the bookings of a day": booking_lists._OF_DAY,
    "phone times that have not become work": booking_lists._NOT_CALLED,
    "callbacks of those who are owed a time": booking_lists._CALLBACKS,
    "a counter": rates._COUNT,
    "calls to be emptied": retention._OVER,
    "numbers to be forgotten": retention._LAPSED,
}


@only_sqlite
@pytest.mark.parametrize("what", STATEMENTS)
def test_a_statement_finds_its_rows_by_an_index(database: Database, what: str) -> None:
    plan = explain(database, STATEMENTS[what])

    scanned = [step for step in plan if step.startswith("SCAN") and step.split()[1] in GROWING]
    assert not scanned, plan


def explain(database: Database, statement: Select) -> list[str]:
    """SQLite's plan, without the help of statistics."""
    text = str(statement.compile(dialect=sqlite.dialect()))
    text = re.sub(r"__\[POSTCOMPILE_\w+\]", "?, ?", text)  # a list of values
    with database.reading() as session:
        driver = session.connection().connection.driver_connection
        rows = driver.execute(f"EXPLAIN QUERY PLAN {text}", (None,) * text.count("?"))
        return [row[3] for row in rows.fetchall()]
