"""Play: sounds are fetched first, and what can't be had ends the call like any failed answer."""

from collections.abc import Iterable, Mapping
from typing import TypeAlias
from urllib.parse import urljoin

from ivr.simnet.calls.asking import Failure
from ivr.simnet.calls.call import Call
from ivr.simnet.calls.page import Page
from ivr.simnet.delivery import DeliveryError, Webhook
from ivr.simnet.sounds import Sound, UnfitSoundError
from ivr.simnet.twiml import Verb

Sounds: TypeAlias = Mapping[str, Sound]
"""By the address as it stands in the Play."""

NOT_PLAYABLE = 13420
NOT_PLAYABLE_IN_GATHER = 13325


class UnplayableError(Exception):
    """A sound could not be had; the call goes on as `failure` demands."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.url)
        self.failure = failure


async def fetch(call: Call, verbs: Iterable[Verb], page: Page, unfit: int = NOT_PLAYABLE) -> Sounds:
    """The sounds that the Plays among `verbs` name. Raises UnplayableError.

    `unfit` is the network's number for what is fetched and can't be played.
    """
    sounds = dict[str, Sound]()
    for verb in verbs:
        if verb.name == "Play" and verb.text:
            sounds[verb.text] = await _sound(call, urljoin(page.url, verb.text), unfit)
    return sounds


async def _sound(call: Call, url: str, unfit: int) -> Sound:
    media = call.exchange.media
    if known := media.known(url):
        return known
    webhook = Webhook("media", call.leg.sid, url, {}, "GET")
    await call.exchange.lag(call.random)
    try:
        return await media.fetch(webhook)
    except DeliveryError as error:
        code, what = error.code, str(error)
    except UnfitSoundError as error:
        code, what = unfit, str(error)
    if not webhook.fault:
        call.find(url, code, True, f"<Play>: {what}")
    raise UnplayableError(Failure(code, url))
