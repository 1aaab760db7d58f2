"""The only ways in which a callback changes its state: guarded, counted and written down."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Executable, Select, bindparam, select, update
from sqlalchemy.orm import Session

from flows.rules.states import TERMINAL, CallbackState, may_move
from ivr.db import written
from ivr.models import Callback
from ivr.services import events, tallies


class Moved(Exception):
    """Somebody else has moved the callback meanwhile, or the move is none that there is.

    Nothing may be built on what was read before: the transaction has to be rolled back.
    """


def move(
    session: Session,
    callback: Callback,
    to: str,
    *,
    cause: str,
    actor: str,
    now: datetime,
    epoch: int | None = None,
    attempt_id: int | None = None,
    **changes: object,
) -> None:
    """Move `callback` to another state, with `changes` of its other columns.

    It must still be in the state in which it was read, and in `epoch` (that of an attempt;
    unless given, the one read). An offer begins a new epoch. A move into a final state ends it,
    by `end_reason` or else `cause`. Raises Moved. Sessions that move several callbacks lock them
    all beforehand.
    """
    here = callback.state
    if not may_move(CallbackState(here), CallbackState(to)):
        raise Moved(f"callback {callback.id} can't go from {here} to {to}")
    values = {"state": to, "state_since": now, **_lowered(callback), **_ending(to, cause, now)}
    values |= changes
    if to == "offered":  # a new claim fences off whatever an older attempt may still try
        values["epoch"] = callback.epoch + 1
    _write(session, callback, callback.epoch if epoch is None else epoch, values)
    tallies.shift(session, callback.line_id, callback.language, here, to)
    events.record(session, ("callback", callback.id), here, to, cause, actor, now, attempt_id)


def make_ready(
    session: Session, due: Select[Any], values: Mapping[str, Any], line_id: int, now: datetime
) -> int:
    """Make all ready that `due` selects by id on a line, and locks; how many there were.

    All of them at once: when a day begins there may be very many.
    """
    rows = session.execute(_readying(due), {**values, "since": now}).all()
    if rows:
        ids = [row.id for row in rows]
        events.record_all(session, "callback", ids, "waiting", "ready", "due", "system", now)
    for language, many in sorted(Counter(row.language for row in rows).items()):
        tallies.shift(session, line_id, language, "waiting", "ready", many)
    return len(rows)


@cache  # to put it together costs more than to execute it, and there are few of them
def _readying(due: Select[Any]) -> Executable:
    chosen = due.cte("due")  # on its own, since a limit must be counted once
    return (
        update(Callback)
        .where(Callback.id.in_(select(chosen.c.id)))
        .values(state="ready", state_since=bindparam("since"))
        .returning(Callback.id, Callback.language)
        .execution_options(synchronize_session=False)
    )


def _lowered(callback: Callback) -> dict[str, object]:
    """Whoever leaves the state for which it was raised need not be looked at for that any more."""
    if callback.state != callback.raised_reason:  # `unfiled` is both
        return {}
    return {"raised_at": None, "raised_reason": None}


def _ending(to: str, cause: str, now: datetime) -> dict[str, object]:
    if CallbackState(to) not in TERMINAL:
        return {}
    return {"ended_at": now, "end_reason": cause, "raised_at": None, "raised_reason": None}


def _write(session: Session, callback: Callback, epoch: int, values: dict[str, object]) -> None:
    if not written(session, callback, {"state": callback.state, "epoch": epoch}, values):
        raise Moved(f"callback {callback.id} is no longer {callback.state} in epoch {epoch}")
