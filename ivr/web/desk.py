"""An agent's desk: what she is doing, the call before her, and its outcome. It works beside any
telephone: offers ring there and are answered there."""

from hashlib import sha256
from typing import Final, cast

from flask import Blueprint, abort, redirect, request, url_for
from flask import render_template as render
from flask.typing import ResponseReturnValue

from flows.rules.visit_reasons import VISIT_REASONS
from ivr.models import Staff
from ivr.services import agents, wrapups
from ivr.services import desk as desks
from ivr.services.agents import PAUSES, WANTED, Pause, Wanted
from ivr.services.beside import Chosen, InUse
from ivr.services.cards import NotHers
from ivr.services.moves import Moved
from ivr.services.outcomes import OUTCOMES, Filed, Outcome
from ivr.web.access import the_visitor
from ivr.web.live import fresh
from ivr.web.pages import phrases, tell
from ivr.web.site import site

desk = Blueprint("desk", __name__)

KEYS: Final[dict[Outcome, str]] = {
    "done": "1",
    "later_hour": "2 1",
    "later_morning": "2 2",
    "later_afternoon": "2 3",
    "not_reached": "3",
    "wrong_number": "4",
    "cut_off": "5",
    "visit": "6",
}
"""The outcomes in the order of the telephone's keys, with these."""


@desk.get("/desk")
def page() -> ResponseReturnValue:
    with site().database.reading() as rows:
        view = desks.look(rows, the_visitor().id, site().now())
    shown = {
        "desk": view,
        "keys": KEYS,
        "left": _left(view),
        "pauses": PAUSES,
        "reasons": VISIT_REASONS,
    }
    tag = sha256(render("desk/now.html", **shown).encode()).hexdigest()[:32]
    return fresh(tag, lambda: render("desk.html", **shown, now=site().now()))


@desk.post("/desk/state")
def set_state() -> ResponseReturnValue:
    """`wanted` is ready, off or paused, the last with its reason: `paused:lunch`."""
    wanted, _, reason = request.form.get("wanted", "").partition(":")
    if wanted not in WANTED or (reason or "asked") not in PAUSES:
        abort(400)
    try:
        _set(wanted, cast(Pause, reason or "asked"))
    except Moved:
        tell("done.moved")
    return redirect(url_for("desk.page"), 303)


def _set(wanted: Wanted, reason: Pause) -> None:
    who, now = the_visitor(), site().now()
    with site().database.writing() as rows:
        if wanted == "ready" and desks.has_unfiled(rows, who.id):
            tell("desk.file_first")
            return
        agent = rows.get_one(Staff, who.id)
        busy = agent.state in agents.IN_A_CALL
        agents.set_state(rows, agent, wanted, actor=who.actor, now=now, reason=reason)
        if busy:
            tell("desk.pause_noted" if wanted != "ready" else "desk.pause_forgotten")


@desk.post("/desk/more-time")
def take_more_time() -> ResponseReturnValue:
    """Once after each call she may have as long again to write things down."""
    who, now = the_visitor(), site().now()
    try:
        with site().database.writing() as rows:
            given = wrapups.prolong(rows, rows.get_one(Staff, who.id), now)
    except Moved:
        given = False
    tell("desk.more_time.given" if given else "desk.more_time.none")
    return redirect(url_for("desk.page"), 303)


@desk.post("/desk/outcome")
def file() -> ResponseReturnValue:
    """`file` is the conversation and its outcome: `<token>:done`. Each `close` is something else
    of the citizen's that is closed with it: `request:…`, `booking:…` or `task:…`."""
    token, _, outcome = request.form.get("file", "").partition(":")
    if outcome not in OUTCOMES:
        abort(400)
    closing = Chosen.read(request.form.getlist("close"))
    try:
        _file(token, outcome, closing)
    except NotHers:
        abort(404)
    except InUse:
        tell("desk.in_use")
    return redirect(url_for("desk.page"), 303)


def _file(token: str, outcome: Outcome, closing: Chosen) -> None:
    who, now = the_visitor(), site().now()
    try:
        with site().database.writing() as rows:
            filed = desks.file(rows, who.id, token, outcome, now, closing)
    except Moved:
        filed = None
    _confirm(outcome, filed)


def _confirm(outcome: Outcome, filed: Filed | None) -> None:
    """Say what follows from it."""
    if filed is None:
        tell("desk.nothing_to_file")
    elif filed.again_at:
        tell("desk.filed_later", at=phrases().at(filed.again_at))
    else:
        tell(f"desk.filed.{outcome}")


def _left(view: desks.Desk) -> int | None:
    """Seconds until the wrap-up is over."""
    if view.wrapup_until is None:
        return None
    return max(0, round((view.wrapup_until - site().now()).total_seconds()))
