"""Four o'clock: whoever is talking goes on, and nobody's telephone rings any more."""

from tests.stories.conftest import Begin
from tests.stories.people import PICKS_UP, serves
from tests.stories.world import SERVICE


def test_an_offer_accepted_a_moment_too_late_rings_nobody(begin: Begin) -> None:
    world = begin("2026-11-27 15:00")
    aino, citizen = world.agent("aino", "paused"), world.citizen()
    citizen.dial(SERVICE).press("1", "1", "1")

    world.to("Fri 15:59")
    world.sets("aino", "ready")
    aino.ring()
    world.to("2026-11-27 15:59:19")
    aino.answer()
    world.to("2026-11-27 15:59:46")
    aino.tap("1").listen()
    assert "Aukioloaika päättyy" in aino.said
    assert not world.calls_to(citizen)

    world.to("Mon 09:00")
    assert (world.callback.state, world.callback.counted) == ("ready", 0)
    world.sets("aino", "ready")
    aino.answer().tap("1")
    citizen.pick_up()
    assert {promise.score for promise in world.promises} == {"broken"}


def test_a_telephone_that_rings_at_closing_time_falls_silent(begin: Begin) -> None:
    world = begin("2026-11-27 15:00")
    aino, citizen = world.agent("aino", "paused"), world.citizen()
    citizen.dial(SERVICE).press("1", "1", "1")

    world.to("2026-11-27 15:59:42")
    world.sets("aino", "ready")
    aino.ring()
    world.to("2026-11-27 16:00:00")
    assert aino.ringing
    world.after(seconds=4)

    assert aino.leg.status == "canceled"
    assert (world.callback.state, world.results) == ("ready", ["closing"])

    world.after(minutes=1)  # nothing is told of a leg that was cancelled: it is asked about
    assert world.state_of("aino") == "off"


def test_what_friday_leaves_over_is_done_on_monday_in_order(begin: Begin) -> None:
    world = begin("2026-11-27 15:30")
    citizens = [world.citizen(f"+35840123450{n}").left_to(PICKS_UP) for n in range(6)]
    agents = [world.agent(name, "paused").left_to(serves(4)) for name in ("aino", "helmi")]
    for citizen in citizens:
        citizen.dial(SERVICE).press("1", "1", "1")

    world.to("Fri 15:53")
    for name in ("aino", "helmi"):
        world.sets(name, "ready")
    world.to("Fri 17:00")
    reached = [citizen for citizen in citizens if world.calls_to(citizen)]
    assert reached == citizens[:4]
    assert {world.state_of(name) for name in ("aino", "helmi")} == {"off"}

    world.to("Mon 09:00")
    world.sets("helmi", "ready")
    world.to("Mon 09:15")
    assert [len(world.calls_to(citizen)) for citizen in citizens] == [1] * 6
    rung = sorted(citizens, key=lambda citizen: world.calls_to(citizen)[0].created_at)
    assert rung == citizens
    assert {callback.state for callback in world.callbacks} == {"done"}
    assert len(world.calls_to(agents[0])) == 2


def test_a_conversation_goes_on_after_closing_time(begin: Begin) -> None:
    world = begin("2026-11-27 15:50")
    aino, citizen = world.agent("aino"), world.citizen()
    citizen.dial(SERVICE).press("1", "1", "1")

    aino.answer().tap("1")
    citizen.pick_up()
    world.to("Fri 16:10")
    assert citizen.leg.live
    aino.tap("*").listen().press("1")
    world.after(minutes=2)

    assert world.callback.state == "done"
    assert world.state_of("aino") == "off"


def test_a_line_that_is_switched_off_calls_nobody(begin: Begin) -> None:
    world = begin("2026-11-24 10:00")
    aino, citizen = world.agent("aino"), world.citizen()
    citizen.dial(SERVICE).press("1", "1", "1")

    aino.answer()
    world.stops_dialling()
    aino.tap("1").listen()
    assert "keskeytetty" in aino.said
    world.after(minutes=20)

    assert not world.calls_to(citizen)
    assert len(world.calls_to(aino)) == 1
    assert world.callback.state == "ready"
