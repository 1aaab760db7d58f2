"""A short note on a callback, written during or after the conversation by the agent whose it is."""

from flask import Blueprint, abort, redirect, request, url_for
from flask import render_template as render
from flask.typing import ResponseReturnValue

from ivr.services import cards, notes
from ivr.services.cards import NotHers
from ivr.web.access import the_visitor
from ivr.web.forms import Form
from ivr.web.pages import tell
from ivr.web.site import site

note_pages = Blueprint("notes", __name__, url_prefix="/desk/call/<token>/note")


@note_pages.get("/")
def page(token: str) -> ResponseReturnValue:
    return _show(token, Form.of({}))


@note_pages.post("/")
def write(token: str) -> ResponseReturnValue:
    """`words` is the note; what is refused stays in its field."""
    form = Form.of(request.form)
    words = form.text("words", notes.LONGEST)
    if not form.wrong:
        _write(token, words, form)
    if form.wrong:
        return _show(token, form), 400
    tell("note.kept")
    return redirect(url_for("desk.page"), 303)


def _write(token: str, words: str, form: Form) -> None:
    try:
        with site().database.writing() as rows:
            dealing = cards.dealing(rows, the_visitor().id, "call", token)
            notes.write(rows, dealing, words, site().now())
    except NotHers:
        abort(404)
    except notes.Personal:
        form.refuse("words", "note.identity_code")


def _show(token: str, form: Form) -> str:
    try:
        with site().database.reading() as rows:
            dealing = cards.dealing(rows, the_visitor().id, "call", token)
            found = notes.of(rows, dealing.callback_id or 0)
            return render(
                "desk/note.html", dealing=dealing, form=form, notes=found, longest=notes.LONGEST
            )
    except NotHers:
        abort(404)
