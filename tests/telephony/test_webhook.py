"""Reading what Twilio sends: every field that we use has its one shape, once, unmistakably."""

from contextlib import suppress
from urllib.parse import parse_qsl, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.telephony.webhook import Malformed, parse, read

GOOD = {
    "AccountSid": "AC" + "5" * 32,
    "ApiVersion": "2010-04-01",
    "CallSid": "CA" + "0" * 32,
    "CallStatus": "in-progress",
    "CallerCity": "",
    "Digits": "1",
    "Direction": "inbound",
    "From": "+358401234567",
    "FromCity": "Kuhmo",
    "To": "+358800000",
    "ToZip": "",
}


def test_the_fields_that_we_use_are_read_and_others_ignored() -> None:
    fields = read([*GOOD.items(), ("StirVerstat", "TN-Validation-Passed-A")])
    assert fields["Digits"] == "1"
    assert "FromCity" not in fields
    assert "StirVerstat" not in fields


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("AccountSid", "AC1"),
        ("ApiVersion", "2008-08-01"),
        ("CallSid", "CA" + "0" * 31),
        ("CallSid", "CA" + "0" * 32 + "\n"),
        ("CallSid", "SM" + "0" * 32),
        ("CallStatus", "answered"),
        ("Digits", "1 2"),
        ("Digits", "٣"),
        ("Digits", "1" * 1025),
        ("Direction", "sideways"),
        ("From", "+358401234567FromCityKuhmo"),
        ("From", "<script>"),
        ("SequenceNumber", "-1"),
        ("To", "+358 800"),
        ("DialCallStatus", "ringing"),
        ("MessageStatus", "lost"),
        ("ErrorCode", "boom"),
    ],
)
def test_an_odd_value_is_refused(name: str, value: str) -> None:
    with pytest.raises(Malformed, match=name):
        read([*{**GOOD, name: value}.items()])


@pytest.mark.parametrize(
    "name",
    ["", "1Digits", "Digits1", "FromCityHelsinki", "CallSidx", "ToAnyone", "Di gits", "Ämpäri"],
)
def test_an_odd_name_is_refused(name: str) -> None:
    with pytest.raises(Malformed):
        read([*GOOD.items(), (name, "x")])


def test_a_field_twice_is_refused_even_with_the_same_value() -> None:
    with pytest.raises(Malformed):
        read([*GOOD.items(), ("Digits", "1")])


def test_a_missing_field_is_named() -> None:
    with pytest.raises(Malformed, match="Direction"):
        read([(k, v) for k, v in GOOD.items() if k != "Direction"], required=("Direction",))


@pytest.mark.parametrize("body", [b"a", b"a=%FF", b"\xff=1", b"&".join([b"a=1"] * 201)], ids=repr)
def test_what_is_no_form_is_refused(body: bytes) -> None:
    with pytest.raises(Malformed):
        parse(body) and read(parse(body))


def test_blank_values_and_an_empty_body_are_a_form() -> None:
    assert parse(b"Digits=&From=%2B358") == [("Digits", ""), ("From", "+358")]
    assert parse(b"") == []


@given(st.lists(st.tuples(st.text(max_size=9), st.text(max_size=9)), max_size=6))
def test_nothing_but_malformed_is_ever_raised(fields: list[tuple[str, str]]) -> None:
    with suppress(Malformed):
        assert isinstance(read(fields), dict)


_forms = st.one_of(
    st.text("abAÄ=&+%20 ;", max_size=20).map(str.encode),
    st.lists(st.tuples(st.text(max_size=9), st.text(max_size=9))).map(urlencode).map(str.encode),
)


@given(_forms)
def test_a_form_is_read_as_pythons_own_strict_reader_does(body: bytes) -> None:
    try:
        theirs = parse_qsl(
            body.decode("ascii"),
            keep_blank_values=True,
            strict_parsing=bool(body),
            errors="strict",
            max_num_fields=200,
        )
    except ValueError:
        with pytest.raises(Malformed):
            parse(body)
    else:
        assert parse(body) == theirs
