"""What a page needs is asked for once, small, and comes anew as soon as it is another."""

import gzip

from flask import Flask, url_for

from ivr.web.files import FOLDER, edition
from tests.conftest import only_sqlite

pytestmark = only_sqlite


def address(app: Flask, name: str) -> str:
    with app.test_request_context("/"):
        return url_for("static", filename=name)


def test_a_style_is_packed_and_kept_for_good_under_the_name_of_its_edition(app: Flask) -> None:
    path = address(app, "forms.css")
    answer = app.test_client().get(path, headers={"Accept-Encoding": "gzip"})

    assert f"/{edition()}/" in path
    assert gzip.decompress(answer.data) == (FOLDER / "forms.css").read_bytes()
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert answer.mimetype == "text/css"


def test_styles_that_one_names_come_in_it_each_in_its_layer_or_for_its_medium(app: Flask) -> None:
    style = app.test_client().get(address(app, "site.css")).data

    assert b"@import" not in style
    assert b"@charset" not in style
    assert (FOLDER / "forms.css").read_bytes() in style
    assert b"@layer pico {/*!" in style.replace(b"\n", b"")
    assert b"@media print {" + (FOLDER / "print.css").read_bytes() + b"}" in style


def test_whoever_does_not_unpack_gets_it_plain(app: Flask) -> None:
    answer = app.test_client().get(address(app, "mark.svg"))

    assert answer.data == (FOLDER / "mark.svg").read_bytes()
    assert "Content-Encoding" not in answer.headers


def test_nothing_else_is_given_out(app: Flask) -> None:
    client = app.test_client()

    for name in ("nothing.css", "../app.py", "vendor/../../app.py"):
        assert client.get(address(app, "") + name).status_code == 404
    assert client.get("/static/an-earlier-edition/site.css").status_code == 404


def test_pages_with_a_secret_leave_unpacked(app: Flask) -> None:
    answer = app.test_client().get("/login", headers={"Accept-Encoding": "gzip"})

    assert "Content-Encoding" not in answer.headers
