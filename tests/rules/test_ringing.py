"""Whose doing it was that a citizen's telephone stopped ringing, as a table."""

from datetime import timedelta

import pytest

from flows.rules.ringing import Unanswered, unanswered
from tests.rules.calendars import at

RELEASED = at("24.11.2026 10:00")
RINGS = 25


@pytest.mark.parametrize(
    ("rang", "agent_left", "result"),
    [
        pytest.param(30, None, "no_answer", id="it rang for its whole time"),
        pytest.param(20, 20, "no_answer", id="she left when it had nearly rung out"),
        pytest.param(19.9, 19.9, "abandoned", id="she left while it rang"),
        pytest.param(8, 8, "abandoned", id="she left soon"),
        pytest.param(8, 6, "abandoned", id="its end was late by a moment"),
        pytest.param(8, 10, "abandoned", id="her end was late by a moment"),
        pytest.param(8, 10.1, "no_answer", id="the citizen declined and she left then"),
        pytest.param(8, 300, "no_answer", id="the citizen declined and she stayed"),
        pytest.param(8, None, None, id="it stopped early and nothing is known of her"),
    ],
)
def test_whose_doing_it_was(
    rang: float, agent_left: float | None, result: Unanswered | None
) -> None:
    left = None if agent_left is None else RELEASED + timedelta(seconds=agent_left)

    told = unanswered(RELEASED + timedelta(seconds=rang), RELEASED + timedelta(seconds=RINGS), left)

    assert told == result
