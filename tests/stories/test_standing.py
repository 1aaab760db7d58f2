"""Asking twice: one open request per number and line, which can be kept or cancelled."""

from tests.stories.conftest import Begin
from tests.stories.world import FAMILIES, SERVICE


def test_who_asks_again_hears_of_the_standing_request_and_keeps_it(begin: Begin) -> None:
    world = begin("2026-11-24 10:00")
    citizen = world.citizen()
    citizen.dial(SERVICE).press("1", "1", "1")
    arrived_at = world.callback.arrived_at

    world.after(minutes=20)
    citizen.dial(SERVICE).press("1")
    assert "Olet jo pyytänyt, että soitamme sinulle" in citizen.said
    citizen.press("1")

    assert "Soittopyyntösi on voimassa" in citizen.said
    assert (world.callback.state, world.callback.arrived_at) == ("ready", arrived_at)


def test_who_changes_her_mind_cancels_and_is_not_called(begin: Begin) -> None:
    world = begin("2026-11-24 10:00")
    aino, citizen = world.agent("aino", "paused"), world.citizen()
    citizen.dial(SERVICE).press("1", "1", "1")
    world.after(minutes=2)

    citizen.dial(SERVICE).press("1", "2", "1")
    assert "Emme soita sinulle" in citizen.said
    citizen.hang_up()
    world.sets("aino", "ready")
    world.after(hours=1)

    assert world.callback.state == "cancelled"
    assert not world.calls_to(aino)


def test_another_number_is_a_cancellation_and_a_new_request(begin: Begin) -> None:
    world = begin("2026-11-24 10:00")
    aino, citizen, at_work = world.agent("aino"), world.citizen(), world.citizen("+358407654321")
    world.sets("aino", "paused")
    citizen.dial(SERVICE).press("1", "1", "1")

    citizen.dial(SERVICE).press("1", "2", "1", "1", "2", "0407654321#", "1")
    world.sets("aino", "ready")
    aino.answer().tap("1")
    at_work.pick_up()

    assert world.callbacks[0].state == "cancelled"
    assert not world.calls_to(citizen)


def test_a_request_cancelled_while_the_agent_is_being_rung_is_not_called(begin: Begin) -> None:
    world = begin("2026-11-24 10:00")
    aino, citizen = world.agent("aino"), world.citizen()
    citizen.dial(SERVICE).press("1", "1", "1")

    aino.ring()
    citizen.rush(SERVICE, "1", "2", "1")
    assert "Emme soita sinulle" in citizen.said
    aino.answer()
    world.after(minutes=2)

    assert "ei ole enää tarjolla" in aino.said
    assert not world.calls_to(citizen)
    assert world.state_of("aino") == "ready"


def test_a_request_cancelled_while_the_agent_listens_to_it_is_not_called(begin: Begin) -> None:
    world = begin("2026-11-24 10:00")
    aino, citizen = world.agent("aino"), world.citizen()
    citizen.dial(SERVICE).press("1", "1", "1")

    aino.pick_up()
    citizen.rush(SERVICE, "1", "2", "1")
    aino.press("1")
    assert "Asiakas on perunut soittopyynnön" in aino.said
    world.after(minutes=2)

    assert not world.calls_to(citizen)
    assert (world.callback.state, world.state_of("aino")) == ("cancelled", "ready")


def test_who_calls_us_while_we_call_is_told_so(begin: Begin) -> None:
    world = begin("2026-11-24 10:00")
    aino, citizen = world.agent("aino"), world.citizen()
    citizen.dial(SERVICE).press("1", "1", "1")

    aino.answer().tap("1")
    citizen.ring()
    citizen.rush(SERVICE, "1")
    assert "Soitamme sinulle juuri nyt. Sulje puhelin" in citizen.said
    citizen.pick_up()
    world.after(minutes=1)
    aino.tap("*").listen().press("1")

    assert world.callback.state == "done"


def test_who_calls_again_after_a_talk_without_an_outcome_may_ask_anew(begin: Begin) -> None:
    world = begin("2026-11-24 10:00")
    aino, citizen = world.agent("aino"), world.citizen()
    citizen.dial(SERVICE).press("1", "1", "1")
    aino.answer().tap("1")
    citizen.pick_up()
    world.after(minutes=1)
    aino.hang_up()
    world.after(minutes=2)

    citizen.dial(SERVICE).press("1", "1", "1")
    assert "Soittopyyntösi on tallessa" in citizen.said
    world.after(minutes=4)
    aino.answer().tap("1")
    citizen.pick_up()

    assert len(world.callbacks) == 1
    assert len(world.calls_to(citizen)) == 2


def test_one_number_may_wait_on_two_lines(begin: Begin) -> None:
    world = begin("2026-11-24 10:00", numbers=(SERVICE, FAMILIES))
    aino, citizen = world.agent("aino", "paused"), world.citizen()

    for line in (SERVICE, FAMILIES):
        citizen.dial(line).press("1", "1", "1")
        assert "Soittopyyntösi on tallessa" in citizen.said
    world.sets("aino", "ready")
    for _ in range(2):
        aino.answer().tap("1")
        citizen.pick_up()
        world.after(minutes=1)
        aino.tap("*").listen().press("1")

    assert [call.from_ for call in world.calls_to(citizen)] == [SERVICE, FAMILIES]
    assert [callback.state for callback in world.callbacks] == ["done", "done"]


def test_a_number_may_ask_three_times_a_day(begin: Begin) -> None:
    world = begin("2026-11-24 10:00")
    aino, citizen = world.agent("aino"), world.citizen()
    for _ in range(3):
        citizen.dial(SERVICE).press("1", "1", "1")
        aino.answer().tap("1")
        citizen.pick_up()
        world.after(minutes=1)
        aino.tap("*").listen().press("1")

    citizen.dial(SERVICE).press("1", "1", "1")

    assert "Voit pyytää soittoa taas huomenna" in citizen.said
    assert len(world.callbacks) == 3
