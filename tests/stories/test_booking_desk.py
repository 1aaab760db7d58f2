"""An agent books for the citizen she talks to; and texts about what is booked."""

import pytest

from ivr.models import Message, Task
from ivr.simnet.telephone import Telephone
from tests.stories.booked import (
    ANY_VISIT,
    OWN,
    begins,
    books,
    called_at,
    code_of,
    free_in,
    has_one_desk,
    has_phone_times,
)
from tests.stories.conftest import Begin
from tests.stories.world import SERVICE, World

FRIDAY = "2026-11-27 09:00"


def talks(world: World) -> tuple[Telephone, Telephone]:
    """The citizen has asked for a call and talks to an agent."""
    aino, citizen = world.agent("aino"), world.citizen()
    citizen.dial(SERVICE).press("1", "1", "1")
    aino.answer().tap("1")
    citizen.pick_up()
    return aino, citizen


def reminders(world: World) -> list[Message]:
    return [one for one in world.all(Message) if one.kind.startswith("reminder")]


def test_an_agent_books_a_visit_and_the_citizen_cancels_it_in_the_evening(
    begin_anywhere: Begin,
) -> None:
    world = begin_anywhere("2026-11-24 10:00")
    has_one_desk(world)
    aino, citizen = talks(world)

    books(world, "aino", FRIDAY, why="identity")
    aino.tap("*").listen().press("1")
    world.after(minutes=1)
    assert "pe 27.11.2026 klo 9.00" in citizen.texts[-1].body
    assert FRIDAY not in free_in(world)

    world.to("2026-11-24 19:00")
    citizen.dial(SERVICE).press(*OWN)
    assert "Sinulla on aika Kuhmon palvelupisteessä" in citizen.said
    citizen.press("2", code_of(citizen), "1")

    assert (world.booking.state, world.booking.reason) == ("cancelled", "identity")
    assert free_in(world)[0] == FRIDAY


def test_an_agent_may_book_the_places_that_are_kept_and_more_than_a_citizen_may(
    begin: Begin,
) -> None:
    world = begin("2026-11-24 10:00")
    _, citizen = talks(world)

    for day in ("2026-11-27", "2026-12-04", "2027-01-29"):
        books(world, "aino", f"{day} 09:00")
    world.after(minutes=1)

    assert [one.state for one in world.bookings] == ["booked"] * 3
    assert len(citizen.texts) == 3


def test_an_agent_books_a_phone_time_and_we_call_at_its_minute(begin: Begin) -> None:
    world = begin("2026-11-24 10:00")
    world.agent("aino")
    has_phone_times(world)
    aino, citizen = talks(world)

    books(world, "aino", "2026-11-24 13:00", "phone")
    aino.tap("*").listen().press("1")
    world.to("2026-11-24 12:59")
    aino.answer()
    assert "Varattu puhelinaika" in aino.said
    aino.tap("1")
    citizen.pick_up()
    aino.tap("*").listen().press("1")

    assert called_at(world, citizen)[1:] == ["2026-11-24 13:00"]
    assert [one.state for one in world.callbacks] == ["done", "done"]


def test_a_reminder_comes_at_noon_on_the_last_open_day_before(begin: Begin) -> None:
    world = begin("2026-11-24 10:00")
    citizen = world.citizen()
    citizen.dial(SERVICE).press(*ANY_VISIT)
    world.to("2026-11-26 11:59")
    assert len(citizen.texts) == 1

    world.to("2026-11-26 12:00")
    world.after(minutes=1)

    assert "Muistutus. Aikasi on pe 27.11.2026 klo 9.00" in citizen.texts[-1].body


def test_a_reminder_of_a_monday_comes_on_friday(begin: Begin) -> None:
    world = begin("2026-11-26 15:00")
    aino, citizen = talks(world)

    assert books(world, "aino", "2026-11-30 09:00", "point:kajaani")
    aino.tap("*").listen().press("1")
    world.to("2026-11-27 12:00")
    world.after(minutes=3)

    assert "Muistutus. Aikasi on ma 30.11.2026 klo 9.00" in citizen.texts[-1].body


@pytest.mark.parametrize(("change", "reminded"), [("cancels", 0), ("moves", 1)])
def test_only_what_still_is_so_reminds_anybody(begin: Begin, change: str, reminded: int) -> None:
    world = begin("2026-11-24 10:00")
    citizen = world.citizen()
    citizen.dial(SERVICE).press(*ANY_VISIT)
    world.after(minutes=1)
    code = code_of(citizen)
    keys = {"cancels": ("2", code, "1"), "moves": ("1", code, "1", "2", "1")}
    citizen.dial(SERVICE).press(*OWN, *keys[change])

    world.to("2026-11-26 12:00")
    world.after(minutes=3)

    said = [text.body for text in citizen.texts if "Muistutus" in text.body]
    assert len(said) == reminded
    assert all("klo 9.30" in body for body in said)


def test_who_books_for_tomorrow_is_not_reminded(begin: Begin) -> None:
    world = begin("2026-11-26 10:00")
    citizen = world.citizen()
    citizen.dial(SERVICE).press(*ANY_VISIT)
    assert begins(world.booking) == FRIDAY

    world.to("2026-11-26 15:00")

    assert reminders(world) == []


def test_a_text_that_fails_fails_no_booking_and_is_somebodys_task(begin: Begin) -> None:
    world = begin("2026-11-24 10:00")
    citizen = world.citizen().write(SERVICE, "Stop")
    world.after(minutes=1)

    citizen.dial(SERVICE).press(*ANY_VISIT)
    world.after(minutes=1)

    assert (world.booking.state, citizen.texts) == ("booked", ())
    [task] = world.all(Task)
    assert (task.kind, task.done_at) == ("text_failed", None)
