"""Announcing something on a line: written, looked at and listened to, then heard by callers."""

from flask import Blueprint, redirect, request, url_for
from flask import render_template as render
from flask.typing import ResponseReturnValue

from ivr.models import Line
from ivr.services import announcements, lines
from ivr.services.announcements import New, Overlapping
from ivr.web import announcement_form
from ivr.web.access import the_visitor
from ivr.web.forms import Form
from ivr.web.going_back import second_look
from ivr.web.known import known
from ivr.web.pages import tell
from ivr.web.site import site
from ivr.web.words import language

announcing = Blueprint("announcing", __name__)


@announcing.get("/lines/<key>/announcement/")
def new(key: str) -> ResponseReturnValue:
    with site().database.reading() as rows:
        return _form(Form({}), known(lines.by_key, rows, key))


@announcing.post("/lines/<key>/announcement/")
def announce(key: str) -> ResponseReturnValue:
    """Without `seen` it is only shown as it will be heard."""
    form, now = Form.of(request.form), site().now()
    with site().database.writing() as rows:
        line = known(lines.lock, rows, key)
        new = announcement_form.read(form, line, now)
        if new is None or form.is_ticked("again"):
            return _form(form, line)
        try:
            with rows.begin_nested() as attempt:
                announcements.put_in(rows, line, new, the_visitor().actor, now)
                if not form.is_ticked("seen"):
                    attempt.rollback()
        except Overlapping:
            form.refuse("to_clock", "announcement.overlaps")
            return _form(form, line)
        name = line.names[language()]
        if not form.is_ticked("seen"):
            return _look(form, line, new)
    tell("done.announced", line=name)
    return redirect(url_for("lines.one", key=key), 303)


@announcing.post("/lines/<key>/announcement/end/")
def end(key: str) -> ResponseReturnValue:
    """`announcement` is the one to end; one that has ended by itself stays as it is."""
    chosen = request.form.get("announcement", 0, type=int)
    with site().database.writing() as rows:
        line = known(lines.lock, rows, key)
        announcements.end(rows, line, chosen, the_visitor().actor, site().now())
        tell("done.announcement_ended", line=line.names[language()])
    return redirect(url_for("lines.one", key=key), 303)


def _form(form: Form, line: Line) -> ResponseReturnValue:
    page = render(
        "lines/announcement.html",
        form=form,
        line=line,
        labels=announcement_form.labels(line),
        spoken=announcement_form.languages(line),
        most=announcements.LONGEST,
    )
    return page, 400 if form.wrong else 200


def _look(form: Form, line: Line, new: New) -> ResponseReturnValue:
    lengths = {one: announcement_form.length(words, one) for one, words in new.words.items()}
    return second_look(
        "lines/announcement_look.html", form=form, line=line, new=new, lengths=lengths
    )
