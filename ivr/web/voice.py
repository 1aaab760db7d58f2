"""The telephone's webhooks: each is one transaction, answered with TwiML whatever happens.

A query string is never part of these addresses: what names a turn or a leg stands in the path,
so that a signed request can't be cut anew into another one.
"""

from datetime import datetime
from email.utils import parsedate_to_datetime

from flask import Blueprint
from flask.typing import ResponseReturnValue

from flows.engine.turn import Heard, Pressed, Rang, Silence
from ivr.db import Session
from ivr.models import Attempt
from ivr.services import attempts, calls, progress
from ivr.services.calls import Inbound
from ivr.services.exchange import Exchange
from ivr.services.settlement import FINAL, Leg
from ivr.telephony.twiml import EMPTY
from ivr.web.gate import Fields, webhook
from ivr.web.site import site
from ivr.web.trouble import Moment, answered, noted

voice = Blueprint("voice", __name__, url_prefix="/voice")

_CALL = ("CallSid", "From", "To", "CallStatus", "Direction", "ApiVersion")


@webhook(voice, "/incoming", *_CALL)
def incoming(fields: Fields) -> ResponseReturnValue:
    """A call to one of our numbers begins."""
    call = Inbound(fields["CallSid"], fields["From"], fields["To"])
    return answered(
        lambda session, now: calls.open_inbound(session, site().exchange, call, now), Moment(1)
    )


@webhook(voice, "/turn/<int:turn>/", "CallSid", "CallStatus")
def take_turn(fields: Fields, turn: int) -> ResponseReturnValue:
    """Keys, silence, or the end of a citizen's leg, in a call that a dialogue holds."""

    def hear(session: Session, now: datetime) -> str:
        heard = _heard(session, fields, now)
        return calls.take_turn(session, site().exchange, fields["CallSid"], turn, heard, now)

    return answered(hear, Moment(turn, agent=_is_agents(fields)))


def _heard(session: Session, fields: Fields, now: datetime) -> Heard:
    if "DialCallStatus" in fields:
        return _rang(session, fields, now)
    digits = fields.get("Digits", "")
    return Pressed(digits) if digits else Silence()


def _rang(session: Session, fields: Fields, now: datetime) -> Rang:
    attempt_id = calls.attempt_of(session, fields["CallSid"])
    if attempt_id is None:
        return Rang("unknown")
    rang = progress.dial_ended(
        session,
        attempt_id,
        fields["DialCallStatus"],
        now,
        sid=fields.get("DialCallSid"),
        talked=_number(fields, "DialCallDuration"),
        agent_gone=fields["CallStatus"] in FINAL,
    )
    return Rang(rang)


@webhook(voice, "/offer/<token>/", *_CALL)
def offer(fields: Fields, token: str) -> ResponseReturnValue:
    """An agent has answered the leg that we rang for an attempt."""
    return _open_offer(fields, token, waited=0)


@webhook(voice, "/offer/<token>/again/<int:waited>/", *_CALL)
def offer_again(fields: Fields, token: str, waited: int) -> ResponseReturnValue:
    """She has waited because the database did not answer: perhaps it does now."""
    return _open_offer(fields, token, waited)


def _open_offer(fields: Fields, token: str, waited: int) -> ResponseReturnValue:
    def open_offer(session: Session, now: datetime) -> str:
        attempt_id = attempts.of_token(session, token)
        if attempt_id is None:
            return EMPTY
        attempt = session.get_one(Attempt, attempt_id)
        return calls.open_agent(session, site().exchange, attempt, fields["CallSid"], now)

    return answered(open_offer, Moment(1, waited, agent=True, token=token))


@webhook(voice, "/offer/<token>/status/", "CallSid", "CallStatus")
def offer_status(fields: Fields, token: str) -> ResponseReturnValue:
    """How the agent's leg is going."""
    happened = _happened_at(fields)

    def note(session: Session, now: datetime) -> None:
        sid, status = fields["CallSid"], fields["CallStatus"]
        if status in FINAL:
            calls.ended(session, sid, status, now)
        progress.agent_leg(session, token, sid, status, now, at=min(happened or now, now))

    return noted(note)


@webhook(voice, "/leg/<token>/", "CallSid", "CallStatus", "SequenceNumber")
def leg_status(fields: Fields, token: str) -> ResponseReturnValue:
    """How the citizen's leg is going."""
    happened = _happened_at(fields)

    def note(session: Session, now: datetime) -> None:
        leg = Leg(
            status=fields["CallStatus"],
            at=min(happened or now, now),
            sid=fields["CallSid"],
            sequence=_number(fields, "SequenceNumber"),
            talked=_number(fields, "CallDuration"),
            sip=_number(fields, "SipResponseCode"),
        )
        progress.citizen_leg(session, token, leg, now)

    return noted(note)


@webhook(voice, "/status", "CallSid", "CallStatus")
def status(fields: Fields) -> ResponseReturnValue:
    """A call to one of our numbers is over."""

    def note(session: Session, now: datetime) -> None:
        if fields["CallStatus"] in FINAL:
            calls.ended(session, fields["CallSid"], fields["CallStatus"], now)

    return noted(note)


@webhook(voice, "/fallback", *_CALL)
def fallback(fields: Fields) -> ResponseReturnValue:
    """The network could not use our last answer: the step is read again, nobody is dialled. It may
    have been a recording that could not be fetched, so all is spoken."""
    return _fall_back(site().unrecorded, fields, turn=0, waited=0)


@webhook(voice, "/again/<int:turn>/<int:waited>/", *_CALL)
def again(fields: Fields, turn: int, waited: int) -> ResponseReturnValue:
    """A caller has waited because the database did not answer to this turn: perhaps it does now.

    What the turn has led to, if it was stored all the same, is said; else the step once more.
    """
    return _fall_back(site().exchange, fields, turn, waited)


def _fall_back(exchange: Exchange, fields: Fields, turn: int, waited: int) -> ResponseReturnValue:
    inbound = Inbound(fields["CallSid"], fields["From"], fields["To"])
    agents = _is_agents(fields)

    def go_on(session: Session, now: datetime) -> str:
        beginning = None if agents else inbound
        return calls.fallback(session, exchange, inbound.sid, beginning, now, turn)

    return answered(go_on, Moment(turn, waited, agents))


def _is_agents(fields: Fields) -> bool:
    """Whether this is a leg that we rang."""
    return fields.get("Direction", "inbound") != "inbound"


def _number(fields: Fields, name: str) -> int | None:
    return int(fields[name]) if name in fields else None


def _happened_at(fields: Fields) -> datetime | None:
    """The network's own time of an event, if it tells one that can be read (RFC 2822)."""
    try:
        told = parsedate_to_datetime(fields.get("Timestamp", ""))
    except ValueError:
        return None
    return told if told.tzinfo else None
