"""A callback is made to another number, which a supervisor was told."""

import contextlib

import pytest

from ivr.db import Database, Session
from ivr.models import Callback, Contact, Event, Line, Message
from ivr.services import contacts, messages, renumbering, requests, supervised
from ivr.services.policy import Policy
from ivr.services.renumbering import NotRenumbered
from ivr.services.requests import Wish
from ivr.services.supervised import NotAsSeen
from tests import make
from tests.make import KEYER, NOW
from tests.services.scene import Scene
from tests.together import together

BOSS = "supervisor:9"
OLD, NEW = "+358401234567", "+358407654321"


def renumber(scene: Scene, typed: str = "040 765 4321", seen: str | None = None) -> None:
    public_id = scene.callback.public_id
    scene.do(
        lambda session: renumbering.renumber(session, KEYER, public_id, typed, BOSS, NOW, seen)
    )


def number(scene: Scene) -> str | None:
    with scene.database.reading() as session:
        return session.get_one(Callback, scene.callback_id).contact.number


def test_the_callback_goes_over_to_the_new_number_and_the_old_one_keeps_its_own(
    database: Database,
) -> None:
    scene = Scene.set(database, number=OLD)

    renumber(scene)

    assert (number(scene), scene.callback.number_source) == (NEW, "staff")
    with database.reading() as session:
        assert session.query(Contact).filter_by(number=OLD).count() == 1
        last = session.query(Event).filter_by(subject="callback").order_by(Event.id.desc()).first()
        assert last
        assert (last.cause, last.actor) == ("renumbered", BOSS)


def test_the_new_number_is_rung(database: Database) -> None:
    scene = Scene.set(database, number=OLD)
    renumber(scene)

    ring = scene.released() and scene.read(Callback, scene.callback_id)

    assert ring.state == "dialling"
    assert number(scene) == NEW


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("112", "emergency"),
        ("0600 123456", "service"),
        ("029 500 0000", "company"),
        ("+46 70 123 45 67", "foreign"),
        ("hello", "unreadable"),
        ("7654321", "no_leading_zero"),
        ("040 123 4567", "same"),
        ("040 111 1111", "own"),
        ("040 222 2222", "closed"),
        ("040 333 3333", "stands"),
    ],
)
def test_a_number_that_may_not_be_called_is_refused(
    database: Database, typed: str, code: str
) -> None:
    scene = Scene.set(database, number=OLD)
    with database.writing() as session:
        make.an_agent(session, "Bo", number="+358401111111")
        make.a_contact(session, "+358402222222", refuses_typed=True)
        line = session.get_one(Callback, scene.callback_id).line
        make.a_callback(session, line, number="+358403333333")

    with pytest.raises(NotRenumbered) as no:
        renumber(scene, typed)

    assert no.value.code == code
    assert number(scene) == OLD


@pytest.mark.parametrize("state", ["offered", "dialling", "talking", "unfiled", "done"])
def test_what_is_in_hand_or_over_keeps_its_number(database: Database, state: str) -> None:
    scene = Scene.set(database, number=OLD, state=state)

    with pytest.raises(NotAsSeen):
        renumber(scene)


def test_what_was_to_be_texted_to_the_old_number_is_not(database: Database) -> None:
    scene = Scene.set(database, number=OLD)
    with database.writing() as session:
        messages.write(
            session, session.get_one(Callback, scene.callback_id), "delay", {"eta": "x"}, NOW
        )
    renumber(scene)

    with database.writing() as session:
        assert messages.due(session, NOW) == []
    with database.reading() as session:
        assert session.query(Message).one().state == "obsolete"


def test_two_supervisors_at_once_give_it_one_new_number_and_one_is_told(
    database: Database,
) -> None:
    scene = Scene.set(database, number=OLD)
    with database.reading() as session:
        seen = supervised.sight(session.get_one(Callback, scene.callback_id))

    def act(which: int) -> bool:
        try:
            renumber(scene, ("040 765 4321", "040 765 4322")[which], seen)
        except NotAsSeen:
            return False
        return True

    assert sorted(together(2, act)) == [False, True]
    with database.reading() as session:
        assert session.query(Event).filter_by(cause="renumbered").count() == 1


def test_whoever_asks_at_the_same_moment_keeps_her_request_and_the_supervisor_is_told(
    database: Database,
) -> None:
    scene = Scene.set(database, number=OLD)

    def supervisor() -> None:
        with contextlib.suppress(NotRenumbered):
            renumber(scene)

    def citizen() -> None:
        with database.writing() as session:
            line = session.query(Line).one()
            contact = contacts.find_or_make(session, KEYER, NEW, NOW)
            wish = Wish(contact, "shown", "fi", asker="contact")
            requests.request(session, line, Policy(), wish, NOW)

    together(2, lambda which: (supervisor, citizen)[which]())

    with database.reading() as session:
        contact = session.query(Contact).filter_by(number=NEW).one()
        assert session.query(Callback).filter_by(contact_id=contact.id).count() == 1


def test_a_new_number_whose_holder_minds_being_called_is_not_rung(database: Database) -> None:
    scene = Scene.set(database, number=OLD)
    renumber(scene)
    assert scene.claim()
    assert scene.take_up()

    def mind(session: Session) -> None:
        session.query(Contact).filter_by(number=NEW).one().refuses_typed = True

    scene.do(mind)

    assert scene.accept() == "refused"


def test_no_text_is_waited_for_that_the_new_number_can_t_take(database: Database) -> None:
    scene = Scene.set(database, number=OLD, reach="text")

    renumber(scene, "09 1478 5263")

    assert scene.callback.reach == "call"
