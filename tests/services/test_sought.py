"""What is sought in the queue is found, all of it and nothing else, by ways that stay short."""

from collections.abc import Mapping
from typing import Any

import pytest
from sqlalchemy import event

from ivr.db import Database
from ivr.models import Callback, Contact, Line, Promise
from ivr.services import queue
from ivr.services.sought import BEGINNING, EVERYTHING, Sought
from tests import make
from tests.conftest import only_sqlite
from tests.make import NOW, span


@pytest.fixture
def mixed(database: Database) -> Database:
    """Twenty-four open callbacks on two lines in three languages, a third of them late."""
    with database.writing() as session:
        lines = [make.an_open_line(session), make.a_line(session, "authority")]
        for n in range(24):
            callback = make.a_callback(
                session,
                lines[n % 2],
                language=("fi", "sv", "en")[n % 3],
                state=("ready", "waiting", "talking", "needs_human")[n // 6],
                waiting=f"{90 - n} min",
                number=f"+3584012340{n % 12:02}" if n < 12 else f"+3584055550{n:02}",
            )
            if n % 3 == 0:
                promised(session, callback, "-5 min")
        make.a_callback(session, lines[0], state="done", number="+358401239999")
    return database


def promised(session: Any, callback: Callback, until: str) -> None:
    session.add(
        Promise(
            callback_id=callback.id,
            from_at=NOW - span("2 h"),
            to_at=NOW + span(until),
            local_date=NOW.date(),
            form="window",
            words="…",
            language="fi",
            channel="spoken",
            told_at=callback.arrived_at,
        )
    )


def found(database: Database, most: int = 50, **wanted: Any) -> list[str]:
    """All pages of what is sought."""
    shown: list[str] = []
    after = BEGINNING
    with database.reading() as session:
        while after:
            page = queue.page(session, after, most, Sought(**wanted))
            shown += [row.id for row in page.rows]
            after = page.next  # type: ignore[assignment]
    return shown


def rows(database: Database) -> list[queue.Row]:
    with database.reading() as session:
        return list(queue.every(session))


def number_of(database: Database, public_id: str) -> str:
    with database.reading() as session:
        callback = session.query(Callback).filter_by(public_id=public_id).one()
        return callback.contact.number or ""


def is_late(row: queue.Row) -> bool:
    return row.promise is not None and row.state in ("ready", "waiting", "offered")


@pytest.mark.parametrize("late", [False, True])
@pytest.mark.parametrize("states", [(), ("waiting",), ("talking", "needs_human")])
@pytest.mark.parametrize("language", [None, "sv"])
@pytest.mark.parametrize("line", [None, "authority"])
def test_every_mixture_finds_those_rows_and_no_others(
    mixed: Database,
    line: str | None,
    language: str | None,
    states: tuple[str, ...],
    late: bool,
) -> None:
    wanted = {"language": language, "states": states, "late_at": NOW if late else None}
    with mixed.reading() as session:
        line_id = session.query(Line.id).filter_by(key=line).scalar() if line else None

    expected = [
        row.id
        for row in rows(mixed)
        if (line is None or row.line == line)
        and (language is None or row.language == language)
        and (not states or row.state in states)
        and (not late or is_late(row))
    ]

    assert found(mixed, 3, line_id=line_id, **wanted) == expected


@pytest.mark.parametrize("digits", ["001", "4003", "12340", "234011", "999", "003"])
def test_the_last_digits_find_the_numbers_that_end_so(mixed: Database, digits: str) -> None:
    expected = [row.id for row in rows(mixed) if number_of(mixed, row.id).endswith(digits)]

    assert found(mixed, 2, ending=digits) == expected


def test_the_last_digits_are_narrowed_by_the_rest(mixed: Database) -> None:
    first = rows(mixed)[0]
    digits = number_of(mixed, first.id)[-4:]

    assert found(mixed, ending=digits, states=("ready",)) == [first.id]
    assert found(mixed, ending=digits, states=("waiting",)) == []
    assert found(mixed, ending=digits, language="sv") == []


@pytest.mark.parametrize("digits", ["%01", "_01", "%%%"])
def test_signs_that_stand_for_others_elsewhere_stand_for_nothing(
    mixed: Database, digits: str
) -> None:
    assert found(mixed, ending=digits) == []


def test_an_erased_number_is_found_by_no_digits(mixed: Database) -> None:
    first = rows(mixed)[0]
    digits = number_of(mixed, first.id)[-6:]
    assert first.id in found(mixed, ending=digits)

    with mixed.writing() as session:
        session.query(Callback).filter_by(public_id=first.id).one().contact.number = None

    assert first.id not in found(mixed, ending=digits)
    with mixed.reading() as session:
        assert session.query(Contact).filter_by(number=None).one().ending is None


def test_what_was_tried_since_it_was_told_is_not_overdue(mixed: Database) -> None:
    first = found(mixed, late_at=NOW)[0]
    with mixed.writing() as session:
        callback = session.query(Callback).filter_by(public_id=first).one()
        session.query(Promise).filter_by(callback_id=callback.id).one().score = "late"

    assert first not in found(mixed, late_at=NOW)


def test_as_many_are_found_overdue_as_are_counted(mixed: Database) -> None:
    with mixed.reading() as session:
        assert len(found(mixed, late_at=NOW)) == queue.late(session, NOW) > 3


PLANS: Mapping[str, tuple[dict[str, Any], str]] = {
    "all": ({}, "ix_callback_open"),
    "a line": ({"line_id": 1}, "ix_callback_open"),
    "a state": ({"states": ("ready",)}, "ix_callback_state"),
    "last digits": ({"ending": "567", "line_id": 1, "language": "fi"}, "ix_contact_ending"),
    "overdue": ({"late_at": NOW, "line_id": 1, "states": ("ready",)}, "ix_promise_unjudged"),
}


@only_sqlite
@pytest.mark.parametrize("sought", PLANS)
def test_nothing_walks_through_the_whole_queue(mixed: Database, sought: str) -> None:
    wanted, index = PLANS[sought]
    plans: list[str] = []

    with mixed.reading() as session:
        connection = session.connection()

        def note(*said: Any) -> None:
            statement, values = said[2], said[3]
            if "FROM callback" in statement and not plans:
                plans.append("")
                plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
                plans[0] = "\n".join(row[3] for row in plan)

        event.listen(connection, "before_cursor_execute", note)
        queue.page(session, BEGINNING, 50, Sought(**wanted) if wanted else EVERYTHING)

    assert index in plans[0]
    assert "SCAN callback" not in plans[0]


def test_an_agency_without_a_line_has_an_empty_queue(database: Database) -> None:
    assert found(database) == []
