"""What a caller hears of the opening hours at this moment, and why."""

from datetime import datetime, timedelta
from typing import Any, Final, cast

from sqlalchemy.orm import Session

from flows.engine.turn import Outcome
from flows.prompts import spoken
from flows.prompts.grammar import Holiday
from flows.rules.hours import Day
from flows.rules.languages import Language
from flows.rules.window import HELSINKI, is_open, local_date, next_opening
from ivr.models import Line
from ivr.services import calendar

REACH: Final = timedelta(days=30)
"""An opening further away than this is not worth naming."""

_EXCEPTIONS: Final = frozenset({"line_exception", "general_exception"})


def describe(session: Session, line: Line, language: Language, now: datetime) -> Outcome:
    """The outcome of `opening`: open, short day, closed, holiday, exceptional or uncertain."""
    days = calendar.of_line(session, line, local_date(now), timedelta())
    today = days.day(local_date(now))
    if today and is_open(days, now):
        return _open(today, line, language)
    opens = next_opening(calendar.of_line(session, line, local_date(now), REACH), now)
    if today is None or opens is None:
        return Outcome("uncertain")
    local_now = now.astimezone(HELSINKI)
    next_open = spoken.next_opening(opens.astimezone(HELSINKI), local_now, language)
    return _closed(today, language, {"next_open": next_open})


def _open(today: Day, line: Line, language: Language) -> Outcome:
    usual = calendar.usual_hours(line, today.date)
    if today.hours and usual and today.hours.closes < usual.closes:
        return Outcome("short_day", {"closes": spoken.until(today.hours.closes, language)})
    return Outcome("open")


def _closed(today: Day, language: Language, values: dict[str, Any]) -> Outcome:
    match today.why.code:
        case "holiday":
            holiday = spoken.holiday(cast(Holiday, today.why.values["name"]), language)
            return Outcome("holiday", {**values, "holiday": holiday})
        case code if code in _EXCEPTIONS and today.hours is None:
            return Outcome("exceptional", {**values, "reason": today.why.values[language]})
        case _:
            return Outcome("closed", values)
