"""A prepared statement does what SQLAlchemy would have done with it, on both databases."""

from typing import Any, cast

import pytest
from sqlalchemy import Table, bindparam, insert, select, update
from sqlalchemy.exc import DBAPIError, IntegrityError

from ivr.db import Database, Lost, Prepared, make_engine, plainly
from ivr.models import Call
from tests import make
from tests.make import NOW, span
from tests.postgres import Server

CALLS = cast(Table, Call.__table__)
NEW = ("sid", "direction", "dialogue", "line_id", "shown", "state", "turn", "started_at")
INSERT = Prepared(insert(CALLS), *NEW)
READ = select(CALLS.c.state, CALLS.c.turn, CALLS.c.started_at, CALLS.c.ended_at).where(
    CALLS.c.sid == bindparam("sid"), CALLS.c.direction == "inbound"
)
STATE = {"words": 'hyvää "päivää"', "tries": 2, "offered": {"1": "yes"}}


def a_call(database: Database, **values: Any) -> dict[str, Any]:
    with database.writing() as session:
        line = make.a_line(session)
        return {
            "sid": "CA1",
            "direction": "inbound",
            "dialogue": "caller",
            "line_id": line.id,
            "shown": "withheld",
            "state": STATE,
            "turn": 3,
            "started_at": NOW,
            **values,
        }


def test_what_is_written_and_read_is_converted_as_always(database: Database) -> None:
    values = a_call(database)

    with database.writing() as session:
        INSERT.run(plainly(session), values)

    with database.reading() as session:
        read = Prepared(READ).first(plainly(session), {"sid": "CA1"})
        assert read == tuple(session.execute(READ, {"sid": "CA1"}).one())
        assert read == (STATE, 3, NOW, None)


def test_a_column_can_be_emptied(database: Database) -> None:
    values = a_call(database)
    move = update(CALLS).where(CALLS.c.sid == bindparam("of_sid"))

    with database.writing() as session:
        INSERT.run(plainly(session), values)
        emptied = {"of_sid": "CA1", "state": None, "ended_at": NOW + span("1 h")}
        Prepared(move, "state", "ended_at").run(plainly(session), emptied)

    with database.reading() as session:
        read = Prepared(READ).first(plainly(session), {"sid": "CA1"})
        assert read == (None, 3, NOW, NOW + span("1 h"))


def test_where_nothing_is_found_there_is_no_row(database: Database) -> None:
    with database.reading() as session:
        assert Prepared(READ).first(plainly(session), {"sid": "CA9"}) is None


def test_faults_have_the_names_that_sqlalchemy_gives_them_and_tell_no_values(
    database: Database,
) -> None:
    values = a_call(database)

    with pytest.raises(IntegrityError) as fault, database.writing() as session:
        INSERT.run(plainly(session), values)
        INSERT.run(plainly(session), values)

    assert "hyvää" not in str(fault.value)


def test_a_reader_can_t_write_with_it_either(database: Database) -> None:
    values = a_call(database)

    with pytest.raises(DBAPIError, match=r"readonly|read-only"), database.reading() as session:
        INSERT.run(plainly(session), values)


@pytest.mark.postgres
def test_a_connection_cut_in_the_middle_is_told_lost_and_given_up(
    postgresql: Server, postgresql_url: str
) -> None:
    database = Database(make_engine(postgresql_url))

    with pytest.raises(Lost), database.writing() as session:
        pid = session.connection().exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
        postgresql.cut(pid)
        Prepared(READ).first(plainly(session), {"sid": "CA1"})

    with database.reading() as session:
        assert Prepared(READ).first(plainly(session), {"sid": "CA1"}) is None
    database.close()


def test_what_is_written_can_be_returned_as_it_is_read(database: Database) -> None:
    values = a_call(database)
    ending = update(CALLS).where(CALLS.c.sid == bindparam("of_sid"), CALLS.c.ended_at.is_(None))
    end = Prepared(ending.returning(CALLS.c.state, CALLS.c.ended_at), "ended_at")

    with database.writing() as session:
        INSERT.run(plainly(session), values)
        ended = {"of_sid": "CA1", "ended_at": NOW}
        assert end.first(plainly(session), ended) == (STATE, NOW)
        assert end.first(plainly(session), ended) is None


def test_what_is_done_plainly_in_a_savepoint_is_undone_with_it(database: Database) -> None:
    values = a_call(database)

    with database.writing() as session:
        with session.begin_nested() as attempt:
            INSERT.run(plainly(session), values)
            attempt.rollback()
        assert session.execute(READ, {"sid": "CA1"}).first() is None
