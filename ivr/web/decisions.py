"""One callback with its history, and a supervisor's decision on it, which is looked at twice."""

from collections.abc import Sequence
from typing import Final

from flask import Blueprint, abort, redirect, url_for
from flask import render_template as render
from flask.typing import ResponseReturnValue

from flows.rules.states import CallbackState, may_move
from ivr.db import Session
from ivr.models import Staff
from ivr.services import assigning, histories, lines, resolutions
from ivr.services import queue as waiting
from ivr.services.assigning import ASSIGNABLE
from ivr.services.moves import Moved
from ivr.services.queue import Row
from ivr.services.resolutions import RESOLUTIONS, NotResolved, Resolution
from ivr.services.revealing import WHYS
from ivr.web.access import may_use, the_visitor
from ivr.web.pages import tell
from ivr.web.site import site
from ivr.web.words import language

decisions = Blueprint("decisions", __name__)

_ORDER: Final[tuple[Resolution, ...]] = ("waiting", "done", "refused", "cancelled")


@decisions.get("/callback/<public_id>/")
def page(public_id: str) -> ResponseReturnValue:
    """What is known of a callback, what happened to it, and what may be decided."""
    with site().database.reading() as rows:
        row = _row(rows, public_id)
        return render(
            "callback.html",
            row=row,
            line=lines.by_key(rows, row.line).names[language()],
            history=histories.of_callback(rows, public_id),
            choices=choices(row) if may_use("decisions.decide") else (),
            first=assigning.first(rows, public_id),
            agents=_agents(rows, row) if may_use("assignments.assign") else (),
            whys=WHYS,
        )


@decisions.get("/callback/<public_id>/<to>/")
def second_look(public_id: str, to: str) -> ResponseReturnValue:
    """What would follow from a decision, before it is made."""
    with site().database.reading() as rows:
        row = _row(rows, public_id)
        if to not in choices(row):
            return redirect(url_for("decisions.page", public_id=public_id), 303)
        line = lines.by_key(rows, row.line).names[language()]
    return render("decision.html", row=row, line=line, to=to)


@decisions.post("/callback/<public_id>/<to>/")
def decide(public_id: str, to: str) -> ResponseReturnValue:
    if to not in RESOLUTIONS:
        abort(400)
    try:
        with site().database.writing() as rows:
            now, actor = site().now(), the_visitor().actor
            resolutions.resolve(rows, public_id, to, actor, now)
    except (NotResolved, Moved):  # somebody or something was faster
        tell("done.moved")
        return redirect(url_for("decisions.page", public_id=public_id), 303)
    tell(f"done.{to}")
    return redirect(url_for("queue.page"), 303)


def choices(row: Row) -> tuple[Resolution, ...]:
    """What may be decided on a callback in its state: all of it where a person is needed,
    otherwise only that it is cancelled, as long as it is not being dialled."""
    here = CallbackState(row.state)
    if here is CallbackState.NEEDS_HUMAN:
        return _ORDER
    return ("cancelled",) if may_move(here, CallbackState.CANCELLED) else ()


def _agents(rows: Session, row: Row) -> Sequence[Staff]:
    """Who may have it first, as long as nobody has it in hand."""
    return assigning.able(rows, row.line, row.language) if row.state in ASSIGNABLE else ()


def _row(rows: Session, public_id: str) -> Row:
    row = waiting.one(rows, public_id)
    if row is None:
        abort(404)
    return row
