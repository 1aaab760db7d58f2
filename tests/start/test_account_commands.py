"""`ivr staff password`, `pin`, `disable`, `enable`, `reset-totp`: what they say and do."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ivr.cli import main
from ivr.db import Database, make_engine
from ivr.services import logins, pins, second_steps, staff
from ivr.services.second_steps import Safe
from ivr.settings import Settings
from tests.make import NOW
from tests.services.test_second_steps import code_at


class Ivr:
    """The command in an environment of its own, where Aino works."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.run("upgrade")
        self.run("seed")
        words = ("--role", "agent", "--phone", "+358401234567", "--languages", "fi")
        self.run("staff", "add", "--name", "Aino", *words, stdin="correct horse\n")

    def run(self, *words: str, stdin: str = "") -> Result:
        return CliRunner().invoke(main, words, input=stdin, env={"DATABASE_URL": self.url})

    def fits(self, password: str) -> bool:
        database = Database(make_engine(self.url))
        with database.reading() as session:
            account = logins.account(session, "Aino")
        database.close()
        return logins.fits(account, password)


@pytest.fixture
def ivr(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, empty_url: str) -> Ivr:
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    return Ivr(empty_url)


def test_a_password_is_the_first_line_of_what_is_typed(ivr: Ivr) -> None:
    result = ivr.run("staff", "password", "Aino", stdin="a new password\nnot this\n")

    assert result.output == "Aino has a new password and is logged out.\n"
    assert ivr.fits("a new password")
    assert not ivr.fits("correct horse")


def test_a_short_password_changes_nothing(ivr: Ivr) -> None:
    result = ivr.run("staff", "password", "Aino", stdin="short\n")

    assert result.exit_code == 1
    assert result.output == "Error: The password has less than 8 characters.\n"
    assert ivr.fits("correct horse")


def test_a_new_pin_is_told_once_and_is_right(ivr: Ivr) -> None:
    told = re.fullmatch(r"Aino has a new PIN: (\d{6})\n", ivr.run("staff", "pin", "Aino").output)

    assert told
    database = Database(make_engine(ivr.url))
    with database.writing() as session:
        assert pins.check_pin(session, staff.by_name(session, "Aino"), told[1], NOW) == "right"
    database.close()


def test_an_account_is_closed_and_opened_again(ivr: Ivr) -> None:
    closed = ivr.run("staff", "disable", "Aino")
    assert closed.output == "Aino can't log in any more and is logged out.\n"
    assert not ivr.fits("correct horse")

    assert ivr.run("staff", "enable", "Aino").output == "Aino can log in again.\n"
    assert ivr.fits("correct horse")


def test_a_lost_authenticator_is_forgotten(ivr: Ivr) -> None:
    database = Database(make_engine(ivr.url))
    with database.writing() as session:
        aino = staff.by_name(session, "Aino")
        safe = Safe("the secret of tests")
        assert second_steps.add(session, safe, aino.id, "a seed", code_at(NOW), NOW)
    database.close()

    result = ivr.run("staff", "reset-totp", "Aino")

    assert result.output == "Aino logs in by the password alone until an authenticator is added.\n"
    database = Database(make_engine(ivr.url))
    with database.reading() as session:
        account = logins.account(session, "Aino")
    database.close()
    assert account
    assert not account.two_steps


@pytest.mark.parametrize("command", ["password", "pin", "disable", "enable", "reset-totp"])
def test_nobody_unknown_has_an_account(ivr: Ivr, command: str) -> None:
    result = ivr.run("staff", command, "Eeva", stdin="a new password\n")

    assert (result.exit_code, result.output) == (1, "Error: Nobody on the staff is called Eeva.\n")
