"""What the documents say is so: their commands run, their tables name what there is."""

import os
import re
import subprocess
from pathlib import Path

import pytest

from ivr.cli import names
from ivr.db import Database, make_engine
from ivr.services import lines
from ivr.settings import Settings
from ivr.simnet.rest.parameters import CREATE_CALL, CREATE_TEXT
from ivr.simnet.twiml.tables import NOUNS, REAL_NOUNS, REAL_VERBS, VERBS
from tests import make
from tests.shape.sources import ROOT, text, tracked

README, OPERATIONS = Path("README.md"), Path("docs/operations.md")
DIFFERENCES = Path("docs/simulator-differences.md")
HANDBOOKS = [README, OPERATIONS]

DEMONSTRATION = "instance/demo/environment"  # blocks for beside it: tests/stories start one
ELSEWHERE = {
    "make ": "test_repository: there is such a target",
    "docker compose": "tests/drills/test_compose.py: the commands of the file run as processes",
    "honcho start": "test_the_processes_find_their_programs",
    "ivr simnet crowd": "tests/start/test_crowd_command.py",
    "ivr simnet replay": "tests/start/test_crowd_command.py",
}


def commands(page: Path) -> list[str]:
    """What a reader is told to type, in order; without what needs a running demonstration."""
    blocks = re.findall(r"^```sh\n(.*?)^```", text(page), re.M | re.S)
    typed = "".join(block for block in blocks if DEMONSTRATION not in block)
    return [line for line in typed.replace("\\\n", " ").splitlines() if line]


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder like a fresh clone after `make setup`, with nothing set."""
    for name in (".venv", "ivr", ".env.example", "Procfile"):
        (tmp_path / name).symlink_to(ROOT / name)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setenv("PASSWORD", "a good long password")
    return tmp_path


def run(command: str, place: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["sh", "-ec", command],
        cwd=place,
        env=dict(os.environ),
        capture_output=True,
        text=True,
        timeout=60,
    )


def filled_in(command: str, place: Path) -> str:
    """The command with the reader's own values in it."""
    if " ID " in command:
        command = command.replace(" ID ", f" {a_row_that_needs_a_person(place)} ")
    return command.replace("+358…", "+358401234567")


def a_row_that_needs_a_person(place: Path) -> str:
    database = Database(make_engine(f"sqlite:///{place / 'instance/takaisinsoitto.db'}"))
    with database.writing() as session:
        callback = make.a_callback(session, lines.every(session)[0], state="needs_human")
        public_id: str = callback.public_id
    database.close()
    return public_id


@pytest.mark.parametrize("page", HANDBOOKS, ids=str)
def test_every_command_of_a_page_runs_as_it_is_written(page: Path, place: Path) -> None:
    typed = [one for one in commands(page) if not any(part in one for part in ELSEWHERE)]

    assert len(typed) >= 2
    for command in typed:
        done = run(filled_in(command, place), place)
        assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"


@pytest.mark.parametrize("part", ELSEWHERE)
def test_no_command_is_left_out_that_is_gone(part: str) -> None:
    assert any(part in command for page in HANDBOOKS for command in commands(page))


@pytest.mark.parametrize("page", HANDBOOKS, ids=str)
def test_the_processes_find_their_programs(page: Path, place: Path) -> None:
    [start] = [command for command in commands(page) if "honcho start" in command]

    done = run(start.replace("web scheduler", "release"), place)

    assert "release.1 stopped (rc=0)" in done.stdout, done.stdout


def test_a_staff_member_added_as_written_is_on_the_staff(place: Path) -> None:
    typed = [one for one in commands(README) if "upgrade" in one or "staff add" in one]

    for command in typed:
        run(filled_in(command, place), place)

    assert "aino" in run(".venv/bin/ivr staff list", place).stdout


def test_pages_name_only_commands_that_exist() -> None:
    for page in (*HANDBOOKS, Path("CONTRIBUTING.md"), Path("ARCHITECTURE.md")):
        code = " ".join(re.findall(r"```.*?```|`[^`\n]+`", text(page), re.S))
        assert set(re.findall(r"(?:^|[\s/`])ivr ([a-z]+)\b", code)) <= set(names()), page


def test_pages_link_only_to_what_is_there() -> None:
    pages = [file for file in tracked() if file.suffix == ".md"]

    assert len(pages) >= 8
    for page in pages:
        for link in re.findall(r"\]\((?!https?:)([^)#]+)", text(page)):
            target = (ROOT / page).parent / link
            assert target.exists(), f"{page}: {link}"


def table(page: Path, heading: str) -> list[list[str]]:
    """The names in the first column of the table under a row that begins with `heading`."""
    _, _, rest = text(page).partition(f"| {heading} |")
    rows = rest.partition("\n\n")[0].splitlines()[2:]
    return [re.findall(r"`([^`]+)`", row.split("|")[1]) for row in rows]


def test_the_readme_has_every_setting_once() -> None:
    named = [name for row in table(README, "variable") for name in row]

    assert sorted(named) == sorted(name.upper() for name in Settings.model_fields)


@pytest.mark.parametrize("row", table(OPERATIONS, "address"), ids=str)
def test_the_addresses_to_watch_exist(row: list[str]) -> None:
    assert f'"{row[0]}"' in text(Path("ivr/web/ops.py"))


# --- where the simulated network differs ---


def refused() -> str:
    return text(DIFFERENCES).partition("## Refused by name\n")[2].partition("\n## ")[0]


def test_the_page_names_every_verb_and_noun_that_is_refused() -> None:
    named = re.findall(r"`<(\w+)>`", refused().partition("An attribute")[0])

    assert sorted(named) == sorted(REAL_VERBS | REAL_NOUNS)


@pytest.mark.parametrize(
    ("who", "known"),
    [
        *((name, grammar.attributes) for name, grammar in {**VERBS, **NOUNS}.items()),
        ("creating a call", CREATE_CALL),
        ("sending a text", CREATE_TEXT),
    ],
)
def test_the_page_names_everything_else_that_is_refused(who: str, known: dict[str, object]) -> None:
    listed = re.search(rf"^- {who}: (.*?)(?=^- |\n\n)", refused(), re.M | re.S)
    named = re.findall(r"`(\w+)`", listed[1]) if listed else []

    assert sorted(named) == sorted(
        name
        for name, one in known.items()
        if not one.simulated  # type: ignore[attr-defined]
    )
