"""A citizen writes to the number that she has a text from."""

from tests.stories.conftest import Begin
from tests.stories.world import SERVICE


def test_who_writes_to_us_is_told_once_where_to_call(begin: Begin) -> None:
    world = begin("2026-11-24 21:30")
    citizen = world.citizen()

    citizen.write(SERVICE, "Milloin soitatte?").write(SERVICE, "Haloo?")
    world.after(minutes=1)

    [reply] = citizen.texts
    assert reply.from_ == SERVICE
    assert "Soita 029 500 0000." in reply.body
    assert "Ring 029 500 0000." in reply.body


def test_who_has_asked_in_swedish_is_answered_in_swedish(begin: Begin) -> None:
    world = begin("2026-11-24 21:30")
    citizen = world.citizen()
    citizen.dial(SERVICE).press("2", "1", "1")

    citizen.write(SERVICE, "Hej!")
    world.after(minutes=1)

    [reply] = citizen.texts
    assert reply.body == "Ärendeverket: Vi läser inte sms. Ring 029 500 0000."


def test_stop_is_left_to_the_network(begin: Begin) -> None:
    world = begin("2026-11-24 21:30")
    citizen = world.citizen()

    citizen.write(SERVICE, "Stop")
    world.after(minutes=1)

    assert citizen.texts == ()
