"""The actions of an agent's calls: the offer and its answers, the outcome, her state."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final, cast

from flows.engine.turn import Outcome
from flows.prompts import spoken
from flows.rules.estimate import Form
from flows.rules.languages import Language
from flows.rules.states import AgentState
from flows.rules.window import HELSINKI
from ivr.models import Attempt, Callback, Promise, Staff
from ivr.services import agents, at_desk, lines, offers, outcomes, pins, promises, releases, tallies
from ivr.services.context import Context, Performer
from ivr.services.outcomes import OUTCOMES
from ivr.services.releases import Ring


def offer(context: Context, _: Mapping[str, Any]) -> Outcome:
    """What she is to decide on; an outcome still missing comes first, and the offer waits."""
    attempt = offers.take_up(context.session, _attempt_id(context), context.call.sid, context.now)
    unfiled = _unfiled(context)
    if unfiled:
        return unfiled
    if attempt is None:
        return _gone(context)
    if at_desk.has_taken(attempt):
        return Outcome("accepted")
    callback = attempt.callback
    values = {
        "language_name": spoken.language_name(_language(callback), context.language),
        "line": callback.line.names[context.language],
        "tries": spoken.attempt(callback.counted + 1, context.language),
    }
    if callback.kind == "phone_time":
        return _booked(context, callback, values)
    promise = promises.last(context.session, callback.id)
    values |= {"asked": _asked(context, callback), "promised": _promised(context, promise)}
    return _in_time_or_late(context, promise, values)


def _gone(context: Context) -> Outcome:
    attempt = context.session.get_one(Attempt, _attempt_id(context))
    mine = attempt.agent_sid == context.call.sid
    return Outcome("passed" if mine and at_desk.has_left(attempt) else "taken")


def glance(context: Context, _: Mapping[str, Any]) -> Outcome:
    """Whether she has answered at her desk, while nothing was pressed."""
    seen = at_desk.look(context.session, _attempt_id(context), context.call.sid, context.now)
    return Outcome(seen)


def accept(context: Context, _: Mapping[str, Any]) -> Outcome:
    released = releases.release(
        context.session, _attempt_id(context), context.call.sid, context.now
    )
    if isinstance(released, Ring):
        return Outcome("dial", {"ring": asdict(released)})
    return Outcome(released)


def pass_offer(context: Context, _: Mapping[str, Any]) -> Outcome:
    passed = offers.pass_on(context.session, _attempt_id(context), context.call.sid, context.now)
    return Outcome("passed" if passed else "taken")


def file_outcome(context: Context, arguments: Mapping[str, Any]) -> Outcome:
    """Her oldest conversation without an outcome gets this one."""
    outcome = arguments["outcome"]
    attempt_id = outcomes.unfiled_of(context.session, _agent(context))
    if outcome not in OUTCOMES or attempt_id is None:
        return Outcome("nothing")
    filed = outcomes.file(context.session, attempt_id, outcome, context.now)
    if filed is None:
        return Outcome("nothing")
    if filed.again_at is None:
        return Outcome("filed")
    eta = spoken.moment(_local(filed.again_at), _local(context.now), context.language)
    return Outcome("filed_later", {"eta": eta})


def pause_after(context: Context, _: Mapping[str, Any]) -> Outcome:
    agent = _agent(context)
    agents.set_state(context.session, agent, "paused", actor=agents.named(agent), now=context.now)
    return Outcome("noted")


def check_pin(context: Context, arguments: Mapping[str, Any]) -> Outcome:
    agent = _agent(context)
    return Outcome(pins.check_pin(context.session, agent, arguments["pin"], context.now))


def agent_status(context: Context, _: Mapping[str, Any]) -> Outcome:
    """Her state, and how many wait for someone like her."""
    unfiled = _unfiled(context)
    return unfiled or Outcome("told", {**_status(context), "waiting": _waiting(context)})


def set_status(context: Context, arguments: Mapping[str, Any]) -> Outcome:
    agent = _agent(context)
    unfiled = _unfiled(context)
    if unfiled:
        return unfiled
    wanted = arguments["wanted"]
    agents.set_state(context.session, agent, wanted, actor=agents.named(agent), now=context.now)
    return Outcome("set", _status(context))


PERFORM: Final[Mapping[str, Performer]] = MappingProxyType(
    {
        "offer": offer,
        "glance": glance,
        "accept": accept,
        "pass_offer": pass_offer,
        "file_outcome": file_outcome,
        "pause_after": pause_after,
        "check_pin": check_pin,
        "agent_status": agent_status,
        "set_status": set_status,
    }
)
"""The agents' share of the vocabulary."""


def _attempt_id(context: Context) -> int:
    """The attempt of an agent's leg. Raises LookupError in any other call."""
    if context.call.attempt_id is None:
        raise LookupError(f"call {context.call.id} belongs to no attempt")
    return context.call.attempt_id


def _agent(context: Context) -> Staff:
    """The agent on the telephone. Raises LookupError in a citizen's call."""
    agent = context.session.get(Staff, context.call.staff_id or 0)
    if agent is None:
        raise LookupError(f"call {context.call.id} is no agent's")
    return agent


def _unfiled(context: Context) -> Outcome | None:
    attempt_id = outcomes.unfiled_of(context.session, _agent(context))
    if attempt_id is None:
        return None
    attempt = context.session.get_one(Attempt, attempt_id)
    return Outcome("unfiled", {"asked": _asked(context, attempt.callback)})


def _asked(context: Context, callback: Callback) -> str:
    return spoken.asked(_local(callback.arrived_at), _local(context.now), context.language)


def _promised(context: Context, promise: Promise | None) -> str:
    if promise is None:
        return promises.word(None, context.language, context.now)
    return spoken.promised(
        cast(Form, promise.form),
        _local(promise.from_at),
        _local(promise.to_at),
        _local(context.now),
        context.language,
    )


def _in_time_or_late(context: Context, promise: Promise | None, values: dict[str, Any]) -> Outcome:
    if promise is None or context.now <= promise.to_at:
        return Outcome("offered", values)
    lateness = spoken.duration(context.now - promise.to_at, context.language)
    return Outcome("late", {**values, "lateness": lateness})


def _booked(context: Context, callback: Callback, values: dict[str, Any]) -> Outcome:
    """A phone time, by its agreed minute. It is late until it has been tried, not between tries."""
    at, now, language = callback.arrived_at, context.now, context.language
    promise = promises.agreed(context.session, callback.id)
    values |= {"agreed": spoken.moment(_local(at), _local(now), language)}
    if promise is None or promise.score is not None or now <= promise.to_at:
        return Outcome("booked", values)
    return Outcome("booked_late", {**values, "lateness": spoken.duration(now - at, language)})


def _status(context: Context) -> dict[str, Any]:
    state = AgentState(_agent(context).state)
    return {"status": spoken.agent_state(state, context.language)}


def _waiting(context: Context) -> str:
    agent = _agent(context)
    served = [line for line in lines.every(context.session) if agent.serves(line.key)]
    waiting = sum(
        tallies.counts(context.session, line.id, language).get("ready", 0)
        for line in served
        for language in agent.languages
    )
    return spoken.callers(waiting, context.language)


def _language(callback: Callback) -> Language:
    return cast(Language, callback.language)


def _local(moment: datetime) -> datetime:
    return moment.astimezone(HELSINKI)
