"""The page of the sentences: everything that is said can be read, found and listened to."""

from pathlib import Path

import pytest
from flask import Flask

from flows.prompts import ids, sms_kinds
from flows.rules.languages import LANGUAGES
from ivr.app import create_app
from ivr.db import Database
from ivr.services import phrasebook
from ivr.settings import Settings
from tests import make
from tests.clocks import Settable
from tests.conftest import only_sqlite
from tests.sounds import put, wav
from tests.web.visitors import Visitor, hire, logged_in

pytestmark = only_sqlite


@pytest.fixture(autouse=True)
def people(app: Flask, database: Database) -> None:
    hire(database)


@pytest.fixture
def aino(app: Flask) -> Visitor:
    return logged_in(app, "aino")


def test_no_sentence_is_left_out(app: Flask) -> None:
    words = app.extensions["takaisinsoitto"].samples()
    shown = {
        one.id
        for place in phrasebook.PLACES
        for language in LANGUAGES
        for one in phrasebook.sentences(place, language, words, make.NAMES[language])
    }

    assert shown == ids() | {f"sms.{kind}" for kind in sms_kinds()}


def test_a_sentence_is_shown_as_it_is_heard_and_where(aino: Visitor) -> None:
    page = aino.get("/prompts?sought=caller.language.sv&spoken=sv").text

    assert '<h3 id="caller-language-sv">' in page
    assert "{key}" not in page
    assert 'lang="sv-FI"' in page
    assert "caller.language</p>" in page
    assert "koneääni" in page
    assert 'data-speak="said-caller-language-sv" hidden' in page


def test_it_is_found_by_its_words(aino: Visitor) -> None:
    page = aino.get("/prompts?place=sms&spoken=en&sought=MOVED%20visit").text

    assert "sms.moved_visit" in page
    assert page.count("<h3") == 1
    assert "Tällaista lausetta ei ole." in aino.get("/prompts?sought=xyzzy").text
    assert aino.get("/prompts?place=nowhere").status_code == 400


def test_what_was_recorded_is_played(
    settings: Settings, database: Database, clock: Settable, tmp_path: Path
) -> None:
    folder = put(tmp_path / "recordings", "fi/error.lost.wav", wav())
    app = create_app(
        settings.model_copy(update={"recordings": str(folder)}), database=database, clock=clock
    )
    aino = logged_in(app, "aino")

    page = aino.get("/prompts?sought=error.lost").text

    source = page.partition('<audio controls preload="none" src="')[2].partition('"')[0]
    assert aino.get(source).mimetype == "audio/wav"
    assert "äänitetty" in page
    assert "data-speak" not in page
