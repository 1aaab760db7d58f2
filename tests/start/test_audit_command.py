"""`ivr audit verify`: what it prints of a whole journal, and how it refuses a changed one."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import update

from ivr.cli import main
from ivr.db import Database, make_engine
from ivr.migrations import upgrade
from ivr.models import Event
from ivr.services import events, seals
from ivr.services.seals import Sealer
from ivr.settings import Settings
from tests.conftest import PATIENT

OLD_SECRET, SECRET = "the secret until yesterday", "the secret from now on, long enough"
NOW = datetime(2026, 11, 24, 8, tzinfo=UTC)

Ivr = Callable[..., Result]


@pytest.fixture
def ivr(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, empty_sqlite_url: str) -> Ivr:
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    upgrade(empty_sqlite_url)
    environment = {
        "DATABASE_URL": empty_sqlite_url,
        "SECRET_KEY": SECRET,
        "CLOCK": NOW.isoformat(),
        "TWILIO_API_URL": "http://127.0.0.1:9",
    }

    def run(*words: str) -> Result:
        return CliRunner().invoke(main, ["audit", "verify", *words], env=environment)

    return run


@pytest.fixture
def journal(ivr: Ivr, empty_sqlite_url: str) -> Database:
    return Database(make_engine(empty_sqlite_url, PATIENT))


def seal(journal: Database, secret: str, ago: timedelta) -> str:
    """One thing happened so long ago, and was sealed with this secret; the digest."""
    with journal.writing() as session:
        events.record(session, ("line", 1), "on", "off", "dials", "supervisor:1", NOW - ago)
        made = seals.prepare(session, Sealer(secret), NOW - ago + seals.SETTLED)
        assert made
        assert seals.store(session, made)
        return made.digest


def test_a_new_journal_is_said_to_be_new(ivr: Ivr) -> None:
    told = ivr()

    assert (told.exit_code, told.output) == (
        0,
        "There is no seal yet. 0 later events have no seal yet.\n",
    )


def test_a_whole_journal_is_said_to_be_whole(ivr: Ivr, journal: Database) -> None:
    digest = seal(journal, SECRET, timedelta(hours=2))

    told = ivr("--digest", digest)

    assert told.exit_code == 0, told.output
    assert told.output == (
        "Seals 1 to 1 and the 1 events beneath them are whole. "
        f"0 later events have no seal yet. The last digest is {digest}.\n"
    )


def test_a_changed_one_is_refused_in_a_sentence(ivr: Ivr, journal: Database) -> None:
    seal(journal, SECRET, timedelta(hours=2))
    with journal.writing() as session:
        session.execute(update(Event).values(actor="supervisor:2"))

    told = ivr()

    assert told.exit_code == 1
    assert told.output == "Error: Event 1 is not as it was written (seal 1).\n"


def test_an_earlier_key_is_read_from_a_file(ivr: Ivr, journal: Database, tmp_path: Path) -> None:
    seal(journal, OLD_SECRET, timedelta(hours=2))
    seal(journal, SECRET, timedelta(hours=1))
    file = tmp_path / "old key"
    file.write_text(f"{OLD_SECRET}\n", encoding="utf-8")

    assert "by --key-file, or begin with --from 2." in ivr().output
    assert ivr("--from", "2").exit_code == 0
    assert ivr("--key-file", str(file)).output.startswith("Seals 1 to 2 ")
