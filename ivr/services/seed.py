"""Seeding: what the agency's file has and the database lacks is put in; nothing is changed.

From then on the database is the truth. Only the number of the default line follows the setting
PHONE_NUMBER, for it belongs to the telephone account and not to the file.
"""

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime

from sqlalchemy.orm import Session

from ivr.db import racing_insert
from ivr.models import Agency, Line
from ivr.services import diaries, events, lines, points
from ivr.services.agency import AgencyFile, BadAgency, LineEntry, PointEntry
from ivr.services.calendar import extend

_AGENCY = racing_insert(Agency)
_LINE = racing_insert(Line)


def seed(
    session: Session, agency: AgencyFile, now: datetime, phone_number: str = ""
) -> Mapping[str, int]:
    """Put in what is missing; how many lines, service points and calendar days that were.

    Safe side by side and again and again. Raises BadAgency when two lines claim one number.
    """
    session.execute(_AGENCY, {"id": 1, "names": agency.names})
    numbers = [phone_number or agency.lines[0].number, *(line.number for line in agency.lines[1:])]
    added = [_add(session, *each, now) for each in zip(agency.lines, numbers, strict=True)]
    if phone_number:
        _renumber(session, lines.by_key(session, agency.lines[0].key), phone_number, now)
    days = extend(session, now, agency.short_days)
    entries = enumerate(agency.service_points, start=1)
    new = [_add_point(session, entry, position, now) for position, entry in entries]
    diaries.extend(session, now)
    return {"lines": sum(added), "points": sum(new), "days": days}


def _add(session: Session, entry: LineEntry, number: str, now: datetime) -> bool:
    """Whether the line was missing."""
    row = {**entry.model_dump(), "number": number, "takes_requests": True, "dials": True}
    new = session.scalar(_LINE.returning(Line.id), row)
    if new is None:
        _known(session, entry.key, number)
        return False
    events.record(session, ("line", new), None, "added", "seed", "system", now)
    return True


def _add_point(session: Session, entry: PointEntry, position: int, now: datetime) -> bool:
    """Whether the service point was missing."""
    row = {**entry.model_dump(), "position": position, "active": True}
    return points.put_in(session, row, "seed", "system", now) is not None


def _known(session: Session, key: str, number: str) -> None:
    try:
        lines.by_key(session, key)
    except lines.UnknownLine:
        raise BadAgency(f"line {key}: {number} is the number of another line") from None


def _renumber(session: Session, line: Line, number: str, now: datetime) -> None:
    if line.number == number:
        return
    with suppress(lines.UnknownLine):
        other = lines.of_number(session, number)
        raise BadAgency(f"PHONE_NUMBER {number} is the number of line {other.key}")
    line.number = number
    session.flush()
    events.record(session, ("line", line.id), None, "renumbered", "setting", "system", now)
