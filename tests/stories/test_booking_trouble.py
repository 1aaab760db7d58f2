"""Bookings while something fails: nothing is said to be booked that is not, nothing twice."""

from collections.abc import Iterator

import pytest

from ivr.simnet.faults import Fault
from tests.ailments import locked, moved_away
from tests.stories.booked import ANY_VISIT, OWN, begins, code_of, free_in
from tests.stories.conftest import Begin
from tests.stories.troubled import MOMENT, UNSURE, troubled
from tests.stories.wires import copies
from tests.stories.world import SERVICE, World

FIRST = "2026-11-27 09:00"
BOOKED = "Varasit ajan Kuhmon palvelupisteeseen"
TURNS = range(2, len(ANY_VISIT) + 2)
"""Of the webhooks of such a call, those that follow a key."""
CONFIRMING = f"/voice/turn/{len(ANY_VISIT) + 1}/"


@pytest.fixture
def world(sqlite_url: str) -> Iterator[World]:
    yield from troubled(sqlite_url)


@pytest.mark.parametrize("pressed", [5, 6, 7], ids="after {} keys".format)
def test_a_caller_who_waits_a_moment_goes_on_where_she_was_and_books(
    world: World, sqlite_url: str, pressed: int
) -> None:
    citizen = world.citizen()
    citizen.dial(SERVICE).press(*ANY_VISIT[:pressed])

    with locked(sqlite_url):
        citizen.tap("1").until(MOMENT)
    citizen.listen().press(*ANY_VISIT[pressed:])

    assert BOOKED in citizen.said
    assert begins(world.booking) == FIRST


@pytest.mark.parametrize("pressed", [6, 7], ids="after {} keys".format)
def test_a_caller_who_waits_in_vain_hears_no_claim_and_has_no_time(
    world: World, sqlite_url: str, pressed: int
) -> None:
    citizen = world.citizen()
    citizen.dial(SERVICE).press(*ANY_VISIT[:pressed])

    with moved_away(sqlite_url):
        citizen.tap("1").hold()
    world.after(minutes=15)

    assert UNSURE in citizen.said
    assert BOOKED not in citizen.said
    assert world.bookings == []
    assert free_in(world)[0] == FIRST
    assert BOOKED in citizen.dial(SERVICE).press(*ANY_VISIT).said


def test_a_cancelling_that_is_not_stored_is_not_said_to_be(world: World, sqlite_url: str) -> None:
    citizen = world.citizen()
    citizen.dial(SERVICE).press(*ANY_VISIT)
    world.after(minutes=1)
    citizen.dial(SERVICE).press(*OWN, "2", code_of(citizen))

    with moved_away(sqlite_url):
        citizen.tap("1").hold()

    assert "Aikasi on peruttu" not in citizen.said
    assert world.booking.state == "booked"
    citizen.dial(SERVICE).press(*OWN, "2", code_of(citizen), "1")
    assert "Aikasi on peruttu" in citizen.said


@pytest.mark.parametrize("turn", TURNS)
def test_a_doubled_turn_is_answered_in_the_same_words_and_books_once(
    begin: Begin, turn: int
) -> None:
    world = begin(faults=(Fault("doubled", path=f"/voice/turn/{turn}/"),))

    citizen = world.citizen().dial(SERVICE).press(*ANY_VISIT)
    world.after(minutes=5)

    [copy] = copies(world)
    assert copy.first == copy.second
    assert BOOKED in citizen.said
    assert begins(world.booking) == FIRST
    assert len(citizen.texts) == 1


@pytest.mark.parametrize("name", ["timeout_after", "error_5xx"])
def test_a_booking_whose_answer_is_lost_is_stored_once_and_told(begin: Begin, name: str) -> None:
    world = begin(faults=(Fault(name, path=CONFIRMING),))

    citizen = world.citizen().dial(SERVICE).press(*ANY_VISIT)
    world.after(minutes=5)

    assert BOOKED in citizen.said
    assert begins(world.booking) == FIRST
    assert len(citizen.texts) == 1


@pytest.mark.parametrize("name", ["refused", "timeout_before", "error_5xx_before"])
def test_a_yes_that_never_arrives_is_asked_for_again(begin: Begin, name: str) -> None:
    world = begin(faults=(Fault(name, path=CONFIRMING),))

    citizen = world.citizen().dial(SERVICE).press(*ANY_VISIT)
    assert world.bookings == []
    citizen.press("1")

    assert BOOKED in citizen.said
    assert begins(world.booking) == FIRST


def test_a_yes_that_is_replayed_after_the_cancelling_books_nothing(begin: Begin) -> None:
    world = begin(faults=(Fault("replayed", path=CONFIRMING, nth=1, seconds=7200),))
    citizen = world.citizen().dial(SERVICE).press(*ANY_VISIT)
    world.after(minutes=1)
    citizen.dial(SERVICE).press(*OWN, "2", code_of(citizen), "1").hang_up()

    world.after(hours=3)

    assert len(copies(world)) == 1
    assert world.booking.state == "cancelled"
