"""The release: every reason not to ring is found, and the first one is told."""

from dataclasses import replace

import pytest

from flows.rules.reason import allow, refuse
from flows.rules.release import Accepted, may_release
from flows.rules.states import CallbackState
from tests.rules.calendars import at, calendar

RULES = calendar()
GOOD = Accepted(
    state=CallbackState.OFFERED,
    same_attempt=True,
    line="general",
    dials=True,
    number=allow("may_be_called"),
    legs=allow("within_cap", used=0, cap=4),
)
IN_THE_MORNING = "24.11.2026 10:00"
SPENT = refuse("legs_spent", used=4, cap=4)


def test_an_accepted_offer_is_released_when_nothing_speaks_against_it() -> None:
    assert may_release(GOOD, RULES, at(IN_THE_MORNING)).reason.code == "released"


@pytest.mark.parametrize(
    ("accepted", "now", "reason"),
    [
        (replace(GOOD, state=CallbackState.CANCELLED), IN_THE_MORNING, "not_offered"),
        (replace(GOOD, state=CallbackState.DIALLING), IN_THE_MORNING, "not_offered"),
        (replace(GOOD, same_attempt=False), IN_THE_MORNING, "other_attempt"),
        (replace(GOOD, dials=False), IN_THE_MORNING, "dialling_off"),
        (replace(GOOD, number=refuse("own")), IN_THE_MORNING, "own"),
        (replace(GOOD, legs=SPENT), IN_THE_MORNING, "legs_spent"),
        (GOOD, "24.11.2026 15:59:45", "near_closing"),
        (GOOD, "24.11.2026 16:00:00", "after_closing"),
        (GOOD, "28.11.2026 10:00", "weekend"),
        (GOOD, "25.12.2026 10:00", "holiday"),
        (GOOD, "2.1.2031 10:00", "no_calendar"),
    ],
)
def test_one_reason_is_enough_not_to_ring(accepted: Accepted, now: str, reason: str) -> None:
    decision = may_release(accepted, RULES, at(now))
    assert not decision
    assert decision.reason.code == reason


def test_a_cancelled_callback_is_told_as_cancelled_even_after_closing() -> None:
    cancelled = replace(GOOD, state=CallbackState.CANCELLED, legs=SPENT)
    decision = may_release(cancelled, RULES, at("24.11.2026 16:00"))
    assert decision.reason.values == {"state": "cancelled"}
