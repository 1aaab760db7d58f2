"""A form that came too late, after its session had ended: it can be sent now, or thrown away."""

from flask import Blueprint, redirect, request, url_for
from flask import render_template as render
from flask.typing import ResponseReturnValue

from ivr.web import onward
from ivr.web.access import HOMES, the_visitor

unsent = Blueprint("unsent", __name__)


@unsent.get("/login/unsent")
def page() -> ResponseReturnValue:
    """What she had typed; whoever has nothing waiting goes to where she works."""
    who = the_visitor()
    draft = onward.unsent(who.id)
    if draft is None:
        return redirect(url_for(HOMES[who.role]), 303)
    return render("unsent.html", draft=draft)


@unsent.post("/login/unsent")
def send() -> ResponseReturnValue:
    """Send it where it was sent to. The browser repeats what this form holds: the same fields."""
    draft = onward.unsent(the_visitor().id)
    onward.drop()
    return redirect(draft.path if draft else request.path, 307 if draft else 303)


@unsent.post("/login/unsent/away")
def throw_away() -> ResponseReturnValue:
    onward.drop()
    return redirect(url_for(HOMES[the_visitor().role]), 303)
