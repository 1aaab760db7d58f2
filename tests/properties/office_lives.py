"""The office: staff and supervisors, sweeps, closing, closures, time, and processes that die."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import time, timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from flows.rules.hours import Hours
from ivr.db import Session
from ivr.models import Callback as Row
from ivr.models import Staff
from ivr.services import (
    agents,
    closures,
    delays,
    duty,
    lines,
    promises,
    resolutions,
    retention,
    sweeps,
)
from ivr.services.agents import WANTED, Wanted
from ivr.services.resolutions import RESOLUTIONS, NotResolved, Resolution
from ivr.services.sweeps import Sweep
from tests import make
from tests.properties import keeping, settling
from tests.properties.house import House
from tests.properties.life import Life
from tests.properties.people import SPEAK

SPANS = ("1 s", "10 s", "46 s", "1 min", "2 min", "4 min", "6 min", "11 min", "16 min", "65 min")
LONGER = (*SPANS, *SPANS, "95 min", "5 h", "1 d", "3 d", "8 d", "95 d")
LAST = make.NOW + timedelta(days=200)
"""Nobody looks further into the calendar than there is one."""

Keep = Callable[[House], list[int]]
Treat = Callable[[House, Any], object]
SWEPT: Mapping[str, tuple[Sweep, Keep, Treat, str]] = {
    "leases": (sweeps.LEASES, keeping.lapsed, keeping.lapse, "attempts"),
    "failures": (sweeps.FAILURES, keeping.failed, settling.fail_plainly, "attempts"),
    "wrapups": (sweeps.WRAPUPS, keeping.wrapped_up, keeping.end_wrapup, "agents"),
    "strays": (sweeps.STRAYS, keeping.strays, keeping.bring_home, "agents"),
    "unfiled": (sweeps.UNFILED, keeping.unfiled, lambda h, c: h.lift(c, "unfiled"), "callbacks"),
    "unserved": (
        sweeps.UNSERVED, keeping.unserved, lambda h, c: h.lift(c, "no_agent"), "callbacks",
    ),
    "overdue": (sweeps.OVERDUE, keeping.overdue, lambda h, c: h.lift(c, "overdue"), "callbacks"),
}  # fmt: skip


class Office(Life):
    # --- time, and what breaks ---

    @precondition(lambda self: self.now < LAST)
    @rule(span=st.sampled_from(LONGER))
    def time_passes(self, span: str) -> None:
        self.house.now += make.span(span)

    @rule(seconds=st.sampled_from([-60, -15, -14, 0, 1, 60]))
    def it_is_nearly_closing_time(self, seconds: int) -> None:
        closes = next(self.house.almanac.ahead(self.now), None)
        if closes:
            self.house.now = max(self.now, closes[1] + timedelta(seconds=seconds))

    @rule(seconds=st.sampled_from([-1, 0, 1]))
    def it_is_nearly_opening_time(self, seconds: int) -> None:
        opens = next(self.house.almanac.ahead(self.now), None)
        if opens:
            self.house.now = max(self.now, opens[0] + timedelta(seconds=seconds))

    @rule(statement=st.integers(0, 14))
    def a_process_is_about_to_die(self, statement: int) -> None:
        self.faults.crash_at(statement)

    # --- people ---

    @rule(who=st.integers(0, len(SPEAK) - 1), wanted=st.sampled_from(["ready", *WANTED]))
    def her_state_is_set(self, who: int, wanted: Wanted) -> None:
        agent = self.agent(who)

        def set_it(session: Session) -> None:
            row = session.get_one(Staff, agent.id)
            agents.set_state(session, row, wanted, actor="supervisor:0", now=self.now)

        self.act(set_it, lambda _: keeping.set_state(self.house, agent, wanted))

    @rule(which=st.sampled_from(["dials", "dials", "takes_requests"]), on=st.booleans())
    def the_line_is_switched(self, which: lines.Switch, on: bool) -> None:
        def switched(_: object) -> None:
            setattr(self.house, "dials" if which == "dials" else "takes", on)

        self.act(
            lambda s: lines.set_switch(s, self.line(s), which, on, "supervisor:0", self.now),
            switched,
        )

    @rule(ahead=st.integers(0, 3), closes=st.sampled_from([None, time(11), time(14, 30)]))
    def a_day_is_closed_or_shortened(self, ahead: int, closes: time | None) -> None:
        day = self.house.today + timedelta(days=ahead)
        hours = Hours(time(9), closes) if closes else None
        reasons = {"fi": "koulutus", "sv": "utbildning", "en": "training"}

        def close(session: Session) -> None:
            with suppress(ValueError):  # it has been closed before
                closures.add(
                    session, None, None, day, hours, reasons, "supervisor:0", self.now  # type: ignore[arg-type]
                )  # fmt: skip

        self.act(close, lambda _: self.house.almanac.closures.setdefault(day, closes))

    @precondition(lambda self: bool(self.house.callbacks))
    @rule(ago=st.integers(0, 3), to=st.sampled_from(RESOLUTIONS))
    def a_supervisor_decides(self, ago: int, to: Resolution) -> None:
        callback = self.callback(ago)

        def decide(session: Session) -> bool:
            public = session.get_one(Row, callback.id).public_id
            try:
                resolutions.resolve(session, public, to, "supervisor:0", self.now)
            except NotResolved:
                return False
            return True

        def decided(done: bool) -> None:
            assert done == keeping.resolve(self.house, callback, to)

        self.act(decide, decided)

    # --- what keeps the house in order ---

    @rule(name=st.sampled_from(sorted(SWEPT)))
    def swept(self, name: str) -> None:
        sweep, expected, treat, table = SWEPT[name]
        found = self.read(lambda session: sweeps.due(session, sweep, self.now))
        assert set(expected(self.house)) <= set(found)
        for one in sorted(set(found)):
            self._treat(sweep, one, expected, lambda one=one: treat(
                self.house, getattr(self.house, table)[one]
            ))  # fmt: skip

    def _treat(self, sweep: Sweep, one: int, expected: Keep, then: Callable[[], object]) -> None:
        def treated(had_to: bool) -> None:
            assert had_to == (one in expected(self.house)), f"{sweep.name} of {one}"
            if had_to:
                then()

        self.act(lambda session: sweep.treat(session, one, self.now), treated)

    @rule()
    def everything_is_swept(self) -> None:
        for name in SWEPT:
            self.swept(name)

    @rule()
    def the_day_ends(self) -> None:
        self.act(
            lambda session: duty.go_home(session, self.now),
            lambda _: keeping.go_home(self.house),
        )
        ringing = self.read(lambda session: duty.unanswered_after_closing(session, self.now))
        assert sorted(ringing) == keeping.ringing_after_closing(self.house)
        for one in sorted(ringing):
            attempt = self.house.attempts[one]
            self.act(
                lambda session, one=one: duty.call_off(session, one, self.now),
                lambda _, attempt=attempt: keeping.call_off(self.house, attempt),
            )

    @rule()
    def broken_promises_are_judged(self) -> None:
        self.act(
            lambda session: promises.score_broken(session, self.now),
            lambda _: keeping.score_broken(self.house),
        )

    @rule()
    def delays_are_told(self) -> None:
        def told(many: int) -> None:
            breaking = keeping.delayed(self.house)
            assert many == len(breaking)
            for promise in breaking:
                keeping.tell_of_delay(self.house, promise)

        self.act(lambda session: delays.tell(session, self.now), told)

    @rule()
    def what_is_old_is_forgotten(self) -> None:
        def forget(session: Session) -> None:
            retention.forget_numbers(session, self.now)
            retention.forget_counters(session, self.now)

        self.act(forget, lambda _: keeping.forget(self.house))
