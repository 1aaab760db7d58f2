"""The gate of the webhooks: the unsigned and the odd are turned away and change nothing."""

from collections.abc import Sequence
from random import Random

import pytest
from flask import Flask
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from ivr.telephony.signature import sign
from tests.abuse.cutting import cut_anew
from tests.conftest import only_sqlite
from tests.web.conftest import ORIGIN, TOKEN, Network, Rows

pytestmark = only_sqlite

PATHS = [
    "/voice/incoming",
    "/voice/status",
    "/voice/fallback",
    "/voice/turn/2/",
    "/voice/again/2/1/",
    "/voice/offer/token/",
    "/voice/offer/token/again/1/",
    "/voice/offer/token/status/",
    "/voice/leg/token/",
    "/sms/incoming",
    "/sms/status/token/",
]


def test_every_route_of_the_network_is_listed_here(app: Flask) -> None:
    rules = {
        str(rule) for rule in app.url_map.iter_rules() if str(rule).startswith(("/voice", "/sms"))
    }
    assert rules == {_rule(path) for path in PATHS}


def _rule(path: str) -> str:
    for value, name in (("2", "int:turn"), ("1", "int:waited"), ("token", "token")):
        path = path.replace(f"/{value}/", f"/<{name}>/")
    return path


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"])
def test_other_methods_are_turned_away(
    network: Network, rows: Rows, path: str, method: str
) -> None:
    before = rows()
    answer = network.app.test_client().open(path, method=method)
    assert answer.status_code in (400, 403)
    assert answer.data in (b"refused\n", b"")
    assert rows() == before


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("signature", [None, "", "x", "A" * 27 + "=", "å" * 28, "A" * 10_000])
def test_without_the_right_signature_nobody_enters(
    network: Network, rows: Rows, path: str, signature: str | None
) -> None:
    before = rows()
    answer = network.send_raw(path, list(network.fields(Digits="1").items()), signature)
    assert (answer.status_code, answer.data) == (403, b"refused\n")
    assert rows() == before


@pytest.mark.parametrize("path", PATHS)
def test_a_foreign_accounts_request_is_turned_away_even_if_signed(
    network: Network, rows: Rows, path: str
) -> None:
    before = rows()
    foreign = network.fields(AccountSid="AC" + "0" * 32, MessageSid="SM" + "0" * 32)
    more = {"MessageStatus": "sent", "SequenceNumber": "0"}
    answer = network.send(path, list({**foreign, **more}.items()))
    assert (answer.status_code, answer.data) == (403, b"refused\n")
    assert rows() == before


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ([("Digits", "1"), ("Digits", "2")], 400),
        ([("Digits", "1"), ("Digits", "1")], 400),
        ([("Digits1", "")], 400),
        ([("", "x")], 400),
        ([("CallSid\n", "x")], 400),
        ([("Digits", "1; DROP TABLE callback")], 400),
        ([("Digits", "\x00")], 400),
    ],
)
def test_odd_forms_are_turned_away(
    network: Network, rows: Rows, change: Sequence[tuple[str, str]], status: int
) -> None:
    network.calls_in()
    before = rows()
    answer = network.send("/voice/turn/2/", [*network.fields().items(), *change])
    assert (answer.status_code, answer.data) == (status, b"refused\n")
    assert rows() == before


@pytest.mark.parametrize("missing", ["CallSid", "AccountSid", "From", "To", "Direction"])
def test_a_call_without_a_needed_field_is_turned_away(
    network: Network, rows: Rows, missing: str
) -> None:
    before = rows()
    fields = [(name, value) for name, value in network.fields().items() if name != missing]
    assert network.send("/voice/incoming", fields).status_code == 400
    assert rows() == before


@pytest.mark.parametrize("query", ["a=1", "bodySHA256=0", "Digits=1"])
def test_a_query_string_is_turned_away_even_if_signed(
    network: Network, rows: Rows, query: str
) -> None:
    before = rows()
    fields = list(network.fields().items())
    path = f"/voice/incoming?{query}"
    answer = network.send_raw(path, fields, sign(TOKEN, ORIGIN + path, fields))
    assert (answer.status_code, answer.data) == (400, b"refused\n")
    assert rows() == before


def test_a_body_that_is_no_form_is_turned_away(network: Network) -> None:
    client = network.app.test_client()
    signature = {"X-Twilio-Signature": sign(TOKEN, f"{ORIGIN}/voice/incoming", [])}
    for body, kind in [("{}", "application/json"), ("x" * 70_000, "text/plain")]:
        answer = client.post("/voice/incoming", data=body, content_type=kind, headers=signature)
        assert answer.status_code in (403, 413)


def test_the_address_counts_by_which_we_are_known_not_the_one_in_the_headers(
    network: Network,
) -> None:
    fields = list(network.fields(CallStatus="ringing").items())
    lies = {"Host": "evil.example", "X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "http"}
    for signed_for, status in [(ORIGIN, 200), ("https://evil.example", 403)]:
        headers = {
            **lies,
            "X-Twilio-Signature": sign(TOKEN, f"{signed_for}/voice/incoming", fields),
        }
        answer = network.app.test_client().post(
            "/voice/incoming", data=dict(fields), headers=headers
        )
        assert answer.status_code == status


@pytest.mark.parametrize("path", ["/", "/login", "/nowhere", "/voiceless", "/queue"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_at_our_pages_a_signature_opens_and_breaks_nothing(
    network: Network, rows: Rows, path: str, method: str
) -> None:
    before = rows()
    headers = {"X-Twilio-Signature": sign(TOKEN, ORIGIN + path, [])}
    answer = network.app.test_client().open(path, method=method, base_url=ORIGIN, headers=headers)
    assert answer.status_code < 500
    assert not answer.headers.getlist("Set-Cookie")
    assert rows() == before


@examples(
    max_examples=400,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(chance=st.randoms(use_true_random=False))
def test_a_signed_request_cut_anew_changes_nothing_beyond_the_original(
    network: Network, rows: Rows, chance: Random
) -> None:
    """The signed string has no boundaries: cut it into other names and values at will."""
    network.calls_in()
    network.presses("1")
    path = "/voice/turn/2/"
    original = list(network.fields(Digits="1").items())
    signature = sign(TOKEN, ORIGIN + path, original)
    before = rows()
    answer = network.send_raw(path, cut_anew(original, chance), signature)
    assert answer.status_code in (200, 400, 403)
    assert rows() == before
