"""An appointment for the citizen's own calendar.

Source: RFC 5545, 3.1 (lines of at most 75 octets, ended by CRLF), 3.3.11 (what is escaped in
text) and 3.6.1 (what an event says). Moments are in UTC, so no rules of a time zone are needed.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

KIND: Final = "text/calendar"
_LONGEST: Final = 75  # octets of a line, without its end
_ESCAPES: Final = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\r": None})


@dataclass(frozen=True, slots=True)
class Appointment:
    """What is written into a calendar. `uid` stays when it is moved, `version` counts the moves.

    Whoever shares her calendar tells nobody what it is about: `summary` names no topic.
    """

    uid: str
    version: int
    starts_at: datetime
    ends_at: datetime
    summary: str
    place: str
    notes: str


def calendar(one: Appointment, maker: str, now: datetime) -> bytes:
    """The file with one appointment, as `maker` gives it out at `now`."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{_text(maker)}",
        "BEGIN:VEVENT",
        f"UID:{_text(one.uid)}",
        f"SEQUENCE:{one.version}",
        f"DTSTAMP:{_moment(now)}",
        f"DTSTART:{_moment(one.starts_at)}",
        f"DTEND:{_moment(one.ends_at)}",
        f"SUMMARY:{_text(one.summary)}",
        *([f"LOCATION:{_text(one.place)}"] if one.place else []),
        f"DESCRIPTION:{_text(one.notes)}",
        "STATUS:CONFIRMED",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return b"".join(b"\r\n ".join(_folded(line)) + b"\r\n" for line in lines)


def _moment(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(said: str) -> str:
    return said.translate(_ESCAPES)


def _folded(line: str) -> Iterator[bytes]:
    """The parts of a long line. None ends within a sign, and the space that begins each further
    one counts, too."""
    part = b""
    room = _LONGEST
    for sign in line:
        octets = sign.encode()
        if len(part) + len(octets) > room:
            yield part
            part, room = b"", _LONGEST - 1
        part += octets
    yield part
