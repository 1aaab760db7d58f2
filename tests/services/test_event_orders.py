"""The rows are the same for every order, and any doubling, of what the network tells of a call."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import timedelta
from itertools import permutations
from random import Random
from typing import Any, Final

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from ivr.db import Database
from ivr.models import Attempt, Callback, Contact, Message, Rate, Staff, Tally
from ivr.services import progress
from ivr.services.settlement import Leg
from tests.make import NOW
from tests.services.scene import AGENT_LEG, CITIZEN_LEG, Scene

Event = Callable[[Session, Scene], object]

HEARD_AT: Final = NOW + timedelta(minutes=10)
"""All of it is heard of late, at the same moment: times come from what is told."""

TABLES: Final = (Callback, Attempt, Staff, Contact, Message, Rate, Tally)


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


INITIATED: Final = leg("initiated", 0, 1)
RINGING: Final = leg("ringing", 1, 2)
HUNG_UP: Final = agent("completed")
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


@pytest.fixture
def scene(database: Database) -> Scene:
    return Scene.set(database).released()


@pytest.mark.timeout(600)  # 720 orders of an answered call
@pytest.mark.parametrize("call", CALLS)
def test_every_order_leads_to_the_same_rows(
    scene: Scene, call: str, request: pytest.FixtureRequest
) -> None:
    orders = list(permutations(CALLS[call]))
    if "postgresql" in request.node.name:
        orders = Random(call).sample(orders, min(len(orders), 24))

    assert len(outcomes(scene, orders)) == 1


@pytest.mark.parametrize("call", CALLS)
def test_what_is_told_again_changes_nothing(scene: Scene, call: str) -> None:
    shuffle = Random(call)
    doubled = [shuffled(shuffle, CALLS[call] * 3) for _ in range(10)]

    assert outcomes(scene, doubled) == outcomes(scene, [CALLS[call]])


def test_the_kinds_of_calls_do_lead_to_different_rows(scene: Scene) -> None:
    ends = {state for call in CALLS for (state, *_), *_ in outcomes(scene, [CALLS[call]])}

    assert ends == {"unfiled", "waiting", "refused"}


def shuffled(shuffle: Random, events: Sequence[Event]) -> Sequence[Event]:
    return shuffle.sample(events, len(events))


def outcomes(scene: Scene, orders: Iterable[Sequence[Event]]) -> set[tuple[Any, ...]]:
    """The rows that each order of events leads to, from the same beginning."""
    return {rows_after(scene, order) for order in orders}


def rows_after(scene: Scene, order: Sequence[Event]) -> tuple[Any, ...]:
    with scene.database.writing() as session:
        for event in order:
            event(session, scene)
            session.flush()
            session.expire_all()
        rows = tuple(every_row(session))
        session.rollback()
    return rows


def every_row(session: Session) -> Iterator[tuple[Any, ...]]:
    """The callback's state first, then all rows of the tables, without the ids of texts."""
    yield tuple(session.scalars(select(Callback.state)))
    for table in TABLES:
        columns = [each for each in table.__table__.columns if each.name not in ("token", "id")]
        for row in session.execute(select(*columns).order_by(*table.__table__.primary_key)):
            yield (table.__tablename__, *map(str, row))
