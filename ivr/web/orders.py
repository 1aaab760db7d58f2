"""A supervisor's orders from the queue's page: a line's switches, and what an agent does."""

from typing import cast, get_args

from flask import Blueprint, abort, redirect, request
from flask.typing import ResponseReturnValue

from ivr.services import agents, lines, staff
from ivr.services.agents import PAUSES, WANTED, Pause, Wanted
from ivr.services.lines import Switch, UnknownLine
from ivr.services.moves import Moved
from ivr.services.staff import UnknownStaff
from ivr.web.access import the_visitor
from ivr.web.pages import phrases, tell
from ivr.web.sieve import to_queue
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
    return redirect(to_queue(request.args), 303)


@orders.post("/queue/agents/<public_id>/")
def set_agent(public_id: str) -> ResponseReturnValue:
    """`wanted` is ready, off, paused, or paused for a reason: `paused:lunch`. Whoever is in a call
    finishes that first."""
    wanted, _, why = request.form.get("wanted", "").partition(":")
    if wanted not in WANTED or why not in ("", *PAUSES):
        abort(400)
    try:
        _set(public_id, wanted, cast(Pause, why or "asked"))
    except UnknownStaff:
        abort(404)
    except Moved:
        tell("done.moved")
    return redirect(to_queue(request.args), 303)


def _set(public_id: str, wanted: Wanted, why: Pause) -> None:
    with site().database.writing() as rows:
        agent = staff.by_public_id(rows, public_id)
        if agent.role != "agent" or not agent.active:
            raise UnknownStaff(f"{agent.name} is no agent any more.")
        busy = agent.state in agents.IN_A_CALL
        actor, now = the_visitor().actor, site().now()
        agents.set_state(rows, agent, wanted, actor=actor, now=now, reason=why)
        state = phrases().agent_state(agent.state, agent.state_reason)
        tell("done.agent_later" if busy else "done.agent", name=agent.name, state=state)
