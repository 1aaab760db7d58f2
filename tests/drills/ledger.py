"""The network's ledger, read from the file into which it writes every event at once: what has
been written there stays, also when the network is killed.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from ivr.simnet.findings import Finding
from ivr.simnet.legs import Leg
from ivr.simnet.texts import Text
from tests.stories.evidence import Answer


@dataclass(slots=True)
class Life:
    """One life of the network, from its start until it was killed."""

    file: Path
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """One event as it stands in the file."""

    at: datetime
    sid: str
    kind: str
    data: dict[str, Any]


def read(life: Life) -> Iterator[Told]:
    """The events, but for a last line that was being written in the moment of the end."""
    for line in life.file.read_text(encoding="utf-8").splitlines(keepends=True):
        if line.endswith("\n"):
            told = json.loads(line)
            at = datetime.fromisoformat(told["at"])
            yield Told(at, told["sid"], told["kind"], told["data"])


def legs(lives: Iterable[Life]) -> tuple[Leg, ...]:
    """Every leg. What was alive when the network was killed ended then."""
    return tuple(leg for life in lives for leg in _of_life(life))


def _of_life(life: Life) -> Iterator[Leg]:
    found: dict[str, Leg] = {}
    for told in read(life):
        match told.kind:
            case "call":
                found[told.sid] = _begun(told)
            case "status":
                leg = found[told.sid]
                found[told.sid] = leg.moved(told.data["status"], told.at, told.data["sip"])
    for leg in found.values():
        yield replace(leg, ended_at=life.ended_at) if leg.live else leg


def _begun(told: Told) -> Leg:
    data = told.data
    return Leg(
        sid=told.sid,
        direction=data["direction"],
        from_=data["from_"],
        to=data["to"],
        person=data["person"],
        status="ringing" if data["direction"] == "inbound" else "queued",
        created_at=told.at,
        updated_at=told.at,
        parent=data["parent"],
    )


def texts(lives: Iterable[Life]) -> tuple[Text, ...]:
    """Every text that was taken over."""
    return tuple(
        Text(told.sid, "outbound-api", data["from_"], data["to"], data["body"], "queued", at, at)
        for told in _all(lives, "text")
        for data, at in [(told.data, told.at)]
        if data["status"] == "queued"
    )


def answers(lives: Iterable[Life]) -> tuple[Answer, ...]:
    """Every answer that the network got, to webhooks that ask how a call goes on."""
    return tuple(
        Answer(told.at, told.sid, told.data["body"])
        for told in _all(lives, "response")
        if told.data["purpose"] == "control"
    )


def findings(lives: Iterable[Life]) -> tuple[Finding, ...]:
    """Whatever the network found wrong with answers."""
    return tuple(Finding(told.at, told.sid, **told.data) for told in _all(lives, "problem"))


def _all(lives: Iterable[Life], kind: str) -> Iterator[Told]:
    return (told for life in lives for told in read(life) if told.kind == kind)
