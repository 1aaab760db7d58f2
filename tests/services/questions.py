"""Asking about an attempt in tests: when it is due, and what follows the network's answer."""

from collections.abc import Iterable
from datetime import timedelta

from ivr.db import find
from ivr.services import doubts, verdicts
from ivr.services.doubts import Doubt
from ivr.services.settlement import ASKED, Leg
from ivr.services.verdicts import Seen
from tests.services.scene import AGENT_LEG, CITIZEN_LEG, Scene


def due(scene: Scene) -> list[int]:
    with scene.database.reading() as session:
        found = [find(session, each, scene.now) for each in (doubts.SILENT, doubts.STRAY)]
    return [one for ids in found for one in ids]


def ask(scene: Scene) -> Doubt | None:
    return scene.do(lambda session: doubts.take(session, scene.attempt_id, scene.now))


def answer(
    scene: Scene,
    status: str | None,
    *legs: Leg,
    sid: str | None = AGENT_LEG,
    ended: float = 0,
) -> str | None:
    """It is asked about, and this is the answer; the agent's leg has ended `ended` seconds ago."""
    assert ask(scene)
    ended_at = scene.now - timedelta(seconds=ended)
    seen = Seen(sid, status, ended_at if status == "completed" else None, legs)
    return scene.do(lambda session: verdicts.settle(session, scene.attempt_id, seen, scene.now))


def no_answer(scene: Scene) -> None:
    assert ask(scene)
    scene.do(lambda session: verdicts.unanswered(session, scene.attempt_id, scene.now))


def child(scene: Scene, status: str, *, sid: str = CITIZEN_LEG, ended: float = 0, talked: int = 0):
    return Leg(status, scene.now - timedelta(seconds=ended), sid, ASKED, talked)


def in_turns(scene: Scene, answers: Iterable[str]) -> None:
    """The network's answers about a leg without children, each 30 seconds after the last."""
    for status in answers:
        if status:
            answer(scene, status)
        else:
            no_answer(scene)
        scene.wait(seconds=30)
