"""What is booked goes to another time, or is cancelled: the old place is kept until then."""

import pytest

from ivr.db import Database
from ivr.models import Booking, Slot
from ivr.services import sweeps
from tests import diaries
from tests.diaries import FRIDAY
from tests.make import NOW, span
from tests.services.booking_scene import Kuhmo

OTHER = "+358409999999"

# --- moving ---


def test_moving_frees_the_old_place_and_keeps_the_code(database: Database) -> None:
    kuhmo = Kuhmo(database)
    booking = kuhmo.book(kuhmo.nine)

    assert kuhmo.move(booking, kuhmo.ten)

    moved = kuhmo.again(booking)
    assert (moved.slot_id, moved.starts_at) == (kuhmo.ten, FRIDAY + span("1 h"))
    assert (moved.state, moved.seat, moved.version) == ("booked", 1, 1)
    assert moved.code == booking.code
    assert (kuhmo.places(kuhmo.nine), kuhmo.places(kuhmo.ten)) == ((0, 0), (1, 0))
    assert kuhmo.moves()[-1] == ("booked", "booked", "moved")


def test_moving_to_a_full_time_leaves_all_as_it_was(database: Database) -> None:
    kuhmo = Kuhmo(database, places=1)
    booking = kuhmo.book(kuhmo.nine)
    kuhmo.book(kuhmo.ten, OTHER, "call:2")

    assert not kuhmo.move(booking, kuhmo.ten)

    assert vars_of(kuhmo.again(booking)) == vars_of(booking)
    assert (kuhmo.places(kuhmo.nine), kuhmo.places(kuhmo.ten)) == ((1, 0), (1, 0))


def vars_of(booking: Booking) -> dict[str, object]:
    return {column.name: getattr(booking, column.name) for column in Booking.__table__.columns}


def test_moving_to_what_is_held_for_it_takes_that_place(database: Database) -> None:
    kuhmo = Kuhmo(database, places=1)
    booking = kuhmo.book(kuhmo.nine)
    held = kuhmo.hold(kuhmo.ten)
    assert held is not None

    assert kuhmo.move(booking, held)

    assert kuhmo.seats() == [("booked", 1), ("released", None)]
    assert (kuhmo.places(kuhmo.nine), kuhmo.places(kuhmo.ten)) == ((0, 0), (1, 0))
    assert ("held", "released", "taken_up") in kuhmo.moves()


@pytest.mark.parametrize("taken", [False, True])
def test_a_hold_that_has_expired_may_be_too_late_to_move_to(
    database: Database, taken: bool
) -> None:
    kuhmo = Kuhmo(database, places=1)
    booking = kuhmo.book(kuhmo.nine)
    held = kuhmo.hold(kuhmo.ten)
    assert held is not None
    kuhmo.at(NOW + span("10 min"))
    sweeps.run(database, sweeps.HOLDS, kuhmo.now)
    if taken:
        kuhmo.book(kuhmo.ten, OTHER, "call:2")

    assert kuhmo.move(booking, held) == (not taken)
    assert kuhmo.again(booking).slot_id == (kuhmo.nine if taken else kuhmo.ten)


def test_moving_to_where_it_is_changes_nothing(database: Database) -> None:
    kuhmo = Kuhmo(database)
    booking = kuhmo.book(kuhmo.nine)
    held = kuhmo.hold(kuhmo.nine)
    assert held is not None

    assert kuhmo.move(booking, held)

    assert vars_of(kuhmo.again(booking)) == vars_of(booking)
    assert kuhmo.places(kuhmo.nine) == (1, 0)


def test_what_an_agent_moves_takes_a_place_of_staff_from_then_on(database: Database) -> None:
    kuhmo = Kuhmo(database)
    booking = kuhmo.book(kuhmo.nine)

    assert kuhmo.move(booking, kuhmo.ten, "agent:1", staff_id=kuhmo.agent_id)

    assert kuhmo.places(kuhmo.ten) == (1, 1)
    assert kuhmo.cancel(kuhmo.again(booking))
    assert kuhmo.places(kuhmo.ten) == (0, 0)


def test_what_a_citizen_moves_gives_the_place_of_staff_back(database: Database) -> None:
    kuhmo = Kuhmo(database)
    booking = kuhmo.book_now(kuhmo.nine)
    assert booking is not None

    assert kuhmo.move(booking, kuhmo.ten)

    assert (kuhmo.places(kuhmo.nine), kuhmo.places(kuhmo.ten)) == ((0, 0), (1, 0))


def test_a_visit_may_go_to_another_service_point_but_not_to_the_telephone(
    database: Database,
) -> None:
    kuhmo = Kuhmo(database)
    booking = kuhmo.book(kuhmo.nine)
    with database.writing() as session:
        other = diaries.a_diary(session, point=diaries.a_point(session, "kajaani"))
        there = diaries.a_time(session, other).id
        line = session.merge(kuhmo.line)
        by_phone = diaries.phone_times(session, line, fi=3)["fi"].id

    assert not kuhmo.move(booking, by_phone)
    assert kuhmo.move(booking, there)


@pytest.mark.parametrize(("actor", "may"), [("citizen", False), ("agent:1", True)])
def test_once_its_time_has_begun_only_staff_change_it(
    database: Database, actor: str, may: bool
) -> None:
    kuhmo = Kuhmo(database)
    booking = kuhmo.book(kuhmo.nine)
    with database.writing() as session:
        diary = session.get_one(Slot, kuhmo.nine).diary
        later = diaries.a_time(session, diary, FRIDAY + span("7 d"))
    kuhmo.at(FRIDAY)

    assert kuhmo.move(booking, later.id, actor) == may
    kuhmo.at(FRIDAY + span("7 d"))
    assert kuhmo.cancel(booking, actor) == may


# --- cancelling ---


def test_cancelling_frees_the_place_at_once_and_the_code_is_forgotten(database: Database) -> None:
    kuhmo = Kuhmo(database, places=1)
    booking = kuhmo.book(kuhmo.nine)

    assert kuhmo.cancel(booking)
    assert not kuhmo.cancel(booking)

    ended = kuhmo.again(booking)
    assert (ended.state, ended.seat, ended.code, ended.ended_at) == ("cancelled", None, None, NOW)
    assert kuhmo.places(kuhmo.nine) == (0, 0)
    assert kuhmo.book(kuhmo.nine, OTHER, "call:2")


def test_what_is_cancelled_can_not_be_moved(database: Database) -> None:
    kuhmo = Kuhmo(database)
    booking = kuhmo.book(kuhmo.nine)
    kuhmo.cancel(booking)

    assert not kuhmo.move(booking, kuhmo.ten)
    assert kuhmo.places(kuhmo.ten) == (0, 0)
