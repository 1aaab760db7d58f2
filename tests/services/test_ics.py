"""An appointment in a calendar file, read back by the rules of RFC 5545."""

from datetime import timedelta

import pytest

from ivr.services.ics import Appointment, calendar
from tests.clocks import helsinki as at
from tests.make import NOW


def an_appointment(**values: object) -> Appointment:
    facts: dict[str, object] = {
        "uid": "a1@we.example",
        "version": 2,
        "starts_at": at("2026-11-27 09:00"),
        "ends_at": at("2026-11-27 09:00") + timedelta(minutes=30),
        "summary": "Kansalaispalvelut: varattu aika",
        "place": "Kuhmon palvelupiste, Torikatu 1",
        "notes": "Ota mukaan henkilötodistus.",
        **values,
    }
    return Appointment(**facts)  # type: ignore[arg-type]


def parsed(file: bytes) -> dict[str, str]:
    """Properties by name: unfolded, and unescaped sign by sign."""
    assert file.endswith(b"\r\n")
    assert b"\n" not in file.replace(b"\r\n", b"")
    lines = file.replace(b"\r\n ", b"").decode().removesuffix("\r\n").split("\r\n")
    pairs = (line.partition(":")[::2] for line in lines)
    return {name: unescaped(value) for name, value in pairs}


def unescaped(value: str) -> str:
    read, signs = "", iter(value)
    for sign in signs:
        if sign == "\\":
            escaped = next(signs)
            read += {"n": "\n"}.get(escaped, escaped)
        else:
            assert sign not in ";,", f"a bare {sign} in {value}"
            read += sign
    return read


def test_it_says_when_and_where_and_which_edition_it_is() -> None:
    read = parsed(calendar(an_appointment(), "-//Kansalaispalvelut//FI", NOW))

    assert (read["BEGIN"], read["VERSION"], read["END"]) == ("VEVENT", "2.0", "VCALENDAR")
    assert (read["UID"], read["SEQUENCE"]) == ("a1@we.example", "2")
    assert (read["DTSTART"], read["DTEND"]) == ("20261127T070000Z", "20261127T073000Z")
    assert read["DTSTAMP"] == "20261124T080000Z"
    assert read["LOCATION"] == "Kuhmon palvelupiste, Torikatu 1"


def test_in_summer_the_clock_is_three_hours_from_universal_time() -> None:
    read = parsed(calendar(an_appointment(starts_at=at("2027-06-04 09:00")), "m", NOW))

    assert read["DTSTART"] == "20270604T060000Z"


@pytest.mark.parametrize(
    "words",
    ["a; b, c\\d", "two\nlines", "ä" * 200, "€" * 90 + ",;" * 50, "x" * 75, "END:VEVENT\r\nEND"],
)
def test_any_words_are_read_back_and_no_line_is_too_long(words: str) -> None:
    file = calendar(an_appointment(notes=words), "m", NOW)

    assert parsed(file)["DESCRIPTION"] == words.replace("\r", "")
    assert max(len(line) for line in file.split(b"\r\n")) <= 75
    for line in file.split(b"\r\n"):
        line.decode()


def test_a_phone_time_has_no_place() -> None:
    assert "LOCATION" not in parsed(calendar(an_appointment(place=""), "m", NOW))
