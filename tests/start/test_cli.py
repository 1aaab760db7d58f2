"""The command `ivr`: its subcommands, its exit codes, and how it refuses."""

import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ivr.cli import main, names
from ivr.settings import SAMPLE_AGENCY, Settings


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)


def ivr(*words: str, **environment: str) -> Result:
    return CliRunner().invoke(main, words, env=environment)


def test_a_new_database_is_upgraded_and_seeded(empty_url: str) -> None:
    upgraded = ivr("upgrade", DATABASE_URL=empty_url)
    seeded = ivr("seed", DATABASE_URL=empty_url)

    assert (upgraded.exit_code, seeded.exit_code) == (0, 0)
    assert seeded.output.startswith("Added 1 lines, 3 service points and 10")


def test_both_may_be_repeated(empty_url: str) -> None:
    for command in ("upgrade", "seed", "upgrade"):
        assert ivr(command, DATABASE_URL=empty_url).exit_code == 0

    assert ivr("seed", DATABASE_URL=empty_url).output == (
        "Added 0 lines, 0 service points and 0 calendar days.\n"
    )


def test_without_settings_the_database_lies_in_the_instance_folder() -> None:
    assert ivr("upgrade").exit_code == 0

    assert Path("instance/takaisinsoitto.db").exists()


def test_a_refusal_is_a_sentence_and_exit_code_1(empty_url: str) -> None:
    result = ivr("seed", DATABASE_URL=empty_url)

    assert result.exit_code == 1
    assert result.output == (
        "Error: The tables are not those of this version: run `ivr upgrade`.\n"
    )


def test_a_wrong_setting_is_a_sentence_and_exit_code_1() -> None:
    result = ivr("upgrade", DATABASE_URL="mysql://host/name")

    assert result.exit_code == 1
    assert result.output.startswith("Error: DATABASE_URL must be")


def test_a_database_that_is_not_there_is_a_sentence_and_exit_code_1() -> None:
    result = ivr("upgrade", DATABASE_URL="postgresql://nobody@/nothing?host=/nowhere")

    assert result.exit_code == 1
    assert result.output.startswith("Error: the database can't be reached: ")
    assert len(result.output.splitlines()) == 1


@pytest.mark.parametrize("words", [["dance"], ["seed", "--please"], ["upgrade", "now"]])
def test_a_wrong_call_is_exit_code_2(words: list[str]) -> None:
    assert ivr(*words).exit_code == 2


def test_production_takes_neither_placeholders_nor_sample_people(empty_sqlite_url: str) -> None:
    own = Path("own.toml")
    own.write_text(SAMPLE_AGENCY.read_text().replace("sample = true", ""))
    production = {
        "ENV": "production",
        "DATABASE_URL": empty_sqlite_url,
        "AGENCY_FILE": str(own),
        "PUBLIC_URL": "https://calls.agency.example",
        "SECRET_KEY": "8Jq2vN5xR1tYw7Zk4LmP9sDf3GhB6cUe",
        "TWILIO_ACCOUNT_SID": "AC0123456789abcdef0123456789abcdef",
        "TWILIO_AUTH_TOKEN": "0123456789abcdef0123456789abcdef",
    }
    ivr("upgrade", **production)

    refused = ivr("seed", **production)
    people = ivr("seed", "--demo", **production, PHONE_NUMBER="+358295430123")
    accepted = ivr("seed", **production, PHONE_NUMBER="+358295430123")

    assert (refused.exit_code, people.exit_code, accepted.exit_code) == (1, 1, 0)
    assert people.output.startswith("Error: Sample people are refused in production")
    assert refused.output == "Error: line general: its number is a placeholder\n"


def test_sample_people_are_told_with_the_same_logins_each_time(empty_url: str) -> None:
    ivr("upgrade", DATABASE_URL=empty_url)

    first = ivr("seed", "--demo", DATABASE_URL=empty_url)
    second = ivr("seed", "--demo", DATABASE_URL=empty_url)

    logins = [line for line in first.output.splitlines() if line.startswith("Login ")]
    assert first.exit_code == 0
    assert len(logins) == 5
    assert second.output.splitlines()[1:] == logins


def test_a_fault_of_ours_is_not_dressed_up_as_a_refusal() -> None:
    Path("instance").write_text("a file where a folder should be")

    assert isinstance(ivr("upgrade").exception, FileExistsError)


def test_commands_load_no_web_server() -> None:
    program = (
        "import sys; from ivr.cli import main;"
        "[main([command, '--help'], standalone_mode=False) for command in sys.argv[1:]];"
        "sys.exit('flask' in sys.modules)"
    )
    commands = ["check", "draw", "script", "walk", "upgrade", "seed", "staff", "queue"]

    done = subprocess.run(
        [sys.executable, "-c", program, *commands], capture_output=True, timeout=100
    )

    assert done.returncode == 0, done.stderr


def test_every_command_has_its_line_of_help() -> None:
    told = ivr("--help").output.partition("Commands:")[2].splitlines()

    assert [line.split()[0] for line in told if line] == names()
    assert [line for line in told if len(line.split()) == 1] == []
