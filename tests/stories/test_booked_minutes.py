"""A phone time that a citizen has booked by keys comes while she is busy with us; and its prompts
may be recorded.
"""

from pathlib import Path

from ivr.simnet.telephone import Telephone
from tests import sounds
from tests.clocks import helsinki
from tests.stories.booked import ANY_PHONE_TIME, ANY_VISIT, called_at, has_phone_times
from tests.stories.conftest import Begin
from tests.stories.people import PICKS_UP, serves
from tests.stories.world import SERVICE, World

MINUTE = "2026-11-24 11:30"


def books(world: World) -> tuple[Telephone, Telephone]:
    """The citizen has booked half past eleven; an agent is there."""
    aino, citizen = world.agent("aino"), world.citizen()
    has_phone_times(world)
    citizen.dial(SERVICE).press(*ANY_PHONE_TIME)
    return aino, citizen


def test_who_is_on_the_line_with_us_at_her_minute_is_called_when_she_has_hung_up(
    begin: Begin,
) -> None:
    world = begin("2026-11-24 10:00")
    aino, citizen = books(world)
    world.to("2026-11-24 11:29")
    world.after(seconds=50)
    citizen.dial(SERVICE)
    assert not world.calls_to(aino)
    citizen.hang_up()

    aino.answer().tap("1")
    citizen.pick_up()
    aino.tap("*").listen().press("1")

    assert helsinki(MINUTE) <= world.calls_to(citizen)[0].created_at
    assert [promise.score for promise in world.promises] == ["kept"]


def test_who_talks_to_an_agent_at_her_minute_is_called_after_that(begin: Begin) -> None:
    world = begin("2026-11-24 10:00")
    aino, citizen = books(world)
    world.to("2026-11-24 11:20")
    citizen.dial(SERVICE).press("1", "1", "1")
    aino.answer().tap("1")
    citizen.pick_up()
    world.to("2026-11-24 11:34")
    assert len(world.calls_to(citizen)) == 1
    aino.tap("*").listen().press("1")

    citizen.left_to(PICKS_UP)
    aino.left_to(serves(minutes=1))
    world.to("2026-11-24 12:00")

    asked, agreed = world.callbacks
    assert (asked.state, agreed.state, agreed.kind) == ("done", "done", "phone_time")
    assert len(called_at(world, citizen)) == 2
    assert [promise.score for promise in world.promises if promise.booking_id] == ["kept"]


def test_prompts_of_booking_may_be_read_out_by_a_person(begin: Begin, tmp_path: Path) -> None:
    folder = tmp_path / "recordings"
    sounds.put(folder, "fi/caller.part.wav", sounds.wav(2))
    sounds.put(folder, "fi/caller.times.wav", sounds.wav(1))
    world = begin("2026-11-24 10:00", recordings=str(folder))
    citizen = world.citizen().dial(SERVICE).press(*ANY_VISIT)

    assert "[recording caller.part]" in citizen.said
    assert "[recording caller.times] perjantai kahdeskymmenesseitsemäs" in citizen.said
    assert world.booking.state == "booked"
