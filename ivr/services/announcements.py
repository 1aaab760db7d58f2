"""Announcements: words that every caller of a line hears for some time, right after choosing a
language. A line has one at a time. Their words never change: what callers were told stays known.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, cast
from unicodedata import category

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from flows.engine.turn import Outcome
from flows.prompts import seconds
from flows.rules.languages import Language
from ivr.db import UtcDateTime
from ivr.models import Announcement, Line
from ivr.services import callbacks, callers, events
from ivr.services.context import Context

LONGEST: Final = 12
"""Seconds that an announcement may take to be spoken."""

_UNSPEAKABLE: Final = re.compile(r"[\d<>{}\[\]_\\|]")
_NO_SIGNS: Final = frozenset({"Cc", "Cs", "Co", "Cn"})
"""Unicode's classes of what is no sign at all; a single one would spoil a whole answer in XML."""

_NOW = bindparam("now", type_=UtcDateTime())
_AHEAD = (
    select(Announcement)
    .where(Announcement.line_id == bindparam("line_id"), Announcement.ends_at > _NOW)
    .order_by(Announcement.starts_at, Announcement.id)
)
_WORDS = (
    select(Announcement.words)
    .where(
        Announcement.line_id == bindparam("line_id"),
        Announcement.ends_at > _NOW,
        Announcement.starts_at <= _NOW,
    )
    .order_by(Announcement.starts_at)
    .limit(1)
)


@dataclass(frozen=True, slots=True)
class New:
    """What is to be told, by language, from one moment up to another."""

    words: Mapping[Language, str]
    starts_at: datetime
    ends_at: datetime


class Overlapping(ValueError):
    """The line has another announcement in that time."""


def current(session: Session, line: Line, now: datetime) -> Mapping[Language, str] | None:
    """The words that callers of the line hear at this moment, by language; None if there are none.

    A language that the line does not speak may be missing.
    """
    words = session.scalar(_WORDS, {"line_id": line.id, "now": now})
    return cast(Mapping[Language, str] | None, words)


def ahead(session: Session, line: Line, now: datetime) -> Sequence[Announcement]:
    """Those of a line that are heard now or will be, the next one first."""
    return session.scalars(_AHEAD, {"line_id": line.id, "now": now}).all()


def put_in(session: Session, line: Line, new: New, actor: str, now: datetime) -> Announcement:
    """Announce something on a line that is locked. Raises Overlapping."""
    for other in ahead(session, line, now):
        if other.starts_at < new.ends_at and new.starts_at < other.ends_at:
            raise Overlapping(f"line {line.key} has announcement {other.id} then")
    times = {"starts_at": new.starts_at, "ends_at": new.ends_at, "created_at": now}
    row = Announcement(line_id=line.id, words=dict(new.words), **times)
    session.add(row)
    session.flush()
    events.record(session, ("line", line.id), None, "announced", "announcement", actor, now)
    return row


def end(session: Session, line: Line, announcement_id: int, actor: str, now: datetime) -> bool:
    """End an announcement of a line that is locked, or take back one that was to come; whether
    there was one."""
    row = next((one for one in ahead(session, line, now) if one.id == announcement_id), None)
    if row is None:
        return False
    row.starts_at, row.ends_at = min(row.starts_at, now), now
    events.record(session, ("line", line.id), "announced", "ended", "announcement", actor, now)
    return True


def unspeakable(words: str) -> str:
    """The first sign that no voice reads out well; empty if there is none. Numbers are words:
    voices read digits in ways of their own, and their length could not be reckoned."""
    return next((sign for sign in words if _is_unspeakable(sign)), "")


def _is_unspeakable(sign: str) -> bool:
    return category(sign) in _NO_SIGNS or _UNSPEAKABLE.match(sign) is not None


def takes_too_long(words: str, language: Language) -> bool:
    return seconds(words, language) > LONGEST


def tell(context: Context, _: Mapping[str, Any]) -> Outcome:
    """What is announced on the caller's line; nothing to whom we are calling at this moment."""
    words = current(context.session, context.line, context.now)
    said = words and words.get(context.language)
    if not said or _is_being_called(context):
        return Outcome("none")
    return Outcome("some", {"announcement": said})


def _is_being_called(context: Context) -> bool:
    contact_id = callers.shown(context.call)
    if contact_id is None:
        return False
    found = callbacks.standing(context.session, context.line.id, contact_id)
    return found is not None and found.state in callbacks.IN_CALL
