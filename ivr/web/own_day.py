"""An agent's own day: her calls and what came of them."""

from flask import Blueprint
from flask import render_template as render
from flask.typing import ResponseReturnValue

from ivr.services import own_day
from ivr.services.outcomes import OUTCOMES
from ivr.web.access import the_visitor
from ivr.web.site import site
from ivr.web.words import word

day_page = Blueprint("own_day", __name__)


@day_page.get("/desk/day")
def page() -> ResponseReturnValue:
    with site().database.reading() as rows:
        day = own_day.look(rows, the_visitor().id, site().now())
        return render("desk/day.html", day=day, came_as=_came_as)


def _came_as(came: str) -> str:
    """What came of a call, in words: its outcome, how it ended, or that it is not over yet."""
    if came in ("", "answered"):
        return word("own_day.unfiled" if came else "own_day.under_way")
    return word(f"outcome.{came}" if came in OUTCOMES else f"cause.{came}")
