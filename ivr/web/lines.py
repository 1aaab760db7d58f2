"""The agency's lines: what is said of them, how they work, and what callers hear just now."""

from collections.abc import Mapping
from typing import Any, Final, cast, get_args

from flask import Blueprint, abort, redirect, request, url_for
from flask import render_template as render
from flask.typing import ResponseReturnValue

from ivr.db import Session
from ivr.models import Line
from ivr.services import announcements, foresight, line_settings, lines, policy_settings
from ivr.services.foresight import NOBODY, Hit
from ivr.services.line_settings import NumberTaken
from ivr.services.lines import Switch
from ivr.web import line_form, policy_form
from ivr.web.access import the_visitor
from ivr.web.forms import Form, version
from ivr.web.going_back import second_look
from ivr.web.heard import heard
from ivr.web.known import known
from ivr.web.pages import tell
from ivr.web.point_form import WEEKDAYS
from ivr.web.site import site
from ivr.web.words import language

line_pages = Blueprint("lines", __name__)

NEW_LINE: Final[Mapping[str, str]] = {
    **{f"language.{one}": "on" for one in ("fi", "sv")},
    **{f"{day}.opens": "09:00" for day in WEEKDAYS},
    **{f"{day}.closes": "16:00" for day in WEEKDAYS},
}


@line_pages.get("/lines")
def page() -> ResponseReturnValue:
    """All lines, the default one first."""
    with site().database.reading() as rows:
        return render("lines/list.html", lines=lines.every(rows), weekdays=WEEKDAYS)


@line_pages.get("/lines/<key>/")
def one(key: str) -> ResponseReturnValue:
    """A line: its switches with what callers then hear, and what is announced on it."""
    now = site().now()
    with site().database.reading() as rows:
        line = known(lines.by_key, rows, key)
        ahead = announcements.ahead(rows, line, now)
        return render(
            "lines/line.html", line=line, ahead=ahead, now=now, heard=heard(line), weekdays=WEEKDAYS
        )


@line_pages.post("/lines/<key>/switch/")
def switch(key: str) -> ResponseReturnValue:
    """`turn` is the switch and where it is turned: `dials:off`."""
    which, _, where = request.form.get("turn", "").partition(":")
    if which not in get_args(Switch) or where not in ("on", "off"):
        abort(400)
    with site().database.writing() as rows:
        line = known(lines.lock, rows, key)
        lines.set_switch(rows, line, cast(Switch, which), where == "on", *_by())
        tell(f"done.{which}.{where}", line=line.names[language()])
    return redirect(url_for("lines.one", key=key), 303)


@line_pages.get("/lines/new/")
def new() -> ResponseReturnValue:
    return _facts(Form(NEW_LINE), None)


@line_pages.post("/lines/new/")
def add() -> ResponseReturnValue:
    form = Form.of(request.form)
    values = line_form.read(form)
    if form.wrong:
        return _facts(form, None)
    try:
        with site().database.writing() as rows:
            line = line_settings.add(rows, values, *_by())
            key, name = line.key, line.names[language()]
    except NumberTaken:
        form.refuse("number", "line.taken")
        return _facts(form, None)
    tell("done.line_added", line=name)
    return redirect(url_for("lines.one", key=key), 303)


@line_pages.get("/lines/<key>/facts/")
def edit(key: str) -> ResponseReturnValue:
    with site().database.reading() as rows:
        line = known(lines.by_key, rows, key)
        typed = line_form.shown(line)
    return _facts(Form({**typed, "version": version(typed)}), line)


@line_pages.post("/lines/<key>/facts/")
def save(key: str) -> ResponseReturnValue:
    """Without `seen` it is stored at once only if nobody's phone time is taken back by it."""
    form = Form.of(request.form)
    values = line_form.read(form)
    with site().database.writing() as rows:
        line = known(lines.lock, rows, key)
        name = line.names[language()]
        form.compare(line_form.shown(line))
        hit = _attempt(rows, form, line, values)
    if hit is None:
        return _facts(form, line)
    if not hit.made:
        return second_look("points/look.html", form=form, hit=hit, name=name)
    tell("done.line", line=name, hit=len(hit.rows))
    return redirect(url_for("lines.one", key=key), 303)


@line_pages.get("/lines/<key>/policy/")
def edit_policy(key: str) -> ResponseReturnValue:
    with site().database.reading() as rows:
        line = known(lines.by_key, rows, key)
        typed = policy_form.shown(line)
    return _policy(Form({**typed, "version": version(typed)}), line)


@line_pages.post("/lines/<key>/policy/")
def save_policy(key: str) -> ResponseReturnValue:
    form = Form.of(request.form)
    settings = policy_form.read(form)
    with site().database.writing() as rows:
        line = known(lines.lock, rows, key)
        form.compare(policy_form.shown(line))
        if not form.wrong:
            policy_settings.save(rows, line, settings, *_by())
            tell("done.policy", line=line.names[language()])
    if form.wrong:
        return _policy(form, line)
    return redirect(url_for("lines.one", key=key), 303)


def _attempt(rows: Session, form: Form, line: Line, values: Mapping[str, Any]) -> Hit | None:
    """What comes of it; None if the form is to be filled in once more."""
    if form.wrong or form.is_ticked("again"):
        return None
    try:
        return foresight.make(
            rows,
            lambda rows: line_settings.save(rows, line, values, *_by()),
            form.typed.get("seen", NOBODY),
        )
    except NumberTaken:
        form.refuse("number", "line.taken")
        return None


def _by() -> tuple[str, Any]:
    return the_visitor().actor, site().now()


def _facts(form: Form, line: Line | None) -> ResponseReturnValue:
    page = render(
        "lines/facts.html",
        form=form,
        line=line,
        labels=line_form.labels(),
        longest=line_form.WORDS,
        weekdays=WEEKDAYS,
    )
    return page, 400 if form.wrong else 200


def _policy(form: Form, line: Line) -> ResponseReturnValue:
    page = render(
        "lines/policy.html",
        form=form,
        line=line,
        groups=policy_form.GROUPS,
        labels=policy_form.labels(),
        hints=policy_form.hints(),
    )
    return page, 400 if form.wrong else 200
