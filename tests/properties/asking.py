"""The model's citizens: they call, ask, are told what stands, cancel, and are counted."""

from collections.abc import Sequence
from datetime import timedelta

from tests.properties.house import House
from tests.properties.people import Callback, Contact

FIRST_CALL = timedelta(seconds=60)
DIALLED = ("dialling", "talking")


def appear(contact: Contact) -> None:
    """Whoever calls or is named again is known again."""
    contact.known = True


def call(house: House, contact: Contact) -> None:
    appear(contact)
    contact.calls.append([house.now, None])


def hang_up(house: House, contact: Contact) -> None:
    for each in contact.calls:
        each[1] = each[1] or house.now


def request(
    house: House, contact: Contact, source: str, language: str, asker: str, keeps: bool = False
) -> str:
    """What becomes of a request; `stored` comes before the row is known by an id."""
    appear(contact)
    if not house.takes:
        return "not_taken"
    if source == "shown":
        contact.unreachable = False
    elif contact.refuses_typed or contact.unreachable:
        return "refused"
    found = house.open_of(contact)
    if found and found.state != "unfiled" and source == "shown":
        return "calling" if found.state in DIALLED else "standing"
    if not _count(house, _counters(house, contact, source, asker)):
        return "limit"
    if found and found.state != "unfiled":
        return "told"
    if found:
        found.not_before = house.on(minutes=5)
        house.move(found, "waiting", "asked")
        return "reopened"
    return "stored"


def store(
    house: House, key: int, contact: Contact, source: str, language: str, keeps: bool = False
) -> Callback:
    old = _given_up(house, contact) if keeps else None
    new = Callback(
        id=key,
        contact=contact,
        source=source,
        language=language,
        arrived=old.arrived if old else house.now,
        not_before=house.now + FIRST_CALL,
        since=house.now,
    )
    house.callbacks[key] = new
    house.journal.append(("callback", key, None, "waiting", "asked"))
    return new


def stay(house: House, contact: Contact) -> str:
    """Asking by staying on the line: offered to those who have nothing open, once a day."""
    used = house.asked[f"unasked:contact:{contact.id}", house.today]
    if not house.takes or house.open_of(contact) or used:
        return "not_offered"
    contact.unreachable = False
    counters = [f"requests:shown:contact:{contact.id}", f"unasked:contact:{contact.id}"]
    return "stored" if _count(house, list(zip(counters, (3, 1), strict=True))) else "limit"


def stayed(house: House, key: int, contact: Contact, language: str) -> Callback:
    new = store(house, key, contact, "shown", language)
    new.unasked = True
    house.journal[-1] = ("callback", key, None, "waiting", "stayed")
    return new


def choose(house: House, callback: Callback, language: str) -> None:
    """Whoever stayed on the line may still choose the language."""
    here = callback.state
    if callback.unasked and callback.language != language and here in ("waiting", "ready"):
        callback.language = language
        house.journal.append(("callback", callback.id, here, here, f"language:{language}"))


def cancel(house: House, contact: Contact) -> str:
    found = house.open_of(contact)
    if found is None:
        return "none"
    if found.state in DIALLED:
        return "calling"
    house.move(found, "cancelled", "cancelled")
    return "cancelled"


def was_missed(house: House, callback: Callback) -> bool:
    """Whether it waits because our last call did not reach the citizen."""
    mine = [one for one in house.attempts.values() if one.callback is callback and not one.live]
    return callback.state == "waiting" and bool(mine) and mine[-1].counted


def ring_back(house: House, callback: Callback) -> None:
    """Reachable now: the next try comes as soon as it may, if any is left today."""
    mine = [one.ended for one in house.attempts.values() if one.callback is callback and one.ended]
    soon = max(house.now + FIRST_CALL, mine[-1] + timedelta(minutes=5))
    if soon < callback.not_before and house.leg_left(callback):
        callback.not_before = soon
        here = callback.state
        house.journal.append(("callback", callback.id, here, here, "rang_back"))
    house.tell(callback)


def still_holds(house: House, callback: Callback) -> bool:
    """Whether the time last told can be said once more."""
    told = [one for one in house.promises if one.callback == callback.id]
    return bool(told) and told[-1].score is None and house.now < told[-1].to


def _given_up(house: House, contact: Contact) -> Callback | None:
    """The last callback of this contact, if it was given up within a week."""
    mine = [one for one in house.callbacks.values() if one.contact is contact]
    if not mine or mine[-1].state != "unreached":
        return None
    ended = mine[-1].ended
    return mine[-1] if ended and house.now < ended + timedelta(days=7) else None


def _counters(house: House, contact: Contact, source: str, asker: str) -> Sequence[tuple[str, int]]:
    counters = [(f"requests:{source}:contact:{contact.id}", 3)]
    typed = f"typed:{asker}:contact:{contact.id}"
    if source == "typed" and not house.asked[typed, house.today]:
        counters += [(typed, 1), (f"typed:{asker}", 2)]
        counters += [] if asker.startswith("contact:") else [("typed:withheld", 50)]
    return counters


def _count(house: House, counters: Sequence[tuple[str, int]]) -> bool:
    """All of them or none."""
    if any(house.asked[key, house.today] >= most for key, most in counters):
        return False
    house.asked.update((key, house.today) for key, _ in counters)
    return True
