"""A citizen's number is proven before anything is asked for on our pages: by a texted code, or by
ringing us from the telephone. Where she wants to go is remembered meanwhile.

Whose number it is stands in the database; the browser has a random token in a cookie of its own.
"""

import secrets
from contextlib import suppress
from datetime import timedelta
from hashlib import sha256
from math import ceil
from typing import Any, Final

from flask import (
    Blueprint,
    Response,
    after_this_request,
    current_app,
    g,
    redirect,
    request,
    session,
    url_for,
)
from flask import render_template as render
from flask.typing import ResponseReturnValue

from flows.prompts import written
from flows.rules.numbers import UNREAD, Refused, read_typed, takes_texts
from ivr.db import Unavailable
from ivr.models import Proof
from ivr.services import knocks, lines, proofs
from ivr.services.proofs import Claimed, Proven
from ivr.web.address import address
from ivr.web.forms import Form
from ivr.web.remembered import forget
from ivr.web.shield import cookie_name
from ivr.web.site import site
from ivr.web.words import language

proving = Blueprint("proving", __name__)

_WANTED: Final = "wanted"
_SAID_WHY: Final = ("company", "foreign")


def proven() -> Proven | None:
    """Whose number the reader of this page has proven, within the last half hour of use."""
    if "proven" not in g:
        g.proven = _find(holder())
    found: Proven | None = g.proven
    return found


def require_proof(endpoint: str, **values: Any) -> ResponseReturnValue | None:
    """The way to where a number is proven, and from there on to the endpoint; None if one is."""
    if proven():
        return None
    session[_WANTED] = url_for(endpoint, **values)
    return redirect(url_for("proving.number"), 303)


def holder() -> str | None:
    """The browser as it stands in the database: the hash of the token that it holds."""
    token = request.cookies.get(_cookie())
    return sha256(token.encode()).hexdigest() if token else None


@proving.get("/book/number")
def number() -> ResponseReturnValue:
    """Which number is hers?"""
    return render("proving/number.html", form=Form({}))


@proving.post("/book/number")
def begin() -> ResponseReturnValue:
    """Texts a code, or shows one that is keyed by telephone."""
    form = Form.of(request.form)
    now = site().now()
    e164 = _read(form)
    if form.wrong:
        return render("proving/number.html", form=form), 400
    with site().database.writing() as rows:
        wait = knocks.knock(rows, {knocks.door("asking", address()): knocks.ASKING}, now)
        if not wait:
            proofs.end(rows, holder() or "")
            claimed = Claimed(e164, _a_new_holder(), lines.default(rows), language())
            by_text = takes_texts(e164) and form.typed.get("way") != "ring"
            begin = proofs.begin_text if by_text else proofs.begin_ring
            begin(rows, site().exchange.keyer, claimed, now)
    if wait:
        form.refuse("number", "proving.wait", minutes=ceil(wait / timedelta(minutes=1)))
        return render("proving/number.html", form=form), 429
    return redirect(url_for("proving.digits"), 303)


@proving.get("/book/number/digits")
def digits() -> ResponseReturnValue:
    """Where the digits of the text are typed, or those to be keyed are shown."""
    return _on() if _is_proven_now() else _digits(Form({}))


@proving.post("/book/number/digits")
def prove() -> ResponseReturnValue:
    """The digits of the text; or "I have rung", for which there is nothing to be typed."""
    if _is_proven_now():
        return _on()
    form, holds = Form.of(request.form), holder()
    typed = "".join(form.typed.get("digits", "").split())
    if "digits" not in form.typed:
        form.refuse("rung", "proving.not_rung")
        return _digits(form, 409)
    with site().database.writing() as rows:
        tried = proofs.prove(rows, site().exchange.keyer, holds or "", typed, site().now())
    if tried == "right":
        return _on()
    form.refuse("digits", f"proving.{tried}")
    return _digits(form, 400)


@proving.post("/book/number/end")
def end() -> ResponseReturnValue:
    """She is done: whoever comes to this browser next has proven nothing."""
    with site().database.writing() as rows:
        proofs.end(rows, holder() or "")
    session.pop(_WANTED, None)
    forget()
    answer = redirect(url_for("pages.front"), 303)
    answer.delete_cookie(_cookie(), secure=_is_secure(), httponly=True, samesite="Lax")
    return answer


def _find(holds: str | None) -> Proven | None:
    if holds is None:
        return None
    now = site().now()
    with site().database.reading() as rows:
        found = proofs.proven(rows, holds, now)
    if found and not found.noticed:
        with suppress(Unavailable), site().database.writing() as rows:
            proofs.notice(rows, found.proof_id, now)
    return found


def _read(form: Form) -> str:
    """The number in E.164, or what is wrong with it, in the words of the telephone."""
    with site().database.reading() as rows:
        ours = lines.numbers(rows)
    match read_typed(form.text("number", 30), ours):
        case Refused(reason):
            why = "invalid" if reason.code in UNREAD else reason.code
            form.refuse("number", f"proving.{why if why in (*_SAID_WHY, 'invalid') else 'refused'}")
            return ""
        case found:
            return found.e164


def _is_proven_now() -> bool:
    """Whether what this browser began last has been proven meanwhile, here or by telephone."""
    with site().database.reading() as rows:
        latest = proofs.latest(rows, holder() or "")
        return latest is not None and latest.proven_at is not None and proven() is not None


def _digits(form: Form, status: int = 200) -> ResponseReturnValue:
    with site().database.reading() as rows:
        latest = proofs.latest(rows, holder() or "")
        if latest is None:
            return redirect(url_for("proving.number"), 303)
        shown = _shown(latest)
    return render(f"proving/{latest.way}.html", form=form, **shown), status


def _shown(proof: Proof) -> dict[str, object]:
    now, ours = site().now(), written.number(proof.line.number)
    return {
        "number": written.number(proof.contact.number or ""),
        "ours": ours,
        "digits": proofs.digits(site().exchange.keyer, proof),
        "until": proof.expires_at,
        "over": proof.expires_at <= now,
    }


def _on() -> ResponseReturnValue:
    return redirect(session.pop(_WANTED, None) or url_for("book.page"), 303)


def _a_new_holder() -> str:
    """This browser by a new token: what it had before may be known to an earlier reader."""
    token = secrets.token_urlsafe(32)

    @after_this_request
    def give(answer: Response) -> Response:
        answer.set_cookie(_cookie(), token, secure=_is_secure(), httponly=True, samesite="Lax")
        return answer

    return sha256(token.encode()).hexdigest()


def _cookie() -> str:
    return cookie_name("citizen", _is_secure())


def _is_secure() -> bool:
    return bool(current_app.config["SESSION_COOKIE_SECURE"])
