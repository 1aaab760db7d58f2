"""Fetches what is to be played, and keeps it as long as its headers allow and there is room."""

from collections import OrderedDict
from typing import Final

from ivr.simnet.courier import Courier
from ivr.simnet.delivery import Answer, Webhook
from ivr.simnet.sounds import Sound, sound_of

KEPT_BYTES: Final = 16 * 1024 * 1024


class Media:
    """The sounds that one network has fetched last."""

    def __init__(self, courier: Courier) -> None:
        self._courier = courier
        self._kept: OrderedDict[str, Sound] = OrderedDict()
        self._at: dict[str, str] = {}

    def known(self, url: str) -> Sound | None:
        """What lies at `url`, if it need not be fetched."""
        return self.find(self._at.get(url, ""))

    def find(self, digest: str) -> Sound | None:
        """The sound with this digest, while it is remembered."""
        return self._kept.get(digest)

    async def fetch(self, webhook: Webhook) -> Sound:
        """What lies at the webhook's URL. Raises DeliveryError and UnfitSoundError."""
        answer = await self._courier.send(webhook)
        sound = sound_of(answer)
        self._kept[sound.digest] = sound
        self._kept.move_to_end(sound.digest)
        while sum(len(kept.body) for kept in self._kept.values()) > KEPT_BYTES and self._kept:
            self._kept.popitem(last=False)
        if _may_be_kept(answer):
            self._at[webhook.url] = sound.digest
        return sound


def _may_be_kept(answer: Answer) -> bool:
    """Twilio heeds these headers (Play); how long it keeps what has none is its own affair."""
    told = answer.header("Cache-Control").lower()
    return "max-age" in told and "no-store" not in told and "no-cache" not in told
