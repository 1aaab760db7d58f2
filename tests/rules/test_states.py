"""Every pair of states: made or refused, and what happens when a state lasts too long."""

import pytest

from flows.rules.reason import allow
from flows.rules.states import (
    AGENT_LIMITS,
    ASKING_LIMIT,
    CALLBACK_LIMITS,
    LIVE,
    TERMINAL,
    AgentState,
    AttemptState,
    BookingState,
    CallbackState,
    after_miss,
    at_closing,
    may_move,
)

CALLBACK = """
                 wait ready  pause  offer   dial  talk unfiled   done unreach   refuse  cancel human
    waiting       .     x      x      .      .     .      .       x      .        x       x      x
    ready         x     .      x      x      .     .      .       x      .        x       x      x
    paused        x     .      .      .      .     .      .       x      .        x       x      x
    offered       x     x      .      .      x     .      .       .      .        x       x      x
    dialling      x     x      .      .      .     x      x       .      x        x       .      x
    talking       .     .      .      .      .     .      x       .      .        .       .      x
    unfiled       x     x      .      .      .     .      .       x      x        x       x      x
    done          .     .      .      .      .     .      .       .      .        .       .      .
    unreached     .     .      .      .      .     .      .       .      .        .       .      .
    refused       .     .      .      .      .     .      .       .      .        .       .      .
    cancelled     .     .      .      .      .     .      .       .      .        .       .      .
    needs_human   x     .      .      .      .     .      .       x      .        x       x      .
"""
ATTEMPT = """
                offered dialling talking ended
    offered        .       x        .      x
    dialling       .       .        x      x
    talking        .       .        .      x
    ended          .       .        .      .
"""
AGENT = """
                off paused ready offered talking wrapup
    off          .     x     x      .       .      .
    paused       x     .     x      .       .      .
    ready        x     x     .      x       .      .
    offered      x     x     x      .       x      .
    talking      .     .     .      .       .      x
    wrapup       x     x     x      .       .      .
"""
BOOKING = """
                held booked displaced called kept missed cancelled released
    held          .     x       .       .     .     .        .         x
    booked        .     x       x       x     x     x        x         .
    displaced     .     x       .       .     .     .        x         .
    called        .     .       .       .     .     .        .         .
    kept          .     .       .       .     .     .        .         .
    missed        .     .       .       .     .     .        .         .
    cancelled     .     .       .       .     .     .        .         .
    released      .     .       .       .     .     .        .         .
"""
Kind = type[CallbackState] | type[AttemptState] | type[AgentState] | type[BookingState]


def pairs(kind: Kind, drawn: str) -> list[tuple[str, str, bool]]:
    rows = [line.split() for line in drawn.strip().splitlines()[1:]]
    assert [row[0] for row in rows] == [state.value for state in kind]
    return [
        (here, there.value, mark == "x")
        for here, *marks in rows
        for there, mark in zip(kind, marks, strict=True)
    ]


@pytest.mark.parametrize(("here", "there", "allowed"), pairs(CallbackState, CALLBACK))
def test_a_callback_moves_only_as_drawn(here: str, there: str, allowed: bool) -> None:
    assert may_move(CallbackState(here), CallbackState(there)).allowed is allowed


@pytest.mark.parametrize(("here", "there", "allowed"), pairs(AttemptState, ATTEMPT))
def test_an_attempt_moves_only_as_drawn(here: str, there: str, allowed: bool) -> None:
    assert may_move(AttemptState(here), AttemptState(there)).allowed is allowed


@pytest.mark.parametrize(("here", "there", "allowed"), pairs(AgentState, AGENT))
def test_an_agent_moves_only_as_drawn(here: str, there: str, allowed: bool) -> None:
    assert may_move(AgentState(here), AgentState(there)).allowed is allowed


@pytest.mark.parametrize(("here", "there", "allowed"), pairs(BookingState, BOOKING))
def test_a_booking_moves_only_as_drawn(here: str, there: str, allowed: bool) -> None:
    assert may_move(BookingState(here), BookingState(there)).allowed is allowed


def test_a_move_says_from_where_to_where() -> None:
    taken_up = may_move(CallbackState.WAITING, CallbackState.READY)
    assert taken_up == allow("move", here="waiting", there="ready")


def test_a_refused_move_says_whether_the_state_is_final() -> None:
    back_to_life = may_move(CallbackState.DONE, CallbackState.WAITING)
    too_early = may_move(CallbackState.WAITING, CallbackState.DIALLING)
    assert back_to_life.reason.code == "state_is_final"
    assert too_early.reason.code == "no_such_move"
    assert too_early.reason.values == {"here": "waiting", "there": "dialling"}


def test_a_callback_ends_in_one_of_four_ways_and_lives_until_then() -> None:
    assert {"done", "unreached", "refused", "cancelled"} == TERMINAL
    assert frozenset(CallbackState) == LIVE | TERMINAL
    assert not LIVE & TERMINAL


def test_an_end_can_be_reached_from_every_live_state() -> None:
    reaching = set(TERMINAL)
    for _ in CallbackState:
        reaching |= {
            here for here in LIVE for there in reaching if may_move(CallbackState(here), there)
        }
    assert reaching == set(CallbackState)


def test_a_citizen_s_phone_rings_only_for_a_callback_that_was_offered() -> None:
    before_dialling = {here for here in CallbackState if may_move(here, CallbackState.DIALLING)}
    assert before_dialling == {CallbackState.OFFERED}


@pytest.mark.parametrize(
    ("state", "seconds", "follows"),
    [
        ("ready", 900, "raise"),
        ("offered", 120, "give_back"),
        ("dialling", 25 + 65, "ask_network"),
        ("talking", 3600 + 120, "ask_network"),
        ("unfiled", 900, "raise"),
    ],
)
def test_a_state_lasts_so_long_before_something_follows(
    state: str, seconds: int, follows: str
) -> None:
    limit = CALLBACK_LIMITS[CallbackState(state)]
    assert (limit.total(ring=25, talk=3600), limit.follows) == (seconds, follows)


def test_waiting_never_expires_and_what_is_a_supervisors_waits_for_her() -> None:
    unlimited = LIVE - set(CALLBACK_LIMITS)
    hers = {CallbackState.PAUSED, CallbackState.NEEDS_HUMAN}
    assert unlimited == {CallbackState.WAITING, *hers}


def test_no_limit_ends_a_callback_by_itself() -> None:
    assert {limit.follows for limit in CALLBACK_LIMITS.values()} <= {
        "give_back",
        "ask_network",
        "raise",
    }


def test_the_network_is_asked_in_vain_for_a_quarter_of_an_hour_and_then_a_person() -> None:
    assert (ASKING_LIMIT.seconds, ASKING_LIMIT.follows) == (15 * 60, "raise")


def test_an_agent_is_ready_again_after_wrap_up_and_after_a_lost_offer() -> None:
    assert {state: (limit.seconds, limit.follows) for state, limit in AGENT_LIMITS.items()} == {
        "offered": (120, "ready_again"),
        "wrapup": (45, "ready_again"),
    }


def test_the_second_missed_offer_in_a_row_pauses_an_agent() -> None:
    assert [after_miss(misses) for misses in (1, 2, 3)] == ["ready", "paused", "paused"]


def test_at_closing_agents_go_off_except_who_is_still_in_a_call() -> None:
    assert [at_closing(state) for state in AgentState] == [
        "off",
        "off",
        "off",
        "off",
        "talking",
        "wrapup",
    ]
