"""The one place that reads the time. Everybody else is handed `now`: aware and in UTC."""

import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    @property
    def speed(self) -> float:
        """How many seconds of business time pass in a real second."""
        ...

    def now(self) -> datetime:
        """The instant that counts for the business: aware, in UTC."""
        ...


@dataclass(frozen=True, slots=True)
class Wall:
    """Real time."""

    speed: float = 1.0

    def now(self) -> datetime:
        return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Scaled:
    """Time that was `start` at the real second `epoch` (Unix) and runs `speed` times as fast.

    Processes with the same three values agree on the time without talking to each other.
    """

    start: datetime
    speed: float
    epoch: float

    def now(self) -> datetime:
        elapsed = (time.time() - self.epoch) * self.speed
        return self.start.astimezone(UTC) + timedelta(seconds=elapsed)


class Stopwatch:
    """Real seconds since it was made, for waits that must come to an end at any speed of time."""

    def __init__(self) -> None:
        self._begun = time.monotonic()

    def seconds(self) -> float:
        return time.monotonic() - self._begun


def clock_from(setting: str) -> Clock:
    """The clock for `START[@SPEED@EPOCH]`; for an empty setting the wall clock.

    START is an ISO 8601 time with its offset, SPEED and EPOCH are decimals. Without them time
    runs at its own pace from START on. Raises ValueError with a sentence on any other form.
    """
    if not setting:
        return Wall()
    start, *rest = setting.split("@")
    match rest:
        case []:
            return Scaled(_read_start(start), 1.0, time.time())
        case [speed, epoch]:
            return Scaled(_read_start(start), _read_speed(speed), _read_decimal(epoch, "EPOCH"))
        case _:
            raise ValueError("the form is START or START@SPEED@EPOCH")


def _read_start(text: str) -> datetime:
    try:
        start = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"START {text!r} is not a time such as 2026-11-24T08:50+02:00") from None
    if start.utcoffset() is None:
        raise ValueError(f"START {text!r} lacks its offset from UTC, such as +02:00")
    return start


def _read_speed(text: str) -> float:
    speed = _read_decimal(text, "SPEED")
    if not 0 < speed <= 60:
        raise ValueError(f"SPEED {text} is not above 0 and at most 60")
    return speed


def _read_decimal(text: str, name: str) -> float:
    digits = text.replace(".", "", 1)
    if not (digits.isascii() and digits.isdigit()):
        raise ValueError(f"{name} {text!r} is not a decimal number")
    return float(text)
