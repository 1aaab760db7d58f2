"""A network with a scripted application, one process, one thread, one virtual clock."""

from base64 import b64encode
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from twilio.rest import Client

from ivr.simnet.delivery import Deliver
from ivr.simnet.inprocess import rest_client, wsgi_delivery
from ivr.simnet.jump import Jump
from ivr.simnet.network import Network
from ivr.simnet.rest import Response
from ivr.simnet.settings import Number, Settings
from tests.simnet.application import HOST, Application

START = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
AGENCY = "+358295020600"
SECOND = "+358295020601"
CITIZEN = "+358401234567"
AGENT = "+358501234567"

MakeNetwork = Callable[..., Network]


@pytest.fixture
def application() -> Application:
    return Application()


@pytest.fixture
def make_network(application: Application) -> Iterator[MakeNetwork]:
    """Makes networks; keywords are settings, `deliver` replaces the way to the application."""
    made: list[Network] = []

    def make(deliver: Deliver | None = None, fallback: str = "", **settings: object) -> Network:
        numbers = [
            Number(AGENCY, f"{HOST}/voice", fallback, f"{HOST}/ended", f"{HOST}/text"),
            Number(SECOND, f"{HOST}/second"),
        ]
        way = deliver or wsgi_delivery(application)
        made.append(Network(Jump(START), way, numbers, Settings(**settings)))  # type: ignore[arg-type]
        return made[-1]

    yield make
    for network in made:
        network.close()


@pytest.fixture
def network(make_network: MakeNetwork) -> Network:
    return make_network()


@pytest.fixture
def api(network: Network) -> Client:
    """The real client of Twilio's library, reaching the network in this process."""
    return client_of(network)


def client_of(network: Network) -> Client:
    settings = network.settings
    return Client(settings.account_sid, settings.auth_token, http_client=rest_client(network))


def seconds(network: Network) -> float:
    """Virtual seconds since the start."""
    return (network.now - START).total_seconds()


@pytest.fixture
def ask(network: Network) -> Callable[..., Response]:
    """Asks the API as the account itself: `ask(method, what, fields)`."""
    account = network.settings.account_sid
    secret = b64encode(f"{account}:{network.settings.auth_token}".encode()).decode()

    def ask(method: str, what: str, fields: dict[str, str] | None = None) -> Response:
        path = f"/2010-04-01/Accounts/{account}/{what}"
        return network.rest(method, path, (fields or {}).items(), f"Basic {secret}")

    return ask
