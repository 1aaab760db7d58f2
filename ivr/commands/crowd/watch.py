"""Stays with a crowd until it has nothing more to do."""

from collections.abc import Callable, Mapping
from datetime import datetime, time, timedelta
from time import sleep
from typing import Any, Final

from flows.rules.window import HELSINKI
from ivr.commands.crowd.report import Report, progress
from ivr.commands.demo.processes import Stopped
from ivr.simnet.visitor import Visitor

LOOK: Final = 0.5
"""Real seconds between two looks."""
LINES: Final = 20
"""About so many lines of progress, however large the crowd."""
_CLOSED: Final = time(16, 10)
_LAST_TALKS: Final = timedelta(minutes=40)

Tell = Callable[[str], Any]


def attend(
    visitor: Visitor, wanted: Mapping[str, Any], hours: tuple[int, int], tell: Tell
) -> Report:
    """Sends for the crowd and stays: until all are served, or closing time has ended the day."""
    seen = visitor.crowd(wanted)
    ends = _end_of(seen["now"], hours[1])
    try:
        every, next_line = max(1, seen["citizens"] // LINES), 1
        while not _is_over(seen, ends):
            if seen["arrived"] >= next_line:
                tell(progress(seen))
                next_line = seen["arrived"] + every
            sleep(LOOK)
            seen = visitor.crowd()
            if _moment(seen["now"]) >= ends:
                seen = visitor.send_home()
        return Report(seen)
    except (KeyboardInterrupt, Stopped):
        return Report(visitor.send_home(), early=True)


def attend_replay(visitor: Visitor, tell: Tell) -> Mapping[str, Any]:
    """Stays until everybody has dialled and nobody is on the telephone, or is told to stop."""
    seen, told = visitor.replay(), 0
    try:
        while not seen["quiet"]:
            if seen["done"] - told >= max(1, seen["acts"] // LINES):
                told = seen["done"]
                tell(f"{told:>6} of {seen['acts']} acts")
            sleep(LOOK)
            seen = visitor.replay()
    except (KeyboardInterrupt, Stopped):
        seen = visitor.replay()
    return seen


def _is_over(seen: Mapping[str, Any], ends: datetime) -> bool:
    now = _moment(seen["now"])
    served = seen["quiet"] and (not seen["waiting"] or now >= ends)
    return bool(served) or now >= ends + _LAST_TALKS


def _end_of(now: str, hour: int) -> datetime:
    """When the day is over for a crowd that calls until that hour."""
    midnight = datetime.combine(_moment(now).astimezone(HELSINKI), time(), HELSINKI)
    last = midnight + timedelta(hours=hour)
    return max(last, datetime.combine(midnight, _CLOSED, HELSINKI))


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)
