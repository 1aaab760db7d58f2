"""`ivr staff` and `ivr queue`: what they print, what they change, and how they refuse."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ivr.cli import main
from ivr.db import Database, make_engine
from ivr.services import lines, pins, staff
from ivr.settings import Settings
from tests import make
from tests.make import NOW

AINO = ("staff", "add", "--name", "Aino", "--role", "agent", "--phone", "+358401234567")
Ivr = Callable[..., Result]


@pytest.fixture
def ivr(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, empty_url: str) -> Ivr:
    """The command in an environment of its own, with tables and the sample agency."""
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)

    def run(*words: str, stdin: str = "") -> Result:
        return CliRunner().invoke(main, words, input=stdin, env={"DATABASE_URL": empty_url})

    for command in ("upgrade", "seed"):
        assert run(command).exit_code == 0
    return run


@pytest.fixture
def database(empty_url: str, ivr: Ivr) -> Database:
    return Database(make_engine(empty_url))


def add_aino(ivr: Ivr, *more: str) -> Result:
    return ivr(*AINO, "--languages", "fi,sv", *more, stdin="correct horse\nnot this\n")


def test_whoever_joins_is_told_her_pin_once(ivr: Ivr, database: Database) -> None:
    added = add_aino(ivr)

    assert added.exit_code == 0
    told = re.fullmatch(r"Aino is on the staff\. PIN: (\d{6})\n", added.output)
    assert told
    with database.writing() as session:
        aino = staff.by_name(session, "Aino")
        assert pins.check_pin(session, aino, told[1], NOW) == "right"
        assert (aino.languages, aino.line_keys, aino.state) == (["fi", "sv"], None, "off")
    assert told[1] not in ivr("staff", "list").output
    database.close()


def test_she_is_not_added_twice(ivr: Ivr) -> None:
    add_aino(ivr)
    before = ivr("staff", "list").output

    again = add_aino(ivr)

    assert (again.exit_code, again.output) == (1, "Error: Aino is on the staff already.\n")
    assert ivr("staff", "list").output == before


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--lines", "general"), 0),
        (("--lines", "nowhere"), 1),
        (("--role", "emperor"), 2),
        (("--languages", "de"), 1),
        (("--phone", "112"), 1),
    ],
)
def test_what_can_not_be_is_refused(ivr: Ivr, words: tuple[str, str], code: int) -> None:
    assert add_aino(ivr, *words).exit_code == code


def test_the_staff_is_listed_by_name_with_its_state(ivr: Ivr) -> None:
    add_aino(ivr, "--lines", "general")
    ivr("staff", "state", "Aino", "ready")

    heads, aino = ivr("staff", "list").output.splitlines()

    assert heads.split() == ["NAME", "ROLE", "STATE", "LANGUAGES", "LINES"]
    assert aino.split() == ["Aino", "agent", "ready", "fi,sv", "general"]


@pytest.mark.parametrize("wanted", ["ready", "paused", "off"])
def test_a_state_is_set_from_the_command_line(ivr: Ivr, wanted: str) -> None:
    add_aino(ivr)

    result = ivr("staff", "state", "Aino", wanted)

    assert (result.exit_code, result.output) == (0, f"Aino: {wanted}\n")
    assert f" {wanted} " in ivr("staff", "list").output


def test_whoever_is_in_a_call_finishes_it_first(ivr: Ivr, database: Database) -> None:
    add_aino(ivr)
    with database.writing() as session:
        staff.by_name(session, "Aino").state = "talking"
    database.close()

    result = ivr("staff", "state", "Aino", "off")

    assert result.output == "Aino: talking, off after the call\n"


@pytest.mark.parametrize(
    ("words", "code"), [(("Eeva", "ready"), 1), (("Aino", "asleep"), 2), (("Aino",), 2)]
)
def test_an_impossible_state_is_refused(ivr: Ivr, words: tuple[str, ...], code: int) -> None:
    add_aino(ivr)

    assert ivr("staff", "state", *words).exit_code == code


@pytest.fixture
def stuck(database: Database) -> str:
    """Two callbacks: one waits, of the other nothing has been heard; the latter's id."""
    with database.writing() as session:
        line = lines.default(session)
        make.a_callback(session, line, number="+358409876543", waiting="3 h")
        stuck = make.a_callback(
            session, line, state="needs_human", raised_at=NOW, raised_reason="silence"
        )
    database.close()
    return stuck.public_id


def test_the_queue_is_printed_with_the_longest_waiting_first(ivr: Ivr, stuck: str) -> None:
    heads, first, second = ivr("queue").output.splitlines()

    assert heads.startswith("ID ")
    assert "ready" in first
    assert "asked 2026-11-24 07:00, minus a head start of 0 min" in first
    assert second.startswith(stuck)
    assert second.endswith("nothing heard of the call; needs human")


def test_the_queue_as_json_has_what_was_promised_and_no_number(ivr: Ivr, stuck: str) -> None:
    output = ivr("queue", "--json").output
    rows = json.loads(output)

    assert [row["state"] for row in rows] == ["ready", "needs_human"]
    promised = {"id", "state", "number", "line", "language", "attempts", "due", "promise", "why"}
    assert promised <= set(rows[0])
    assert rows[0]["number"].endswith("43")
    assert "9876543" not in output.replace(" ", "")


def test_an_empty_queue_is_an_empty_list(ivr: Ivr) -> None:
    assert json.loads(ivr("queue", "--json").output) == []


@pytest.mark.parametrize("to", ["waiting", "done", "refused", "cancelled"])
def test_a_person_decides_on_what_needs_one(ivr: Ivr, stuck: str, to: str) -> None:
    result = ivr("queue", "resolve", stuck, to)

    assert (result.exit_code, result.output) == (0, f"{stuck}: {to}\n")
    states = [row["state"] for row in json.loads(ivr("queue", "--json").output)]
    assert states == (["ready", "waiting"] if to == "waiting" else ["ready"])


def test_what_takes_its_course_is_not_decided(ivr: Ivr, stuck: str) -> None:
    rows = json.loads(ivr("queue", "--json").output)

    result = ivr("queue", "resolve", rows[0]["id"], "done")

    assert result.exit_code == 1
    assert result.output == "Error: A callback that is ready can't be made done.\n"


@pytest.mark.parametrize(
    ("words", "code"), [(("nonsense", "done"), 1), (("nonsense", "later"), 2), ((), 2)]
)
def test_an_impossible_decision_is_refused(ivr: Ivr, words: tuple[str, ...], code: int) -> None:
    assert ivr("queue", "resolve", *words).exit_code == code
