"""Passkeys on pages: made and removed at one's own account, used at the login."""

from datetime import datetime, timedelta
from math import ceil
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

import structlog
from flask import Blueprint, redirect, request, session, url_for
from flask import render_template as render
from flask.typing import ResponseReturnValue

from ivr.services import knocks, logins, passkeys
from ivr.services.knocks import ADDRESS
from ivr.web.access import the_visitor
from ivr.web.address import address
from ivr.web.login import REFUSED, let_in
from ivr.web.pages import tell
from ivr.web.proof import doubt
from ivr.web.site import site
from ivr.web.words import language

if TYPE_CHECKING:
    from ivr.services.devices import Asked, Place, Question

passkey_pages = Blueprint("passkeys", __name__)

_NEW, _ASKED = "new_passkey", "passkey"  # the session's fields: challenges not answered yet
_LONGEST_NAME: Final = 60
_LONGEST_ANSWER: Final = 20_000

_log = structlog.get_logger(__name__)


@passkey_pages.get("/account/passkeys")
def page() -> ResponseReturnValue:
    """Hers, and how to add one."""
    return _page("")


@passkey_pages.post("/account/passkeys")
def add() -> ResponseReturnValue:
    """Keep the one that her device has made."""
    from ivr.services import devices  # with all that reads signatures: only when one is there

    who, challenge = the_visitor(), session.pop(_NEW, "")
    if trouble := doubt():
        return _page(*trouble)
    with site().database.writing() as rows:
        kept = devices.add(rows, place(), who.id, _name(), _answer(), challenge, site().now())
    tell("passkey.added" if kept else "passkey.not_added")
    return redirect(url_for("passkeys.page"), 303)


@passkey_pages.post("/account/passkeys/<public_id>/remove")
def remove(public_id: str) -> ResponseReturnValue:
    with site().database.writing() as rows:
        passkeys.remove(rows, the_visitor().id, public_id, site().now())
    tell("passkey.removed")
    return redirect(url_for("passkeys.page"), 303)


@passkey_pages.get("/login/passkey")
def ask() -> ResponseReturnValue:
    """A question for her device; the page's script passes it on."""
    from ivr.services import devices  # with all that reads signatures: only when one is there

    question = devices.ask(place())
    session[_ASKED] = (question.challenge, site().now().isoformat())
    return render("account/passkey_login.html", options=question.options)


@passkey_pages.post("/login/passkey")
def log_in() -> ResponseReturnValue:
    """Her device has answered: she is let in, by one step that is worth two."""
    from ivr.services import devices  # with all that reads signatures: only when one is there

    asked, now = session.pop(_ASKED, None), site().now()
    with site().database.writing() as rows:
        wait = knocks.knock(rows, {knocks.door("address", address()): ADDRESS}, now)
    if wait:
        tell("login.wait", minutes=ceil(wait / timedelta(minutes=1)))
        return _refuse()
    with site().database.writing() as rows:
        staff_id = devices.owner(rows, place(), _answer(), _asked(asked), now) if asked else None
        token = logins.begin(rows, staff_id, now, "passkey") if staff_id else None
        who = logins.visitor(rows, token, now) if token else None
    if token is None:
        tell("passkey.wrong")
        return _refuse()
    return let_in(token, who)


def _asked(kept: tuple[str, str]) -> "Asked":
    """What the session has kept of our question."""
    from ivr.services import devices  # with all that reads signatures: only when one is there

    challenge, at = kept
    return devices.Asked(challenge, datetime.fromisoformat(at))


def place() -> "Place":
    """Where passkeys of this site are good."""
    from ivr.services import devices  # with all that reads signatures: only when one is there

    return devices.Place(urlsplit(site().origin).hostname or "localhost", site().origin)


def _page(trouble: str, status: int = 200) -> ResponseReturnValue:
    who = the_visitor()
    with site().database.reading() as rows:
        hers = passkeys.of(rows, who.id)
        question = _question_of(who.id) if len(hers) < passkeys.MOST else None
    shown = {"hers": hers, "options": question.options if question else "", "trouble": trouble}
    return render("account/passkeys.html", **shown), status


def _question_of(staff_id: int) -> "Question":
    from ivr.services import devices  # with all that reads signatures: only when one is there

    with site().database.reading() as rows:
        agency = site().names()[language()]["agency"]
        question = devices.ask_for_new(rows, place(), agency, staff_id)
    session[_NEW] = question.challenge
    return question


def _name() -> str:
    return " ".join(request.form.get("name", "").split())[:_LONGEST_NAME] or "–"


def _answer() -> str:
    return request.form.get("answer", "")[:_LONGEST_ANSWER]


def _refuse() -> ResponseReturnValue:
    REFUSED.labels(why="passkey").inc()
    _log.warning("passkey refused")
    return redirect(url_for("login.login"), 303)
