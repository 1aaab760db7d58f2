"""What a network that starts again knows of its legs and texts: read from its event log.

Whoever asks about a leg from before must not hear that there never was one. A leg that was live
when the network ended has ended with it, and nobody has been told.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from os import SEEK_END
from pathlib import Path
from typing import Any

from ivr.simnet.ledger import Ledger
from ivr.simnet.legs import Leg
from ivr.simnet.texts import Direction, Text


def recall(path: Path, remembered: int) -> Ledger:
    """The ledger as the log leaves it; an empty one if there is no log that can be read."""
    ledger = Ledger(remembered)
    try:
        with path.open(encoding="utf-8", errors="replace") as lines:
            newest = _retrace(ledger, _events(lines))
    except OSError:
        return ledger
    for leg in ledger.legs.all():
        if leg.live and newest:
            ledger.legs.write(_ended(leg, newest))
    return ledger


def is_torn(path: Path) -> bool:
    """True if the log ends within a line: the network was killed while it wrote."""
    with path.open("rb") as log:
        if log.seek(0, SEEK_END):
            log.seek(-1, SEEK_END)
        return log.read() not in (b"", b"\n")


def _retrace(ledger: Ledger, events: Iterable[Mapping[str, Any]]) -> datetime | None:
    """Enters what the events tell; the moment of the last one."""
    at = None
    for event in events:
        at, sid, data = datetime.fromisoformat(event["at"]), event["sid"], event["data"]
        match event["kind"]:
            case "call":
                ledger.legs.write(_begun(sid, data, at))
            case "status" if leg := ledger.legs.get(sid):
                ledger.legs.write(leg.moved(data["status"], at, data["sip"]))
            case "text":
                ledger.texts.write(_text(ledger.texts.get(sid), sid, data, at))
    return at


def _events(lines: Iterable[str]) -> Iterator[Mapping[str, Any]]:
    """The events, without what was torn off when the network was killed."""
    for line in lines:
        try:
            event = json.loads(line)
        except ValueError:
            continue
        if isinstance(event, dict):
            yield event


def _begun(sid: str, data: Mapping[str, Any], at: datetime) -> Leg:
    inbound = data["direction"] == "inbound"
    return Leg(
        sid=sid,
        direction=data["direction"],
        from_=data["from_"],
        to=data["to"],
        person=data["from_"] if inbound else data["to"],
        status="ringing" if inbound else "queued",
        created_at=at,
        updated_at=at,
        parent=data["parent"],
        dialled_at=at if inbound else None,
        rang_at=at if inbound else None,
    )


def _text(before: Text | None, sid: str, data: Mapping[str, Any], at: datetime) -> Text:
    if before is not None:
        return before.moved(data["status"], at, data["error"])
    usual = "inbound" if data["status"] == "received" else "outbound-api"
    direction: Direction = data.get("direction", usual)
    return Text(sid, direction, data["from_"], data["to"], data["body"], data["status"], at, at)


def _ended(leg: Leg, at: datetime) -> Leg:
    return leg.moved(*(("completed", at, 200) if leg.answered_at else ("failed", at, 500)))
