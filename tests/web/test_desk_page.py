"""The desk: an agent sees her call and files what came of it; the number is hers for the call."""

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from ivr.db import Database
from ivr.models import Attempt, Callback, Line, Staff
from tests import make
from tests.clocks import Settable
from tests.conftest import only_sqlite
from tests.services.scene import Scene
from tests.web.visitors import Visitor, hire, logged_in

pytestmark = only_sqlite

OUTCOMES = {
    "done": ("done", "Kirjattu: hoidettu."),
    "later_hour": ("waiting", "Kirjattu. Soitamme uudelleen klo 11.00."),
    "later_morning": ("waiting", "Kirjattu. Soitamme uudelleen ke 25.11. klo 9.00."),
    "later_afternoon": ("waiting", "Kirjattu. Soitamme uudelleen klo 12.00."),
    "not_reached": ("waiting", "Kirjattu: ei tavoitettu."),
    "wrong_number": ("refused", "Kirjattu: väärä numero. Soittopyyntö on päätetty."),
    "cut_off": ("ready", "Kirjattu: katkesi."),
    "visit": ("done", "Kirjattu: tarvitaan käynti."),
}
NUMBER = "040 123 4567"


@pytest.fixture(autouse=True)
def staff(app: Flask, database: Database) -> None:
    hire(database)


@pytest.fixture
def aino(app: Flask) -> Visitor:
    return logged_in(app, "aino")


@pytest.fixture
def scene(app: Flask, database: Database) -> Scene:
    """Aino is ready, and one citizen waits for a call."""
    with database.writing() as session:
        agent = session.query(Staff).filter_by(name="aino").one()
        agent.state = "ready"
        row = make.a_callback(session, session.query(Line).one(), number=make.CITIZEN, counted=1)
        return Scene(database, callback_id=row.id, agent_id=agent.id)


def offered(scene: Scene) -> Scene:
    scene.claim()
    scene.take_up()
    return scene


def talking(scene: Scene) -> Scene:
    offered(scene).accept()
    scene.citizen("in-progress", 2)
    return scene


def hung_up(scene: Scene) -> Scene:
    talking(scene).citizen("completed", 3)
    scene.agent("completed")
    return scene


def file(visitor: Visitor, scene: Scene, outcome: str) -> TestResponse:
    return visitor.post("/desk/outcome", file=f"{scene.token}:{outcome}")


# --- her state ---


@pytest.mark.parametrize(
    ("wanted", "told"),
    [
        ("ready", "Olet vapaana"),
        ("paused", "Olet tauolla: omasta pyynnöstä"),
        ("paused:lunch", "Olet tauolla: lounas"),
        ("paused:meeting", "Olet tauolla: kokous"),
    ],
)
def test_she_says_what_she_is_doing(aino: Visitor, wanted: str, told: str) -> None:
    assert aino.post("/desk/state", wanted=wanted).location == "/desk"

    assert told in aino.get("/desk").text


def test_she_goes_off_duty(aino: Visitor) -> None:
    aino.post("/desk/state", wanted="ready")

    aino.post("/desk/state", wanted="off")

    assert "Olet poissa" in aino.get("/desk").text


@pytest.mark.parametrize("wanted", ["", "talking", "paused:shopping", "ready:lunch:x", "ready:x"])
def test_there_are_no_other_states(aino: Visitor, wanted: str) -> None:
    assert aino.post("/desk/state", wanted=wanted).status_code == 400
    assert "Olet poissa" in aino.get("/desk").text


def test_a_pause_asked_for_in_a_call_is_noted_for_afterwards(aino: Visitor, scene: Scene) -> None:
    talking(scene)

    aino.post("/desk/state", wanted="paused:lunch")
    page = aino.get("/desk").text
    assert "Puhelun jälkeen sinulle ei tarjota uutta." in page
    assert "Tauko alkaa, kun tämä on hoidettu." in page

    aino.post("/desk/state", wanted="ready")
    assert "Tauko alkaa" not in aino.get("/desk").text


# --- the call before her ---


def test_an_offer_tells_everything_but_the_number(aino: Visitor, scene: Scene) -> None:
    offered(scene)

    page = aino.get("/desk").text

    for told in ("saamassa soittoa", "Suomi", "Yleinen linja", "<dd>2</dd>", "Puhelimesi soi."):
        assert told in page
    assert NUMBER not in page
    assert "••67" not in page
    assert "Miten puhelu sujui?" not in page


def test_from_accepting_to_hanging_up_the_number_is_hers(aino: Visitor, scene: Scene) -> None:
    offered(scene).accept()
    assert NUMBER in aino.get("/desk").text
    scene.citizen("in-progress", 2)
    assert NUMBER in aino.get("/desk").text

    scene.citizen("completed", 3)
    scene.agent("completed")

    page = aino.get("/desk").text
    assert NUMBER not in page
    assert "+358 40 ••• ••67" in page


