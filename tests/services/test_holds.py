"""A time is held for who listens: nobody else can take it, and it is given back by itself."""

from datetime import datetime

import pytest

from ivr.db import Database
from ivr.models import Booking, Slot
from ivr.services import calls, holds, sweeps
from tests import diaries, make
from tests.diaries import FRIDAY, TOMORROW
from tests.make import NOW, span
from tests.services.booking_scene import Kuhmo


def test_a_held_place_is_taken_and_who_holds_it_sits_on_the_first_seat(database: Database) -> None:
    kuhmo = Kuhmo(database)

    held = kuhmo.hold(kuhmo.nine)

    assert held is not None
    assert (held.kind, held.state, held.seat, held.starts_at) == ("visit", "held", 1, FRIDAY)
    assert held.held_until == NOW + holds.HELD_FOR
    assert kuhmo.places(kuhmo.nine) == (1, 0)
    assert kuhmo.moves() == [(None, "held", "held")]


def test_the_last_place_is_held_by_one(database: Database) -> None:
    kuhmo = Kuhmo(database, places=1)

    assert kuhmo.hold(kuhmo.nine, "call:1")
    assert kuhmo.hold(kuhmo.nine, "call:2") is None
    assert kuhmo.places(kuhmo.nine) == (1, 0)


def test_citizens_sit_from_the_first_seat_on_and_staff_from_the_last(database: Database) -> None:
    kuhmo = Kuhmo(database)

    kuhmo.hold(kuhmo.nine, "call:1")
    kuhmo.hold(kuhmo.nine, "staff:1", channel="staff")
    kuhmo.hold(kuhmo.nine, "call:2")

    assert kuhmo.seats() == [("held", 1), ("held", 3), ("held", 2)]
    assert kuhmo.places(kuhmo.nine) == (3, 1)


def test_another_pick_replaces_the_one_before(database: Database) -> None:
    kuhmo = Kuhmo(database, places=1)
    kuhmo.hold(kuhmo.nine)

    assert kuhmo.hold(kuhmo.ten)

    assert kuhmo.seats() == [("released", None), ("held", 1)]
    assert (kuhmo.places(kuhmo.nine), kuhmo.places(kuhmo.ten)) == ((0, 0), (1, 0))
    assert kuhmo.moves()[-2:] == [("held", "released", "replaced"), (None, "held", "held")]


def test_a_pick_in_vain_leaves_what_is_held(database: Database) -> None:
    kuhmo = Kuhmo(database, places=1)
    kuhmo.hold(kuhmo.ten, "call:2")
    kuhmo.hold(kuhmo.nine, "call:1")

    assert kuhmo.hold(kuhmo.ten, "call:1") is None

    assert kuhmo.seats() == [("held", 1), ("held", 1)]


def test_the_same_pick_again_holds_for_longer(database: Database) -> None:
    kuhmo = Kuhmo(database, places=1)
    kuhmo.hold(kuhmo.nine)

    again = kuhmo.hold(kuhmo.nine, now=NOW + span("9 min"))

    assert again is not None
    assert again.held_until == NOW + span("19 min")
    assert kuhmo.places(kuhmo.nine) == (1, 0)


def expire(kuhmo: Kuhmo, now: datetime) -> int:
    return sweeps.run(kuhmo.database, sweeps.HOLDS, now)


def test_a_hold_ends_by_itself(database: Database) -> None:
    kuhmo = Kuhmo(database, places=1)
    kuhmo.hold(kuhmo.nine)

    assert expire(kuhmo, NOW + holds.HELD_FOR - span("1 s")) == 0
    assert expire(kuhmo, NOW + holds.HELD_FOR) == 1
    assert expire(kuhmo, NOW + holds.HELD_FOR) == 0

    assert kuhmo.seats() == [("released", None)]
    assert kuhmo.places(kuhmo.nine) == (0, 0)
    assert kuhmo.hold(kuhmo.nine, "call:2")


def test_after_the_call_it_is_held_for_two_minutes(database: Database) -> None:
    kuhmo = Kuhmo(database)
    with database.writing() as session:
        call = make.a_call(session, make.a_line(session, "other"))
    kuhmo.hold(kuhmo.nine, holds.of_call(call.id))

    with database.writing() as session:
        calls.ended(session, call.sid, "completed", NOW + span("1 min"))

    assert expire(kuhmo, NOW + span("3 min") - span("1 s")) == 0
    assert expire(kuhmo, NOW + span("3 min")) == 1


