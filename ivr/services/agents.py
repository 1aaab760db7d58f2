"""Agents: what each of them is doing, and the guarded moves between these states."""

from datetime import datetime, timedelta
from typing import Any, Final, Literal, get_args

from sqlalchemy.orm import Session

from flows.rules.states import AgentState, after_miss, may_move
from ivr.models import Staff
from ivr.services import contacts, events, guarded, hours
from ivr.services.moves import Moved

Wanted = Literal["ready", "paused", "off"]
WANTED: Final[tuple[Wanted, ...]] = get_args(Wanted)

Pause = Literal["asked", "break", "lunch", "meeting", "other_work"]
"""Why somebody pauses, as she says herself; `asked` says nothing."""
PAUSES: Final[tuple[Pause, ...]] = get_args(Pause)

IN_A_CALL = frozenset({"offered", "talking"})


def move(
    session: Session,
    agent: Staff,
    to: str,
    *,
    cause: str,
    actor: str = "system",
    now: datetime,
    attempt_id: int | None = None,
    **changes: object,
) -> None:
    """Move an agent to another state, with `changes` of her other columns.

    She must still be in the state in which she was read. Raises Moved. A pause keeps its cause
    as the reason that the desk and the supervisor see.
    """
    here = agent.state
    if not may_move(AgentState(here), AgentState(to)):
        raise Moved(f"agent {agent.id} can't go from {here} to {to}")
    values = {
        "state": to,
        "state_since": now,
        "state_reason": cause if to == "paused" else None,
        **changes,
    }
    guarded.change(session, agent, {"state": here}, values)
    events.record(session, ("staff", agent.id), here, to, cause, actor, now, attempt_id)


def set_state(
    session: Session,
    agent: Staff,
    wanted: Wanted,
    *,
    actor: str,
    now: datetime,
    reason: Pause = "asked",
) -> None:
    """Do as the desk, a supervisor, the command line or the agent's telephone says.

    Whoever is being offered a callback or talks finishes that first: a pause or an end is then
    kept until the wrap-up is over, and `ready` takes it back. Whatever is said, somebody is
    there: earlier misses are forgotten.
    """
    session.refresh(agent, with_for_update={"key_share": True})  # she may just be given a call
    if agent.state in IN_A_CALL:
        said = {"pause_after": wanted != "ready", "misses": 0}
        guarded.change(session, agent, {"state": agent.state}, said)
    elif agent.state != wanted:
        _set(session, agent, wanted, reason if wanted == "paused" else "asked", actor, now)


def _set(
    session: Session, agent: Staff, wanted: Wanted, cause: Pause, actor: str, now: datetime
) -> None:
    move(
        session,
        agent,
        wanted,
        cause=cause,
        actor=actor,
        now=now,
        misses=0,
        pause_after=False,
        wrapup_until=None,
    )


def accept(session: Session, agent: Staff, attempt_id: int, now: datetime) -> None:
    """She took the offer: from here on she is in a conversation."""
    move(
        session,
        agent,
        "talking",
        cause="accepted",
        actor=named(agent),
        now=now,
        attempt_id=attempt_id,
    )


def free(session: Session, agent: Staff, cause: str, attempt_id: int, now: datetime) -> None:
    """Her offer has come to nothing: she waits for the next one, unless she has missed too many."""
    _rest(session, agent, after_miss(agent.misses), cause, now, attempt_id=attempt_id)


def decided(session: Session, agent: Staff) -> None:
    """She took an offer or passed it: earlier misses are forgotten. Answering alone is not
    enough, for that is what a voicemail does."""
    if agent.misses:
        guarded.change(session, agent, {"misses": agent.misses}, {"misses": 0})


def miss(session: Session, agent: Staff, now: datetime) -> None:
    """She did not take her telephone: the second time in a row pauses her once she is free."""
    missed = {"misses": agent.misses + 1, "missed_at": now}
    guarded.change(session, agent, {"misses": agent.misses}, missed)


def unreachable(session: Session, agent: Staff, attempt_id: int, now: datetime) -> None:
    """The network knows no such number as hers: paused until somebody has put it right."""
    move(
        session,
        agent,
        "paused",
        cause="number",
        now=now,
        attempt_id=attempt_id,
        pause_after=False,
    )


def begin_wrapup(
    session: Session, agent: Staff, length: timedelta, attempt_id: int, now: datetime
) -> None:
    """The conversation is over: time to write things down."""
    move(
        session,
        agent,
        "wrapup",
        cause="hung_up",
        now=now,
        attempt_id=attempt_id,
        wrapup_until=now + length,
    )


def end_wrapup(session: Session, agent: Staff, now: datetime) -> None:
    """The time to write things down is over."""
    _rest(session, agent, "ready", "wrapped_up", now, wrapup_until=None)


def _rest(
    session: Session, agent: Staff, to: str, cause: str, now: datetime, **changes: Any
) -> None:
    """Out of a call: to where it leads, unless she asked for a pause, her lines or her account have
    been closed, or she is no agent any more."""
    if not agent.active:
        to, cause = "off", "disabled"
    elif agent.role != "agent":
        to, cause = "off", "asked"
    elif not hours.has_open_line(session, agent, now):
        to, cause = "off", "closing"
    elif agent.pause_after:
        to, cause = "paused", "asked"
    move(session, agent, to, cause=cause, now=now, pause_after=False, **changes)


def named(agent: Staff) -> str:
    """The agent as an actor in the journal."""
    return f"agent:{agent.id}"


def number(session: Session, agent: Staff) -> str:
    """The number, in E.164, at which she is rung. Raises LookupError if she has none."""
    if agent.contact_id is None:
        raise LookupError(f"agent {agent.id} has no telephone")
    return contacts.number(session, agent.contact_id)
