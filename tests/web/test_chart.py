"""A chart says with words and a table all that it draws."""

import xml.etree.ElementTree as ET

from flask import Flask, render_template_string

from tests.conftest import only_sqlite

pytestmark = only_sqlite

PAGE = """{% from "chart.html" import bars with context %}
<div>{{ bars("day", "The day", "Most calls: 10", slots, series, line=line, head="Time") }}</div>"""
SLOTS = ["8.00", "8.15", "8.30"]
ASKED = {"name": "Requests", "values": [3, 0, None]}
CALLED = {"name": "Calls", "values": [1, 10, None]}
WAITING = {"name": "Waiting", "values": [2, 5, None]}


def drawn(app: Flask, **values: object) -> ET.Element:
    """The whole as a browser reads it; it happens to be XML as well."""
    given = {"slots": SLOTS, "series": [ASKED, CALLED], "line": None, **values}
    with app.test_request_context("/"):
        return ET.fromstring(render_template_string(PAGE, **given))  # noqa: S314


def test_bars_are_as_high_as_their_numbers_and_nothing_is_drawn_for_the_unknown(app: Flask) -> None:
    chart = drawn(app)

    bars = chart.findall(".//svg/svg/rect")
    assert [bar.get("height") for bar in bars] == ["3", "1", "10"]
    assert [float(bar.get("y", 0)) + float(bar.get("height", 0)) for bar in bars] == [20, 20, 20]


def test_a_line_ends_where_nothing_is_known_yet(app: Flask) -> None:
    line = drawn(app, line=WAITING).findall(".//svg/svg/path[@class='line']")

    assert line[0].get("d") == "M0.5 18h0L1.5 15h0"


def test_what_is_drawn_is_said_and_stands_in_a_table(app: Flask) -> None:
    chart = drawn(app, line=WAITING)

    picture = chart.find(".//svg[@role='img']")
    assert picture is not None
    assert picture.get("aria-label") == "The day. Most calls: 10"
    rows = [["".join(cell.itertext()) for cell in row] for row in chart.iter("tr")]
    assert rows == [
        ["Time", "Requests", "Calls", "Waiting"],
        ["8.00", "3", "1", "2"],
        ["8.15", "0", "10", "5"],
        ["8.30", "–", "–", "–"],
    ]


def test_a_day_without_anything_is_an_empty_chart(app: Flask) -> None:
    chart = drawn(app, series=[], slots=[])

    assert chart.findall(".//svg/svg/rect") == []
