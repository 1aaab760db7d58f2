from datetime import UTC, datetime, timedelta
from itertools import product
from typing import get_args

import pytest

from ivr.simnet.legs import IllegalMoveError, Leg, Status

START = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
LEGAL = {
    "queued": "initiated canceled failed",
    "initiated": "ringing busy no-answer failed canceled",
    "ringing": "in-progress busy no-answer failed canceled",
    "in-progress": "completed",
}
STATUSES: tuple[Status, ...] = get_args(Status)


def leg(status: Status) -> Leg:
    return Leg("CA51", "outbound-api", "+1", "+2", "+2", status, START, START)


@pytest.mark.parametrize(("before", "after"), list(product(STATUSES, STATUSES)))
def test_a_leg_makes_exactly_the_moves_of_a_call(before: Status, after: Status) -> None:
    legal = after in LEGAL.get(before, "").split()

    if legal:
        assert leg(before).moved(after, START).status == after
    else:
        with pytest.raises(IllegalMoveError, match=f"from {before} to {after}"):
            leg(before).moved(after, START)


def test_each_move_leaves_its_moment() -> None:
    way: tuple[Status, ...] = ("initiated", "ringing", "in-progress", "completed")
    moving = leg("queued")

    for minute, status in enumerate(way):
        moving = moving.moved(status, START + timedelta(minutes=minute), sip=200)

    assert moving.dialled_at == START
    assert moving.rang_at == START + timedelta(minutes=1)
    assert moving.answered_at == START + timedelta(minutes=2)
    assert moving.ended_at == START + timedelta(minutes=3)
    assert moving.seconds == 60
    assert not moving.live


def test_an_unanswered_leg_has_no_length() -> None:
    ended = leg("ringing").moved("no-answer", START + timedelta(minutes=1))

    assert ended.seconds == 0
    assert ended.answered_at is None
