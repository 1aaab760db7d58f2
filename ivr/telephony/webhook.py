"""What Twilio sends us, read strictly.

A signature covers names and values without the boundaries between them, so a signed request can
be cut anew into other names and values that validate too. Nothing is therefore taken from a
request unless every field that we use has exactly its known shape, once, and no other name could
have swallowed or shed a part of it. Source: Twilio, "Webhooks security"; fields: "Voice webhooks".
"""

import re
from collections.abc import Iterable, Mapping
from urllib.parse import parse_qsl

_CALL_STATUS = "queued|initiated|ringing|in-progress|completed|busy|failed|no-answer|canceled"
_SHAPES: Mapping[str, re.Pattern[str]] = {
    name: re.compile(shape)
    for name, shape in {
        "AccountSid": r"AC[0-9a-fA-F]{32}",
        "ApiVersion": r"2010-04-01",
        "CallDuration": r"[0-9]{1,6}",
        "CallSid": r"CA[0-9a-fA-F]{32}",
        "CallStatus": _CALL_STATUS,
        "DialBridged": r"true|false",
        "DialCallDuration": r"[0-9]{1,6}",
        "DialCallSid": r"CA[0-9a-fA-F]{32}",
        "DialCallStatus": r"completed|answered|busy|no-answer|failed|canceled",
        "Digits": r"[0-9A-D*#]{0,1024}",
        "Direction": r"inbound|outbound-api|outbound-dial",
        "ErrorCode": r"[0-9]{1,6}",
        "From": r"\+?[0-9]{1,15}|[A-Za-z]{0,12}|(?:sip|client):[A-Za-z0-9_.@:+-]{1,100}",
        "MessageSid": r"(?:SM|MM)[0-9a-fA-F]{32}",
        "MessageStatus": r"accepted|scheduled|queued|sending|sent|delivered|undelivered|failed|"
        r"canceled|receiving|received|read|partially_delivered",
        "ParentCallSid": r"CA[0-9a-fA-F]{32}",
        "SequenceNumber": r"[0-9]{1,6}",
        "SipResponseCode": r"[1-6][0-9]{2}",
        "Timestamp": r"[A-Za-z0-9,:+ -]{0,40}",  # whether it is a time is seen when it is read
        "To": r"\+?[0-9]{1,15}|(?:sip|client):[A-Za-z0-9_.@:+-]{1,100}",
    }.items()
}
_NEIGHBOURS = frozenset(
    f"{side}{part}" for side in ("From", "To") for part in ("City", "State", "Zip", "Country")
)
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{0,79}")
_MOST_FIELDS = 200


class Malformed(ValueError):
    """The request isn't one that Twilio would send, whoever signed it."""


def parse(body: bytes) -> list[tuple[str, str]]:
    """Names and values of a form body, in order, blanks kept. Raises Malformed."""
    try:
        return parse_qsl(
            body.decode("ascii"),
            keep_blank_values=True,
            strict_parsing=bool(body),
            errors="strict",
            max_num_fields=_MOST_FIELDS,
        )
    except ValueError as error:
        raise Malformed("not a form") from error


def read(fields: Iterable[tuple[str, str]], required: Iterable[str] = ()) -> dict[str, str]:
    """The fields that we use, each checked. Raises Malformed; unknown fields are ignored."""
    known: dict[str, str] = {}
    seen: set[str] = set()
    for name, value in fields:
        _check_name(name, seen)
        if shape := _SHAPES.get(name):
            if not shape.fullmatch(value):
                raise Malformed(f"odd value of {name}")
            known[name] = value
    if missing := [name for name in required if name not in known]:
        raise Malformed(f"missing: {', '.join(missing)}")
    return known


def _check_name(name: str, seen: set[str]) -> None:
    if name in seen or not _NAME.fullmatch(name):
        raise Malformed("a field twice, or of an odd name")
    seen.add(name)
    if name not in _SHAPES and name not in _NEIGHBOURS and _swallows_one_of_ours(name):
        raise Malformed("a field whose name hides another")


def _swallows_one_of_ours(name: str) -> bool:
    return any(name.startswith(ours) for ours in _SHAPES)
