"""What the API refuses, and with which of Twilio's numbers."""

from base64 import b64encode
from collections.abc import Callable

import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from ivr.simnet.network import Network
from ivr.simnet.rest import Response
from tests.simnet.application import HOST
from tests.simnet.conftest import AGENCY, AGENT, CITIZEN, MakeNetwork, client_of

ORDER = {"To": AGENT, "From": AGENCY, "Url": f"{HOST}/x"}
TEXT = {"To": CITIZEN, "From": AGENCY, "Body": "Hei."}


Ask = Callable[..., Response]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"To": None}, 21201),
        ({"To": "0401234567"}, 21211),
        ({"To": "+3584"}, 21211),
        ({"To": "+46701234567"}, 21215),
        ({"To": "+358600123456"}, 21215),
        ({"To": "+358112"}, 21211),
        ({"From": None}, 21213),
        ({"From": "Agency"}, 21212),
        ({"From": "+358291112222"}, 21210),
        ({"Url": None}, 21205),
        ({"Url": "/voice/offer"}, 21205),
        ({"Url": "ftp://agency.example/"}, 21205),
        ({"StatusCallback": "status"}, 21205),
        ({"StatusCallbackEvent": "hangup"}, 21626),
        ({"Timeout": "601"}, 21208),
        ({"Timeout": "soon"}, 21208),
        ({"Method": "PUT"}, 20001),
        ({"TimeLimit": "0"}, 20001),
        ({"Colour": "red"}, 20001),
        ({"MachineDetection": "Enable"}, 20001),
        ({"Url": None, "Twiml": "x" * 4001}, 32018),
    ],
)
def test_an_order_for_a_call_is_refused_with_twilios_number(
    network: Network, ask: Ask, change: dict[str, str | None], code: int
) -> None:
    fields = {name: value for name, value in (ORDER | change).items() if value is not None}

    refused = ask("POST", "Calls.json", fields)

    assert (refused.status, refused.json["code"]) == (400, code)
    assert set(refused.json) == {"code", "message", "more_info", "status"}
    assert network.legs() == ()


@pytest.mark.parametrize("name", ["Colour", "MachineDetection", "Record", "SendDigits"])
def test_a_parameter_that_is_not_done_here_is_named(ask: Ask, name: str) -> None:
    refused = ask("POST", "Calls.json", ORDER | {name: "1"})

    assert refused.json["message"].startswith(f"{name}: ")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"To": None}, 21604),
        ({"To": "040 123"}, 21211),
        ({"To": "+46701234567"}, 21211),
        ({"From": None}, 21213),
        ({"From": "Elsewhere"}, 21606),
        ({"Body": None}, 21602),
        ({"Body": "x" * 1601}, 21617),
        ({"MediaUrl": f"{HOST}/cat.png"}, 20001),
    ],
)
def test_an_order_for_a_text_is_refused_with_twilios_number(
    network: Network, ask: Ask, change: dict[str, str | None], code: int
) -> None:
    fields = {name: value for name, value in (TEXT | change).items() if value is not None}

    refused = ask("POST", "Messages.json", fields)

    assert (refused.status, refused.json["code"]) == (400, code)
    assert network.texts() == ()


@pytest.mark.parametrize(
    ("method", "what", "status", "code"),
    [
        ("GET", "Calls/CA51ffffffffffffffffffffffffffffffff.json", 404, 20404),
        ("POST", "Calls/CA51ffffffffffffffffffffffffffffffff.json", 404, 20404),
        ("GET", "Messages/SM51ffffffffffffffffffffffffffffff.json", 404, 20404),
        ("PUT", "Calls.json", 405, 20004),
        ("GET", "Queues.json", 501, 501),
        ("POST", "Calls.xml", 501, 501),
        ("DELETE", "Calls/CA51ffffffffffffffffffffffffffffffff.json", 501, 501),
        ("POST", "Messages/SM51ffffffffffffffffffffffffffffff.json", 501, 501),
        ("GET", "Calls/CA51ffffffffffffffffffffffffffffffff/Events.json", 501, 501),
    ],
)
def test_what_is_not_there_is_not_pretended(
    ask: Ask, method: str, what: str, status: int, code: int
) -> None:
    refused = ask(method, what)

    assert (refused.status, refused.json["code"]) == (status, code)


@pytest.mark.parametrize(
    "authorization", ["", "Basic", "Basic !!!", "Bearer x", "Basic QUM6eA==", "Basic w6Q="]
)
def test_nobody_gets_in_without_the_accounts_secret(network: Network, authorization: str) -> None:
    path = f"/2010-04-01/Accounts/{network.settings.account_sid}/Calls.json"

    refused = network.rest("GET", path, (), authorization)

    assert (refused.status, refused.json["code"]) == (401, 20003)


def test_twilios_client_understands_a_refusal(api: Client) -> None:
    with pytest.raises(TwilioRestException) as refused:
        api.calls.create(to="+46701234567", from_=AGENCY, url=f"{HOST}/x")

    assert (refused.value.status, refused.value.code) == (400, 21215)


def test_too_many_calls_at_once_are_refused(make_network: MakeNetwork) -> None:
    network = make_network(live_legs=3)
    api = client_of(network)
    for _ in range(3):
        api.calls.create(to=AGENT, from_=AGENCY, url=f"{HOST}/x")

    with pytest.raises(TwilioRestException) as refused:
        api.calls.create(to=AGENT, from_=AGENCY, url=f"{HOST}/x")

    assert (refused.value.status, refused.value.code) == (429, 10004)


def test_the_account_sees_no_other_account(network: Network) -> None:
    settings = network.settings
    secret = b64encode(f"{settings.account_sid}:{settings.auth_token}".encode()).decode()

    path = f"/2010-04-01/Accounts/AC{'1' * 32}/Calls.json"
    refused = network.rest("GET", path, (), f"Basic {secret}")

    assert (refused.status, refused.json["code"]) == (404, 20404)
