"""The model's conversations: what the network tells of a leg, its outcome, and what follows.

What is told of a leg is a set: order and repetition can't matter where they are not kept.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from tests.properties import minutes
from tests.properties.almanac import day_of, hour_of, tomorrow
from tests.properties.house import House
from tests.properties.minutes import MISSES
from tests.properties.people import Attempt, Callback

BEGINNINGS = ("initiated", "ringing")
FATES: Mapping[str, tuple[str, ...]] = {
    "answered": (*BEGINNINGS, "in-progress", "completed", "dial completed"),
    "busy": (*BEGINNINGS, "busy", "dial busy"),
    "no_answer": (*BEGINNINGS, "no-answer", "dial no-answer"),
    "declined": (*BEGINNINGS, "no-answer", "dial no-answer"),
    "abandoned": (*BEGINNINGS, "canceled", "dial gone"),
    "abandoned, it seems": (*BEGINNINGS, "no-answer", "dial gone"),
    "failed": ("initiated", "failed 503", "dial failed"),
    "invalid_number": ("initiated", "failed 404", "dial failed"),
}
"""What becomes of a citizen's leg, and all that the network may say of it. `dial gone` is said
when the agent's leg has ended as well."""
EARLY = timedelta(seconds=5)
"""So soon is a call declined by the citizen, or abandoned by the agent."""


def tell(house: House, attempt: Attempt, words: str, sid: str | None) -> None:
    if words == "dial gone":  # nothing that could not have been the agent's doing
        return
    if sid and attempt.leg not in (None, sid):
        house.lift(attempt.callback, "two_legs")
        return
    attempt.leg = attempt.leg or sid
    attempt.told |= {words}
    conclude(house, attempt)


def conclude(house: House, attempt: Attempt) -> None:
    told, callback = attempt.told, attempt.callback
    ended = told & {"completed", "dial completed"}
    if attempt.state == "dialling" and (ended or "in-progress" in told):
        attempt.state, attempt.talk_until = "talking", house.on(seconds=3600 + 120)
        house.move(callback, "talking", "answered")
    if attempt.state == "talking" and (ended or attempt.agent_gone):
        _end_talk(house, attempt)
    elif attempt.state == "dialling" and (result := _missed(attempt)):
        _end_missed(house, attempt, result)
    let_go(house, attempt)


def _end_talk(house: House, attempt: Attempt) -> None:
    end(house, attempt, "answered")
    house.move(attempt.callback, "unfiled", "hung_up")
    if attempt.outcome:
        carry_out(house, attempt)


def _missed(attempt: Attempt) -> str | None:
    """A failure waits for the leg's own word, and ringing that stopped early for the agent's."""
    final = attempt.told - {*BEGINNINGS, "dial failed"}
    match attempt.fate:
        case _ if not final:
            return None
        case "answered":
            return None
        case "declined":
            return "no_answer" if "dial no-answer" in final or attempt.agent_gone else None
        case "abandoned, it seems":
            return "abandoned" if attempt.agent_gone else None
        case fate:
            return fate


def _end_missed(house: House, attempt: Attempt, result: str) -> None:
    end(house, attempt, result)
    if result == "invalid_number":
        attempt.callback.contact.unreachable = True
    follow(house, attempt, result, result)


def end(house: House, attempt: Attempt, result: str) -> None:
    attempt.state, attempt.result, attempt.ended = "ended", result, house.now


def let_go(house: House, attempt: Attempt) -> None:
    """Her part is over, and she has been given nothing else since."""
    agent = attempt.agent
    hers = [one for one in house.attempts.values() if one.agent is agent]
    if attempt.live or hers[-1] is not attempt:
        return
    if agent.state == "offered" and attempt.agent_gone:
        house.rest(agent, attempt.result or "", "paused" if agent.misses >= 2 else "ready")
    over = attempt.result != "answered" or attempt.outcome or attempt.agent_gone
    if agent.state == "talking" and over:
        house.send(agent, "wrapup", "hung_up")
        agent.wrapup_until = house.on(seconds=45)


def fail_plainly(house: House, attempt: Attempt) -> None:
    """Only the reason of a failure is missing, and it does not come."""
    _end_missed(house, attempt, "failed")
    let_go(house, attempt)


