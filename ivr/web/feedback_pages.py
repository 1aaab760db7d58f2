"""What citizens have written about the service, until somebody has dealt with it."""

from flask import Blueprint, redirect, url_for
from flask import render_template as render
from flask.typing import ResponseReturnValue

from ivr.services import feedback
from ivr.web.access import the_visitor
from ivr.web.pages import tell
from ivr.web.site import site

feedback_pages = Blueprint("feedback", __name__)


@feedback_pages.get("/feedback/received")
def page() -> ResponseReturnValue:
    """What waits for an answer, the one that is due first at the top."""
    with site().database.reading() as rows:
        return render("about/received.html", undone=feedback.undone(rows), now=site().now())


@feedback_pages.post("/feedback/received/<public_id>/done")
def done(public_id: str) -> ResponseReturnValue:
    who = the_visitor()
    with site().database.writing() as rows:
        first = feedback.done(rows, public_id, who.id, who.actor, site().now())
    tell("feedback.done" if first else "feedback.was_done")
    return redirect(url_for("feedback.page"), 303)
