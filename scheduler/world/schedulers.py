"""Schedulers without threads: the same beats, each as often as it really falls."""

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from requests.exceptions import ReadTimeout
from sqlalchemy.util import await_only

from ivr.db import Database, Unavailable
from ivr.services.agency import AgencyFile
from ivr.simnet.inprocess import rest_client
from ivr.simnet.network import Network
from ivr.telephony import client
from scheduler.asking import Asking
from scheduler.beats import KEEPING, SWEEPING, Skipped
from scheduler.dial import Dial
from scheduler.texts import Texts
from scheduler.upkeep import Keeping, Upkeep
from scheduler.world.office import ORIGIN

_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


def _pass(network: Network, seconds: float) -> None:
    """Time goes on for everybody else while a scheduler waits for an answer."""
    await_only(network.clock.sleep(seconds))


class Scheduler:
    """One scheduler's beats, each as often as it really falls and no more often; `sweeping` and
    `keeping` are the seconds between two looks at what has outlived its limit, and has time."""

    def __init__(
        self,
        database: Database,
        network: Network,
        agency: AgencyFile,
        sweeping: float = SWEEPING,
        keeping: float = KEEPING,
    ) -> None:
        account, now = network.settings, network.clock.now
        http = rest_client(network, lambda seconds: _pass(network, seconds), ReadTimeout)
        dialler = client.Twilio(account.account_sid, account.auth_token, ORIGIN, http=http)
        never = bool  # nobody stops it
        self._beats: tuple[tuple[float, Callable[[], None]], ...] = (
            (sweeping, Upkeep(database, dialler, now, never, Skipped())),
            (sweeping, Asking(database, dialler, now, never)),
            (0, Dial(database, dialler, now, never)),
            (0, Texts(database, dialler, now, never)),
            (keeping, Keeping(database, now, never, agency.short_days)),
        )
        self._done = [_LONG_AGO] * len(self._beats)

    def beat(self, now: datetime) -> None:
        for place, (seconds, work) in enumerate(self._beats):
            if now >= self._done[place] + timedelta(seconds=seconds):
                with suppress(Unavailable):  # the next beat tries again
                    work()
                self._done[place] = now
