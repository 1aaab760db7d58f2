"""Mistakes that the sweep has to find, or else it is the sweep that is wrong."""

from ivr.db import Database
from ivr.services import claims, offers
from ivr.services.agency import AgencyFile
from ivr.simnet.network import Network
from ivr.telephony.client import AgentLeg, Placed
from scheduler.dial import Dial
from scheduler.world.schedulers import Scheduler


class Hasty(Dial):
    """Rings the agent before it is stored that she is to be rung."""

    def ring_one(self) -> bool:
        with self.database.writing() as session:
            offer = claims.claim(session, self.now(), self.gap)
            if offer is None:
                return False
            leg = AgentLeg(offer.to, offer.from_, offer.token, offer.ring, offer.limit)
            result = self.dialler.call_agent(leg)
            if isinstance(result, Placed):
                offers.placed(session, offer.attempt_id, result.sid)
        return True


class Careless(Scheduler):
    """Dials hastily."""

    def __init__(self, database: Database, network: Network, agency: AgencyFile) -> None:
        super().__init__(database, network, agency)
        self._beats = tuple(
            (
                seconds,
                Hasty(work.database, work.dialler, work.now, work.stopping)
                if isinstance(work, Dial)
                else work,
            )
            for seconds, work in self._beats
        )
