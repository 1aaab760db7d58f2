"""Two callers want the same place, or one is gone in the middle: a place is given once, and is
free again when nobody has it.
"""

import pytest

from ivr.simnet.telephone import Telephone
from tests.stories.booked import (
    ANY_PHONE_TIME,
    ANY_VISIT,
    begins,
    free_in,
    has_one_desk,
    has_phone_times,
    hurries,
)
from tests.stories.conftest import Begin
from tests.stories.world import SERVICE, World

OTHER = "+358407654321"
FIRST, SECOND = "2026-11-27 09:00", "2026-11-27 09:30"
OFFERED, HELD = 6, 7
"""So many keys lead to the offers, and to a time that is held while it is read back."""


def two_before_the_same_offers(world: World) -> tuple[Telephone, Telephone]:
    one, other = world.citizen(), world.citizen(OTHER)
    one.dial(SERVICE).press(*ANY_VISIT[:OFFERED])
    hurries(world, other, *ANY_VISIT[:OFFERED])
    return one, other


def test_of_two_who_want_the_last_place_one_gets_it_and_one_a_fresh_offer(
    begin_anywhere: Begin,
) -> None:
    world = begin_anywhere("2026-11-24 10:00")
    has_one_desk(world)
    one, other = two_before_the_same_offers(world)

    one.tap("1")
    other.tap("1").listen()
    assert "Tämä aika on juuri varattu." in other.said
    one.press("1")
    other.press("1", "1", "1")

    assert "kello yhdeksän." in one.said
    assert "Varasit ajan" in other.said
    assert [begins(one) for one in world.bookings] == [FIRST, SECOND]


def test_what_somebody_holds_is_not_offered_to_the_next(begin: Begin) -> None:
    world = begin("2026-11-24 10:00")
    has_one_desk(world)
    world.citizen().dial(SERVICE).press(*ANY_VISIT[:HELD])

    other = world.citizen(OTHER).dial(SERVICE).press(*ANY_VISIT)

    assert "kello yhdeksän kolmekymmentä." in other.said
    assert begins(world.booking) == SECOND


@pytest.mark.parametrize("pressed", range(len(ANY_VISIT) + 1), ids="after {} keys".format)
def test_who_hangs_up_has_a_time_only_if_she_said_yes(begin: Begin, pressed: int) -> None:
    world = begin("2026-11-24 10:00")
    has_one_desk(world)
    citizen = world.citizen().dial(SERVICE)
    citizen.press(*ANY_VISIT[:pressed])

    if citizen.leg.live:
        citizen.hang_up()
    world.after(minutes=5)

    is_booked = pressed == len(ANY_VISIT)
    assert len(world.bookings) == len(citizen.texts) == is_booked
    assert (FIRST in free_in(world)) != is_booked


def test_who_was_cut_off_while_listening_finds_the_time_free_after_two_minutes(
    begin: Begin,
) -> None:
    world = begin("2026-11-24 22:00")
    has_one_desk(world)
    citizen = world.citizen().dial(SERVICE).press(*ANY_VISIT[:HELD]).hang_up()
    world.after(minutes=1)
    assert FIRST not in free_in(world)

    world.after(minutes=3)
    assert FIRST in free_in(world)
    citizen.dial(SERVICE).press(*ANY_VISIT)

    assert begins(world.booking) == FIRST


def test_who_hangs_up_with_the_last_key_has_what_the_text_says(begin: Begin) -> None:
    world = begin("2026-11-24 10:00")
    has_one_desk(world)
    citizen = world.citizen().dial(SERVICE).press(*ANY_VISIT[:-1])

    citizen.tap("1").hang_up()
    world.after(minutes=5)

    assert len(world.bookings) == len(citizen.texts)
    assert (FIRST in free_in(world)) != bool(world.bookings)


def test_who_chooses_another_time_gives_the_first_one_back(begin: Begin) -> None:
    world = begin("2026-11-24 10:00")
    has_one_desk(world)
    citizen = world.citizen().dial(SERVICE).press(*ANY_VISIT[:HELD])

    citizen.press("2", "1", "2", "1")

    assert begins(world.booking) != FIRST
    assert FIRST in free_in(world)


def test_one_phone_time_of_the_whole_line_is_not_given_in_two_languages(begin: Begin) -> None:
    world = begin("2026-11-24 10:00")
    world.agent("onni")
    has_phone_times(world)

    for number, language in (("+358401234567", "1"), (OTHER, "3")):
        world.citizen(number).dial(SERVICE).press(language, *ANY_PHONE_TIME[1:])

    assert [begins(one)[11:] for one in world.bookings] == ["11:30", "12:00"]
