"""What happens to a diary without its citizens: time passes, days are closed, agents come, go."""

from dataclasses import dataclass

from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule
from sqlalchemy import select, update

from flows.rules.times import By
from ivr.db import Session, find
from ivr.models import Booking, Callback, Closure, Diary, Line, ServicePoint, Staff
from ivr.services import closures, diaries, free_times, holds, phone_times, points, sweeps
from tests.properties.almanac import day_of
from tests.properties.diary_people import ACTS, Act, People
from tests.properties.inventory import SEATED, Time

EARLY = 2 * 60
"""Seconds before its minute at which a phone time is handed over."""
SPANS = (1, 1, 60, 60, 5 * 60, 11 * 60, 11 * 60, 3600, 86_400, 3 * 86_400)
"""Seconds. Mostly so little that what has been picked is still held, or that it just isn't."""
WHOEVER: tuple[By, ...] = ("citizen", "staff")
REASONS = {"fi": "syy", "sv": "orsak", "en": "reason"}


@dataclass(frozen=True)
class Passes:
    seconds: int


@dataclass(frozen=True)
class Ends:
    """A call."""

    call_id: int


@dataclass(frozen=True)
class Changes:
    """In the office."""

    what: str
    n: int
    more: bool


CHANGES = st.builds(
    Changes,
    what=st.sampled_from(("close", "close", "open", "desks", "agents", "calls")),
    n=st.integers(0, 3),
    more=st.booleans(),
)
PASSES = st.builds(Passes, st.sampled_from(SPANS))
ENDS = st.builds(Ends, st.integers(1, 2))


class DiaryDays(People):
    @rule(acts=st.lists(ACTS, max_size=3), then=st.one_of(PASSES, CHANGES, ENDS))
    def something_happens(self, acts: list[Act], then: Passes | Changes | Ends) -> None:
        """One rule for all: in every life everything happens."""
        for act in acts:
            self.somebody_acts(act)
            self.the_tables_are_what_the_model_remembers()
        match then:
            case Passes(seconds):
                self.time_passes(seconds)
            case Ends(call_id):
                self.call_ends(call_id)
            case Changes():
                self.the_office_changes(then)

    def time_passes(self, seconds: int) -> None:
        """And at its end a beat falls; with a new day comes another one at its far end."""
        house, today = self.inventory, day_of(self.now)
        house.now = house.ago(seconds=-seconds)
        if day_of(self.now) != today:
            self._office(lambda session: diaries.extend(session, self.now), "extended")
        for sweep in (sweeps.HOLDS, sweeps.VISITS, sweeps.OWED):
            sweeps.run(self.database, sweep, self.now)
        self.do(self._hand_over)
        for one in house.bookings.values():
            if one.state == "held" and one.until and one.until <= house.now:
                house.go(one, "released", "expired")
            elif one.state == "booked" and one.time.kind == "visit":
                if one.time.starts <= house.ago(days=1):
                    house.go(one, "kept", "gone_by")
            elif one.state == "booked" and one.time.starts <= house.ago(seconds=-EARLY):
                house.go(one, "called", "due")

    def _hand_over(self, session: Session) -> None:
        while due := find(session, phone_times.DUE, self.now):
            phone_times.hand_over(session, due[0], self.now)

    def call_ends(self, call_id: int) -> None:
        self.do(lambda session: holds.ended(session, call_id, self.now))
        held = self.inventory.held_by(holds.of_call(call_id))
        if held and held.until:
            held.until = min(held.until, self.inventory.ago(minutes=-2))

    def _calls_are_made(self) -> None:
        """Whoever was to be called has been; whether that has helped or not."""

        def talk(session: Session) -> None:
            done = update(Callback).where(Callback.ended_at.is_(None))
            session.execute(done.values(state="done", ended_at=self.now))

        self.do(talk)
        sweeps.run(self.database, sweeps.OWED, self.now)

    # --- the office ---

    def the_office_changes(self, to: Changes) -> None:
        match to.what:
            case "close":
                self._close_a_friday(to.n)
            case "open" if self._is_any_closed():
                self._open_again()
            case "desks":
                self._change_desks(1 + to.n % 3)
            case "calls":
                self._calls_are_made()
            case _:
                self._agent_comes_or_goes(to.n, to.more)

    def _close_a_friday(self, n: int) -> None:
        """One of those for which anything is booked, if there is any."""
        today, times = day_of(self.now), self.inventory.times.values()
        visits = [one for one in times if one.kind == "visit" and one.day > today]
        busy = [one for one in visits if self.inventory.taken(one)[0]]
        days = sorted({one.day for one in busy or visits})
        day = days[n % len(days)]

        def close(session: Session) -> None:
            point = session.scalars(select(ServicePoint)).one()
            if not session.scalars(select(Closure).where(Closure.date == day)).all():
                closures.add(session, None, point, day, None, REASONS, "agent:1", self.now)

        self._office(close, "closure")
        assert {one.capacity for one in visits if one.day == day} == {0}

    def _open_again(self) -> None:
        def open_again(session: Session) -> None:
            closure = session.scalars(select(Closure).order_by(Closure.id)).first()
            assert closure
            closures.remove(session, closure.id, "agent:1", self.now)

        self._office(open_again, "closure_removed")

    def _is_any_closed(self) -> bool:
        with self.database.reading() as session:
            return session.scalars(select(Closure.id)).first() is not None

    def _change_desks(self, desks: int) -> None:
        def change(session: Session) -> None:
            point = session.scalars(select(ServicePoint)).one()
            points.save(session, point, {"desks": desks}, "agent:1", self.now)

        self._office(change, "service_point")

    def _agent_comes_or_goes(self, who: int, works: bool) -> None:
        def change(session: Session) -> None:
            session.scalars(select(Staff).order_by(Staff.id)).all()[who].active = works
            session.flush()
            line = session.get_one(Line, self.line_id)
            diaries.renew(session, line, self.now, "agent:1", "staff")

        self._office(change, "staff")

    def _office(self, act: object, cause: str) -> None:
        """Places become more or fewer; whoever has none any more is found by the model itself."""
        self.do(act)  # type: ignore[arg-type]
        house = self.inventory
        with self.database.reading() as session:
            self.learn(session)
            for time in sorted(house.times.values(), key=lambda one: one.within is None):
                for one in house.to_leave(time) if time.starts > house.now else ():
                    house.go(one, "released" if one.state == "held" else "displaced", cause)
            seats = dict(session.execute(select(Booking.id, Booking.seat)).all())
        for one in house.bookings.values():
            if one.state in SEATED:
                one.seat = seats[one.id]

    # --- what is offered ---

    @invariant()
    def exactly_what_is_free_is_offered(self) -> None:
        with self.database.reading() as session:
            for diary in session.scalars(select(Diary)).all():
                for by in WHOEVER if diary.point_id or diary.language else ():
                    found = free_times.free(session, diary, self.now, by, limit=1_000)
                    mine = [one for one in self._of(diary) if self.inventory.is_free(one, by)]
                    assert [one.slot_id for one in found] == [one.id for one in mine]

    def _of(self, diary: Diary) -> list[Time]:
        kind = "visit" if diary.point_id else "phone_time"
        times = self.inventory.times.values()
        mine = [one for one in times if (one.kind, one.language) == (kind, diary.language)]
        return sorted(mine, key=lambda one: one.starts)
