"""A booking as its citizen sees it: when, where and what to bring; and as a file for a calendar."""

from typing import Any
from urllib.parse import urlsplit

from flask import Response

from flows.prompts import written
from flows.rules.window import local_date
from ivr.models import Booking
from ivr.services import booking_lists, ics, told_times
from ivr.services.ics import Appointment
from ivr.web.site import site
from ivr.web.words import language, word


def shown(mine: Booking) -> dict[str, Any]:
    """For templates: the booking, its day and minute, its place."""
    return {
        "mine": mine,
        "booked": booking_lists.row(mine),
        "day": local_date(mine.starts_at),
        "exactly": written.moment(told_times.local(mine.starts_at), language()),
        "point": mine.slot.diary.point,
        "cli": written.number(mine.line.number),
    }


def file(mine: Booking) -> Response:
    """The appointment for her own calendar."""
    one = Appointment(
        uid=f"{mine.public_id}@{urlsplit(site().origin).hostname}",
        version=mine.version,
        starts_at=mine.starts_at,
        ends_at=mine.slot.ends_at,
        summary=word("own.file.summary", agency=_agency()),
        place=_place(mine),
        notes=word(f"own.file.{mine.kind}", cli=written.number(mine.line.number)),
    )
    content = ics.calendar(one, f"-//{_agency()}//{language()}", site().now())
    answer = Response(content, content_type=f"{ics.KIND}; charset=utf-8")
    answer.headers.set("Content-Disposition", "attachment", filename=f"{word('own.file.name')}.ics")
    return answer


def _agency() -> str:
    return site().names()[language()]["agency"]


def _place(mine: Booking) -> str:
    point = mine.slot.diary.point
    if point is None:
        return ""
    return f"{point.names[language()]['point']}, {point.addresses[language()]}"
