"""The rows are the same for every order, and any doubling, of what the network tells of a call."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial
from math import factorial
from typing import Any, Final

import pytest
from sqlalchemy.orm import Session

from ivr.db import Database
from ivr.services import outcomes, progress
from ivr.services.outcomes import OUTCOMES, Outcome
from ivr.services.settlement import Leg
from tests.make import NOW
from tests.services.orders import Orders, Reached
from tests.services.scene import AGENT_LEG, CITIZEN_LEG, Scene

Event = Callable[[Session, Scene], object]

HEARD_AT: Final = NOW + timedelta(minutes=10)
"""All of it is heard of late, at the same moment: times come from what is told."""


def leg(status: str, sequence: int, seconds: int, **facts: Any) -> Event:
    told = Leg(status, NOW + timedelta(seconds=seconds), CITIZEN_LEG, sequence, **facts)
    return lambda session, scene: progress.citizen_leg(session, scene.leg_token, told, HEARD_AT)


def dial(status: str, talked: int | None = None, *, gone: bool = False) -> Event:
    return lambda session, scene: progress.dial_ended(
        session,
        scene.attempt_id,
        status,
        HEARD_AT,
        sid=CITIZEN_LEG,
        talked=talked,
        agent_gone=gone,
    )


def agent(status: str, seconds: int | None = None) -> Event:
    """The agent's leg is over; when, only if the network tells."""
    at = None if seconds is None else NOW + timedelta(seconds=seconds)
    return lambda session, scene: progress.agent_leg(
        session, scene.token, AGENT_LEG, status, HEARD_AT, at=at
    )


def at_the_desk(outcome: Outcome) -> Event:
    """Her own word; the desk has a place for it only once there was a conversation."""
    return lambda session, scene: (
        outcomes.file(session, scene.attempt_id, outcome, HEARD_AT) is not None
    )


INITIATED: Final = leg("initiated", 0, 1)
RINGING: Final = leg("ringing", 1, 2)
HUNG_UP: Final = agent("completed")
FILED: Final = {"done": "done", "visit": "done", "wrong_number": "refused", "cut_off": "ready"}
"""Where an outcome leads to, if not to waiting."""
CALLS: Final[dict[str, Sequence[Event]]] = {
    "answered": (
        INITIATED,
        RINGING,
        leg("in-progress", 2, 9),
        leg("completed", 3, 309, talked=300),
        dial("completed", 300),
        HUNG_UP,
    ),
    "no answer": (RINGING, leg("no-answer", 2, 30), dial("no-answer"), HUNG_UP),
    "busy": (RINGING, leg("busy", 2, 4), dial("busy"), HUNG_UP),
    "no such number": (INITIATED, leg("failed", 1, 3, sip=404), dial("failed"), HUNG_UP),
    "the network failed": (INITIATED, leg("failed", 1, 3, sip=503), dial("failed"), HUNG_UP),
    "the citizen declined": (
        RINGING,
        leg("no-answer", 2, 12),
        dial("no-answer"),
        agent("completed", 40),
    ),
    "the agent hung up": (
        RINGING,
        leg("canceled", 2, 12),
        dial("no-answer", gone=True),
        agent("completed", 12),
    ),
    "the agent hung up, and the leg says only that nobody answered": (
        RINGING,
        leg("no-answer", 2, 12),
        dial("no-answer", gone=True),
        agent("completed", 12),
    ),
    "the dial's end was lost": (
        RINGING,
        leg("in-progress", 2, 9),
        leg("completed", 3, 309, talked=300),
        HUNG_UP,
    ),
    "all of the leg was lost": (dial("completed", 300), HUNG_UP),
}


TALKS: Final = ("answered", "the dial's end was lost", "all of the leg was lost")
SAID: Final = {
    **CALLS,
    **{f"{call}, and filed": (*CALLS[call], at_the_desk("done")) for call in TALKS},
}
"""Also conversations of which the agent files the outcome at her desk, as soon as she can."""


@pytest.fixture
def scene(database: Database) -> Scene:
    return Scene.set(database).released()


@pytest.mark.timeout(600)  # up to 5,040 orders
@pytest.mark.parametrize("call", SAID)
def test_every_order_and_doubling_leads_to_the_same_rows(scene: Scene, call: str) -> None:
    reached = every_order(scene, SAID[call])

    assert len(reached.ends) == 1
    if call in CALLS:
        assert reached.orders == factorial(len(CALLS[call]))


@pytest.mark.timeout(600)
@pytest.mark.parametrize("outcome", OUTCOMES)
def test_whatever_is_filed_at_the_desk_is_carried_out_once(scene: Scene, outcome: Outcome) -> None:
    words = (leg("in-progress", 2, 9), dial("completed", 300), HUNG_UP, at_the_desk(outcome))

    reached = every_order(scene, words)

    assert len(reached.ends) == 1
    assert {state for state, *_ in reached.ends} == {FILED.get(outcome, "waiting")}


def test_the_kinds_of_calls_do_lead_to_different_rows(scene: Scene) -> None:
    ends = {state for call in SAID for state, *_ in every_order(scene, SAID[call], some=True).ends}

    assert ends == {"unfiled", "waiting", "refused", "done"}


def every_order(scene: Scene, words: Sequence[Event], *, some: bool = False) -> Reached:
    """What all orders lead to; with `some`, the one in which they are written down here."""
    with scene.database.writing() as session:
        told = {n: partial(_tell, scene, word) for n, word in enumerate(words)}
        if some:
            for word in told.values():
                word(session)
                session.flush()
            told = {}
        reached = Orders(session, told).all()
        session.rollback()
    return reached


def _tell(scene: Scene, word: Event, session: Session) -> object:
    return word(session, scene)
