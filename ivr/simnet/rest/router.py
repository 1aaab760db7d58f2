"""Finds what a request to the API is about, and who may ask."""

import re
from base64 import b64decode
from binascii import Error as Base64Error
from collections.abc import Iterable
from hmac import compare_digest

from ivr.simnet.calls.exchange import Exchange
from ivr.simnet.rest import calls, parameters, refusals, texts
from ivr.simnet.rest.parameters import Form
from ivr.simnet.rest.refusals import Refusal, Response
from ivr.simnet.rest.spoiling import spoil
from ivr.simnet.texting import Texting

Fields = Iterable[tuple[str, str]]
_ORDER = re.compile(r"/(Calls|Messages)\.json$")
_PATH = re.compile(r"/2010-04-01/Accounts/(AC[0-9a-f]{32})/(Calls|Messages)(?:/(\w+))?\.json")


def answer(
    exchange: Exchange,
    texting: Texting,
    method: str,
    path: str,
    fields: Fields,
    authorization: str,
) -> Response:
    """The answer to one request; refusals are answers too."""
    try:
        _admit(exchange, authorization)
        return spoil(
            exchange.faults,
            method == "POST" and _ORDER.search(path) is not None,
            f"{method} {path}",
            lambda: _route(exchange, texting, method, path, fields),
        )
    except Refusal as refusal:
        return refusal.response


def _admit(exchange: Exchange, authorization: str) -> None:
    kind, _, secret = authorization.partition(" ")
    wanted = f"{exchange.settings.account_sid}:{exchange.settings.auth_token}"
    try:
        given = b64decode(secret, validate=True)
    except Base64Error:
        given = b""
    if kind.lower() != "basic" or not compare_digest(given, wanted.encode()):
        raise Refusal(refusals.DENIED, "Authenticate", status=401)


def _route(
    exchange: Exchange, texting: Texting, method: str, path: str, fields: Fields
) -> Response:
    found = _PATH.fullmatch(path)
    if found is None:
        raise Refusal(501, f"{method} {path}: not simulated", status=501)
    account, resource, sid = found.groups()
    if account != exchange.settings.account_sid:
        raise Refusal(refusals.NOT_FOUND, f"The account {account} was not found", status=404)
    match method, resource:
        case "GET", "Calls":
            return _read_calls(exchange, path, sid, fields)
        case "POST", "Calls":
            return _write_calls(exchange, sid, fields)
        case "GET", "Messages":
            return _read_texts(exchange, path, sid, fields)
        case "POST", "Messages" if sid is None:
            form = Form(fields, parameters.CREATE_TEXT)
            return texts.create(exchange, texting, form)
        case (("POST" | "DELETE"), _):
            raise Refusal(501, f"{method} {path}: real, not simulated", status=501)
        case _:
            raise Refusal(refusals.WRONG_METHOD, f"{method} is not allowed here", status=405)


def _read_calls(exchange: Exchange, path: str, sid: str | None, fields: Fields) -> Response:
    if sid is None:
        return calls.list_all(exchange, Form(fields, parameters.LIST_CALLS), path)
    Form(fields, parameters.NONE)
    return calls.fetch(exchange, sid)


def _write_calls(exchange: Exchange, sid: str | None, fields: Fields) -> Response:
    if sid is None:
        return calls.create(exchange, Form(fields, parameters.CREATE_CALL))
    return calls.update(exchange, sid, Form(fields, parameters.UPDATE_CALL))


def _read_texts(exchange: Exchange, path: str, sid: str | None, fields: Fields) -> Response:
    if sid is None:
        return texts.list_all(exchange, Form(fields, parameters.LIST_TEXTS), path)
    Form(fields, parameters.NONE)
    return texts.fetch(exchange, sid)
