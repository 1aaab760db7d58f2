"""Made-up evidence of a day on which all went well, and the means to spoil it."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

from ivr.models import (
    Attempt,
    CalendarDay,
    Callback,
    Contact,
    Event,
    Line,
    Message,
    Promise,
    Staff,
    Tally,
)
from ivr.simnet.legs import Leg
from ivr.simnet.texts import Text
from scheduler.world.office import ORIGIN
from tests.clocks import helsinki
from tests.stories.evidence import Answer, Evidence
from tests.stories.probes import Echo, Probes

CITIZEN, AGENT, SERVICE = "+358401234567", "+358501234567", "+358295000000"
SAID = "Soittopyyntösi on tallessa. Soitamme sinulle arviolta puolen tunnin kuluessa."
WORDS = "puolen tunnin kuluessa"
DAY = "2026-11-24"


def at(clock: str) -> datetime:
    return helsinki(f"{DAY} {clock}")


def a_good_day() -> Evidence:
    """One citizen asks at ten, is called by one agent two minutes later, and helped."""
    return Evidence(
        legs=(
            _leg("asks", "inbound", CITIZEN, "10:00:00", "10:01:00", from_=CITIZEN, to=SERVICE),
            _leg("agent", "outbound-api", AGENT, "10:02:00", "10:06:00"),
            _leg("citizen", "outbound-dial", CITIZEN, "10:02:30", "10:05:00", parent="agent"),
        ),
        texts=(_text("Kiitos soitosta."),),
        answers=(
            Answer(
                at("10:00:40"),
                "asks",
                SAID,
            ),
        ),
        callbacks=(_callback(),),
        attempts=(_attempt(1, "agent", "10:02:00", "10:02:30", "10:05:00"),),
        promises=(_promise(),),
        messages=(Message(id=1, callback_id=1, contact_id=1, kind="thanks", body=_THANKS),),
        events=(*_callback_events(), *_staff_events()),
        tallies=(Tally(line_id=1, language="fi", state="done", count=1),),
        contacts=(Contact(id=1, number=CITIZEN), Contact(id=2, number=AGENT)),
        staff=(Staff(id=1, role="agent", contact_id=2, state="ready"),),
        days=(CalendarDay(date=date.fromisoformat(DAY), holiday=None, closes=None),),
        lines=(Line(id=1, key="general", hours={"tue": ["09:00", "16:00"]}),),
        probes=Probes((Echo(f"{ORIGIN}/voice/turn/2/", SAID, SAID),), 403),
    )


def call_again(evidence: Evidence, times: int, hours: float = 1) -> Evidence:
    """The same citizen is called so many more times for the same callback."""
    for n in range(2, times + 2):
        late = timedelta(hours=hours * (n - 1))
        attempt = _attempt(n, f"agent {n}", "10:02:00", "10:02:30", "10:05:00")
        evidence.callbacks[0].epoch = n
        for moment in ("created_at", "released_at", "ended_at"):
            setattr(attempt, moment, getattr(attempt, moment) + late)
        legs = (
            _later(replace(evidence.legs[1], sid=f"agent {n}"), late),
            _later(replace(evidence.legs[2], sid=f"citizen {n}", parent=f"agent {n}"), late),
        )
        evidence = replace(
            evidence, legs=evidence.legs + legs, attempts=(*evidence.attempts, attempt)
        )
    return evidence


def with_leg(evidence: Evidence, sid: str, **changes: Any) -> Evidence:
    """The same evidence, but for one leg."""
    legs = (replace(leg, **changes) if leg.sid == sid else leg for leg in evidence.legs)
    return replace(evidence, legs=tuple(legs))


def event(number: int, subject: str, from_: str | None, to: str, **values: Any) -> Event:
    moment = at("10:02:00")
    defaults = {"subject_id": 1, "cause": "told", "actor": "system", "at": moment}
    return Event(id=number, subject=subject, from_state=from_, to_state=to, **defaults | values)


def _leg(sid: str, direction: Any, person: str, begun: str, ended: str, **changes: Any) -> Leg:
    values: dict[str, Any] = {"from_": SERVICE, "to": person, **changes}
    return Leg(
        sid=sid,
        direction=direction,
        person=person,
        status="completed",
        created_at=at(begun),
        updated_at=at(ended),
        dialled_at=at(begun),
        answered_at=at(begun) + timedelta(seconds=5),
        ended_at=at(ended),
        **values,
    )


def _later(leg: Leg, late: timedelta) -> Leg:
    answered, ended = leg.answered_at, leg.ended_at
    return replace(
        leg,
        created_at=leg.created_at + late,
        answered_at=answered and answered + late,
        ended_at=ended and ended + late,
    )


_THANKS = "Kiitos soitosta."


def _text(body: str) -> Text:
    noon = at("12:00:00")
    return Text("text", "outbound-api", SERVICE, CITIZEN, body, "delivered", noon, noon)


def _callback() -> Callback:
    return Callback(
        id=1,
        contact_id=1,
        line_id=1,
        language="fi",
        kind="callback",
        number_source="shown",
        state="done",
        arrived_at=at("10:00:40"),
        ended_at=at("10:05:30"),
        counted=0,
        epoch=1,
    )


def _attempt(number: int, sid: str, created: str, released: str, ended: str) -> Attempt:
    return Attempt(
        id=number,
        callback_id=1,
        staff_id=1,
        epoch=number,
        agent_sid=sid,
        state="ended",
        created_at=at(created),
        released_at=at(released),
        ended_at=at(ended),
        result="answered",
        outcome="done",
        counted=False,
    )


def _promise() -> Promise:
    return Promise(
        id=1,
        callback_id=1,
        from_at=at("10:00:40"),
        to_at=at("10:30:40"),
        local_date=date.fromisoformat(DAY),
        form="half_hour",
        language="fi",
        words=WORDS,
        channel="spoken",
        told_at=at("10:00:40"),
        score="kept",
    )


def _callback_events() -> list[Event]:
    states = [None, "waiting", "ready", "offered", "dialling", "talking", "unfiled", "done"]
    return _events("callback", states, 1)


def _staff_events() -> list[Event]:
    return _events("staff", [None, "off", "ready", "offered", "talking", "wrapup", "ready"], 11)


def _events(subject: str, states: list[Any], first: int) -> list[Event]:
    return [
        event(number, subject, before, after, **_of(subject, before, after))
        for number, (before, after) in enumerate(pairwise(states), first)
    ]


def _of(subject: str, before: str | None, after: str) -> dict[str, Any]:
    """An attempt is behind what follows an offer; the first line stands where it was asked."""
    if before is None:
        return {"at": at("10:00:40")}
    by_attempt = subject == "callback" and after not in ("waiting", "ready")
    return {"attempt_id": 1 if by_attempt or after == "offered" else None}
