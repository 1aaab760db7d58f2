"""A supervisor ends a callback: for a reason, or because the citizen has been served."""

import pytest

from ivr.db import Database
from ivr.models import Event
from ivr.services import closing_off
from ivr.services.closing_off import CLOSABLE
from ivr.services.supervised import NotAsSeen
from tests.make import NOW
from tests.services.scene import Scene

BOSS = "supervisor:9"
LANDLINE = "+358914785263"
HELD = ("offered", "dialling", "talking", "unfiled")


def cancel(scene: Scene, tell: bool = False) -> bool:
    public_id = scene.callback.public_id
    return scene.do(
        lambda session: closing_off.cancel(session, public_id, "duplicate", tell, BOSS, NOW)
    )


def close(scene: Scene) -> None:
    public_id = scene.callback.public_id
    scene.do(lambda session: closing_off.close(session, public_id, "visit", BOSS, NOW))


def last_event(database: Database) -> tuple[str, str]:
    with database.reading() as session:
        event = session.query(Event).filter_by(subject="callback").order_by(Event.id.desc()).first()
        assert event
        return event.cause, event.actor


@pytest.mark.parametrize("state", sorted(CLOSABLE))
def test_what_nobody_has_in_hand_is_cancelled_or_closed_as_served(
    database: Database, state: str
) -> None:
    scene = Scene.set(database, state=state)
    if state == "ready":
        close(scene)
        assert (scene.callback.state, scene.callback.end_reason) == ("done", "served")
        assert last_event(database) == ("served:visit", BOSS)
    else:
        assert cancel(scene)
        assert (scene.callback.state, scene.callback.end_reason) == ("cancelled", "cancelled")
        assert last_event(database) == ("cancelled:duplicate", BOSS)
    assert scene.callback.ended_at == NOW
    assert scene.texts() == []


@pytest.mark.parametrize("state", HELD)
def test_what_an_agent_has_in_hand_is_left_to_her(database: Database, state: str) -> None:
    scene = Scene.set(database, state=state)

    for act in (cancel, close):
        with pytest.raises(NotAsSeen):
            act(scene)
    assert scene.callback.state == state


@pytest.mark.parametrize(("number", "told"), [("+358401234567", True), (LANDLINE, False)])
def test_whoever_is_to_be_told_is_texted_if_she_can_be(
    database: Database, number: str, told: bool
) -> None:
    scene = Scene.set(database, number=number)

    assert cancel(scene, tell=True) is told

    assert scene.callback.state == "cancelled"
    assert scene.texts() == (["cancelled_by_us"] if told else [])
