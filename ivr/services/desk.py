"""The desk: what an agent has before her now, and the outcome that she files there.

The citizen's number is part of it only from her accepting until the conversation has ended.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, cast

from sqlalchemy.orm import Session

from flows.prompts import written
from flows.rules import numbers
from flows.rules.languages import Language
from ivr.models import Attempt, Promise, Staff
from ivr.services import attempts, lines, outcomes, promises, tallies
from ivr.services.outcomes import Filed, Outcome

Stage = Literal["offered", "dialling", "talking", "unfiled"]


class NotHers(LookupError):
    """The agent has no such conversation."""


@dataclass(frozen=True, slots=True)
class Present:
    """One attempt of the agent's. `tries` counts this one, too; `names` are the line's.

    `number` as it is dialled in Finland while she needs it, afterwards masked, before it empty.
    """

    token: str
    stage: Stage
    names: Mapping[str, str]
    language: Language
    asked: datetime
    promise: Promise | None
    tries: int
    number: str
    cut_off: bool
    outcome: Outcome | None


@dataclass(frozen=True, slots=True)
class Desk:
    """`call` is what she is being offered or in; `unfiled` has ended without an outcome."""

    state: str
    reason: str | None
    since: datetime
    pause_after: bool
    wrapup_until: datetime | None
    call: Present | None
    unfiled: Present | None
    waiting: int


def look(session: Session, staff_id: int) -> Desk:
    """The agent's desk."""
    agent = session.get_one(Staff, staff_id)
    unfiled = outcomes.unfiled_of(session, agent)
    return Desk(
        state=agent.state,
        reason=agent.state_reason,
        since=agent.state_since,
        pause_after=agent.pause_after,
        wrapup_until=agent.wrapup_until,
        call=_live(session, agent),
        unfiled=_present(session, session.get_one(Attempt, unfiled)) if unfiled else None,
        waiting=_waiting(session, agent),
    )


def file(
    session: Session, staff_id: int, token: str, outcome: Outcome, now: datetime
) -> Filed | None:
    """File the outcome of the agent's own conversation; None if there is nothing to file.

    Raises NotHers.
    """
    attempt_id = attempts.of_token(session, token)
    attempt = session.get(Attempt, attempt_id) if attempt_id else None
    if attempt is None or attempt.staff_id != staff_id:
        raise NotHers(f"staff {staff_id} has no such conversation")
    return outcomes.file(session, attempt.id, outcome, now)


def _live(session: Session, agent: Staff) -> Present | None:
    latest = attempts.latest_of(session, agent.id)
    attempt = session.get_one(Attempt, latest) if latest else None
    return _present(session, attempt) if attempt and attempt.state != "ended" else None


def _present(session: Session, attempt: Attempt) -> Present:
    callback = attempt.callback
    live = attempt.state != "ended"
    return Present(
        token=attempt.token,
        stage=cast(Stage, attempt.state) if live else "unfiled",
        names=callback.line.names,
        language=cast(Language, callback.language),
        asked=callback.arrived_at,
        promise=promises.last(session, callback.id),
        tries=callback.counted + 1,
        number=_number(attempt),
        cut_off=callback.kind == "cut_off",
        outcome=cast(Outcome | None, attempt.outcome),
    )


def _number(attempt: Attempt) -> str:
    e164 = attempt.callback.contact.number
    if e164 is None or attempt.state == "offered":
        return ""
    return numbers.masked(e164) if attempt.state == "ended" else written.number(e164)


def _waiting(session: Session, agent: Staff) -> int:
    """How many are due in the lines and languages that she serves."""
    return sum(
        tallies.counts(session, line.id, language).get("ready", 0)
        for line in lines.every(session)
        if agent.serves(line.key)
        for language in agent.languages
    )
