"""The model's keepers of time and order: staff, supervisors, sweeps, closing, forgetting."""

from datetime import datetime, time, timedelta

from tests.properties import offering, settling
from tests.properties.almanac import day_of, moment
from tests.properties.house import IN_A_CALL, House
from tests.properties.people import Agent, Attempt, Callback, Contact, Promise


def set_state(house: House, agent: Agent, wanted: str) -> None:
    if agent.state in IN_A_CALL:
        agent.pause_after, agent.misses = wanted != "ready", 0
    elif agent.state != wanted:
        agent.misses, agent.pause_after, agent.wrapup_until = 0, False, None
        house.send(agent, wanted, "asked")


def resolve(house: House, callback: Callback, to: str) -> bool:
    """A supervisor's decision; whether it is hers to make."""
    if to == "cancelled":
        possible = callback.state in ("waiting", "ready", "offered", "unfiled", "needs_human")
    else:
        possible = callback.state == "needs_human"
    if not possible:
        return False
    if to == "waiting":
        callback.raised = None
        callback.not_before = max([house.now, *_rested(house, callback)])
    house.move(callback, to, "cancelled" if to == "cancelled" else "resolved")
    return True


def _rested(house: House, callback: Callback) -> list[datetime]:
    mine = (one for one in house.attempts.values() if one.callback is callback)
    return [one.ended + timedelta(minutes=5) for one in mine if one.released and one.ended]


# --- sweeps: what each has to find, and what it does with it ---


def lapsed(house: House) -> list[int]:
    return [
        one.id
        for one in house.attempts.values()
        if one.state == "offered" and one.lease <= house.now
    ]


def lapse(house: House, attempt: Attempt) -> None:
    """What was never heard of is nobody's miss. Her leg may live on, and holds her."""
    if attempt.heard:
        offering.miss(house, attempt)
    else:
        offering.give_back(house, attempt, "lapsed")


def failed(house: House) -> list[int]:
    """Of a failure the leg's own word, with the reason, has not come in time."""
    return [
        one.id
        for one in house.attempts.values()
        if one.state == "dialling"
        and "dial failed" in one.told
        and one.ring_until
        and one.ring_until <= house.now
    ]


def is_silent(house: House, attempt: Attempt) -> bool:
    """Nothing has been heard of a citizen's leg for longer than it may last."""
    untils = {"dialling": attempt.ring_until, "talking": attempt.talk_until}
    until = untils.get(attempt.state)
    return until is not None and until <= house.now


def wrapped_up(house: House) -> list[int]:
    return [
        one.id
        for one in house.agents.values()
        if one.state == "wrapup" and one.wrapup_until and one.wrapup_until <= house.now
    ]


def end_wrapup(house: House, agent: Agent) -> None:
    agent.wrapup_until = None
    house.rest(agent, "wrapped_up")


def strays(house: House) -> list[int]:
    """Agents held by a leg that never was. About one that has a name the network is asked."""
    held = (one for one in house.agents.values() if one.state in IN_A_CALL)
    return [one.id for one in held if _is_stray(house, one)]


def _is_stray(house: House, agent: Agent) -> bool:
    last = [one for one in house.attempts.values() if one.agent is agent][-1]
    two_minutes_ago = house.ago(minutes=2)
    held_since = max(agent.since, last.ended or house.now)
    return last.sid is None and held_since <= two_minutes_ago


def bring_home(house: House, agent: Agent) -> None:
    last = [one for one in house.attempts.values() if one.agent is agent][-1]
    last.agent_gone = True
    settling.let_go(house, last)


def unfiled(house: House) -> list[int]:
    """Conversations that ended a quarter of an hour ago, without an outcome."""
    return [
        one.id
        for one in house.callbacks.values()
        if one.state == "unfiled" and not one.raised and one.since <= house.ago(minutes=15)
    ]


def unserved(house: House) -> list[int]:
    """Due for a quarter of an hour of opening, and nobody at work who speaks the language."""
    span = house.almanac.span(house.today)
    quarter = timedelta(minutes=15)
    if not house.dials or not span or not span[0] + quarter <= house.now < span[1]:
        return []
    working = [one for one in house.agents.values() if one.state not in ("off", "paused")]
    spoken = {language for one in working for language in one.speaks}
    return [
        one.id
        for one in house.callbacks.values()
        if one.state == "ready"
        and not one.raised
        and one.language not in spoken
        and one.not_before <= house.now - quarter
    ]


def overdue(house: House) -> list[int]:
    late = {one.callback for one in house.promises if not one.score and one.to <= house.now}
    return [
        one.id
        for one in house.callbacks.values()
        if one.id in late and one.state in ("waiting", "ready", "offered") and not one.raised
    ]


def score_broken(house: House) -> None:
    """A promise whose day is over, and nobody has called before that or the request's end."""
    midnight = moment(house.today, time())
    for promise in house.promises:
        callback = house.callbacks[promise.callback]
        waits = callback.state in ("waiting", "ready", "offered")
        waited = callback.ended is not None and callback.ended > promise.to
        recent = midnight - timedelta(days=30) <= promise.to < midnight
        if (waits or waited) and recent and not promise.score:
            promise.score = "broken"


# --- closing, and forgetting ---


def go_home(house: House) -> None:
    """Once for each closing; `ready` said afterwards stands for the next opening."""
    closed = house.almanac.last_closing(house.now)
    if closed is None or day_of(closed) in house.closings:
        return
    house.closings.add(day_of(closed))
    for agent in house.agents.values():
        if agent.state in ("ready", "paused") and agent.since < closed:
            house.send(agent, "off", "closing")


def ringing_after_closing(house: House) -> list[int]:
    offered = (one for one in house.attempts.values() if one.state == "offered")
    return [] if house.is_open else [one.id for one in offered if not one.opened]


def call_off(house: House, attempt: Attempt) -> None:
    """Her leg is cancelled; she goes home when that has been told."""
    offering.give_back(house, attempt, "closing")


def forget(house: House) -> None:
    """Numbers that nothing has needed for ninety days, and what was counted a week ago."""
    before = house.ago(days=90)
    for contact in house.contacts.values():
        if contact.created < before and not _needed(house, contact, before):
            contact.known = False
    first = day_of(house.ago(days=7))
    for counted in (house.legs, house.texted, house.asked):
        for key in [key for key in counted if key[1] < first]:
            del counted[key]


def _needed(house: House, contact: Contact, before: datetime) -> bool:
    mine = (one for one in house.callbacks.values() if one.contact is contact)
    asked = any(one.ended is None or one.ended >= before for one in mine)
    booked = any(one.at >= before for one in house.booked.values() if one.contact is contact)
    return asked or booked or any(begun >= before for begun, _ in contact.calls)


# --- promises about to break ---


def delayed(house: House) -> list[Promise]:
    """The promise of each callback that is to be told of anew: once, to those who take texts."""
    since, soon = house.ago(hours=1), house.on(minutes=5)
    breaking: dict[int, Promise] = {}
    for promise in sorted(house.promises, key=lambda one: one.to):
        callback = house.callbacks[promise.callback]
        due = not promise.score and since <= promise.to <= soon
        told = (callback.id, None, "delay") in house.texts
        if (
            due
            and not told
            and house.text_left(callback.contact)
            and callback.state in ("waiting", "ready")
        ):
            breaking.setdefault(callback.id, promise)
    return list(breaking.values())


def tell_of_delay(house: House, promise: Promise) -> None:
    callback = house.callbacks[promise.callback]
    house.text(callback, None, "delay")
    promise.score = "broken"
    house.tell(callback)
