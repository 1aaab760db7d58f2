"""Logging in through the organisation's own provider: there, and back."""

import structlog
from flask import Blueprint, abort, redirect, url_for
from flask.typing import ResponseReturnValue

from ivr.services import logins, provider_logins
from ivr.web.login import REFUSED, let_in
from ivr.web.pages import tell
from ivr.web.provider import Person, Provider
from ivr.web.site import site

sign_on = Blueprint("sign_on", __name__)

_log = structlog.get_logger(__name__)


@sign_on.get("/login/provider")
def go() -> ResponseReturnValue:
    """To the provider. A link, since browsers let no form of ours lead to another site."""
    return _provider().begin(site().origin + url_for("sign_on.back")) or _refuse("unreachable")


@sign_on.get("/login/provider/back")
def back() -> ResponseReturnValue:
    """Back from there: whoever works here is let in."""
    person = _provider().person()
    if person is None:
        return _refuse("unproven")
    token = _begin(person)
    if token is None:
        return _refuse("unknown")
    with site().database.reading() as rows:
        who = logins.visitor(rows, token, site().now())
    return let_in(token, who)


def _begin(person: Person) -> str | None:
    now = site().now()
    with site().database.writing() as rows:
        staff_id = provider_logins.find(rows, person.issuer, person.subject, person.name, now)
        return logins.begin(rows, staff_id, now, "provider") if staff_id else None


def _provider() -> Provider:
    provider = site().provider
    if provider is None:
        abort(404)
    return provider


def _refuse(why: str) -> ResponseReturnValue:
    REFUSED.labels(why="provider").inc()
    _log.warning("login by the provider refused", why=why)
    tell(f"login.provider.{why}")
    return redirect(url_for("login.login"), 303)
