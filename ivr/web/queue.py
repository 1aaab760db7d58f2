"""The queue, live: who waits, what was promised, who works, what happened last."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from flask import Blueprint, Response, abort, jsonify, request, session, url_for
from flask import render_template as render
from flask.typing import ResponseReturnValue

from flows.rules.languages import LANGUAGES, Language
from ivr.db import Session
from ivr.models import Line, Staff
from ivr.services import clearing, histories, lines, listing, staff
from ivr.services import queue as waiting
from ivr.services.clearing import Forecast
from ivr.services.histories import Happening
from ivr.services.queue import Page
from ivr.services.sought import BEGINNING, Seen
from ivr.web.access import the_visitor
from ivr.web.live import fresh
from ivr.web.many import UNDO
from ivr.web.pages import is_poll
from ivr.web.sieve import IN_HAND, Sieve
from ivr.web.site import site
from ivr.web.words import language

queue = Blueprint("queue", __name__)

_EVENTS = {"supervisor": 20, "auditor": 200}


@dataclass(frozen=True, slots=True)
class Tally:
    """How many callbacks of a line and language wait, are due, in hand and left open."""

    line: str
    language: Language
    waiting: int
    ready: int
    in_hand: int
    paused: int
    needs_human: int

    @property
    def open(self) -> int:
        return self.waiting + self.ready + self.in_hand + self.paused + self.needs_human


@dataclass(frozen=True, slots=True)
class View:
    """All that the page shows of one moment."""

    page: Page
    tallies: Sequence[Tally]
    late: int
    forecasts: Sequence[Forecast]
    lines: Mapping[str, Line]
    agents: Sequence[Staff]
    events: Sequence[Happening]

    @property
    def open(self) -> int:
        return sum(tally.open for tally in self.tallies)

    @property
    def needs_human(self) -> int:
        return sum(tally.needs_human for tally in self.tallies)


@queue.get("/queue")
def page() -> ResponseReturnValue:
    return _current(lambda rows: _show(rows, BEGINNING))


@queue.get("/queue/after/<place>/")
def more(place: str) -> ResponseReturnValue:
    """The page that begins after a callback."""
    return _current(lambda rows: _show(rows, _after(rows, place), place))


@queue.get("/queue.json")
def listed() -> ResponseReturnValue:
    """The same rows for programs; a `Link` leads to the next ones."""
    return _current(lambda rows: _list(rows, BEGINNING))


@queue.get("/queue/after/<place>/queue.json")
def listed_more(place: str) -> ResponseReturnValue:
    return _current(lambda rows: _list(rows, _after(rows, place)))


def _current(show: Callable[[Session], ResponseReturnValue]) -> Response:
    """Words such as "12 min late" grow old by themselves, so the minute is part of the tag."""
    minute = int(site().now().timestamp() // 60)
    with site().database.reading() as rows:
        tag = f"{waiting.version(rows)}-{minute}-{language()}-{the_visitor().role}"
        return fresh(tag, lambda: show(rows))


def _after(rows: Session, place: str) -> Seen:
    seen = waiting.place(rows, place)
    if seen is None:
        abort(404)
    return seen


def _show(rows: Session, after: Seen, place: str = "") -> ResponseReturnValue:
    known = _lines(rows)
    sieve = Sieve.read(request.args, known, site().now())
    view = _view(rows, after, known, sieve)
    way = {**sieve.asked, **({"after": place} if place else {})}
    undo = None if is_poll() else session.pop(UNDO, None)
    return render("queue.html", view=view, sieve=sieve, way=way, paged=bool(place), undo=undo)


def _lines(rows: Session) -> Mapping[str, Line]:
    return {line.key: line for line in lines.every(rows)}


def _view(rows: Session, after: Seen, known: Mapping[str, Line], sieve: Sieve) -> View:
    everyone = staff.every(rows)
    return View(
        page=Page((), None) if sieve.form.wrong else waiting.page(rows, after, wanted=sieve.sought),
        tallies=_tallies(rows),
        late=waiting.late(rows, site().now()),
        forecasts=clearing.every(rows, site().now()),
        lines=known,
        agents=[one for one in everyone if one.role == "agent" and one.active],
        events=histories.recent(rows, _EVENTS[the_visitor().role]),
    )


def _tallies(rows: Session) -> list[Tally]:
    """Line by line, each with its languages in their usual order."""
    found = [
        _tally(line, cast(Language, spoken), states)
        for (line, spoken), states in waiting.figures(rows).items()
    ]
    return sorted(found, key=lambda tally: (tally.line, LANGUAGES.index(tally.language)))


def _tally(line: str, spoken: Language, states: Mapping[str, int]) -> Tally:
    return Tally(
        line=line,
        language=spoken,
        waiting=states.get("waiting", 0),
        ready=states.get("ready", 0),
        paused=states.get("paused", 0),
        in_hand=sum(states.get(state, 0) for state in IN_HAND),
        needs_human=states.get("needs_human", 0),
    )


def _list(rows: Session, after: Seen) -> ResponseReturnValue:
    sieve = Sieve.read(request.args, _lines(rows), site().now())
    if sieve.form.wrong:
        abort(400)
    page = waiting.page(rows, after, wanted=sieve.sought)
    answer = jsonify([listing.plain(row) for row in page.rows])
    if page.next:
        following = url_for("queue.listed_more", place=page.rows[-1].id, **sieve.asked)
        answer.headers["Link"] = f'<{following}>; rel="next"'
    return answer
