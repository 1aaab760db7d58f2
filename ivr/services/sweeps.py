"""Sweeps: what has outlived its limit is found, and brought to what follows.

Each is bounded, harmless when repeated and safe beside others: finding only reads, and treating
is one transaction per finding, which looks again before it does anything.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Final

import structlog
from sqlalchemy import BindParameter, bindparam, exists, literal_column, select
from sqlalchemy.orm import Session

from flows.rules.states import (
    AGENT_LIMITS,
    CALLBACK_LIMITS,
    AgentState,
    CallbackState,
)
from ivr.db import Database, Unavailable
from ivr.models import Attempt, Callback, Promise, Staff
from ivr.services import (
    agents,
    attempts,
    duty,
    guarded,
    holds,
    offers,
    owed,
    phone_times,
    raising,
    reaching,
    settlement,
    visits,
    wrapups,
)
from ivr.services.raising import Cause

Find = Callable[[Session, datetime], Sequence[int]]
Treat = Callable[[Session, int, datetime], bool]

BATCH: Final = 200
"""The most that one sweep treats at a time; the rest comes with the next."""

UNFILED_FOR: Final = timedelta(seconds=CALLBACK_LIMITS[CallbackState.UNFILED].seconds)
OFFERED_FOR: Final = timedelta(seconds=AGENT_LIMITS[AgentState.OFFERED].seconds)

_log = structlog.get_logger(__name__)

_NOW: BindParameter[datetime] = bindparam("now")
_LAPSED = select(Attempt.id).where(
    attempts.IS_LIVE, Attempt.state == "offered", Attempt.lease_until <= _NOW
)
_FAILED = select(Attempt.id).where(
    attempts.IS_LIVE,
    Attempt.state == "dialling",
    Attempt.citizen_status == "failed",
    Attempt.ring_until <= _NOW,
)
_UNFILED = (
    select(Attempt.callback_id)
    .join(Callback, Callback.id == Attempt.callback_id)
    .where(
        Attempt.result == literal_column("'answered'"),
        Attempt.outcome.is_(None),
        Attempt.ended_at <= bindparam("ended_by"),
        Callback.state == "unfiled",
        Callback.epoch == Attempt.epoch,  # an earlier one was answered by asking again
        Callback.raised_at.is_(None),
    )
    .limit(BATCH)
)
_OVERDUE = (
    select(Callback.id)
    .join(Promise, Promise.callback_id == Callback.id)
    .where(
        Promise.score.is_(None),
        Promise.to_at <= _NOW,
        Callback.state.in_(("waiting", "ready", "paused", "offered")),
        Callback.raised_at.is_(None),
    )
    .limit(BATCH)
)
_WRAPPED_UP = select(Staff.id).where(Staff.state == "wrapup", Staff.wrapup_until <= _NOW)
_STRAY = select(Staff.id).where(
    Staff.state.in_(("offered", "talking")),
    Staff.state_since <= bindparam("since"),
    ~exists().where(Attempt.staff_id == Staff.id, attempts.IS_LIVE),
)


@dataclass(frozen=True, slots=True)
class Sweep:
    """`find` gives ids of what is overdue, `treat` deals with one; whether it still had to."""

    name: str
    find: Find
    treat: Treat


def run(database: Database, sweep: Sweep, now: datetime) -> int:
    """Find and treat, at most a batch; how many were treated.

    What can't be treated is left for the next time and hinders nothing behind it. Raises Busy
    and Lost, as every transaction does.
    """
    return run_all(database, (sweep,), now)[sweep.name]


def run_all(
    database: Database,
    sweeps: Iterable[Sweep],
    now: datetime,
    stopping: Callable[[], bool] = bool,
) -> Mapping[str, int]:
    """The same for several, all looked for in one transaction, since most find nothing; how many
    each has treated. `stopping` tells that the rest is left to others."""
    with database.reading() as session:
        found = [(sweep, sweep.find(session, now)[:BATCH]) for sweep in sweeps]
    return {
        sweep.name: sum(_treat(database, sweep, one, now) for one in ids)
        for sweep, ids in found
        if not stopping()
    }


def _treat(database: Database, sweep: Sweep, found: int, now: datetime) -> bool:
    try:
        with database.writing() as session:
            return sweep.treat(session, found, now)
    except Unavailable:
        raise
    except Exception:
        _log.exception("sweep failed", sweep=sweep.name, id=found)
        return False


def _lapsed(session: Session, now: datetime) -> Sequence[int]:
    return session.scalars(_LAPSED, {"now": now}).all()


def _failed(session: Session, now: datetime) -> Sequence[int]:
    return session.scalars(_FAILED, {"now": now}).all()


def _unfiled(session: Session, now: datetime) -> Sequence[int]:
    return session.scalars(_UNFILED, {"ended_by": now - UNFILED_FOR}).all()


def _overdue(session: Session, now: datetime) -> Sequence[int]:
    return session.scalars(_OVERDUE, {"now": now}).all()


def _unserved(session: Session, now: datetime) -> Sequence[int]:
    return duty.unserved(session, now, BATCH)


def _wrapped_up(session: Session, now: datetime) -> Sequence[int]:
    return session.scalars(_WRAPPED_UP, {"now": now}).all()


def _stray(session: Session, now: datetime) -> Sequence[int]:
    return session.scalars(_STRAY, {"since": now - OFFERED_FOR}).all()


def _raise(cause: Cause, session: Session, callback_id: int, now: datetime) -> bool:
    callback = session.get_one(Callback, callback_id, with_for_update={"key_share": True})
    if callback.state in RAISED_IN[cause]:
        return raising.raise_up(session, callback, cause, now)
    return False


def _end_wrapup(session: Session, staff_id: int, now: datetime) -> bool:
    agent = session.get_one(Staff, staff_id, with_for_update={"key_share": True})
    if agent.state != "wrapup" or agent.wrapup_until is None or now < agent.wrapup_until:
        return False
    agents.end_wrapup(session, agent, now)
    return True


def _bring_home(session: Session, staff_id: int, now: datetime) -> bool:
    """She is held by a leg that never was, or has ended. About any other the network is asked."""
    latest = attempts.latest_of(session, staff_id)
    if latest is None:
        return False
    attempt = attempts.hold(session, latest)
    is_asked_about = attempt.agent_sid is not None and attempt.agent_ended_at is None
    if is_asked_about or attempt.ended_at is None or now < attempt.ended_at + OFFERED_FOR:
        return False
    values = {"agent_ended_at": attempt.agent_ended_at or now}
    guarded.change(session, attempt, {"state": "ended"}, values)
    wrapups.let_go(session, attempt, now)
    return True


RAISED_IN: Final = {
    "no_agent": frozenset({"ready"}),
    "overdue": frozenset({"waiting", "ready", "paused", "offered"}),
    "unfiled": frozenset({"unfiled"}),
}

LEASES: Final = Sweep("leases", _lapsed, offers.lapse)
FAILURES: Final = Sweep("failures", _failed, settlement.fail_plainly)
WRAPUPS: Final = Sweep("wrapups", _wrapped_up, _end_wrapup)
STRAYS: Final = Sweep("strays", _stray, _bring_home)
UNFILED: Final = Sweep("unfiled", _unfiled, partial(_raise, "unfiled"))
UNSERVED: Final = Sweep("unserved", _unserved, partial(_raise, "no_agent"))
OVERDUE: Final = Sweep("overdue", _overdue, partial(_raise, "overdue"))
HOLDS: Final = Sweep("holds", holds.expired, holds.expire)
PHONE_TIMES: Final = Sweep("phone times", phone_times.due, phone_times.hand_over)
OWED: Final = Sweep("owed", owed.due, owed.settle)
FIRST_TEXTS: Final = Sweep("texts before calls", reaching.untold, reaching.tell)
VISITS: Final = Sweep("visits", visits.gone_by, visits.keep)

URGENT: Final = (WRAPUPS, PHONE_TIMES)
"""What the next call may depend on: done at every beat that dials, too."""

SWEEPS: Final = (
    LEASES,
    FAILURES,
    WRAPUPS,
    STRAYS,
    UNFILED,
    UNSERVED,
    OVERDUE,
    HOLDS,
    PHONE_TIMES,
    OWED,
    VISITS,
    FIRST_TEXTS,
)
