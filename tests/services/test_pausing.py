"""A supervisor has a callback wait until she lets it go on."""

import pytest

from ivr.db import Database
from ivr.models import Callback, Event, Promise
from ivr.services import callbacks, claims, pausing, promises, queue, sweeps
from ivr.services.moves import Moved
from ivr.services.policy import Policy
from ivr.services.supervised import NotAsSeen
from tests.make import NOW, span
from tests.services.scene import Scene
from tests.together import together

BOSS = "supervisor:9"


def pause(scene: Scene) -> None:
    public_id = scene.callback.public_id
    scene.do(lambda session: pausing.pause(session, public_id, BOSS, scene.now))


def go_on(scene: Scene) -> None:
    public_id = scene.callback.public_id
    scene.do(lambda session: pausing.go_on(session, public_id, BOSS, scene.now))


def promote(scene: Scene) -> int:
    return scene.do(lambda session: callbacks.promote(session, scene.now))


def test_it_is_not_called_until_it_goes_on_and_then_has_its_old_place(database: Database) -> None:
    scene = Scene.set(database)
    before = (scene.callback.arrived_at, scene.callback.not_before, scene.callback.lane)

    pause(scene)
    scene.wait(hours=2)
    assert promote(scene) == 0
    assert scene.claim() is None

    go_on(scene)
    after = (scene.callback.arrived_at, scene.callback.not_before, scene.callback.lane)
    assert after == before
    assert promote(scene) == 1
    assert scene.claim() is not None
    with database.reading() as session:
        said = [(e.cause, e.to_state) for e in session.query(Event).filter_by(actor=BOSS)]
    assert said == [("held", "paused"), ("resumed", "waiting")]


def test_one_that_waits_for_its_time_still_waits_for_it_afterwards(database: Database) -> None:
    later = NOW + span("90 min")
    scene = Scene.set(database, state="waiting", not_before=later)

    pause(scene)
    go_on(scene)

    assert (scene.callback.state, scene.callback.not_before) == ("waiting", later)
    assert promote(scene) == 0


@pytest.mark.parametrize("state", ["offered", "dialling", "talking", "unfiled", "needs_human"])
def test_what_is_in_somebodys_hands_is_not_paused(database: Database, state: str) -> None:
    scene = Scene.set(database, state=state)

    with pytest.raises(NotAsSeen):
        pause(scene)
    assert scene.callback.state == state


def test_a_promise_that_goes_by_meanwhile_is_late_and_raised(database: Database) -> None:
    scene = Scene.set(database)
    with database.writing() as session:
        callback = session.query(Callback).one()
        told = promises.foresee(session, callback.line, "fi", Policy(), NOW)
        promises.tell(session, callback, told, "spoken", NOW)
        ends = session.query(Promise).one().to_at

    pause(scene)
    scene.now = ends + span("1 min")
    sweeps.run(database, sweeps.OVERDUE, scene.now)

    assert scene.callback.raised_reason == "overdue"
    with database.reading() as session:
        assert queue.late(session, scene.now) == 1


def test_a_citizen_can_cancel_what_is_paused(database: Database) -> None:
    scene = Scene.set(database)
    pause(scene)

    assert scene.cancel() == "cancelled"


def test_it_is_either_claimed_or_paused(database: Database) -> None:
    scene = Scene.set(database)

    def claim() -> bool:
        try:
            with database.writing() as session:
                return claims.claim(session, NOW) is not None
        except Moved:
            return False

    def hold() -> bool:
        try:
            pause(scene)
        except NotAsSeen:
            return False
        return True

    claimed, paused = together(2, lambda which: (claim, hold)[which]())

    assert claimed != paused
    assert scene.callback.state == ("paused" if paused else "offered")
