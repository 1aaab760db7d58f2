"""Days on which nothing can be booked, and what becomes of those who had a time on them."""

from datetime import time

from flows.rules.hours import Hours
from tests.stories.booked import (
    ANY_PHONE_TIME,
    ANY_VISIT,
    begins,
    called_at,
    changes_point,
    closes,
    code_of,
    free_in,
    has_phone_times,
    moves,
)
from tests.stories.conftest import Begin
from tests.stories.people import PICKS_UP
from tests.stories.world import SERVICE, World

OTHER = "+358407654321"
NUMBERS = ("+358401234567", OTHER, "+358407654322")
FRIDAY, NEXT_FRIDAY = "2026-11-27 09:00", "2026-12-04 09:00"


def states(world: World) -> list[str]:
    return [one.state for one in world.bookings]


def test_a_friday_is_closed_and_everybody_who_had_a_visit_is_told_and_called(
    begin_anywhere: Begin,
) -> None:
    world = begin_anywhere("2026-11-24 10:00")
    one, other = world.citizen(), world.citizen(OTHER)
    for citizen in (one, other):
        citizen.dial(SERVICE).press(*ANY_VISIT)
    world.after(minutes=5)

    closes(world, "2026-11-27", "kuhmo")
    world.after(minutes=2)

    assert states(world) == ["displaced", "displaced"]
    assert [one.state for one in world.callbacks] == ["ready", "ready"]
    for citizen in (one, other):
        assert "Joudumme valitettavasti perumaan aikasi pe 27.11.2026" in citizen.texts[-1].body
    assert free_in(world)[0] == NEXT_FRIDAY


def test_whom_we_owe_a_time_the_agent_who_calls_gives_another_one(begin: Begin) -> None:
    world = begin("2026-11-24 10:00")
    aino, citizen = world.agent("aino", "paused"), world.citizen()
    citizen.dial(SERVICE).press(*ANY_VISIT)
    world.after(minutes=1)
    closes(world, "2026-11-27", "kuhmo")
    world.sets("aino", "ready")

    aino.answer().tap("1")
    citizen.pick_up()
    assert states(world) == ["displaced"]
    assert moves(world, "aino", world.booking, NEXT_FRIDAY)
    aino.tap("*").listen().press("1")
    world.after(minutes=2)

    assert (world.booking.state, begins(world.booking)) == ("booked", NEXT_FRIDAY)
    assert world.callback.state == "done"
    assert "on siirretty: pe 4.12.2026 klo 9.00" in citizen.texts[-1].body


def test_whoever_chooses_another_time_by_herself_is_not_called_for_it(begin: Begin) -> None:
    world = begin("2026-11-24 17:00")
    aino, citizen = world.agent("aino"), world.citizen()
    citizen.dial(SERVICE).press(*ANY_VISIT)
    world.after(minutes=1)
    code = code_of(citizen)
    closes(world, "2026-11-27", "kuhmo")

    citizen.dial(SERVICE).press("1", "*", "4")
    assert "Jouduimme perumaan aikasi perjantaina" in citizen.said
    citizen.press("1", code, "1", "1", "1")
    world.to("2026-11-25 12:00")

    assert (world.booking.state, begins(world.booking)) == ("booked", NEXT_FRIDAY)
    assert world.callback.state == "cancelled"
    assert not world.calls_to(aino)


def test_whoever_needs_no_other_time_is_left_alone(begin: Begin) -> None:
    world = begin("2026-11-24 17:00")
    aino, citizen = world.agent("aino"), world.citizen()
    citizen.dial(SERVICE).press(*ANY_VISIT)
    world.after(minutes=1)
    code = code_of(citizen)
    closes(world, "2026-11-27", "kuhmo")

    citizen.dial(SERVICE).press("1", "*", "4", "2", code, "1").hang_up()
    world.to("2026-11-25 12:00")

    assert (world.booking.state, world.callback.state) == ("cancelled", "cancelled")
    assert not world.calls_to(aino)


