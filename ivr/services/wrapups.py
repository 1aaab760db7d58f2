"""The end of an agent's part in an attempt: ready again, or time to write things down."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from ivr.models import Attempt
from ivr.services import agents, attempts
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


def _is_over(attempt: Attempt) -> bool:
    return attempt.result != "answered" or bool(attempt.outcome or attempt.agent_ended_at)
