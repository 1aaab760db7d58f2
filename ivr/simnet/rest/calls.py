"""Calls of the API: order one, look, redirect, end."""

from ivr.simnet.calls.call import LONGEST, Call, Goto, Progress, live_call
from ivr.simnet.calls.control import converse
from ivr.simnet.calls.exchange import Exchange
from ivr.simnet.calls.opening import Order, place
from ivr.simnet.delivery import Method
from ivr.simnet.legs import Leg
from ivr.simnet.numbering import is_e164, refusal
from ivr.simnet.rest import lists, refusals, resources
from ivr.simnet.rest.parameters import Form
from ivr.simnet.rest.refusals import Refusal, Response


def create(exchange: Exchange, form: Form) -> Response:
    """Queues a call. Nothing has happened yet when this answers."""
    from_ = _own_number(exchange, form.one("From"))
    to = _callable_number(exchange, form.one("To"))
    if not form.one("Url") and not form.one("Twiml"):
        raise Refusal(refusals.BAD_URL, "Url parameter is required")
    if exchange.full:
        raise Refusal(refusals.TOO_MANY_CALLS, "Too many calls at once", status=429)
    order = Order(
        from_,
        to,
        _start(form),
        timeout=float(form.one("Timeout", "60")),
        time_limit=float(form.one("TimeLimit", str(LONGEST))),
        progress=_progress(form),
        fallback=_fallback(form),
    )
    return Response(201, _show(exchange, place(exchange, order)))


def fetch(exchange: Exchange, sid: str) -> Response:
    """One call as it is now."""
    return Response(200, _show(exchange, _leg(exchange, sid)))


def list_all(exchange: Exchange, form: Form, path: str) -> Response:
    """The calls that fit all filters."""
    fits = [leg for leg in reversed(exchange.ledger.legs.all()) if _fits(leg, form)]
    return lists.page("calls", path, form, fits, lambda leg: _show(exchange, leg))


def update(exchange: Exchange, sid: str, form: Form) -> Response:
    """Redirects or ends a live call. Raises Refusal with 21220 where it is too late."""
    leg = _leg(exchange, sid)
    call = live_call(exchange, sid)
    if call is None:
        raise Refusal(refusals.BAD_STATE, "Call is not in-progress. Cannot redirect.")
    _adjust(call, form)
    if status := form.one("Status"):
        if status == "canceled" and leg.status == "in-progress":
            raise Refusal(refusals.BAD_STATE, "Call is in-progress. Cannot cancel.")
        call.drop()
    elif form.one("Url") or form.one("Twiml"):
        _redirect(call, form)
    return fetch(exchange, sid)


def _adjust(call: Call, form: Form) -> None:
    if form.one("StatusCallback"):
        events = call.progress.events if call.progress else frozenset({"completed"})
        call.progress = Progress(
            form.one("StatusCallback"), _method(form, "StatusCallbackMethod"), events
        )
    call.fallback = _fallback(form) or call.fallback
    if form.one("TimeLimit"):
        call.limit(float(form.one("TimeLimit")))


def _redirect(call: Call, form: Form) -> None:
    if call.leg.status != "in-progress":
        raise Refusal(refusals.BAD_STATE, "Call is not in-progress. Cannot redirect.")
    if call.leg.parent is not None:
        raise Refusal(refusals.UNKNOWN_PARAMETER, "Url of a dialled leg: real, not simulated")
    call.accompany("programme", converse(call, _start(form)))


def _own_number(exchange: Exchange, number: str) -> str:
    if not number:
        raise Refusal(refusals.NO_FROM, "No 'From' number is specified")
    if not is_e164(number):
        raise Refusal(refusals.BAD_FROM, f"The 'From' number {number} is not valid")
    if number not in exchange.numbers:
        raise Refusal(refusals.NOT_OWN_NUMBER, f"The number {number} is not the account's own")
    return number


def _callable_number(exchange: Exchange, number: str) -> str:
    if not number:
        raise Refusal(refusals.NO_TO, "No 'To' number is specified")
    if not is_e164(number):
        raise Refusal(refusals.BAD_TO, f"The 'To' number {number} is not valid")
    if reason := refusal(number, exchange.settings.dialable):
        raise Refusal(refusals.NO_PERMISSION, reason[1])
    return number


def _start(form: Form) -> Goto:
    if url := form.one("Url"):
        return Goto(url, _method(form, "Method"))
    return Goto("", inline=form.one("Twiml"))


def _fallback(form: Form) -> Goto | None:
    url = form.one("FallbackUrl")
    return Goto(url, _method(form, "FallbackMethod")) if url else None


def _progress(form: Form) -> Progress | None:
    if not (url := form.one("StatusCallback")):
        return None
    events = frozenset(form.all("StatusCallbackEvent")) or frozenset({"completed"})
    return Progress(url, _method(form, "StatusCallbackMethod"), events)


def _method(form: Form, name: str) -> Method:
    return "GET" if form.one(name) == "GET" else "POST"


def _fits(leg: Leg, form: Form) -> bool:
    same = (
        ("To", leg.to),
        ("From", leg.from_),
        ("ParentCallSid", leg.parent),
        ("Status", "queued" if leg.status == "initiated" else leg.status),
    )
    return (
        all(form.one(name) == value for name, value in same if form.one(name))
        and lists.is_dated(form, "StartTime", leg.dialled_at)
        and lists.is_dated(form, "EndTime", leg.ended_at)
    )


def _leg(exchange: Exchange, sid: str) -> Leg:
    leg = exchange.ledger.legs.get(sid)
    if leg is None:
        raise Refusal(refusals.NOT_FOUND, f"The call {sid} was not found", status=404)
    return leg


def _show(exchange: Exchange, leg: Leg) -> dict[str, object]:
    own = leg.to if leg.direction == "inbound" else leg.from_
    return resources.of_leg(exchange.settings.account_sid, leg, exchange.sids.of("PN", own))
