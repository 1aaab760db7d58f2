"""However many want the same places at once, each place has one of them, and none is lost."""

from collections import Counter
from collections.abc import Callable
from random import Random
from typing import TypeVar

import pytest

from ivr.db import Database, Session
from ivr.models import Booking, Slot
from ivr.services import bookings, holds, sweeps
from ivr.services.bookings import Booked
from ivr.services.moves import Moved
from tests import diaries, make
from tests.diaries import TOMORROW
from tests.make import CITIZEN, NOW, span
from tests.services.booking_scene import Kuhmo
from tests.together import together

T = TypeVar("T")


def anew(act: Callable[[], T]) -> T:
    """What the web does when somebody was faster: the whole of it once more."""
    while True:
        try:
            return act()
        except Moved:
            continue


def assert_in_order(kuhmo: Kuhmo) -> None:
    """Each place that is taken has its booking, each booking its seat, and the whole line's times
    count what lies within them."""
    slots, every = kuhmo.every(Slot), kuhmo.every(Booking)
    seated = [one for one in every if one.state in ("held", "booked")]
    by_staff = Counter(one.slot_id for one in seated if one.channel == "staff")
    sitting = Counter(one.slot_id for one in seated)
    assert len({(one.slot_id, one.seat) for one in seated}) == len(seated)
    for slot in slots:
        inner = [one for one in slots if one.within_id == slot.id]
        taken = sum(one.taken for one in inner) if inner else sitting[slot.id]
        staffed = sum(one.staffed for one in inner) if inner else by_staff[slot.id]
        assert (slot.taken, slot.staffed) == (taken, staffed)
        assert slot.taken <= slot.capacity


def test_sixty_four_callers_get_five_places(database: Database) -> None:
    kuhmo = Kuhmo(database, places=5)

    held = together(64, lambda one: kuhmo.hold(kuhmo.nine, f"call:{one}") is not None)

    assert held.count(True) == 5
    assert kuhmo.seats() == [("held", seat) for seat in (1, 2, 3, 4, 5)]
    assert_in_order(kuhmo)


def test_sixty_four_callers_in_two_languages_get_the_five_places_of_the_line(
    database: Database,
) -> None:
    kuhmo = Kuhmo(database)
    with database.writing() as session:
        line = session.merge(kuhmo.line)
        times = diaries.phone_times(session, line, TOMORROW, whole=5, fi=4, sv=4)

    def call(one: int) -> bool:
        language = ("fi", "sv")[one % 2]
        return kuhmo.hold(times[language].id, f"call:{one}", language=language) is not None

    held = together(64, call)

    assert held.count(True) == 5
    assert kuhmo.places(times["whole"].id) == (5, 0)
    assert_in_order(kuhmo)


def test_callers_and_agents_share_the_places_and_some_stay_the_agents(database: Database) -> None:
    kuhmo = Kuhmo(database, places=6)
    kuhmo.do(lambda session: setattr(session.get_one(Slot, kuhmo.nine), "kept", 2))

    def want(one: int) -> bool:
        holder, channel = (f"staff:{one}", "staff") if one % 8 == 0 else (f"call:{one}", "phone")
        return kuhmo.hold(kuhmo.nine, holder, channel=channel) is not None  # type: ignore[arg-type]

    together(32, want)

    taken, staffed = kuhmo.places(kuhmo.nine)
    assert 4 <= taken <= 6
    assert taken - staffed <= 4
    assert_in_order(kuhmo)


def test_one_number_books_two_visits_however_many_calls_it_makes_at_once(
    database: Database,
) -> None:
    kuhmo = Kuhmo(database, places=8)
    kuhmo.do(lambda session: make.a_contact(session, CITIZEN))  # who has called before
    times = (kuhmo.nine, kuhmo.half_past, kuhmo.ten)
    held = [kuhmo.hold(times[one % 3], f"call:{one}") for one in range(9)]

    results = together(9, lambda one: kuhmo.confirm(held[one]))

    assert sum(isinstance(one, Booked) for one in results) == 2
    assert results.count("limit") == 7
    assert_in_order(kuhmo)


def test_the_last_place_goes_to_who_takes_it_while_another_hold_of_it_expires(
    database: Database,
) -> None:
    kuhmo = Kuhmo(database, places=1)
    held = kuhmo.hold(kuhmo.nine)
    kuhmo.at(NOW + holds.HELD_FOR)
    acts: list[Callable[[], object]] = [
        lambda: kuhmo.confirm(held),
        lambda: sweeps.run(database, sweeps.HOLDS, kuhmo.now),
        lambda: kuhmo.hold(kuhmo.nine, "call:2"),
    ]

    confirmed, _, other = together(3, lambda one: anew(acts[one]))

    assert isinstance(confirmed, Booked) != (other is not None)
    assert kuhmo.places(kuhmo.nine) == (1, 0)
    assert_in_order(kuhmo)


def test_a_booking_cancelled_by_many_at_once_frees_one_place(database: Database) -> None:
    kuhmo = Kuhmo(database)
    booking = kuhmo.book(kuhmo.nine)
    kuhmo.book(kuhmo.nine, "+358409999999", "call:2")

    ended = together(8, lambda _: kuhmo.cancel(booking))

    assert ended.count(True) == 1
    assert kuhmo.places(kuhmo.nine) == (1, 0)


