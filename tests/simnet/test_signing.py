import pytest
from twilio.request_validator import RequestValidator

from ivr.simnet.signing import sign

FIELDS = {
    "CallSid": "CA1234567890ABCDE",
    "Caller": "+14158675309",
    "Digits": "1234",
    "From": "+14158675309",
    "To": "+18005551212",
}


def test_the_signature_is_the_one_of_the_published_example() -> None:
    url = "https://mycompany.com/myapp.php?foo=1&bar=2"

    assert sign("12345", url, FIELDS) == "RSOYDt4T1cUTdK1PDd93/VVr8B8="


@pytest.mark.parametrize(
    ("url", "fields"),
    [
        ("https://agency.example/voice/incoming", FIELDS),
        ("http://127.0.0.1:5000/voice/turn/3/", FIELDS),
        ("https://agency.example/voice/x?a=%C3%A4%2F~", {}),
        ("https://agency.example/", {"SpeechResult": "yö ja päivä", "Digits": ""}),
        ("https://agency.example/", {"b": "1", "a": "2", "B": "3", "Å": "4"}),
    ],
)
def test_both_sides_compute_the_same(url: str, fields: dict[str, str]) -> None:
    validator = RequestValidator("secret")

    assert validator.compute_signature(url, fields) == sign("secret", url, fields)
    assert validator.validate(url, fields, sign("secret", url, fields))


def test_another_secret_another_url_or_another_field_is_refused() -> None:
    validator, url = RequestValidator("secret"), "https://agency.example/voice"

    assert not validator.validate(url, FIELDS, sign("other", url, FIELDS))
    assert not validator.validate(url + "/", FIELDS, sign("secret", url, FIELDS))
    assert not validator.validate(url, FIELDS | {"Digits": "9"}, sign("secret", url, FIELDS))


def test_the_fragment_is_not_signed() -> None:
    url = "https://agency.example/voice"

    assert sign("secret", f"{url}#rc=2", FIELDS) == sign("secret", url, FIELDS)
