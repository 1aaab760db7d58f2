"""Agents' legs whose end is not told, or that were ordered and not named: looked for, let go."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from ivr.db import Database
from ivr.models import Call, Line
from ivr.services import verdicts
from ivr.services.verdicts import Candidate
from tests import make
from tests.make import NOW, span
from tests.services.questions import answer, ask, due, no_answer
from tests.services.scene import AGENT_LEG, Scene

# --- an agent's leg whose end is not told ---


@pytest.fixture
def stray(database: Database) -> Scene:
    """She passed the offer, and was not heard to hang up."""
    scene = Scene.set(database)
    scene.claim()
    scene.take_up()
    scene.pass_on()
    assert scene.staff.state == "offered"
    return scene.wait(seconds=30)


def test_an_agent_whose_hanging_up_was_lost_comes_back(stray: Scene) -> None:
    answer(stray, "completed", ended=25)

    assert stray.staff.state == "ready"
    assert stray.attempt.agent_ended_at == stray.now - span("25 s")
    assert due(stray.wait(hours=1)) == []


def test_the_row_of_her_call_ends_with_it(stray: Scene) -> None:
    call_id = stray.open_call()
    answer(stray, "completed", ended=25)

    call = stray.read(Call, call_id)
    assert (call.ended_at, call.end_status) == (stray.now - span("25 s"), "completed")


def test_an_agent_who_is_still_on_the_line_is_left_to_it(stray: Scene) -> None:
    for _ in range(100):
        assert answer(stray, "in-progress") is None
        assert due(stray.wait(seconds=29)) == []
        stray.wait(seconds=1)

    assert stray.staff.state == "offered"


@pytest.mark.parametrize("status", ["", None])
def test_an_agent_of_whose_leg_nothing_is_known_comes_back_after_a_while(
    stray: Scene, status: str | None
) -> None:
    for _ in range(31):
        assert stray.staff.state == "offered"
        if status is None:
            answer(stray, None)
        else:
            no_answer(stray)
        stray.wait(seconds=30)

    assert stray.staff.state == "ready"
    assert due(stray.wait(hours=1)) == []


def test_a_leg_that_nobody_wants_any_more_is_cancelled_while_it_rings(stray: Scene) -> None:
    assert answer(stray, "ringing") == AGENT_LEG
    stray.wait(seconds=30)
    assert answer(stray, "queued") == AGENT_LEG
    stray.wait(seconds=30)

    assert answer(stray, "canceled") is None
    assert stray.attempt.agent_ended_at


# --- an agent's leg that was ordered, and the answer was lost ---


@pytest.fixture
def nameless(database: Database) -> Scene:
    scene = Scene.set(database)
    scene.claim()
    return scene.wait(seconds=30)


def search(scene: Scene, *listed: Candidate) -> str | None:
    doubt = ask(scene)
    assert doubt
    assert doubt.sid is None

    def settle(session: Session) -> str | None:
        seen = verdicts.pick(session, doubt, listed)
        return verdicts.settle(session, scene.attempt_id, seen, scene.now)

    return scene.do(settle)


def candidate(status: str, sid: str = AGENT_LEG, seconds: float = 5) -> Candidate:
    return Candidate(sid, status, NOW + timedelta(seconds=seconds), None)


def test_it_is_looked_for_by_its_numbers(nameless: Scene) -> None:
    doubt = ask(nameless)

    assert doubt
    assert (doubt.from_, doubt.ordered_at) == ("+358295000100", NOW)
    assert doubt.to.startswith("+35840")


def test_an_offer_whose_leg_is_found_goes_on_under_its_name(nameless: Scene) -> None:
    assert search(nameless, candidate("ringing")) is None

    assert nameless.attempt.agent_sid == AGENT_LEG
    assert nameless.states == ("offered", "offered", "offered")
    assert due(nameless.wait(seconds=60)) == []


def test_after_its_lease_the_leg_that_is_found_is_cancelled(nameless: Scene) -> None:
    nameless.wait(seconds=90)
    nameless.lapse()
    nameless.wait(seconds=30)

    assert search(nameless, candidate("queued")) == AGENT_LEG
    assert nameless.attempt.agent_sid == AGENT_LEG


def test_a_leg_that_was_found_over_was_missed(nameless: Scene) -> None:
    search(nameless, candidate("no-answer"))

    assert nameless.states == ("ready", "ended", "ready")
    assert (nameless.attempt.result, nameless.staff.misses) == ("missed", 1)


@pytest.mark.parametrize("seconds", [-61, 61])
def test_legs_of_other_times_are_not_it(nameless: Scene, seconds: float) -> None:
    search(nameless, candidate("ringing", seconds=seconds))

    assert nameless.attempt.agent_sid is None


def test_a_leg_of_another_attempt_is_not_it(nameless: Scene) -> None:
    with nameless.database.writing() as session:
        other = make.a_callback(session, nameless_line(session, nameless))
        make.an_attempt(
            session, other, make.an_agent(session, "Bo"), state="ended", agent_sid=AGENT_LEG
        )

    search(nameless, candidate("ringing"))

    assert nameless.attempt.agent_sid is None


def nameless_line(session: Session, scene: Scene) -> Line:
    return session.merge(scene.callback).line


def test_a_leg_that_is_never_found_is_left_to_the_lease_and_then_forgotten(
    nameless: Scene,
) -> None:
    search(nameless)
    nameless.wait(seconds=30)
    search(nameless)
    assert nameless.states == ("offered", "offered", "offered")

    nameless.wait(seconds=60)
    nameless.lapse()
    nameless.wait(seconds=30)
    search(nameless)

    assert nameless.states == ("ready", "ended", "ready")
    assert due(nameless.wait(hours=1)) == []


def test_what_was_certainly_not_placed_is_not_looked_for(database: Database) -> None:
    scene = Scene.set(database)
    scene.claim()
    scene.decline()

    assert due(scene.wait(hours=1)) == []


def test_the_leg_of_a_later_offer_is_not_it(nameless: Scene) -> None:
    nameless.wait(seconds=90).lapse()
    nameless.wait(seconds=30)
    with nameless.database.writing() as session:
        general = nameless_line(session, nameless)
        agent = session.merge(nameless.staff)
        make.an_attempt(session, make.a_callback(session, general), agent)

    search(nameless, candidate("ringing", seconds=59))

    assert nameless.attempt.agent_sid is None
