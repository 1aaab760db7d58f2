"""What a citizen can ask for on our pages: a call as soon as it is her turn, or a time."""

import secrets
from typing import Any, cast

from flask import Blueprint, abort, redirect, request, session, url_for
from flask import render_template as render
from flask.typing import ResponseReturnValue

from flows.prompts import written
from flows.rules.languages import LANGUAGES
from flows.rules.numbers import Typed, masked, read_typed
from ivr.db import Session
from ivr.models import Contact, Line
from ivr.services import lines, reaching, web_requests
from ivr.services.proofs import Proven
from ivr.services.reaching import WAYS, Reach, Way
from ivr.web.forms import Form
from ivr.web.proving import proven, require_proof
from ivr.web.remembered import ASKED
from ivr.web.site import site
from ivr.web.words import language

book = Blueprint("book", __name__)


@book.get("/book")
def page() -> ResponseReturnValue:
    """A callback, a phone time or a visit?"""
    return render("book/choice.html")


@book.get("/book/callback")
def callback() -> ResponseReturnValue:
    """Which line is to call, in which language, and how she can be reached."""
    form = Form({"token": secrets.token_urlsafe(16), "language": language(), "reach": "call"})
    return require_proof("book.callback") or _form(form)


@book.post("/book/callback")
def ask() -> ResponseReturnValue:
    """Asks for the callback, as the telephone does; the same form twice asks once."""
    if way := require_proof("book.callback"):
        return way
    whose, form, now = cast(Proven, proven()), Form.of(request.form), site().now()
    with site().database.writing() as rows:
        asked = _read(rows, form, whose.contact_id)
        if asked:
            answer = web_requests.ask(rows, site().exchange.keyer, whose.contact_id, asked, now)
            told = (answer.outcome, answer.eta, answer.reference, asked.line.key, whose.proof_id)
    if not asked:
        return _form(form, 400)
    session[ASKED] = told
    return redirect(url_for("book.asked"), 303)


@book.get("/book/callback/done")
def asked() -> ResponseReturnValue:
    """What came of it: when we call, and the digits by which it is found again."""
    whose = proven()
    outcome, eta, reference, key, proof_id = session.get(ASKED, (None,) * 5)
    if whose is None or whose.proof_id != proof_id:  # somebody else's, who left this browser open
        return redirect(url_for("book.page"), 303)
    with site().database.reading() as rows:
        line = lines.by_key(rows, key)
        told = {"cli": written.number(line.number), "urgent": line.urgent_words[language()]}
    return render("book/asked.html", outcome=outcome, eta=eta, reference=reference, **told)


def _read(rows: Session, form: Form, contact_id: int) -> web_requests.Form | None:
    """What was filled in; None where something is wrong with it."""
    line = form.one_of("line", lines.every(rows), lambda one: one.key)
    spoken = form.one_of("language", LANGUAGES)
    reach = _reach(rows, form, rows.get_one(Contact, contact_id))
    if form.wrong or line is None or spoken is None:
        return None
    return web_requests.Form(form.typed.get("token", "") or abort(400), line, spoken, reach)


def _reach(rows: Session, form: Form, contact: Contact) -> Reach:
    way: Way = form.one_of("reach", WAYS) or "call"
    if way == "text" and not reaching.may_have_texts(contact):
        form.refuse("reach", "book.no_texts")
    relay = _relay(rows, form) if way == "relay" else ""
    return Reach(way, relay, form.is_ticked("more_time"))


def _relay(rows: Session, form: Form) -> str:
    """The number to dial instead, in E.164."""
    match read_typed(form.text("relay", 30), lines.numbers(rows)):
        case Typed(e164, _):
            return e164
        case _:
            form.refuse("relay", "proving.refused")
            return ""


def _form(form: Form, status: int = 200) -> ResponseReturnValue:
    whose = cast(Proven, proven())
    with site().database.reading() as rows:
        known = lines.every(rows)
        shown = {
            "lines": {line.key: line.names[language()] for line in known},
            "number": masked(rows.get_one(Contact, whose.contact_id).number or ""),
        }
    return render("book/callback.html", form=_with_line(form, known), ways=WAYS, **shown), status


def _with_line(form: Form, known: Any) -> Form:
    """One line needs no choice."""
    first: Line = known[0]
    form.typed = {"line": first.key, **form.typed}
    return form
