"""Recorded prompts over HTTP: sound for every address that we have ever named, and nothing else."""

from pathlib import Path
from xml.etree import ElementTree

import pytest
from flask import Flask
from flask.testing import FlaskClient

from ivr.app import create_app
from ivr.db import Database
from ivr.settings import Settings
from tests import make, sounds
from tests.clocks import Settable
from tests.web.conftest import LINE, ORIGIN, Network

WELCOME = sounds.wav()
REPEAT = sounds.mp3()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = sounds.put(tmp_path / "recordings", "fi/caller.language.wav", WELCOME)
    return sounds.put(folder, "fi/keys.repeat.mp3", REPEAT)


@pytest.fixture
def app(settings: Settings, database: Database, clock: Settable, folder: Path) -> Flask:
    with database.writing() as session:
        make.an_open_line(session, number=LINE)
    return start(settings, database, clock, folder)


def start(settings: Settings, database: Database, clock: Settable, folder: Path) -> Flask:
    recorded = settings.model_copy(update={"recordings": str(folder)})
    return create_app(recorded, database=database, clock=clock)


@pytest.fixture
def web(app: Flask) -> FlaskClient:
    return app.test_client()


def named(answer: str) -> list[str]:
    """The paths of what an answer plays."""
    played = ElementTree.fromstring(answer).iter("Play")  # noqa: S314  (our own answer)
    return [(play.text or "").removeprefix(ORIGIN) for play in played]


def test_what_a_call_plays_can_be_fetched_by_anybody_and_kept_for_ever(
    network: Network, web: FlaskClient
) -> None:
    [path] = named(network.calls_in().text)

    answer = web.get(path)

    assert (answer.status_code, answer.content_type) == (200, "audio/wav")
    assert answer.data == WELCOME
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "Set-Cookie" not in answer.headers


def test_an_mp3_says_what_it_is(network: Network, web: FlaskClient) -> None:
    network.calls_in()
    [path] = named(network.presses("1").text)

    answer = web.get(path)

    assert (answer.content_type, answer.data) == ("audio/mpeg", REPEAT)


def test_who_has_it_already_is_told_so(network: Network, web: FlaskClient) -> None:
    [path] = named(network.calls_in().text)
    first = web.get(path)

    assert web.get(path, headers={"If-None-Match": first.headers["ETag"]}).status_code == 304


def test_a_replaced_recording_is_heard_under_its_old_address_but_not_kept(
    network: Network,
    settings: Settings,
    database: Database,
    clock: Settable,
    folder: Path,
) -> None:
    [old] = named(network.calls_in().text)
    newer = sounds.wav(2)
    sounds.put(folder, "fi/caller.language.wav", newer)

    answer = start(settings, database, clock, folder).test_client().get(old)

    assert (answer.status_code, answer.data) == (200, newer)
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_recording_that_was_taken_away_is_a_moment_of_silence(
    network: Network,
    settings: Settings,
    database: Database,
    clock: Settable,
    folder: Path,
) -> None:
    [old] = named(network.calls_in().text)
    (folder / "fi/caller.language.wav").unlink()

    answer = start(settings, database, clock, folder).test_client().get(old)

    assert (answer.status_code, answer.content_type) == (200, "audio/wav")
    assert answer.headers["Cache-Control"] == "no-store"
    assert set(answer.data[-2_000:]) == {0xFF}


def test_the_running_service_plays_what_it_has_checked_whatever_happens_to_the_folder(
    network: Network, web: FlaskClient, folder: Path
) -> None:
    [path] = named(network.calls_in().text)
    sounds.put(folder, "fi/caller.language.wav", b"no sound at all")

    assert web.get(path).data == WELCOME


@pytest.mark.parametrize(
    "path",
    [
        "/recordings/",
        "/recordings/fi/caller.language.wav",
        "/recordings/fi/0123456789abcdef/caller.language.ogg",
        "/recordings/fi/0123456789abcdef/caller",
        "/recordings/se/0123456789abcdef/caller.language.wav",
        "/recordings/fi/digest/caller.language.wav",
        "/recordings/fi/0123456789abcdef/../../../etc/passwd",
        "/recordings/fi/0123456789abcdef/..%2f..%2fetc%2fpasswd",
        "/recordings/../fi/caller.language.wav",
    ],
)
def test_no_other_address_leads_anywhere(web: FlaskClient, path: str) -> None:
    assert web.get(path).status_code == 404


def test_after_an_answer_that_could_not_be_used_the_step_is_spoken(network: Network) -> None:
    first = network.calls_in().text

    again = network.post("/voice/fallback", ErrorCode="11200").text

    assert named(first)
    assert not named(again)
    assert "Suomeksi" in again
