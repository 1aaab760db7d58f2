"""Recordings are checked before anything starts, and each fault is a sentence."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ivr.app import create_app
from ivr.cli import main
from ivr.db import Database
from ivr.settings import Settings
from ivr.telephony.recordings import UnfitRecordings
from tests import sounds

REFUSAL = "RECORDINGS: fi/caller.language.wav is cut off.\n"


@pytest.fixture
def fit(tmp_path: Path) -> Path:
    folder = sounds.put(tmp_path / "fit", "fi/caller.language.wav", sounds.wav())
    return sounds.put(folder, "fi/keys.repeat.mp3", sounds.mp3())


@pytest.fixture
def unfit(tmp_path: Path) -> Path:
    return sounds.put(tmp_path / "unfit", "fi/caller.language.wav", sounds.wav()[:-1])


def ivr(*words: str, recordings: Path, database: str = "") -> Result:
    environment = {"RECORDINGS": str(recordings), "DATABASE_URL": database}
    return CliRunner().invoke(main, words, env=environment)


def test_check_tells_how_many_there_are(fit: Path) -> None:
    result = ivr("check", recordings=fit)

    assert result.exit_code == 0
    assert result.output.endswith("recordings: 2, no problems\n")


def test_the_script_marks_what_is_recorded(fit: Path) -> None:
    marked = [line for line in ivr("script", recordings=fit).output.splitlines() if "(rec" in line]

    assert marked[0] == "> {agency}. (recorded)"
    assert any("tämän uudelleen, paina yhdeksän. (recorded)" in line for line in marked)


@pytest.mark.parametrize("words", [("check",), ("script",), ("demo", "--recordings", "{unfit}")])
def test_unfit_ones_are_refused_in_a_sentence(words: tuple[str, ...], unfit: Path) -> None:
    result = ivr(*(word.format(unfit=unfit) for word in words), recordings=unfit)

    assert (result.exit_code, result.output) == (1, f"Error: {REFUSAL}")


def test_nothing_is_seeded_beside_unfit_ones(unfit: Path, empty_url: str) -> None:
    ivr("upgrade", recordings=unfit, database=empty_url)

    result = ivr("seed", recordings=unfit, database=empty_url)

    assert (result.exit_code, result.output) == (1, f"Error: {REFUSAL}")


def test_the_web_does_not_start_with_unfit_ones(unfit: Path, database: Database) -> None:
    settings = Settings(_env_file=None, recordings=str(unfit))

    with pytest.raises(UnfitRecordings, match=REFUSAL.strip()):
        create_app(settings, database=database)
