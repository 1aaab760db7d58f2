"""At the desk: an offer answered, a note written, more time taken, a state explained, her day."""

import pytest
from flask import Flask
from sqlalchemy import select

from ivr.db import Database
from ivr.models import Event, Line, Note, Staff
from ivr.services import agents
from tests import make
from tests.conftest import only_sqlite
from tests.services.scene import Scene
from tests.web.desk_office import LANDLINE, Office, book, offered
from tests.web.visitors import Visitor, hire, logged_in

pytestmark = only_sqlite

NUMBER = "040 123 4567"


@pytest.fixture(autouse=True)
def staff(app: Flask, database: Database) -> None:
    hire(database)


@pytest.fixture
def scene(app: Flask, database: Database) -> Scene:
    """Aino is ready, and one citizen waits for a call."""
    with database.writing() as session:
        agent = session.query(Staff).filter_by(name="aino").one()
        agent.state = "ready"
        row = make.a_callback(session, session.query(Line).one(), number=make.CITIZEN)
        return Scene(database, callback_id=row.id, agent_id=agent.id)


@pytest.fixture
def aino(app: Flask, database: Database) -> Visitor:
    return logged_in(app, "aino")


def on_offer(scene: Scene) -> Scene:
    scene.claim()
    scene.agent("ringing")
    return scene


def answer(visitor: Visitor, scene: Scene, choice: str) -> str:
    visitor.post(f"/desk/offer/{scene.token}/{choice}")
    return visitor.get("/desk").text


# --- the offer ---


def test_an_offer_says_why_it_is_hers_and_takes_an_answer(aino: Visitor, scene: Scene) -> None:
    on_offer(scene)

    page = aino.get("/desk").text

    for told in ("Seuraava vuorossa", "Otan soiton", "Jätän toiselle", 'accesskey="a"'):
        assert told in page


def test_taken_at_the_desk_she_is_asked_to_lift_and_sees_no_number(
    aino: Visitor, scene: Scene
) -> None:
    page = answer(aino, on_offer(scene), "accept")

    assert "Otit soiton. Vastaa nyt puhelimeesi" in page
    assert NUMBER not in page
    assert "Otan soiton" not in page


def test_left_at_the_desk_it_is_somebody_elses(aino: Visitor, scene: Scene) -> None:
    page = answer(aino, on_offer(scene), "pass")

    assert "Se ei ole sinulle vastaamaton soitto." in page
    assert scene.callback.state == "ready"


def test_an_answer_that_comes_too_late_is_told_so(aino: Visitor, scene: Scene) -> None:
    on_offer(scene).lapse()
    answer(aino, scene, "pass")

    assert "ei ole enää tarjolla" in answer(aino, scene, "accept")


def test_nobody_answers_for_another_agent(app: Flask, aino: Visitor, scene: Scene) -> None:
    on_offer(scene)

    answered = logged_in(app, "bo").post(f"/desk/offer/{scene.token}/accept")

    assert answered.status_code == 404
    assert scene.attempt.chosen is None
    assert aino.post(f"/desk/offer/{scene.token}/later").status_code == 404


# --- notes ---


def write(visitor: Visitor, scene: Scene, words: str) -> str:
    return visitor.post(f"/desk/call/{scene.token}/note/", words=words).text


def noted(scene: Scene) -> list[str]:
    with scene.database.reading() as session:
        return list(session.scalars(select(Note.words)))


def test_a_note_reaches_whoever_is_offered_it_next(app: Flask, aino: Visitor, scene: Scene) -> None:
    on_offer(scene).take_up()
    scene.accept()
    write(aino, scene, "Vastaa parhaiten iltapäivällä")
    scene.rings_out()
    with scene.database.writing() as session:
        session.query(Staff).filter_by(name="bo").one().state = "ready"
        agents.set_state(
            session, session.get_one(Staff, scene.agent_id), "off", actor="agent:1", now=scene.now
        )
    scene.wait(hours=2).promote()
    scene.claim()

    page = logged_in(app, "bo").get("/desk").text

    assert "Vastaa parhaiten iltapäivällä" in page
    assert "aino, klo" in page
    assert (
        "Vastaa parhaiten"
        in logged_in(app, "saara").get(f"/callback/{scene.callback.public_id}/").text
    )
    with scene.database.reading() as session:
        event = session.scalars(select(Event).where(Event.cause == "note")).one()
        assert "iltap" not in str(vars(event))