def test_another_agent_sees_nothing_of_it(app: Flask, aino: Visitor, scene: Scene) -> None:
    talking(scene)

    bo = logged_in(app, "bo")

    assert NUMBER not in bo.get("/desk").text
    assert file(bo, scene, "done").status_code == 404
    assert scene.read(Callback, scene.callback_id).state == "talking"


def test_the_outcomes_are_those_of_the_keys_with_what_follows(aino: Visitor, scene: Scene) -> None:
    talking(scene)

    page = aino.get("/desk").text

    for outcome in OUTCOMES:
        assert f'value="{scene.token}:{outcome}"' in page
    for key in ("1", "2 1", "2 2", "2 3", "3", "4", "5", "6"):
        assert f">{key}</kbd>" in page
    assert "Näppäiltyjä pyyntöjä tähän numeroon ei enää oteta." in page


# --- the outcome ---


@pytest.mark.parametrize(("outcome", "follows"), OUTCOMES.items())
def test_an_outcome_filed_after_the_call_does_what_the_key_does(
    aino: Visitor, scene: Scene, outcome: str, follows: tuple[str, str]
) -> None:
    hung_up(scene)
    state, told = follows
    assert "Edellisen puhelun tulos puuttuu" in aino.get("/desk").text

    assert file(aino, scene, outcome).location == "/desk"

    assert told in aino.get("/desk").text
    assert scene.read(Callback, scene.callback_id).state == state
    assert scene.read(Attempt, scene.attempt_id).outcome == outcome


def test_an_outcome_filed_during_the_call_waits_for_its_end(aino: Visitor, scene: Scene) -> None:
    talking(scene)

    file(aino, scene, "done")

    page = aino.get("/desk").text
    assert "Tulos on kirjattu" in page
    assert "Lopeta puhelu, kun se on valmis." in page
    assert "Miten puhelu sujui?" not in page
    assert scene.read(Callback, scene.callback_id).state == "talking"
    scene.citizen("completed", 3)
    assert scene.read(Callback, scene.callback_id).state == "done"


def test_an_outcome_is_filed_once(aino: Visitor, scene: Scene) -> None:
    hung_up(scene)
    file(aino, scene, "done")
    aino.get("/desk")

    file(aino, scene, "wrong_number")

    assert "tulos on jo kirjattu" in aino.get("/desk").text
    assert scene.read(Attempt, scene.attempt_id).outcome == "done"


@pytest.mark.parametrize("filed", ["", "done", ":done", "x:done", "{token}:talked", "{token}:"])
def test_there_are_no_other_outcomes(aino: Visitor, scene: Scene, filed: str) -> None:
    hung_up(scene)

    answer = aino.post("/desk/outcome", file=filed.format(token=scene.token))

    assert answer.status_code in (400, 404)
    assert scene.read(Attempt, scene.attempt_id).outcome is None


def test_she_files_what_is_missing_before_she_is_ready_again(aino: Visitor, scene: Scene) -> None:
    hung_up(scene)

    aino.post("/desk/state", wanted="ready")
    assert "Kirjaa ensin edellisen puhelun tulos." in aino.get("/desk").text
    assert scene.read(Staff, scene.agent_id).state == "wrapup"

    file(aino, scene, "done")
    aino.post("/desk/state", wanted="ready")
    assert scene.read(Staff, scene.agent_id).state == "ready"


# --- always of now ---


def test_the_wrap_up_counts_down(aino: Visitor, scene: Scene, clock: Settable) -> None:
    hung_up(scene)
    first = aino.get("/desk")
    assert "Jälkityötä 45 s" in first.text

    clock.advance(seconds=7)

    later = aino.get("/desk", If_None_Match=first.headers["ETag"])
    assert "Jälkityötä 38 s" in later.text


def test_nothing_new_is_told_in_three_digits(aino: Visitor, scene: Scene) -> None:
    tag = aino.get("/desk").headers["ETag"]
    assert aino.get("/desk", If_None_Match=tag).status_code == 304

    offered(scene)

    assert aino.get("/desk", If_None_Match=tag).status_code == 200


def test_a_poll_does_not_swallow_what_is_to_be_told(aino: Visitor, scene: Scene) -> None:
    talking(scene)
    aino.post("/desk/state", wanted="paused")

    poll = aino.get("/desk", HX_Request="true").text
    assert "Puhelun jälkeen sinulle ei tarjota uutta." not in poll
    assert "Puhelun jälkeen sinulle ei tarjota uutta." in aino.get("/desk").text
    assert "Puhelun jälkeen sinulle ei tarjota uutta." not in aino.get("/desk").text
