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
from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from flows.rules.states import (
    AGENT_LIMITS,
    CALLBACK_LIMITS,
    AgentState,
    CallbackState,
)
from ivr.db import Database, Find, Unavailable, ago, find, spelt
from ivr.db.glance import MOST
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

Treat = Callable[[Session, int, datetime], bool]
Sift = Callable[[Session, Sequence[int], datetime], Sequence[int]]

UNFILED_FOR: Final = timedelta(seconds=CALLBACK_LIMITS[CallbackState.UNFILED].seconds)
OFFERED_FOR: Final = timedelta(seconds=AGENT_LIMITS[AgentState.OFFERED].seconds)

_log = structlog.get_logger(__name__)

_LAPSED: Final[Find] = select(Attempt.id).where(
    attempts.IS_LIVE, Attempt.state == spelt("offered"), Attempt.lease_until <= ago()
)
_FAILED: Final[Find] = select(Attempt.id).where(
    attempts.IS_LIVE,
    Attempt.state == spelt("dialling"),
    Attempt.citizen_status == spelt("failed"),
    Attempt.ring_until <= ago(),
)
_UNFILED: Final[Find] = (
    select(Attempt.callback_id)
    .join(Callback, Callback.id == Attempt.callback_id)
    .where(
        Attempt.result == spelt("answered"),
        Attempt.outcome.is_(None),
        Attempt.ended_at <= ago(UNFILED_FOR),
        Callback.state == spelt("unfiled"),
        Callback.epoch == Attempt.epoch,  # an earlier one was answered by asking again
        Callback.raised_at.is_(None),
    )
)
_OVERDUE: Final[Find] = (
    select(Callback.id)
    .join(Promise, Promise.callback_id == Callback.id)
    .where(
        Promise.score.is_(None),
        Promise.to_at <= ago(),
        Callback.state.in_(map(spelt, ("waiting", "ready", "paused", "offered"))),
        Callback.raised_at.is_(None),
    )
)
_WRAPPED_UP: Final[Find] = select(Staff.id).where(
    Staff.state == spelt("wrapup"), Staff.wrapup_until <= ago()
)
_STRAY: Final[Find] = select(Staff.id).where(
    Staff.state.in_(map(spelt, ("offered", "talking"))),
    Staff.state_since <= ago(OFFERED_FOR),
    ~exists().where(Attempt.staff_id == Staff.id, attempts.IS_LIVE),
)


@dataclass(frozen=True, slots=True)
class Sweep:
    """`find` gives ids of what is overdue, `sift` what to make of them where a statement can't
    tell; `treat` deals with one, and tells whether it still had to."""

    name: str
    find: Find
    treat: Treat
    sift: Sift | None = None


def run(database: Database, sweep: Sweep, now: datetime) -> int:
    """Find and treat at once, no more than a glance sees; how many were treated.

    Raises Busy and Lost, as every transaction does.
    """
    with database.reading() as session:
        ids = due(session, sweep, now)
    return sum(_treat(database, sweep, one, now) for one in ids)


def due(session: Session, sweep: Sweep, now: datetime) -> Sequence[int]:
    """What one sweep would treat now, at most MOST."""
    return _sifted(session, sweep, find(session, sweep.find, now)[:MOST], now)


def finds(sweeps: Iterable[Sweep]) -> Mapping[str, Find]:
    """What a glance is to look for on their behalf."""
    return {sweep.name: sweep.find for sweep in sweeps}


def treat(
    database: Database,
    sweeps: Iterable[Sweep],
    found: Mapping[str, Sequence[int]],
    now: datetime,
    stopping: Callable[[], bool] = bool,
) -> Mapping[str, int]:
    """Treat what a glance has found for each; how many were treated, where any were found.

    What can't be treated is left for the next time and hinders nothing behind it. `stopping`
    tells that the rest is left to others. Raises Busy and Lost.
    """
    return {
        sweep.name: _treat_all(database, sweep, ids, now)
        for sweep in sweeps
        if (ids := found[sweep.name]) and not stopping()
    }


def _treat_all(database: Database, sweep: Sweep, ids: Sequence[int], now: datetime) -> int:
    if sweep.sift:
        with database.reading() as session:
            ids = _sifted(session, sweep, ids, now)
    return sum(_treat(database, sweep, one, now) for one in ids)


def _sifted(session: Session, sweep: Sweep, ids: Sequence[int], now: datetime) -> Sequence[int]:
    return sweep.sift(session, ids, now) if sweep.sift and ids else ids


def _treat(database: Database, sweep: Sweep, found: int, now: datetime) -> bool:
    try:
        with database.writing() as session:
            return sweep.treat(session, found, now)
    except Unavailable:
        raise
    except Exception:
        _log.exception("sweep failed", sweep=sweep.name, id=found)
        return False


def _unserved(session: Session, _any: Sequence[int], now: datetime) -> Sequence[int]:
    return duty.unserved(session, now, MOST)


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

LEASES: Final = Sweep("leases", _LAPSED, offers.lapse)
FAILURES: Final = Sweep("failures", _FAILED, settlement.fail_plainly)
WRAPUPS: Final = Sweep("wrapups", _WRAPPED_UP, _end_wrapup)
STRAYS: Final = Sweep("strays", _STRAY, _bring_home)
UNFILED: Final = Sweep("unfiled", _UNFILED, partial(_raise, "unfiled"))
UNSERVED: Final = Sweep("unserved", duty.ANY_UNRAISED, partial(_raise, "no_agent"), _unserved)
OVERDUE: Final = Sweep("overdue", _OVERDUE, partial(_raise, "overdue"))
HOLDS: Final = Sweep("holds", holds.EXPIRED, holds.expire)
PHONE_TIMES: Final = Sweep("phone times", phone_times.DUE, phone_times.hand_over)
OWED: Final = Sweep("owed", owed.DUE, owed.settle)
FIRST_TEXTS: Final = Sweep("texts before calls", reaching.UNTOLD, reaching.tell)
VISITS: Final = Sweep("visits", visits.GONE_BY, visits.keep)

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
