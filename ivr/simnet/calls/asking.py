"""Asks the application what to do next, and what happens when its answer is of no use."""

import asyncio
from dataclasses import dataclass

from ivr.simnet import fields
from ivr.simnet.calls.call import Call, Goto
from ivr.simnet.calls.page import Page, understand
from ivr.simnet.delivery import Answer, DeliveryError, Webhook
from ivr.simnet.twiml import Verb

APOLOGY = "We are sorry, an application error has occurred. Goodbye."


@dataclass(frozen=True, slots=True)
class Failure:
    """No usable document: Twilio's number for why, and the URL that failed."""

    code: int
    url: str


async def ask(call: Call, goto: Goto) -> Page:
    """The document at `goto`, or at the call's fallback URL, or the apology of the network."""
    page = await _attempt(call, goto)
    return await recover(call, page) if isinstance(page, Failure) else page


async def recover(call: Call, failure: Failure, failed: Page | None = None) -> Page:
    """How a call goes on after a failure: as its fallback URL says, or with the apology.

    `failed` is the page in which it happened, if there was one; the fallback's own has no other.
    """
    fallback = call.fallback
    if fallback is not None and (failed is None or failed.url != fallback.url):
        blame = {"ErrorCode": str(failure.code), "ErrorUrl": failure.url}
        page = await _attempt(call, Goto(fallback.url, fallback.method, blame))
        if isinstance(page, Page):
            return page
    return Page("", (Verb("Say", {"language": "en-US"}, APOLOGY), Verb("Hangup", {}, "")))


async def _attempt(call: Call, goto: Goto) -> Page | Failure:
    try:
        answer = _inline(goto) if goto.inline else await _request(call, goto)
    except DeliveryError as error:
        return Failure(error.code, goto.url)
    document = understand(answer)
    for problem in document.problems:
        call.find(answer.url, problem.code, problem.fatal, problem.what)
    if document.fatal:
        fatal = next(problem for problem in document.problems if problem.fatal)
        return Failure(fatal.code or 12200, answer.url)
    return Page(answer.url, document.verbs)


def _inline(goto: Goto) -> Answer:
    return Answer(200, (("Content-Type", "text/xml"),), goto.inline.encode())


async def _request(call: Call, goto: Goto) -> Answer:
    try:
        await call.exchange.lag(call.random)
    except asyncio.CancelledError:
        ask_too_late(call, goto)
        raise
    # A request that has left cannot be unsent: it goes on when the call ends meanwhile.
    answer = await asyncio.shield(call.exchange.tasks.start(_send(call, goto)))
    if isinstance(answer, DeliveryError):
        raise answer
    return answer


def ask_too_late(call: Call, goto: Goto) -> None:
    """The call has ended just before the request: by the seed it is sent all the same.

    Its CallStatus is then a final one, and nobody obeys the answer.
    """
    if not call.leg.live and call.random.random() < 0.5:
        call.exchange.tasks.start(_send(call, goto))


async def _send(call: Call, goto: Goto) -> Answer | DeliveryError:
    told = fields.of_leg(call.exchange.settings.account_sid, call.leg) | goto.fields
    webhook = Webhook("control", call.leg.sid, goto.url, told, goto.method, call.cookies)
    try:
        return await call.exchange.courier.send(webhook)
    except DeliveryError as error:
        if not webhook.fault:
            call.find(goto.url, error.code, call.leg.live, str(error))
        return error
