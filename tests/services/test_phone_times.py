"""A booked phone time becomes a callback shortly before its minute: once, and never beside one."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from ivr.db import Base, Database
from ivr.models import Booking, Callback, Event, Promise, Slot, Tally
from ivr.services import agreed, bookings, codes, phone_times, promises, sweeps
from ivr.services.policy import Policy
from tests import diaries, make
from tests.make import CITIZEN, KEYER, NOW, span
from tests.together import together

T = TypeVar("T")
Row = TypeVar("Row", bound=Base)

HALF_PAST = NOW + span("30 min")
EARLY = phone_times.EARLY


class Line:
    """A citizen has a phone time at half past ten, in Swedish. It is ten."""

    def __init__(self, database: Database) -> None:
        self.database = database
        with database.writing() as session:
            line = make.an_open_line(session)
            times = diaries.phone_times(session, line, HALF_PAST, whole=3, fi=1, sv=1)
            contact = make.a_contact(session, CITIZEN)
            booking = diaries.a_booking(
                session, times["sv"], line, contact=contact, language="sv", reference_key="key"
            )
            agreed.tell(session, booking, NOW)
            self.line_id, self.contact_id, self.booking_id = line.id, contact.id, booking.id
            self.slots = [times["whole"].id, times["sv"].id]

    def do(self, act: Callable[[Session], T]) -> T:
        with self.database.writing() as session:
            return act(session)

    def hand_over(self, now: datetime = HALF_PAST - EARLY) -> int:
        return sweeps.run(self.database, sweeps.PHONE_TIMES, now)

    def stands(self, **facts: Any) -> int:
        """Another callback of the same citizen on the same line; its id."""

        def stands(session: Session) -> int:
            booking = session.get_one(Booking, self.booking_id)
            return make.a_callback(session, booking.line, contact=booking.contact, **facts).id

        return self.do(stands)

    def read(self, table: type[Row], key: int) -> Row:
        with self.database.reading() as session:
            return session.get_one(table, key)

    @property
    def booking(self) -> Booking:
        return self.read(Booking, self.booking_id)

    @property
    def callbacks(self) -> list[Callback]:
        with self.database.reading() as session:
            return list(session.scalars(select(Callback).order_by(Callback.id)))

    @property
    def promise(self) -> Promise:
        with self.database.reading() as session:
            return session.scalars(select(Promise).where(Promise.booking_id.is_not(None))).one()

    def tallies(self) -> dict[tuple[str, str], int]:
        with self.database.reading() as session:
            return {(t.language, t.state): t.count for t in session.scalars(select(Tally))}


@pytest.fixture
def line(database: Database) -> Line:
    return Line(database)


def test_two_minutes_before_its_minute_it_waits_in_the_queue(line: Line) -> None:
    assert line.hand_over(HALF_PAST - EARLY - span("1 s")) == 0
    assert line.hand_over() == 1

    (callback,) = line.callbacks
    assert (callback.kind, callback.lane) == ("phone_time", "general/sv/phone_time")
    assert (callback.state, callback.booking_id) == ("waiting", line.booking_id)
    assert (callback.arrived_at, callback.not_before) == (HALF_PAST, HALF_PAST)
    assert (callback.contact_id, callback.number_source) == (line.contact_id, "shown")
    assert line.tallies() == {("sv", "waiting"): 1}


def test_the_booking_is_called_and_its_place_free(line: Line) -> None:
    line.hand_over()

    assert line.booking.state == "called"
    assert [line.read(Slot, one).taken for one in line.slots] == [0, 0]


def test_what_was_agreed_is_what_was_promised_for_the_call(line: Line) -> None:
    line.hand_over()

    promise, (callback,) = line.promise, line.callbacks
    assert (promise.callback_id, promise.form) == (callback.id, "booked")
    assert (promise.from_at, promise.to_at) == (HALF_PAST, HALF_PAST + span("15 min"))


def test_a_time_that_was_moved_is_judged_by_its_last_minute_alone(line: Line) -> None:
    def told_of_another_minute(session: Session) -> None:
        session.execute(update(Promise).values(from_at=NOW, to_at=NOW + span("15 min")))
        agreed.tell(session, session.get_one(Booking, line.booking_id), NOW)

    line.do(told_of_another_minute)

    line.hand_over()

    with line.database.reading() as session:
        told = session.scalars(select(Promise).order_by(Promise.id)).all()
    assert [one.callback_id for one in told] == [None, line.callbacks[0].id]


def test_it_is_handed_over_once_however_many_do_it(line: Line) -> None:
    handed_over = together(4, lambda _: line.hand_over())

    assert sum(handed_over) == 1
    assert len(line.callbacks) == 1


def test_what_was_overlooked_for_hours_is_handed_over_late(line: Line) -> None:
    assert line.hand_over(HALF_PAST + span("5 h")) == 1

    assert line.callbacks[0].arrived_at == HALF_PAST


def test_a_supervisor_s_word_and_the_time_she_needs_go_over_to_the_agreed_call(
    line: Line,
) -> None:
    line.stands(urgent=True, more_time=True)

    line.hand_over()

    callback = line.callbacks[-1]
    assert (callback.urgent, callback.more_time) == (True, True)
    assert callback.lane == "general/sv/urgent"


@pytest.mark.parametrize("state", ["displaced", "cancelled", "called"])
def test_what_is_not_booked_is_not_handed_over(line: Line, state: str) -> None:
    gone = update(Booking).values(state=state, seat=None)
    line.do(lambda session: session.execute(gone))

    assert line.hand_over() == 0


def test_a_visit_is_never_called(line: Line) -> None:
    line.do(lambda session: session.execute(update(Booking).values(kind="visit")))

    assert line.hand_over() == 0


@pytest.mark.parametrize("state", ["waiting", "ready", "paused"])
def test_an_open_request_is_absorbed(line: Line, state: str) -> None:
    standing = line.stands(state=state, language="fi")

    assert line.hand_over() == 1

    request, phone_time = line.callbacks
    assert (request.id, request.state, request.end_reason) == (standing, "cancelled", "booked_time")
    assert (phone_time.kind, phone_time.state) == ("phone_time", "waiting")
    assert line.tallies()["fi", state] == 0
    assert (line.tallies()["fi", "cancelled"], line.tallies()["sv", "waiting"]) == (1, 1)


def test_what_was_promised_for_an_absorbed_request_is_judged_by_the_agreed_call(line: Line) -> None:
    standing = line.stands()

    def promised(session: Session) -> int:
        callback = session.get_one(Callback, standing)
        told = promises.foresee(session, callback.line, "fi", Policy(), NOW, HALF_PAST)
        promises.tell(session, callback, told, "spoken", NOW)
        session.flush()
        return session.scalars(select(Promise.id).where(Promise.callback_id == standing)).one()

    promise = line.do(promised)
    line.hand_over()

    assert line.read(Promise, promise).callback_id == line.callbacks[-1].id
    assert line.read(Promise, promise).score is None


def test_an_absorbed_request_is_still_found_by_its_digits(line: Line) -> None:
    digits = "12345678"
    line.stands(reference_key=codes.reference_key(KEYER, digits))

    line.hand_over()

    with line.database.reading() as session:
        found = codes.by_reference(session, KEYER, digits)
    assert isinstance(found, Callback)
    assert found.kind == "phone_time"


def test_an_absorbed_call_about_a_time_we_still_owe_comes_again_afterwards(line: Line) -> None:
    def owes(session: Session) -> int:
        point = diaries.a_diary(session, point=diaries.a_point(session))
        mine = session.get_one(Booking, line.booking_id)
        visit = diaries.a_time(session, point)
        owed = diaries.a_booking(session, visit, mine.line, contact=mine.contact)
        bookings.displace(session, owed, "closure", "supervisor:1", NOW)
        return owed.id

    owed = line.do(owes)
    line.hand_over()
    assert sweeps.run(line.database, sweeps.OWED, HALF_PAST) == 0

    ended = update(Callback).where(Callback.kind == "phone_time")
    line.do(lambda session: session.execute(ended.values(state="done", ended_at=HALF_PAST)))

    assert sweeps.run(line.database, sweeps.OWED, HALF_PAST + span("10 min")) == 1
    assert line.callbacks[-1].booking_id == owed


@pytest.mark.parametrize("state", ["offered", "dialling", "talking", "unfiled", "needs_human"])
def test_while_the_citizen_is_being_called_the_phone_time_waits(line: Line, state: str) -> None:
    standing = line.stands(state=state)

    assert line.hand_over(HALF_PAST) == 0
    ended = update(Callback).where(Callback.id == standing)
    line.do(lambda session: session.execute(ended.values(state="done", ended_at=HALF_PAST)))

    assert line.hand_over(HALF_PAST + span("1 min")) == 1


def test_who_is_called_at_once_after_having_been_cut_off_is_called_for_that_first(
    line: Line,
) -> None:
    line.stands(kind="cut_off")

    assert line.hand_over(HALF_PAST) == 0


def test_an_outcome_that_nobody_files_does_not_keep_the_citizen_waiting(line: Line) -> None:
    line.stands(state="unfiled")

    assert line.hand_over(HALF_PAST + span("4 min")) == 0
    assert line.hand_over(HALF_PAST + span("5 min")) == 1


def test_a_request_on_another_line_stands_beside_it(line: Line) -> None:
    def elsewhere(session: Session) -> None:
        contact = session.get_one(Booking, line.booking_id).contact
        make.a_callback(session, make.a_line(session, "authority"), contact=contact)

    line.do(elsewhere)
    line.hand_over()

    assert [one.state for one in line.callbacks] == ["ready", "waiting"]


def test_the_journal_tells_of_both(line: Line) -> None:
    line.hand_over()

    with line.database.reading() as session:
        told = [(e.subject, e.to_state, e.cause) for e in session.scalars(select(Event))]
    assert told == [("callback", "waiting", "booked_time"), ("booking", "called", "due")]


def test_who_cancels_at_the_last_moment_is_either_cancelled_or_called(line: Line) -> None:
    def act(n: int) -> Any:
        if n == 0:
            return line.hand_over()
        booking = line.booking
        return line.do(
            lambda session: bookings.cancel(session, booking, "cancelled", "citizen", NOW)
        )

    handed_over, cancelled = together(2, act)

    assert handed_over + cancelled == 1
    assert line.booking.state == ("called" if handed_over else "cancelled")
    assert len(line.callbacks) == handed_over
