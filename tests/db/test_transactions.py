"""Transactions keep what they promise, on both databases."""

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from threading import Barrier, Thread

import pytest
from sqlalchemy import event, func, select, text
from sqlalchemy.exc import DBAPIError, StatementError
from sqlalchemy.orm import Session

from ivr.db import Busy, Database, Lost, Waits, make_engine, racing_insert
from ivr.models import JobSlot
from tests.clocks import Settable
from tests.conftest import only_postgresql, only_sqlite
from tests.postgres import Server


@pytest.fixture
def impatient(database_url: str) -> Iterator[Database]:
    """The same database for somebody who waits a fifth of a second."""
    database = Database(make_engine(database_url, Waits(lock=0.2, pool=0.2)))
    yield database
    database.close()


def take(session: Session, slot: str, now: datetime) -> str | None:
    claim = racing_insert(JobSlot).values(job="report", slot=slot, at=now)
    return session.scalar(claim.returning(JobSlot.slot))


def slots(session: Session) -> list[str]:
    return list(session.scalars(select(JobSlot.slot).order_by(JobSlot.slot)))


def test_what_was_written_stays(database: Database, clock: Settable) -> None:
    with database.writing() as session:
        take(session, "today", clock.now())

    with database.reading() as session:
        assert slots(session) == ["today"]


def test_an_error_undoes_all_of_its_transaction(database: Database, clock: Settable) -> None:
    with pytest.raises(ZeroDivisionError), database.writing() as session:
        take(session, "today", clock.now())
        _ = 1 / 0

    with database.reading() as session:
        assert slots(session) == []


def test_values_are_readable_after_the_end(database: Database, clock: Settable) -> None:
    with database.writing() as session:
        row = JobSlot(job="report", slot="today", at=clock.now())
        session.add(row)

    assert row.at == clock.now()


def test_a_reader_cannot_write(database: Database, clock: Settable) -> None:
    with pytest.raises(DBAPIError, match=r"readonly|read-only"), database.reading() as session:
        take(session, "today", clock.now())


def test_a_connection_that_has_read_can_write_again(database: Database, clock: Settable) -> None:
    with database.reading() as session:
        assert slots(session) == []

    with database.writing() as session:
        assert take(session, "today", clock.now()) == "today"


def test_a_reader_sees_one_unchanging_picture(database: Database, clock: Settable) -> None:
    with database.reading() as reader:
        before = slots(reader)
        with database.writing() as writer:
            take(writer, "today", clock.now())
        assert slots(reader) == before

    with database.reading() as reader:
        assert slots(reader) == ["today"]


def test_only_one_of_two_racing_inserts_wins(database: Database, clock: Settable) -> None:
    with database.writing() as session:
        assert take(session, "today", clock.now()) == "today"

    with database.writing() as session:
        assert take(session, "today", clock.now()) is None


def test_writers_side_by_side_lose_nothing(database: Database, clock: Settable) -> None:
    start = Barrier(8)

    def write(number: int) -> None:
        start.wait()
        for turn in range(10):
            with database.writing() as session:
                session.scalar(select(func.count()).select_from(JobSlot))  # reads before it writes
                take(session, f"{number}/{turn}", clock.now())

    threads = [Thread(target=write, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with database.reading() as session:
        assert len(slots(session)) == 80


def test_who_waits_too_long_for_a_lock_is_told_busy(
    database: Database, impatient: Database, clock: Settable
) -> None:
    with database.writing() as session:
        take(session, "today", clock.now())

        with pytest.raises(Busy), impatient.writing() as late:
            take(late, "today", clock.now())


def test_a_reader_never_waits_for_a_writer(
    database: Database, impatient: Database, clock: Settable
) -> None:
    with database.writing() as session:
        take(session, "today", clock.now())

        with impatient.reading() as reader:
            assert slots(reader) == []


def test_who_finds_all_connections_taken_is_told_busy(impatient: Database) -> None:
    with ExitStack() as taken:
        for _ in range(20):
            taken.enter_context(impatient.engine.connect())

        with pytest.raises(Busy), impatient.writing() as session:
            slots(session)


def test_a_new_process_leaves_open_connections_to_the_old_one(
    database: Database, clock: Settable
) -> None:
    theirs = database.engine.pool
    with database.writing() as session:
        take(session, "before", clock.now())
        database.forget()
        take(session, "after", clock.now())

    with database.reading() as session:
        assert slots(session) == ["after", "before"]
    assert database.engine.pool is not theirs
    theirs.dispose()


@pytest.mark.postgres
def test_a_slow_statement_is_told_busy(postgresql_url: str) -> None:
    database = Database(make_engine(postgresql_url, Waits(lock=0.2, pool=0.2)))

    with pytest.raises(Busy), database.writing() as session:
        session.execute(text("SELECT pg_sleep(5)"))

    database.close()


@only_sqlite
def test_a_full_disk_is_told_busy(database: Database, clock: Settable) -> None:
    with pytest.raises(Busy), database.writing() as session:
        session.execute(text("PRAGMA max_page_count = 1"))  # as many as there are
        for number in range(1000):
            take(session, f"{number}", clock.now())

    with database.reading() as session:
        assert slots(session) == []


@only_postgresql
def test_a_full_server_is_told_busy(database: Database) -> None:
    with pytest.raises(Busy), database.writing() as session:
        session.execute(text("DO $$ BEGIN RAISE SQLSTATE '53100'; END $$"))


@pytest.mark.postgres
def test_a_connection_cut_in_the_middle_is_told_lost(
    postgresql: Server, postgresql_url: str
) -> None:
    database = Database(make_engine(postgresql_url))

    with pytest.raises(Lost), database.writing() as session:
        postgresql.cut(session.scalars(select(func.pg_backend_pid())).one())
        session.execute(text("SELECT 1"))

    with database.reading() as session:
        assert slots(session) == []
    database.close()


@pytest.mark.postgres
def test_a_server_that_is_not_there_is_told_lost() -> None:
    database = Database(make_engine("postgresql://nobody@/nothing?host=/nowhere"))

    with pytest.raises(Lost), database.reading() as session:
        slots(session)


def test_instants_come_back_as_they_went_in(database: Database, clock: Settable) -> None:
    local = datetime.fromisoformat("2026-06-25T10:00:00.123456+03:00")
    with database.writing() as session:
        take(session, "midsummer", local)

    with database.reading() as session:
        stored = session.scalars(select(JobSlot.at)).one()
        assert (stored, stored.tzinfo) == (local, UTC)
        assert session.scalar(select(JobSlot.slot).where(JobSlot.at <= local)) == "midsummer"


def test_an_instant_without_time_zone_is_refused(database: Database) -> None:
    naive = datetime(2026, 11, 24, 10)  # noqa: DTZ001

    with pytest.raises(StatementError, match="no time zone"), database.writing() as session:
        take(session, "today", naive)


@only_sqlite
def test_no_connection_turns_from_reading_to_writing_and_back(
    database_url: str, clock: Settable
) -> None:
    engine, said = make_engine(database_url), list[str]()
    event.listen(engine, "connect", lambda opened, _: opened.set_trace_callback(said.append))
    both = Database(engine)
    for name in ("first", "second", "third"):
        with both.writing() as session:
            take(session, name, clock.now())
        with both.reading() as session:
            assert name in slots(session)
    both.close()

    assert [one for one in said if "query_only" in one] == ["PRAGMA query_only=1"]
