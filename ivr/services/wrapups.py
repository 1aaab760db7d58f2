"""The end of an agent's part in an attempt: ready again, or time to write things down."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from ivr.models import Attempt, Staff
from ivr.services import agents, attempts, events, guarded
from ivr.services.policy import Policy


def let_go(session: Session, attempt: Attempt, now: datetime) -> None:
    """Let the agent go if her part is over and she has not been given anything else since.

    An offer that came to nothing holds her until her leg has ended, so that she is not rung
    while she is still listening. A conversation holds her until she has filed its outcome or
    hung up; a call that nobody answered until that is known.
    """
    agent = attempt.staff
    if attempt.state != "ended" or agent.state not in agents.IN_A_CALL:
        return
    if not attempts.is_latest(session, attempt):
        return
    if agent.state == "offered" and attempt.agent_ended_at:
        agents.free(session, agent, attempt.result or "", attempt.id, now)
    if agent.state == "talking" and _is_over(attempt):
        length = timedelta(seconds=Policy.read(attempt.callback.line.policy).wrapup)
        agents.begin_wrapup(session, agent, length, attempt.id, now)


def may_be_longer(session: Session, agent: Staff) -> bool:
    """Whether she may take more time to write things down: once, as long as the first time."""
    length = _length(session, agent)
    until = agent.wrapup_until
    return bool(until and length and until <= agent.state_since + length)


def prolong(session: Session, agent: Staff, now: datetime) -> bool:
    """Give her more time to write things down; whether she may have it."""
    session.refresh(agent, with_for_update={"key_share": True})
    length, until = _length(session, agent), agent.wrapup_until
    if length is None or until is None or not may_be_longer(session, agent):
        return False
    guarded.change(session, agent, {"wrapup_until": until}, {"wrapup_until": until + length})
    subject, who = ("staff", agent.id), agents.named(agent)
    events.record(session, subject, "wrapup", "wrapup", "more_time", who, now)
    return True


def _length(session: Session, agent: Staff) -> timedelta | None:
    """How long it is after her last call; None while she writes nothing down."""
    latest = attempts.latest_of(session, agent.id) if agent.state == "wrapup" else None
    if latest is None:
        return None
    line = session.get_one(Attempt, latest).callback.line
    return timedelta(seconds=Policy.read(line.policy).wrapup)


def _is_over(attempt: Attempt) -> bool:
    return attempt.result != "answered" or bool(attempt.outcome or attempt.agent_ended_at)