def give_up(house: House, attempt: Attempt, cause: str) -> None:
    """Nobody can tell what became of it: a person must see to it, if anything is left to do."""
    if attempt.state == "talking" and attempt.outcome:
        _end_talk(house, attempt)
    else:
        end(house, attempt, "unknown")
        house.move(attempt.callback, "needs_human", cause)
        house.lift(attempt.callback, cause)
    let_go(house, attempt)


def never_placed(house: House, attempt: Attempt) -> bool:
    """As if nobody had accepted."""
    if attempt.state != "dialling" or attempt.told:
        return False
    assert attempt.released
    house.legs[attempt.callback.contact.id, day_of(attempt.released)] -= 1
    end(house, attempt, "not_placed")
    house.move(attempt.callback, "ready", "not_placed")
    let_go(house, attempt)
    return True


# --- outcomes ---


def file(house: House, attempt: Attempt, outcome: str) -> bool:
    callback = attempt.callback
    unfiled = callback.state == "unfiled" and callback.epoch == attempt.epoch
    if attempt.outcome or not (attempt.state == "talking" or unfiled):
        return False
    attempt.outcome = outcome
    if not attempt.live:
        carry_out(house, attempt)
    let_go(house, attempt)
    return True


def carry_out(house: House, attempt: Attempt) -> None:
    callback, outcome = attempt.callback, attempt.outcome
    assert outcome
    if outcome == "wrong_number":
        callback.contact.refuses_typed = True
    if outcome == "cut_off":
        callback.kind, callback.hers = "cut_off", attempt.agent.id
    follow(house, attempt, outcome, f"outcome:{outcome}")


def follow(house: House, attempt: Attempt, result: str, cause: str) -> None:
    callback = attempt.callback
    assert attempt.released
    callback.hours |= {hour_of(attempt.released)}
    if result == "abandoned" and _abandoned(house, callback) > 2:
        result = "no_answer"
    if result in MISSES:
        attempt.counted = True
        callback.counted += 1
    again = _again(house, callback, result)
    if isinstance(again, str):
        house.move(callback, again, cause)
    else:
        minutes.go_on(house, callback, result, again)
        callback.not_before = again
        if result.startswith("later"):
            house.tell(callback, _hours_from(house, again))
        house.move(callback, "ready" if again <= house.now else "waiting", cause)
    _text(house, attempt, result)


def _abandoned(house: House, callback: Callback) -> int:
    mine = (one for one in house.attempts.values() if one.callback is callback)
    return sum(one.result == "abandoned" for one in mine)


def _again(house: House, callback: Callback, result: str) -> datetime | str:
    """When to call again, or how the callback ends."""
    almanac, now = house.almanac, house.now
    an_hour = house.on(hours=1)
    match result:
        case "done" | "visit":
            return "done"
        case "wrong_number" | "invalid_number":
            return "refused"
        case "later_hour":
            return almanac.soonest(an_hour)
        case "later_morning":
            return almanac.morning(now) or an_hour
        case "later_afternoon":
            return almanac.afternoon(house.on(minutes=5)) or an_hour
        case "cut_off":
            return almanac.soonest(now)
        case "abandoned":
            soon = house.on(minutes=5)
            return almanac.soonest(soon if house.leg_left(callback) else max(soon, tomorrow(now)))
    return _after_miss(house, callback, result)


def _after_miss(house: House, callback: Callback, result: str) -> datetime | str:
    """Three times; a fourth on another day for those who can't be told by text."""
    further = callback.counted == 3 and callback.contact.landline
    if callback.counted >= 3 and not further:
        return "unreached"
    minute = minutes.next_one(house, callback)
    if minute:
        return minute
    gap = 5 if result == "busy" else 15 if callback.counted == 1 else 90
    due = house.now + timedelta(minutes=gap)
    if further or not house.leg_left(callback):
        due = max(due, tomorrow(house.now))
    return house.almanac.soonest(due, callback.hours)


def _text(house: House, attempt: Attempt, result: str) -> None:
    callback = attempt.callback
    if result not in MISSES:
        return
    if callback.state == "unreached":
        house.text(callback, attempt.id, "missed_last")
    elif callback.counted == 1 and house.text_left(callback.contact):
        house.text(callback, attempt.id, "missed_first")
        house.tell(callback, _hours_from(house, callback.not_before))


def _hours_from(house: House, due: datetime) -> datetime:
    """Whoever is called again is told two full hours, of which this is the end."""
    opens, closes = next(house.almanac.ahead(due))
    begins = max(due, opens).replace(minute=0, second=0, microsecond=0)
    return min(begins + timedelta(hours=2), closes)
