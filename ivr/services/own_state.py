"""Why an agent is in the state she is in, as she is told at her desk."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from ivr.db import spelt
from ivr.models import Event, Staff

Code = Literal["missed_one", "missed_two", "number", "closing", "by_supervisor"]

_LAST = (
    select(Event.to_state, Event.cause, Event.actor)
    .where(Event.subject == spelt("staff"), Event.subject_id == bindparam("staff_id"))
    .order_by(Event.id.desc())
    .limit(1)
)


@dataclass(frozen=True, slots=True)
class Why:
    """What brought her there, when, and the login name of the supervisor who did it, if one did."""

    code: Code
    at: datetime
    who: str = ""


def why(session: Session, agent: Staff) -> Why | None:
    """What she did not do herself and should be told; None where there is nothing to explain."""
    if agent.state == "ready":
        return _after_one_miss(agent)
    if agent.state not in ("paused", "off"):
        return None
    if agent.state_reason == "missed":
        return Why("missed_two", agent.missed_at or agent.state_since)
    if agent.state_reason == "number":
        return Why("number", agent.state_since)
    return _moved(session, agent)


def _after_one_miss(agent: Staff) -> Why | None:
    return Why("missed_one", agent.missed_at) if agent.misses and agent.missed_at else None


def _moved(session: Session, agent: Staff) -> Why | None:
    to, cause, actor = session.execute(_LAST, {"staff_id": agent.id}).first() or ("", "", "")
    if to != agent.state:
        return None
    if cause == "closing":
        return Why("closing", agent.state_since)
    role, _, staff_id = actor.partition(":")
    if role != "supervisor":
        return None
    who = session.get(Staff, int(staff_id))
    return Why("by_supervisor", agent.state_since, who.name if who else "")
