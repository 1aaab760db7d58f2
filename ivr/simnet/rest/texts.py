"""Texts of the API: order one, look."""

from ivr.simnet.calls.exchange import Exchange
from ivr.simnet.numbering import is_e164, refusal
from ivr.simnet.rest import lists, refusals, resources
from ivr.simnet.rest.parameters import Form
from ivr.simnet.rest.refusals import Refusal, Response
from ivr.simnet.texting import Texting
from ivr.simnet.texts import MAX_BODY, Text


def create(exchange: Exchange, texting: Texting, form: Form) -> Response:
    """Queues a text."""
    to, from_, body = form.one("To"), form.one("From"), form.one("Body")
    _check_sender(exchange, from_)
    _check_receiver(exchange, texting, to, from_)
    if not body:
        raise Refusal(refusals.NO_BODY, "Message body is required")
    if len(body) > MAX_BODY:
        raise Refusal(refusals.BODY_TOO_LONG, f"The body is longer than {MAX_BODY} characters")
    text = texting.send(from_, to, body, form.one("StatusCallback"))
    return Response(201, resources.of_text(exchange.settings.account_sid, text))


def fetch(exchange: Exchange, sid: str) -> Response:
    """One text as it is now."""
    text = exchange.ledger.texts.get(sid)
    if text is None:
        raise Refusal(refusals.NOT_FOUND, f"The message {sid} was not found", status=404)
    return Response(200, resources.of_text(exchange.settings.account_sid, text))


def list_all(exchange: Exchange, form: Form, path: str) -> Response:
    """The texts that fit all filters."""
    fits = [text for text in reversed(exchange.ledger.texts.all()) if _fits(text, form)]
    account_sid = exchange.settings.account_sid
    return lists.page(
        "messages", path, form, fits, lambda text: resources.of_text(account_sid, text)
    )


def _check_sender(exchange: Exchange, sender: str) -> None:
    if not sender:
        raise Refusal(refusals.NO_FROM, "A 'From' number is required")
    if sender not in exchange.numbers and sender not in exchange.settings.senders:
        raise Refusal(refusals.NOT_TEXT_SENDER, f"{sender} is not the account's own sender")


def _check_receiver(exchange: Exchange, texting: Texting, number: str, sender: str) -> None:
    if not number:
        raise Refusal(refusals.NO_TEXT_TO, "A 'To' phone number is required")
    if not is_e164(number) or refusal(number, exchange.settings.dialable):
        raise Refusal(refusals.BAD_TO, f"The 'To' number {number} is not valid")
    if texting.stopped(number, sender):
        raise Refusal(refusals.STOPPED, "The receiver has asked for no more texts")
    if texting.reception(number) == "refuses":
        raise Refusal(refusals.NOT_MOBILE, f"The 'To' number {number} is not a mobile number")


def _fits(text: Text, form: Form) -> bool:
    return (
        form.one("To") in {"", text.to}
        and form.one("From") in {"", text.from_}
        and lists.is_dated(form, "DateSent", text.sent_at)
    )
