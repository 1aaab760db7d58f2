"""When nobody answers: three tries, two texts, and a way back in."""

from datetime import timedelta

from flows.rules.window import HELSINKI
from ivr.simnet.people import OutOfService, Voicemail
from ivr.simnet.telephone import Telephone
from tests.stories.conftest import Begin
from tests.stories.people import rings_in_vain
from tests.stories.world import SERVICE, World

LANDLINE = "+358981234567"


def misses_three_times(world: World, agent: Telephone) -> None:
    """Each time shortly before the next is due, so that the agent is there when it rings."""
    rings_in_vain(agent)
    world.after(minutes=14)
    rings_in_vain(agent)
    world.after(minutes=89)
    rings_in_vain(agent)
    world.after(minutes=2)


def test_three_misses_are_the_end_and_the_first_and_the_last_are_texted(begin: Begin) -> None:
    world = begin("2026-11-24 10:00")
    aino, citizen = world.agent("aino"), world.citizen()
    citizen.dial(SERVICE).press("1", "1", "1")

    misses_three_times(world, aino)

    assert (world.callback.state, world.callback.counted) == ("unreached", 3)
    first, second, third = world.calls_to(citizen)
    assert second.created_at - first.updated_at >= timedelta(minutes=15)
    assert third.created_at - second.updated_at >= timedelta(minutes=90)
    early, late = citizen.texts
    assert "Soitamme uudelleen ti 24.11.2026 klo 10.00-12.00" in early.body
    assert "Soitamme uudelleen" not in late.body
    assert third.created_at < late.created_at
    world.to("Wed 12:00")
    assert len(world.calls_to(citizen)) == 3


def test_a_landline_gets_no_texts_but_a_fourth_try_at_another_hour(begin: Begin) -> None:
    world = begin("2026-11-24 09:30")
    aino, citizen = world.agent("aino"), world.citizen(LANDLINE)
    citizen.dial(SERVICE).press("1", "1", "1")

    misses_three_times(world, aino)
    assert world.callback.state == "waiting"
    world.to("Wed 08:59")
    world.sets("aino", "ready")
    assert len(world.calls_to(citizen)) == 3

    world.to(world.due)
    rings_in_vain(aino)
    world.after(minutes=2)
    *tried, last = [leg.created_at.astimezone(HELSINKI) for leg in world.calls_to(citizen)]
    assert last.date() > tried[-1].date()
    assert last.hour not in {at.hour for at in tried}
    assert (world.callback.state, world.callback.counted) == ("unreached", 4)
    assert not world.network.texts(to=LANDLINE)


def test_a_voicemail_is_filed_as_not_reached_and_tried_again(begin: Begin) -> None:
    world = begin("2026-11-24 10:00")
    aino, citizen = world.agent("aino"), world.citizen()
    citizen.dial(SERVICE).press("1", "1", "1")
    citizen.left_to(Voicemail(after=8))

    aino.answer().tap("1")
    world.after(seconds=20)
    aino.tap("*").listen().press("3")
    assert (world.callback.state, world.callback.counted) == ("waiting", 1)
    assert world.calls_to(citizen)[0].answered_at

    citizen.taken_back()
    world.after(minutes=14)
    assert len(citizen.texts) == 1
    aino.answer().tap("1")
    citizen.pick_up()
    aino.tap("*").listen().press("1")
    assert world.callback.state == "done"


def test_a_number_that_nobody_has_is_called_once(begin: Begin) -> None:
    world = begin("2026-11-24 10:00")
    aino, caller, wrong = world.agent("aino"), world.citizen(), world.citizen("+358407654321")
    wrong.left_to(OutOfService())
    caller.dial(SERVICE).press("1", "1", "2", "0407654321#", "1")

    aino.answer().tap("1").listen()
    assert "Puhelu ei yhdistynyt" in aino.said
    world.after(hours=2)

    assert len(world.calls_to(wrong)) == 1
    assert (world.callback.state, world.callback.end_reason) == ("refused", "invalid_number")
    caller.dial(SERVICE).press("1", "1", "2", "0407654321#", "1")
    assert "Emme voi soittaa tähän numeroon" in caller.said


def test_who_calls_back_after_a_miss_hears_when_we_try_again(begin: Begin) -> None:
    world = begin("2026-11-24 10:00")
    aino, citizen = world.agent("aino"), world.citizen(LANDLINE)
    citizen.dial(SERVICE).press("1", "1", "1")
    rings_in_vain(aino)

    citizen.dial(SERVICE).press("1")
    assert "Soitimme sinulle, mutta emme tavoittaneet sinua. Soitamme uudelleen" in citizen.said
    citizen.hang_up()

    world.after(minutes=12)
    aino.answer().tap("1")
    citizen.pick_up()
    assert len(world.callbacks) == 1


def test_who_calls_back_after_a_miss_can_have_the_next_call_at_once(begin: Begin) -> None:
    world = begin("2026-11-24 10:00")
    aino, citizen = world.agent("aino"), world.citizen(LANDLINE)
    citizen.dial(SERVICE).press("1", "1", "1")
    rings_in_vain(aino)

    citizen.dial(SERVICE).press("1", "1")
    assert "Soitamme sinulle arviolta" in citizen.said
    aino.answer().tap("1")
    citizen.pick_up()
    aino.tap("*").listen().press("1")

    first, second = world.calls_to(citizen)
    assert timedelta(minutes=5) <= second.created_at - first.updated_at < timedelta(minutes=6)
    assert (world.callback.state, world.callback.counted) == ("done", 1)


def test_who_was_missed_for_good_and_calls_within_a_week_has_the_old_place(begin: Begin) -> None:
    world = begin("2026-11-24 10:00")
    aino, citizen, other = world.agent("aino"), world.citizen(), world.citizen("+358407654321")
    citizen.dial(SERVICE).press("1", "1", "1")
    misses_three_times(world, aino)
    world.sets("aino", "paused")

    world.to("Mon 10:00")
    other.dial(SERVICE).press("1", "1", "1")
    citizen.dial(SERVICE).press("1")
    assert "Soitimme sinulle, mutta emme tavoittaneet sinua" in citizen.said
    citizen.press("1")
    world.after(minutes=2)
    world.sets("aino", "ready")
    aino.answer().tap("1")
    citizen.pick_up()

    missed, waiting, again = world.callbacks
    assert again.arrived_at == missed.arrived_at < waiting.arrived_at
    assert not world.calls_to(other)


def test_who_calls_after_more_than_a_week_is_a_new_caller(begin: Begin) -> None:
    world = begin("2026-11-24 10:00")
    aino, citizen = world.agent("aino"), world.citizen()
    citizen.dial(SERVICE).press("1", "1", "1")
    misses_three_times(world, aino)

    world.to("2026-12-02 10:00")
    citizen.dial(SERVICE).press("1")

    assert "Päävalikko" in citizen.said
    assert "emme tavoittaneet" not in citizen.said
