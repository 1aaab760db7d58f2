"""Signatures: exactly what Twilio's own validator accepts, and never an error instead of a no."""

from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from twilio.request_validator import RequestValidator

from ivr.telephony.signature import is_genuine, sign

TOKEN = "12345"
URL = "https://mycompany.example/voice/incoming"
FIELDS = [("CallSid", "CA" + "0" * 32), ("Digits", "1234"), ("From", "+358401234567")]


def test_the_published_example_has_the_published_signature() -> None:
    fields = [
        ("CallSid", "CA1234567890ABCDE"),
        ("Caller", "+14158675309"),
        ("Digits", "1234"),
        ("From", "+14158675309"),
        ("To", "+18005551212"),
    ]
    url = "https://mycompany.com/myapp.php?foo=1&bar=2"
    assert sign(TOKEN, url, fields) == "RSOYDt4T1cUTdK1PDd93/VVr8B8="


names = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), min_size=1, max_size=8)
values = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=12)


@given(st.dictionaries(names, values, max_size=8))
def test_we_sign_as_twilios_own_code_does(fields: dict[str, str]) -> None:
    theirs = RequestValidator(TOKEN).compute_signature(URL, fields)
    assert sign(TOKEN, URL, list(fields.items())) == theirs


def test_while_a_token_is_replaced_both_are_accepted_and_no_third() -> None:
    tokens = ("new", "old")
    assert is_genuine(tokens, URL, FIELDS, sign("new", URL, FIELDS))
    assert is_genuine(tokens, URL, FIELDS, sign("old", URL, FIELDS))
    assert not is_genuine(tokens, URL, FIELDS, sign("third", URL, FIELDS))


def test_a_signature_over_the_url_with_its_port_is_accepted_as_twilio_does() -> None:
    with_port = URL.replace(".example", ".example:443")
    assert is_genuine((TOKEN,), URL, FIELDS, sign(TOKEN, with_port, FIELDS))


@pytest.mark.parametrize(
    "signature",
    [None, "", "x", "A" * 28, "ä" * 28, "A" * 10_000, quote(sign(TOKEN, URL, FIELDS))],
    ids=["missing", "empty", "short", "wrong", "not ASCII", "overlong", "escaped"],
)
def test_whatever_else_stands_in_the_header_is_a_no(signature: str | None) -> None:
    assert not is_genuine((TOKEN,), URL, FIELDS, signature)


def test_another_url_or_another_digit_is_a_no() -> None:
    signature = sign(TOKEN, URL, FIELDS)
    assert is_genuine((TOKEN,), URL, FIELDS, signature)
    assert not is_genuine((TOKEN,), URL + "/", FIELDS, signature)
    assert not is_genuine((TOKEN,), URL, [*FIELDS[:1], ("Digits", "1235"), *FIELDS[2:]], signature)


def test_without_a_token_nothing_is_genuine() -> None:
    assert not is_genuine((), URL, FIELDS, sign("", URL, FIELDS))
