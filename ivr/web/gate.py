"""The gate before every webhook: only what Twilio signed for our account, in its known shape.

A refusal has one constant body and touches no row.
"""

from collections.abc import Callable
from functools import wraps

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue
from prometheus_client import Counter

from ivr.telephony.signature import is_genuine
from ivr.telephony.webhook import Malformed, parse, read
from ivr.web.site import Site, site

Fields = dict[str, str]
View = Callable[..., ResponseReturnValue]

REFUSALS = Counter("webhooks_refused", "Webhooks turned away at the gate", ["status"])
_FORM = "application/x-www-form-urlencoded"
_ANY_METHOD = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]


class _Refusal(Exception):
    def __init__(self, status: int) -> None:
        self.status = status


def webhook(blueprint: Blueprint, rule: str, *required: str) -> Callable[[View], View]:
    """Mounts a view that gets the checked fields of a webhook as its first argument.

    Other methods are routed here as well, so that they are refused in the same words.
    """

    def mount(view: View) -> View:
        @wraps(view)
        def guarded(**path: str | int) -> ResponseReturnValue:
            try:
                fields = _let_in(("AccountSid", *required))
            except _Refusal as refusal:
                return _turn_away(refusal.status)
            return view(fields, **path)

        blueprint.add_url_rule(
            rule, view_func=guarded, methods=_ANY_METHOD, provide_automatic_options=False
        )
        return guarded

    return mount


def _let_in(required: tuple[str, ...]) -> Fields:
    """The fields of the request. Raises _Refusal: 403 for the unsigned, 400 for the odd."""
    here, query = site(), request.environ.get("QUERY_STRING", "")
    signed = _signed_fields(here, query)
    if request.method != "POST" or query:
        raise _Refusal(400)
    try:
        fields = read(signed, required)
    except Malformed:
        raise _Refusal(400) from None
    if fields["AccountSid"] != here.account:
        raise _Refusal(403)
    return fields


def _signed_fields(here: Site, query: str) -> list[tuple[str, str]]:
    url = here.origin + request.path + (f"?{query}" if query else "")
    body, signature = request.get_data(), request.environ.get("HTTP_X_TWILIO_SIGNATURE")
    try:
        if body and request.content_type != _FORM and request.mimetype != _FORM:
            raise Malformed("not a form")
        fields = parse(body)
    except Malformed:
        raise _Refusal(403) from None
    if not is_genuine(here.tokens, url, fields, signature):
        raise _Refusal(403)
    return fields


def _turn_away(status: int) -> Response:
    REFUSALS.labels(status=str(status)).inc()
    return Response("refused\n", status, mimetype="text/plain")
