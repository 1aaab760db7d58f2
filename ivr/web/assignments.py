"""A supervisor's acts on one callback that end nothing: who has it first, and its whole number."""

from flask import Blueprint, abort, redirect, request, url_for
from flask import render_template as render
from flask.typing import ResponseReturnValue

from flows.prompts import written
from ivr.services import assigning, revealing, staff
from ivr.services.assigning import NotAssigned
from ivr.services.revealing import WHYS, NotRevealed
from ivr.services.staff import UnknownStaff
from ivr.web.access import the_visitor
from ivr.web.pages import tell
from ivr.web.sieve import carried
from ivr.web.site import site

assignments = Blueprint("assignments", __name__)


@assignments.post("/callback/<public_id>/agent/")
def assign(public_id: str) -> ResponseReturnValue:
    """`agent` is to have it first."""
    try:
        with site().database.writing() as rows:
            agent = staff.by_public_id(rows, request.form.get("agent", ""))
            assigning.assign(rows, public_id, agent, the_visitor().actor, site().now())
            name = agent.name
    except UnknownStaff:
        abort(400)
    except NotAssigned:  # somebody or something was faster
        tell("done.moved")
    else:
        tell("done.assigned", name=name)
    return redirect(url_for("decisions.page", public_id=public_id, **carried(request.args)), 303)


@assignments.post("/callback/<public_id>/anyone/")
def release(public_id: str) -> ResponseReturnValue:
    """Whoever is next may have it again."""
    try:
        with site().database.writing() as rows:
            assigning.release(rows, public_id, the_visitor().actor, site().now())
    except NotAssigned:
        tell("done.moved")
    else:
        tell("done.anyones")
    return redirect(url_for("decisions.page", public_id=public_id, **carried(request.args)), 303)


@assignments.post("/callback/<public_id>/number/")
def reveal(public_id: str) -> ResponseReturnValue:
    """The number, on the answer to this form alone."""
    why = request.form.get("why", "")
    if why not in WHYS:
        abort(400)
    try:
        with site().database.writing() as rows:
            number = revealing.reveal(rows, public_id, why, the_visitor().actor, site().now())
    except NotRevealed:
        abort(404)
    return render(
        "number.html",
        public_id=public_id,
        number=written.number(number),
        why=why,
        way=carried(request.args),
    )
