"""An agent without a screen: she phones in, keys her PIN, and says what she is doing."""

from tests.stories.conftest import Begin
from tests.stories.world import PIN, SERVICE


def test_an_agent_phones_in_and_is_ready(begin: Begin) -> None:
    world = begin("2026-11-24 08:30")
    aino, citizen = world.agent("aino", "off"), world.citizen()
    world.gives_pin("aino")
    citizen.dial(SERVICE).press("1", "1", "1")

    aino.dial(SERVICE).press(PIN)
    assert "Olet nyt poissa" in aino.said
    aino.press("1")
    assert world.state_of("aino") == "ready"
    world.to("Tue 09:00")
    aino.answer().tap("1")
    citizen.pick_up()

    assert len(world.calls_to(citizen)) == 1


def test_an_agent_who_phones_in_files_the_missing_outcome_first(begin: Begin) -> None:
    world = begin("2026-11-24 10:00")
    aino, citizen = world.agent("aino"), world.citizen()
    world.gives_pin("aino")
    citizen.dial(SERVICE).press("1", "1", "1")
    aino.answer().tap("1")
    citizen.pick_up()
    world.after(minutes=2)
    aino.hang_up()
    world.sets("aino", "paused")

    aino.dial(SERVICE).press(PIN)
    assert "Edellisen puhelusi tulos puuttuu" in aino.said
    aino.press("1")
    assert world.callback.state == "done"
    aino.press("1")

    assert world.state_of("aino") == "ready"


def test_three_wrong_pins_lock_the_line_for_a_quarter_of_an_hour(begin: Begin) -> None:
    world = begin("2026-11-24 10:00")
    aino = world.agent("aino", "off")
    world.gives_pin("aino")

    aino.dial(SERVICE).press("111111", "222222", "333333")
    assert "Tunnusluku on lukittu" in aino.said
    aino.dial(SERVICE).press(PIN)
    assert "Tunnusluku on lukittu" in aino.said

    world.after(minutes=15)
    aino.dial(SERVICE).press(PIN, "1")
    assert world.state_of("aino") == "ready"


def test_an_agent_without_the_pin_hears_and_changes_nothing(begin: Begin) -> None:
    world = begin("2026-11-24 10:00")
    aino = world.agent("aino", "off")
    world.gives_pin("aino")

    aino.dial(SERVICE).hold()

    assert "Jonossa" not in aino.said
    assert world.state_of("aino") == "off"
