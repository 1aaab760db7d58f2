"""What all pages share: their words, the front page, the choice of a language, and what is shown
instead of a page that can't be."""

from typing import Any, Final

import structlog
from flask import Blueprint, Flask, current_app, flash, g, redirect, request, session
from flask import render_template as render
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from jinja2 import StrictUndefined
from werkzeug.exceptions import (
    HTTPException,
    InternalServerError,
    MethodNotAllowed,
    NotFound,
    ServiceUnavailable,
)
from werkzeug.routing import RequestRedirect

from flows.prompts import written
from flows.rules.languages import LANGUAGES, Language
from flows.rules.window import local_date
from ivr.db import Unavailable
from ivr.services import at_the_door, logins
from ivr.web import access
from ivr.web.access import visitor
from ivr.web.compiled import Compiled
from ivr.web.phrases import Phrases
from ivr.web.site import site
from ivr.web.words import is_known, language, word

pages = Blueprint("pages", __name__)

_log = structlog.get_logger(__name__)

_COMPILED: Final = Compiled()

LANGUAGE_NAMES: Final[dict[Language, str]] = {"fi": "Suomi", "sv": "Svenska", "en": "English"}


@pages.get("/")
def front() -> ResponseReturnValue:
    """What the service is, and when we call, for citizens."""
    now = site().now()
    with site().database.reading() as rows:
        shown = at_the_door.of_lines(rows, language(), now)
        visited = at_the_door.of_points(rows, now)
    facts = {"shown": shown, "points": visited, "now": now, "today": local_date(now)}
    return render("front.html", **facts, number=written.number)


@pages.post("/language")
def choose_language() -> ResponseReturnValue:
    """From now on pages speak this language: to her wherever she logs in, else to this browser."""
    chosen = request.form.get("language")
    if chosen in LANGUAGES:
        session["language"] = chosen
        who = visitor()
        if who:
            with site().database.writing() as rows:
                logins.choose_language(rows, who.id, chosen)
    return redirect(_own(request.form.get("back", "/")), 303)


def phrases() -> Phrases:
    """Facts in words for the reader of this page."""
    return Phrases(language(), site().now())


def tell(text: str, **values: object) -> None:
    """Tell the reader on her next page what was done. A poll does not use it up."""
    flash(word(text, **values))


def is_poll() -> bool:
    """Whether a page that is open already looks for what is new."""
    return "HX-Request" in request.headers


def dress(app: Flask) -> None:
    """Give templates their words, and errors their page."""
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.bytecode_cache = _COMPILED
    app.jinja_env.filters["sentence"] = _begin
    app.context_processor(_shared)
    app.register_error_handler(HTTPException, _trouble)
    app.register_error_handler(Unavailable, _unavailable)
    app.register_error_handler(Exception, _fault)


def _shared() -> dict[str, Any]:
    return {
        "agency": site().names()[language()]["agency"],
        "is_poll": is_poll(),
        "language": language(),
        "languages": LANGUAGE_NAMES,
        "may_use": access.may_use,
        "say": phrases(),
        "visitor": visitor(),
        "word": word,
    }


def _begin(words: str) -> str:
    """The words as a sentence begins; Jinja's own filter would make FPA into Fpa."""
    return words[:1].upper() + words[1:]


def _own(path: str) -> str:
    """The path if it is that of a page of ours that can be looked at, else the front page's."""
    try:
        current_app.url_map.bind("ours").match(path, method="GET")
    except (NotFound, MethodNotAllowed, RequestRedirect):
        return "/"
    return "/" if path.startswith("//") else path  # a browser would go to another host


def _trouble(error: HTTPException) -> ResponseReturnValue:
    """A page that says in plain words what is wrong, and leads on."""
    if _is_for_programs():
        return error
    status = error.code or 500
    text = "trouble.form" if isinstance(error, CSRFError) else f"trouble.{status}"
    if not is_known(text):
        text = "trouble.400" if status < 500 else "trouble.500"
    return render("trouble.html", text=text), status


def _unavailable(trouble: Unavailable) -> ResponseReturnValue:
    """The database does not answer: nothing that needs it may be asked for again."""
    _log.warning("page unavailable", trouble=str(trouble))
    g.visitor = None
    return _trouble(ServiceUnavailable())


def _fault(fault: Exception) -> ResponseReturnValue:
    _log.exception("page failed", exc_info=fault)
    g.visitor = None
    return _trouble(InternalServerError())


def _is_for_programs() -> bool:
    endpoint = request.endpoint or ""
    return access.of(endpoint) == "network" or endpoint.startswith("ops.")