def test_a_day_that_ends_earlier_takes_back_only_what_comes_after_its_end(begin: Begin) -> None:
    world = begin("2026-11-24 10:00")
    for number, part in zip(NUMBERS[:2], ("2", "3"), strict=True):
        world.citizen(number).dial(SERVICE).press(*ANY_VISIT[:5], part, "1", "1")

    closes(world, "2026-11-27", "kuhmo", Hours(time(9), time(12)))

    assert states(world) == ["booked", "displaced"]


def test_fewer_desks_take_their_times_back_from_who_booked_last(begin: Begin) -> None:
    world = begin("2026-11-24 10:00")
    changes_point(world, kept_share=0)
    for number in NUMBERS:
        world.citizen(number).dial(SERVICE).press(*ANY_VISIT)
    assert {begins(one) for one in world.bookings} == {FRIDAY}

    changes_point(world, desks=1)
    world.after(minutes=1)

    assert states(world) == ["booked", "displaced", "displaced"]
    assert len(world.callbacks) == 2


def test_phone_times_of_a_closed_day_are_taken_back_and_not_called(begin: Begin) -> None:
    world = begin("2026-11-24 17:00")
    aino, citizen = world.agent("aino"), world.citizen()
    has_phone_times(world)
    citizen.dial(SERVICE).press(*ANY_PHONE_TIME)
    assert begins(world.booking) == "2026-11-25 09:00"

    closes(world, "2026-11-25")
    world.to("2026-11-25 17:00")
    assert not world.calls_to(aino)
    citizen.left_to(PICKS_UP)
    world.to("2026-11-26 08:59")
    aino.answer().tap("1")
    world.after(minutes=1)
    aino.tap("*").listen().press("1")

    assert world.booking.state == "displaced"
    assert [promise.score for promise in world.promises if promise.booking_id] == ["broken"]


def test_before_christmas_kuhmo_has_its_next_time_in_january_and_says_why(begin: Begin) -> None:
    world = begin("2026-12-22 10:00")
    citizen = world.citizen()

    citizen.dial(SERVICE).press(*ANY_VISIT[:5])
    assert "perjantaina kahdentenakymmenentenäviidentenä joulukuuta on joulupäivä" in citizen.said
    assert "perjantaina ensimmäisenä tammikuuta on uudenvuodenpäivä" in citizen.said
    assert "Silloin palvelumme on suljettu." in citizen.said
    citizen.press("1")
    first, _, _ = citizen.said.partition("Valitse aika.")[2].partition(",")
    assert first == " perjantai kahdeksas tammikuuta kello yhdeksän"
    citizen.press("1", "1")

    assert begins(world.booking) == "2027-01-08 09:00"


def test_over_easter_the_clocks_change_and_we_call_at_the_minute_that_was_said(
    begin: Begin,
) -> None:
    world = begin("2027-03-25 15:00")
    aino, citizen = world.agent("aino"), world.citizen()
    has_phone_times(world)

    citizen.dial(SERVICE).press(*ANY_PHONE_TIME)
    assert "Puhelinaika tiistaina kolmantenakymmenentenä maaliskuuta kello yhdeksän." in (
        citizen.said
    )
    world.to("2027-03-30 08:59")
    assert not world.calls_to(aino)
    aino.answer().tap("1")
    citizen.pick_up()
    aino.tap("*").listen().press("1")

    assert called_at(world, citizen) == ["2027-03-30 09:00"]
    assert [promise.score for promise in world.promises] == ["kept"]


def test_over_the_end_of_october_too(begin: Begin) -> None:
    world = begin("2027-10-29 16:30")
    aino, citizen = world.agent("aino"), world.citizen()
    has_phone_times(world)

    citizen.dial(SERVICE).press(*ANY_PHONE_TIME)
    world.to("2027-11-01 08:59")
    assert not world.calls_to(aino)
    aino.answer().tap("1")
    citizen.pick_up()
    aino.tap("*").listen().press("1")

    assert called_at(world, citizen) == ["2027-11-01 09:00"]
    assert [promise.score for promise in world.promises] == ["kept"]
