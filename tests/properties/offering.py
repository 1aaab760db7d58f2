"""The model's offers: what has come due, the next agent's leg, and what she does with it."""

from datetime import datetime, timedelta

from tests.properties.almanac import A_WEBHOOK, day_of, tomorrow
from tests.properties.house import House
from tests.properties.people import Agent, Attempt, Callback
from tests.properties.settling import conclude

AGAIN = timedelta(minutes=10)
HEAD_STARTS = {
    "callback": timedelta(),
    "phone_time": timedelta(minutes=50_000),
    "cut_off": timedelta(minutes=100_000),
}
LEASE = timedelta(seconds=120)
Pair = tuple[Agent, Callback]


def promote(house: House) -> None:
    for callback in house.callbacks.values():
        due = callback.state == "waiting" and callback.not_before <= house.now
        if due and not house.on_the_line(callback.contact):
            house.move(callback, "ready", "due")


def may_call(house: House) -> bool:
    """Whether the line may be dialled, and this second's call is still to be had."""
    beat = house.next_call
    paced = beat is None or beat <= house.now or beat > house.on(minutes=10)
    return house.dials and house.almanac.is_open(house.now, A_WEBHOOK) and paced


def next_pair(house: House) -> Pair | None:
    """Narrow skills before broad ones, then who has been ready longest; for her, who is first."""
    ready = [one for one in house.agents.values() if can_be_rung(house, one)]
    for agent in sorted(ready, key=lambda one: (len(one.speaks), one.since, one.id)):
        work = [one for one in house.callbacks.values() if suits(house, agent, one)]
        if work:
            return agent, min(work, key=_rank)
    return None


def can_be_rung(house: House, agent: Agent) -> bool:
    """She is ready, and no leg of hers may still live."""
    lives = any(one.agent is agent and not one.agent_gone for one in house.attempts.values())
    return agent.state == "ready" and not lives


def _rank(callback: Callback) -> tuple[datetime, datetime]:
    return callback.arrived - HEAD_STARTS[callback.kind], callback.arrived


def suits(house: House, agent: Agent, callback: Callback) -> bool:
    """Whether this callback may be offered to this agent."""
    return (
        callback.state == "ready"
        and callback.language in agent.speaks
        and not house.on_the_line(callback.contact)
        and not _rests(house, agent, callback)
        and _is_for(house, agent, callback)
    )


def _rests(house: House, agent: Agent, callback: Callback) -> bool:
    return any(
        one.agent is agent
        and one.callback is callback
        and one.result in ("passed", "missed")
        and one.ended is not None
        and one.ended > house.now - AGAIN
        for one in house.attempts.values()
    )


def _is_for(house: House, agent: Agent, callback: Callback) -> bool:
    if callback.hers in (None, agent.id) or callback.since <= house.now - AGAIN:
        return True
    return house.agents[callback.hers].state in ("off", "paused")


def put_off(house: House, callback: Callback) -> None:
    """Its number has had today's calls."""
    callback.not_before = tomorrow(house.now)
    house.move(callback, "waiting", "capped")


def offer(house: House, key: int, pair: Pair, fate: str, gap: float = 1) -> Attempt:
    agent, callback = pair
    callback.epoch += 1
    new = Attempt(key, callback, agent, callback.epoch, house.now, house.now + LEASE, fate)
    house.attempts[key] = new
    house.move(callback, "offered", "claimed")
    house.send(agent, "offered", "claimed")
    house.next_call = house.on(seconds=gap)
    return new


# --- the agent's leg ---


def placed(attempt: Attempt, sid: str) -> bool:
    return bind(attempt, sid) and attempt.live


def bind(attempt: Attempt, sid: str) -> bool:
    attempt.sid = attempt.sid or sid
    return attempt.sid == sid


def declined(house: House, attempt: Attempt, wrong_number: bool) -> None:
    if attempt.sid or attempt.agent_gone:
        return
    if attempt.live:
        give_back(house, attempt, "not_placed")
    attempt.agent_gone = True
    if wrong_number:
        attempt.agent.pause_after = False
        house.send(attempt.agent, "paused", "number")
    else:
        house.rest(attempt.agent, "not_placed")
        house.next_call = house.on(seconds=30)


def take_up(house: House, attempt: Attempt, sid: str) -> bool:
    if attempt.state != "offered" or not bind(attempt, sid):
        return False
    _hear(house, attempt)
    if attempt.withdrawn:
        end(house, attempt, "cancelled")
        return False
    return True


def _hear(house: House, attempt: Attempt) -> None:
    attempt.heard = True
    if attempt.state == "offered":
        attempt.lease = house.now + LEASE


def listens(house: House, attempt: Attempt, sid: str) -> None:
    if attempt.state == "offered" and attempt.sid == sid:
        _hear(house, attempt)


def word(house: House, attempt: Attempt, sid: str, status: str) -> None:
    if not bind(attempt, sid):
        return
    _hear(house, attempt)
    if status in ("ringing", "in-progress"):
        return
    attempt.agent_gone = True
    if attempt.state == "offered" and status == "canceled":
        give_back(house, attempt, "withdrawn")
    elif attempt.state == "offered":
        miss(house, attempt)
    conclude(house, attempt)


def miss(house: House, attempt: Attempt) -> None:
    """Nobody pressed a key: the second time in a row pauses her. The callback loses nothing."""
    give_back(house, attempt, "missed")
    attempt.agent.misses += 1


def give_back(house: House, attempt: Attempt, result: str, to: str = "ready") -> None:
    withdrawn = attempt.withdrawn
    end(house, attempt, result)
    if not withdrawn:
        house.move(attempt.callback, to, result)


def end(house: House, attempt: Attempt, result: str) -> None:
    attempt.state, attempt.result, attempt.ended = "ended", result, house.now


# --- her answer ---


def pass_on(house: House, attempt: Attempt, sid: str) -> bool:
    if attempt.state != "offered" or attempt.sid != sid:
        return False
    attempt.agent.misses = 0
    give_back(house, attempt, "passed")
    return True


def release(house: House, attempt: Attempt, sid: str) -> str:
    """Everything that could forbid the call is asked once more; then the telephone rings."""
    if attempt.state != "offered" or attempt.sid != sid:
        return "taken"
    attempt.agent.misses = 0
    refusal = _refusal(house, attempt)
    if refusal == "capped":
        attempt.callback.not_before = tomorrow(house.now)
        give_back(house, attempt, "capped", "waiting")
    elif refusal == "refused":
        give_back(house, attempt, "not_allowed", "refused")
    elif refusal:
        give_back(house, attempt, refusal)
    else:
        _ring(house, attempt)
    return refusal or "ring"


def _refusal(house: House, attempt: Attempt) -> str | None:
    callback = attempt.callback
    if attempt.withdrawn:
        return "cancelled"
    if not house.dials:
        return "stopped"
    if not house.almanac.is_open(house.now, A_WEBHOOK):
        return "closed"
    if callback.contact.refuses_typed and callback.source == "typed":
        return "refused"
    return None if house.leg_left(callback) else "capped"


def _ring(house: House, attempt: Attempt) -> None:
    callback = attempt.callback
    house.legs[callback.contact.id, house.today] += 1
    attempt.state, attempt.released = "dialling", house.now
    attempt.ring_until = house.on(seconds=65 + (45 if callback.contact.landline else 25))
    callback.raised = None
    house.move(callback, "dialling", "released")
    house.send(attempt.agent, "talking", "accepted")
    for promise in house.unjudged(callback):
        same_day = day_of(promise.to) == house.today
        kept = house.now <= promise.to
        promise.score = "kept" if kept else "late" if same_day else "broken"
