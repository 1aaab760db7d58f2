"""Text messages: what became of ours, and an answer to those who write to where nobody reads."""

from datetime import datetime

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from ivr.db import Session
from ivr.services import incoming_texts, messages
from ivr.telephony import texting
from ivr.telephony.twiml import EMPTY
from ivr.web.gate import Fields, webhook
from ivr.web.site import site
from ivr.web.trouble import noted, replied

sms = Blueprint("sms", __name__, url_prefix="/sms")


@webhook(sms, "/incoming", "MessageSid", "From", "To")
def incoming(fields: Fields) -> ResponseReturnValue:
    """Our texts ask for no reply and name the number to phone; who replies is told it again.

    What was written may be anything, so nothing is made of it but whether it is for the network.
    """
    if texting.is_for_the_network(request.form.get("Body", "")):
        return Response(EMPTY, mimetype="text/xml")

    def answer(session: Session, now: datetime) -> str:
        sid, from_, to = fields["MessageSid"], fields["From"], fields["To"]
        words = incoming_texts.answer(session, site().exchange.keyer, sid, from_, to, now)
        return texting.reply(words) if words else EMPTY

    return replied(answer)


@webhook(sms, "/status/<token>/", "MessageSid", "MessageStatus")
def status(fields: Fields, token: str) -> ResponseReturnValue:
    """What became of a text of ours."""
    error = int(fields["ErrorCode"]) if "ErrorCode" in fields else None

    def note(session: Session, now: datetime) -> None:
        messages.status(session, token, fields["MessageSid"], fields["MessageStatus"], error, now)

    return noted(note)
