"""The journal: every change of state leaves one line, written in the same transaction."""

from collections.abc import Iterable
from datetime import datetime
from typing import cast

from sqlalchemy import Table, func, insert, select
from sqlalchemy.orm import Session

from ivr.db import Prepared, plainly
from ivr.models import Event

_EVENTS = cast(Table, Event.__table__)
_RECORD_ALL = insert(_EVENTS)
_RECORD = Prepared(_RECORD_ALL, *(one.name for one in _EVENTS.c if one.name != "id"))
_NEWEST = select(func.max(Event.at))


def record(
    session: Session,
    subject: tuple[str, int],
    from_: str | None,
    to: str,
    cause: str,
    actor: str,
    now: datetime,
    attempt_id: int | None = None,
) -> None:
    """Write that `subject` (its kind and id) went from one state to another, why and by whom.

    `actor` is `citizen`, `agent:<id>`, `supervisor:<id>` or `system`. Nothing personal may
    stand in any of the values: the journal outlives the numbers.
    """
    kind, subject_id = subject
    facts = _facts(kind, from_, to, cause, actor, now) | {"attempt_id": attempt_id}
    _RECORD.run(plainly(session), {**facts, "subject_id": subject_id})


def record_all(
    session: Session,
    kind: str,
    ids: Iterable[int],
    from_: str | None,
    to: str,
    cause: str,
    actor: str,
    now: datetime,
) -> None:
    """Write the same of several subjects of a kind, at least one."""
    facts = _facts(kind, from_, to, cause, actor, now)
    plainly(session).execute(_RECORD_ALL, [{**facts, "subject_id": one} for one in ids])


def _facts(
    kind: str, from_: str | None, to: str, cause: str, actor: str, now: datetime
) -> dict[str, object]:
    return {
        "subject": kind,
        "from_state": from_,
        "to_state": to,
        "cause": cause,
        "actor": actor,
        "at": now,
    }


def newest(session: Session) -> datetime | None:
    """When something last happened; None in a new installation."""
    return session.scalar(_NEWEST)
