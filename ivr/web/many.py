"""One decision on many callbacks: ticked in the queue, looked at twice, made one by one."""

from collections.abc import Iterable

from flask import Blueprint, abort, redirect, request, url_for
from flask import render_template as render
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from ivr.services import lines, resolutions
from ivr.services import queue as waiting
from ivr.services.moves import Moved
from ivr.services.queue import PAGE
from ivr.services.resolutions import RESOLUTIONS, NotResolved, Resolution
from ivr.web.access import the_visitor
from ivr.web.decisions import choices
from ivr.web.pages import tell
from ivr.web.site import site

many = Blueprint("many", __name__)


@many.get("/queue/many/")
def second_look() -> ResponseReturnValue:
    """Those on which the decision can be made, and those on which it can't."""
    to, ids = _asked(request.args)
    with site().database.reading() as rows:
        found = [row for public_id in ids if (row := waiting.one(rows, public_id))]
        names = {line.key: line.names for line in lines.every(rows)}
    if not found:
        tell("many.none")
        return redirect(url_for("queue.page"), 303)
    fit = [row for row in found if to in choices(row)]
    unfit = [row for row in found if row not in fit]
    return render("many.html", to=to, fit=fit, unfit=unfit, names=names)


@many.post("/queue/many/")
def decide() -> ResponseReturnValue:
    to, ids = _asked(request.form)
    done = sum(_decide(public_id, to) for public_id in ids)
    tell("done.many", done=done)
    if done < len(ids):  # somebody or something was faster
        tell("done.many.left", left=len(ids) - done)
    return redirect(url_for("queue.page"), 303)


def _asked(sent: MultiDict[str, str]) -> tuple[Resolution, tuple[str, ...]]:
    """The decision, and at most a page of callbacks, each once."""
    to = sent.get("to", "")
    if to not in RESOLUTIONS:
        abort(400)
    return to, _once(sent.getlist("row"))


def _once(ids: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(ids))[:PAGE]


def _decide(public_id: str, to: Resolution) -> bool:
    """Decide on one, in a transaction of its own; whether it could still be done."""
    try:
        with site().database.writing() as rows:
            resolutions.resolve(rows, public_id, to, the_visitor().actor, site().now())
    except (NotResolved, Moved):
        return False
    return True
