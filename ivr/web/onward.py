"""What somebody was about to do when her session had ended, and where she goes on from there."""

from collections.abc import Callable
from contextlib import suppress
from typing import Final

from flask import current_app, request, session, url_for
from flask_wtf.csrf import validate_csrf
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect
from wtforms import ValidationError

from ivr.db import Unavailable
from ivr.services import drafts
from ivr.services.drafts import Unsent
from ivr.web.site import site

UNSENT: Final = "unsent"  # the session's field: the token of the session that had ended
NEXT: Final = "next"
_LONGEST_PATH: Final = 400
_SECRET: Final = frozenset({"csrf_token", "password", "new", "again", "code", "pin"})
_KEPT_NOWHERE: Final = frozenset({"account", "login", "second_step"})


def remember(token: str | None) -> None:
    """Before the login: the page she asked for, or the form she sent, but nothing secret of it."""
    path = request.full_path.rstrip("?")
    if len(path) > _LONGEST_PATH or "HX-Request" in request.headers:
        return
    if request.method == "GET":
        session[NEXT] = path
    elif token and request.blueprint not in _KEPT_NOWHERE and _is_ours():
        _keep(token, path)


def unsent(staff_id: int) -> Unsent | None:
    """The form that waits in this browser for this person."""
    token = session.get(UNSENT)
    if token is None:
        return None
    with site().database.reading() as rows:
        return drafts.of(rows, token, staff_id, site().now())


def drop() -> None:
    """The form waits no longer."""
    token = session.pop(UNSENT, None)
    if token:
        with site().database.writing() as rows:
            drafts.drop(rows, token)


def page(staff_id: int, usual: str, opens: Callable[[str], bool]) -> str:
    """Where she goes after logging in: to what waits for her, else to the page that was asked for
    if her role `opens` its endpoint, else where she usually begins."""
    wanted = session.pop(NEXT, "")
    if unsent(staff_id):
        return url_for("unsent.page")
    endpoint = _endpoint(wanted)
    return wanted if endpoint and opens(endpoint) else url_for(usual)


def _keep(token: str, path: str) -> None:
    fields = {name: values for name, values in request.form.lists() if name not in _SECRET}
    with suppress(Unavailable), site().database.writing() as rows:
        if drafts.keep(rows, token, path, fields, site().now()):
            session[UNSENT] = token


def _is_ours() -> bool:
    """Whether the form stood on a page of ours."""
    try:
        validate_csrf(request.form.get("csrf_token"))
    except ValidationError:
        return False
    return True


def _endpoint(path: str) -> str | None:
    """Of the page of ours that has this path, None if none has."""
    try:
        found, _ = current_app.url_map.bind("ours").match(path.partition("?")[0], method="GET")
    except (HTTPException, RequestRedirect):
        return None
    return str(found)
