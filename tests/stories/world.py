"""A small world: citizens, agents, the office and the telephone network, on one clock.

Only what people can do is done here: dial, press, answer, hang up; and what staff and time do.
What is true afterwards is asked of the network's ledger, which the product can't write.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select

from flows.rules.window import HELSINKI
from ivr.app import create_app
from ivr.db import Database
from ivr.models import Callback, Promise, Staff
from ivr.services import agents, staff
from ivr.services.agency import read_agency
from ivr.services.contacts import Keyer
from ivr.services.seed import seed
from ivr.settings import SAMPLE_AGENCY, Settings
from ivr.simnet.inprocess import rest_client, wsgi_delivery
from ivr.simnet.jump import Jump
from ivr.simnet.legs import Leg
from ivr.simnet.network import Network
from ivr.simnet.settings import Settings as NetworkSettings
from ivr.simnet.site import rent
from ivr.simnet.telephone import Telephone
from ivr.telephony.client import Twilio
from scheduler.beats import KEEPING, SWEEPING, Skipped
from scheduler.dial import Dial
from scheduler.texts import Texts
from scheduler.upkeep import Keeping, Upkeep
from tests.clocks import Settable

ORIGIN = "https://virasto.example"
SERVICE = "+358295000000"
SECRET = "the secret of stories"
AINO = "+358501234567"
BO = "+358501234568"

_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
_BUSY, _IDLE, _CLOSED = 1.0, 10.0, 300.0  # seconds between beats


@dataclass
class World:
    """Starts at `start`, Helsinki time (`2026-11-24 10:00`); everything random follows `seed`."""

    database: Database
    start: str
    seed: int = 1
    network: Network = field(init=False)

    def __post_init__(self) -> None:
        self._clock = Jump(Settable(self.start).now())
        self._settings = NetworkSettings(seed=self.seed)
        with self.database.writing() as session:
            seed(session, read_agency(SAMPLE_AGENCY), self.now)
        app = create_app(self._product_settings(), database=self.database, clock=self._wall())
        app.testing = True  # what a view raises is a story's failure
        deliver = wsgi_delivery(app.wsgi_app)
        self.network = Network(self._clock, deliver, [rent(SERVICE, ORIGIN)], self._settings)
        self._beats = self._make_beats()
        self._done: dict[int, datetime] = {}
        self.network.every(self._pause, self._beat)

    # --- people ---

    def citizen(self, number: str = "+358401234567") -> Telephone:
        return Telephone(self.network, number)

    def agent(
        self, name: str = "aino", number: str = AINO, languages: Iterable[str] = ("fi", "sv", "en")
    ) -> Telephone:
        """A new agent with a telephone, ready at once."""
        with self.database.writing() as session:
            newcomer = staff.Newcomer(name, "agent", number, tuple(languages), "a long password")  # type: ignore[arg-type]
            staff.add(session, Keyer(SECRET), newcomer, self.now)
        self.sets(name, "ready")
        return Telephone(self.network, number)

    def sets(self, name: str, state: str) -> None:
        """A supervisor sets an agent's state."""
        with self.database.writing() as session:
            agent = staff.by_name(session, name)
            agents.set_state(session, agent, state, actor="supervisor:0", now=self.now)  # type: ignore[arg-type]

    # --- time ---

    @property
    def now(self) -> datetime:
        return self._clock.now()

    def to(self, moment: str) -> None:
        """Time goes on to `2026-11-25 09:00`, or to the next `Mon 09:00`."""
        self.network.run_until(_at(self.now, moment))

    def after(self, **span: float) -> None:
        """Time goes on by what `timedelta` takes."""
        self.network.run_until(self.now + timedelta(**span))

    # --- what is true ---

    def calls_to(self, telephone: Telephone) -> tuple[Leg, ...]:
        """Every leg that ever rang this telephone."""
        legs = self.network.legs(person=telephone.number)
        return tuple(leg for leg in legs if leg.direction != "inbound")

    @property
    def callbacks(self) -> list[Callback]:
        with self.database.reading() as session:
            return list(session.scalars(select(Callback).order_by(Callback.id)))

    @property
    def callback(self) -> Callback:
        [only] = self.callbacks
        return only

    @property
    def promises(self) -> list[Promise]:
        with self.database.reading() as session:
            return list(session.scalars(select(Promise).order_by(Promise.id)))

    def state_of(self, name: str) -> str:
        with self.database.reading() as session:
            return session.scalars(select(Staff.state).where(Staff.name == name)).one()

    def close(self) -> None:
        self.network.close()

    # --- the product ---

    def _product_settings(self) -> Settings:
        return Settings(
            _env_file=None,
            public_url=ORIGIN,
            twilio_account_sid=self._settings.account_sid,
            twilio_auth_token=self._settings.auth_token,
            secret_key=SECRET,
        )

    def _wall(self) -> Any:
        clock = self._clock

        class Wall:
            speed = 1.0

            def now(self) -> datetime:
                return clock.now()

        return Wall()

    def _make_beats(self) -> tuple[tuple[float, Callable[[], None]], ...]:
        """The scheduler's own, as often as it does them."""
        dialler = Twilio(
            self._settings.account_sid,
            self._settings.auth_token,
            ORIGIN,
            http=rest_client(self.network),
        )
        now, never = self._clock.now, lambda: False
        short_days = read_agency(SAMPLE_AGENCY).short_days
        return (
            (SWEEPING, Upkeep(self.database, dialler, now, never, Skipped())),
            (0, Dial(self.database, dialler, now, never)),
            (0, Texts(self.database, dialler, now, never)),
            (KEEPING, Keeping(self.database, now, never, short_days)),
        )

    def _beat(self, now: datetime) -> None:
        for place, (seconds, beat) in enumerate(self._beats):
            if now >= self._done.get(place, _LONG_AGO) + timedelta(seconds=seconds):
                beat()
                self._done[place] = now

    def _pause(self) -> float:
        if self.network.legs(live=True):
            return _BUSY
        local = self.now.astimezone(HELSINKI)
        return _IDLE if local.weekday() < 5 and 8 <= local.hour < 17 else _CLOSED


def _at(now: datetime, moment: str) -> datetime:
    clock = Settable(now.astimezone(HELSINKI).strftime("%Y-%m-%d %H:%M"))
    return clock.to(moment)
