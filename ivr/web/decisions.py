"""One callback with its history, and what a supervisor does with it: what can be undone at once,
what can't after a second look."""

from collections.abc import Sequence

from flask import Blueprint, abort, redirect, request, url_for
from flask import render_template as render
from flask.typing import ResponseReturnValue

from ivr.db import Session
from ivr.models import Staff
from ivr.services import assigning, histories, lines, notes
from ivr.services import queue as waiting
from ivr.services.assigning import ASSIGNABLE
from ivr.services.closing_off import CANCELLED, SERVED
from ivr.services.queue import Row
from ivr.services.renumbering import CHANGEABLE
from ivr.services.revealing import WHYS
from ivr.web import acts
from ivr.web.access import may_use
from ivr.web.acts import DECISIONS, REFUSALS, TURNS
from ivr.web.pages import tell
from ivr.web.sieve import carried, to_queue
from ivr.web.site import site
from ivr.web.words import language

decisions = Blueprint("decisions", __name__)


@decisions.get("/callback/<public_id>/")
def page(public_id: str) -> ResponseReturnValue:
    """What is known of a callback, what happened to it, and what can be done."""
    with site().database.reading() as rows:
        row = the_row(rows, public_id)
        may_act = may_use("decisions.decide")
        return render(
            "callback.html",
            row=row,
            way=carried(request.args),
            back=to_queue(request.args),
            line=lines.by_key(rows, row.line).names[language()],
            history=histories.of_callback(rows, public_id),
            notes=notes.of_public(rows, public_id),
            turns=acts.turns(row) if may_act else (),
            choices=acts.decisions(row) if may_act else (),
            moves=may_act and row.state in ASSIGNABLE and row.kind != "phone_time",
            renumbers=may_act and row.state in CHANGEABLE,
            first=assigning.first(rows, public_id),
            agents=_agents(rows, row) if may_use("assignments.assign") else (),
            whys=WHYS,
        )


@decisions.get("/callback/<public_id>/<to>/")
def second_look(public_id: str, to: str) -> ResponseReturnValue:
    """What would follow from a decision, before it is made."""
    way = carried(request.args)
    with site().database.reading() as rows:
        row = the_row(rows, public_id)
        if to not in acts.decisions(row):
            return redirect(url_for("decisions.page", public_id=public_id, **way), 303)
        line = lines.by_key(rows, row.line).names[language()]
    return render("decision.html", row=row, line=line, to=to, way=way, whys=CANCELLED, hows=SERVED)


@decisions.post("/callback/<public_id>/<to>/")
def decide(public_id: str, to: str) -> ResponseReturnValue:
    if to not in DECISIONS or not acts.has_reason(to, request.form):
        abort(400)
    try:
        with site().database.writing() as rows:
            told = acts.decide(rows, public_id, to, request.form, request.form.get("seen"))
    except REFUSALS:
        return _moved(public_id)
    tell(f"done.{to}")
    if not told:
        tell("done.untold")
    return redirect(to_queue(request.args), 303)


@decisions.post("/callback/<public_id>/turn/<act>/")
def turn(public_id: str, act: str) -> ResponseReturnValue:
    """Done at once: its opposite stands in the same place afterwards."""
    if act not in TURNS:
        abort(400)
    try:
        with site().database.writing() as rows:
            acts.turn(rows, public_id, act, request.form.get("seen"))
    except REFUSALS:
        return _moved(public_id)
    tell(f"done.turn.{act}")
    return redirect(url_for("decisions.page", public_id=public_id, **carried(request.args)), 303)


def the_row(rows: Session, public_id: str) -> Row:
    """The callback of the page; 404 if there is none."""
    row = waiting.one(rows, public_id)
    if row is None:
        abort(404)
    return row


def _moved(public_id: str) -> ResponseReturnValue:
    """Somebody or something was faster."""
    tell("done.moved")
    return redirect(url_for("decisions.page", public_id=public_id, **carried(request.args)), 303)


def _agents(rows: Session, row: Row) -> Sequence[Staff]:
    """Who may have it first, as long as nobody has it in hand."""
    return assigning.able(rows, row.line, row.language) if row.state in ASSIGNABLE else ()
