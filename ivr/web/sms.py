"""Text messages: what became of ours, and a quiet ear for what citizens send back."""

from datetime import datetime

from flask import Blueprint, Response
from flask.typing import ResponseReturnValue

from ivr.db import Session
from ivr.services import messages
from ivr.telephony.twiml import EMPTY
from ivr.web.gate import Fields, webhook
from ivr.web.trouble import noted

sms = Blueprint("sms", __name__, url_prefix="/sms")


@webhook(sms, "/incoming", "MessageSid", "From", "To")
def incoming(_fields: Fields) -> ResponseReturnValue:
    """Our texts ask for no reply, and name the number to phone; so nothing is answered."""
    return Response(EMPTY, mimetype="text/xml")


@webhook(sms, "/status/<token>/", "MessageSid", "MessageStatus")
def status(fields: Fields, token: str) -> ResponseReturnValue:
    """What became of a text of ours."""
    error = int(fields["ErrorCode"]) if "ErrorCode" in fields else None

    def note(session: Session, now: datetime) -> None:
        messages.status(session, token, fields["MessageSid"], fields["MessageStatus"], error, now)

    return noted(note)
