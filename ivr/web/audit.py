"""The audit: an auditor says what she looks for, that is written down, and then it is shown.

Looking is a deed here, so it begins with a form. What was found has an address that only that form
gives, and to her alone; so nobody looks by making up an address, and no look changes anything.
"""

from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Any, Final

from babel.dates import format_date
from flask import Blueprint, current_app, redirect, request, url_for
from flask import render_template as render
from flask.typing import ResponseReturnValue
from itsdangerous import BadSignature, URLSafeTimedSerializer

from flows.rules.window import local_date
from ivr.services import auditing, seals, staff
from ivr.services.auditing import KINDS, NothingSuch, Search
from ivr.services.logins import LONGEST
from ivr.web.access import the_visitor
from ivr.web.forms import Form
from ivr.web.pages import phrases
from ivr.web.site import site
from ivr.web.words import language, word

audit = Blueprint("audit", __name__)

_LOCALES: Final = {"fi": "fi", "sv": "sv_FI", "en": "en_GB"}
_USUAL: Final = timedelta(days=6)
_LONGEST_ID: Final = 32


@audit.get("/audit")
def page() -> ResponseReturnValue:
    """What can be looked for; first what people of the staff did in the last seven days."""
    today = local_date(site().now())
    return _form(Form(_typed(Search("people", today - _USUAL, today))))


@audit.post("/audit")
def look() -> ResponseReturnValue:
    """Write down the look, then show what there is."""
    form = Form.of(request.form)
    search = _read(form)
    if search is None:
        return _form(form)
    try:
        with site().database.writing() as rows:
            auditing.look(rows, search, the_visitor().actor, site().now())
    except NothingSuch:
        form.refuse("of", "audit.nothing_such")
        return _form(form)
    return redirect(url_for("audit.found", token=_serializer().dumps(_plain(search))), 303)


@audit.get("/audit/found/<token>/")
def found(token: str) -> ResponseReturnValue:
    return _show(token, None)


@audit.get("/audit/found/<token>/before/<int:event_id>/")
def older(token: str, event_id: int) -> ResponseReturnValue:
    return _show(token, event_id)


def _show(token: str, before: int | None) -> ResponseReturnValue:
    search = _granted(token)
    if search is None:
        return redirect(url_for("audit.page"), 303)
    with site().database.reading() as rows:
        result = auditing.find(rows, search, before)
    return _form(Form(_typed(search)), result=result, token=token, paged=before is not None)


def _form(form: Form, **more: Any) -> ResponseReturnValue:
    with site().database.reading() as rows:
        people = {f"{one.role}:{one.id}": one.name for one in staff.every(rows)}
        reach = seals.reach(rows)
    facts = {"result": None, "token": "", "paged": False, **more}
    kinds = {kind: word(f"audit.kind.{kind}") for kind in KINDS}
    page = render(
        "audit.html",
        form=form,
        kinds=kinds,
        stamp=_stamp,
        reach=reach,
        people={"": word("audit.anybody"), **people},
        labels={name: word(f"audit.{name}") for name in ("kind", "actor", "of", "first", "last")},
        **facts,
    )
    return page, 400 if form.wrong else 200


def _stamp(moment: datetime) -> str:
    """24.11.2026 10.05.09: of the past, so with the year, and in its order."""
    day = format_date(local_date(moment), "medium", locale=_LOCALES[language()])
    return f"{day} {phrases().seconds(moment)}"


def _read(form: Form) -> Search | None:
    kind, first, last = form.one_of("kind", KINDS), form.day("first"), form.day("last")
    actor, of = form.typed.get("actor", ""), form.typed.get("of", "")
    if first and last and last < first:
        form.refuse("last", "audit.not_after")
    if not _is_an_actor(actor):
        form.refuse("actor", "form.missing")
    if form.wrong or not (kind and first and last):
        return None
    return Search(kind, first, last, actor, of[:_LONGEST_ID])


def _is_an_actor(actor: str) -> bool:
    role, _, number = actor.partition(":")
    return not actor or (role in staff.ROLES and number.isascii() and number.isdigit())


def _typed(search: Search) -> dict[str, str]:
    return {name: str(value) for name, value in asdict(search).items()}


def _plain(search: Search) -> dict[str, str]:
    return {**_typed(search), "by": the_visitor().actor}


def _granted(token: str) -> Search | None:
    """What this reader has asked for by the form, today."""
    try:
        said = _serializer().loads(token, max_age=int(LONGEST.total_seconds()))
    except BadSignature:
        return None
    if said.pop("by") != the_visitor().actor:
        return None
    days = {name: date.fromisoformat(said[name]) for name in ("first", "last")}
    return Search(**{**said, **days})


def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.secret_key or b"", salt="a look at the audit")
