"""Logging in and out. A wrong name and a wrong password get the same answer in the same time."""

from collections.abc import Mapping
from datetime import timedelta
from functools import partial
from hashlib import sha256
from math import ceil

import structlog
from flask import (
    Blueprint,
    Response,
    current_app,
    make_response,
    redirect,
    request,
    session,
    url_for,
)
from flask import render_template as render
from flask.typing import ResponseReturnValue
from itsdangerous import BadSignature, URLSafeTimedSerializer
from prometheus_client import Counter

from ivr.services import knocks, logins
from ivr.services.knocks import ADDRESS, BROWSER, NAME, Allowance
from ivr.services.logins import Visitor
from ivr.web import onward
from ivr.web.access import HOMES, TOKEN, opens, visitor
from ivr.web.address import address
from ivr.web.shield import cookie_name
from ivr.web.site import site
from ivr.web.words import word

login_pages = Blueprint("login", __name__)

REFUSED = Counter("logins_refused", "Tries to log in that did not succeed", ["why"])
_KNOWN_FOR = 180 * 24 * 3600  # seconds
_LONGEST_ENTRY = 256
_GOING_ON = ("language", onward.NEXT, onward.UNSENT)
HALF = "half"  # the session's field between the password and the code

_log = structlog.get_logger(__name__)


@login_pages.get("/login")
def login() -> ResponseReturnValue:
    """The form; whoever is logged in already goes to where she works."""
    who = visitor()
    if who:
        return redirect(url_for(HOMES[who.role]), 303)
    return _form("", "")


@login_pages.post("/login")
def try_to_log_in() -> ResponseReturnValue:
    name = request.form.get("name", "").strip()[:_LONGEST_ENTRY]
    password = request.form.get("password", "")[:_LONGEST_ENTRY]
    now, doors = site().now(), _doors(name)
    with site().database.writing() as rows:
        wait = knocks.knock(rows, doors, now)
    if wait:
        return _refuse(name, word("login.wait", minutes=ceil(wait / timedelta(minutes=1))), 429)
    with site().database.reading() as rows:
        account = logins.account(rows, name)
    if not logins.fits(account, password) or account is None:
        with site().database.writing() as rows:
            logins.refused(rows, account.staff_id if account else None, "password", now)
        return _refuse(name, word("login.wrong"), 401)
    with site().database.writing() as rows:
        knocks.forgive(rows, doors, now)
        if account.two_steps:
            return ask_for_code(logins.begin_half(rows, account.staff_id, now))
        token = logins.begin(rows, account.staff_id, now)
        who = logins.visitor(rows, token, now)
    return let_in(token, who)


@login_pages.post("/logout")
def logout() -> ResponseReturnValue:
    """End the session here and, for whoever may have copied its cookie, everywhere."""
    who, token = visitor(), session.get(TOKEN)
    if who and token:
        with site().database.writing() as rows:
            logins.end(rows, token, who, site().now())
    session.clear()
    answer = make_response(redirect(url_for("pages.front"), 303))
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer


def _refuse(name: str, trouble: str, status: int) -> ResponseReturnValue:
    REFUSED.labels(why="wrong" if status == 401 else "too_often").inc()
    _log.warning("login refused", status=status)
    return _form(name, trouble), status


def _form(name: str, trouble: str) -> str:
    return render(
        "login.html",
        name=name,
        trouble=trouble,
        kept=onward.UNSENT in session,
        provider=site().provider is not None,
    )


def ask_for_code(token: str) -> Response:
    """The password was right, and a code has to follow."""
    _begin_anew(HALF, token)
    return make_response(redirect(url_for("second_step.page"), 303))


def let_in(token: str, who: Visitor | None) -> Response:
    """To where she works; the browser is known from now on."""
    _begin_anew(TOKEN, token)
    if who is None:
        return make_response(redirect(url_for("login.login"), 303))
    answer = make_response(
        redirect(onward.page(who.id, HOMES[who.role], partial(opens, who.role)), 303)
    )
    secure = bool(current_app.config["SESSION_COOKIE_SECURE"])
    answer.set_cookie(
        cookie_name("known", secure),
        _serializer().dumps(_fingerprint(who.name)),
        max_age=_KNOWN_FOR,
        secure=secure,
        httponly=True,
        samesite="Lax",
    )
    return answer


def _begin_anew(field: str, token: str) -> None:
    """Of the session before the login lives on only what she chose and where she was going."""
    going_on = {name: session[name] for name in _GOING_ON if name in session}
    session.clear()
    session.update(going_on, **{field: token})


def _doors(name: str) -> Mapping[str, Allowance]:
    """A browser in which this name has been logged in before waits for none but itself, so that
    nobody can keep a colleague out by trying her name. Source: OWASP, "Device cookies"."""
    cookie = request.cookies.get(
        cookie_name("known", bool(current_app.config["SESSION_COOKIE_SECURE"])), ""
    )
    if _is_known(cookie, name):
        return {knocks.door("browser", cookie): BROWSER}
    return {knocks.door("name", name): NAME, knocks.door("address", address()): ADDRESS}


def _is_known(cookie: str, name: str) -> bool:
    try:
        return bool(_serializer().loads(cookie, max_age=_KNOWN_FOR) == _fingerprint(name))
    except BadSignature:
        return False


def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.secret_key or b"", salt="known browser")


def _fingerprint(name: str) -> str:
    return sha256(name.encode()).hexdigest()
