"""A database that is locked or gone in the middle of calls: callers hear the truth, lose nothing
that they were told is saved, and are called as ever once it is back.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import pytest

from tests.ailments import at_a_standstill, locked, moved_away
from tests.stories.troubled import MOMENT, UNSURE, troubled
from tests.stories.world import SERVICE, World

NOTHING_SAVED = "Uutta soittopyyntöä ei tallennettu."
SAVED = "Soittopyyntösi on tallessa"

PRESSED = pytest.mark.parametrize("pressed", [0, 1, 2], ids="after {} keys".format)
"""How far a citizen has come, of the three keys that leave a request."""


@pytest.fixture
def world(sqlite_url: str) -> Iterator[World]:
    yield from troubled(sqlite_url)


@PRESSED
def test_a_caller_who_waits_a_moment_goes_on_where_she_was(
    world: World, sqlite_url: str, pressed: int
) -> None:
    aino, citizen = world.agent("aino"), world.citizen()
    citizen.dial(SERVICE).press(*"1" * pressed)

    with locked(sqlite_url):
        citizen.tap("1").until(MOMENT)
    citizen.listen()
    citizen.press(*"1" * (3 - pressed))

    assert SAVED in citizen.said
    assert UNSURE not in citizen.said
    aino.answer().tap("1")
    citizen.pick_up()
    assert len(world.calls_to(citizen)) == 1


@PRESSED
def test_a_caller_who_waits_in_vain_hears_no_claim_and_calls_again(
    world: World, sqlite_url: str, pressed: int
) -> None:
    aino, citizen = world.agent("aino"), world.citizen()
    citizen.dial(SERVICE).press(*"1" * pressed)

    with moved_away(sqlite_url):
        citizen.tap("1").hold()
    assert UNSURE in citizen.said
    assert SAVED not in citizen.said
    assert world.callbacks == []

    assert SAVED in citizen.dial(SERVICE).press("1", "1", "1").said
    aino.answer().tap("1")
    citizen.pick_up()
    assert len(world.calls_to(citizen)) == 1


@pytest.mark.parametrize("ails", [moved_away, at_a_standstill])
def test_who_calls_while_the_database_is_gone_hears_that_nothing_was_saved(
    world: World, sqlite_url: str, ails: Callable[[str], AbstractContextManager[None]]
) -> None:
    citizen = world.citizen()
    with ails(sqlite_url):
        citizen.dial(SERVICE)
    assert MOMENT in citizen.said
    assert NOTHING_SAVED in citizen.said

    assert SAVED in citizen.dial(SERVICE).press("1", "1", "1").said


def test_whose_call_begins_while_the_database_is_away_for_a_moment_can_ask(
    world: World, sqlite_url: str
) -> None:
    citizen = world.citizen()
    with moved_away(sqlite_url):
        world.network.dial(citizen.number, SERVICE)
        citizen.until(MOMENT)

    assert SAVED in citizen.listen().press("1", "1", "1").said


def test_nobody_is_dialled_while_the_database_is_gone_and_all_are_afterwards(
    world: World, sqlite_url: str
) -> None:
    aino, citizen = world.agent("aino"), world.citizen()
    citizen.dial(SERVICE).press("1", "1", "1")

    with moved_away(sqlite_url):
        world.after(minutes=30)
        assert not world.calls_to(aino)

    aino.answer().tap("1")
    citizen.pick_up()


def test_a_conversation_goes_on_without_the_database_and_is_had_once(
    world: World, sqlite_url: str
) -> None:
    aino, citizen = world.agent("aino"), world.citizen()
    citizen.dial(SERVICE).press("1", "1", "1")
    aino.answer().tap("1")
    citizen.pick_up()

    with moved_away(sqlite_url):
        world.after(minutes=2)
        assert citizen.leg.live
        aino.tap("*").until(MOMENT)
    aino.hold()
    assert "Soitto ei katoa jonosta." in aino.said
    world.after(hours=2)

    assert len(world.calls_to(citizen)) == 1
    assert world.callback.state in ("unfiled", "needs_human")


def test_an_agent_who_waits_a_moment_hears_the_offer_and_the_citizen_is_called(
    world: World, sqlite_url: str
) -> None:
    aino, citizen = world.agent("aino"), world.citizen()
    citizen.dial(SERVICE).press("1", "1", "1")
    aino.ring()

    with moved_away(sqlite_url):
        world.network.answer(aino.leg.sid)
        aino.until(MOMENT)
    aino.listen().tap("1")
    citizen.pick_up()
    aino.tap("*").listen().press("1")

    assert world.callback.state == "done"
    assert len(world.calls_to(aino)) == len(world.calls_to(citizen)) == 1


def test_while_all_is_being_copied_nothing_is_said_to_be_saved(
    world: World, sqlite_url: str
) -> None:
    aino, citizen = world.agent("aino"), world.citizen()
    citizen.dial(SERVICE).press("1", "1")

    with at_a_standstill(sqlite_url):
        citizen.tap("1").hold()
    assert UNSURE in citizen.said
    assert world.callbacks == []

    assert SAVED in citizen.dial(SERVICE).press("1", "1", "1").said
    aino.answer().tap("1")
    citizen.pick_up()
    assert len(world.calls_to(citizen)) == 1
