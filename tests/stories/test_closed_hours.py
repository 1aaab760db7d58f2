"""Requests are taken day and night; calls go out only while the line is open."""

import pytest

from flows.rules.window import HELSINKI
from tests.stories.conftest import Begin
from tests.stories.world import SERVICE


@pytest.mark.parametrize(
    ("asked", "why", "called"),
    [
        pytest.param("2026-11-24 07:30", "on nyt suljettu", "2026-11-24", id="before opening"),
        pytest.param("2026-11-24 16:00", "on nyt suljettu", "2026-11-25", id="at four"),
        pytest.param("2026-11-28 12:00", "on nyt suljettu", "2026-11-30", id="on a Saturday"),
        pytest.param("2027-06-24 16:05", "on nyt suljettu", "2027-06-28", id="before Midsummer"),
        pytest.param("2027-06-25 10:00", "juhannusaatto", "2027-06-28", id="on Midsummer Eve"),
        pytest.param("2026-12-23 16:05", "on nyt suljettu", "2026-12-28", id="before Christmas"),
        pytest.param("2026-12-25 10:00", "joulupäivä", "2026-12-28", id="on Christmas Day"),
        pytest.param("2027-03-25 13:05", "on nyt suljettu", "2027-03-30", id="short day, closed"),
        pytest.param("2027-03-25 12:58", "kello kolmeentoista", "2027-03-30", id="short day, late"),
    ],
)
def test_who_asks_while_the_line_is_closed_is_called_when_it_opens(
    begin: Begin, asked: str, why: str, called: str
) -> None:
    world = begin(asked)
    aino, citizen = world.agent("aino", "off"), world.citizen()

    citizen.dial(SERVICE).press("1", "1", "1")
    assert why in citizen.said
    [promise] = world.promises
    assert promise.words in citizen.said
    assert f"{promise.from_at.astimezone(HELSINKI):%Y-%m-%d %H:%M}" == f"{called} 09:00"

    world.to(f"{called} 08:59")
    world.sets("aino", "ready")
    assert not world.calls_to(aino)
    aino.answer().tap("1")
    citizen.pick_up()

    assert f"{world.local:%Y-%m-%d %H}" == f"{called} 09"
    assert [promise.score for promise in world.promises] == ["kept"]


@pytest.mark.parametrize(
    ("asked", "times"),
    [
        pytest.param("2026-11-24 18:00", 1, id="closed now"),
        pytest.param("2026-11-24 15:55", 1, id="promised for a later day"),
        pytest.param("2026-11-24 10:00", 0, id="promised for today"),
    ],
)
def test_who_has_to_wait_until_another_day_hears_once_where_urgent_help_is(
    begin: Begin, asked: str, times: int
) -> None:
    world = begin(asked)
    world.agent("aino", "paused")

    citizen = world.citizen().dial(SERVICE).press("1", "1", "1")

    assert citizen.said.count("sosiaalipäivystykseen") == times
    assert world.callback.state == "waiting"


def test_the_words_for_urgent_help_are_in_the_callers_language(begin: Begin) -> None:
    world = begin("2026-11-24 18:00")

    citizen = world.citizen().dial(SERVICE).press("2", "1", "1")

    assert "socialjouren" in citizen.said
    assert "sosiaalipäivystykseen" not in citizen.said
