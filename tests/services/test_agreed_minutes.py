"""What follows a call for a booked phone time: the agreed minutes, then the ordinary ladder."""

from datetime import timedelta
from typing import Any

import pytest

from ivr.db import Database
from tests.make import NOW, at, span
from tests.services.scene import Scene

ANOTHER_LEG = "CA" + "b" * 32
MINUTE = timedelta(minutes=1)


def phone_time(database: Database, **line: Any) -> Scene:
    """The minute of a booked phone time has come, and the citizen's telephone rings."""
    return Scene.set(
        database, line=line, kind="phone_time", waiting="0 s", not_before=NOW
    ).released()


def closing_at(clock: str) -> dict[str, list[str]]:
    return {"tue": ["09:00", clock], "wed": ["09:00", "16:00"]}


def place(scene: Scene) -> tuple[str, str, str]:
    return scene.callback.state, scene.callback.kind, scene.callback.lane


def test_a_miss_leaves_it_first_in_line_for_the_next_agreed_minute(database: Database) -> None:
    scene = phone_time(database)

    scene.wait(seconds=30).citizen("busy", 3)

    assert place(scene) == ("waiting", "phone_time", "general/fi/phone_time")
    assert (scene.callback.not_before, scene.callback.arrived_at) == (NOW + 5 * MINUTE, NOW)


def test_the_next_one_follows_a_quarter_after_the_minute(database: Database) -> None:
    scene = phone_time(database)
    scene.wait(seconds=30).citizen("busy", 3)
    scene.agent("completed")

    scene.wait(minutes=4.5).promote()
    scene.set_ready()
    scene.claim()
    scene.take_up(ANOTHER_LEG)
    scene.accept(ANOTHER_LEG)
    scene.wait(seconds=20).citizen("busy", 3, sid="CA" + "d" * 32)

    assert scene.callback.not_before == NOW + 15 * MINUTE
    assert (scene.callback.counted, scene.callback.kind) == (2, "phone_time")


def test_a_minute_after_closing_becomes_an_ordinary_call_of_the_next_day(
    database: Database,
) -> None:
    scene = phone_time(database, hours=closing_at("10:05"))

    scene.wait(seconds=30).citizen("busy", 3)

    assert place(scene) == ("waiting", "callback", "general/fi/callback")
    assert scene.callback.not_before == at("2026-11-25 09:00")
    assert scene.callback.arrived_at == NOW


def test_its_agreed_minutes_are_a_setting(database: Database) -> None:
    scene = phone_time(database, policy={"phone_times": {"again": [8, 20]}})

    scene.wait(seconds=30).citizen("busy", 3)

    assert scene.callback.not_before == NOW + 8 * MINUTE


@pytest.mark.parametrize("kind", ["callback", "cut_off"])
def test_nothing_else_has_agreed_minutes(database: Database, kind: str) -> None:
    scene = Scene.set(database, kind=kind).released()

    scene.rings_out()
    scene.agent("completed")

    assert scene.callback.kind == kind
    assert scene.callback.not_before == NOW + span("15 min")
