"""What citizens are told before they ask for anything, and what they can write to us."""

from datetime import timedelta

import pytest
from flask import Flask

from ivr.db import Database
from ivr.models import Feedback, Line
from ivr.services import announcements, feedback
from ivr.services.announcements import New
from tests import make
from tests.clocks import Settable
from tests.conftest import only_sqlite
from tests.web.visitors import Visitor, hire, logged_in

pytestmark = only_sqlite

WORDS = {
    "about": "accessibility",
    "words": "Nappi on liian pieni.\nKorjatkaa!",
    "answer_to": "a@b.fi",
}


@pytest.fixture
def citizen(app: Flask) -> Visitor:
    return Visitor.to(app)


def test_the_front_page_says_when_whoever_asks_now_is_called(citizen: Visitor) -> None:
    assert "Jos pyydät puhelua nyt, soitamme arviolta" in citizen.get("/").text


def test_a_line_that_takes_no_requests_says_so_and_foretells_nothing(
    citizen: Visitor, database: Database
) -> None:
    with database.writing() as session:
        session.query(Line).update({"takes_requests": False})

    page = citizen.get("/").text

    assert "soitamme arviolta" not in page
    assert "Emme ota juuri nyt vastaan uusia soittopyyntöjä." in page


def test_what_a_line_announces_is_read_there_too(
    citizen: Visitor, database: Database, clock: Settable
) -> None:
    words = {"fi": "Jonoa on paljon.", "sv": "Kön är lång.", "en": "The queue is long."}
    new = New(words, clock.now(), clock.now() + timedelta(hours=1))
    with database.writing() as session:
        line = session.query(Line).one()
        announcements.put_in(session, line, new, "supervisor:1", clock.now())

    assert "Jonoa on paljon." in citizen.get("/").text
    assert "Kön är lång." in citizen.get("/", Accept_Language="sv").text
    clock.advance(seconds=3600)
    assert "Jonoa on paljon." not in citizen.get("/").text


@pytest.mark.parametrize("path", ["/accessibility", "/privacy", "/feedback", "/feedback/sent"])
@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_every_page_about_the_service_is_there_in_each_language(
    citizen: Visitor, path: str, language: str
) -> None:
    page = citizen.get(path, Accept_Language=language)

    assert page.status_code == 200
    assert f'<html lang="{language}">' in page.text


def test_the_privacy_notice_tells_what_retention_does(citizen: Visitor) -> None:
    assert "90 päivää siitä, kun asia on hoidettu" in citizen.get("/privacy").text


def test_feedback_is_kept_until_somebody_has_dealt_with_it(
    app: Flask, citizen: Visitor, database: Database
) -> None:
    hire(database)

    assert citizen.post("/feedback", **WORDS).location == "/feedback/sent"

    saara = logged_in(app, "saara")
    page = saara.get("/feedback/received").text
    assert "Nappi on liian pieni." in page
    assert "a@b.fi" in page
    (path,) = {part.split('"')[0] for part in page.split('action="') if "/done" in part}
    saara.post(path)
    assert "Kaikki palaute on käsitelty." in saara.get("/feedback/received").text
    saara.post(path)
    assert "Joku muu on jo käsitellyt" in saara.get("/feedback/received").text


def test_an_identity_code_is_refused_and_the_rest_stays_typed(
    citizen: Visitor, database: Database
) -> None:
    answer = citizen.post("/feedback", **{**WORDS, "words": "Olen 131052-308T, apua"})

    assert answer.status_code == 400
    assert "näyttää olevan henkilötunnus" in answer.text
    assert "Olen 131052-308T, apua" in answer.text
    with database.reading() as session:
        assert session.query(Feedback).count() == 0


def test_feedback_without_words_says_what_is_missing(citizen: Visitor) -> None:
    answer = citizen.post("/feedback", **{**WORDS, "words": " "})

    assert answer.status_code == 400
    assert "a@b.fi" in answer.text


def test_whoever_sends_very_much_waits_and_loses_nothing(citizen: Visitor) -> None:
    answers = [citizen.post("/feedback", **WORDS) for _ in range(13)]

    assert [answer.status_code for answer in answers[-2:]] == [303, 429]
    assert "Nappi on liian pieni." in answers[-1].text


def test_what_was_dealt_with_is_forgotten_in_time(
    citizen: Visitor, database: Database, clock: Settable
) -> None:
    citizen.post("/feedback", **WORDS)
    with database.writing() as session:
        staff = make.an_agent(session, "s")
        (one,) = feedback.undone(session)
        feedback.done(session, one.public_id, staff.id, "supervisor:1", clock.now())

    with database.writing() as session:
        feedback.forget(session, clock.now() + feedback.WORDS_KEPT - timedelta(seconds=1))
        assert session.query(Feedback).one().words == "Nappi on liian pieni.\nKorjatkaa!"
    with database.writing() as session:
        feedback.forget(session, clock.now() + feedback.WORDS_KEPT)
        assert session.query(Feedback).one().words is None
