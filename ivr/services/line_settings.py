"""How a line is described: its number, names, languages, hours and words; added and changed."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ivr.db import racing_insert
from ivr.models import Booking, Line
from ivr.services import diaries, events, keys, lines

_INSERT = racing_insert(Line).returning(Line)
_LAID_OUT: Final = frozenset({"languages", "hours"})
"""What decides on the line's phone times."""


class NumberTaken(ValueError):
    """The number is that of another line."""


def add(session: Session, values: Mapping[str, Any], actor: str, now: datetime) -> Line:
    """Add a line that somebody has described; its key comes from its Finnish name. It takes
    requests and calls at once. Raises NumberTaken."""
    if values["number"] in lines.numbers(session):
        raise NumberTaken(values["number"])
    name = keys.of_name(values["names"]["fi"], "line")
    for number in range(1, 1000):
        key = name if number == 1 else f"{name}_{number}"
        row = {"policy": {}, "takes_requests": True, "dials": True, **values, "key": key}
        if line := session.scalar(_INSERT, row):
            events.record(session, ("line", line.id), None, "added", "added", actor, now)
            diaries.renew(session, line, now, actor, "line")
            return line
    raise ValueError(f"a thousand lines are called {name}")


def save(
    session: Session, line: Line, values: Mapping[str, Any], actor: str, now: datetime
) -> Sequence[Booking]:
    """Change columns of a line that is locked; whose phone time is taken back by it.

    Each changed column is an event. Raises NumberTaken.
    """
    changed = {name: value for name, value in values.items() if getattr(line, name) != value}
    if not changed:
        return ()
    try:
        with session.begin_nested():
            for name, value in changed.items():
                setattr(line, name, value)
            session.flush()
    except IntegrityError:
        session.refresh(line)
        raise NumberTaken(values["number"]) from None
    for name in changed:
        events.record(session, ("line", line.id), None, "changed", f"line.{name}", actor, now)
    renewed = not _LAID_OUT.isdisjoint(changed)
    return diaries.renew(session, line, now, actor, "line") if renewed else ()
