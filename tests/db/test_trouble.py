"""When the database fails, it is told how; and when it is back, work goes on by itself."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from ivr.db import WEB, Busy, Database, Lost, Unavailable, Waits, make_engine, racing_insert
from ivr.models import JobSlot
from tests.clocks import Settable
from tests.conftest import only_postgresql, only_sqlite
from tests.postgres import Server, private_server
from tests.wire import Wire, wire

SHORT = Waits(lock=0.2, pool=0.2, whole=0.5)


def write(database: Database, slot: str, clock: Settable) -> None:
    with database.writing() as session:
        session.execute(racing_insert(JobSlot).values(job="test", slot=slot, at=clock.now()))


def stored(database: Database) -> list[str]:
    with database.reading() as session:
        return list(session.scalars(select(JobSlot.slot).order_by(JobSlot.slot)))


# --- a file ---


def file_of(url: str) -> Path:
    return Path(url.removeprefix("sqlite:///"))


@only_sqlite
def test_a_file_that_is_moved_away_is_missed_and_found_again(
    database: Database, database_url: str, clock: Settable
) -> None:
    write(database, "before", clock)
    file = file_of(database_url)
    elsewhere = file.with_name("elsewhere.db")
    file.rename(elsewhere)

    with pytest.raises(Lost):
        write(database, "meanwhile", clock)
    with pytest.raises(Lost):
        stored(database)
    assert not file.exists()

    elsewhere.rename(file)
    write(database, "after", clock)
    assert stored(database) == ["after", "before"]


@only_sqlite
def test_a_file_that_was_replaced_is_the_one_that_is_written_to(
    database: Database, database_url: str, clock: Settable, sqlite_template: Path
) -> None:
    write(database, "old", clock)
    file = file_of(database_url)
    file.rename(file.with_name("old.db"))
    for rest in file.parent.glob(f"{file.name}-*"):
        rest.unlink()
    file.write_bytes(sqlite_template.read_bytes())

    write(database, "new", clock)

    assert stored(database) == ["new"]


@only_sqlite
def test_a_file_that_cannot_be_opened_is_told_lost(database_url: str, clock: Settable) -> None:
    database = Database(make_engine(database_url, SHORT))
    file = file_of(database_url)
    file.unlink()
    file.mkdir()

    with pytest.raises(Lost):
        write(database, "nowhere", clock)


@only_sqlite
def test_a_file_that_is_no_database_is_told_lost(database_url: str, clock: Settable) -> None:
    database = Database(make_engine(database_url, SHORT))
    file_of(database_url).write_bytes(b"a letter, not a database" * 1000)

    with pytest.raises(Lost):
        write(database, "nowhere", clock)


@only_sqlite
def test_a_full_disk_is_told_busy_and_written_to_again_when_there_is_room(
    database: Database, clock: Settable
) -> None:
    with database.writing() as session:
        session.execute(text("PRAGMA max_page_count = 1"))  # as many as there are
    with pytest.raises(Busy):
        for number in range(1000):
            write(database, f"{number:0>40}", clock)
    with database.writing() as session:
        session.execute(text("PRAGMA max_page_count = 1000000"))

    write(database, "room", clock)
    assert "room" in stored(database)


# --- what may only be read ---


@pytest.fixture
def read_only(database_url: str, postgresql: Server) -> Iterator[Database]:
    """The same database for somebody who may write nothing at present."""
    if database_url.startswith("sqlite"):
        engine = make_engine(f"{database_url}?mode=ro", SHORT)
    else:
        engine = make_engine(database_url, SHORT)
        postgresql.forbid_writing(str(engine.url.database))
    yield Database(engine)
    engine.dispose()


def test_what_may_only_be_read_is_told_busy_and_still_read(
    database: Database, read_only: Database, clock: Settable
) -> None:
    with pytest.raises(Busy, match=r"read-?only"):
        write(read_only, "nothing", clock)

    assert stored(read_only) == []


@only_postgresql
def test_a_connection_that_has_read_does_not_overrule_who_forbids_writing(
    read_only: Database, clock: Settable
) -> None:
    assert stored(read_only) == []

    with pytest.raises(Busy):
        write(read_only, "nothing", clock)


# --- a server ---


@pytest.fixture(scope="module")
def own_server() -> Iterator[Server]:
    """A server that a test may stop."""
    with private_server() as server:
        yield server


@pytest.fixture
def wired(postgresql: Server, postgresql_url: str) -> Iterator[tuple[Wire, Database]]:
    """A database at the end of a wire, for somebody who waits as long as a webhook."""
    name = postgresql_url.partition("/db")[2].partition("?")[0]
    with wire(postgresql.folder) as line:
        database = Database(make_engine(line.url(f"db{name}"), WEB))
        yield line, database
        database.close()


@pytest.mark.postgres
def test_a_server_that_stops_is_told_lost_and_found_again(own_server: Server) -> None:
    database = Database(make_engine(own_server.url(own_server.create())))
    with database.reading() as session:
        session.execute(text("SELECT 1"))
    own_server.stop()
    try:
        for _ in range(2):
            with pytest.raises(Lost), database.reading() as session:
                session.execute(text("SELECT 1"))
    finally:
        own_server.start()

    with database.reading() as session:
        assert session.scalar(text("SELECT 1")) == 1
    database.close()


@pytest.mark.postgres
def test_a_server_that_falls_silent_between_transactions_is_given_up(
    wired: tuple[Wire, Database], clock: Settable
) -> None:
    line, database = wired
    write(database, "before", clock)
    line.freeze()

    with pytest.raises(Lost):  # or it would wait here for ever
        write(database, "meanwhile", clock)

    line.thaw()
    write(database, "after", clock)
    assert {"before", "after"} <= set(stored(database))


@pytest.mark.postgres
def test_a_server_that_falls_silent_within_a_transaction_is_given_up(
    wired: tuple[Wire, Database], clock: Settable
) -> None:
    line, database = wired
    with pytest.raises(Lost), database.writing() as session:
        session.execute(select(func.count()).select_from(JobSlot))
        line.freeze()
        session.execute(select(func.count()).select_from(JobSlot))

    line.thaw()
    write(database, "after", clock)
    assert stored(database) == ["after"]


@pytest.mark.postgres
def test_many_slow_answers_are_together_as_bad_as_none(postgresql_url: str) -> None:
    patience = Waits(lock=5, pool=5, whole=0.5)
    database = Database(make_engine(postgresql_url, patience))
    answers = []

    with pytest.raises(Lost), database.writing() as session:
        for _ in range(100):
            answers.append(session.scalar(text("SELECT pg_sleep(0.1)")))

    assert len(answers) < 10
    database.close()


@pytest.mark.postgres
def test_a_commit_whose_answer_is_lost_is_told_lost_though_it_happened(
    wired: tuple[Wire, Database], clock: Settable
) -> None:
    line, database = wired
    write(database, "before", clock)
    line.break_behind(b"COMMIT\0")

    with pytest.raises(Lost):
        write(database, "committed", clock)

    assert stored(database) == ["before", "committed"]


@only_postgresql
@pytest.mark.parametrize(
    ("state", "told"),
    [("53100", Busy), ("40001", Busy), ("58030", Lost), ("XX001", Lost), ("57P01", Lost)],
)
def test_what_a_server_complains_of_is_told_by_its_kind(
    database: Database, state: str, told: type[Unavailable]
) -> None:
    with pytest.raises(told), database.writing() as session:
        session.execute(text(f"DO $$ BEGIN RAISE SQLSTATE '{state}'; END $$"))
