"""The offer before an agent, answered at her desk instead of by a key on her telephone."""

from typing import cast, get_args

from flask import Blueprint, abort, redirect, url_for
from flask.typing import ResponseReturnValue

from ivr.services import at_desk
from ivr.services.at_desk import Choice
from ivr.services.cards import NotHers
from ivr.services.moves import Moved
from ivr.web.access import the_visitor
from ivr.web.pages import tell
from ivr.web.site import site

offer_pages = Blueprint("offers", __name__)


@offer_pages.post("/desk/offer/<token>/<choice>")
def choose(token: str, choice: str) -> ResponseReturnValue:
    """`choice` is accept or pass; she still lifts her telephone to be put through."""
    if choice not in get_args(Choice):
        abort(404)
    try:
        with site().database.writing() as rows:
            wanted = cast(Choice, choice)
            is_open = at_desk.choose(rows, the_visitor().id, token, wanted, site().now())
    except NotHers:
        abort(404)
    except Moved:
        is_open = False
    if not is_open:
        tell("offer.gone")
    elif choice == "pass":
        tell("offer.passed")
    return redirect(url_for("desk.page"), 303)
