"""Lists of the API: filtered by date, newest first, a page at a time."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from typing import Any, TypeVar
from urllib.parse import urlencode

from ivr.simnet.legs import Leg
from ivr.simnet.rest import refusals
from ivr.simnet.rest.parameters import Form
from ivr.simnet.rest.refusals import Refusal, Response
from ivr.simnet.texts import Text

Entry = TypeVar("Entry", Leg, Text)
PAGE_SIZE = 50


def page(
    name: str,
    path: str,
    form: Form,
    entries: Sequence[Entry],
    show: Callable[[Entry], dict[str, Any]],
) -> Response:
    """One page of `entries` (newest first); its token names the last entry of the page before.

    Entries that come in while a client reads on therefore never make it skip or repeat any.
    """
    size = int(form.one("PageSize", str(PAGE_SIZE)))
    number = int(form.one("Page", "0"))
    begin = _after(entries, form.one("PageToken").removeprefix("PA")) if number else 0
    shown = entries[begin : begin + size]
    more = begin + size < len(entries)
    following = _uri(path, form, number + 1, f"PA{shown[-1].sid}") if more else None
    return Response(
        200,
        {
            name: [show(entry) for entry in shown],
            "end": begin + max(0, len(shown) - 1),
            "first_page_uri": _uri(path, form, 0, ""),
            "next_page_uri": following,
            "page": number,
            "page_size": size,
            "previous_page_uri": None,
            "start": begin,
            "uri": _uri(path, form, number, form.one("PageToken")),
        },
    )


def is_dated(form: Form, name: str, moment: datetime | None) -> bool:
    """True if `moment` fits the filters `name` (that day), `name<` and `name>` (until, from).

    A date alone means its whole day, UTC. What has no moment yet fits no filter.
    """
    return all(
        moment is not None and _fits(moment, form.one(name + relation), relation)
        for relation in ("", "<", ">")
        if name + relation in form
    )


def _fits(moment: datetime, wanted: str, relation: str) -> bool:
    given: Any = _date_or_moment(wanted)
    if not relation:
        return bool(moment.date() == (given.date() if isinstance(given, datetime) else given))
    own = moment if isinstance(given, datetime) else moment.date()
    return bool(own <= given if relation == "<" else own >= given)


def _date_or_moment(text: str) -> date | datetime:
    try:
        if len(text) == len("2026-11-24"):
            return date.fromisoformat(text)
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise Refusal(refusals.UNKNOWN_PARAMETER, f"{text!r} is not a date") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _after(entries: Sequence[Entry], sid: str) -> int:
    return next((i + 1 for i, entry in enumerate(entries) if entry.sid == sid), len(entries))


def _uri(path: str, form: Form, number: int, token: str) -> str:
    query = [*form.filters(), ("Page", str(number)), *([("PageToken", token)] if token else [])]
    return f"{path}?{urlencode(query)}"
