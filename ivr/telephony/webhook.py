"""What Twilio sends us, read strictly.

A signature covers names and values without the boundaries between them, so a signed request can
be cut anew into other names and values that validate too. Nothing is therefore taken from a
request unless every field that we use has exactly its known shape, once, and no other name could
have swallowed or shed a part of it. Source: Twilio, "Webhooks security"; fields: "Voice webhooks".
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from urllib.parse import unquote

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
_OURS = tuple(_SHAPES)
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{0,79}")
_MOST_FIELDS = 200


class Malformed(ValueError):
    """The request isn't one that Twilio would send, whoever signed it."""


def parse(body: bytes) -> list[tuple[str, str]]:
    """Names and values of a form body, in order, blanks kept. Raises Malformed.

    What `urllib.parse.parse_qsl` makes of it when strict, in half the time.
    """
    try:
        written = body.decode("ascii").replace("+", " ").split("&") if body else []
        if len(written) > _MOST_FIELDS:
            raise ValueError("too many fields")
        pairs = [pair.split("=", 1) for pair in written]
        return [(_plain(name), _plain(value)) for name, value in pairs]
    except ValueError as error:
        raise Malformed("not a form") from error


def _plain(written: str) -> str:
    return unquote(written, errors="strict") if "%" in written else written


def read(fields: Sequence[tuple[str, str]], required: Iterable[str] = ()) -> dict[str, str]:
    """The fields that we use, each checked. Raises Malformed; unknown fields are ignored."""
    given = dict(fields)
    if len(given) < len(fields):
        raise Malformed("a field twice")
    for name in given:
        if not _is_harmless(name):
            raise Malformed("a field of an odd name, or whose name hides another")
    known = {name: given[name] for name in _OURS if name in given}
    for name, value in known.items():
        if not _SHAPES[name].fullmatch(value):
            raise Malformed(f"odd value of {name}")
    if missing := [name for name in required if name not in known]:
        raise Malformed(f"missing: {', '.join(missing)}")
    return known


@lru_cache(maxsize=500)
def _is_harmless(name: str) -> bool:
    """No name that begins as one of ours does may have swallowed a part of it."""
    if name in _SHAPES or name in _NEIGHBOURS:
        return True
    return bool(_NAME.fullmatch(name)) and not name.startswith(_OURS)
