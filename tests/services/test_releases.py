"""A citizen's telephone rings only if everything is still as it was offered."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import select

from ivr.db import Database
from ivr.models import CalendarDay, Call, Callback, Line, Promise, Staff
from ivr.services import rates, releases
from ivr.services.releases import Ring
from tests import make
from tests.make import NOW, at, span
from tests.services.scene import Scene

TOMORROW = at("2026-11-25 00:00")


@pytest.fixture
def scene(database: Database) -> Scene:
    """Aino has answered her telephone and listens to the offer."""
    scene = Scene.set(database, number="+358401234567")
    assert scene.claim()
    assert scene.take_up()
    return scene


def test_an_accepted_offer_rings_the_citizen(scene: Scene) -> None:
    ring = scene.accept()

    assert ring == Ring(
        number="+358401234567",
        caller_id="+358295000100",
        timeout=25,
        time_limit=3600,
        leg_token=scene.leg_token,
    )
    assert scene.states == ("dialling", "dialling", "talking")
    attempt = scene.attempt
    assert (attempt.released_at, attempt.ring_until) == (NOW, NOW + span("90 s"))
    assert attempt.cap_day == date(2026, 11, 24)
    assert scene.legs_counted() == 1


@pytest.mark.parametrize(
    ("number", "seconds"), [("+358401234567", 25), ("+35886123456", 45), ("+3584571234567", 25)]
)
def test_an_old_telephone_may_ring_longer_than_a_mobile(
    database: Database, number: str, seconds: int
) -> None:
    scene = Scene.set(database, number=number)
    scene.claim()
    scene.take_up()

    ring = scene.accept()

    assert isinstance(ring, Ring)
    assert ring.timeout == seconds


Spoil = Callable[[Scene], object]
BO = select(Staff).where(Staff.name == "Bo")


def dialling_off(scene: Scene) -> None:
    scene.do(lambda session: setattr(session.get_one(Line, 1), "dials", False))


def no_calendar(scene: Scene) -> None:
    scene.do(lambda session: session.delete(session.get_one(CalendarDay, date(2026, 11, 24))))


def near_closing(scene: Scene) -> None:
    scene.now = at("2026-11-24 15:59:45")


def at_closing(scene: Scene) -> None:
    scene.now = at("2026-11-24 16:00")


def erased(scene: Scene) -> None:
    scene.do(lambda session: setattr(contact_of(session, scene), "number", None))


def never_callable(scene: Scene) -> None:
    scene.do(lambda session: setattr(contact_of(session, scene), "number", "+358600123456"))


def our_own(scene: Scene) -> None:
    scene.do(lambda session: setattr(contact_of(session, scene), "number", "+358295000100"))


def an_agents(scene: Scene) -> None:
    scene.do(
        lambda session: make.an_agent(
            session, "Bo", ready=False, contact=contact_of(session, scene)
        )
    )


def spent(scene: Scene) -> None:
    subject = f"legs:contact:{scene.callback.contact_id}"
    for _ in range(4):
        scene.do(lambda session: rates.take(session, subject, date(2026, 11, 24), 4))


def contact_of(session: object, scene: Scene) -> object:
    return session.get_one(Callback, scene.callback_id).contact  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("spoil", "refusal", "callback_then"),
    [
        (dialling_off, "stopped", "ready"),
        (near_closing, "closed", "ready"),
        (at_closing, "closed", "ready"),
        (no_calendar, "closed", "ready"),
        (Scene.cancel, "cancelled", "cancelled"),
        (erased, "refused", "refused"),
        (never_callable, "refused", "refused"),
        (our_own, "refused", "refused"),
        (an_agents, "refused", "refused"),
        (spent, "capped", "waiting"),
    ],
)
def test_every_reason_not_to_ring_is_found(
    scene: Scene, spoil: Spoil, refusal: str, callback_then: str
) -> None:
    arrived = scene.callback.arrived_at
    spoil(scene)

    assert scene.accept() == refusal

    assert scene.states == (callback_then, "ended", "offered")
    assert (scene.callback.arrived_at, scene.callback.counted) == (arrived, 0)
    scene.agent("completed")
    assert scene.staff.state == ("off" if spoil in (at_closing, no_calendar) else "ready")


def test_a_capped_number_waits_in_its_old_place_for_tomorrow(scene: Scene) -> None:
    spent(scene)
    scene.accept()

    assert scene.callback.not_before == TOMORROW


def test_a_refused_number_says_why_it_was_refused(scene: Scene) -> None:
    never_callable(scene)
    scene.accept()

    assert (scene.callback.end_reason, scene.callback.ended_at) == ("not_allowed", scene.now)


def test_someone_who_worked_here_once_is_called_like_any_citizen(scene: Scene) -> None:
    an_agents(scene)
    scene.do(lambda session: setattr(session.scalars(BO).one(), "active", False))

    assert isinstance(scene.accept(), releases.Ring)


def test_whoever_did_not_ask_is_not_rung_for_a_typed_number(database: Database) -> None:
    scene = Scene.set(database, number_source="typed")
    scene.claim()
    scene.take_up()
    scene.do(lambda session: setattr(contact_of(session, scene), "refuses_typed", True))

    assert scene.accept() == "refused"


@pytest.mark.parametrize(("source", "most"), [("shown", 4), ("typed", 2), ("web", 2), ("staff", 4)])
def test_a_number_is_rung_so_often_a_day_and_no_more(
    database: Database, source: str, most: int
) -> None:
    scene = Scene.set(database, number_source=source)
    subject = f"legs:contact:{scene.callback.contact_id}"
    for _ in range(most - 1):
        scene.do(lambda session: rates.take(session, subject, date(2026, 11, 24), most))
    scene.claim()
    scene.take_up()
    assert isinstance(scene.accept(), Ring)

    assert not scene.do(lambda session: rates.take(session, subject, date(2026, 11, 24), most))


def test_only_the_one_who_was_offered_it_can_accept(scene: Scene) -> None:
    assert scene.accept("CA" + "b" * 32) == "taken"
    assert scene.states == ("offered", "offered", "offered")


def test_accepting_twice_rings_once(scene: Scene) -> None:
    assert isinstance(scene.accept(), Ring)

    assert scene.accept() == "taken"
    assert scene.legs_counted() == 1


def test_the_first_attempt_settles_what_was_promised(database: Database) -> None:
    scene = Scene.set(database)
    with database.writing() as session:
        session.add(
            Promise(
                callback_id=scene.callback_id,
                from_at=NOW - span("1 h"),
                to_at=NOW + span("1 min"),
                local_date=date(2026, 11, 24),
                form="hour",
                words="tunnin sisällä",
                language="fi",
                channel="spoken",
                told_at=NOW - span("1 h"),
            )
        )
    scene.released()

    with database.reading() as session:
        promise = session.scalars(select(Promise)).one()
    assert (promise.score, promise.scored_at) == ("kept", NOW)


@pytest.mark.parametrize(
    ("seconds", "heard", "repeats"),
    [
        (0, None, True),
        (14, None, True),
        (15, None, False),  # the webhook's time is over
        (1, "initiated", False),  # the leg is under way
        (1, "no-answer", False),  # it has been
    ],
)
def test_the_dial_is_said_again_only_while_nothing_can_have_come_of_it(
    scene: Scene, seconds: int, heard: str | None, repeats: bool
) -> None:
    scene.accept()
    call = scene.open_call()
    if heard:
        scene.citizen(heard)
    scene.wait(seconds=seconds)

    assert may_be_repeated(scene, call) is repeats


def test_the_dial_is_not_said_again_after_closing(database: Database) -> None:
    scene = Scene.set(database)
    scene.now = at("2026-11-24 15:59:44")
    scene.released()
    call = scene.open_call()

    assert may_be_repeated(scene, call)
    assert not may_be_repeated(scene.wait(seconds=1), call)


def may_be_repeated(scene: Scene, call: int) -> bool:
    return scene.do(
        lambda session: releases.may_be_repeated(session, session.get_one(Call, call), scene.now)
    )


def test_the_agent_who_accepts_is_talking_and_nobody_else_is_rung(scene: Scene) -> None:
    scene.accept()

    with scene.database.reading() as session:
        assert session.scalars(select(Staff.state)).all() == ["talking"]
