"""The hand that dials: agents only. Claim, commit, ring, record; never again on doubt."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import structlog

from ivr.db import Database, Glance
from ivr.services import at_desk, callbacks, claims, offers, pace, probes, sweeps
from ivr.services.claims import Offer
from ivr.services.moves import Moved
from ivr.telephony.client import AgentLeg, Declined, Dialler, Placed, Result, Unknown

MOST_PER_BEAT: Final = 50

_GLANCE: Final = Glance(
    {
        **sweeps.finds(sweeps.URGENT),
        "due": callbacks.ANY_DUE,
        "left": at_desk.LEFT,
        "work": probes.ANY_WORK,
        "agents": probes.ANY_AGENT,
    }
)

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Dial:
    """One beat: what has come due is made ready, agents come back, and are rung in turn.

    `stopping` tells that nothing new is to be begun; `gap` is the time between two calls.
    """

    database: Database
    dialler: Dialler
    now: Callable[[], datetime]
    stopping: Callable[[], bool]
    gap: timedelta = pace.GAP

    def __call__(self) -> None:
        now = self.now()
        with self.database.reading() as session:
            found = _GLANCE.at(session, now)
        swept = sweeps.treat(self.database, sweeps.URGENT, found, now)
        if found["due"]:
            with self.database.writing() as session:
                callbacks.promote(session, now)
        self._call_off(found["left"])
        if (found["work"] or found["due"]) and (found["agents"] or swept):
            self._ring_all()

    def _ring_all(self) -> None:
        for _ in range(MOST_PER_BEAT):
            if self.stopping() or not self.ring_one():
                break

    def ring_one(self) -> bool:
        """Make one offer and ring its agent; whether there was one to make."""
        offer = self._claim()
        if offer is None:
            return False
        result = self.dialler.call_agent(_leg(offer))
        _log.info("agent rung", attempt=offer.attempt_id, result=type(result).__name__)
        self._record(offer, result)
        return True

    def _call_off(self, left: Sequence[int]) -> None:
        """Telephones that ring for what was left at the desk need not ring on."""
        for attempt_id in left:
            with self.database.writing() as session:
                sid = at_desk.call_off(session, attempt_id)
            if sid:
                end = self.dialler.cancel(sid)
                _log.info("leg cancelled", attempt=attempt_id, result=type(end).__name__)

    def _claim(self) -> Offer | None:
        """None also if another scheduler was faster: the next beat is soon enough."""
        try:
            with self.database.writing() as session:
                return claims.claim(session, self.now(), self.gap)
        except Moved:
            return None

    def _record(self, offer: Offer, result: Result) -> None:
        now, wanted = self.now(), True
        with self.database.writing() as session:
            match result:
                case Placed(sid):
                    wanted = offers.placed(session, offer.attempt_id, sid)
                case Declined(code):
                    offers.declined(session, offer.attempt_id, code, now)
                case Unknown():
                    offers.in_doubt(session, now)
        if isinstance(result, Placed) and not wanted:
            end = self.dialler.cancel(result.sid)
            _log.info("leg cancelled", attempt=offer.attempt_id, result=type(end).__name__)


def _leg(offer: Offer) -> AgentLeg:
    return AgentLeg(
        to=offer.to, from_=offer.from_, token=offer.token, ring=offer.ring, limit=offer.limit
    )
