"""`ivr restore`: what a backup holds is in place again, or all is as it was; nobody is dialled."""

from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select, text

from ivr.db import Database, standstill
from ivr.migrations import at_head
from ivr.models import Callback, Line
from ivr.services import aftermath, contents, lines, restores
from tests import make
from tests.conftest import only_postgresql, only_sqlite
from tests.make import NOW
from tests.start.conftest import Ivr


def ask(agency: Database) -> None:
    with agency.writing() as session:
        make.a_callback(session, lines.default(session))
    agency.close()


def asked(agency: Database) -> int:
    """How many callbacks there are; nobody has the database open afterwards."""
    with agency.reading() as session:
        assert at_head(session.connection())
        many = session.scalar(select(func.count()).select_from(Callback)) or 0
    agency.close()
    return many


@pytest.fixture
def monday(ivr: Ivr, agency: Database, tmp_path: Path) -> Path:
    """A backup with one callback in it; afterwards a second citizen has asked."""
    ask(agency)
    assert ivr("backup", "monday.backup").exit_code == 0
    ask(agency)
    return tmp_path / "monday.backup"


def test_what_the_backup_holds_is_back_and_no_line_dials(
    ivr: Ivr, agency: Database, monday: Path
) -> None:
    restored = ivr("restore", "monday.backup", "--replace")

    assert restored.exit_code == 0, restored.output
    assert asked(agency) == 1
    with agency.reading() as session:
        assert session.scalars(select(Line.dials)).all() == [False]
    assert "Lines on which dialling is paused: 1." in restored.output
    assert "What was there before is kept: " in restored.output
    assert "`ivr reconcile` asks the telephone network" in restored.output


def test_a_database_that_is_there_is_not_replaced_unasked(
    ivr: Ivr, agency: Database, monday: Path
) -> None:
    refused = ivr("restore", "monday.backup")

    assert refused.exit_code == 1
    assert refused.output.startswith("Error: There is a database already. With --replace")
    assert asked(agency) == 2


def test_nothing_is_restored_while_somebody_has_it_open(
    ivr: Ivr, agency: Database, monday: Path
) -> None:
    with agency.reading() as session:
        session.execute(text("SELECT 1"))
        refused = ivr("restore", "monday.backup", "--replace")

    assert refused.output == "Error: The database is in use: stop web and scheduler first.\n"
    assert asked(agency) == 2


def test_a_fault_on_the_way_leaves_what_there_was(
    ivr: Ivr, agency: Database, database_url: str, monday: Path, tmp_path: Path
) -> None:
    with agency.writing() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    agency.close()
    assert ivr("backup", "strange.backup").exit_code == 0
    with agency.writing() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    agency.close()

    with pytest.raises(Exception, match="0000"):
        restores.restore(database_url, tmp_path / "strange.backup", NOW, replace=True)

    assert asked(agency) == 2
    assert [path.name for path in tmp_path.glob("*before*")] == []


def test_a_newer_backup_is_refused(
    ivr: Ivr, agency: Database, monday: Path, tmp_path: Path
) -> None:
    with agency.writing() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    agency.close()
    assert ivr("backup", "newer.backup").exit_code == 0

    refused = ivr("restore", "newer.backup", "--replace")

    assert refused.exit_code == 1
    assert "is from a newer version of this program" in refused.output


@only_sqlite
def test_a_backup_makes_a_database_where_there_is_none(
    ivr: Ivr, agency: Database, monday: Path, tmp_path: Path
) -> None:
    other = tmp_path / "elsewhere" / "new.db"

    restored = ivr("restore", "monday.backup", DATABASE_URL=f"sqlite:///{other}")

    assert restored.exit_code == 0, restored.output
    assert contents.read(other).rows["callback"] == 1
    assert other.stat().st_mode & 0o777 == 0o600
    assert "kept" not in restored.output
    assert [path.name for path in other.parent.iterdir()] == ["new.db"]


@only_sqlite
def test_what_was_replaced_is_beside_it(
    ivr: Ivr, agency: Database, monday: Path, tmp_path: Path
) -> None:
    ivr("restore", "monday.backup", "--replace")

    [kept] = tmp_path.glob("test.db.before_restore_*")
    assert contents.read(kept).rows["callback"] == 2


@only_sqlite
def test_a_damaged_database_is_replaced_as_well(
    ivr: Ivr, agency: Database, database_url: str, monday: Path
) -> None:
    file = Path(database_url.removeprefix("sqlite:///"))
    file.write_bytes(b"not a database " * 1000)

    restored = ivr("restore", "monday.backup", "--replace")

    assert restored.exit_code == 0, restored.output
    assert asked(agency) == 1


@only_sqlite
def test_a_backup_of_a_database_at_a_standstill_can_be_used(
    ivr: Ivr, agency: Database, tmp_path: Path
) -> None:
    with agency.writing() as session:
        standstill.begin(session.connection())
    agency.close()
    ivr("backup", "moved.backup")

    assert ivr("restore", "moved.backup", "--replace").exit_code == 0

    ask(agency)
    assert asked(agency) == 1


@only_postgresql
def test_what_was_replaced_is_in_a_schema_of_its_own(
    ivr: Ivr, agency: Database, monday: Path, tmp_path: Path
) -> None:
    ivr("restore", "monday.backup", "--replace")

    [kept] = schemas(agency.engine)
    with agency.reading() as session:
        assert session.scalar(text(f"SELECT count(*) FROM {kept}.callback")) == 2  # noqa: S608
    ivr("backup", "tuesday.backup")
    assert contents.read(tmp_path / "tuesday.backup").rows["callback"] == 1


def schemas(engine: Engine) -> list[str]:
    with engine.connect() as connection:
        found = text("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'before_restore%'")
        return list(connection.scalars(found))


@only_postgresql
def test_a_backup_of_one_kind_is_not_put_into_the_other(
    ivr: Ivr, agency: Database, monday: Path, tmp_path: Path
) -> None:
    refused = ivr("restore", "monday.backup", DATABASE_URL=f"sqlite:///{tmp_path}/new.db")

    assert refused.exit_code == 1
    assert "is from postgresql, and DATABASE_URL is of sqlite" in refused.output


@only_sqlite
def test_no_one_is_reconciled_with_twice_or_too_early(
    ivr: Ivr, agency: Database, monday: Path
) -> None:
    account = {"TWILIO_ACCOUNT_SID": "AC" + "1" * 32, "TWILIO_AUTH_TOKEN": "t" * 32}
    account |= {"PUBLIC_URL": "https://callbacks.example.org"}
    assert "was not restored" in ivr("reconcile", **account).output
    ivr("restore", "monday.backup", "--replace")

    early = ivr("reconcile", **account)

    assert early.exit_code == 1
    assert "What the network lists may be a moment old: try after " in early.output
    with agency.reading() as session:
        assert aftermath.paused_lines(session) == [1]
    agency.close()
