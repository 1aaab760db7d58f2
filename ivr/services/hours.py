"""Open now or not: the window of a line, and whether an agent has any open line."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from flows.rules.window import RELEASE_MARGIN, Calendar, is_open, local_date, may_start
from ivr.models import Line, Staff
from ivr.services import calendar, lines


def today(session: Session, line: Line, now: datetime) -> Calendar:
    """The one day of the line's calendar on which `now` is."""
    return calendar.of_line(session, line, local_date(now), timedelta())


def may_dial(session: Session, line: Line, now: datetime) -> bool:
    """Whether a citizen's leg released now would still start inside the window."""
    return bool(may_start(today(session, line, now), now, RELEASE_MARGIN))


def has_open_line(session: Session, agent: Staff, now: datetime) -> bool:
    """Whether any of the agent's lines is open."""
    served = (line for line in lines.every(session) if agent.serves(line.key))
    return any(is_open(today(session, line, now), now) for line in served)
