"""`ivr backup`: one moment of everything, in a file that is whole or is not there."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from threading import Event

import pytest

from ivr.db import Database
from ivr.services import contents, lines
from tests import make
from tests.conftest import only_postgresql, only_sqlite
from tests.start.conftest import Ivr


def ask(agency: Database, many: int = 1) -> None:
    """So many citizens ask for a call."""
    for _ in range(many):
        with agency.writing() as session:
            make.a_callback(session, lines.default(session))


def test_a_backup_holds_all_that_was_stored(ivr: Ivr, agency: Database, tmp_path: Path) -> None:
    ask(agency, 3)

    taken = ivr("backup", "monday.backup")

    assert taken.exit_code == 0, taken.output
    file = tmp_path / "monday.backup"
    found = contents.read(file)
    assert (found.rows["callback"], found.rows["contact"], found.rows["line"]) == (3, 3, 1)
    assert file.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir() if ".part" in path.name] == []


def test_a_backup_is_of_one_moment_while_citizens_ask(
    ivr: Ivr, agency: Database, tmp_path: Path
) -> None:
    enough = Event()

    def go_on_asking() -> int:
        asked = 0
        while not enough.is_set():
            ask(agency)
            asked += 1
        return asked

    with ThreadPoolExecutor() as town:
        asking = town.submit(go_on_asking)
        codes = [ivr("backup", f"{n}.backup").exit_code for n in range(3)]
        enough.set()

    assert codes == [0, 0, 0]
    for n in range(3):
        rows = contents.read(tmp_path / f"{n}.backup").rows
        assert rows["callback"] == rows["contact"] <= asking.result()


def test_nothing_is_written_over(ivr: Ivr, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Dear mother")

    refused = ivr("backup", "letter.txt")

    assert refused.exit_code == 1
    assert refused.output == "Error: letter.txt is there already, and nothing is written over.\n"
    assert (tmp_path / "letter.txt").read_text() == "Dear mother"


@only_sqlite
def test_a_folder_that_is_not_there_is_told(ivr: Ivr) -> None:
    refused = ivr("backup", "nowhere/monday.backup")

    assert refused.exit_code == 1
    assert "can't be written: No such file or directory." in refused.output


@only_sqlite
def test_what_has_been_erased_is_in_no_backup(ivr: Ivr, agency: Database, tmp_path: Path) -> None:
    with agency.writing() as session:
        contact = make.a_contact(session, "+358409876543")
        session.flush()
        contact.number = None

    ivr("backup", "monday.backup")

    assert b"+358409876543" not in (tmp_path / "monday.backup").read_bytes()


@only_sqlite
def test_a_damaged_file_is_no_backup(ivr: Ivr, agency: Database, tmp_path: Path) -> None:
    ask(agency, 50)
    ivr("backup", "monday.backup")
    file = tmp_path / "monday.backup"
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) // 2])

    with pytest.raises(contents.Unreadable, match="damaged"):
        contents.read(file)


@only_sqlite
def test_a_strange_database_is_no_backup(ivr: Ivr, tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "strange.db")) as strange:
        strange.execute("CREATE TABLE apples (kind)")

    with pytest.raises(contents.Unreadable, match="not one of our databases"):
        contents.read(tmp_path / "strange.db")


@only_postgresql
def test_without_its_program_a_server_is_not_stored(ivr: Ivr, tmp_path: Path) -> None:
    refused = ivr("backup", "monday.backup", PATH=str(tmp_path))

    assert refused.exit_code == 1
    assert "pg_dump is not installed" in refused.output
    assert not (tmp_path / "monday.backup").exists()


@only_postgresql
def test_a_server_that_refuses_is_quoted_without_its_password(ivr: Ivr, tmp_path: Path) -> None:
    away = "postgresql://aino:hush-hush@127.0.0.1:1/nowhere"

    refused = ivr("backup", "monday.backup", DATABASE_URL=away)

    assert refused.exit_code == 1
    assert "pg_dump failed" in refused.output
    assert "hush-hush" not in refused.output
    assert list(tmp_path.glob("*monday*")) == []
