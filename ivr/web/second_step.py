"""The second step of a login: a code after the password."""

from datetime import datetime, timedelta
from math import ceil

import structlog
from flask import Blueprint, redirect, request, session, url_for
from flask import render_template as render
from flask.typing import ResponseReturnValue

from ivr.services import knocks, logins, second_steps
from ivr.web.login import HALF, REFUSED, let_in
from ivr.web.site import site
from ivr.web.words import word

second_step = Blueprint("second_step", __name__)

LONGEST_CODE = 40

_log = structlog.get_logger(__name__)


@second_step.get("/login/code")
def page() -> ResponseReturnValue:
    """Asks for the code; without a password before it, for that."""
    if _waited_for() is None:
        return redirect(url_for("login.login"), 303)
    return render("second_step.html", trouble="")


@second_step.post("/login/code")
def give() -> ResponseReturnValue:
    """The code, right or wrong."""
    staff_id, now = _waited_for(), site().now()
    if staff_id is None:
        return redirect(url_for("login.login"), 303)
    wait, token = _try(staff_id, now)
    if wait:
        return _refuse(word("login.wait", minutes=ceil(wait / timedelta(minutes=1))), 429)
    if token is None:
        return _refuse(word("one_time.wrong"), 401)
    with site().database.reading() as rows:
        who = logins.visitor(rows, token, now)
    return let_in(token, who)


def _try(staff_id: int, now: datetime) -> tuple[timedelta, str | None]:
    """How long the try has to wait; and of a whole session the token, if the code was right."""
    code = request.form.get("code", "")[:LONGEST_CODE]
    doors = {knocks.door("code", str(staff_id)): knocks.PROOF}
    with site().database.writing() as rows:
        wait = knocks.knock(rows, doors, now)
        if wait:
            return wait, None
        if not second_steps.passes(rows, site().safe, staff_id, code, now):
            logins.refused(rows, staff_id, "code", now)
            return wait, None
        knocks.forgive(rows, doors, now)
        return wait, logins.finish(rows, session[HALF], staff_id, now)


def _waited_for() -> int | None:
    token = session.get(HALF)
    if token is None:
        return None
    with site().database.reading() as rows:
        return logins.half_in(rows, token, site().now())


def _refuse(trouble: str, status: int) -> ResponseReturnValue:
    REFUSED.labels(why="code" if status == 401 else "too_often").inc()
    _log.warning("code refused", status=status)
    return render("second_step.html", trouble=trouble), status