def test_the_end_of_a_call_never_makes_a_hold_longer(database: Database) -> None:
    kuhmo = Kuhmo(database)
    with database.writing() as session:
        call = make.a_call(session, make.a_line(session, "other"))
    kuhmo.hold(kuhmo.nine, holds.of_call(call.id))

    with database.writing() as session:
        calls.ended(session, call.sid, "completed", NOW + span("9 min"))

    assert expire(kuhmo, NOW + span("10 min")) == 1


@pytest.mark.parametrize(
    ("now", "citizen", "staff"),
    [
        (FRIDAY - span("60 min"), True, True),
        (FRIDAY - span("59 min"), False, True),
        (FRIDAY - span("3 min"), False, True),
        (FRIDAY - span("2 min"), False, False),
        (FRIDAY + span("1 min"), False, False),
    ],
)
def test_citizens_are_given_notice_and_nobody_gets_what_has_begun(
    database: Database, now: datetime, citizen: bool, staff: bool
) -> None:
    kuhmo = Kuhmo(database)

    assert (kuhmo.hold(kuhmo.nine, "call:1", now=now) is not None) == citizen
    assert (kuhmo.hold(kuhmo.nine, "staff:1", now=now, channel="staff") is not None) == staff


def test_citizens_book_no_further_ahead_than_the_horizon(database: Database) -> None:
    kuhmo = Kuhmo(database, horizon_days=2)

    assert kuhmo.hold(kuhmo.nine) is None
    assert kuhmo.hold(kuhmo.nine, now=NOW + span("1 d"))


def test_places_that_are_kept_are_for_staff_until_shortly_before(database: Database) -> None:
    kuhmo = Kuhmo(database)
    with database.writing() as session:
        session.get_one(Slot, kuhmo.nine).kept = 2
        session.get_one(Slot, kuhmo.half_past).kept = 1

    assert kuhmo.hold(kuhmo.nine, "call:1")
    assert kuhmo.hold(kuhmo.nine, "call:2") is None
    assert kuhmo.hold(kuhmo.nine, "staff:1", channel="staff")
    assert kuhmo.hold(kuhmo.nine, "call:2") is None, "one is still kept"
    assert kuhmo.hold(kuhmo.nine, "call:2", now=NOW + span("2 d")), "then they are for all"


def test_staff_use_up_the_kept_places_first(database: Database) -> None:
    kuhmo = Kuhmo(database)
    with database.writing() as session:
        session.get_one(Slot, kuhmo.nine).kept = 1

    assert kuhmo.hold(kuhmo.nine, "staff:1", channel="staff")
    assert kuhmo.hold(kuhmo.nine, "call:1")
    assert kuhmo.hold(kuhmo.nine, "call:2")


@pytest.mark.parametrize("why", ["closed", "point gone", "adviser first"])
def test_what_is_not_offered_can_not_be_held(database: Database, why: str) -> None:
    kuhmo = Kuhmo(database, active=why != "point gone", adviser_first=why == "adviser first")
    if why == "closed":
        with database.writing() as session:
            session.get_one(Slot, kuhmo.nine).capacity = 0

    assert kuhmo.hold(kuhmo.nine) is None
    by_staff = kuhmo.hold(kuhmo.nine, "staff:1", channel="staff")
    assert (by_staff is not None) == (why == "adviser first")


def test_a_phone_time_takes_a_place_of_the_whole_line_as_well(database: Database) -> None:
    with database.writing() as session:
        line = make.an_open_line(session)
        times = diaries.phone_times(session, line, TOMORROW, whole=2, fi=2, sv=1)

    def hold(language: str, holder: str) -> Booking | None:
        with database.writing() as session:
            return holds.hold(
                session,
                times[language].id,
                holder,
                line_id=line.id,
                language=language,
                channel="phone",
                now=NOW,
            )

    def taken() -> dict[str, int]:
        with database.reading() as session:
            return {name: session.get_one(Slot, slot.id).taken for name, slot in times.items()}

    held = hold("sv", "call:1")
    assert held is not None
    assert (held.kind, held.seat) == ("phone_time", 1)
    assert hold("sv", "call:2") is None
    assert taken() == {"whole": 1, "fi": 0, "sv": 1}, "a place taken in vain is given back"
    assert hold("fi", "call:2")
    assert hold("fi", "call:3") is None, "the whole line is full"
    assert taken() == {"whole": 2, "fi": 1, "sv": 1}


def test_who_holds_from_a_call_is_named_by_it() -> None:
    assert holds.of_call(12) == "call:12"
    assert holds.actor_of("staff:3") == "agent:3"
    assert holds.actor_of("call:12") == "citizen"
