"""The claim: the next ready callback and a ready agent who can take it, brought together.

One transaction, after which the agent is to be rung. It rings nobody itself.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, cast

from sqlalchemy.orm import Session

from flows.rules.languages import Language
from flows.rules.order import PLACES, Candidate, Lane, Skills, choose, pick_order
from ivr import perils
from ivr.models import Attempt, Callback, Line, Staff
from ivr.services import agents, hours, legs, lines, pace, probes
from ivr.services.moves import Moved, move
from ivr.services.policy import Policy

OUTCOME_TIME: Final = 600
"""Seconds that an agent's leg may last beyond ringing and the longest talk, to file an outcome."""


@dataclass(frozen=True, slots=True)
class Offer:
    """An agent to be rung: numbers in E.164, times in seconds; `token` names the attempt."""

    attempt_id: int
    token: str
    to: str
    from_: str
    ring: int
    limit: int


@dataclass(frozen=True, slots=True)
class Dialling:
    """A line that may dial now, with its settings."""

    line: Line
    policy: Policy


def claim(session: Session, now: datetime, gap: timedelta = pace.GAP) -> Offer | None:
    """The next offer, or None when there is nothing to offer or nobody to offer it to.

    Raises Moved when another scheduler was faster: the transaction is to be rolled back.
    """
    open_lines = _open_lines(session, now) if pace.is_due(session, "calls", now) else {}
    if not open_lines:
        return None
    ready = pick_order(_ready_agents(session, open_lines))
    lanes = _lanes_with_work(session, ready)
    for skills in ready if lanes else ():
        chosen = choose(_heads(session, skills, lanes, open_lines, now))
        if chosen and (agent := probes.lock_ready_agent(session, skills.agent)):
            return _offer(session, agent, chosen, open_lines[chosen.lane.line], now, gap)
    return None


def _open_lines(session: Session, now: datetime) -> Mapping[str, Dialling]:
    return {
        line.key: Dialling(line, Policy.read(line.policy))
        for line in lines.every(session)
        if line.dials and hours.may_dial(session, line, now)
    }


def _ready_agents(session: Session, open_lines: Mapping[str, Dialling]) -> list[Skills]:
    rows = probes.ready_agents(session)
    skills = (
        Skills(
            row.id,
            frozenset(open_lines).intersection(_served(row, open_lines)),
            frozenset(cast(list[Language], row.languages)),
            row.state_since,
        )
        for row in rows
    )
    return [one for one in skills if one.lines]


def _served(row: probes.ReadyAgent, open_lines: Iterable[str]) -> Iterable[str]:
    return open_lines if row.line_keys is None else row.line_keys


def _lanes_with_work(session: Session, ready: Iterable[Skills]) -> frozenset[Lane]:
    lanes = {lane for skills in ready for lane in _lanes(skills)}
    return frozenset(lane for lane in lanes if probes.has_work(session, lane))


def _lanes(skills: Skills) -> Iterator[Lane]:
    for line in skills.lines:
        for language in skills.languages:
            yield from (Lane(line, language, place) for place in PLACES)


def _heads(
    session: Session,
    skills: Skills,
    lanes: frozenset[Lane],
    open_lines: Mapping[str, Dialling],
    now: datetime,
) -> Iterator[Candidate]:
    for lane in lanes.intersection(_lanes(skills)):
        policy = open_lines[lane.line].policy
        rest = timedelta(minutes=policy.again_minutes)
        calling = policy.ladder.on_the_line
        head = probes.head(session, lane, skills.agent, now - rest, now - calling)
        if head:
            yield Candidate(head.id, lane, head.arrived_at, policy.head_starts[lane.kind])


def _offer(
    session: Session,
    agent: Staff,
    chosen: Candidate,
    dialling: Dialling,
    now: datetime,
    gap: timedelta,
) -> Offer | None:
    callback = probes.lock_ready_callback(session, chosen.id)
    if callback is None:
        raise Moved(f"callback {chosen.id} was claimed meanwhile")
    if not legs.left(session, callback, dialling.policy.caps, now):
        _put_off(session, callback, now)
        return None
    attempt = _begin(session, callback, agent, dialling.policy, now)
    if not pace.take(session, "calls", now, gap):
        raise Moved("another scheduler took this second's call")
    # Looked at once more, as claims come here one after the other.
    if probes.is_rung_for_another(session, callback):
        raise Moved(f"the citizen of callback {callback.id} is being called already")
    return _as_offer(session, attempt, agent, dialling)


def _put_off(session: Session, callback: Callback, now: datetime) -> None:
    """Its number has had today's calls: it waits, in its old place, for tomorrow."""
    move(
        session,
        callback,
        "waiting",
        cause="capped",
        actor="system",
        now=now,
        not_before=legs.next_day(now),
    )


def _begin(
    session: Session, callback: Callback, agent: Staff, policy: Policy, now: datetime
) -> Attempt:
    attempt = Attempt(
        callback_id=callback.id,
        staff_id=agent.id,
        epoch=callback.epoch + 1,
        state="offered",
        created_at=now,
        lease_until=now + timedelta(seconds=policy.lease),
    )
    session.add(attempt)
    session.flush()
    to, cause, actor = "offered", "claimed", "system"
    move(session, callback, to, cause=cause, actor=actor, now=now, attempt_id=attempt.id)
    agents.move(session, agent, to, cause=cause, actor=actor, now=now, attempt_id=attempt.id)
    perils.reached("claimed")
    return attempt


def _as_offer(session: Session, attempt: Attempt, agent: Staff, dialling: Dialling) -> Offer:
    policy = dialling.policy
    return Offer(
        attempt_id=attempt.id,
        token=attempt.token,
        to=agents.number(session, agent),
        from_=dialling.line.number,
        ring=policy.offer_ring,
        limit=policy.offer_ring + policy.time_limit + OUTCOME_TIME,
    )
