"""Legs and texts as the API shows them."""

from datetime import datetime
from email.utils import format_datetime
from typing import Any

from ivr.simnet.fields import API_VERSION
from ivr.simnet.legs import Leg
from ivr.simnet.texts import Text, segments


def of_leg(account_sid: str, leg: Leg, number_sid: str) -> dict[str, Any]:
    """A call as a JSON object. It has no status "initiated": that is still queued there."""
    return {
        "account_sid": account_sid,
        "answered_by": None,
        "api_version": API_VERSION,
        "caller_name": None,
        "date_created": _date(leg.created_at),
        "date_updated": _date(leg.updated_at),
        "direction": leg.direction,
        "duration": str(leg.seconds) if leg.ended_at else None,
        "end_time": _date(leg.ended_at),
        "forwarded_from": None,
        "from": leg.from_,
        "from_formatted": leg.from_,
        "group_sid": None,
        "parent_call_sid": leg.parent,
        "phone_number_sid": number_sid,
        "price": None,
        "price_unit": "USD",
        "queue_time": str(leg.queue_time),
        "sid": leg.sid,
        "start_time": _date(leg.dialled_at),
        "status": "queued" if leg.status == "initiated" else leg.status,
        "subresource_uris": {},
        "to": leg.to,
        "to_formatted": leg.to,
        "trunk_sid": None,
        "uri": uri(account_sid, f"Calls/{leg.sid}"),
    }


def of_text(account_sid: str, text: Text) -> dict[str, Any]:
    """A text as a JSON object."""
    return {
        "account_sid": account_sid,
        "api_version": API_VERSION,
        "body": text.body,
        "date_created": _date(text.created_at),
        "date_sent": _date(text.sent_at),
        "date_updated": _date(text.updated_at),
        "direction": text.direction,
        "error_code": text.error,
        "error_message": None,
        "from": text.from_,
        "messaging_service_sid": None,
        "num_media": "0",
        "num_segments": str(segments(text.body)),
        "price": None,
        "price_unit": "USD",
        "sid": text.sid,
        "status": text.status,
        "subresource_uris": {},
        "to": text.to,
        "uri": uri(account_sid, f"Messages/{text.sid}"),
    }


def uri(account_sid: str, what: str) -> str:
    """The path of a resource of the account."""
    return f"/{API_VERSION}/Accounts/{account_sid}/{what}.json"


def _date(moment: datetime | None) -> str | None:
    return format_datetime(moment) if moment else None
