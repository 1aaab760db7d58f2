"""A callback is put off to another time, or made to another number: each is looked at twice."""

from datetime import datetime
from typing import Any, Final, cast

from flask import Blueprint, redirect, request, url_for
from flask import render_template as render
from flask.typing import ResponseReturnValue

from flows.prompts import written
from flows.rules.languages import Language
from flows.rules.putting_off import PARTS
from ivr.db import Session
from ivr.services import callback_texts, lines, putting_off, renumbering
from ivr.services.moves import Moved
from ivr.services.putting_off import WHYS, NotPutOff, Told, Why
from ivr.services.queue import Row
from ivr.services.renumbering import NotRenumbered
from ivr.services.supervised import NotAsSeen
from ivr.web.access import the_visitor
from ivr.web.decisions import the_row
from ivr.web.forms import Form
from ivr.web.going_back import second_look
from ivr.web.pages import tell
from ivr.web.sieve import carried
from ivr.web.site import site
from ivr.web.words import language, word

moving = Blueprint("moving", __name__)


@moving.get("/callback/<public_id>/move/")
def when(public_id: str) -> ResponseReturnValue:
    return _show(public_id, "move.html", Form({"part": "morning"}))


@moving.post("/callback/<public_id>/move/")
def move(public_id: str) -> ResponseReturnValue:
    """Without `sure` it is only looked at."""
    form = Form.of(request.form)
    try:
        with site().database.writing() as rows:
            at = _read(rows, form, the_row(rows, public_id))
            if at is None or form.is_ticked("again"):
                return _show(public_id, "move.html", form)
            if not form.is_ticked("sure"):
                return _look(rows, public_id, form, at)
            _put_off(rows, public_id, form, at)
    except NotPutOff as no:
        form.refuse(_FIELD.get(no.code, "day"), f"move.not.{no.code}")
        return _show(public_id, "move.html", form)
    except (NotAsSeen, Moved):
        return _to_the_page(public_id, "done.moved")
    return _to_the_page(public_id, "done.put_off")


@moving.get("/callback/<public_id>/renumber/")
def which(public_id: str) -> ResponseReturnValue:
    return _show(public_id, "renumber.html", Form({}))


@moving.post("/callback/<public_id>/renumber/")
def renumber(public_id: str) -> ResponseReturnValue:
    """Without `sure` it is only looked at: the old ending, and the new number whole."""
    form = Form.of(request.form)
    typed, keyer = form.text("number"), site().exchange.keyer
    try:
        with site().database.writing() as rows:
            row = the_row(rows, public_id)
            if form.wrong or form.is_ticked("again"):
                return _show(public_id, "renumber.html", form)
            if not form.is_ticked("sure"):
                new = written.number(renumbering.look(rows, keyer, public_id, typed))
                return render("renumber_look.html", row=row, form=form, new=new, way=_way())
            actor, now, seen = the_visitor().actor, site().now(), form.typed.get("seen")
            renumbering.renumber(rows, keyer, public_id, typed, actor, now, seen)
    except NotRenumbered as no:
        form.refuse("number", f"renumber.not.{no.code}")
        return _show(public_id, "renumber.html", form)
    except NotAsSeen:
        return _to_the_page(public_id, "done.moved")
    return _to_the_page(public_id, "done.renumbered")


_FIELD: Final = {"why": "why", "untold": "told"}
"""Where on the form it is said why not; other times are no times of the day."""


def _read(rows: Session, form: Form, row: Row) -> datetime | None:
    """The moment that is meant; None if the form is to be filled in once more."""
    day = form.day("day")
    part = form.one_of("part", PARTS)
    clock = form.clock("clock") if part == "clock" else None
    if form.typed.get("why") and form.typed["why"] not in WHYS:
        form.refuse("why", "form.missing")
    if day is None or part is None or form.wrong:
        return None
    return putting_off.begins(rows, row.line, day, part, clock, site().now())


def _look(rows: Session, public_id: str, form: Form, at: datetime) -> ResponseReturnValue:
    """The time that the citizen will be told, in her own language, as it will be written."""
    row = the_row(rows, public_id)
    promise = putting_off.foreseen(rows, row.line, at, site().now())
    if promise is None:
        raise NotPutOff("closed")
    held = row.promise
    is_later = held is not None and held.score is None and promise.to_at > held.to_at
    if is_later and not form.typed.get("why"):
        raise NotPutOff("why")
    if not row.takes_texts and not form.is_ticked("told"):
        raise NotPutOff("untold")
    told = callback_texts.word(promise, cast(Language, row.language))
    return second_look(
        "move_look.html", row=row, form=form, at=at, words=told.words, later=is_later, way=_way()
    )


def _put_off(rows: Session, public_id: str, form: Form, at: datetime) -> None:
    why = cast(Why | None, form.typed.get("why") or None)
    told: Told = "self" if form.is_ticked("told") else "text"
    putting_off.put_off(
        rows,
        public_id,
        at,
        why=why,
        told=told,
        actor=the_visitor().actor,
        now=site().now(),
        seen=form.typed.get("seen"),
    )


def _show(public_id: str, template: str, form: Form) -> ResponseReturnValue:
    with site().database.reading() as rows:
        row = the_row(rows, public_id)
        line = lines.by_key(rows, row.line).names[language()]
    parts = {part: word(f"move.part.{part}") for part in PARTS}
    whys = {"": word("move.why.none")}
    whys |= {why: word(f"move.why.{why}") for why in WHYS}
    shown = render(template, row=row, line=line, form=form, parts=parts, whys=whys, way=_way())
    return shown, 400 if form.wrong else 200


def _to_the_page(public_id: str, text: str) -> ResponseReturnValue:
    tell(text)
    return redirect(url_for("decisions.page", public_id=public_id, **_way()), 303)


def _way() -> dict[str, Any]:
    return carried(request.args)
