"""A supervisor's orders from the queue's page: a line's switches, and what an agent does."""

from typing import cast, get_args

from flask import Blueprint, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from ivr.services import agents, lines, staff
from ivr.services.agents import WANTED, Wanted
from ivr.services.lines import Switch, UnknownLine
from ivr.services.moves import Moved
from ivr.services.staff import UnknownStaff
from ivr.web.access import the_visitor
from ivr.web.pages import phrases, tell
from ivr.web.site import site
from ivr.web.words import language

orders = Blueprint("orders", __name__)


@orders.post("/queue/lines/<key>/")
def switch(key: str) -> ResponseReturnValue:
    """`turn` is the switch and where it is turned: `dials:off`."""
    which, _, where = request.form.get("turn", "").partition(":")
    if which not in get_args(Switch) or where not in ("on", "off"):
        abort(400)
    with site().database.writing() as rows:
        try:
            line = lines.by_key(rows, key)
        except UnknownLine:
            abort(404)
        now, actor = site().now(), the_visitor().actor
        lines.set_switch(rows, line, cast(Switch, which), where == "on", actor, now)
        tell(f"done.{which}.{where}", line=line.names[language()])
    return redirect(url_for("queue.page"), 303)


@orders.post("/queue/agents/<public_id>/")
def set_agent(public_id: str) -> ResponseReturnValue:
    """`wanted` is ready, paused or off; whoever is in a call finishes that first."""
    wanted = request.form.get("wanted")
    if wanted not in WANTED:
        abort(400)
    try:
        _set(public_id, wanted)
    except UnknownStaff:
        abort(404)
    except Moved:
        tell("done.moved")
    return redirect(url_for("queue.page"), 303)


def _set(public_id: str, wanted: Wanted) -> None:
    with site().database.writing() as rows:
        agent = staff.by_public_id(rows, public_id)
        busy = agent.state in agents.IN_A_CALL
        agents.set_state(rows, agent, wanted, actor=the_visitor().actor, now=site().now())
        state = phrases().agent_state(agent.state)
        tell("done.agent_later" if busy else "done.agent", name=agent.name, state=state)
