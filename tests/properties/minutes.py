"""The model's phone times: when they become callbacks, and at which minutes these are tried."""

from datetime import datetime, timedelta

from tests.properties.almanac import A_WEBHOOK, day_of
from tests.properties.house import House
from tests.properties.people import Callback, PhoneTime

AGAIN = {1: timedelta(minutes=5), 2: timedelta(minutes=15)}
MISSES = ("busy", "no_answer", "failed", "not_reached")
DISTANCE = {1: timedelta(minutes=3), 2: timedelta(minutes=8)}
"""So long after the minute, by how often it was missed; and so long after the call before."""


def ahead(house: House) -> list[datetime]:
    """The minutes that are still to be handed over."""
    return [one.at for one in house.booked.values() if not one.called]


def due(house: House) -> list[int]:
    """Two minutes before, unless something else of the same citizen has to come first."""
    soon = house.on(minutes=2)
    booked = (one for one in house.booked.values() if not one.called and one.at <= soon)
    return [one.id for one in booked if not _is_held_up(house, one)]


def _is_held_up(house: House, phone_time: PhoneTime) -> bool:
    found = house.open_of(phone_time.contact)
    if found is None:
        return False
    if found.state == "unfiled":
        return house.now < phone_time.at + timedelta(minutes=5)
    return found.state not in ("waiting", "ready") or found.kind == "cut_off"


def hand_over(house: House, phone_time: PhoneTime, key: int) -> None:
    """It is a callback from now on; an open request ends with it."""
    found = house.open_of(phone_time.contact)
    if found:
        for promise in house.unjudged(found):
            promise.callback = key
        house.move(found, "cancelled", "booked_time")
    phone_time.called = True
    house.callbacks[key] = Callback(
        id=key,
        contact=phone_time.contact,
        source="shown",
        language=phone_time.language,
        arrived=phone_time.at,
        not_before=phone_time.at,
        since=house.now,
        kind="phone_time",
    )
    house.journal.append(("callback", key, None, "waiting", "booked_time"))


def next_one(house: House, callback: Callback) -> datetime | None:
    """The agreed minute after a miss; None if it is for no phone time, or its day is over."""
    if callback.kind != "phone_time" or callback.counted not in AGAIN:
        return None
    misses = callback.counted
    minute = max(callback.arrived + AGAIN[misses], house.now + DISTANCE[misses])
    today = day_of(minute) == day_of(callback.arrived) and house.leg_left(callback)
    return minute if today and house.almanac.is_open(minute, A_WEBHOOK) else None


def go_on(house: House, callback: Callback, result: str, again: datetime) -> None:
    """It stays the booked one while it is called again at its minutes, or had been left."""
    if callback.kind != "phone_time":
        return
    left = result == "abandoned" and day_of(again) == day_of(callback.arrived)
    missed = result in MISSES and again == next_one(house, callback)
    if not (left or missed):
        callback.kind = "callback"
