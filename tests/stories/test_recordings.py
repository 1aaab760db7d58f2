"""Prompts read out by a person, in calls: they are played among what is spoken, and a recording
that can't be had costs nobody the call.
"""

from pathlib import Path

import pytest

from ivr.simnet.faults import Fault
from tests import sounds
from tests.stories.conftest import Begin
from tests.stories.world import SERVICE


@pytest.fixture
def recordings(tmp_path: Path) -> str:
    """The greeting in all its languages, and a sentence of the menu behind it."""
    folder = tmp_path / "recordings"
    sounds.put(folder, "fi/caller.language.wav", sounds.wav(3))
    sounds.put(folder, "fi/caller.language.fi.wav", sounds.mu_law(2))
    sounds.put(folder, "sv/caller.language.sv.mp3", sounds.mp3())
    sounds.put(folder, "en/caller.language.en.wav", sounds.wav(2, rate=16_000))
    return str(sounds.put(folder, "fi/keys.repeat.wav", sounds.wav(2)))


def test_a_citizen_is_greeted_by_a_person_and_asks_for_a_call(
    begin_anywhere: Begin, recordings: str
) -> None:
    world = begin_anywhere("2026-11-24 10:00", recordings=recordings)
    aino, citizen = world.agent("aino"), world.citizen()

    citizen.dial(SERVICE)
    assert citizen.said == (
        "[recording caller.language] [recording caller.language.fi]"
        " [recording caller.language.sv] [recording caller.language.en]"
    )
    citizen.press("1")
    assert "paina yksi. " in citizen.said
    assert citizen.said.endswith("[recording keys.repeat]")
    citizen.press("1", "1")
    assert "Soittopyyntösi on tallessa" in citizen.said

    aino.answer().tap("1")
    citizen.pick_up()
    aino.tap("*").listen().press("1")
    assert world.callback.state == "done"


def test_a_key_cuts_a_recording_short(begin: Begin, recordings: str) -> None:
    world = begin("2026-11-24 10:00", recordings=recordings)
    citizen = world.citizen().rush(SERVICE, "1").press("1", "1")

    assert "[recording caller.language.sv]" not in citizen.said
    assert len(world.callbacks) == 1


def test_each_recording_is_fetched_once_for_all_calls(begin: Begin, recordings: str) -> None:
    world = begin("2026-11-24 10:00", recordings=recordings)
    for number in ("+358401234567", "+358401234568"):
        world.citizen(number).dial(SERVICE).press("1", "1", "1")

    events = world.network.log.after()
    fetched = [e.data["url"] for e in events if e.kind == "request" and e.data["method"] == "GET"]
    assert len(fetched) == len(set(fetched)) == 5


@pytest.mark.parametrize("file", ["caller.language.sv", "keys.repeat"])
def test_a_recording_that_can_not_be_fetched_is_spoken_and_the_call_goes_on(
    begin: Begin, recordings: str, file: str
) -> None:
    broken = Fault("error_5xx_before", purpose="media", path=f"/{file}")
    world = begin("2026-11-24 10:00", recordings=recordings, faults=(broken,))
    citizen = world.citizen().dial(SERVICE)

    citizen.press("1", "1", "1")

    assert f"[recording {file}]" not in citizen.said
    assert "Soittopyyntösi on tallessa" in citizen.said
    assert world.struck["error_5xx_before"] == 1
    assert len(world.callbacks) == 1
