"""The desk: what an agent has before her now, and the outcome that she files there.

The citizen's number is part of it only from her accepting until the conversation has ended; what
is open for that number also until she is through with it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, cast

from sqlalchemy.orm import Session

from flows.rules.languages import Language
from ivr.models import Attempt, Promise, Staff
from ivr.services import (
    agent_bookings,
    at_desk,
    attempts,
    beside,
    cards,
    lines,
    notes,
    outcomes,
    own_state,
    promises,
    reaching,
    tallies,
    tasks,
    wrapups,
)
from ivr.services.agent_bookings import Choice
from ivr.services.beside import NOTHING, Chosen
from ivr.services.cards import Card, Dealing, NotHers, Undone
from ivr.services.moves import Moved
from ivr.services.notes import Noted
from ivr.services.outcomes import Filed, Outcome
from ivr.services.own_state import Why

Stage = Literal["offered", "dialling", "talking", "unfiled"]
NextAs = Literal["cut_off", "phone_time", "hers", "longest"]


@dataclass(frozen=True, slots=True)
class Present:
    """One attempt of the agent's. `tries` counts this one, too; `names` are the line's.

    `number` as it is dialled in Finland while she needs it, afterwards masked, before it empty.
    `since` is when this stage began; `next_as` is why it came to her now; `taken`: she has taken
    the offer at her desk, and is yet to lift the telephone. `needs` are what to know before
    calling: see `reaching.needs`.
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
    since: datetime
    next_as: NextAs
    taken: bool
    notes: Sequence[Noted]
    needs: Sequence[str]


@dataclass(frozen=True, slots=True)
class Desk:
    """`call` is what she is being offered or in; `unfiled` has ended without an outcome.

    `card` is of the one she talks to, or else of whom she talked to last and is not through with.
    `why` explains a state that she did not choose; `may_be_longer`: she may have more time to
    write things down; `near` are times to book in the conversation: where the
    citizen has a visit, or else of the first place.
    """

    state: str
    reason: str | None
    since: datetime
    pause_after: bool
    wrapup_until: datetime | None
    call: Present | None
    unfiled: Present | None
    card: Card | None
    tasks: Sequence[Undone]
    waiting: int
    why: Why | None
    may_be_longer: bool
    near: Choice | None


def look(session: Session, staff_id: int, now: datetime) -> Desk:
    """The agent's desk."""
    agent = session.get_one(Staff, staff_id)
    unfiled = _attempt(session, outcomes.unfiled_of(session, agent))
    latest = _attempt(session, attempts.latest_of(session, agent.id))
    dealing = _dealing(session, agent, (latest, unfiled))
    undone = tasks.undone(session, agent, now)
    return Desk(
        state=agent.state,
        reason=agent.state_reason,
        since=agent.state_since,
        pause_after=agent.pause_after,
        wrapup_until=agent.wrapup_until,
        call=_present(session, latest) if latest and latest.state != "ended" else None,
        unfiled=_present(session, unfiled) if unfiled else None,
        card=cards.look(session, dealing, now) if dealing else None,
        tasks=[cards.task_of(session, task, agent.id) for task in undone],
        waiting=_waiting(session, agent),
        why=own_state.why(session, agent),
        may_be_longer=wrapups.may_be_longer(session, agent),
        near=agent_bookings.choice(session, dealing, now) if dealing else None,
    )


def has_unfiled(session: Session, staff_id: int) -> bool:
    """Whether the outcome of a conversation of hers is missing."""
    return outcomes.unfiled_of(session, session.get_one(Staff, staff_id)) is not None


def file(
    session: Session,
    staff_id: int,
    token: str,
    outcome: Outcome,
    now: datetime,
    closing: Chosen = NOTHING,
) -> Filed | None:
    """File the outcome of the agent's own conversation; None if there is nothing to file.

    What was `closing` with it is closed, or else nothing at all is done. Raises NotHers; and
    beside.InUse or Moved, after which everything is to be rolled back.
    """
    attempt = _attempt(session, attempts.of_token(session, token))
    if attempt is None or attempt.staff_id != staff_id:
        raise NotHers(f"staff {staff_id} has no such conversation")
    if not closing:
        return outcomes.file(session, attempt.id, outcome, now)
    dealing = cards.dealing(session, staff_id, "call", token)
    beside.cancel_bookings(session, dealing, closing, now)
    filed = outcomes.file(session, attempt.id, outcome, now)
    if filed is None:
        raise Moved(f"attempt {attempt.id} has its outcome already")
    beside.close_rest(session, dealing, closing, now)
    return filed


def _attempt(session: Session, attempt_id: int | None) -> Attempt | None:
    return session.get_one(Attempt, attempt_id) if attempt_id else None


def _dealing(session: Session, agent: Staff, talks: Sequence[Attempt | None]) -> Dealing | None:
    dealings = (cards.of_call(session, agent, attempt) for attempt in talks if attempt)
    return next(filter(None, dealings), None)


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
        since=_since(attempt),
        next_as=_next_as(attempt),
        taken=at_desk.has_taken(attempt),
        notes=notes.of(session, callback.id),
        needs=reaching.needs(callback),
    )


def _since(attempt: Attempt) -> datetime:
    began = {"offered": attempt.created_at, "dialling": attempt.released_at}
    return began.get(attempt.state, attempt.answered_at) or attempt.created_at


def _next_as(attempt: Attempt) -> NextAs:
    callback = attempt.callback
    if callback.kind in ("cut_off", "phone_time"):
        return cast(NextAs, callback.kind)
    return "hers" if callback.for_staff_id == attempt.staff_id else "longest"


def _number(attempt: Attempt) -> str:
    if attempt.state == "offered":
        return ""
    return cards.shown(reaching.dialled(attempt.callback), whole=attempt.state != "ended")


def _waiting(session: Session, agent: Staff) -> int:
    """How many are due in the lines and languages that she serves."""
    return sum(
        tallies.counts(session, line.id, language).get("ready", 0)
        for line in lines.every(session)
        if agent.serves(line.key)
        for language in agent.languages
    )
