"""One act on many callbacks: ticked in the queue, looked at twice, done one by one."""

from collections.abc import Iterable
from typing import cast

from flask import Blueprint, abort, redirect, request, session
from flask import render_template as render
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from ivr.services import lines
from ivr.services import queue as waiting
from ivr.services.closing_off import CANCELLED, SERVED
from ivr.services.queue import PAGE
from ivr.web import acts
from ivr.web.acts import DECISIONS, OPPOSITES, REFUSALS, TURNS, Decision
from ivr.web.pages import tell
from ivr.web.sieve import carried, to_queue
from ivr.web.site import site

many = Blueprint("many", __name__)

UNDO = "undo"
"""What was done last, in the browser's session, so that the next page can offer to undo it."""


@many.get("/queue/many/")
def second_look() -> ResponseReturnValue:
    """Those with which it can be done, and those with which it can't."""
    to, ids = _asked(request.args)
    with site().database.reading() as rows:
        found = [row for public_id in ids if (row := waiting.one(rows, public_id))]
        names = {line.key: line.names for line in lines.every(rows)}
    if not found:
        tell("many.none")
        return redirect(to_queue(request.args), 303)
    return render(
        "many.html",
        to=to,
        fit=[row for row in found if acts.can(row, to)],
        unfit=[row for row in found if not acts.can(row, to)],
        names=names,
        way=carried(request.args),
        back=to_queue(request.args),
        whys=CANCELLED,
        hows=SERVED,
        undoable=to in TURNS,
    )


@many.post("/queue/many/")
def decide() -> ResponseReturnValue:
    to, ids = _asked(request.form)
    if to in DECISIONS and not acts.has_reason(to, request.form):
        abort(400)
    seen = dict(pair.split(".", 1) for pair in request.form.getlist("seen") if "." in pair)
    results = [_do(public_id, to, seen.get(public_id), nth) for nth, public_id in enumerate(ids)]
    done = [one for one, result in zip(ids, results, strict=True) if result is not None]
    tell("done.many", done=len(done))
    if len(done) < len(ids):  # somebody or something was faster
        tell("done.many.left", left=len(ids) - len(done))
    if untold := results.count(False):
        tell("done.many.untold", many=untold)
    if to in TURNS and done:
        session[UNDO] = {"to": OPPOSITES[to], "rows": done}
    return redirect(to_queue(request.args), 303)


def _asked(sent: MultiDict[str, str]) -> tuple[str, tuple[str, ...]]:
    """The act, and at most a page of callbacks, each once."""
    to = sent.get("to", "")
    if not acts.is_known(to):
        abort(400)
    return to, _once(sent.getlist("row"))


def _once(ids: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(ids))[:PAGE]


def _do(public_id: str, to: str, seen: str | None, nth: int) -> bool | None:
    """Do it to one, in a transaction of its own: None if it could not be done any more, False if
    the citizen could not be told."""
    try:
        with site().database.writing() as rows:
            if to in TURNS:
                acts.turn(rows, public_id, to, seen, nth)
                return True
            return acts.decide(rows, public_id, cast(Decision, to), request.form, seen)
    except REFUSALS:
        return None
