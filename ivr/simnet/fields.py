"""The form fields of webhooks, as Twilio's documentation of its requests lists them."""

from datetime import datetime
from email.utils import format_datetime

from ivr.simnet.legs import Leg
from ivr.simnet.numbering import country
from ivr.simnet.texts import Text, segments

API_VERSION = "2010-04-01"


def of_leg(account_sid: str, leg: Leg) -> dict[str, str]:
    """The standard fields that every request about a call carries.

    The name and country of the place are a guess there too: only the country is known here.
    """
    fields = {
        "AccountSid": account_sid,
        "ApiVersion": API_VERSION,
        "CallSid": leg.sid,
        "CallStatus": leg.status,
        "Called": leg.to,
        "Caller": leg.from_,
        "Direction": leg.direction,
        "From": leg.from_,
        "To": leg.to,
    }
    for side, number in _sides(leg.from_, leg.to, "Caller", "Called"):
        fields |= _place(side, number)
    return fields | ({"ParentCallSid": leg.parent} if leg.parent else {})


def of_progress(leg: Leg, number: int, now: datetime) -> dict[str, str]:
    """What a call progress event adds; `number` counts the events sent, from 0.

    The durations (CallDuration in seconds, Duration in begun minutes) and the SIP code come
    with the final event alone.
    """
    fields = {
        "CallbackSource": "call-progress-events",
        "SequenceNumber": str(number),
        "Timestamp": format_datetime(now),
    }
    if not leg.live:
        fields |= {"CallDuration": str(leg.seconds), "Duration": str(-(-leg.seconds // 60))}
        fields |= {"SipResponseCode": str(leg.sip)} if leg.sip else {}
    return fields


def of_text(account_sid: str, text: Text) -> dict[str, str]:
    """The fields of a status callback about a text that was sent."""
    fields = {
        "AccountSid": account_sid,
        "ApiVersion": API_VERSION,
        "From": text.from_,
        "MessageSid": text.sid,
        "MessageStatus": text.status,
        "SmsSid": text.sid,
        "SmsStatus": text.status,
        "To": text.to,
    }
    return fields | ({"ErrorCode": str(text.error)} if text.error else {})


def of_received_text(account_sid: str, text: Text) -> dict[str, str]:
    """The fields of the request about a text that has come in."""
    fields = {
        "AccountSid": account_sid,
        "ApiVersion": API_VERSION,
        "Body": text.body,
        "From": text.from_,
        "MessageSid": text.sid,
        "NumMedia": "0",
        "NumSegments": str(segments(text.body)),
        "SmsMessageSid": text.sid,
        "SmsSid": text.sid,
        "SmsStatus": "received",
        "To": text.to,
    }
    for side, number in _sides(text.from_, text.to):
        fields |= _place(side, number)
    return fields


def _sides(from_: str, to: str, *old: str) -> list[tuple[str, str]]:
    return [("From", from_), ("To", to), *zip(old, (from_, to), strict=False)]


def _place(side: str, number: str) -> dict[str, str]:
    unknown = {f"{side}{part}": "" for part in ("City", "State", "Zip")}
    return unknown | {f"{side}Country": country(number)}
