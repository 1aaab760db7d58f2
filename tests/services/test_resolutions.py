"""A supervisor decides on what was left open, and on nothing else."""

from datetime import timedelta
from typing import get_args

import pytest

from flows.rules.states import LIVE, CallbackState
from ivr.db import Database
from ivr.models import Callback
from ivr.services import resolutions
from ivr.services.resolutions import NotResolved, Resolution
from tests import make
from tests.make import NOW, span
from tests.services.scene import Scene


def a_callback(database: Database, state: str) -> str:
    with database.writing() as session:
        line = make.an_open_line(session)
        return make.a_callback(
            session, line, state=state, raised_at=NOW, raised_reason="silence"
        ).public_id


def resolve(database: Database, public_id: str, to: Resolution) -> Callback:
    with database.writing() as session:
        resolutions.resolve(session, public_id, to, "supervisor:3", NOW)
    with database.reading() as session:
        return session.get_one(Callback, 1)


@pytest.mark.parametrize("to", get_args(Resolution))
def test_what_needs_a_person_can_be_decided_in_every_way(
    database: Database, to: Resolution
) -> None:
    public_id = a_callback(database, "needs_human")

    callback = resolve(database, public_id, to)

    assert callback.state == to
    assert (callback.raised_at, callback.raised_reason) == (None, None)
    assert callback.ended_at == (None if to == "waiting" else NOW)


@pytest.mark.parametrize("state", sorted(LIVE - {CallbackState.NEEDS_HUMAN}))
@pytest.mark.parametrize("to", ["waiting", "done", "refused"])
def test_what_takes_its_course_is_not_decided(
    database: Database, state: str, to: Resolution
) -> None:
    public_id = a_callback(database, state)

    with pytest.raises(NotResolved, match=f"that is {state} can't be made {to}"):
        resolve(database, public_id, to)


@pytest.mark.parametrize(
    ("state", "can"),
    [
        ("waiting", True),
        ("ready", True),
        ("offered", True),
        ("dialling", False),
        ("talking", False),
        ("unfiled", True),
        ("done", False),
    ],
)
def test_a_callback_can_be_cancelled_unless_the_citizens_phone_is_in_use(
    database: Database, state: str, can: bool
) -> None:
    public_id = a_callback(database, state)

    if can:
        assert resolve(database, public_id, "cancelled").state == "cancelled"
    else:
        with pytest.raises(NotResolved):
            resolve(database, public_id, "cancelled")


def test_a_callback_that_does_not_exist_is_named_in_the_refusal(database: Database) -> None:
    with pytest.raises(NotResolved, match="There is no callback nonsense"):
        resolve(database, "nonsense", "done")


def test_calling_again_keeps_the_place_and_a_decent_interval(database: Database) -> None:
    scene = Scene.set(database).released()
    arrived = scene.callback.arrived_at
    scene.wait(seconds=90).give_up()

    with database.writing() as session:
        resolutions.resolve(session, scene.callback.public_id, "waiting", "system", scene.now)

    callback = scene.callback
    assert (callback.state, callback.arrived_at) == ("waiting", arrived)
    assert callback.not_before == scene.now + timedelta(minutes=5)
    scene.wait(minutes=5).promote()
    assert scene.callback.state == "ready"


def test_calling_again_long_after_the_attempt_is_at_once(database: Database) -> None:
    public_id = a_callback(database, "needs_human")

    assert resolve(database, public_id, "waiting").not_before == NOW


def test_cancelling_while_an_agent_is_rung_makes_the_release_refuse(database: Database) -> None:
    scene = Scene.set(database)
    scene.claim()
    scene.take_up()
    with database.writing() as session:
        resolutions.resolve(session, scene.callback.public_id, "cancelled", "system", scene.now)

    assert scene.accept() == "cancelled"
    assert scene.wait(hours=1).callback.ended_at == NOW + span("0 s")