def test_a_personal_identity_code_is_refused_and_what_was_typed_stays(
    aino: Visitor, scene: Scene
) -> None:
    on_offer(scene).take_up()
    scene.accept()

    page = write(aino, scene, "Kysyi: 131052-308T & muuta")

    assert "näyttää olevan henkilötunnus" in page
    assert 'value="Kysyi: 131052-308T &amp; muuta"' in page
    assert noted(scene) == []


def test_a_note_is_short_and_of_her_own_conversation(
    app: Flask, aino: Visitor, scene: Scene
) -> None:
    on_offer(scene)
    path = f"/desk/call/{scene.token}/note/"
    assert aino.get(path).status_code == 404  # not accepted yet
    scene.take_up()
    scene.accept()

    assert "Enintään 200 merkkiä" in write(aino, scene, "a" * 201)
    assert write(aino, scene, " ") != ""
    assert logged_in(app, "bo").post(path, words="x").status_code == 404
    assert noted(scene) == []


# --- after the conversation ---


def wrapping_up(scene: Scene) -> Scene:
    on_offer(scene).take_up()
    scene.accept()
    scene.rings_out()
    scene.agent("completed")
    return scene


def test_she_may_take_as_much_time_again_once(aino: Visitor, scene: Scene) -> None:
    wrapping_up(scene)
    first = scene.staff.wrapup_until
    assert "Lisää aikaa" in aino.get("/desk").text

    aino.post("/desk/more-time")
    second = scene.staff.wrapup_until
    aino.post("/desk/more-time")

    assert first
    assert second
    assert (second - first).total_seconds() == 45
    assert scene.staff.wrapup_until == second
    assert 'id="more-time"' not in aino.get("/desk").text


def test_who_is_done_sooner_is_ready_at_once(aino: Visitor, scene: Scene) -> None:
    wrapping_up(scene)
    assert "Valmis: olen vapaana" in aino.get("/desk").text

    aino.post("/desk/state", wanted="ready")

    assert scene.staff.state == "ready"


def test_the_next_free_times_stand_beside_the_outcome(
    app: Flask, database: Database, aino: Visitor
) -> None:
    office = Office.furnish(database, LANDLINE).hung_up()

    page = aino.get("/desk").text

    assert "Miten puhelu sujui?" in page
    assert office.nine in offered(page)
    assert book(aino, office, office.nine).location == "/desk"


# --- a state explained ---


def test_one_miss_is_told_with_what_a_second_would_do(aino: Visitor, scene: Scene) -> None:
    on_offer(scene).agent("no-answer")

    assert "Et vastannut soittoon klo 10.00." in aino.get("/desk").text


def test_two_misses_tell_why_she_is_paused(aino: Visitor, scene: Scene) -> None:
    on_offer(scene).agent("no-answer")
    with scene.database.writing() as session:
        session.get_one(Staff, scene.agent_id).state = "ready"
    scene.wait(minutes=11)
    scene.claim()
    scene.agent("no-answer", sid="CA" + "e" * 32)

    page = aino.get("/desk").text

    assert "Et vastannut kahteen soittoon peräkkäin, viimeksi klo 10.11." in page


def test_a_supervisors_pause_names_the_supervisor(aino: Visitor, scene: Scene) -> None:
    with scene.database.writing() as session:
        boss = session.query(Staff).filter_by(role="supervisor").first()
        assert boss
        agent, name = session.get_one(Staff, scene.agent_id), boss.name
        agents.set_state(session, agent, "paused", actor=f"supervisor:{boss.id}", now=scene.now)

    assert f"Esihenkilö {name} vaihtoi tilasi klo 10.00." in aino.get("/desk").text


# --- her day ---


def test_her_day_lists_her_calls_and_counts_what_came(aino: Visitor, scene: Scene) -> None:
    assert "Sinulle ei ole vielä tarjottu soittoja tänään." in aino.get("/desk/day").text
    on_offer(scene).take_up()
    scene.accept()
    scene.citizen("in-progress", 2)
    scene.wait(minutes=4).citizen("completed", 3, talked=240)
    assert "Tulos puuttuu" in aino.get("/desk/day").text

    scene.file("done")

    page = aino.get("/desk/day").text
    assert "Hoidettu" in page
    assert "4 min" in page
    assert "••67" in page
    assert NUMBER not in page


def test_her_day_begins_at_midnight_and_is_hers(app: Flask, aino: Visitor, scene: Scene) -> None:
    on_offer(scene).take_up()
    with scene.database.writing() as session:
        attempt = session.get_one(type(scene.attempt), scene.attempt_id)
        attempt.created_at = scene.now.replace(day=23)

    assert "ei ole vielä tarjottu" in aino.get("/desk/day").text
    assert "ei ole vielä tarjottu" in logged_in(app, "bo").get("/desk/day").text
