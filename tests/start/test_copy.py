"""`ivr copy`: everything moves from SQLite to PostgreSQL, or nothing has happened."""

from collections.abc import Callable, Iterator

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import func, select, text, update

from ivr.cli import main
from ivr.db import Base, Busy, Database, Session, make_engine
from ivr.migrations import at_head, upgrade
from ivr.models import Call, Callback, Event, Line
from ivr.services import copies, events, lines
from ivr.settings import Settings
from tests import make
from tests.conftest import PATIENT, only_sqlite
from tests.make import NOW
from tests.services.booking_scene import Kuhmo

pytestmark = [only_sqlite, pytest.mark.postgres]


@pytest.fixture
def source(database: Database, upgraded_url: str) -> Database:
    """An agency in the middle of its day: an offer, a conversation, a booking, texts."""
    kuhmo = Kuhmo(database)
    kuhmo.confirm(kuhmo.hold(kuhmo.nine))
    with database.writing() as session:
        a_day(session)
    return database


def a_day(session: Session) -> None:
    line = lines.default(session)
    call = make.a_call(session, line, state={"b": "Äitiä", "a": [1, None]})
    talk = make.a_callback(session, line, state="talking", call_id=call.id, tried_hours=[9, 14])
    attempt = make.an_attempt(session, talk, make.an_agent(session, "Eeva"), state="talking")
    make.a_call(session, line, sid="CA" + "f" * 32, direction="agent", attempt_id=attempt.id)
    offered = make.a_callback(session, line, state="offered", language="sv")
    make.an_attempt(session, offered, make.an_agent(session, "Outi"))
    events.record(session, ("callback", talk.id), None, "talking", "asked", "citizen", NOW)


@pytest.fixture
def target_url(empty_postgresql_url: str) -> str:
    upgrade(empty_postgresql_url)
    return empty_postgresql_url


@pytest.fixture
def target(target_url: str) -> Iterator[Database]:
    database = Database(make_engine(target_url, PATIENT))
    yield database
    database.close()


def everything(database: Database, *but: str) -> dict[str, list[tuple[object, ...]]]:
    tables = [table for table in Base.metadata.sorted_tables if table.name not in but]
    with database.reading() as session:
        return {
            table.name: sorted((tuple(row) for row in session.execute(select(table))), key=repr)
            for table in tables
        }


def silent(_table: str, _rows: int) -> None:
    """Nobody watches."""


class PowerCut(BaseException):
    """The machine stops."""


def test_a_copy_survives_a_power_cut_after_every_batch(
    source: Database, target: Database, database_url: str, target_url: str
) -> None:
    before, cuts, done = everything(source), 0, False
    seen: set[tuple[str, int]] = set()

    def cut(table: str, rows: int) -> None:
        assert (table, rows) not in seen, "a batch was copied twice"
        seen.add((table, rows))
        raise PowerCut

    while not done:
        try:
            copies.copy(database_url, target_url, NOW, cut, batch=20)
            done = True
        except PowerCut:
            cuts += 1
            with target.reading() as session:
                assert not at_head(session.connection())
            with pytest.raises(Busy), source.writing() as session:
                session.get_one(Line, 1).dials = False

    assert cuts == len(seen) > len({table for table, _ in seen}) >= 12
    assert everything(source) == before
    assert everything(target, "event") == {k: v for k, v in before.items() if k != "event"}
    assert at_work(target) == ["offered", "talking"]


def at_work(database: Database) -> list[str]:
    """What the new database is good for: ids go on from the last, and circles are tied."""
    with database.writing() as session:
        assert at_head(session.connection())
        newest = session.scalar(select(func.max(Callback.id))) or 0
        assert make.a_callback(session, lines.default(session)).id == newest + 1
        assert session.scalars(select(Event.cause).order_by(Event.id.desc())).first() == "copied"
        tied = text("SELECT count(*) FROM pg_constraint WHERE conname = 'fk_call_attempt_id'")
        assert session.scalar(tied) == 1
        assert session.scalar(select(Call.state).where(Call.state.is_not(None))) == {
            "b": "Äitiä",
            "a": [1, None],
        }
        states = session.scalars(select(Callback.state).order_by(Callback.state))
        return [state for state in states if state in ("offered", "talking")]


Ivr = Callable[..., Result]


@pytest.fixture
def ivr(monkeypatch: pytest.MonkeyPatch, database_url: str) -> Ivr:
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)

    def run(*words: str) -> Result:
        return CliRunner().invoke(main, words, env={"DATABASE_URL": database_url})

    return run


def test_the_command_copies_into_a_database_without_tables(
    ivr: Ivr, source: Database, empty_postgresql_url: str
) -> None:
    copied = ivr("copy", "--to", empty_postgresql_url)

    assert copied.exit_code == 0, copied.output
    assert "callback: 2 rows\n" in copied.stderr
    assert "are there, and the same as here." in copied.stdout
    copy = Database(make_engine(empty_postgresql_url, PATIENT))
    assert everything(copy, "event") == everything(source, "event")
    copy.close()


def test_a_copy_that_was_given_up_leaves_the_file_as_it_was(
    ivr: Ivr, source: Database, target: Database, target_url: str, database_url: str
) -> None:
    before = everything(source)
    with pytest.raises(PowerCut):
        copies.copy(database_url, target_url, NOW, cut_at("line"))

    assert ivr("copy", "--give-up").exit_code == 0

    assert everything(source) == before
    with source.writing() as session:
        make.a_callback(session, lines.default(session))
    again = ivr("copy", "--to", target_url)
    assert again.exit_code == 1
    assert "The other database holds something already" in again.output


def cut_at(table: str) -> Callable[[str, int], None]:
    def cut(now: str, _rows: int) -> None:
        if now == table:
            raise PowerCut

    return cut


def test_what_differs_is_found_and_not_used(
    source: Database, target: Database, database_url: str, target_url: str
) -> None:
    with pytest.raises(PowerCut):
        copies.copy(database_url, target_url, NOW, cut_at("attempt"))
    with target.writing() as session:
        session.execute(update(Callback).values(counted=Callback.counted + 1))

    with pytest.raises(copies.NotCopied, match="Table callback is not the same: 2 rows here, 2"):
        copies.copy(database_url, target_url, NOW, silent)

    with target.reading() as session:
        assert not at_head(session.connection())


@pytest.mark.parametrize("words", [(), ("--give-up", "--to", "postgresql://x/y")])
def test_it_is_said_what_to_do(ivr: Ivr, words: tuple[str, ...]) -> None:
    assert ivr("copy", *words).exit_code == 2


@pytest.mark.parametrize("words", [("--to", "sqlite:///other.db"), ("--give-up",)])
def test_what_can_not_be_is_refused(ivr: Ivr, source: Database, words: tuple[str, ...]) -> None:
    assert ivr("copy", *words).exit_code == 1
    with source.writing() as session:
        make.a_callback(session, lines.default(session))
