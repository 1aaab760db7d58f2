"""Waiting in real time, until something is so or everybody is to stop."""

import time
from collections.abc import Callable
from threading import Event

GLANCE = 0.25
STOP = Event()
"""Set when all drills are to end."""


class WaitedInVainError(AssertionError):
    """What was waited for did not come."""


class StoppedError(BaseException):
    """Somebody wants all drills to end."""


def until(is_so: Callable[[], object], what: str, seconds: float = 60.0) -> None:
    """Raises WaitedInVainError, or StoppedError where the drills are to end."""
    deadline = time.monotonic() + seconds
    while not is_so():
        if STOP.is_set():
            raise StoppedError
        if time.monotonic() > deadline:
            raise WaitedInVainError(f"waited {seconds:g} s in vain until {what}")
        time.sleep(GLANCE)