def test_the_last_place_elsewhere_is_moved_to_by_one_and_the_others_keep_theirs(
    database: Database,
) -> None:
    kuhmo = Kuhmo(database, places=8)
    kuhmo.do(lambda session: setattr(session.get_one(Slot, kuhmo.ten), "capacity", 1))
    booked = [kuhmo.book(kuhmo.nine, f"+35840100000{n}", f"call:{n}") for n in range(8)]

    moved = together(8, lambda one: kuhmo.move(booked[one], kuhmo.ten))

    assert moved.count(True) == 1
    assert (kuhmo.places(kuhmo.nine), kuhmo.places(kuhmo.ten)) == ((7, 0), (1, 0))
    assert_in_order(kuhmo)


def test_those_who_change_places_do_not_wait_for_each_other(database: Database) -> None:
    kuhmo = Kuhmo(database, places=8)
    times = (kuhmo.nine, kuhmo.half_past, kuhmo.ten)
    booked = [kuhmo.book(times[n % 3], f"+35840100000{n}", f"call:{n}") for n in range(8)]

    def wander(one: int) -> bool:
        random = Random(one)
        return all(
            anew(lambda: kuhmo.move(booked[one % 8], random.choice(times))) for _ in range(12)
        )

    assert all(together(16, wander))
    assert_in_order(kuhmo)


@pytest.mark.parametrize("other", ["move", "displace"])
def test_cancelling_meets_another_change(database: Database, other: str) -> None:
    kuhmo = Kuhmo(database)
    booking = kuhmo.book(kuhmo.nine)
    acts: dict[str, Callable[[], bool]] = {
        "move": lambda: kuhmo.move(booking, kuhmo.ten),
        "displace": lambda: kuhmo.displace(booking),
    }

    cancelled, _ = together(2, lambda one: anew((lambda: kuhmo.cancel(booking), acts[other])[one]))

    assert cancelled, "in either order it is cancelled in the end"
    assert kuhmo.again(booking).state == "cancelled"
    assert {kuhmo.places(kuhmo.nine), kuhmo.places(kuhmo.ten)} == {(0, 0)}
    assert {state for state, _ in kuhmo.calls_owed()} <= {"cancelled"}


def test_a_time_is_closed_while_it_is_held_taken_moved_to_and_cancelled(
    database: Database,
) -> None:
    kuhmo = Kuhmo(database, places=9)
    held = [kuhmo.hold(kuhmo.nine, f"call:{n}") for n in range(4)]
    comers = [kuhmo.book(kuhmo.ten, f"+35840100000{n}", f"call:1{n}") for n in range(4)]
    leavers = [kuhmo.book(kuhmo.nine, f"+35840200000{n}", f"call:2{n}") for n in range(4)]

    def close() -> None:
        kuhmo.do(lambda session: close_time(session, kuhmo))

    def act(one: int) -> object:
        kind, n = divmod(one, 4)
        match kind:
            case 0:
                return anew(lambda: kuhmo.confirm(held[n], f"+35840300000{n}"))
            case 1:
                return anew(lambda: kuhmo.move(comers[n], kuhmo.nine))
            case 2:
                return anew(lambda: kuhmo.cancel(leavers[n]))
            case _:
                return anew(close)

    together(13, act)

    assert kuhmo.places(kuhmo.nine) == (0, 0)
    displaced = [one for one in kuhmo.every(Booking) if one.state == "displaced"]
    assert {one.id for one in displaced} == {of for state, of in kuhmo.calls_owed() if of}
    assert_in_order(kuhmo)


def close_time(session: Session, kuhmo: Kuhmo) -> None:
    """As a closure does: the time first, then whoever has it, all in one transaction."""
    slot = session.get_one(Slot, kuhmo.nine, with_for_update={"key_share": True})
    there = session.query(Booking).filter(
        Booking.slot_id == slot.id, Booking.state.in_(("held", "booked"))
    )
    for booking in there.all():
        bookings.displace(session, booking, "closure", "agent:1", NOW)
    slot.capacity = 0


def test_whatever_many_do_at_once_every_place_has_its_booking(database: Database) -> None:
    kuhmo = Kuhmo(database, places=2)
    with database.writing() as session:
        line = session.merge(kuhmo.line)
        times = diaries.phone_times(session, line, TOMORROW, whole=3, fi=2, sv=2)
    visits = (kuhmo.nine, kuhmo.half_past, kuhmo.ten)

    def live(one: int) -> None:
        """Pick, take, move, pick again, let go, cancel: as somebody's fingers will."""
        random, number = Random(one), f"+35840400000{one % 10}"
        for _ in range(10):
            slot_id = random.choice((*visits, times["fi"].id, times["sv"].id))
            held = anew(lambda: kuhmo.hold(slot_id, f"call:{one}"))  # noqa: B023
            if held is None or random.random() < 0.2:
                continue
            booked = anew(lambda: kuhmo.confirm(held, number))  # noqa: B023
            if isinstance(booked, Booked):
                mine = booked.booking
                anew(lambda: kuhmo.move(mine, random.choice(visits)))  # noqa: B023
                if random.random() < 0.7:
                    anew(lambda: kuhmo.cancel(mine))  # noqa: B023
            sweeps.run(database, sweeps.HOLDS, NOW + span("1 h"))

    together(12, live)

    assert_in_order(kuhmo)
