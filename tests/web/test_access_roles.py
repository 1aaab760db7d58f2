"""Who may open what: every route, for every role, as the one table says."""

from collections.abc import Iterator
from contextlib import AbstractContextManager

import pytest
from flask import Flask
from werkzeug.routing import Rule

from ivr.app import create_app
from ivr.db import Busy, Database, Session
from ivr.services.staff import ROLES as ALL_ROLES
from ivr.settings import Settings
from ivr.web.access import ACCESS, of
from ivr.web.matrix import matrix
from tests.clocks import Settable
from tests.conftest import only_sqlite
from tests.shape.sources import ROOT
from tests.web.conftest import Rows
from tests.web.visitors import ORIGIN, ROLES, Visitor, hire, logged_in

pytestmark = only_sqlite

NAMES = {role: name for name, role in ROLES.items()}
VALUES = {
    "filename": "site.css",
    "token": "t",
    "turn": 2,
    "waited": 1,
    "place": "p",
    "public_id": "p",
    "closure_id": 1,
    "choice": "accept",
    "event_id": 1,
    "day": "2026-11-27",
}
MARKS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self';"
    " img-src 'self' data:; connect-src 'self'; media-src 'self'; form-action 'self';"
    " base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
}


@pytest.fixture(autouse=True)
def staff(app: Flask, database: Database) -> None:
    hire(database)


def routes(app: Flask) -> Iterator[tuple[Rule, str, str]]:
    """Each route with a path that fits it and each of its methods."""
    adapter = app.url_map.bind("we.example")
    for rule in app.url_map.iter_rules():
        values = {name: VALUES.get(name, "done") for name in rule.arguments}
        path = adapter.build(rule.endpoint, values)
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield rule, method, path


def send(visitor: Visitor, method: str, path: str, token: str = "") -> tuple[int, str]:
    data = {"csrf_token": token} if token else None
    answer = visitor.client.open(path, method=method, base_url=ORIGIN, data=data, buffered=True)
    return answer.status_code, answer.location or ""


def test_every_route_has_an_entry_and_every_entry_a_route(app: Flask) -> None:
    endpoints = {rule.endpoint for rule in app.url_map.iter_rules()}

    assert {endpoint for endpoint in endpoints if of(endpoint) is None} == set()
    used = endpoints | {endpoint.partition(".")[0] for endpoint in endpoints}
    assert set(ACCESS) <= used


def test_a_route_without_an_entry_is_open_to_nobody(app: Flask) -> None:
    app.add_url_rule("/forgotten", "forgotten", lambda: "secret")

    for name in ROLES:
        assert logged_in(app, name).get("/forgotten").status_code == 403
    assert Visitor.to(app).get("/forgotten").status_code == 403


def test_only_the_network_s_signature_opens_the_network_s_routes(app: Flask) -> None:
    saara = logged_in(app, "saara")
    signed = [(m, path) for rule, m, path in routes(app) if of(rule.endpoint) == "network"]

    assert len(signed) > 10
    assert {send(saara, method, path)[0] for method, path in signed} == {403}


@pytest.mark.parametrize("role", ALL_ROLES)
def test_a_role_opens_its_own_pages_and_no_others(app: Flask, role: str) -> None:
    visitor = logged_in(app, NAMES[role])
    token = visitor.token()
    staffs = [route for route in routes(app) if isinstance(of(route[0].endpoint), frozenset)]
    assert len(staffs) > 10

    wrong = {}
    for rule, method, path in staffs:
        status, location = send(visitor, method, path, token)
        shut_out = status == 403 or location == "/login"
        if shut_out == (role in of(rule.endpoint)):
            wrong[method, path] = status

    assert wrong == {}


def test_nobody_opens_the_staff_s_pages_without_logging_in(app: Flask) -> None:
    stranger = Visitor.to(app)
    token = stranger.token()

    answers = {
        path: send(stranger, method, path, token)
        for rule, method, path in routes(app)
        if isinstance(of(rule.endpoint), frozenset)
    }

    turned_away = [(303, "/login"), (401, "")]
    assert {path for path, answer in answers.items() if answer not in turned_away} == set()


def test_every_change_needs_the_form_s_token(app: Flask, rows: Rows) -> None:
    visitors = {role: logged_in(app, name) for role, name in NAMES.items()}
    before = rows()
    answers = {
        (role, path): send(visitors[role], method, path)[0]
        for rule, method, path in routes(app)
        if method != "GET" and of(rule.endpoint) != "network"
        for role in ALL_ROLES
        if of(rule.endpoint) == "everyone" or role in of(rule.endpoint)
    }

    assert len(answers) > 10
    assert set(answers.values()) == {400}
    assert rows() == before


def test_looking_changes_nothing(app: Flask, rows: Rows) -> None:
    visitors = [logged_in(app, name) for name in ROLES]
    before = rows()

    for rule, method, path in routes(app):
        if method == "GET" and of(rule.endpoint) != "network":
            for visitor in visitors:
                send(visitor, "GET", path)
                send(visitor, "HEAD", path)

    assert rows() == before


def test_every_answer_carries_what_protects_it(app: Flask) -> None:
    saara = logged_in(app, "saara")
    answers = {
        path: saara.client.open(path, method=method, base_url=ORIGIN, buffered=True)
        for _, method, path in routes(app)
    }
    answers["/nowhere"] = saara.get("/nowhere")

    lacking = {
        path: set(MARKS.items()) - set(answer.headers.items())
        for path, answer in answers.items()
        if not set(MARKS.items()) <= set(answer.headers.items())
    }
    assert lacking == {}
    kept = {p for p, answer in answers.items() if answer.headers["Cache-Control"] != "no-store"}
    assert {path for path in kept if not path.startswith("/static/")} == set()


def test_nobody_else_s_browser_may_read_our_answers(app: Flask) -> None:
    saara = logged_in(app, "saara")

    answer = saara.get("/queue.json", Origin="https://evil.example")

    assert "Access-Control-Allow-Origin" not in answer.headers


def test_a_refusal_says_so_in_plain_words(app: Flask) -> None:
    refused = logged_in(app, "aino").get("/queue")

    assert refused.status_code == 403
    assert "Tämä sivu ei kuulu rooliisi." in refused.text


class Closed(Database):
    """Lets nobody in, as one that has no connection left."""

    def reading(self) -> AbstractContextManager[Session]:
        raise Busy("the database is busy: no free connection")


def test_a_busy_database_is_told_of_on_a_page_that_needs_none(
    app: Flask, settings: Settings, database: Database, clock: Settable
) -> None:
    cookie = logged_in(app, "saara").cookie()
    closed = create_app(settings, database=Closed(database.engine), clock=clock)

    for path in ("/", "/queue"):
        answer = Visitor.to(closed).with_cookie(cookie).get(path)
        assert answer.status_code == 503
        assert "Tietokanta ei vastaa juuri nyt." in answer.text


def test_the_document_tells_of_every_page(app: Flask) -> None:
    told = (ROOT / "docs/access.md").read_text(encoding="utf-8")

    assert matrix(app) in told, "`make docs` writes it anew"
