"""One callback of a citizen's: when we call, in which language, and how she ends it."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Blueprint, redirect, request, url_for
from flask import render_template as render
from flask.typing import ResponseReturnValue

from flows.rules.languages import LANGUAGES
from ivr.db import Session
from ivr.models import Callback
from ivr.services import own_things
from ivr.services.moves import Moved
from ivr.web.browsers import who
from ivr.web.forms import Form
from ivr.web.pages import tell
from ivr.web.site import site
from ivr.web.words import language

own_requests = Blueprint("own_requests", __name__, url_prefix="/own/request/<public_id>")


class NotHers(LookupError):
    """This browser may not see that callback, if there is one, or it has ended."""


@own_requests.errorhandler(NotHers)
def away(_: NotHers) -> ResponseReturnValue:
    """Whether there is such a callback is told to nobody else."""
    tell("own.closed")
    return redirect(url_for("own.page"), 303)


@own_requests.get("/")
def page(public_id: str) -> ResponseReturnValue:
    """When we call her, and what may be changed."""
    now = site().now()
    with _hers(public_id, writing=False) as (rows, mine):
        outlook = own_things.outlook(rows, mine, language(), now)
        return render(
            "own/request.html",
            mine=mine,
            outlook=outlook,
            most=own_things.MOST_AHEAD,
            changeable=mine.state in own_things.CHANGEABLE,
            form=Form({"language": mine.language}),
        )


@own_requests.post("/language")
def speak(public_id: str) -> ResponseReturnValue:
    """In which language (`language`) she is called."""
    chosen = Form.of(request.form).one_of("language", LANGUAGES)
    with _hers(public_id) as (rows, mine):
        changed = chosen and own_things.speak(rows, mine, chosen, site().now())
    tell("own.spoken" if changed else "own.unchanged")
    return redirect(url_for("own_requests.page", public_id=public_id), 303)


@own_requests.get("/cancel/")
def second_look(public_id: str) -> ResponseReturnValue:
    """Is she sure?"""
    with _hers(public_id, writing=False) as (_, mine):
        return render("own/request_cancel.html", mine=mine)


@own_requests.post("/cancel/")
def cancel(public_id: str) -> ResponseReturnValue:
    """Ends it, unless her telephone rings for it already."""
    with _hers(public_id) as (rows, mine):
        result = own_things.cancel_request(rows, mine, site().now())
    tell("own.calling" if result == "calling" else "own.request_cancelled")
    return redirect(url_for("own.page"), 303)


@contextmanager
def _hers(public_id: str, *, writing: bool = True) -> Iterator[tuple[Session, Callback]]:
    """Raises NotHers, too, where it is changed by somebody else at this very moment."""
    whose, database = who(), site().database
    try:
        with database.writing() if writing else database.reading() as rows:
            mine = own_things.request(rows, whose, public_id)
            if mine is None:
                raise NotHers(public_id)
            yield rows, mine
    except Moved as moved:
        raise NotHers(public_id) from moved
