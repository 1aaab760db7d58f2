"""The web application as it runs, on the simulated network's clock and in its process."""

from dataclasses import dataclass
from datetime import datetime

from ivr.app import create_app
from ivr.db import Database
from ivr.settings import Settings
from ivr.simnet.delivery import Deliver
from ivr.simnet.inprocess import wsgi_delivery
from ivr.simnet.jump import Jump
from ivr.simnet.settings import Settings as NetworkSettings

ORIGIN = "https://virasto.example"
SECRET = "the secret of a simulated office"  # noqa: S105 - guards nothing outside this process


@dataclass(frozen=True, slots=True)
class Wall:
    """The product's clock is the network's."""

    clock: Jump
    speed: float = 1.0

    def now(self) -> datetime:
        return self.clock.now()


def open_office(
    database: Database, clock: Jump, account: NetworkSettings, recordings: str = ""
) -> Deliver:
    """The web application, reached by the network's webhooks."""
    settings = Settings(
        _env_file=None,
        public_url=ORIGIN,
        twilio_account_sid=account.account_sid,
        twilio_auth_token=account.auth_token,
        secret_key=SECRET,
        recordings=recordings,
    )
    app = create_app(settings, database=database, clock=Wall(clock))
    app.testing = True  # what a view raises is a story's failure
    return wsgi_delivery(app.wsgi_app)
