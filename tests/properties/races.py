"""Two at once: while one scheduler chooses, another claims, a citizen cancels, an agent pauses.

What comes in between does so after a statement that only reads, on PostgreSQL; SQLite lets nobody
in between, so that there one simply comes after the other.
"""

from contextlib import suppress
from datetime import timedelta
from functools import partial

from hypothesis import strategies as st
from hypothesis.stateful import rule

from ivr.db import Session
from ivr.models import Attempt, Staff
from ivr.services import agents, callbacks, claims
from ivr.services.moves import Moved
from tests.properties import asking, keeping, offering
from tests.properties.calls_live import FATE, Calls
from tests.properties.citizens_live import WHO

AT_ONCE = 0.0
OTHER = st.sampled_from(["claim", "claim", "cancel", "pause"])


class Races(Calls):
    @rule(at=st.integers(0, 14), other=OTHER, who=WHO, fate=FATE, gap=st.sampled_from([0, 1]))
    def another_is_faster(self, at: int, other: str, who: int, fate: str, gap: int) -> None:
        ready = [one for one in self.house.callbacks.values() if one.state == "ready"]
        if not all(map(self.house.leg_left, ready)):
            return
        self._struck = False
        self.house.now = self.house.on(seconds=1)
        self.faults.come_between(at, partial(self._other, other, who, fate, gap))
        offer: claims.Offer | None = None
        with suppress(Moved), self.faults.armed(), self.database.writing() as session:
            offer = claims.claim(session, self.now, timedelta(seconds=gap))
        if not self._struck:
            self.claimed(offer, fate, gap)
        elif offer:
            self._adopt(offer, fate, gap)

    def _adopt(self, offer: claims.Offer, fate: str, gap: int) -> None:
        """Whoever was slower may have anything that was still to be had."""
        row = self.read(lambda session: session.get_one(Attempt, offer.attempt_id))
        agent, callback = self.house.agents[row.staff_id], self.house.callbacks[row.callback_id]
        assert offering.can_be_rung(self.house, agent)
        assert offering.suits(self.house, agent, callback)
        assert offering.may_call(self.house)
        offering.offer(self.house, offer.attempt_id, (agent, callback), fate, gap)

    def _other(self, other: str, who: int, fate: str, gap: int) -> None:
        self._struck = True
        match other:
            case "claim":
                self._claim(fate, gap)
            case "cancel":
                self._cancel(who)
            case "pause":
                self._pause(who % len(self.house.agents))

    def _claim(self, fate: str, gap: int) -> None:
        self.act(
            lambda session: claims.claim(session, self.now, timedelta(seconds=gap)),
            lambda offer: self.claimed(offer, fate, gap),
            AT_ONCE,
        )

    def _cancel(self, who: int) -> None:
        contact = self.citizen(who)

        def cancel(session: Session) -> str:
            line = self.line(session)
            return callbacks.cancel(session, line.id, contact.id, "citizen", self.now)

        self.act(cancel, lambda _: asking.cancel(self.house, contact), AT_ONCE)

    def _pause(self, who: int) -> None:
        agent = self.agent(who)

        def pause(session: Session) -> None:
            row = session.get_one(Staff, agent.id)
            agents.set_state(session, row, "paused", actor="supervisor:0", now=self.now)

        self.act(pause, lambda _: keeping.set_state(self.house, agent, "paused"), AT_ONCE)
