"""Signs of life of the processes, and the figures by which the system is watched."""

import os
import socket
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Date, bindparam, delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from flows.rules.window import local_date
from ivr.db import Prepared, plainly
from ivr.migrations import at_head as _at_head
from ivr.models import Callback, Heartbeat, Rate, Tally
from ivr.services import rates

PROOF: Final = timedelta(seconds=10)
"""A process that has written so lately need not prove again that it can."""
KEPT: Final = timedelta(days=1)
"""How long the last beat of a process that has gone stays on record."""

_BEAT = insert(Heartbeat).values(
    process=bindparam("name"),
    kind=bindparam("of_kind"),
    started_at=bindparam("now"),
    at=bindparam("now"),
)
_BEAT_ON = Prepared(
    _BEAT.on_conflict_do_update(index_elements=[Heartbeat.process], set_={"at": _BEAT.excluded.at})
)
_MINE = select(Heartbeat.at).where(Heartbeat.process == bindparam("name"))
_GONE = delete(Heartbeat).where(Heartbeat.at < bindparam("before"))
_LAST = select(func.max(Heartbeat.at)).where(Heartbeat.kind == "scheduler")
_STATES = select(Tally.state, func.sum(Tally.count)).group_by(Tally.state)
_SKIPPED = select(Rate.subject, Rate.count).where(
    Rate.day == bindparam("today", type_=Date), Rate.subject.startswith("skipped:")
)
_COUNTLESS: Final = 1_000_000_000
_OLDEST = select(func.min(Callback.arrived_at)).where(Callback.ended_at.is_(None))


def this_process() -> str:
    """A name that no other running process has."""
    return f"{socket.gethostname()[:40]}-{os.getpid()}"


def beat(session: Session, kind: str, now: datetime) -> None:
    """This process is alive."""
    values = {"name": this_process(), "of_kind": kind, "now": now}
    _BEAT_ON.run(plainly(session), values)


def forget(session: Session, now: datetime) -> None:
    """The beats of processes that went long ago."""
    session.execute(_GONE, {"before": now - KEPT})


def has_beaten_lately(session: Session, now: datetime) -> bool:
    """Whether this process has shown within PROOF that it can write."""
    last = session.scalar(_MINE, {"name": this_process()})
    return last is not None and now - PROOF < last


def scheduler_age(session: Session, now: datetime) -> timedelta | None:
    """Time since any scheduler's last beat; None if none was ever heard of."""
    last = session.scalar(_LAST)
    return None if last is None else max(now - last, timedelta())


def at_head(session: Session) -> bool:
    """Whether the tables are those of this version."""
    return _at_head(session.connection())


def open_by_state(session: Session) -> Mapping[str, int]:
    """How many callbacks stand in each state."""
    return {state: int(count) for state, count in session.execute(_STATES)}


def oldest_open(session: Session) -> datetime | None:
    """When the citizen asked who has been waiting longest."""
    return session.scalar(_OLDEST)


def note_skipped(session: Session, beat: str, now: datetime) -> None:
    """A scheduler's beat fell while the last one of its kind was still at work."""
    rates.take(session, f"skipped:{beat}", local_date(now), _COUNTLESS)


def skipped_today(session: Session, now: datetime) -> Mapping[str, int]:
    """How many beats of each kind have been skipped today, by all schedulers together."""
    rows = session.execute(_SKIPPED, {"today": local_date(now)})
    return {subject.removeprefix("skipped:"): count for subject, count in rows}
