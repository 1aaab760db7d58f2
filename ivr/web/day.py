"""The day as a picture: what came, whom we reached, who waited, what was promised and kept."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from flask import Blueprint, request, url_for
from flask import render_template as render
from flask.typing import ResponseReturnValue

from flows.rules.window import local_date
from ivr.db import Session
from ivr.models import Line
from ivr.services import clearing, day_figures, lines
from ivr.web.calendar import a_date
from ivr.web.live import fresh
from ivr.web.site import site
from ivr.web.words import language

day_pages = Blueprint("day", __name__)

_FRESH: Final = 15  # seconds; a picture of quarter-hours need not be newer


@day_pages.get("/day")
def page() -> ResponseReturnValue:
    """Today, so far."""
    now = site().now()
    chosen = request.args.get("line", "")
    tag = f"{int(now.timestamp()) // _FRESH}-{language()}-{chosen}"
    return fresh(tag, lambda: _show(local_date(now), chosen))


@day_pages.get("/day/<day>/")
def one_day(day: str) -> ResponseReturnValue:
    """Another day, as it went."""
    return _show(a_date(day), request.args.get("line", ""))


def _show(on: date, chosen: str) -> ResponseReturnValue:
    now = site().now()
    today = local_date(now)
    with site().database.reading() as rows:
        known = lines.every(rows)
        of = [line for line in known if line.key == chosen] or known
        return render(
            "day.html",
            figures=day_figures.of_day(rows, of, on, now),
            forecasts=_forecasts(rows, of) if on == today else (),
            lines=known,
            chosen=chosen,
            on=on,
            today=today,
            before=_address(on - timedelta(days=1), today, chosen),
            after=_address(on + timedelta(days=1), today, chosen) if on < today else "",
        )


def _forecasts(rows: Session, of: Sequence[Line]) -> Sequence[clearing.Forecast]:
    return [clearing.of_line(rows, line, site().now()) for line in of]


def _address(on: date, today: date, chosen: str) -> str:
    line = chosen or None
    if on == today:
        return url_for("day.page", line=line)
    return url_for("day.one_day", day=on, line=line)
