"""Many schedulers claim at once: every callback is offered once, every agent gets one at a time."""

from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import select, text

from ivr.db import Busy, Database
from ivr.models import Attempt, Callback, Pace, Staff
from ivr.services import claims
from ivr.services.moves import Moved
from tests import make
from tests.make import NOW
from tests.together import together

AT_ONCE = timedelta()
TRIES = 200


def claim_until_done(database: Database) -> list[int]:
    """The attempts of one scheduler that tries again whenever another was faster."""
    won, idle = [], 0
    for _ in range(TRIES):
        try:
            with database.writing() as session:
                offer = claims.claim(session, NOW, AT_ONCE)
        except (Moved, Busy):
            continue
        if offer:
            won.append(offer.attempt_id)
        idle = 0 if offer else idle + 1
        if idle == 3:
            break
    return won


@pytest.mark.parametrize(("schedulers", "callbacks", "agents"), [(8, 30, 40), (8, 40, 12)])
def test_however_many_claim_nothing_is_offered_twice(
    database: Database, schedulers: int, callbacks: int, agents: int
) -> None:
    with database.writing() as session:
        line = make.an_open_line(session)
        for n in range(callbacks):
            make.a_callback(session, line, waiting=f"{n + 1} min")
        for n in range(agents):
            make.an_agent(session, f"agent {n}")

    won = together(schedulers, lambda _: claim_until_done(database))

    with database.reading() as session:
        attempts = session.scalars(select(Attempt)).all()
        offered = session.scalars(select(Callback.id).where(Callback.state == "offered")).all()
        rung = session.scalars(select(Staff.id).where(Staff.state == "offered")).all()
    expected = min(callbacks, agents)
    assert sorted(one for each in won for one in each) == sorted(each.id for each in attempts)
    assert len(attempts) == expected
    assert Counter(each.callback_id for each in attempts) == Counter(offered)
    assert Counter(each.staff_id for each in attempts) == Counter(rung)
    assert {each.epoch for each in attempts} == {1}


def test_the_oldest_are_offered_however_many_claim(database: Database) -> None:
    with database.writing() as session:
        line = make.an_open_line(session)
        for n in range(20):
            make.an_agent(session, f"agent {n}", state="ready" if n < 5 else "off")
        waits = {make.a_callback(session, line, waiting=f"{n} min").id: n for n in range(1, 21)}

    together(8, lambda _: claim_until_done(database))

    with database.reading() as session:
        offered = session.scalars(select(Attempt.callback_id)).all()
    assert sorted(waits[callback] for callback in offered) == [16, 17, 18, 19, 20]


def test_together_schedulers_keep_the_pace_of_one(database: Database) -> None:
    with database.writing() as session:
        line = make.an_open_line(session)
        for n in range(8):
            make.a_callback(session, line)
            make.an_agent(session, f"agent {n}")

    def one_claim(_: int) -> bool:
        try:
            with database.writing() as session:
                return claims.claim(session, NOW) is not None
        except (Moved, Busy):
            return False

    won = together(8, one_claim)

    assert won.count(True) == 1
    with database.reading() as session:
        assert session.get_one(Pace, "calls").next_at == NOW + timedelta(seconds=1)
        assert session.scalar(text("SELECT count(*) FROM attempt")) == 1


def test_however_many_claim_no_citizen_is_called_for_two_things_at_once(
    database: Database,
) -> None:
    with database.writing() as session:
        line, other = make.an_open_line(session), make.a_line(session, "authority")
        for n in range(12):
            citizen = make.a_contact(session)
            make.a_callback(session, line, waiting=f"{n + 1} min", contact=citizen)
            make.a_callback(session, other, waiting=f"{n + 1} min", contact=citizen)
        for n in range(24):
            make.an_agent(session, f"agent {n}")

    together(8, lambda _: claim_until_done(database))

    with database.reading() as session:
        called = session.scalars(select(Callback.contact_id).where(Callback.state == "offered"))
        assert sorted(Counter(called).values()) == [1] * 12
