"""Faults from a file, and what is said of one that can't be used."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from ivr.cli import main
from ivr.simnet.cli import simnet
from ivr.simnet.faults import BadFaultError, Fault
from ivr.simnet.faults.file import read
from ivr.simnet.site import SiteError, site_from

GOOD = """
[[fault]]
name = "doubled"
probability = 0.05
path = "/voice/turn/"

[[fault]]
name = "slow"
nth = 3
seconds = 14.9
purpose = "control"
direction = "inbound"
status = "in-progress"
since = 2026-11-24T10:00:00+02:00
until = 2026-11-24T11:00:00+02:00
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "faults.toml"


def test_a_file_says_what_goes_wrong(file: Path) -> None:
    file.write_text(GOOD)

    doubled, slow = read(file)

    assert doubled == Fault("doubled", probability=0.05, path="/voice/turn/")
    assert (slow.nth, slow.lasts, slow.status) == (3, 14.9, "in-progress")
    assert slow.since == datetime(2026, 11, 24, 8, tzinfo=UTC)


def test_an_empty_file_asks_for_nothing(file: Path) -> None:
    file.write_text("")
    assert read(file) == ()


BAD = {
    'name = "slow"': "'name' is not known: only [[fault]] tables are",
    "[fault]\nname = 'slow'": "each fault is to be a table of its own: [[fault]]",
    "fault = [1]": "each fault is to be a table of its own: [[fault]]",
    "[[fault]]\nprobability = 1": "a fault needs a name",
    "[[fault]]\nname = 'slwo'": "there is no fault 'slwo'; is slow meant?",
    "[[fault]]\nname = 'slow'\nprobabilty = 1": (
        "slow: there is no setting 'probabilty'; is probability meant?"
    ),
    "[[fault]]\nname = 'slow'\nprobability = 'often'": "slow: probability can't be 'often'",
    "[[fault]]\nname = 'slow'\nprobability = true": "slow: probability can't be True",
    "[[fault]]\nname = 'slow'\nnth = 1.5": "slow: nth can't be 1.5",
    "[[fault]]\nname = 'slow'\nsince = 2026-11-24T10:00:00": (
        "slow: a moment needs its offset, such as +02:00"
    ),
}


@pytest.mark.parametrize(("text", "complaint"), BAD.items())
def test_what_is_wrong_in_a_file_is_said_in_one_sentence(
    file: Path, text: str, complaint: str
) -> None:
    file.write_text(text)
    with pytest.raises(BadFaultError) as refused:
        read(file)
    assert str(refused.value) == f"{file}: {complaint}"


@pytest.mark.parametrize("content", [b"[[fault", b"\xff\xfe"])
def test_a_file_that_is_not_toml_is_said_to_be_none(file: Path, content: bytes) -> None:
    file.write_bytes(content)
    with pytest.raises(BadFaultError, match="is not TOML"):
        read(file)


def test_a_network_is_served_with_the_faults_of_a_file(file: Path) -> None:
    file.write_text(GOOD)

    site = site_from(["--app", "http://127.0.0.1:1", "--faults", str(file)], {})

    assert [fault.name for fault in site.settings.faults] == ["doubled", "slow"]


def test_a_network_is_not_served_with_a_file_that_is_not_there(file: Path) -> None:
    with pytest.raises(SiteError, match="can't be read: No such file"):
        site_from(["--app", "http://127.0.0.1:1", "--faults", str(file)], {})


def test_the_command_to_serve_refuses_a_bad_file_with_one_sentence(file: Path) -> None:
    file.write_text("[[fault]]\nname = 'slwo'")

    refused = CliRunner().invoke(
        simnet, ["serve", "--app", "http://127.0.0.1:1", "--faults", str(file)]
    )

    assert refused.exit_code == 1
    assert refused.stderr == f"Error: {file}: there is no fault 'slwo'; is slow meant?\n"


def test_a_demonstration_refuses_a_bad_file_before_it_starts_anything(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file.write_text("[[fault]]\nname = 'slwo'")
    monkeypatch.chdir(file.parent)

    refused = CliRunner().invoke(main, ["demo", "--faults", str(file)])

    assert (refused.exit_code, refused.stderr.count("\n")) == (1, 1)
    assert "is slow meant?" in refused.stderr
    assert [path.name for path in file.parent.iterdir()] == [file.name]
